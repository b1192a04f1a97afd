"""The ledger of draws in words, the same for office and auditor."""

from typing import Any

from expert_pool.vocabulary import LedgerKind
from riskassess.domain.pool_manual.pool_manual import find_code
from riskassess.domain.pool_manual.rules import DrawRule
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.pool_labels import avoidance_word
from riskassess.queries.ledger import LedgerLine, ledger_counts, list_ledger
from riskassess.web import context


def ledger_page(assessment_id: int, rules: DrawRule) -> dict[str, Any]:
    """Return the values of `templates/shared/_ledger.html`."""
    session = context.db_session()
    counts = ledger_counts(session, assessment_id)
    return {
        "lines": [
            {"line": line, "reason": reason_of(line, rules)}
            for line in list_ledger(session, assessment_id)
        ],
        "counts": [
            (label(LedgerKind(kind)), _("%(n)s 次", n=count))
            for kind, count in counts.items()
            if count
        ],
    }


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
    return str(found.name) if found else code
