"""Names that are nearly alike: open questions of a case, and what was said before."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from riskassess.domain.unit_policy import refuse_ruling
from riskassess.i18n import _
from riskassess.queries import cases
from riskassess.queries.pool import units as queries
from riskassess.services.pool import name_rulings
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.pool.unit_forms import NewRulingForm, RulingForm
from riskassess.web.paging import pager_of

SHOWN = 20


@bp.get("/assessments/<int:assessment_id>/names")
def list_name_questions(assessment_id: int) -> Any:
    """Show the open questions of a case, side by side."""
    return _questions_page(assessment_id)


def _questions_page(assessment_id: int, asked: RulingForm | None = None, status: int = 200) -> Any:
    case = cases.get_office_case(context.db_session(), assessment_id, actor=context.actor())
    found = _current(case).questions
    page = render_template(
        "office/pool/list_name_questions.html",
        **head_of(case),
        questions=[(row, _people(case, row), _form_of(row, asked)) for row in found[:SHOWN]],
        count=len(found),
        asked=asked,
        why_not=refuse_ruling(context.actor()),
    )
    return page, status


def _current(case: Any) -> Any:
    return name_rulings.current_exclusions(
        context.db_session(), case, now=context.clock(), names=context.name_tools()
    )


def _people(case: Any, question: Any) -> Any:
    return queries.list_people_by_code(
        context.db_session(), case.assessment.office_id, question.codes[:SHOWN]
    )


def _form_of(question: Any, asked: RulingForm | None) -> RulingForm:
    """Return the form of a question: the one that was sent, or an empty one with its own ids."""
    first, second = question.pair
    if asked is not None and (asked.first.data, asked.second.data) == (first, second):
        return asked
    return RulingForm(formdata=None, first=first, second=second)


@bp.post("/assessments/<int:assessment_id>/names")
def rule_names(assessment_id: int) -> Any:
    """Answer one question."""
    cases.get_office_case(context.db_session(), assessment_id, actor=context.actor())
    form = RulingForm()
    if not done_by(form, lambda: _rule(assessment_id, form)):
        return _questions_page(assessment_id, form, 422)
    flash(_("已认定；以后的抽取都照此办理，不再询问。"), "success")
    return redirect(url_for("office.list_name_questions", assessment_id=assessment_id), code=303)


def _rule(assessment_id: int, form: RulingForm) -> None:
    name_rulings.rule_names(
        context.db_session(),
        assessment_id=assessment_id,
        answer=name_rulings.NameAnswer(
            form.first.data or "", form.second.data or "", form.answer(), form.note.data or ""
        ),
        actor=context.actor(),
        now=context.clock(),
        names=context.name_tools(),
    )


@bp.get("/experts/name-rulings")
def list_name_rulings() -> Any:
    """Show what was said of names before."""
    found = queries.list_rulings(
        context.db_session(), context.actor(), page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "office/pool/list_name_rulings.html", rows=found.rows, pager=pager_of(found)
    )


@bp.get("/experts/name-rulings/<int:ruling_id>")
def show_name_ruling(ruling_id: int) -> Any:
    """Show one ruling and the form to change it."""
    return _ruling_page(ruling_id, NewRulingForm(formdata=None))


def _ruling_page(ruling_id: int, form: RulingForm) -> str:
    row = queries.get_ruling(context.db_session(), ruling_id, actor=context.actor())
    why_not = refuse_ruling(context.actor())
    return render_template("office/pool/show_name_ruling.html", row=row, form=form, why_not=why_not)


@bp.post("/experts/name-rulings/<int:ruling_id>")
def change_name_ruling(ruling_id: int) -> Any:
    """Rule anew, with a reason."""
    queries.get_ruling(context.db_session(), ruling_id, actor=context.actor())
    form = NewRulingForm()
    if not done_by(form, lambda: _change(ruling_id, form)):
        return _ruling_page(ruling_id, form), 422
    flash(_("认定已更改；原来的认定留在审计记录中。"), "success")
    return redirect(url_for("office.list_name_rulings"), code=303)


def _change(ruling_id: int, form: RulingForm) -> None:
    name_rulings.change_ruling(
        context.db_session(),
        ruling_id=ruling_id,
        ruling=form.answer(),
        note=form.note.data or "",
        actor=context.actor(),
        now=context.clock(),
    )
