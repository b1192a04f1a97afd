"""Who acts on a draw, with the office's key and the comparison of names."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NoReturn

from riskassess.services.draw_announcing import Desk
from riskassess.web import context


def desk() -> Desk:
    """Return the desk of the signed-in officer at this moment."""
    return Desk(context.actor(), context.clock(), context.office_keys().sign, context.name_tools())


def send(message_ids: tuple[int, ...] | list[int]) -> None:
    """Ring for the messages that an act wrote, after its commit."""
    for message_id in message_ids:
        context.ring()("message", message_id)


class _Rehearsed(Exception):
    """Everything up to the signature went well."""


def rehearse(act: Callable[[Desk], Any]) -> None:
    """Let an announcement be refused as it would be; at the signature all of it is taken back.

    The service's own transaction rolls back, for a rehearsal ends with an error.
    """
    try:
        act(replace(desk(), sign=_stop))
    except _Rehearsed:
        return


def _stop(_code: str, _payload: bytes) -> NoReturn:
    raise _Rehearsed
