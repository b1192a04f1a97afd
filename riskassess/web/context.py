"""The only reader of `g` and of the application's extensions: who acts, on what, when."""

import re
import uuid
from datetime import datetime
from typing import Any

from flask import abort, current_app, g, request
from flask_login import current_user

from riskassess.domain.actor import Actor

REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,40}")


def actor() -> Actor:
    """Return the signed-in actor; 401 when nobody is signed in."""
    if not current_user.is_authenticated:
        abort(401)
    found: Actor = current_user.actor
    return found.afresh()  # each act names the deputy rows that it needed itself


def signed_in() -> bool:
    """Return whether somebody is signed in; after a defect nobody, the database may be away."""
    return not g.get("has_failed") and bool(current_user and current_user.is_authenticated)


def note_defect() -> None:
    """Let the rest of this request do without the database."""
    g.has_failed = True


def wants_json() -> bool:
    """Return whether a script asks, which reads JSON instead of a page."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def db_session() -> Any:
    """Return the database session of this request."""
    return current_app.extensions["session_of_request"]()


def clock() -> datetime:
    """Return this moment in UTC; tests fix it."""
    moment: datetime = current_app.extensions["clock"]()
    return moment


def owe_look(look: dict[str, Any]) -> None:
    """Remember up to where a case was looked at; it is written after the answer."""
    g.owed_look = look


def work_calendar() -> Any:
    """Return the published working days; the manual's own are laid over them."""
    return current_app.extensions["calendar"]


def settings() -> Any:
    """Return the frozen settings."""
    return current_app.extensions["settings"]


def file_store() -> Any:
    """Return the store of document files."""
    return current_app.extensions["files"]


def media_type_of(stream: Any, *, name: str) -> str:
    """Return the media type of an uploaded file by its content; raises InvalidInput."""
    found: str = current_app.extensions["media_type_of"](stream, name=name)
    return found


def read_manual(data: bytes, *, bases: Any) -> Any:
    """Return the manual of a file's content, checked; raises InvalidManual."""
    return current_app.extensions["read_manual"](data, bases=bases)


def read_expert_table(source: Any, columns: Any, *, needed: Any) -> Any:
    """Return the list of experts in a workbook; raises InvalidInput."""
    return current_app.extensions["read_expert_table"](source, columns, needed=needed)


def write_tables(sheets: Any) -> bytes:
    """Return a workbook of tables (`riskassess.exhibits.tables.TableSheet`)."""
    content: bytes = current_app.extensions["write_tables"](sheets)
    return content


def write_offline_sheet(pages: Any, *, form: str, code: str) -> bytes:
    """Return an offline sheet as a workbook (`riskassess.domain.offline_sheet.Page`)."""
    content: bytes = current_app.extensions["write_offline_sheet"](pages, form=form, code=code)
    return content


def read_offline_sheet(source: Any) -> Any:
    """Return what an offline sheet says; raises InvalidInput."""
    return current_app.extensions["read_offline_sheet"](source)


def check_report(source: Any, *, manual: Any = None) -> Any:
    """Return the findings of a report, reckoned again by a manual's limits; raises InvalidInput."""
    return current_app.extensions["check_report"](source, manual)


def passwords() -> Any:
    """Return the maker and checker of password hashes."""
    return current_app.extensions["passwords"]


def password_rule() -> Any:
    """Return what a new password has to be."""
    return current_app.extensions["password_rule"]


def one_time_codes() -> Any:
    """Return what makes the secrets of second factors and reads their codes."""
    return current_app.extensions["codes"]


def owe_seen(session_id: int) -> None:
    """Let it be written after this request that the session was seen."""
    g.seen_session = session_id


def session_id() -> int:
    """Return the row of the sign-in by which the actor came in."""
    found: int = current_user.session_id
    return found


def held_files() -> Any:
    """Return the keeper of what waits for a second step."""
    return current_app.extensions["held"]


def office_keys() -> Any:
    """Return the keeper of the offices' signing keys."""
    return current_app.extensions["keys"]


def name_tools() -> Any:
    """Return what the matching of units' names needs: simplified characters, likeness."""
    return current_app.extensions["names"]


def cut_words() -> Any:
    """Return what cuts a Chinese text into words."""
    return current_app.extensions["cut_words"]


def personal_seal() -> Any:
    """Return what seals and opens personal fields of experts."""
    return current_app.extensions["seal"]


def sheet_vault() -> Any:
    """Return what keeps the sheets of open rounds closed."""
    return current_app.extensions["vault"]


def signatures() -> Any:
    """Return what makes and signs signature pages."""
    return current_app.extensions["signatures"]


def officer_seal() -> Any:
    """Return what makes and uses the keys of officers."""
    return current_app.extensions["officer_seal"]


def ring() -> Any:
    """Return the function that tells a worker of a job or message; call it after the commit."""
    return current_app.extensions["ring"]


def request_id() -> str:
    """Return the id under which this request is logged and audited; a trusted proxy may give it."""
    if "request_id" not in g:
        given = request.headers.get("X-Request-ID", "") if settings().trusted_proxies else ""
        g.request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex[:16]
    return str(g.request_id)


def known_account_id() -> int | None:
    """Return who asks, if this request found that out; nobody is looked up for it."""
    user = g.get("_login_user")
    return user.actor.account_id if user is not None and user.is_authenticated else None


def machine() -> Any:
    """Return what looks at folders and disk."""
    return current_app.extensions["machine"]


def kept_for_a_moment() -> dict[str, Any]:
    """Return what this process keeps for some seconds."""
    found: dict[str, Any] = current_app.extensions.setdefault("kept_for_a_moment", {})
    return found


def is_from_gateway(body: bytes, headers: Any) -> bool:
    """Say whether a report comes from the SMS gateway, by its signature."""
    found: bool = current_app.extensions["sms"].is_genuine(body, headers, now=clock())
    return found


def payable_sheet(words: Any, rows: Any) -> bytes:
    """Return a list of fees as XLSX."""
    found: bytes = current_app.extensions["payable_sheet"](words, rows)
    return found


def review_paper(record: Any, rule: Any, form: str, **reader: Any) -> tuple[str, bytes]:
    """Return name and content of a paper of a review; for the office unless a reader is named."""
    found: tuple[str, bytes] = current_app.extensions["review_paper"](record, rule, form, reader)
    return found


def draw_page(record: bytes, names: Any) -> str:
    """Return the record of a draw as one HTML file that repeats it; serve it as a download."""
    page: str = current_app.extensions["draw_page"](record, names)
    return page
