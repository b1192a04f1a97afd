"""One session per request, in `g`, closed at teardown."""

from flask import Flask, g, request
from sqlmodel import Session

from models.engine import make_session

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def session_of_request(app: Flask) -> Session:
    """Return this request's session; requests that only read take no write lock."""
    if "session" not in g:
        maker = app.extensions.get("session_maker", make_session)
        g.session = maker(app.extensions["engine"], may_write=request.method not in READING)
    found: Session = g.session
    return found


def close_session(_error: BaseException | None = None) -> None:
    """Give the request's session back."""
    session = g.pop("session", None)
    if session is not None:
        session.close()
