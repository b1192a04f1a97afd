"""One-time links of accounts: used once, replaced by the next, of no use to anybody else."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from expert_pool.vocabulary import Channel
from models import AccountLink, AuditEntry, Message
from riskassess.domain.errors import InvalidInput, NotFound
from riskassess.domain.passwords import PasswordRule
from riskassess.domain.people_vocabulary import LinkPurpose
from riskassess.domain.vocabulary import Role
from riskassess.queries.account_links import find_link
from riskassess.queries.accounts import actor_for
from riskassess.services.account_links import NO_PASSWORD, issue_link, use_link
from riskassess.services.accounts import sign_in
from riskassess.services.messages import FIRST_PAUSE, Outcome, send_message
from riskassess.services.sign_in_sessions import begin_session
from tests import factories
from tests.conftest import CHEAP

RULE = PasswordRule(10, lambda password: password == "1234567890")
NEW = "corn-lamp-72"
TOKEN = re.compile(r"/account-links/([\w-]+)")


@pytest.fixture
def holder(session):
    return factories.account(
        Role.APPROVER, email="holder@example.invalid", password_hash=NO_PASSWORD
    )


@pytest.fixture
def issue(session, holder, now):
    admin = factories.account(Role.SYSTEM_ADMIN, office_id=holder.office_id)

    def make(purpose=LinkPurpose.RESET, **given):
        link = issue_link(
            session, holder, purpose, actor=actor_for(session, admin),
            public_url="https://a.invalid/", now=now, **given,
        )  # fmt: skip
        session.commit()
        return link

    return make


def token_of(link):
    return TOKEN.search(link.address)[1]


def use(session, link, now, password=NEW):
    return use_link(
        session, token=token_of(link), password=password, rule=RULE, make_hash=CHEAP.make, now=now
    )


def test_link_sets_the_password_once_and_ends_every_session(session, holder, issue, now):
    link = issue(LinkPurpose.INVITATION)
    mail = session.get_one(Message, link.message_id)
    assert link.address in mail.body
    assert token_of(link) not in session.exec(select(AccountLink)).one().model_dump_json()
    begun = begin_session(session, holder, device="", now=now)
    session.commit()
    assert find_link(session, token_of(link), now=now).login == holder.login
    use(session, link, now)
    session.refresh(begun)
    assert (begun.ended_at, holder.session_epoch) == (now, 1)
    assert token_of(link) not in mail.body
    given = {"login": holder.login, "check": CHEAP.check, "demonstration": True, "now": now}
    assert sign_in(session, password=NEW, **given).session_id
    with pytest.raises(NotFound, match="link_ended"):
        use(session, link, now)
    assert find_link(session, token_of(link), now=now) is None
    trail = session.exec(select(AuditEntry)).all()
    assert {"account:issue_link", "account:use_link"} <= {row.action for row in trail}
    assert not [row for row in trail if token_of(link) in row.model_dump_json()]


def test_link_leaves_the_outbox_with_the_mail(session, issue, now):
    def mail_of(link):
        return session.get_one(Message, link.message_id)

    tried = issue()
    send_message(session, message_id=tried.message_id, senders={}, now=now)
    assert tried.address in mail_of(tried).body, "no mail server: the demonstration shows it"
    sent, given = issue(), []

    def deliver(reason):
        return {Channel.MAIL: lambda mail: (given.append(mail.body), Outcome(reason))[1]}

    for at, reason in [(now, "busy"), (now + FIRST_PAUSE, "")]:
        assert sent.address in mail_of(sent).body, "it waits to be sent"
        send_message(session, message_id=sent.message_id, senders=deliver(reason), now=at)
    assert [sent.address in body for body in given] == [True, True]
    assert token_of(sent) not in mail_of(sent).body
    use(session, sent, now)


def test_account_without_a_password_lets_nobody_in(holder):
    assert not CHEAP.check(holder.password_hash, "")
    assert not CHEAP.check(holder.password_hash, "nobody signs in with this")


def test_newer_expired_and_locked_out_end_a_link(session, holder, issue, now):
    older, newer = issue(), issue()
    for link, at in [(older, now), (newer, now + timedelta(hours=24))]:
        assert find_link(session, token_of(link), now=at) is None
        with pytest.raises(NotFound):
            use(session, link, at)
    with pytest.raises(InvalidInput, match="password_common"):
        use(session, newer, now, "1234567890")
    assert find_link(session, token_of(newer), now=now) is not None
    holder.is_active = False
    factories.save(holder)
    with pytest.raises(NotFound):
        use(session, newer, now)


def test_account_without_an_address_gets_no_mail(session, holder, issue):
    holder.email = ""
    factories.save(holder)
    assert issue().message_id is None
