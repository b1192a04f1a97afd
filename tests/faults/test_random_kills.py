"""Server and job process killed at random while people score, approve and seal: all is there.

`make soak` ends when a hundred kills fell into such work; `make test` does the same with three.
After every kill, before anything is started again, and at the end of each life:

- every change that the server answered for is stored, once;
- every audit chain verifies;
- a grade is approved with certificate, state and entry, or not at all;
- a dossier is sealed with state, entry and a package that checks, or not at all;
- nothing stays undone once the office works on.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlmodel import Session, col, select

from models import (
    Account,
    Assessment,
    AuditEntry,
    Certificate,
    Dossier,
    GradeProposal,
    Job,
    Sheet,
    SheetChange,
    row_id,
)
from models.engine import make_engine, make_session
from riskassess.adapters.keys import OfficeKeys
from riskassess.adapters.room_seal import RoomSeal
from riskassess.adapters.storage import FileStore
from riskassess.cli.verify import verify_file
from riskassess.domain.vocabulary import AssessmentState, DossierState, JobState, ProposalState
from riskassess.queries.audit import check_chains
from riskassess.queries.sheet_documents import sheet_document
from riskassess.services import proposals
from tests import factories
from tests.closed_case import closed_case
from tests.support import reviews as scenes
from tests.support.crowd import Writer, signed_in
from tests.support.killed_lives import PATIENCE, Clerk, Life, Work, copied, life
from tests.support.migrated import migrate_by_copy
from tests.support.review_room import make_room

EXPERTS = 4
LONGEST = 2.0  # seconds that a life goes on before it is killed


@dataclass(frozen=True)
class Size:
    """How often is killed, at most how often in one life, and how much work there is in it."""

    kills: int
    each: int
    cases: int
    batches: int
    pause: float = 0.0  # seconds, at most, between two batches of an expert
    later: float = 0.0  # seconds that each approver begins after the one before


SHORT = Size(kills=3, each=3, cases=1, batches=12)
LONG = Size(kills=100, each=20, cases=6, batches=40, pause=0.4, later=10.0)


@pytest.mark.parametrize("size", [SHORT, pytest.param(LONG, marks=pytest.mark.soak)])
def test_nothing_is_half_done(size: Size, shared_app: Flask, tmp_path: Path) -> None:
    work_of = prepare(tmp_path / "template", shared_app, size)
    total, during, told = Counter[str](), Counter[str](), Counter[str]()
    for number in count():
        left = size.kills - total.total()
        if left <= 0 or (size is SHORT and number):
            break
        home = copied(tmp_path / "template", tmp_path / f"life-{number}")
        engine = make_engine(f"sqlite:///{home / 'riskassess.db'}")
        work, dice = work_of(), random.Random(number)  # noqa: S311 - no secret
        with life(home, engine, RISKASSESS_DATABASE_URL=str(engine.url)) as office:
            live(office, work, home, dice, min(size.each, left))
        assert work.faults == []
        told += Counter(
            {
                "lives": 1,
                "answered requests": work.requests,
                "grades approved": size.cases,
                "dossiers sealed": 1,
                "audit entries read": check(home, work, is_over=True),
            }
        )
        total, during = total + office.kills, during + office.during
        engine.dispose()
        tell(total, during, told)
    assert size is SHORT or set(during) == {"scoring", "approving", "sealing"}


def tell(total: Counter[str], during: Counter[str], told: Counter[str]) -> None:
    counts = ", ".join(f"{number} {name}" for name, number in told.items())
    print(f"{total.total()} kills {dict(total)}, while others were {dict(during)}; {counts}")


def live(office: Life, work: Work, home: Path, dice: random.Random, kills: int) -> None:
    """Let everybody work, kill, look, start again; then let them come to the end."""
    threads, stop = work.start(int(office.server.url.rsplit(":", 1)[1]))
    for _number in range(kills):
        office.go_on(work)
        part = office.kill_at_random(work, dice, LONGEST)
        if not part:
            break
        if part == "both":
            check(home, work)
        office.start_again(part)
    for thread in threads:
        thread.join(PATIENCE)
    stop.set()
    assert not any(thread.is_alive() for thread in threads), "work that never ends"


def prepare(home: Path, app: Flask, size: Size):
    """Make a home with experts at a sheet, proposed grades and a closed case; return the work."""
    home.mkdir()
    engine = make_engine(f"sqlite:///{home / 'riskassess.db'}")
    migrate_by_copy(engine)
    files, keys = FileStore(home / "files"), OfficeKeys(home / "keys")
    with make_session(engine, may_write=True) as session, factories.writing_with(session):
        room = make_room(session, experts=EXPERTS)
        chairs = [(chair, signed_in(app, chair)) for chair in room.chairs]
        factors = [row_id(row) for row in room.factors]
        approvals = [_proposed(session, app, number) for number in range(size.cases)]
        closed = closed_case(session, files=files, keys=keys)
        archivist = _headers(session, app, closed.archivist)
        page = f"/office/assessments/{closed.case.id}/dossier"
        for chair, _given in chairs:  # used long after this session
            session.refresh(chair.member)
            session.expunge(chair.member)
    engine.dispose()

    def work() -> Work:
        wait = {"batches": size.batches, "patience": PATIENCE, "pause": size.pause}
        writers = [Writer(chair, headers, factors, **wait) for chair, headers in chairs]
        clerks = [
            Clerk(
                headers, [(path, {"confirmed": "yes"}, shown)], _without(path), size.later * number
            )
            for number, (headers, path, shown) in enumerate(approvals)
        ]
        sealing = Clerk(archivist, [(page, {"retention": "Y"}, page)], _with("下载档案包"))
        return Work(writers, [*clerks, sealing])

    return work


def _with(words: str) -> Callable[[str], bool]:
    return lambda page: words in page


def _without(words: str) -> Callable[[str], bool]:
    return lambda page: words not in page


def _proposed(session: Session, app: Flask, number: int):
    """Bring a case to a proposed grade; return the approver's headers, the act and its page."""
    case, _review, _result, officer = scenes.graded(session, now=factories.NOW, prefix=f"P{number}")
    proposal = proposals.propose_grade(
        session, assessment_id=case.id, actor=officer, now=factories.NOW, explanation="依据充分。"
    )
    headers = _headers(session, app, scenes.approver(case))
    act = f"/office/grade-proposals/{proposal.id}/approval"
    return headers, act, f"/office/assessments/{case.id}/result"


