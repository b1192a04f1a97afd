"""The demonstration shows every way of judging: in results, and in sheets begun and submitted."""

from collections import Counter
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlmodel import Session, col, select

from config import load_settings
from expert_pool.vocabulary import DrawState
from models import (
    Account,
    Assessment,
    AuditEntry,
    Draw,
    DrawValue,
    GradeResult,
    Office,
    PanelMember,
    Project,
    Review,
    Sheet,
    row_id,
)
from models.engine import make_engine, make_session
from riskassess.adapters.manuals import builtin_manual
from riskassess.cli import main
from riskassess.cli.db import store_builtin_manuals
from riskassess.demonstration import cases
from riskassess.demonstration.announced_case import CODE, dice_awaited
from riskassess.demonstration.emergency import emergency_that_ended
from riskassess.demonstration.loading import load
from riskassess.demonstration.other_manuals import by_levels, by_pairs, by_points
from riskassess.demonstration.sign_ins import list_sign_ins
from riskassess.demonstration.staging import Stage
from riskassess.domain.comparisons import ComparisonSet
from riskassess.domain.emergency import AccessState
from riskassess.domain.sheet_document import SheetDocument
from riskassess.domain.vocabulary import AssessmentState, MemberState, SheetState
from riskassess.queries.comparisons import board_of
from riskassess.queries.emergency import list_of_case
from riskassess.queries.manuals import get_manual
from riskassess.queries.sheet_documents import sheet_document
from riskassess.resources import Resources, make_resources
from tests.conftest import CHEAP
from tests.support.audit_leaks import leaks
from tests.support.migrated import migrate_by_copy


@dataclass
class Loaded:
    """The loaded database and what was told meanwhile."""

    engine: sa.Engine
    told: list[str]
    resources: Resources


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Load everything but the cases under the general manual, which take their time."""
    home = tmp_path_factory.mktemp("demonstration")
    settings = load_settings({"RISKASSESS_HOME": str(home), "RISKASSESS_ENV": "development"})
    engine = make_engine(f"sqlite:///{home / 'demonstration.db'}")
    migrate_by_copy(engine)
    resources = replace(make_resources(settings, engine=engine), passwords=CHEAP)
    store_builtin_manuals(resources)
    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "CASES", (dice_awaited, by_pairs, by_levels, by_points))
        load(resources, tell=told.append)
    yield Loaded(engine, told, resources)
    engine.dispose()


@pytest.fixture
def store(loaded):
    with make_session(loaded.engine, may_write=False) as session:
        yield session


def under_review(session: Session, manual_id: str) -> SimpleNamespace:
    """Return the drawn case of a manual with its manual, members and sheets by state."""
    for assessment in session.exec(select(Assessment).order_by(col(Assessment.id))):
        manual = get_manual(session, assessment.manual_version_id)
        if manual.id == manual_id and "-WP-" in assessment.code:
            break
    review = session.exec(select(Review).where(Review.assessment_id == assessment.id)).one()
    members = session.exec(select(PanelMember).where(PanelMember.review_id == review.id)).all()
    ids = [member.id for member in members]
    sheets = session.exec(select(Sheet).where(col(Sheet.member_id).in_(ids))).all()
    by_state = {sheet.state: sheet for sheet in sheets}
    assert len(by_state) == len(sheets) == 2  # one begun, one submitted
    return SimpleNamespace(
        assessment=assessment, manual=manual, members=members,
        begun=by_state[SheetState.DRAFT], done=by_state[SheetState.SUBMITTED],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "manual", "grades"),
    [
        ("levels", "cn-levels", ("medium", "low")),
        ("ahp", "cn-ahp", ("low", "low")),
        ("deduction", "js-4013", ("low", "low")),
        ("fuzzy", "cn-fuzzy", ("high", "low")),
    ],
)
def test_an_example_stands_among_the_cases_with_its_result(store, name, manual, grades):
    case = store.exec(select(Assessment).where(Assessment.code == f"example-{name}")).one()
    assert store.get_one(Project, case.project_id).is_demonstration
    assert get_manual(store, case.manual_version_id).digest == builtin_manual(manual).digest
    result = store.exec(select(GradeResult).where(GradeResult.assessment_id == case.id)).one()
    assert (result.initial_grade, result.expected_grade) == grades


def test_one_draw_is_announced_and_may_be_thrown_for_at_once(store, loaded):
    case = store.exec(select(Assessment).where(Assessment.code == CODE)).one()
    second = store.exec(
        select(Review).where(Review.assessment_id == case.id, Review.number == 2)
    ).one()
    draw = store.exec(select(Draw).where(Draw.review_id == second.id)).one()
    assert draw.state is DrawState.ANNOUNCED
    assert draw.expected_at < loaded.resources.clock()
    assert not store.exec(select(DrawValue).where(DrawValue.draw_id == draw.id)).all()
    assert not store.exec(select(PanelMember).where(PanelMember.review_id == second.id)).all()


@pytest.mark.parametrize("manual", ["cn-ahp", "cn-levels", "js-4013"])
def test_a_panel_has_one_who_began_one_who_submitted_and_one_who_may_begin(store, manual):
    case = under_review(store, manual)
    assert case.assessment.state is AssessmentState.IN_REVIEW
    assert store.get_one(Project, case.assessment.project_id).is_demonstration
    states = Counter(member.state for member in case.members)
    assert (states[MemberState.SUBMITTED], states[MemberState.READY]) == (1, 2)


@pytest.fixture
def read(loaded, store):
    """Return what reads a sheet of an open round with the demonstration's keys."""
    return lambda sheet: sheet_document(store, sheet, seal=loaded.resources.vault.seal)


