"""Applying to the pool without an account, and the list of those who are made public."""

from typing import Any

from flask import abort, redirect, render_template, url_for

from riskassess.i18n import current_locale
from riskassess.queries.manuals import pool_words
from riskassess.queries.pool import applications as lists
from riskassess.queries.pool.periods import day_of
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.pool import applications
from riskassess.web import context
from riskassess.web.acts import done_by, posting
from riskassess.web.intake import limit_in_mebibytes
from riskassess.web.pool_forms import (
    application_form,
    forget_papers,
    kept_names,
    needed_papers,
    papers_of,
    take_papers,
)
from riskassess.web.public.blueprint import bp


@bp.get("/expert-applications")
def list_application_offices() -> Any:
    """Show the offices that take applications; with one only, its form."""
    offices = lists.list_offices(context.db_session())
    if len(offices) == 1:
        return redirect(url_for("public.edit_application", office_code=offices[0].code), code=303)
    return render_template("public/list_application_offices.html", offices=offices)


@bp.get("/expert-applications/<office_code>")
def edit_application(office_code: str) -> Any:
    """Show the form."""
    office, manual = _office(office_code)
    return _page(office, manual, application_form(manual))


@bp.post("/expert-applications/<office_code>")
def send_application(office_code: str) -> Any:
    """Store the application; its status link goes out by mail."""
    office, manual = _office(office_code)
    form = application_form(manual)
    needed = needed_papers(manual)
    files = take_papers(form, manual, key=office_code, needed=needed, asks_consent=True)
    if files is None or not done_by(form, lambda: _apply(office, form, files)):
        return _page(office, manual, form), 422
    forget_papers()
    return redirect(url_for("public.show_application_sent", office_code=office.code), code=303)


def _apply(office: Any, form: Any, files: Any) -> None:
    posting(
        applications.apply,
        office_id=office.id,
        papers=papers_of(form, files),
        seal=context.personal_seal(),
        now=context.clock(),
        is_demonstration=context.settings().demonstration,
    )()


@bp.get("/expert-applications/<office_code>/sent")
def show_application_sent(office_code: str) -> Any:
    """Say that the application is in and that a mail tells how to follow it."""
    office, _manual = _office(office_code)
    return render_template("public/show_application_sent.html", office=office)


@bp.get("/expert-publicity")
def list_publicity() -> Any:
    """Show who is made public before an appointment, until when, and how to object."""
    session = context.db_session()
    return render_template(
        "public/list_publicity.html",
        rows=lists.list_public(session, today=day_of(context.clock())),
        words=pool_words(session, current_locale()),
    )


def _office(code: str) -> Any:
    session = context.db_session()
    office = lists.find_office(session, code)
    if office is None:
        abort(404)
    return office, pool_manual_of(session, office.id or 0)


def _page(office: Any, manual: Any, form: Any) -> str:
    return render_template(
        "public/edit_application.html",
        office=office,
        manual=manual,
        form=form,
        kept=kept_names(office.code),
        limit=limit_in_mebibytes(),
    )
