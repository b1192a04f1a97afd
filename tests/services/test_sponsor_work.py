"""Survey versions, factors, estimates, measures, forecast, uploads, proof: rows and refusals."""

import pytest
from sqlmodel import select

from models import AuditEntry, Commitment, Document, Job, Measure, MeasureFactor, Survey
from riskassess.domain.errors import IllegalTransition, InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import AssessmentState, CommitmentState, RiskGrade, Stage
from riskassess.queries.assessments import get_case
from riskassess.queries.factors import list_estimated_factors, list_measures, search_library
from riskassess.services import evidence, factors, measures, submissions, surveys, uploads
from riskassess.services.factors import Estimate, OwnFactor
from riskassess.services.measures import ForecastFacts, MeasureFacts
from riskassess.services.surveys import SurveyCounts
from riskassess.services.uploads import Upload
from tests import factories

COUNTS = SurveyCounts(issued=420, valid=396, support=297, conditional=55, indifferent=20, oppose=24)


@pytest.fixture
def unit(session):
    return factories.unit()


@pytest.fixture
def sponsor(unit):
    return factories.sponsor(unit)


@pytest.fixture
def work(session, unit, sponsor, now):
    """Return a case in preparation and what every service is told."""
    case = factories.assessment(owner=unit, state=AssessmentState.PREPARING)
    return case, {"assessment_id": case.id, "actor": sponsor, "now": now}


def upload(number=0, media_type="application/pdf"):
    return Upload("a.pdf", "a", media_type, 10, f"sha256:{number:064}")


def test_survey_keeps_every_version(session, work):
    case, who = work
    for note in ("", "", "更正"):
        surveys.record_survey(session, counts=COUNTS, note=note, **who)
    rows = session.exec(
        select(Survey).where(Survey.assessment_id == case.id).order_by(Survey.number)
    ).all()
    assert [(row.number, row.note) for row in rows] == [(1, ""), (2, "更正")]


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        (SurveyCounts(10, 11, 11, 0, 0, 0), "survey_valid_exceeds"),
        (SurveyCounts(10, 10, 9, 0, 0, 0), "survey_sum_differs"),
        (SurveyCounts(10, 10, 11, -1, 0, 0), "survey_negative"),
    ],
)
def test_wrong_counts_are_refused(session, work, counts, code):
    with pytest.raises(InvalidInput, match=code):
        surveys.record_survey(session, counts=counts, note="", **work[1])


def test_library_offers_rows_of_the_kind_first(session, work, sponsor):
    case = get_case(session, work[0].id, actor=sponsor)
    group = next(row for row in search_library(case) if row.code == "B")
    own = [bool(row.kinds) for row in group.rows]
    assert own == sorted(own, reverse=True)
    assert any(own)


def test_taking_a_factor_twice_changes_nothing(session, work):
    assert factors.add_library_factors(session, codes=["B03", "B03", "A01"], **work[1]) == 2
    assert factors.add_library_factors(session, codes=["B03"], **work[1]) == 0


def test_own_codes_are_never_used_twice(session, work):
    made = []
    for name in ("甲", "乙"):
        own = OwnFactor(name, "F", Stage.PREPARATION)
        made.append(factors.add_own_factor(session, own=own, **work[1]))
        factors.remove_factor(session, factor_id=made[-1].id, **work[1])
    assert [row.code for row in made] == ["XO01", "XO02"]


def test_far_improvement_needs_a_reason(session, work):
    case, who = work
    factor = factories.factor(case)
    far = Estimate(10_000, 10_000, 1_000, 1_000)
    with pytest.raises(InvalidInput, match="estimate_reason_missing"):
        factors.save_estimate(session, factor_id=factor.id, estimate=far, **who)
    told = Estimate(10_000, 10_000, 1_000, 1_000, reason="改线")
    assert factors.save_estimate(session, factor_id=factor.id, estimate=told, **who).reason


def test_improvement_without_measure_is_seen(session, work, sponsor, now):
    case, who = work
    factories.factor(case)
    measure = session.exec(select(Measure)).one()
    measures.remove_measure(session, measure_id=measure.id, **who)
    row = list_estimated_factors(session, get_case(session, case.id, actor=sponsor))[0]
    assert row.improves_without_measure
    assert (row.before, row.after) == ("moderate", "minor")


