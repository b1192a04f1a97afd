"""Everything the office's pages of a draw show; what is sealed stays behind its own button."""

from typing import Any

from expert_pool.vocabulary import RequestState
from riskassess.domain.draw_policy import (
    refuse_decision,
    refuse_reading,
    refuse_redraw,
    refuse_values,
)
from riskassess.domain.pool_manual.pool_manual import find_code
from riskassess.domain.pool_manual.rules import DrawRule
from riskassess.domain.vocabulary import RefusalReason
from riskassess.i18n import _, current_locale, sentences
from riskassess.labels import label
from riskassess.messages import explain
from riskassess.pool_labels import avoidance_word
from riskassess.queries.draw_control import list_disclosures
from riskassess.queries.draws import (
    DrawView,
    RequestLine,
    SourceLine,
    has_open_request,
    is_newest,
    list_requests,
    panel_facts,
    read_json,
    source_facts,
)
from riskassess.queries.pool_manuals import pool_manual_by_digest, pool_manual_of
from riskassess.queries.reviews import get_review
from riskassess.services.appointments import proposed_by
from riskassess.web import context
from riskassess.web.intake import limit_in_mebibytes
from riskassess.web.office.case_page import head_of
from riskassess.web.office.draw_asking import asked_by
from riskassess.web.office.draw_confirming import confirming
from riskassess.web.office.draw_desk import desk
from riskassess.web.office.draw_forms import (
    DecisionForm,
    PurposeForm,
    RequestForm,
    ValuesForm,
)
from riskassess.web.office.panel_seal import note_request_shown, reads_panel


def rules_of(view: DrawView) -> DrawRule:
    """Return the rules under which a draw was announced."""
    digest = view.announcement["pool_manual_digest"]
    return pool_manual_by_digest(context.db_session(), digest).draw


def draw_page(case: Any, view: DrawView, **forms: Any) -> dict[str, Any]:
    """Return the template's values; `forms` are those that were sent and refused."""
    session = context.db_session()
    rules = rules_of(view)
    return {
        **head_of(case),
        "view": view,
        "sources": [_source(view, line, forms) for line in view.sources],
        "strata": stratum_rows(view),
        "requests": request_lines(view.review),
        "why_no_redraw": _why_no_redraw(view),
        "redraw_form": forms.get("redraw") or RequestForm(prefix="redraw").offering(
            rules.redraw_reasons
        ),
        "purpose_form": forms.get("purpose") or PurposeForm(prefix="list"),
        "may_read": refuse_reading(context.actor()) is None,
        "disclosures": list_disclosures(session, view.id),
        "reasons": reason_names(rules),
        "limit": limit_in_mebibytes(),
    }  # fmt: skip


def stratum_rows(view: DrawView) -> list[dict[str, Any]]:
    """Return the strata with sizes and, once drawn, with key and rounds; no codes."""
    drawn = {row["code"]: row for row in view.record.get("strata", ())}
    return [
        {**stratum, "drawn": drawn.get(stratum["code"])} for stratum in view.announcement["strata"]
    ]


def _source(view: DrawView, line: SourceLine, forms: dict[str, Any]) -> dict[str, Any]:
    reason = refuse_values(context.actor(), source_facts(view, line), now=context.clock())
    return {
        "line": line,
        "values": shown_values(line) if view.shows_values_of(line) else "",
        "is_hidden": line.value is not None and not view.shows_values_of(line),
        "why_not": why_not(reason, _("由承办人录入。") if line.role is None else _others(line)),
        "form": forms.get(line.code) or ValuesForm(prefix=line.code),
        **confirming(view, line),
    }


def shown_values(line: SourceLine) -> str:
    """Return entered values as they stand in the record."""
    if line.value is None:
        return ""
    return "  ".join(str(value) for value in read_json(line.value.values))


def _why_no_redraw(view: DrawView) -> str:
    session = context.db_session()
    reason = refuse_redraw(
        context.actor(),
        is_cancelled=view.draw.state.value == "cancelled",
        is_newest=is_newest(session, view.draw),
        round_state=panel_facts(session, view.review).round_state,
        has_request=has_open_request(session, view.review.id or 0),
    )
    return why_not(reason, _("重新抽取由承办人申请，另一位审批人批准。"))


