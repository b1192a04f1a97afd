"""The ledger of draws in words, the same for office and auditor."""

from collections.abc import Collection
from typing import Any

from expert_pool.vocabulary import LedgerKind
from riskassess.domain.pool_manual.pool_manual import find_code
from riskassess.domain.pool_manual.rules import DrawRule
from riskassess.i18n import _, current_locale
from riskassess.labels import label
from riskassess.pool_labels import avoidance_word
from riskassess.queries.ledger import LedgerLine, ledger_counts, list_ledger
from riskassess.web import context


def ledger_page(
    assessment_id: int, rules: DrawRule, *, sealed: Collection[int] = ()
) -> dict[str, Any]:
    """Return the values of `templates/shared/_ledger.html`.

    `sealed` are the reviews whose members the reader may not know: their lines stand without
    codes, and without the words that somebody wrote about a seat.
    """
    session = context.db_session()
    counts = ledger_counts(session, assessment_id)
    return {
        "lines": [
            {"line": line, "reason": reason_of(line, rules), **_about(line, sealed)}
            for line in list_ledger(session, assessment_id)
        ],
        "counts": [
            (label(LedgerKind(kind)), _("%(n)s 次", n=count))
            for kind, count in counts.items()
            if count
        ],
    }


def _about(line: LedgerLine, sealed: Collection[int]) -> dict[str, Any]:
    if line.member_codes and line.entry.review_id in sealed:
        return {"codes": ("—",), "note": ""}
    return {"codes": line.member_codes, "note": line.entry.note}


def reason_of(line: LedgerLine, rules: DrawRule) -> str:
    """Return why a line came about, by the pool manual or the grounds of recusal."""
    code = line.entry.reason_code
    if line.entry.kind is LedgerKind.RECUSAL:
        return avoidance_word(code)
    reasons = {
        LedgerKind.REFUSAL: rules.refusal_reasons,
        LedgerKind.DIRECT_APPOINTMENT: rules.appointment_reasons,
    }
    others = (*rules.redraw_reasons, *rules.appointment_reasons)
    found = find_code(reasons.get(line.entry.kind, others), code)
    return found.name(current_locale()) if found else code
