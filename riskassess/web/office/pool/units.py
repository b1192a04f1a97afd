"""Units as the pool keeper keeps them: list, one unit, registering, correcting, names, merging."""

from typing import Any

from flask import flash, redirect, request, url_for

from riskassess.domain.unit_policy import refuse_ruling
from riskassess.i18n import _
from riskassess.services.pool import units
from riskassess.web import context, unit_pages
from riskassess.web.acts import done_by
from riskassess.web.office.blueprint import bp
from riskassess.web.office.pool.unit_forms import MergeForm
from riskassess.web.unit_forms import AliasForm, UnitForm


@bp.get("/experts/units")
def list_units() -> Any:
    """Show the units, 50 a page."""
    return unit_pages.list_page("office")


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
    return unit_pages.unit_page(
        "office",
        unit_id,
        alias_form,
        status,
        merge_form=merge_form or MergeForm(formdata=None, prefix="merge"),
        may_merge=refuse_ruling(context.actor()) is None,
    )


@bp.get("/experts/units/new")
def new_unit() -> Any:
    """Show the empty form of a unit."""
    return unit_pages.form_page("office", UnitForm(name=request.args.get("name", "")))


@bp.post("/experts/units/new")
def create_unit() -> Any:
    """Register a unit."""
    return unit_pages.create("office", UnitForm())


@bp.get("/experts/units/<int:unit_id>/edit")
def edit_unit(unit_id: int) -> Any:
    """Show the form of a unit as it stands."""
    return unit_pages.edit("office", unit_id)


@bp.post("/experts/units/<int:unit_id>/edit")
def correct_unit(unit_id: int) -> Any:
    """Correct a unit."""
    return unit_pages.correct("office", unit_id)


@bp.post("/experts/units/<int:unit_id>/aliases")
def add_alias(unit_id: int) -> Any:
    """Give a unit another name."""
    return unit_pages.add_alias("office", unit_id, _show)


@bp.post("/experts/units/<int:unit_id>/aliases/<int:alias_id>/removal")
def remove_alias(unit_id: int, alias_id: int) -> Any:
    """Take a name from a unit."""
    return unit_pages.remove_alias("office", unit_id, alias_id)


@bp.post("/experts/units/<int:unit_id>/merge")
def merge_unit(unit_id: int) -> Any:
    """Merge a unit into another one."""
    form, kept = MergeForm(prefix="merge"), []
    into = form.into.data or ""
    if not done_by(form, lambda: kept.append(_merge(unit_id, into))):
        return _show(unit_id, merge_form=form, status=422)
    flash(_("两个单位已合并，原来的名称都留作别名。"), "success")
    return redirect(url_for("office.show_unit", unit_id=kept[0].id), code=303)


def _merge(unit_id: int, into: str) -> Any:
    return unit_pages.acted(units.merge_unit, unit_id=unit_id, into=into)
