"""Facts behind exclusions in words, the same for the office and for the expert concerned."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from expert_pool.vocabulary import (
    Affiliation,
    CaseParty,
    ExclusionReason,
    RecusalGround,
    Relation,
)
from riskassess.filters import long_date
from riskassess.i18n import _
from riskassess.labels import label

Plain = Mapping[str, Any]


def read_facts(text: str) -> list[Plain]:
    """Return the facts of a stored exclusion."""
    found: list[Plain] = json.loads(text)
    return found


def fact_text(fact: Plain) -> str:
    """Return one fact as a sentence."""
    return _WORDS.get(ExclusionReason(fact["reason"]), _reason_text)(fact)


def fact_texts(facts: Iterable[Plain]) -> list[str]:
    """Return facts as sentences, each once."""
    return list(dict.fromkeys(map(fact_text, facts)))


def _reason_text(fact: Plain) -> str:
    return label(ExclusionReason(fact["reason"]))


def _unit_text(fact: Plain) -> str:
    role, is_named = label(CaseParty(fact["role"])), fact["unit"] == fact["name"]
    if "affiliation" not in fact:
        return role if is_named else _("%(role)s“%(unit)s”", role=role, unit=fact["unit"])
    if is_named:
        return _(
            "%(role)s“%(of)s”的%(affiliation)s",
            role=role, of=fact["of"], affiliation=label(Affiliation(fact["affiliation"])),
        )  # fmt: skip
    return _(
        "%(role)s“%(of)s”的%(affiliation)s“%(unit)s”",
        role=role, of=fact["of"], affiliation=label(Affiliation(fact["affiliation"])),
        unit=fact["unit"],
    )  # fmt: skip


def _tie_text(fact: Plain) -> str:
    unit = _unit_text(fact)
    if "relation" not in fact:
        return _("工作单位“%(name)s”是%(unit)s。", name=fact["name"], unit=unit)
    return _(
        "%(days)s在“%(name)s”%(relation)s，该单位是%(unit)s。",
        days=_days(fact), name=fact["name"], relation=label(Relation(fact["relation"])), unit=unit,
    )  # fmt: skip


def _days(fact: Plain) -> str:
    since, until = _day(fact, "from_on"), _day(fact, "until_on")
    if since and until:
        return _("%(since)s至%(until)s", since=since, until=until)
    if until:
        return _("至%(until)s为止", until=until)
    return _("自%(since)s起至今", since=since) if since else _("至今")


def _day(fact: Plain, name: str) -> str:
    """Return a day of a fact as sentences write it; empty where none is known."""
    return long_date(date.fromisoformat(fact[name])) if fact.get(name) else ""


def _recusal_text(fact: Plain) -> str:
    if "ground" not in fact:
        return _("在本次评审中已经回避。")
    ground = label(RecusalGround(fact["ground"]))
    if fact.get("by_self"):
        return _("本人声明：%(ground)s。", ground=ground)
    return _("稳定办登记：%(ground)s。", ground=ground)


def _term_text(fact: Plain) -> str:
    return _("聘期至%(until)s。", until=_day(fact, "until_on") or "—")


def _calendar_text(fact: Plain) -> str:
    return _(
        "本人日程登记%(since)s至%(until)s不能参加，与评审时间重叠。",
        since=_day(fact, "from_on") or "—", until=_day(fact, "until_on") or "—",
    )  # fmt: skip


_WORDS: dict[ExclusionReason, Callable[[Plain], str]] = {
    ExclusionReason.SAME_UNIT: _tie_text,
    ExclusionReason.FORMER_UNIT: _tie_text,
    ExclusionReason.AFFILIATE: _tie_text,
    ExclusionReason.AUTHORSHIP: _recusal_text,
    ExclusionReason.PROPERTY: _recusal_text,
    ExclusionReason.SELF_DECLARED: _recusal_text,
    ExclusionReason.RECUSED: _recusal_text,
    ExclusionReason.TERM_ENDED: _term_text,
    ExclusionReason.UNAVAILABLE: _calendar_text,
}