def board(
    case: SimpleNamespace, store: Session, document: SheetDocument
) -> dict[str, ComparisonSet]:
    """Return the sets of a sheet's comparisons."""
    case_id = row_id(case.assessment)
    found = board_of(store, case.manual, assessment_id=case_id, document=document)
    return {state.within: state for state in found.states}


def test_pairs_are_asked_on_both_levels_and_one_is_offered_for_a_second_look(store, read):
    case = under_review(store, "cn-ahp")
    sets = board(case, store, read(case.begun))
    assert list(sets) == ["", "A", "D", "F", "H"]
    assert sets[""].consistent is False
    assert (sets[""].offer.pair.place, sets[""].offer.given) == ("A:F", 5)
    assert sets[""].offer.cr_after < case.manual.weights.pairwise.limit
    assert [state.answered for state in sets.values()] == [6, 1, 0, 0, 0]
    done = board(case, store, read(case.done)).values()
    assert all(state.consistent and not state.missing for state in done)


def test_levels_are_chosen_for_some_factors_by_one_and_for_all_by_another(store, read):
    case = under_review(store, "cn-levels")

    def scored(sheet):
        given = read(sheet).factors.values()
        return [fields["before_impact"] for fields in given if "before_impact" in fields]

    assert (len(scored(case.begun)), len(scored(case.done))) == (3, 5)
    assert {value % 2_000 for value in scored(case.done)} == {0}  # upper ends of the bands


def test_points_are_given_in_some_tests_by_one_and_in_all_by_another(store, read):
    case = under_review(store, "js-4013")

    def given(sheet):
        document = read(sheet)
        return {
            place.removeprefix("item:")
            for place in document.places("item:")
            if "after_points" in document.at(place)
        }

    items = case.manual.deduction.items
    assert given(case.done) == {item.code for item in items}
    assert given(case.begun) == {
        item.code for item in items if item.test in ("legality", "reasonableness")
    }


def test_sign_ins_say_what_an_expert_finds(store):
    lines = list_sign_ins(store)
    assert {"officer", "sponsor3"} <= {line.login for line in lines if not line.sees}
    begun = under_review(store, "cn-ahp").begun
    member = store.get_one(PanelMember, begun.member_id)
    account = store.exec(select(Account).where(Account.expert_id == member.expert_id)).one()
    (sees,) = [line.sees for line in lines if line.login == account.login]
    assert "（cn-ahp）已填一部分" in sees
    experts = [line.login for line in lines if line.sees]
    assert len(experts) == len(set(experts))


def test_loading_again_does_nothing(store, loaded):
    before = (len(store.exec(select(Assessment)).all()), len(loaded.told))
    load(loaded.resources, tell=loaded.told.append)
    store.expire_all()
    assert (len(store.exec(select(Assessment)).all()), len(loaded.told)) == before == (9, 5)


def test_one_command_brings_everything_up_to_date_and_prints_the_sign_ins(loaded, monkeypatch):
    url = loaded.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("RISKASSESS_HOME", str(loaded.resources.settings.home))
    monkeypatch.setenv("RISKASSESS_DATABASE_URL", url)
    done = CliRunner().invoke(main, ["demo", "--upgrade", "--sign-ins"])
    assert done.exit_code == 0, done.output
    only = CliRunner().invoke(main, ["demo", "--sign-ins"])
    assert done.stdout == only.stdout
    lines = only.stdout.splitlines()
    assert lines[0].split() == ["sponsor", "yanshi-2026", "赵演示（项目单位）"]
    assert any("城东生活垃圾焚烧发电厂新建工程（cn-ahp）已填一部分" in line for line in lines)


def test_audit_entries_hold_no_secret_and_nothing_of_an_open_sheet(store):
    assert store.execute(sa.select(sa.func.count()).select_from(AuditEntry)).scalar_one() > 300
    assert leaks(store) == []


def test_an_emergency_access_has_ended_and_stands_in_the_cases_chain(loaded):
    with make_session(loaded.engine, may_write=True) as session:
        stage = Stage(loaded.resources, session, session.exec(select(Office)).one())
        case = stage.case("example-levels", "officer")
        emergency_that_ended(stage, case)
        (access,) = list_of_case(session, case.id, now=stage.moment())
        told = session.exec(select(AuditEntry).where(AuditEntry.chain == f"assessment:{case.id}"))
        steps = [row.action for row in told if row.action.startswith("emergency:")]
    assert access.state is AccessState.ENDED
    assert "虚构" in access.row.reason
    assert steps == ["emergency:ask", "emergency:agree", "emergency:read", "emergency:end"]
