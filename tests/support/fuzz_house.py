"""The application with two full offices on a database of its own, put back for each batch."""

import shutil
from dataclasses import replace

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, delete, select

from models import Account, Assessment, Office
from models.engine import make_engine
from riskassess import create_app
from riskassess.app import equip
from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import Role
from riskassess.proof.chain import ChainFaultKind
from riskassess.queries.audit import check_chains
from riskassess.services.audit import record
from tests import factories
from tests.support.fuzzing import Visitor
from tests.support.migrated import migrate_by_copy
from tests.support.two_offices import FAR, pointing_across, rows_of_office, two_offices
from tests.web.filled_forms import filled_forms
from tests.web.walking import token_of

NOBODY = "nobody"
LEFT_OUT = ("/sign-out", "/language")  # on every page; still asked by their addresses
AUDIT = ("audit_head", "audit_entry", "audit_chain")


class House:
    """The application on a database of its own, put back before each batch."""

    def __init__(self, resources, home):
        self.home, self.resources = home, resources
        self.template = home / "template.db"
        engine = self._engine(self.template)
        migrate_by_copy(engine)
        with Session(engine, expire_on_commit=False) as session:
            self.both = two_offices(session, home)
            begin_chains_anew(session)
            self.faults = faults_of_chains(session)
            self.logins = {role: self.both.account(role).login for role in Role}
        engine.dispose()
        self.engine = engine
        self.app = create_app(resources=self._resources(engine), ring=lambda *_given: None)

    @staticmethod
    def _engine(path):
        return make_engine(f"sqlite:///{path}")

    def _resources(self, engine):
        return replace(self.resources, engine=engine)

    def begin(self, number):
        """Put the rows back."""
        path = self.home / f"batch-{number}.db"
        shutil.copy(self.template, path)
        self.engine = self._engine(path)
        equip(self.app, self._resources(self.engine), ring=lambda *_given: None)

    def sign_in(self, name):
        """Return a browser, signed in unless it is nobody's, and its visitor."""
        return self.enter("" if name == NOBODY else self.logins[Role(name)])

    def enter(self, login):
        """Return a browser in which somebody has signed in, and its visitor."""
        client = self.app.test_client()
        if login:
            self.app.config["WTF_CSRF_ENABLED"] = False
            given = {"login": login, "password": factories.PASSWORD}
            client.post("/sign-in", data=given)
            self.app.config["WTF_CSRF_ENABLED"] = True
        is_known = client.get("/password").status_code == 200
        return client, Visitor(token_of(client, "/password" if is_known else "/sign-in"))

    def harm(self, before):
        """Return what is no longer as it has to be."""
        with Session(self.engine) as session:
            foreign = session.execute(sa.text("PRAGMA foreign_key_check")).all()
            broken = faults_of_chains(session) - self.faults
            other = rows_of_office(session, self.both.office_id + FAR)
            changed = [name for name in before if before[name] != other[name]]
            return [*foreign, *broken, *changed, *pointing_across(session)]

    def other_office(self):
        """Return every row of the other office."""
        with Session(self.engine) as session:
            return rows_of_office(session, self.both.office_id + FAR)


def begin_chains_anew(session):
    """Give every chain a first entry; the copied ones name another office."""
    for name in AUDIT:
        session.execute(delete(SQLModel.metadata.tables[name]))
    for subject in session.exec(select(Assessment).order_by(col(Assessment.id))).all():
        begin(session, subject)
    for office in session.exec(select(Office).order_by(col(Office.id))).all():
        whose = select(Account).where(Account.office_id == office.id)
        begin(session, session.exec(whose.order_by(col(Account.id))).first())
    session.commit()


def begin(session, subject):
    """Write the first entry of a subject's chain."""
    actor = Actor(None, subject.office_id)
    record(session, actor=actor, action="import_assessment", subject=subject, now=factories.NOW)


def faults_of_chains(session):
    """Return what is wrong with the chains, by name.

    Where one was cut off is told by its length, which grows: the chain of the sealed case was begun
    anew, so it is shorter than its dossier says, before and after.
    """
    return {
        (chain.name, fault.kind, 0 if fault.kind is ChainFaultKind.CUT else fault.sequence)
        for chain in check_chains(session)
        for fault in chain.faults
    }


def offered(answer, path):
    """Return the forms of a page; one without an address goes to the page's own."""
    for form in filled_forms(answer):
        form.action = form.action or path.partition("?")[0]
        if not form.action.startswith(LEFT_OUT):
            yield form
