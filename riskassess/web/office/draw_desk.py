"""Who acts on a draw, with the office's key and the comparison of names."""

from riskassess.services.draw_announcing import Desk
from riskassess.web import context


def desk() -> Desk:
    """Return the desk of the signed-in officer at this moment."""
    return Desk(context.actor(), context.clock(), context.office_keys().sign, context.name_tools())


def send(message_ids: tuple[int, ...] | list[int]) -> None:
    """Ring for the messages that an act wrote, after its commit."""
    for message_id in message_ids:
        context.ring()("message", message_id)
