"""Fees: settled per seat, listed for paying out, noted as paid."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from riskassess.domain.expert_work import refuse_paying, yuan_text
from riskassess.domain.pool_manual.pool_manual import find_code
from riskassess.filters import date_text, local
from riskassess.i18n import _, speaking
from riskassess.queries.offices import get_office
from riskassess.queries.pool import evaluations as queries
from riskassess.queries.pool import fees as listed
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.pool import fees
from riskassess.web import context
from riskassess.web.acts import done_by, posting
from riskassess.web.addresses import record_number
from riskassess.web.downloads import XLSX, download
from riskassess.web.final_acts import Final, entries_of, final_act
from riskassess.web.office.blueprint import bp
from riskassess.web.office.pool.judging import require_judge, why_not
from riskassess.web.office.pool.work_forms import PaymentForm, fee_form


def _task(member_id: int) -> queries.TaskView:
    require_judge()
    return queries.get_task(context.db_session(), member_id, actor=context.actor())


def _level_of(task: queries.TaskView) -> str:
    return task.expert.title_level if task.expert else ""


def _manual() -> Any:
    return pool_manual_of(context.db_session(), context.actor().office_id)


@bp.get("/experts/seats/<int:member_id>/fee")
def edit_fee(member_id: int) -> Any:
    """Show what is due for a seat, and the form."""
    task = _task(member_id)
    row = listed.find_fee(context.db_session(), member_id)
    given = {"duration": row.duration, "attendance": row.attendance} if row else {}
    level = {"title_level": row.title_level} if row else {}
    return _show(task, fee_form(_manual(), known_level=_level_of(task), **given, **level))


def _show(task: queries.TaskView, form: Any, status: int = 200) -> Any:
    manual, row = _manual(), listed.find_fee(context.db_session(), task.member.id or 0)
    reason = refuse_paying(
        context.actor(),
        round_state=task.round_state,
        member_state=task.member.state,
        in_pool=task.expert is not None,
    )
    level = find_code(manual.conditions.title_levels, _level_of(task))
    return render_template(
        "office/pool/edit_fee.html",
        task=task,
        form=form,
        fee=row,
        level=level,
        rule=manual.fees,
        levels=manual.conditions.title_levels,
        why_not=why_not("fee_is_paid" if row and row.paid_on else reason),
        yuan_text=yuan_text,
    ), status


@bp.post("/experts/seats/<int:member_id>/fee")
def settle_fee(member_id: int) -> Any:
    """Settle what is due for a seat."""
    task = _task(member_id)
    form = fee_form(_manual(), known_level=_level_of(task))
    level = form.title_level.data if "title_level" in form else ""
    attended = fees.Attended(form.duration.data or "", form.attendance.data or "", level or "")
    given = {"attended": attended, "actor": context.actor(), "now": context.clock()}
    if not done_by(form, posting(fees.settle_fee, member_id=member_id, **given)):
        return _show(task, form, 422)
    flash(_("劳务费已核定，专家会收到通知。"), "success")
    return redirect(url_for("office.show_review_work", review_id=task.review.id), code=303)


def _choice() -> listed.FeeChoice:
    asked = {"unpaid": False, "paid": True}.get(request.args.get("paid", "unpaid"))
    return listed.FeeChoice(
        paid=asked,
        from_on=_day("from"),
        until_on=_day("until"),
        review_id=record_number(request.args.get("review", "")) or None,
    )


def _query() -> dict[str, Any]:
    """Return the filters of the address, for the addresses of the list's other forms."""
    known = ("paid", "from", "until", "review")
    return {name: request.args[name] for name in known if request.args.get(name)}


def _day(name: str) -> date | None:
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2999 else None


@bp.get("/experts/fees")
def list_fees() -> Any:
    """Show the fees of a period or review, with their sum."""
    require_judge()
    return _show_list(PaymentForm(formdata=None, paid_on=local(context.clock()).date()))


def _show_list(form: PaymentForm, status: int = 200, chosen: Any = ()) -> Any:
    choice = _choice()
    found = listed.list_fees(context.db_session(), context.actor(), choice)
    return render_template(
        "office/pool/list_fees.html",
        found=found,
        choice=choice,
        asked={None: "all", True: "paid", False: "unpaid"}[choice.paid],
        form=form,
        chosen=_ids(chosen),
        yuan_text=yuan_text,
        query=_query(),
    ), status


