"""Which registered facts may still be corrected in which state, and what a new value must be."""

from datetime import date

from riskassess.domain.errors import InvalidInput
from riskassess.domain.lifecycle import CORRECTABLE
from riskassess.domain.manual import Manual
from riskassess.domain.manual.catalogue import FieldType, KindField
from riskassess.domain.numbers import MOST_COUNTED, registered_figure
from riskassess.domain.vocabulary import AssessmentState as S

DETAIL = "details."
SHORT, LONG = 200, 5000
LENGTHS = {
    "title": SHORT, "place": SHORT, "outline": LONG, "assessment_subject": SHORT,
    "institution": SHORT,
}  # fmt: skip
MAY_BE_EMPTY = frozenset({"institution"})
# Panels and documents were chosen by these: they change no more once a review has begun.
BEFORE_REVIEW = frozenset({"level", "mode"})


def correctable_fields(manual: Manual, kind: str, state: S) -> tuple[str, ...]:
    """Return the names of the facts that may be corrected in a state, in the form's order.

    Kind, procedure and manual never: another one is another assessment.
    """
    if state not in CORRECTABLE:
        return ()
    details = tuple(DETAIL + field.key for field in manual.kind(kind).fields)
    names = ("title", "level", "place", "outline", *details, "mode", "assessment_subject")
    early = state in {S.SURVEYING, S.PREPARING}
    return tuple(
        name for name in (*names, "institution") if early or name not in BEFORE_REVIEW
    )  # fmt: skip


def detail_field(manual: Manual, kind: str, name: str) -> KindField | None:
    """Return the manual's field behind a name; None for a common one."""
    key = name.removeprefix(DETAIL)
    if key == name:
        return None
    return next((field for field in manual.kind(kind).fields if field.key == key), None)


def choices_of(manual: Manual, kind: str, name: str) -> dict[str, str]:
    """Return the codes that a fact may have, with their names; empty where it is written."""
    if name in BEFORE_REVIEW:
        rows = manual.levels if name == "level" else manual.modes
        return {row.code: str(row.name) for row in rows}
    field = detail_field(manual, kind, name)
    return {row.code: str(row.name) for row in field.choices} if field else {}


def is_optional(manual: Manual, kind: str, name: str) -> bool:
    """Return whether a fact may be left empty."""
    field = detail_field(manual, kind, name)
    return name in MAY_BE_EMPTY or (field is not None and not field.required)


def checked_value(manual: Manual, kind: str, name: str, text: str) -> str:
    """Return a new value as it is stored.

    Raises
    ------
    InvalidInput
        `correction_empty`, `text_too_long`, `correction_no_choice`, `correction_no_date`, or what
        `registered_figure` finds.
    """
    value, field = text.strip(), detail_field(manual, kind, name)
    if not value:
        if is_optional(manual, kind, name):
            return ""
        raise InvalidInput("correction_empty", where="value")
    most = LENGTHS.get(name, LONG)
    if len(value) > most:
        raise InvalidInput("text_too_long", where="value", most=most)
    if (known := choices_of(manual, kind, name)) and value not in known:
        raise InvalidInput("correction_no_choice", where="value")
    if field is not None and field.type_ is FieldType.NUMBER:
        return _figure(value, field.unit)
    if field is not None and field.type_ is FieldType.DATE:
        _check_date(value)
    return value


def _figure(value: str, unit: str | None) -> str:
    figure, wrong = registered_figure(value, unit)
    if wrong:
        raise InvalidInput(wrong, where="value", most=MOST_COUNTED)
    return figure


def _check_date(value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise InvalidInput("correction_no_date", where="value") from None
