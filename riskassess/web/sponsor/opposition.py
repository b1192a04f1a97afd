"""Classes of opposition on the survey's page: one count for each intensity of the manual."""

from collections.abc import Iterable
from typing import Any, Protocol

from wtforms.validators import Optional

from riskassess.domain.assessment_file import UNIT, OppositionCount
from riskassess.domain.errors import InvalidInput
from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import Intensity
from riskassess.i18n import _, current_locale
from riskassess.web.sponsor.fields import WholeNumberField

PREFIX = "class_"


class Counted(Protocol):
    """A stored class of opposition."""

    intensity: int  # ten-thousandths of 1
    count: int


def intensities_of(manual: Manual) -> tuple[Intensity, ...]:
    """Return the manual's intensities of opposition; none unless it is a deduction manual."""
    return manual.deduction.intensities if manual.deduction else ()


def class_fields(manual: Manual) -> dict[str, WholeNumberField]:
    """Return a field for each intensity, by its name in the form."""
    return {
        f"{PREFIX}{number}": WholeNumberField(
            _("%(word)s（强度 %(value)s）", word=row.name(current_locale()), value=row.value),
            [Optional()],
        )
        for number, row in enumerate(intensities_of(manual))
    }


def typed_classes(form: Any, manual: Manual) -> list[OppositionCount]:
    """Return the counts by intensity; none when all fields are empty.

    Raises InvalidInput `classes_unknown` when some are empty and others are not.
    """
    rows = intensities_of(manual)
    counts = [form[f"{PREFIX}{number}"].data for number in range(len(rows))]
    if all(count is None for count in counts):
        return []
    if None in counts:
        where = f"{PREFIX}{counts.index(None)}"
        raise InvalidInput("classes_unknown", where=where, most=len(rows))
    return [
        OppositionCount(int(row.value * UNIT), count)
        for row, count in zip(rows, counts, strict=True)
    ]


def stored_classes(manual: Manual, classes: Iterable[Counted]) -> dict[str, int]:
    """Return the stored counts by the names of the fields."""
    counts = {row.intensity: row.count for row in classes}
    return {
        f"{PREFIX}{number}": counts[intensity]
        for number, row in enumerate(intensities_of(manual))
        if (intensity := int(row.value * UNIT)) in counts
    }


def class_rows(manual: Manual, classes: Iterable[Counted]) -> list[tuple[str, int]]:
    """Return word and count of each class, for the page."""
    words = {int(row.value * UNIT): row.name(current_locale()) for row in intensities_of(manual)}
    return [(words[row.intensity], row.count) for row in classes]


def placed(error: InvalidInput) -> InvalidInput:
    """Return a refusal of the classes as one of their first field, so that it stands beside it."""
    if error.where != "classes":
        return error
    return InvalidInput(error.code, where=f"{PREFIX}0", **error.facts)
