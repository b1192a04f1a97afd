"""Applicants of an invented pool at each step of their way, made by the services themselves."""

from datetime import timedelta

from sqlmodel import select

from models import Message
from riskassess.adapters.personal_seal import PersonalSeal
from riskassess.domain.vocabulary import Role
from riskassess.services.letters import Outbox
from riskassess.services.pool import admission, appointment
from riskassess.services.pool.admission import Outcome, Placing
from riskassess.services.pool.applications import Papers, apply
from riskassess.services.pool.forms import Application
from riskassess.services.uploads import Upload
from tests import factories

PUBLIC_URL = "https://pool.example.invalid"
CONDITIONS = ("nationality", "ethics", "knowledge", "record", "health", "apart")


def outbox() -> Outbox:
    """Return an empty outbox."""
    return Outbox(PUBLIC_URL)


def paper(code="title_certificate", **values) -> Upload:
    """Return a stored PDF; there is no file behind it."""
    given = {"filename": f"{code}.pdf", "title": code, "media_type": "application/pdf",
             "size": 9, "digest": f"sha256:{code:0<64}"}  # fmt: skip
    return Upload(**{**given, **values})


def application(**values) -> Application:
    """Return a good application."""
    given = {
        "name": "试申请", "expert_class": "engineering", "profession": "water",
        "title": "高级工程师", "title_level": "senior", "practice_since": 2010,
        "specialities": "水库移民安置", "employer": "试设计院", "employer_type": "institute",
        "email": "applicant@example.invalid", "phone": "023-60000001",
    }  # fmt: skip
    return Application(**{**given, **values})


def papers(*, consents=True, codes=("title_certificate", "consent"), **values) -> Papers:
    """Return a good application with its papers."""
    return Papers(application(**values), {code: paper(code) for code in codes}, consents)


def holds(**otherwise) -> dict[str, Outcome]:
    """Return outcomes with which the formal check passes."""
    return {code: Outcome(otherwise.get(code, True), "已核对") for code in CONDITIONS}


class Way:
    """An applicant's way through an office, step by step."""

    def __init__(self, session, folder, now, **values):
        factories.manual()
        self.session, self.now = session, now
        self.seal = PersonalSeal(folder)
        self.office = factories.office()
        self.keeper = factories.actor(Role.POOL_KEEPER, office_id=self.office.id)
        self.expert = apply(
            session, office_id=self.office.id, papers=papers(**values), seal=self.seal,
            now=now, outbox=outbox(),
        )  # fmt: skip

    @property
    def id(self):
        return self.expert.id

    def by(self, **values):
        """Return what every act of the keeper takes."""
        return {"expert_id": self.id, "actor": self.keeper, "now": self.now, **values}

    def checked(self):
        admission.check_form(self.session, outcomes=holds(), **self.by())
        return self

    def placed(self):
        placing = Placing(self.expert.expert_class, self.expert.profession)
        admission.check_class(self.session, placing=placing, **self.by())
        return self

    def published(self):
        admission.publish(self.session, outbox=outbox(), **self.by())
        return self

    def after(self, days):
        self.now += timedelta(days=days)
        return self

    def appointed(self, note=""):
        self.job = appointment.appoint(
            self.session, note=note, seal=self.seal, outbox=outbox(), **self.by()
        )
        return self

    def member(self):
        """Take the applicant all the way into the pool."""
        return self.checked().placed().published().after(8).appointed()


def token_of(session, expert):
    """Return the token of the mail that carries the expert's present link."""
    mail = session.exec(select(Message).where(Message.link_digest == expert.link_digest)).one()
    return mail.body.split(f"{PUBLIC_URL}/application-status/")[1].split()[0]
