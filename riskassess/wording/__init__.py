"""What is wrong and how to mend it, one table per subject; `riskassess.messages` joins them."""

from riskassess.wording.accounts import ACCOUNTS
from riskassess.wording.agreement import AGREEMENT
from riskassess.wording.audit import AUDIT
from riskassess.wording.cases import CASES
from riskassess.wording.certainty import CERTAINTY
from riskassess.wording.comparisons import COMPARISONS
from riskassess.wording.consultation import CONSULTATION
from riskassess.wording.dossiers import DOSSIERS
from riskassess.wording.draw_records import DRAW_RECORDS
from riskassess.wording.draws import DRAWS
from riskassess.wording.emergency import EMERGENCY
from riskassess.wording.evaluation import EVALUATION
from riskassess.wording.exchange import EXCHANGE
from riskassess.wording.expert_work import EXPERT_WORK
from riskassess.wording.fit import FIT
from riskassess.wording.gathering import GATHERING
from riskassess.wording.manual_import import MANUAL_IMPORT
from riskassess.wording.manual_rules import MANUAL_RULES
from riskassess.wording.methods import METHODS
from riskassess.wording.offline import OFFLINE
from riskassess.wording.panel import PANEL
from riskassess.wording.people import PEOPLE
from riskassess.wording.personal_data import PERSONAL_DATA
from riskassess.wording.pool_files import POOL_FILES
from riskassess.wording.pool_life import POOL_LIFE
from riskassess.wording.pool_manual import POOL_MANUAL
from riskassess.wording.report_check import REPORT_CHECK
from riskassess.wording.reviews import REVIEWS
from riskassess.wording.room import ROOM
from riskassess.wording.sheets import SHEETS
from riskassess.wording.signature_pages import SIGNATURE_PAGES
from riskassess.wording.troubles import TROUBLES
from riskassess.wording.units import UNITS
from riskassess.wording.weights import WEIGHTS

WORDING = {
    **ACCOUNTS,
    **AUDIT,
    **CASES,
    **REVIEWS,
    **ROOM,
    **SHEETS,
    **SIGNATURE_PAGES,
    **DOSSIERS,
    **EXCHANGE,
    **GATHERING,
    **MANUAL_RULES,
    **METHODS,
    **WEIGHTS,
    **AGREEMENT,
    **EMERGENCY,
    **EVALUATION,
    **REPORT_CHECK,
    **MANUAL_IMPORT,
    **COMPARISONS,
    **CERTAINTY,
    **CONSULTATION,
    **DRAW_RECORDS,
    **DRAWS,
    **EXPERT_WORK,
    **FIT,
    **OFFLINE,
    **PANEL,
    **PEOPLE,
    **PERSONAL_DATA,
    **POOL_FILES,
    **POOL_LIFE,
    **POOL_MANUAL,
    **TROUBLES,
    **UNITS,
}
