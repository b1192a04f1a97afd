"""Panels made from a panel: with experts drawn again, or with one of them left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Protocol, TypeVar

from riskassess.domain.assessment_file.records import (
    Assessment,
    ComparisonSheet,
    PointSheet,
    ScoreSheet,
)


class _OfExpert(Protocol):
    @property
    def expert(self) -> str: ...


Row = TypeVar("Row", bound=_OfExpert)


@dataclass(frozen=True)
class Panel:
    """An assessment and its experts by code, so that the order of the file does not matter."""

    assessment: Assessment

    @cached_property
    def experts(self) -> tuple[str, ...]:
        """Return the codes of those who gave something, in order of the codes."""
        rows = self.assessment.before or self.assessment.points_before
        return tuple(sorted(row.expert for row in rows))

    @cached_property
    def kinds(self) -> tuple[int, ...]:
        """Return for each expert the position of the first one who gave exactly the same."""
        given: list[tuple[object, ...]] = [self._given(expert) for expert in self.experts]
        return tuple(given.index(each) for each in given)

    def _given(self, expert: str) -> tuple[object, ...]:
        sheets = (
            self._before, self._after, self._comparisons, self._points_before, self._points_after,
        )  # fmt: skip
        found: list[object] = []
        for rows in sheets:
            row = rows.get(expert)
            found.append(None if row is None else {**vars(row), "expert": ""})
        return tuple(found)

    @cached_property
    def _before(self) -> Mapping[str, ScoreSheet]:
        return _by_expert(self.assessment.before)

    @cached_property
    def _after(self) -> Mapping[str, ScoreSheet]:
        return _by_expert(self.assessment.after or ())

    @cached_property
    def _comparisons(self) -> Mapping[str, ComparisonSheet]:
        return _by_expert(self.assessment.comparisons)

    @cached_property
    def _points_before(self) -> Mapping[str, PointSheet]:
        return _by_expert(self.assessment.points_before)

    @cached_property
    def _points_after(self) -> Mapping[str, PointSheet]:
        return _by_expert(self.assessment.points_after or ())

    def sheets(self, *, after: bool) -> tuple[ScoreSheet, ...]:
        """Return the score sheets of a moment in order of the experts' codes."""
        return _chosen(self._after if after else self._before, self.experts)

    def point_sheets(self, *, after: bool) -> tuple[PointSheet, ...]:
        """Return the point sheets of a moment in order of the experts' codes."""
        return _chosen(self._points_after if after else self._points_before, self.experts)

    def judgements(self, expert: str, within: str) -> dict[tuple[str, str], Fraction]:
        """Return one expert's comparisons of one set, by pair."""
        rows = self._comparisons[expert].judgements
        return {(row.first, row.second): row.value for row in rows if row.within == within}

    def with_experts(self, chosen: Sequence[str]) -> Assessment:
        """Return the assessment as if these experts, some perhaps twice, had been the panel.

        Everything an expert gave goes together: scores before and after, comparisons, points.
        """
        given = self.assessment
        return replace(
            given,
            before=_chosen(self._before, chosen),
            after=None if given.after is None else _chosen(self._after, chosen),
            comparisons=_chosen(self._comparisons, chosen),
            points_before=_chosen(self._points_before, chosen),
            points_after=(
                None if given.points_after is None else _chosen(self._points_after, chosen)
            ),
        )


def _by_expert(rows: Sequence[Row]) -> dict[str, Row]:
    return {row.expert: row for row in rows}


def _chosen(rows: Mapping[str, Row], chosen: Sequence[str]) -> tuple[Row, ...]:
    return tuple(rows[expert] for expert in chosen if expert in rows)
