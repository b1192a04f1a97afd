"""What must hold between the parts of a pool manual."""

import re
from collections.abc import Iterable
from typing import Any

from riskassess.domain.pool_manual.pool_manual import PoolManual
from riskassess.domain.pool_manual.rules import RandomSource, ValueMaker
from riskassess.domain.problem import Path, Problems

ALGORITHM = "rfc3797-sha256"
FULL_MARK = 100
TWO = 2
HOURS = 24
LONGEST_LEAD = 24 * 366
"""Hours; the record of a draw takes no longer lead either (`expert_pool/publication.py`)."""
WEEKDAYS = frozenset(range(1, 8))
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def check_pool_manual(manual: PoolManual, problems: Problems) -> None:
    """Note everything that contradicts itself or could never be kept."""
    _check_codes(manual, problems)
    _check_positive(manual, problems)
    _check_draw(manual, problems)
    _check_evaluation(manual, problems)
    _check_fees(manual, problems)
    _check_reminders(manual, problems)
    _check_room(manual, problems)


def _check_codes(manual: PoolManual, problems: Problems) -> None:
    lists: tuple[tuple[Path, Iterable[Any]], ...] = (
        (("admission", "attachments"), manual.admission.attachments),
        (("conditions", "conditions"), manual.conditions.conditions),
        (("conditions", "title_levels"), manual.conditions.title_levels),
        (("conditions", "employer_types"), manual.conditions.employer_types),
        (("standing", "suspension"), manual.standing.suspension),
        (("standing", "removal"), manual.standing.removal),
        (("draw", "sources"), manual.draw.sources),
        (("draw", "offers"), manual.draw.offers),
        (("draw", "redraw_reasons"), manual.draw.redraw_reasons),
        (("draw", "appointment_reasons"), manual.draw.appointment_reasons),
        (("draw", "refusal_reasons"), manual.draw.refusal_reasons),
        (("evaluation", "items"), manual.evaluation.items),
        (("evaluation", "results"), manual.evaluation.results),
        (("fees", "durations"), manual.fees.durations),
        (("fees", "attendances"), manual.fees.attendances),
        (("fit", "fields"), manual.fit.fields),
        (("room", "quality", "headings"), manual.room.quality.headings),
        (("room", "quality", "blocking"), manual.room.quality.blocking),
    )
    for path, rows in lists:
        seen: set[str] = set()
        for number, row in enumerate(rows):
            if row.code in seen:
                problems.add((*path, number, "code"), "manual_duplicate", value=row.code)
            seen.add(row.code)
        if not seen:
            problems.add(path, "manual_empty")


def _check_room(manual: PoolManual, problems: Problems) -> None:
    room = manual.room
    total = sum(heading.maximum for heading in room.quality.headings)
    if total != FULL_MARK:
        problems.add(("room", "quality", "headings"), "pool_manual_not_hundred", value=total)
    quality, rounds = room.quality, room.consultation
    if not 0 <= quality.revises <= quality.passes <= FULL_MARK:
        problems.add(("room", "quality", "revises"), "manual_order", value=quality.revises)
    if not 1 <= rounds.rounds_at_least <= rounds.rounds_at_most:
        value = rounds.rounds_at_least
        problems.add(("room", "consultation", "rounds_at_least"), "manual_order", value=value)
    shares = {
        ("leader", "share"): room.leader.share,
        ("vote", "opinion_share"): room.vote.opinion_share,
        ("vote", "grade_share"): room.vote.grade_share,
        ("consultation", "stop", "kendall_w"): rounds.stop.kendall_w,
        ("consultation", "stop", "significance"): rounds.stop.significance,
        ("consultation", "stop", "change"): rounds.stop.change,
        ("attention", "lean"): room.attention.lean,
    }
    for path, share in shares.items():
        if not 0 <= share <= 1:
            problems.add(("room", *path), "manual_share", value=str(share))


def _check_positive(manual: PoolManual, problems: Problems) -> None:
    least_one: tuple[tuple[Path, int], ...] = (
        (("admission", "publicity_days"), manual.admission.publicity_days),
        (("admission", "link_days"), manual.admission.link_days),
        (("term", "years"), manual.term.years),
        (("standing", "hearing_days"), manual.standing.hearing_days),
        (("standing", "refusals_a_year"), manual.standing.refusals_a_year),
        (("health", "draws_per_seat"), manual.health.draws_per_seat),
        (("health", "term_days"), manual.health.term_days),
        (("fit", "professions"), manual.fit.professions),
        (("fit", "experts"), manual.fit.experts),
        (("fit", "terms"), manual.fit.terms),
        (("evaluation", "within_days"), manual.evaluation.within_days),
        (("room", "meeting", "materials_days"), manual.room.meeting.materials_days),
    )
    for path, value in least_one:
        if value < 1:
            problems.add(path, "pool_manual_too_small", value=value, least=1)
    if not 1 <= manual.avoidance.near_match <= FULL_MARK:
        problems.add(("avoidance", "near_match"), "pool_manual_no_percent")


