"""One session per request, in `g`, closed at teardown."""

from contextlib import suppress

from flask import Flask, g, request
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from models.engine import make_session
from riskassess.services.last_looks import note_look
from riskassess.services.sign_in_sessions import note_seen

READING = frozenset({"GET", "HEAD", "OPTIONS"})
# Pages whose reading leaves an audit entry.
TRACED = frozenset(
    {
        "control.read_emergency_case",
        "control.read_emergency_document",
        "control.read_emergency_page",
    }
)


def session_of_request(app: Flask) -> Session:
    """Return this request's session; requests that only read take no write lock."""
    if "session" not in g:
        maker = app.extensions.get("session_maker", make_session)
        may_write = request.method not in READING or request.endpoint in TRACED
        g.session = maker(app.extensions["engine"], may_write=may_write)
    found: Session = g.session
    return found


def note_owed(app: Flask) -> None:
    """Write down what a request owes after its own transaction: a session seen, a case looked at.

    It waits for nobody and may fail: the next request owes it again. A page that is only read never
    fails for it.
    """
    session_id, look = g.pop("seen_session", None), g.pop("owed_look", None)
    if session_id is None and look is None:
        return
    maker, now = app.extensions.get("session_maker", make_session), app.extensions["clock"]()
    with (
        suppress(SQLAlchemyError),
        maker(app.extensions["engine"], may_write=True, may_wait=False) as session,
    ):
        if session_id is not None:
            note_seen(session, session_id=session_id, now=now)
        if look is not None:
            note_look(session, **look, now=now)


def close_session(_error: BaseException | None = None) -> None:
    """Give the request's session back."""
    session = g.pop("session", None)
    if session is not None:
        session.close()
