"""Handing over and its record, the same for the office and the system administrator."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired

from riskassess.domain.open_work import NEEDS
from riskassess.domain.vocabulary import Role
from riskassess.filters import local
from riskassess.i18n import _, _l
from riskassess.labels import label
from riskassess.queries import handovers as queries
from riskassess.queries.account_story import get_account
from riskassess.queries.deputies import list_holders
from riskassess.queries.open_work import OpenWork, list_open_work
from riskassess.services.handovers import Passing, hand_over
from riskassess.web import context
from riskassess.web.acts import posting
from riskassess.web.final_acts import Final, entries_of, final_act
from riskassess.web.forms import REASON_LENGTH, Form, MultiCheckboxField
from riskassess.web.paging import pager_of


class PassingForm(Form):
    """Which work goes to whom, and why."""

    keys = MultiCheckboxField(_l("移交的工作"), [InputRequired(_l("请至少选择一项。"))])
    to_id = SelectField(_l("接收人"), [InputRequired(_l("请选择接收人。"))])
    reason = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由。")), REASON_LENGTH])


def list_page(group: str) -> str:
    """Return the list of records that the actor may read."""
    found = queries.list_handovers(
        context.db_session(), context.actor(), page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "shared/handovers/list_handovers.html",
        group=group,
        rows=found.rows,
        pager=pager_of(found),
        may_pass=group == "office",
    )


def record_page(group: str, handover_id: int) -> str:
    """Return one record, to read and to print; titles of cases for who may know them."""
    session, actor = context.db_session(), context.actor()
    return render_template(
        "shared/handovers/show_handover.html",
        group=group,
        row=queries.get_handover(session, handover_id, actor=actor),
        items=queries.list_items(session, handover_id),
        sees_cases=sees_cases(group),
    )


def sees_cases(group: str) -> bool:
    """Return whether codes and titles may be shown: not to the two administrators."""
    return group == "office" or context.actor().has(Role.AUDITOR)


def work_of(account_id: int) -> list[OpenWork]:
    """Return the open work of an account of the own office."""
    session = context.db_session()
    account = get_account(session, account_id, actor=context.actor())
    return list_open_work(session, account, today=local(context.clock()).date())


def passing_page(
    group: str, account_id: int, form: PassingForm | None = None, status: int = 200
) -> Any:
    """Return the open work of an account with the form that hands it over."""
    work = work_of(account_id)
    page = render_template(
        "shared/handovers/hand_over.html",
        group=group,
        form=form or _offered(group, account_id, work),
        work=work,
        giver=get_account(context.db_session(), account_id, actor=context.actor()),
        is_own=account_id == context.actor().account_id,
        sees_cases=sees_cases(group),
    )
    return page, status


def _offered(group: str, account_id: int, work: Sequence[OpenWork]) -> PassingForm:
    form, going = PassingForm(), [each for each in work if each.can_go]
    people = list_holders(
        context.db_session(), context.actor().office_id, {NEEDS[each.kind] for each in going}
    )
    form.keys.choices = [(each.key, words_of_work(each, sees_cases(group))) for each in going]
    form.to_id.choices = [("", _("请选择"))] + [
        (str(row.id), _("%(name)s（%(note)s）", name=row.display_name, note=row.login))
        for row in people
        if row.id != account_id
    ]
    return form


def words_of_work(work: OpenWork, is_told: bool) -> str:
    """Return a piece of work in words, without its case for who must not know it."""
    if is_told and work.title:
        return _(
            "%(kind)s：%(title)s（%(code)s）",
            kind=label(work.kind),
            title=work.title,
            code=work.code,
        )
    return f"{label(work.kind)} {work.subject_id}"


def pass_on(group: str, account_id: int) -> Any:
    """Ask once, then hand over and show the record."""
    made: list[Any] = []
    form = _offered(group, account_id, work_of(account_id))
    answer = final_act(
        form,
        lambda: made.append(_pass(form, account_id)),
        ask=lambda: _question(form, account_id),
        again=lambda status: passing_page(group, account_id, form, status),
    )
    if answer is not None:
        return answer
    flash(_("工作已移交，移交单双方都能查看和打印。"), "success")
    return redirect(url_for(f"{group}.show_handover", handover_id=made[0].id), code=303)


def _pass(form: PassingForm, account_id: int) -> Any:
    return posting(
        hand_over,
        passing=Passing(
            from_id=account_id,
            to_id=int(form.to_id.data),
            keys=form.keys.data or [],
            reason=form.reason.data or "",
        ),
        actor=context.actor(),
        now=context.clock(),
    )()


def _question(form: PassingForm, account_id: int) -> Final:
    giver = get_account(context.db_session(), account_id, actor=context.actor())
    return Final(
        title=_("移交这些工作？"),
        button=_("确认移交"),
        happens=[
            _("接收人从现在起负责；移交单不能更改，记入审计。"),
            _("接收的拟定等级和评估手册，接收人不能再审批。"),
        ],
        entries=entries_of(form),
        about=giver.display_name,
    )
