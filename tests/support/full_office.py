"""One office with a row in every table: what the scenes of other tests leave, as one office's."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from models import (
    Account,
    Document,
    Dossier,
    Draw,
    DrawValue,
    Expert,
    RaisedRisk,
    ReviewRound,
    Unit,
    row_id,
)
from models.dossier import DossierState
from models.engine import make_engine
from riskassess.adapters.keys import OfficeKeys
from riskassess.adapters.officer_seal import OfficerSeal
from riskassess.adapters.storage import FileStore
from riskassess.domain.room_vocabulary import RoundKind, RoundState
from riskassess.domain.vocabulary import AssessmentState, Role, Stage
from riskassess.proof.canonical import canonical_json
from riskassess.resources import TellingOfficerSeal
from riskassess.services import officer_keys
from riskassess.services.invitations import token_digest
from riskassess.services.signature_pages import make_page
from tests import factories
from tests.closed_case import closed_case
from tests.factories import NOW, save
from tests.support.consultation_room import hand_in_all, save_factor, scoring_room
from tests.support.kept_scene import Rows, put_back, rows_of
from tests.support.kind_rooms import kind_room
from tests.support.mirror import merged
from tests.support.one_of_each import CONTENT, FILE, fill_empty_tables
from tests.support.review_room import make_room
from tests.support.room_papers import judged_room
from tests.support.signature_pages import signing_room
from tests.web.sample_case import make_sample_case

LINK = "application-link-of-the-first-office"
SEAL = '{"signature": {"key_id": "x", "public_key": "x"}, "fingerprint": "x", "sections": []}'
PASSPHRASE = "春江水暖鸭先知，甲乙丙丁的口令"


@dataclass(frozen=True)
class Acted:
    """The rows of an office, which of its accounts to walk as, and its files."""

    rows: Rows
    own: dict[Role, int]
    filled: list[str]
    home: "tempfile.TemporaryDirectory[str]"


def act() -> Acted:
    """Act the scenes in a database of their own; return what they left as one office."""
    home = tempfile.TemporaryDirectory(prefix="full-office-")
    keys, files = OfficeKeys(Path(home.name, "keys")), FileStore(Path(home.name, "files"))
    with _scratch() as session, factories.writing_with(session):
        sample = make_sample_case()
        own = {role: account.id for role, account in sample.own.items()}
        closed_case(session, files=files, keys=keys)
        for state in (AssessmentState.DRAFT, AssessmentState.FILED):
            factories.assessment(owner=session.get_one(Unit, sample.ids["unit_id"]), state=state)
        judged_room(session)
        _signature_page(session)
        _consultation(session)
        _held_by_officers(session)
        scoring_room(session, way="live")
        kind_room(session, "cn-ahp")
        _sponsor_of_each_unit(session)
        _papers(session, sample, files)
        rows = rows_of(session)
    with _scratch() as session:
        put_back(session, merged(rows))
        filled = fill_empty_tables(session)
        return Acted(rows_of(session), own, filled, home)


@contextmanager
def _scratch() -> Iterator[Session]:
    engine = make_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


def _consultation(session: Session) -> None:
    """Close a round in which one expert left a draft, and let a risk be raised."""
    room = scoring_room(session)
    save_factor(session, room, 3, room.factors[0].id, "10", "没有交的草稿")
    hand_in_all(session, room)
    around = {"office_id": room.review.office_id}
    issues = save(
        ReviewRound(
            **around, review_id=room.review.id, number=0, kind=RoundKind.ISSUES,
            state=RoundState.CLOSED, opened_at=NOW, closed_at=NOW,
        )
    )  # fmt: skip
    save(
        RaisedRisk(
            **around, round_id=issues.id, sheet_id=1, key="k1",
            category="B", stage=Stage.CONSTRUCTION, name="补偿标准不一", reason="两批相差三成",
        )
    )  # fmt: skip


def _signature_page(session: Session) -> None:
    scene = signing_room(session)
    call: dict[str, Any] = {"actor": scene.officer, "now": NOW, "desk": Paper()}
    make_page(session, review_id=row_id(scene.room.review), **call)


class Paper:
    """Draws no signature page."""

    def make(self, _record: Any, **_given: Any) -> str:
        """Return a digest like that of a file."""
        return FILE


def _held_by_officers(session: Session) -> None:
    """Let three officers hold an open round."""
    room, seal = make_room(session), TellingOfficerSeal(OfficerSeal(memory_kib=64))
    office_id = room.review.office_id
    officers = [factories.actor(Role.CASE_OFFICER, office_id=office_id) for _number in range(3)]
    for number, actor in enumerate(officers):
        call: dict[str, Any] = {"actor": actor, "now": NOW, "seal": seal}
        officer_keys.make_officer_key(session, passphrase=f"{PASSPHRASE}{number}", **call)
    holders = [actor.account_id for actor in officers]
    officer_keys.share_round(
        session, room.round, holders=holders, actor=officers[0], now=NOW, seal=seal
    )


def _sponsor_of_each_unit(session: Session) -> None:
    for unit in session.exec(select(Unit).order_by(col(Unit.id))).all():
        if not session.exec(select(Account).where(Account.unit_id == unit.id)).first():
            factories.account(Role.PROJECT_UNIT, office_id=unit.office_id, unit_id=unit.id)


def _papers(session: Session, sample: Any, files: FileStore) -> None:
    """Put a file behind what can be downloaded, and a link into an applicant's hands."""
    stored = files.put(CONTENT)
    for dossier in session.exec(select(Dossier)).all():
        dossier.state, dossier.seal, dossier.sealed_at = DossierState.SEALED, SEAL, NOW
        dossier.pdf_digest = dossier.package_digest = stored.digest
        save(dossier)
    for document in session.exec(select(Document)).all():
        files.put_page(document.digest, 1, b"picture")
    draw = session.get_one(Draw, sample.ids["draw_id"])
    about = json.loads(draw.announcement)
    (dice,) = about["sources"]
    published = {key: value for key, value in dice.items() if key != "role"}
    about["sources"].append({**published, "code": "published", "kind": "published"})
    draw.announcement, draw.lists = canonical_json(about), '{"lists": {"y": []}}'
    save(
        DrawValue(
            office_id=draw.office_id, draw_id=draw.id, source="published", values='["1"]',
            proof_filename="照片.png", proof_media_type="image/png", proof_size=stored.size,
            proof_digest=stored.digest, entered_by_id=sample.own[Role.CASE_OFFICER].id,
            entered_at=NOW,
        )
    )  # fmt: skip
    save(draw)
    expert = session.get_one(Expert, sample.ids["expert_id"])
    expert.link_digest, expert.link_expires_at = token_digest(LINK), NOW.replace(year=2027)
    save(expert)
