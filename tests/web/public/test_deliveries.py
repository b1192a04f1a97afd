"""Reports of the SMS gateway: only with its signature; and a new link whoever asks."""

import json
from dataclasses import replace

import pytest

from expert_pool.vocabulary import Channel
from models import Message
from riskassess.adapters.sms import SIGNATURE, TIMESTAMP, signature_of
from riskassess.domain.vocabulary import MessageState
from riskassess.services.invitations import token_digest
from tests import factories
from tests.support.review_room import make_room
from tests.support.sms_gateway import TOKEN

NEW_LINK = "请查收新的链接"


@pytest.fixture
def gateway_client(app, client):
    """Return a browser of an application that knows the gateway's token; CSRF stays on."""
    app.config["WTF_CSRF_ENABLED"] = True
    app.extensions["sms"] = replace(app.extensions["sms"], token=TOKEN)
    return client


@pytest.fixture
def sms(session, now):
    office = factories.office()
    return factories.save(
        Message(
            office_id=office.id, channel=Channel.SMS, recipient="", subject="x", body="x",
            state=MessageState.SENT, reference="gw-1", created_at=now, sent_at=now,
        )
    )  # fmt: skip


def report(client, now, told, *, token=TOKEN, body=None):
    body = json.dumps(told).encode() if body is None else body
    stamp = str(int(now.timestamp()))
    headers = {TIMESTAMP: stamp, SIGNATURE: signature_of(token, stamp, body)}
    return client.post("/deliveries/sms", data=body, headers=headers)


def test_signed_report_is_noted(session, gateway_client, sms, now):
    told = {"reference": "gw-1", "state": "delivered"}
    assert report(gateway_client, now, told).status_code == 204
    session.refresh(sms)
    assert sms.delivered_at == now


def test_failure_is_noted_with_its_reason(session, gateway_client, sms, now):
    told = {"reference": "gw-1", "state": "failed", "reason": "空号"}
    assert report(gateway_client, now, told).status_code == 204
    session.refresh(sms)
    assert (sms.state, sms.error) == (MessageState.FAILED, "空号")


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"reference": "gw-2", "state": "delivered"}, 404),
        ({"reference": "gw-1", "state": "perhaps"}, 422),
        ({"reference": "", "state": "delivered"}, 422),
        ({"reference": 1, "state": "delivered"}, 422),
        ({"reference": "gw-1", "state": "failed", "reason": []}, 422),
        (["gw-1"], 422),
    ],
)
def test_report_that_says_nothing_changes_nothing(session, gateway_client, sms, now, told, status):
    assert report(gateway_client, now, told).status_code == status
    session.refresh(sms)
    assert (sms.state, sms.delivered_at) == (MessageState.SENT, None)


def test_report_without_the_gateways_signature_is_refused(session, gateway_client, sms, now):
    told = {"reference": "gw-1", "state": "delivered"}
    assert gateway_client.post("/deliveries/sms", json=told).status_code == 403
    assert report(gateway_client, now, told, token="x" * 32).status_code == 403
    assert report(gateway_client, now, None, body=b"x" * 20_000).status_code == 413
    session.refresh(sms)
    assert sms.delivered_at is None


def test_nothing_is_taken_where_no_gateway_is_set(client, sms, now):
    told = {"reference": "gw-1", "state": "delivered"}
    assert report(client, now, told, token="").status_code == 403


@pytest.fixture
def expired(session, now):
    """Return the token of an invitation whose time is over."""
    room = make_room(session, experts=1, state="invited")
    member = room.chairs[0].member
    member.token_digest, member.token_expires_at = token_digest("old-link"), now
    factories.save(member)
    return "old-link"


def test_new_link_is_promised_in_the_same_words_to_everybody(session, client, expired, rung):
    answers = [
        client.post(f"/invitations/{token}/renewal", follow_redirects=True)
        for token in (expired, "made-up", expired)
    ]
    assert len({answer.text for answer in answers}) == 1
    assert {answer.status_code for answer in answers} == {200}
    assert NEW_LINK in answers[0].text
    assert len(rung) == 1


def test_expired_and_unknown_links_offer_a_new_one(client, expired):
    for token, status in ((expired, 200), ("made-up", 404)):
        answer = client.get(f"/invitations/{token}")
        assert answer.status_code == status
        assert f"/invitations/{token}/renewal" in answer.text
