"""What is wrong and how to mend it, one table per subject; `riskassess.messages` joins them."""

from riskassess.wording.accounts import ACCOUNTS
from riskassess.wording.agreement import AGREEMENT
from riskassess.wording.cases import CASES
from riskassess.wording.certainty import CERTAINTY
from riskassess.wording.comparisons import COMPARISONS
from riskassess.wording.dossiers import DOSSIERS
from riskassess.wording.evaluation import EVALUATION
from riskassess.wording.exchange import EXCHANGE
from riskassess.wording.gathering import GATHERING
from riskassess.wording.manual_import import MANUAL_IMPORT
from riskassess.wording.manual_rules import MANUAL_RULES
from riskassess.wording.methods import METHODS
from riskassess.wording.report_check import REPORT_CHECK
from riskassess.wording.reviews import REVIEWS
from riskassess.wording.sheets import SHEETS
from riskassess.wording.weights import WEIGHTS

WORDING = {
    **ACCOUNTS,
    **CASES,
    **REVIEWS,
    **SHEETS,
    **DOSSIERS,
    **EXCHANGE,
    **GATHERING,
    **MANUAL_RULES,
    **METHODS,
    **WEIGHTS,
    **AGREEMENT,
    **EVALUATION,
    **REPORT_CHECK,
    **MANUAL_IMPORT,
    **COMPARISONS,
    **CERTAINTY,
}
