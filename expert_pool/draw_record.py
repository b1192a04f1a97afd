"""The record of a draw: everything an outsider needs to repeat it, as canonical JSON."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from expert_pool.drawing import ALGORITHM, DrawnMember, DrawnPanel, draw_panel
from expert_pool.errors import PoolError
from expert_pool.panel_rule import PanelRule, Seat
from expert_pool.profile import ExpertProfile
from expert_pool.vocabulary import ExclusionReason
from riskassess.proof.canonical import digest, plain_number

FORMAT = "riskassess.draw/1"


def snapshot_record(
    pool: Sequence[ExpertProfile],
    *,
    exclusions: Mapping[str, Sequence[ExclusionReason]],
    standing: Sequence[ExpertProfile] = (),
    groups: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the pool as it stood: everybody by code, who was excluded and why, who stays.

    `groups` are the frozen lists' groups of employers by code: no employer is named then, because
    what is frozen cannot be erased; whoever was excluded has none. Draws of the first form name
    the employers.
    """
    return {
        "experts": [_row(profile, groups) for profile in sorted(pool, key=_code)],
        "excluded": {code: [str(reason) for reason in exclusions[code]] for code in exclusions},
        "standing": [_row(profile, groups) for profile in sorted(standing, key=_code)],
    }


def rule_record(rule: PanelRule) -> dict[str, Any]:
    """Return the rule as plain values."""
    return {
        "size": rule.size,
        "reserves": rule.reserves,
        "per_employer": rule.per_employer,
        "class_share": plain_number(rule.class_share),
        "seats": [[seat.code, seat.at_least, sorted(seat.professions)] for seat in rule.seats],
    }


def read_rule(record: Mapping[str, Any]) -> PanelRule:
    """Return the rule of a record; raises PoolError for another form."""
    try:
        return PanelRule(
            record["size"],
            record["reserves"],
            record["per_employer"],
            Decimal(record["class_share"]),
            tuple(Seat(code, least, frozenset(words)) for code, least, words in record["seats"]),
        )
    except (KeyError, TypeError, ValueError, ArithmeticError) as problem:
        raise PoolError("draw_record_malformed", key="rule") from problem


def result_record(drawn: DrawnPanel) -> dict[str, Any]:
    """Return who was drawn in which order, with the key that decided it."""
    return {
        "members": [_drawn(member) for member in drawn.members],
        "reserves": [_drawn(member) for member in drawn.reserves],
    }


def draw_record(
    *, seed: str, rule: Mapping[str, Any], snapshot: Mapping[str, Any], result: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the whole record with the digests of its parts; `canonical_json` of it is published.

    Parameters
    ----------
    seed : str
        64 hexadecimal digits.
    rule, snapshot, result : mapping
        As `rule_record`, `snapshot_record` and `result_record` return them.
    """
    return {
        "format": FORMAT,
        "algorithm": ALGORITHM,
        "seed": seed,
        "rule": dict(rule),
        "rule_digest": digest(rule),
        "snapshot": dict(snapshot),
        "snapshot_digest": digest(snapshot),
        "result": dict(result),
        "result_digest": digest(result),
    }


def repeat_draw(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record that the same seed, rule and snapshot give today.

    Parameters
    ----------
    record : mapping
        A published record, as `proof.records.read_record` reads it.

    Returns
    -------
    dict
        Equal to the record when it is genuine.

    Raises
    ------
    PoolError
        `draw_record_malformed`, or what `draw_panel` raises.
    """
    if record.get("format") != FORMAT or record.get("algorithm") != ALGORITHM:
        raise PoolError("draw_record_malformed", key="format")
    rule = read_rule(record.get("rule", {}))
    try:
        snapshot = record["snapshot"]
        experts = [ExpertProfile(*row) for row in snapshot["experts"]]
        standing = [ExpertProfile(*row) for row in snapshot["standing"]]
        candidates = [row for row in experts if row.code not in snapshot["excluded"]]
        seed = str(record["seed"])
    except (KeyError, TypeError) as problem:
        raise PoolError("draw_record_malformed", key="snapshot") from problem
    drawn = draw_panel(candidates, rule=rule, seed=seed, standing=standing)
    return draw_record(
        seed=seed, rule=rule_record(rule), snapshot=snapshot, result=result_record(drawn)
    )


def differing_parts(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the parts of a record that repeating the draw gives differently; none is genuine."""
    again = repeat_draw(record)
    return tuple(sorted(key for key in {*again, *record} if again.get(key) != record.get(key)))


def _code(profile: ExpertProfile) -> str:
    return profile.code


def _row(profile: ExpertProfile, groups: Mapping[str, str] | None) -> list[str]:
    group = profile.employer if groups is None else groups.get(profile.code, "")
    return [profile.code, profile.profession, profile.expert_class, group]


def _drawn(member: DrawnMember) -> list[str]:
    return [member.profile.code, member.place, member.key]
