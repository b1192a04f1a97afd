"""Pages about units, for the pool keeper and, to read and register, the system administrator."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from riskassess.domain.unit_policy import refuse_registering, refuse_ruling
from riskassess.i18n import _
from riskassess.queries.pool import units as queries
from riskassess.services.pool import units
from riskassess.services.pool.unit_entry import UnitEntry
from riskassess.web import context
from riskassess.web.acts import do, done_by
from riskassess.web.paging import pager_of
from riskassess.web.unit_forms import UNIT_KINDS, AliasForm, NewUnitForm, UnitForm


def list_page(group: str) -> str:
    """Return the units, 50 a page."""
    chosen = {"kind": request.args.get("kind", ""), "words": request.args.get("q", "").strip()}
    found = queries.list_units(
        context.db_session(), context.actor(), **chosen, page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "shared/units/list_units.html",
        group=group,
        rows=found.rows,
        pager=pager_of(found),
        kinds=UNIT_KINDS,
        chosen=chosen,
        why_not=refuse_registering(context.actor()),
    )


def unit_page(
    group: str, unit_id: int, alias_form: AliasForm | None = None, status: int = 200, **more: Any
) -> Any:
    """Return one unit with its names, family and people; `more` is what one group alone has."""
    session = context.db_session()
    unit = queries.get_unit(session, unit_id, actor=context.actor())
    page = render_template(
        "shared/units/show_unit.html",
        group=group,
        unit=unit,
        kinds=UNIT_KINDS,
        aliases=queries.list_aliases(session, unit),
        parent=_parent(unit),
        children=queries.list_children(session, unit),
        people=queries.list_people(session, unit) if group == "office" else [],
        ties=queries.count_ties(session, unit),
        why_not=refuse_ruling(context.actor()),
        alias_form=alias_form or AliasForm(formdata=None, prefix="alias"),
        **more,
    )
    return page, status


def _parent(unit: Any) -> Any:
    if unit.parent_id is None:
        return None
    return queries.get_unit(context.db_session(), unit.parent_id, actor=context.actor())


def create(group: str, form: NewUnitForm) -> Any:
    """Register a unit, or show the form again with what is wrong."""
    made: list[Any] = []
    if not done_by(form, lambda: made.append(_entered(units.create_unit, form))):
        return form_page(group, form), 422
    is_linking = isinstance(form, UnitForm)
    linked = _("单位已登记；写着这个名称的专家都关联到这个单位。")
    flash(linked if is_linking else _("单位已登记。"), "success")
    return redirect(url_for(f"{group}.show_unit", unit_id=made[0].id), code=303)


def edit(group: str, unit_id: int) -> str:
    """Return the form of a unit as it stands."""
    unit = queries.get_unit(context.db_session(), unit_id, actor=context.actor())
    parent = _parent(unit)
    form = UnitForm(
        name=unit.name,
        kind=unit.kind.value,
        credit_code=unit.credit_code or "",
        parent=parent.name if parent else "",
    )
    return form_page(group, form, unit)


def correct(group: str, unit_id: int) -> Any:
    """Correct a unit, or show the form again with what is wrong."""
    unit = queries.get_unit(context.db_session(), unit_id, actor=context.actor())
    form = UnitForm()
    if not done_by(form, lambda: _entered(units.correct_unit, form, unit_id=unit_id)):
        return form_page(group, form, unit), 422
    flash(_("单位已更正；原来的名称留作别名。"), "success")
    return redirect(url_for(f"{group}.show_unit", unit_id=unit_id), code=303)


def _entered(act: Callable[..., Any], form: NewUnitForm, **more: Any) -> Any:
    entry = UnitEntry(
        name=form.name.data or "",
        kind=form.kind.data or "",
        credit_code=form.credit_code.data or "",
        parent=form.parent.data or "" if isinstance(form, UnitForm) else "",
    )
    return acted(act, entry=entry, **more)


def acted(act: Callable[..., Any], **more: Any) -> Any:
    """Call a service about units with what every one of them is told."""
    return act(
        context.db_session(),
        actor=context.actor(),
        now=context.clock(),
        names=context.name_tools(),
        **more,
    )


def form_page(group: str, form: NewUnitForm, unit: Any = None) -> str:
    """Return the form of a new unit or of one to be corrected."""
    return render_template(
        "shared/units/edit_unit.html",
        group=group,
        form=form,
        unit=unit,
        why_not=(refuse_ruling if unit else refuse_registering)(context.actor()),
    )


def add_alias(group: str, unit_id: int, again: Callable[..., Any]) -> Any:
    """Give a unit another name, or show its page again with what is wrong."""
    form = AliasForm(prefix="alias")
    name = form["name"].data or ""
    if not done_by(form, lambda: acted(units.add_alias, unit_id=unit_id, name=name)):
        return again(unit_id, alias_form=form, status=422)
    flash(_("别名已添加；写着这个名称的专家都关联到这个单位。"), "success")
    return redirect(url_for(f"{group}.show_unit", unit_id=unit_id), code=303)


def remove_alias(group: str, unit_id: int, alias_id: int) -> Any:
    """Take a name from a unit."""
    queries.get_unit(context.db_session(), unit_id, actor=context.actor())
    return do(
        lambda: acted(units.remove_alias, alias_id=alias_id),
        done=_("别名已删除；只凭这个名称关联的专家不再关联。"),
        to=url_for(f"{group}.show_unit", unit_id=unit_id),
    )