def why_not(reason: str | None, of_another_role: str) -> str:
    """Return in words why the reader may not act; who could, where it is a matter of the role."""
    if reason is None:
        return ""
    if reason is RefusalReason.NOT_YOUR_ROLE:
        return of_another_role
    return sentences(explain(reason, {}))


def _others(line: SourceLine) -> str:
    return _("由%(role)s掷骰并录入。", role=label(line.role) if line.role else "")


def reason_names(rules: DrawRule) -> dict[str, str]:
    """Return the names of every reason that the ledger may hold."""
    lists = (rules.redraw_reasons, rules.appointment_reasons, rules.refusal_reasons)
    return {row.code: row.name(current_locale()) for rows in lists for row in rows}


def request_lines(review: Any, sent: DecisionForm | None = None) -> list[dict[str, Any]]:
    """Return the requests of a review, and whether the reader may decide on them.

    Whom a request would appoint is shown who may read the panel, and who decides, which is logged.
    `sent` is the form of one of them that comes back with what was written in it.
    """
    reads = reads_panel(review)
    rows = [
        _request(row, sent, reads=reads)
        for row in list_requests(context.db_session(), review.id or 0)
    ]
    if not reads and any(row["shows_person"] for row in rows):
        note_request_shown(review)
    return rows


def _request(row: RequestLine, sent: DecisionForm | None, *, reads: bool) -> dict[str, Any]:
    prefix = f"request-{row.request.id}-"
    form = sent if sent and sent.verdict.name.startswith(prefix) else DecisionForm(prefix=prefix)
    reason = refuse_decision(
        context.actor(), requested_by=asked_by(row.request), is_open=row.is_open
    )
    return {
        "line": row,
        "may_decide": reason is None,
        "entries": asked_for(row.request) if row.is_open and (reads or reason is None) else [],
        "shows_person": bool(row.expert_code) and (reads or reason is None),
        "why_not": why_not(reason, _("等待审批人处理。")) if row.is_open else "",
        "form": form,
    }


def asked_for(request: Any, review: Any = None) -> list[tuple[str, str]]:
    """Return whom an open request would appoint to what, and who else could take the seat.

    With `review` the showing is logged, as it is on the page of the request.
    """
    session = context.db_session()
    if request.expert_id is None or request.state is not RequestState.OPEN:
        return []
    if review is not None and not reads_panel(review):
        note_request_shown(review)
    view = get_review(session, request.review_id, actor=context.actor())
    found = proposed_by(session, view.case, view.review, request, desk())
    fits = "" if found.is_fitting else _("（不属于这一席位的专业）")
    reason = find_code(
        pool_manual_of(session, view.review.office_id).draw.appointment_reasons, request.reason_code
    )
    return [
        (_("专家"), f"{found.code} {found.name}"),
        (_("专业"), found.profession + fits),
        (_("席位"), found.seat),
        (_("理由"), reason.name(current_locale()) if reason else request.reason_code),
        (_("库内符合条件"), _("%(n)s 人", n=found.eligible)),
    ]


def opened_list(case: Any, opened: Any) -> dict[str, Any]:
    """Return the values of the page that shows a list: strata, lines, employers, exclusions."""
    employers = {row[0]: row[3] for row in opened.snapshot["experts"]}
    strata = [
        {
            **stratum,
            "lines": [
                (line[0], _profession(case, line[1]), employers.get(line[0], "—"), line[3])
                for line in opened.lists[stratum["list_digest"]]
            ],
        }
        for stratum in opened.view.announcement["strata"]
    ]
    return {
        **head_of(case),
        "view": opened.view,
        "strata": strata,
        "excluded": [
            (code, _("、").join(avoidance_word(reason) for reason in reasons))
            for code, reasons in sorted(opened.snapshot["excluded"].items())
        ],
        "most": MOST_LINES,
    }


MOST_LINES = 300


def _profession(case: Any, code: str) -> str:
    known = case.manual.profession(code)
    return known.name(current_locale()) if known else code