def test_measure_acts_on_own_factors_only(session, work):
    case, who = work
    mine, foreign = factories.factor(case), factories.factor(factories.assessment())
    facts = MeasureFacts("公布", "征收办", Stage.PREPARATION, (mine.id, foreign.id))
    made = measures.add_measure(session, facts=facts, **who)
    links = session.exec(
        select(MeasureFactor.factor_id).where(MeasureFactor.measure_id == made.id)
    ).all()
    assert links == [mine.id]
    only_foreign = MeasureFacts("公布", "他", Stage.PREPARATION, (foreign.id,))
    with pytest.raises(InvalidInput, match="measure_without_factor"):
        measures.add_measure(session, facts=only_foreign, **who)


def test_forecast_keeps_unknown_apart_from_nought(session, work):
    case, who = work
    measures.save_forecast(session, facts=ForecastFacts(RiskGrade.LOW, 0), **who)
    assert (case.event_class, case.headcount) == (RiskGrade.LOW, 0)
    measures.save_forecast(session, facts=ForecastFacts(), **who)
    assert (case.event_class, case.headcount) == (None, None)


def test_factors_of_a_handed_in_case_are_closed(session, work, now):
    case, who = work
    case.handed_in_at = now
    factories.save(case)
    with pytest.raises(Refused, match="already_answered"):
        factors.add_library_factors(session, codes=["B03"], **who)
    with pytest.raises(Refused, match="already_answered"):
        uploads.upload_document(session, code="D06", item="", upload=upload(), replaces=None, **who)


def test_hand_in_says_what_is_missing(session, work):
    with pytest.raises(Refused) as refused:
        submissions.hand_in(session, **work[1])
    assert refused.value.code == "documents_missing"
    assert "D18" in refused.value.facts["missing"]


def test_upload_queues_the_drawing_and_replaces(session, work):
    first = uploads.upload_document(
        session, code="D06", item="", upload=upload(1), replaces=None, **work[1]
    )
    old = session.exec(select(Document)).one()
    uploads.upload_document(
        session, code="D06", item="", upload=upload(2), replaces=old.id, **work[1]
    )
    session.refresh(old)
    assert session.get(Job, first).subject_id == old.id
    assert old.superseded_at is not None


def test_replacing_a_foreign_document_is_not_found_and_undone(session, work):
    other = factories.assessment()
    foreign = factories.save(
        Document(
            office_id=other.office_id, assessment_id=other.id, code="D06", title="x",
            filename="x", media_type="application/pdf", size=1, digest="d",
            uploaded_at=factories.NOW,
        )
    )  # fmt: skip
    with pytest.raises(NotFound):
        uploads.upload_document(
            session, code="D06", item="", upload=upload(), replaces=foreign.id, **work[1]
        )
    assert len(session.exec(select(Document)).all()) == 1


def test_proof_waits_for_the_check(session, unit, sponsor, now):
    case = factories.assessment(owner=unit, state=AssessmentState.TRACKING)
    factories.factor(case)
    measure = session.exec(select(Measure)).one()
    who = {"assessment_id": case.id, "measure_id": measure.id, "actor": sponsor, "now": now}
    evidence.prove_measure(session, evidence="已做", upload=None, **who)
    evidence.prove_measure(session, evidence="已做完", upload=upload(), **who)
    row = session.exec(select(Commitment)).one()
    assert (row.state, row.evidence) == (CommitmentState.PROVEN, "已做完")
    planned = list_measures(session, get_case(session, case.id, actor=sponsor))[0]
    assert planned.document.code == "D28"
    actions = session.exec(select(AuditEntry.action)).all()
    assert actions.count("measure:prove") == 2


def test_proof_outside_tracking_is_refused(session, work):
    factories.factor(work[0])
    measure = session.exec(select(Measure)).one()
    with pytest.raises(IllegalTransition):
        evidence.prove_measure(session, measure_id=measure.id, evidence="x", upload=None, **work[1])


def test_another_unit_learns_nothing(session, work, now):
    stranger = factories.sponsor(factories.unit(office_id=work[0].office_id))
    who = {"assessment_id": work[0].id, "actor": stranger, "now": now}
    with pytest.raises(NotFound):
        surveys.record_survey(session, counts=COUNTS, note="", **who)
    with pytest.raises(NotFound):
        submissions.hand_in(session, **who)
