"""What the page says of a dry run: faults by row and column, questions, what is new or changed."""

from typing import Any

from riskassess.i18n import _
from riskassess.messages import explain
from riskassess.services.pool.import_plan import HeldTable, ImportPlan, PlannedRow, Verdict
from riskassess.wording.pool_files import FIELDS

SHOWN = 100
"""Lines of each kind on the page; the file is corrected in rounds anyway."""
MOST_ASKED = 300


def page_of_plan(plan: ImportPlan, table: HeldTable) -> dict[str, Any]:
    """Return the values of the page."""
    asked = plan.of(Verdict.ASKED)
    return {
        "name": table.name,
        "digest": table.digest,
        "ignored": _("、").join(table.ignored),
        "rows": len(table.rows),
        "fault_count": len(plan.faults),
        "faulty_rows": len({fault.row for fault in plan.faults}),
        "faults": [_fault(fault) for fault in plan.faults[:SHOWN]],
        "counts": {str(each): len(plan.of(each)) for each in Verdict},
        "new": [_line(row) for row in plan.of(Verdict.NEW)[:SHOWN]],
        "changed": [_line(row) for row in plan.of(Verdict.CHANGED)[:SHOWN]],
        "asked": [_line(row) for row in asked[:MOST_ASKED]],
        "unshown": max(0, len(asked) - MOST_ASKED),
        "shown": SHOWN,
    }


def _fault(fault: Any) -> dict[str, Any]:
    what, mend = explain(fault.code, dict(fault.facts))
    return {
        "row": fault.row,
        "column": str(FIELDS.get(fault.field, fault.field)),
        "what": what,
        "mend": mend,
    }


def _line(row: PlannedRow) -> dict[str, Any]:
    given = row.listed.given
    return {
        "row": row.listed.row,
        "name": given["name"],
        "employer": given["employer"],
        "code": given.get("code", ""),
        "known": row.known,
        "changed": _("、").join(str(FIELDS[name]) for name in row.changed),
        "takes_known": row.takes_known,
    }