def _headers(session: Session, app: Flask, actor):
    account = session.get_one(Account, actor.account_id)
    return signed_in(app, SimpleNamespace(account=account))


def check(home: Path, work: Work, *, is_over: bool = False) -> int:
    """Assert what holds at any moment, and at the end what is done; return the audit entries."""
    engine = make_engine(f"sqlite:///{home / 'riskassess.db'}")
    with Session(engine) as session:
        chains = [chain for chain in check_chains(session) if chain.entries]
        assert {chain.verdict for chain in chains} == {"whole"}
        _check_changes(session, work, home, is_over=is_over)
        _check_approvals(session, is_over=is_over)
        _check_dossiers(session, FileStore(home / "files"), is_over=is_over)
        unfinished = session.exec(
            select(Job.kind).where(col(Job.state).in_([JobState.QUEUED, JobState.RUNNING]))
        ).all()
    engine.dispose()
    assert not is_over or "build_dossier" not in unfinished
    return sum(chain.entries for chain in chains)


def _check_changes(session: Session, work: Work, home: Path, *, is_over: bool) -> None:
    stored = Counter(session.exec(select(SheetChange.op)).all())
    assert set(stored.values()) <= {1}, "a change stored twice"
    seal = RoomSeal(home / "keys" / "review-rooms")
    for writer in work.writers:
        answered = writer.sent if is_over else writer.sent[: -len(writer.factors)]
        assert set(answered) <= set(stored), "a change that was answered for is gone"
        if is_over:
            sheet = session.exec(
                select(Sheet).where(Sheet.member_id == row_id(writer.chair.member))
            ).one()
            document = sheet_document(session, sheet, seal=seal)
            shown = {key: document.get(*key) for key in writer.typed}
            assert shown == {key: int(value) * 100 for key, value in writer.typed.items()}


def _check_approvals(session: Session, *, is_over: bool) -> None:
    certified = session.exec(select(Certificate.proposal_id)).all()
    entries = session.exec(
        select(AuditEntry.subject_id).where(AuditEntry.action == "grade:approve")
    ).all()
    for proposal in session.exec(select(GradeProposal)):
        case = session.get_one(Assessment, proposal.assessment_id)
        is_approved = proposal.state is ProposalState.APPROVED
        assert certified.count(row_id(proposal)) == is_approved
        assert entries.count(row_id(proposal)) == is_approved
        assert (case.state is AssessmentState.GRADE_PROPOSED) == (not is_approved)
        assert is_approved or not is_over


def _check_dossiers(session: Session, files: FileStore, *, is_over: bool) -> None:
    dossiers = session.exec(select(Dossier)).all()
    assert len(dossiers) == 1 or not is_over
    for dossier in dossiers:
        case = session.get_one(Assessment, dossier.assessment_id)
        is_sealed = dossier.state is DossierState.SEALED
        entries = session.exec(
            select(AuditEntry).where(
                AuditEntry.action == "dossier:seal", AuditEntry.subject_id == dossier.id
            )
        ).all()
        assert len(entries) == is_sealed
        assert case.state is (AssessmentState.ARCHIVED if is_sealed else AssessmentState.CLOSED)
        assert bool(dossier.seal) is bool(dossier.package_digest) is is_sealed
        assert is_sealed or not is_over
        if is_sealed:
            assert files.verify(dossier.package_digest)
            assert files.verify(dossier.pdf_digest)
            assert verify_file(files.path(dossier.package_digest)).whole
