"""Register a project in two steps, and change it until the office has accepted it."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from riskassess.domain.errors import NotFound
from riskassess.domain.manual import Kind, Manual
from riskassess.domain.manual.catalogue import FieldType
from riskassess.domain.policy import refuse
from riskassess.domain.vocabulary import AssessmentAction
from riskassess.i18n import _
from riskassess.queries.assessments import Case
from riskassess.queries.facts import facts_of
from riskassess.queries.projects import details_of, get_own_case
from riskassess.services import projects
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.sponsor.blueprint import bp
from riskassess.web.sponsor.registration_forms import PREFIX, RegistrationForm, registration_form


def manuals_offered() -> list[Manual]:
    """Return the manuals that may be chosen today; raises NotFound when there is none."""
    found = projects.offered_manuals(context.db_session(), now=context.clock())
    if not found:
        raise NotFound("not_found", where="manual")
    return [manual for _id, manual in found]


def manual_in_use() -> Manual:
    """Return the manual chosen in the address, else the general one; raises NotFound."""
    offered, asked = manuals_offered(), request.args.get("manual")
    if asked is None:
        return offered[0]
    for manual in offered:
        if manual.id == asked:
            return manual
    raise NotFound("not_found", where=f"manual:{asked}")


@bp.get("/projects/new")
def register_project() -> Any:
    """Show the manuals to choose from and the kinds of project in their groups: step 1."""
    return render_template(
        "sponsor/register_project.html",
        manual=manual_in_use(),
        offered=manuals_offered(),
        case=None,
    )


@bp.get("/projects/new/<kind>")
def describe_project(kind: str) -> Any:
    """Show the form of one kind: step 2."""
    manual = manual_in_use()
    found = manual.kind(kind)
    form = registration_form(manual, found, mode="self", procedure="general")
    return _form_page(form, found, manual)


@bp.post("/projects/new/<kind>")
def store_project(kind: str) -> Any:
    """Store the registration as a draft."""
    manual = manual_in_use()
    found, stored = manual.kind(kind), []
    form = registration_form(manual, found)
    if not done_by(form, lambda: stored.append(_register(form, kind, manual.id))):
        return _form_page(form, found, manual), 422
    flash(_("已存为草稿，编号 %(code)s。请上传材料后提交。", code=stored[0].code), "success")
    return redirect(url_for("sponsor.show_assessment", assessment_id=stored[0].id), code=303)


def _register(form: RegistrationForm, kind: str, manual_id: str) -> Any:
    return projects.register_project(
        context.db_session(),
        facts=form.to_registration(kind),
        manual_id=manual_id,
        actor=context.actor(),
        now=context.clock(),
    )


@bp.get("/assessments/<int:assessment_id>/kind")
def choose_kind(assessment_id: int) -> Any:
    """Show the kinds of project for a registration that may still be changed."""
    case = get_own_case(context.db_session(), assessment_id, actor=context.actor())
    return render_template("sponsor/register_project.html", manual=case.manual, case=case)


@bp.get("/assessments/<int:assessment_id>/registration")
def edit_project(assessment_id: int) -> Any:
    """Show the registration for a change, or say why it cannot be changed."""
    case = get_own_case(context.db_session(), assessment_id, actor=context.actor())
    kind = _kind_of(case)
    form = registration_form(case.manual, kind, **_stored(case, kind))
    return _form_page(form, kind, case.manual, case=case)


@bp.post("/assessments/<int:assessment_id>/registration")
def store_registration(assessment_id: int) -> Any:
    """Store the changed registration."""
    case = get_own_case(context.db_session(), assessment_id, actor=context.actor())
    kind = _kind_of(case)
    form = registration_form(case.manual, kind)
    if not done_by(form, lambda: _change(form, assessment_id, kind.code)):
        return _form_page(form, kind, case.manual, case=case), 422
    flash(_("登记已更改。"), "success")
    return redirect(url_for("sponsor.show_assessment", assessment_id=assessment_id), code=303)


def _change(form: RegistrationForm, assessment_id: int, kind: str) -> Any:
    return projects.edit_project(
        context.db_session(),
        assessment_id=assessment_id,
        facts=form.to_registration(kind),
        actor=context.actor(),
        now=context.clock(),
    )


def _kind_of(case: Case) -> Kind:
    return case.manual.kind(request.args.get("kind") or case.project.kind)


def _stored(case: Case, kind: Kind) -> dict[str, Any]:
    """Return the stored registration as values of the form."""
    details = details_of(case.project)
    dates = {row.key for row in kind.fields if row.type_ is FieldType.DATE}
    given = {
        f"{PREFIX}{key}": date.fromisoformat(text) if key in dates else text
        for key, text in details.items()
    }
    names = ("procedure", "mode", "assessment_subject", "institution")
    given.update({name: getattr(case.assessment, name) for name in names})
    given.update({name: getattr(case.project, name) for name in ("title", "level", "place")})
    return given | {"outline": case.project.outline}


def _form_page(form: RegistrationForm, kind: Kind, manual: Manual, case: Case | None = None) -> str:
    refusal = None
    if case is not None:
        facts = facts_of(context.db_session(), case)
        refusal = refuse(AssessmentAction.EDIT, context.actor(), facts)
    return render_template(
        "sponsor/edit_project.html",
        form=form,
        kind=kind,
        manual=manual,
        case=case,
        refusal=refusal,
    )
