"""What several papers of a review say alike: the matter, the meeting, who somebody is."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from riskassess.domain.manual import Manual
from riskassess.domain.room.marks import spoken_mark
from riskassess.domain.vocabulary import MemberState
from riskassess.exhibits.exact import short
from riskassess.filters import date_text, datetime_text, moment_text
from riskassess.i18n import _, current_locale
from riskassess.labels import label
from riskassess.wording.marks import mark_said

SEATED = frozenset(
    {MemberState.INVITED, MemberState.ACCEPTED, MemberState.READY, MemberState.SUBMITTED}
)
UNIT = 10_000
Rows = list[tuple[str, str]]


def seated(record: Any) -> list[Any]:
    """Return who sits on the panel at the end of the record."""
    return [seat for seat in record.seats if seat.member.state in SEATED]


def matter_rows(record: Any) -> Rows:
    """Return what the review is about."""
    case = record.case
    return [
        (_("评估事项"), case.project.title),
        (_("评估编号"), case.assessment.code),
        (_("项目单位"), record.unit),
        (_("评审"), review_words(record)),
    ]


def review_words(record: Any) -> str:
    """Return which review it is, and of which kind."""
    return _("第 %(n)s 次，%(kind)s", n=record.review.number, kind=label(record.review.kind))


def meeting_words(record: Any) -> str:
    """Return when and where the panel met, as far as it is stored."""
    review = record.review
    if review.meeting_at is None and not review.meeting_place:
        return _("没有登记会议，专家在系统中分别填写")
    return "，".join(
        filter(None, (moment_text(review.meeting_at) if review.meeting_at else "",
                      review.meeting_place))
    )  # fmt: skip


def report_words(record: Any, moment: Any) -> str:
    """Return which version of the report stood at a moment, with its digest."""
    found = record.version_of(moment)
    if found is None:
        return _("没有登记送审稿")
    number, row = found
    return _(
        "第 %(n)s 版（%(name)s，%(day)s 上传，%(digest)s）",
        n=number,
        name=row.filename,
        day=date_text(row.uploaded_at),
        digest=row.digest,
    )


def profession_words(record: Any, member: Any) -> str:
    """Return what a member's profession is called."""
    return str(record.professions.get(member.profession, member.profession))


def class_words(record: Any, member: Any) -> str:
    """Return the class of experts that a member's profession belongs to."""
    manual = record.case.manual
    known = manual.profession(member.profession)
    if known is None:
        return "—"
    names = {row.code: str(row.name) for row in manual.panel.classes}
    return names.get(known.class_, known.class_)


def heading_names(record: Any) -> dict[str, str]:
    """Return the headings of a written opinion in the manual's order, the two of the house last."""
    names = {row.code: str(row.name) for row in record.case.manual.opinions}
    return {**names, "must_fix": _("必须修改的问题"), "overall": _("总体意见")}


def in_order(names: dict[str, str], codes: Any) -> list[str]:
    """Return codes in the order of their names, unknown ones behind."""
    known = [code for code in names if code in codes]
    return [*known, *sorted(set(codes) - set(known))]


def share_words(ten_thousandths: Any) -> str:
    """Return a stored share as a percentage without zeros at its end."""
    if ten_thousandths is None:
        return "—"
    return short(Fraction(ten_thousandths) / 100, 2) + "%"


def number_words(ten_thousandths: Any) -> str:
    """Return a stored number without zeros at its end."""
    return "—" if ten_thousandths is None else short(Fraction(ten_thousandths) / UNIT)


def mark_words(item: str, mark: Any, manual: Manual) -> str:
    """Return a stored mark of a round as it was given: a share, a level, points, a weight."""
    if mark is None:
        return "—"
    if spoken := spoken_mark(item, Fraction(mark), manual, current_locale()):
        return mark_said(*spoken)
    return number_words(mark) if item.endswith("weight") else share_words(mark)


def stamp(moment: Any) -> str:
    """Return a moment for a table."""
    return datetime_text(moment)


def joined(parts: Sequence[str]) -> str:
    """Return names in a row, or that there are none."""
    return "、".join(parts) or _("无")
