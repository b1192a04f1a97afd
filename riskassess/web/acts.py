"""An act asked for by a form: done and told, or refused on the page that the form belongs to."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect

from riskassess.domain.errors import AssessmentError
from riskassess.i18n import _, sentences
from riskassess.services.letters import Outbox
from riskassess.web import context
from riskassess.web.errors import status_of, words_of


def words(error: AssessmentError) -> str:
    """Return what is wrong and how to mend it as one text."""
    return sentences(words_of(error))


def do(act: Callable[[], Any], *, done: str = "", to: str) -> Any:
    """Act, tell what happened and go on; a second press of the button is told calmly.

    Without `done` whoever asks tells it.

    What must stay hidden still answers 404.
    """
    try:
        act()
    except AssessmentError as error:
        if status_of(error) == 404:
            raise
        flash(words(error), "error")
    else:
        if done:
            flash(done, "success")
    return redirect(to, code=303)


def done_by(form: Any, act: Callable[[], Any]) -> bool:
    """Return whether the form was valid and its act was done; else the form says why not."""
    if not form.validate_on_submit():
        return False
    try:
        act()
    except AssessmentError as error:
        if status_of(error) == 404:
            raise
        if error.where in form:
            form[error.where].errors = [words(error)]
        else:
            form.form_errors.append(_("没有保存：%(why)s", why=words(error)))
        return False
    return True


def posting(service: Callable[..., Any], **values: Any) -> Callable[[], Any]:
    """Return the act of a service that writes letters; they are sent after its commit."""

    def act() -> Any:
        outbox = Outbox(context.settings().public_url)
        done = service(context.db_session(), outbox=outbox, **values)
        for message_id in outbox.message_ids:
            context.ring()("message", message_id)
        return done

    return act
