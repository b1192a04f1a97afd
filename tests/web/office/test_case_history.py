"""The history of a case: what it asks the database does not grow with its lines."""

from types import SimpleNamespace

from riskassess.domain.vocabulary import AssessmentState
from riskassess.queries.accounts import actor_for
from riskassess.services.audit import record
from tests import factories
from tests.support.office import page
from tests.web.statements import statements_of


def test_handovers_in_a_history_are_named_by_one_query(client, session, desk, engine, now):
    case = desk(AssessmentState.SURVEYING)
    address, asked = f"/office/assessments/{case.id}", []
    for count in (1, 4):
        people = [factories.account(office_id=case.office_id) for _each in range(count + 1)]
        for number in range(count):
            item = SimpleNamespace(
                office_id=case.office_id, assessment_id=case.id, id=number,
                __tablename__="handover_item",
            )  # fmt: skip
            after = {"kind": "review", "from": people[number].id, "to": people[number + 1].id}
            record(session, actor=actor_for(session, people[0]), action="handover:pass",
                   subject=item, after=after, now=now)  # fmt: skip
        page(client, address)  # notes up to where it was looked at
        with statements_of(engine) as statements:
            said = page(client, address)
        assert f"由{people[-2].display_name}交给{people[-1].display_name}" in said
        asked.append(len(statements))
    assert asked[0] == asked[1]
