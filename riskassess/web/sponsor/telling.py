"""Refusals of a form's act: told on the page that the form belongs to, never on a naked page."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect

from riskassess.domain.errors import AssessmentError
from riskassess.i18n import _
from riskassess.web.errors import status_of, words_of


def say(error: AssessmentError) -> str:
    """Return what is wrong and how to mend it as one text."""
    return "".join(words_of(error))


def act_and_return(act: Callable[[], Any], *, to: str, done: str) -> Any:
    """Act, tell what happened and go back to the page; what must stay hidden answers 404."""
    try:
        act()
    except AssessmentError as error:
        if status_of(error) == 404:
            raise
        flash(say(error), "error")
    else:
        flash(done, "success")
    return redirect(to, code=303)


def accepted(form: Any, act: Callable[[], Any]) -> bool:
    """Return whether the form was valid and its act was done; else the form says why not."""
    if not form.validate_on_submit():
        return False
    try:
        act()
    except AssessmentError as error:
        if status_of(error) == 404:
            raise
        _tell(form, error)
        return False
    return True


def _tell(form: Any, error: AssessmentError) -> None:
    if error.where in form:
        form[error.where].errors = [say(error)]
    else:
        form.form_errors.append(_("没有保存：%(why)s", why=say(error)))