@bp.get("/experts/fees.xlsx")
@speaking()
def download_fees() -> Any:
    """Give out the list as XLSX."""
    require_judge()
    session, choice = context.db_session(), _choice()
    found = listed.list_fees(session, context.actor(), choice)
    office = get_office(session, context.actor().office_id)
    words = _sheet_words(choice, office=office.name)
    content = context.payable_sheet(words, list(_sheet_rows(found.rows)))
    name = f"fees-{office.code}-{local(context.clock()):%Y%m%d}.xlsx"
    return download(content, XLSX, name)


def _sheet_words(choice: listed.FeeChoice, *, office: str) -> tuple[Any, ...]:
    title = {
        None: _("%(office)s 评审劳务费", office=office),
        True: _("%(office)s 已支付的评审劳务费", office=office),
        False: _("%(office)s 应付评审劳务费", office=office),
    }[choice.paid]
    period = _(
        "核定日期：%(period)s；生成于 %(today)s",
        period=_period(choice),
        today=date_text(context.clock()),
    )
    columns = (
        _("专家编号"), _("姓名"), _("工作单位"), _("评估"), _("项目"), _("评审"), _("计算"),
        _("金额（元）"), _("支付日期"), _("凭证号"),
    )  # fmt: skip
    return _("劳务费"), title, (period, _("银行账号由财务另行掌握，本表不含。")), columns, _("合计")


def _period(choice: listed.FeeChoice) -> str:
    start, end = date_text(choice.from_on), date_text(choice.until_on)
    if choice.from_on and choice.until_on:
        return _("%(start)s 至 %(end)s", start=start, end=end)
    if choice.from_on:
        return _("%(start)s 起", start=start)
    return _("至 %(end)s", end=end) if choice.until_on else _("全部")


def _sheet_rows(rows: Any) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        number = _("第 %(n)s 次", n=row.number)
        texts = (row.code, row.name, row.employer, row.assessment, row.title, number, row.reckoning)
        yield texts, row.amount, row.paid_on, row.voucher


@bp.post("/experts/fees/payment")
def note_payment() -> Any:
    """Note the chosen fees as paid."""
    require_judge()
    form, chosen = PaymentForm(), request.form.getlist("fee")
    waiting = final_act(
        form,
        lambda: posting(fees.note_payment, **_payment(form, chosen))(),
        ask=lambda: _final_payment(form, chosen),
        again=lambda status: _show_list(form, status, chosen),
        check=lambda: fees.check_payment(context.db_session(), **_payment(form, chosen)),
    )
    if waiting is not None:
        return waiting
    flash(_("已登记支付 %(n)s 笔。", n=len(set(chosen))), "success")
    return redirect(url_for("office.list_fees", **_query()), code=303)


def _payment(form: PaymentForm, chosen: list[str]) -> dict[str, Any]:
    payment = fees.Payment(form.paid_on.data, form.voucher.data or "")
    return {
        "fee_ids": _ids(chosen),
        "payment": payment,
        "actor": context.actor(),
        "now": context.clock(),
    }


def _ids(chosen: Iterable[str]) -> set[int]:
    return {number for each in chosen if (number := record_number(each)) is not None}


def _final_payment(form: PaymentForm, chosen: list[str]) -> Final:
    found = listed.list_fees(context.db_session(), context.actor(), listed.FeeChoice())
    rows = [row for row in found.rows if str(row.id) in set(chosen)]
    total = yuan_text(sum(row.amount for row in rows))
    return Final(
        title=_("登记 %(n)s 笔劳务费为已支付？", n=len(rows)),
        button=_("登记为已支付"),
        happens=[
            _("各位专家会收到支付通知。"),
            _("登记后不能更改支付日期、凭证号和金额。"),
        ],
        entries=[
            (_("金额合计（元）"), total),
            (_("专家"), _("、").join(f"{row.code} {row.name}" for row in rows)),
            *entries_of(form),
        ],
    )
