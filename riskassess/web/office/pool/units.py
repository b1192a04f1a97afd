"""Units as the office keeps them: list, one unit, registering, correcting, names, merging."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from riskassess.domain.unit_policy import refuse_unit_keeping
from riskassess.i18n import _
from riskassess.queries.pool import units as queries
from riskassess.services.pool import units
from riskassess.web import context
from riskassess.web.acts import do, done_by
from riskassess.web.office.blueprint import bp
from riskassess.web.office.pool.unit_forms import UNIT_KINDS, AliasForm, MergeForm, UnitForm
from riskassess.web.paging import pager_of


@bp.get("/experts/units")
def list_units() -> Any:
    """Show the units, 50 a page."""
    chosen = {"kind": request.args.get("kind", ""), "words": request.args.get("q", "").strip()}
    found = queries.list_units(
        context.db_session(), context.actor(), **chosen, page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "office/pool/list_units.html",
        rows=found.rows,
        pager=pager_of(found),
        kinds=UNIT_KINDS,
        chosen=chosen,
        why_not=refuse_unit_keeping(context.actor()),
    )


@bp.get("/experts/units/<int:unit_id>")
def show_unit(unit_id: int) -> Any:
    """Show one unit with its names, family and people."""
    return _show(unit_id)


def _show(
    unit_id: int,
    alias_form: AliasForm | None = None,
    merge_form: MergeForm | None = None,
    status: int = 200,
) -> Any:
    session = context.db_session()
    unit = queries.get_unit(session, unit_id, actor=context.actor())
    page = render_template(
        "office/pool/show_unit.html",
        unit=unit,
        kinds=UNIT_KINDS,
        aliases=queries.list_aliases(session, unit),
        parent=_parent(unit),
        children=queries.list_children(session, unit),
        people=queries.list_people(session, unit),
        ties=queries.count_ties(session, unit),
        why_not=refuse_unit_keeping(context.actor()),
        alias_form=alias_form or AliasForm(formdata=None, prefix="alias"),
        merge_form=merge_form or MergeForm(formdata=None, prefix="merge"),
    )
    return page, status


def _parent(unit: Any) -> Any:
    if unit.parent_id is None:
        return None
    return queries.get_unit(context.db_session(), unit.parent_id, actor=context.actor())


@bp.get("/experts/units/new")
def new_unit() -> Any:
    """Show the empty form of a unit."""
    return _form_page(UnitForm(name=request.args.get("name", "")))


@bp.post("/experts/units/new")
def create_unit() -> Any:
    """Register a unit."""
    form, made = UnitForm(), []
    if not done_by(form, lambda: made.append(_entered(units.create_unit, form))):
        return _form_page(form), 422
    flash(_("单位已登记；写着这个名称的专家已经关联。"), "success")
    return redirect(url_for("office.show_unit", unit_id=made[0].id), code=303)


@bp.get("/experts/units/<int:unit_id>/edit")
def edit_unit(unit_id: int) -> Any:
    """Show the form of a unit as it stands."""
    unit = queries.get_unit(context.db_session(), unit_id, actor=context.actor())
    parent = _parent(unit)
    form = UnitForm(
        name=unit.name,
        kind=unit.kind.value,
        credit_code=unit.credit_code or "",
        parent=parent.name if parent else "",
    )
    return _form_page(form, unit)


@bp.post("/experts/units/<int:unit_id>/edit")
def correct_unit(unit_id: int) -> Any:
    """Correct a unit."""
    unit = queries.get_unit(context.db_session(), unit_id, actor=context.actor())
    form = UnitForm()
    if not done_by(form, lambda: _entered(units.correct_unit, form, unit_id=unit_id)):
        return _form_page(form, unit), 422
    flash(_("单位已更正；原来的名称留作别名。"), "success")
    return redirect(url_for("office.show_unit", unit_id=unit_id), code=303)


def _entered(act: Callable[..., Any], form: UnitForm, **more: Any) -> Any:
    entry = units.UnitEntry(
        name=form.name.data or "",
        kind=form.kind.data or "",
        credit_code=form.credit_code.data or "",
        parent=form.parent.data or "",
    )
    return _act(act, entry=entry, **more)


def _act(act: Callable[..., Any], **more: Any) -> Any:
    return act(
        context.db_session(),
        actor=context.actor(),
        now=context.clock(),
        names=context.name_tools(),
        **more,
    )


def _form_page(form: UnitForm, unit: Any = None) -> str:
    return render_template(
        "office/pool/edit_unit.html",
        form=form,
        unit=unit,
        why_not=refuse_unit_keeping(context.actor()),
    )


@bp.post("/experts/units/<int:unit_id>/aliases")
def add_alias(unit_id: int) -> Any:
    """Give a unit another name."""
    form = AliasForm(prefix="alias")
    name = form["name"].data or ""
    if not done_by(form, lambda: _act(units.add_alias, unit_id=unit_id, name=name)):
        return _show(unit_id, alias_form=form, status=422)
    flash(_("别名已添加；写着这个名称的专家已经关联。"), "success")
    return redirect(url_for("office.show_unit", unit_id=unit_id), code=303)


@bp.post("/experts/units/<int:unit_id>/aliases/<int:alias_id>/removal")
def remove_alias(unit_id: int, alias_id: int) -> Any:
    """Take a name from a unit."""
    queries.get_unit(context.db_session(), unit_id, actor=context.actor())
    return do(
        lambda: _act(units.remove_alias, alias_id=alias_id),
        done=_("别名已删除；只凭这个名称关联的专家不再关联。"),
        to=url_for("office.show_unit", unit_id=unit_id),
    )


@bp.post("/experts/units/<int:unit_id>/merge")
def merge_unit(unit_id: int) -> Any:
    """Merge a unit into another one."""
    form, kept = MergeForm(prefix="merge"), []
    into = form.into.data or ""
    if not done_by(form, lambda: kept.append(_act(units.merge_unit, unit_id=unit_id, into=into))):
        return _show(unit_id, merge_form=form, status=422)
    flash(_("两个单位已合并，原来的名称都留作别名。"), "success")
    return redirect(url_for("office.show_unit", unit_id=kept[0].id), code=303)
