"""SMS by a gateway that really listens: taken, refused, garbled, slow, away; its reports."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from riskassess.adapters.sms import (
    FRESH_SECONDS,
    SIGNATURE,
    TIMESTAMP,
    SmsAnswer,
    SmsGateway,
    signature_of,
)
from tests.support.server import free_port
from tests.support.sms_gateway import TOKEN, Mood, sms_gateway

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
PHONE = "13900001111"


@pytest.fixture
def gateway():
    with sms_gateway() as made:
        yield made


def send(gateway, *, token=TOKEN, sign="演示办", seconds=5.0):
    own = SmsGateway(gateway.url, token, sign, seconds)
    return own.send(PHONE, "有一份邀请", message_id=7, now=NOW)


def test_sms_is_handed_over_under_its_sign_and_gets_a_reference(gateway):
    assert send(gateway) == SmsAnswer(reference="gw-7-1")
    assert gateway.taken == [{"id": "7", "phone": PHONE, "text": "【演示办】有一份邀请"}]


def test_wrong_token_is_refused_by_the_gateway(gateway):
    assert send(gateway, token="x" * 32).reason == "HTTP 401 signature"
    assert (gateway.taken, gateway.refused) == ([], 1)


def test_refusal_tells_why_without_the_number(gateway):
    gateway.mood = Mood.REFUSING
    answer = send(gateway)
    assert answer.reason == "HTTP 422 number … is on the stop list"


@pytest.mark.parametrize("mood", [Mood.GARBAGE, Mood.WORDLESS, Mood.HUGE])
def test_answer_that_makes_no_sense_is_no_delivery(gateway, mood):
    gateway.mood = mood
    assert send(gateway) == SmsAnswer("短信网关的答复无法识别")


def test_redirection_is_not_followed(gateway):
    gateway.mood = Mood.REDIRECTING
    assert send(gateway).reason == "HTTP 302"


@pytest.mark.parametrize("mood", [Mood.SILENT, Mood.DRIPPING])
def test_slow_answer_ends_in_time(gateway, mood):
    gateway.mood = mood
    begun = time.monotonic()
    answer = send(gateway, seconds=0.4)
    assert time.monotonic() - begun < 4
    assert answer.reason
    assert not answer.reference


def test_gateway_that_hangs_up_or_is_away_is_a_reason(gateway):
    gateway.mood = Mood.BROKEN
    assert send(gateway).reason
    away = SmsGateway(f"http://127.0.0.1:{free_port()}/sms", TOKEN)
    assert away.send(PHONE, "x", message_id=1, now=NOW).reason
    nonsense = SmsGateway("http://127.0.0.1:port/", TOKEN)
    assert nonsense.send(PHONE, "x", message_id=1, now=NOW).reason


def report(body=b"{}", *, token=TOKEN, at=NOW):
    stamp = str(int(at.timestamp()))
    return body, {TIMESTAMP: stamp, SIGNATURE: signature_of(token, stamp, body)}


def is_genuine(body, headers, *, token=TOKEN):
    return SmsGateway("https://x.invalid", token).is_genuine(body, headers, now=NOW)


def test_report_of_the_gateway_is_known_again():
    assert is_genuine(*report())


def test_report_of_anybody_else_is_not():
    body, headers = report()
    late = timedelta(seconds=FRESH_SECONDS + 1)
    assert not is_genuine(b"{ }", headers)
    assert not is_genuine(*report(token="y" * 32))
    assert not is_genuine(*report(at=NOW - late))
    assert not is_genuine(*report(at=NOW + late))
    assert not is_genuine(body, {})
    assert not is_genuine(body, {**headers, TIMESTAMP: "²"})
    assert not is_genuine(body, {**headers, SIGNATURE: "ü"})


def test_without_a_token_nothing_is_genuine():
    assert not is_genuine(*report(token=""), token="")
