"""Registering: codes, manual, owner, repeats; and many at once on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from models import Assessment, AuditEntry, Project, Unit, UnitKind
from models.engine import make_engine
from riskassess.domain.errors import IllegalTransition, InvalidInput, NotFound
from riskassess.domain.vocabulary import AssessmentState, Procedure, Role
from riskassess.services.projects import Registration, edit_project, register_project
from tests import factories
from tests.support.migrated import migrate_by_copy

FACTS = Registration(
    title="河西征收", kind="demolition", level="district", procedure=Procedure.GENERAL,
    mode="self", details={"households": "120"},
)  # fmt: skip


@pytest.fixture
def sponsor(session):
    factories.manual()
    return factories.sponsor(factories.unit(office_id=factories.office(code="500101").id))


def named(number):
    return replace(FACTS, title=f"项目{number}")


def test_codes_follow_each_other_in_a_year(session, sponsor, now):
    later = datetime(2026, 12, 31, 17, tzinfo=UTC)  # 2027 in Shanghai
    codes = [
        register_project(session, facts=named(n), actor=sponsor, now=at).code
        for n, at in enumerate((now, now, later))
    ]
    assert codes == ["500101-WP-2026-0001", "500101-WP-2026-0002", "500101-WP-2027-0001"]


def test_codes_of_another_office_do_not_count(session, sponsor, now):
    other = factories.sponsor(factories.unit(office_id=factories.office(code="500102").id))
    register_project(session, facts=FACTS, actor=sponsor, now=now)
    made = register_project(session, facts=FACTS, actor=other, now=now)
    assert made.code == "500102-WP-2026-0001"


def test_newest_manual_is_pinned_and_the_act_audited(session, sponsor, now):
    made = register_project(session, facts=FACTS, actor=sponsor, now=now)
    entry = session.exec(select(AuditEntry).where(AuditEntry.subject_id == made.id)).first()
    assert made.manual_version_id == factories.manual().id
    assert (entry.action, entry.actor_id) == ("assessment:register", sponsor.account_id)


def test_same_form_again_answers_with_the_same_draft(session, sponsor, now):
    first, second = (
        register_project(session, facts=FACTS, actor=sponsor, now=now) for _n in range(2)
    )
    assert first.id == second.id


def test_other_project_of_the_same_name_is_refused(session, sponsor, now):
    register_project(session, facts=FACTS, actor=sponsor, now=now)
    with pytest.raises(InvalidInput, match="project_known"):
        register_project(session, facts=replace(FACTS, place="河东"), actor=sponsor, now=now)


def test_withdrawn_project_is_registered_again_and_edited(session, sponsor, now):
    withdrawn = register_project(session, facts=FACTS, actor=sponsor, now=now)
    withdrawn.state = AssessmentState.CANCELLED
    factories.save(withdrawn)
    again = register_project(session, facts=FACTS, actor=sponsor, now=now)
    assert (again.id, again.code) != (withdrawn.id, withdrawn.code)
    changed = replace(FACTS, place="河东")
    edit_project(session, assessment_id=again.id, facts=changed, actor=sponsor, now=now)
    with pytest.raises(InvalidInput, match="project_known") as caught:
        register_project(session, facts=FACTS, actor=sponsor, now=now)
    assert caught.value.facts["known"] == again.code


def test_account_without_unit_is_refused(session, sponsor, now):
    with pytest.raises(InvalidInput, match="unit_missing"):
        register_project(session, facts=FACTS, actor=replace(sponsor, unit_id=None), now=now)


@pytest.mark.parametrize("change", [{"level": "moon"}, {"mode": "magic"}, {"kind": "castle"}])
def test_word_that_the_manual_does_not_know_is_refused(session, sponsor, now, change):
    with pytest.raises((InvalidInput, NotFound)):
        register_project(session, facts=replace(FACTS, **change), actor=sponsor, now=now)
    assert not session.exec(select(Project)).all()


def test_draft_is_changed_and_a_submitted_one_is_not(session, sponsor, now):
    made = register_project(session, facts=FACTS, actor=sponsor, now=now)
    changed = replace(FACTS, title="新名称", mode="commissioned", institution="甲机构")
    edit_project(session, assessment_id=made.id, facts=changed, actor=sponsor, now=now)
    assert session.get(Assessment, made.id).institution == "甲机构"
    made.state = "submitted"
    factories.save(made)
    with pytest.raises(IllegalTransition):
        edit_project(session, assessment_id=made.id, facts=FACTS, actor=sponsor, now=now)


@pytest.mark.parametrize("role", [Role.EXPERT, Role.SYSTEM_ADMIN])
def test_others_do_not_learn_of_the_case(session, sponsor, now, role):
    made = register_project(session, facts=FACTS, actor=sponsor, now=now)
    other = factories.actor(role, office_id=sponsor.office_id)
    with pytest.raises(NotFound):
        edit_project(session, assessment_id=made.id, facts=FACTS, actor=other, now=now)


@pytest.fixture
def own_database(engine, tmp_path):
    """Return a migrated database of this test's own, of the same kind: it commits for real."""
    if engine.dialect.name != "postgresql":
        url = f"sqlite:///{tmp_path / 'own.db'}"
    else:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CREATE DATABASE own_codes")
        url = engine.url.set(database="own_codes").render_as_string(hide_password=False)
    own = make_engine(url)
    migrate_by_copy(own)
    yield own
    own.dispose()
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("DROP DATABASE own_codes")


def test_many_at_once_get_different_codes(own_database, now):
    with Session(own_database, expire_on_commit=False) as session, factories.writing_with(session):
        factories.manual()
        actor = factories.sponsor()

    def register(number):
        with Session(own_database, expire_on_commit=False) as session:
            return register_project(session, facts=named(number), actor=actor, now=now).code

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(register, range(12)))
    assert len(set(codes)) == 12


def test_unit_kind_does_not_matter(session, now):
    factories.manual()
    owner: Unit = factories.unit(kind=UnitKind.INSTITUTION)
    actor = factories.actor(Role.INSTITUTION, office_id=owner.office_id, unit_id=owner.id)
    assert register_project(session, facts=FACTS, actor=actor, now=now).code
