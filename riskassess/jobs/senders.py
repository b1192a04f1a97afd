"""How a message leaves: by mail server or SMS gateway, where the settings name one."""

from expert_pool.vocabulary import Channel
from models import Expert, Message, row_id
from models.engine import make_session
from riskassess.adapters.mail import send_mail
from riskassess.adapters.personal_seal import SealError
from riskassess.resources import Resources
from riskassess.services.messages import NO_ADDRESS, Outcome, Sender


def senders_of(resources: Resources) -> dict[Channel, Sender]:
    """Return what sends by each channel; a channel without a server is not there."""
    settings = resources.settings
    found: dict[Channel, Sender] = {}
    if settings.smtp_url:
        found[Channel.MAIL] = lambda message: _mailed(resources, message)
    if settings.sms_url:
        found[Channel.SMS] = lambda message: _texted(resources, message)
    return found


def _mailed(resources: Resources, message: Message) -> Outcome:
    settings = resources.settings
    return Outcome(send_mail(settings.smtp_url, settings.mail_from, message))


def _texted(resources: Resources, message: Message) -> Outcome:
    """Open the number, hand it to the gateway, and forget it."""
    try:
        phone = _number_of(resources, message.expert_id)
    except SealError as error:
        return Outcome(error.code)
    if not phone:
        return Outcome(NO_ADDRESS)
    answer = resources.sms.send(
        phone, message.body, message_id=row_id(message), now=resources.clock()
    )
    return Outcome(answer.reason, answer.reference)


def _number_of(resources: Resources, expert_id: int | None) -> str:
    # A session of its own, closed before anything is sent: a slow gateway must hold nothing.
    with make_session(resources.engine, may_write=False) as session:
        expert = session.get(Expert, expert_id) if expert_id else None
        if expert is None:
            return ""
        return resources.seal.open(
            expert.phone_sealed, office_id=expert.office_id, expert=expert.code
        )
