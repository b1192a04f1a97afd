"""The pool manual: rules of the expert pool as versioned data, beside the assessment manuals."""

from riskassess.domain.pool_manual.parsing import parse_pool_manual, parse_stored_pool_manual
from riskassess.domain.pool_manual.pool_manual import PoolManual

__all__ = ["PoolManual", "parse_pool_manual", "parse_stored_pool_manual"]
