"""A letter of appointment in words: one page, made of plain values."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from riskassess.filters import long_date
from riskassess.i18n import _


class Content(Protocol):
    """What a letter of appointment says."""

    @property
    def office(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def employer(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def class_name(self) -> str: ...
    @property
    def profession(self) -> str: ...
    @property
    def term_from(self) -> date: ...
    @property
    def term_until(self) -> date: ...
    @property
    def issued_on(self) -> date: ...
    @property
    def manual(self) -> str: ...
    @property
    def is_demonstration(self) -> bool: ...


@dataclass(frozen=True)
class LetterHead:
    """What the file is called, and who answers for it."""

    title: str
    office: str
    number: str


def letter_head(content: Content) -> LetterHead:
    """Return title, office and number."""
    return LetterHead(_("聘书"), content.office, content.number)


def letter_page(content: Content) -> dict[str, Any]:
    """Return what `templates/print/appointment_letter.html` needs."""
    return {
        "title": _("聘书"),
        "number": content.number,
        "name": content.name,
        "office": content.office,
        "is_demonstration": content.is_demonstration,
        "said": _(
            "兹聘请您为%(office)s社会稳定风险评估专家库%(kind)s类专家（专业：%(profession)s），"
            "聘期自%(start)s至%(end)s。",
            office=content.office,
            kind=content.class_name,
            profession=content.profession,
            start=long_date(content.term_from),
            end=long_date(content.term_until),
        ),
        "duties": _(
            "聘期内请依照《%(manual)s》独立、客观、公正地参加评审和会诊，主动回避，"
            "保守评审秘密，按时提出书面意见。",
            manual=content.manual,
        ),
        "facts": [
            (_("专家编号"), content.code),
            (_("工作单位"), content.employer),
            (_("职称"), content.title or "—"),
        ],
        "issued_on": long_date(content.issued_on),
    }
