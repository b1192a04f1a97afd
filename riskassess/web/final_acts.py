"""A final act asks once: a page repeats what was entered and says what cannot be undone.

The form is sent to the address of the act as always. Unless it says `confirmed`, a page answers
that carries every entry along and has two buttons: do it, or go back to the form with everything
still in it. It needs no script; a file that was chosen waits in the store, named by a signed mark.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from flask import current_app, g, render_template, request

from riskassess.domain.errors import InvalidInput
from riskassess.i18n import _
from riskassess.services.uploads import Upload
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.intake import take_file

CONFIRMED = "confirmed"
YES, BACK = "yes", "back"
KEPT = "-kept"
NOT_CARRIED = {CONFIRMED, "csrf_token"}
CHOICES = {"RadioField", "SelectField", "SelectMultipleField", "MultiCheckboxField"}


@dataclass(frozen=True)
class Final:
    """What the page says before a final act.

    Parameters
    ----------
    title : str
        The act as a question, for the heading.
    button : str
        The act as a verb.
    happens : sequence of str
        What will happen, and what cannot be undone; one sentence each.
    entries : sequence of (str, Any)
        What was entered: label and value as people read it; see `entries_of`.
    about : str
        Whose act it is: the project, the expert.
    """

    title: str
    button: str
    happens: Sequence[str]
    entries: Sequence[tuple[str, Any]] = ()
    about: str = ""


class Carried(NamedTuple):
    """One entry that goes along unseen."""

    name: str
    value: str


def final_act(
    form: Any,
    act: Callable[[], Any],
    *,
    ask: Callable[[], Final],
    again: Callable[[int], Any],
    check: Callable[[], Any] = lambda: None,
) -> Any:
    """Return what to answer as long as the act is not done; None once it is.

    Parameters
    ----------
    act : callable
        Does it; what it refuses stands in the form afterwards, as with `done_by`.
    ask : callable
        Gives the words of the page; called with a valid form only.
    again : callable
        Shows the page of the form with a status: 422 with errors, 200 on the way back.
    check : callable
        Refuses, as `act` would, what can be known beforehand, so that nobody is asked about
        entries that cannot stand; it must change nothing.
    """
    said = request.form.get(CONFIRMED)
    if said == BACK:
        return again(200)
    if said == YES:
        return None if done_by(form, act) else again(422)
    asked: dict[str, Any] = {}

    def rehearsal() -> None:
        check()
        asked.update(final=ask(), carried=_carried())  # keeps files, which may be refused

    if not done_by(form, rehearsal):
        return again(422)
    return render_template("shared/confirm_final_act.html", **asked)


def _carried() -> list[Carried]:
    """Return everything that was sent, files by their marks."""
    sent = [
        Carried(name, value)
        for name, value in request.form.items(multi=True)
        if name not in NOT_CARRIED
    ]
    chosen = [name for name, file in request.files.items() if file.filename]
    fresh = [Carried(name + KEPT, _mark(_taken(name))) for name in chosen]
    return [each for each in sent if each.name not in {row.name for row in fresh}] + fresh


def _taken(name: str) -> Upload:
    """Return the chosen file, read and kept once in a request."""
    taken: dict[str, Upload] = g.setdefault("taken_files", {})
    if name not in taken:
        taken[name] = take_file(request.files[name])
    return taken[name]


def sent_file(name: str) -> Upload | None:
    """Return the file of a field: the one chosen now, or the one that waits since the question.

    Raises InvalidInput for a file that is refused, and `waiting_file_gone` for one that was chosen
    before the question and waits no longer: no act goes on without a file that it was shown with.
    """
    sent = request.files.get(name)
    if sent and sent.filename:
        return _taken(name)
    file = waiting_file(name)
    if file is None and request.form.get(name + KEPT):
        raise InvalidInput("waiting_file_gone", where="file")
    return file


def waiting_file(name: str) -> Upload | None:
    """Return the file that was chosen before the question, if its mark is genuine.

    A file that waited longer than the sweep lets it is gone and has to be chosen again.
    """
    content, _dot, code = request.form.get(name + KEPT, "").partition(".")
    if not hmac.compare_digest(_code(content).encode(), code.encode()):
        return None
    file = Upload(**json.loads(urlsafe_b64decode(content)))
    return file if context.file_store().hold(file.digest) else None


def mark_of(name: str) -> str:
    """Return the mark of the file that waits for a field; empty without one."""
    file = waiting_file(name)
    return _mark(file) if file else ""


def _mark(file: Upload) -> str:
    content = urlsafe_b64encode(json.dumps(asdict(file)).encode()).decode()
    return f"{content}.{_code(content)}"


def _code(content: str) -> str:
    """Return what only this application could write, for whoever is signed in."""
    account = context.actor().account_id if context.signed_in() else ""
    text = f"waiting-file:{account}:{content}".encode()
    return hmac.digest(str(current_app.secret_key).encode(), text, "sha256").hex()


def entries_of(form: Any, *, without: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return what was entered in a form, label and value as people read it; nothing empty."""
    left_out = {"csrf_token", *without}
    rows = [(str(field.label.text), _shown(field)) for field in form if _own(field) not in left_out]
    return [(label, value) for label, value in rows if value]


def _own(field: Any) -> str:
    name: str = field.short_name
    return name


def _shown(field: Any) -> str:
    if field.type in {"FileField", "MultipleFileField"}:
        file = sent_file(field.name)
        return file.filename if file else ""
    if field.type in CHOICES:
        return _("、").join(str(each.label.text) for each in field if each.checked and each.data)
    if field.type == "BooleanField":
        return _("是") if field.data else ""
    if field.type == "DateTimeLocalField":  # as it was typed: the time of the page, not of a store
        return f"{field.data:%Y-%m-%d %H:%M}" if field.data else ""
    return "" if field.data is None else str(field.data)