def _check_draw(manual: PoolManual, problems: Problems) -> None:
    if manual.draw.algorithm != ALGORITHM:
        problems.add(("draw", "algorithm"), "manual_unknown_word",
                     value=manual.draw.algorithm, allowed=ALGORITHM)  # fmt: skip
    for number, source in enumerate(manual.draw.sources):
        path: Path = ("draw", "sources", number)
        if source.smallest >= source.largest or source.count < 1:
            problems.add(path, "pool_manual_no_range", value=source.code)
        if (source.kind is ValueMaker.THROWN) != (source.role is not None):
            problems.add((*path, "role"), "pool_manual_role", value=source.code)
        _check_publication(source, path, problems)
        _check_groups(source, path, problems)
    for number, offer in enumerate(manual.draw.offers):
        sources = [manual.random_source(code) for code in offer.sources]
        roles = [source.role for source in sources if source and source.role]
        if None in sources or not sources:
            problems.add(
                ("draw", "offers", number),
                "manual_unknown_reference",
                value=offer.code,
                among="draw.sources",
            )
        elif roles and len(set(roles)) < TWO:
            problems.add(("draw", "offers", number), "pool_manual_two_roles", value=offer.code)


def _check_publication(source: RandomSource, path: Path, problems: Problems) -> None:
    rule, path = source.published, (*path, "published")
    if (source.kind is ValueMaker.PUBLISHED) != (rule is not None):
        problems.add(path, "pool_manual_publication", value=source.code)
    if rule is None:
        return
    if not rule.weekdays or list(rule.weekdays) != sorted(set(rule.weekdays) & WEEKDAYS):
        problems.add((*path, "weekdays"), "pool_manual_weekdays", value=source.code)
    if not CLOCK.fullmatch(rule.at):
        problems.add((*path, "at"), "pool_manual_hour", value=rule.at)
    if rule.lead_hours < 1:
        problems.add((*path, "lead_hours"), "pool_manual_too_small", value=rule.lead_hours, least=1)
    if rule.lead_hours > LONGEST_LEAD:
        problems.add((*path, "lead_hours"), "pool_manual_too_large",
                     value=rule.lead_hours, most=LONGEST_LEAD)  # fmt: skip


def _check_groups(source: RandomSource, path: Path, problems: Problems) -> None:
    groups, path = source.groups, (*path, "groups")
    if groups and sum(group.count for group in groups) != source.count:
        problems.add(path, "pool_manual_groups", value=source.code)
    for number, group in enumerate(groups):
        within = source.smallest <= group.smallest <= group.largest <= source.largest
        if not within or not 1 <= group.count <= group.largest - group.smallest + 1:
            problems.add((*path, number), "pool_manual_no_range", value=source.code)


def _check_evaluation(manual: PoolManual, problems: Problems) -> None:
    total = sum(item.maximum for item in manual.evaluation.items)
    if total != FULL_MARK:
        problems.add(("evaluation", "items"), "pool_manual_not_hundred", value=total)
    limits = [row.at_least for row in manual.evaluation.results]
    if limits != sorted(limits, reverse=True) or (limits and limits[-1] != 0):
        problems.add(("evaluation", "results"), "pool_manual_results_order")
    known = {row.code for row in manual.evaluation.results}
    for number, code in enumerate(manual.term.renewal_results):
        if code not in known:
            problems.add(
                ("term", "renewal_results", number),
                "manual_unknown_reference",
                value=code,
                among="evaluation.results",
            )


def _check_fees(manual: PoolManual, problems: Problems) -> None:
    levels = {row.code for row in manual.conditions.title_levels}
    durations = {row.code for row in manual.fees.durations}
    wanted = {(level, duration) for level in levels for duration in durations}
    given = [(line.title_level, line.duration) for line in manual.fees.table]
    for number, key in enumerate(given):
        if key not in wanted:
            problems.add(
                ("fees", "table", number),
                "manual_unknown_reference",
                value=" × ".join(key),
                among="conditions, fees.durations",
            )
    for level, duration in sorted(wanted - set(given)):
        problems.add(("fees", "table"), "pool_manual_fee_missing", value=f"{level} × {duration}")


def _check_reminders(manual: PoolManual, problems: Problems) -> None:
    rule = manual.reminders
    if not 0 <= rule.quiet_until < rule.quiet_from <= HOURS:
        problems.add(("reminders", "quiet_from"), "pool_manual_quiet")
    for name, days in (("invitation", rule.invitation), ("sheet", rule.sheet)):
        for number, value in enumerate(days):
            if value < 0:
                problems.add(
                    ("reminders", name, number), "pool_manual_too_small", value=value, least=0
                )
