"""What one assessment needs under a manual: its documents, its panel."""

from dataclasses import dataclass

from riskassess.domain.manual.catalogue import DocumentRule, PanelRule, RequiredSeat


@dataclass(frozen=True)
class DocumentNeed:
    """A document of the dossier and whether it must be there."""

    rule: DocumentRule
    is_required: bool


@dataclass(frozen=True)
class PanelNeed:
    """Everything that the draw of a panel must keep: size, seats with professions, shares."""

    size: int
    reserves: int
    quorum: int
    rule: PanelRule
    seats: tuple[RequiredSeat, ...]
