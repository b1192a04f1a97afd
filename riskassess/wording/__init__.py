"""What is wrong and how to mend it, one table per subject; `riskassess.messages` joins them."""

from riskassess.wording.accounts import ACCOUNTS
from riskassess.wording.cases import CASES
from riskassess.wording.dossiers import DOSSIERS
from riskassess.wording.exchange import EXCHANGE
from riskassess.wording.reviews import REVIEWS
from riskassess.wording.sheets import SHEETS

WORDING = {**ACCOUNTS, **CASES, **REVIEWS, **SHEETS, **DOSSIERS, **EXCHANGE}
