"""Weights from pairwise comparisons (AHP): three methods, consistency, groups, two levels.

Everything is reckoned in decimals of fixed length, so that each machine finds the same digits.
Source: Saaty (2008), Int. J. Services Sciences 1(1):83-98; handbook 5.6.
"""

from riskassess.domain.manual.estimates import PairwiseMethod
from riskassess.domain.pairwise.judgements import (
    Judgements,
    deviation_of,
    missing_pairs,
    read_judgements,
)
from riskassess.domain.pairwise.levels import Hierarchy, TwoLevels, hierarchy, two_level_weights
from riskassess.domain.pairwise.many import ManyWeights, pairwise_weights_many
from riskassess.domain.pairwise.random_index import (
    SAATY,
    TABLES,
    RandomIndex,
    read_random_index,
    require_index,
)
from riskassess.domain.pairwise.repair import Repair
from riskassess.domain.pairwise.result import PairwiseResult, group_matrix, pairwise_weights

__all__ = [
    "SAATY",
    "TABLES",
    "Hierarchy",
    "Judgements",
    "ManyWeights",
    "PairwiseMethod",
    "PairwiseResult",
    "RandomIndex",
    "Repair",
    "TwoLevels",
    "deviation_of",
    "group_matrix",
    "hierarchy",
    "missing_pairs",
    "pairwise_weights",
    "pairwise_weights_many",
    "read_judgements",
    "read_random_index",
    "require_index",
    "two_level_weights",
]
