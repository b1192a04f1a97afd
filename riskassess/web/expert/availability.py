"""The own calendar: days on which one cannot be drawn."""

import re
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length

from riskassess.exhibits.months import month_shifted, months_from
from riskassess.i18n import _, _l
from riskassess.queries.personal import list_absences
from riskassess.queries.pool.periods import day_of
from riskassess.services.pool import profile
from riskassess.web import context
from riskassess.web.acts import do, done_by
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.profile import own_expert
from riskassess.web.forms import Form

SHOWN_MONTHS = 3


class AbsenceForm(Form):
    """A period in which one cannot take part."""

    from_on = DateField(_l("第一天"), [InputRequired(_l("请填写第一天。"))])
    until_on = DateField(_l("最后一天"), [InputRequired(_l("请填写最后一天。"))])
    note = StringField(_l("说明"), [Length(max=200)])


def _first_month() -> date:
    """Return the month that the address asks for; this month for nothing or nonsense."""
    asked, today = request.args.get("month", ""), day_of(context.clock())
    if re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", asked):
        return date(int(asked[:4]), int(asked[5:]), 1)
    return today.replace(day=1)


def _show(form: AbsenceForm, status: int = 200) -> Any:
    expert, today, first = own_expert(), day_of(context.clock()), _first_month()
    shown = list_absences(context.db_session(), expert.id, since=min(first, today))
    periods = [(row.from_on, row.until_on) for row in shown]
    return render_template(
        "expert/show_availability.html",
        form=form,
        months=months_from(first, SHOWN_MONTHS, away=periods, today=today),
        previous=month_shifted(first, -SHOWN_MONTHS).strftime("%Y-%m"),
        following=month_shifted(first, SHOWN_MONTHS).strftime("%Y-%m"),
        absences=[row for row in shown if row.until_on >= today],
        week=(_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")),
        today=today,
    ), status


@bp.get("/availability")
def show_availability() -> Any:
    """Show the calendar and the periods."""
    return _show(AbsenceForm(formdata=None))


@bp.post("/availability")
def add_absence() -> Any:
    """Add a period."""
    form = AbsenceForm()
    own_expert()
    if not done_by(form, lambda: _add(form)):
        return _show(form, 422)
    flash(_("已登记。这段时间内的评审不会抽到您。"), "success")
    return redirect(url_for("expert.show_availability"), code=303)


def _add(form: AbsenceForm) -> None:
    profile.add_absence(
        context.db_session(),
        from_on=form.from_on.data,
        until_on=form.until_on.data,
        note=form.note.data or "",
        actor=context.actor(),
        now=context.clock(),
    )


@bp.post("/availability/<int:absence_id>/removal")
def remove_absence(absence_id: int) -> Any:
    """Take a period back."""
    return do(
        lambda: profile.remove_absence(
            context.db_session(),
            absence_id=absence_id,
            actor=context.actor(),
            now=context.clock(),
        ),
        done=_("已删去这段时间。"),
        to=url_for("expert.show_availability"),
    )
