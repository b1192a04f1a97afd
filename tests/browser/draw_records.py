"""Records of draws to hold script and Python against each other: random ones, and changed ones."""

from decimal import Decimal

from expert_pool.errors import PoolError
from expert_pool.panel_rule import PanelRule
from riskassess.proof.canonical import canonical_bytes
from tests.unit.expert_pool.draws import (
    BALLS,
    INDEX,
    LEDGER,
    SEATS,
    expert,
    made_pool,
    made_record,
    resealed,
)


def random_record(source):
    """Return a small record with a random pool, rule and values, or None where no panel is."""
    size = source.choice([3, 5, 7])
    seats = tuple(source.sample(SEATS, source.randrange(3)))
    share = Decimal(source.choice(["0.4", "0.5", "0.6", "1"]))
    rule = PanelRule(size, source.randrange(4), source.choice([1, 1, 2]), share, seats)
    pool = made_pool(
        source.randrange(6, 40), employers=source.randrange(4, 20), seed=source.random()
    )
    standing = [expert(900, "law", "单位1")] if source.random() < 0.3 else []
    values = (
        [*source.sample(range(1, 34), 6), source.randrange(1, 17)],
        (Decimal(source.randrange(10_000, 999_999)) / 100,),
    )
    try:
        salt = f"{source.getrandbits(128):032x}"
        return made_record(pool, rule=rule, values=values, standing=standing, salt=salt)
    except PoolError:
        return None


def tampered(record, source):
    """Return a file of the record with something changed: bytes, or parts signed anew."""
    content = bytearray(canonical_bytes(record))
    if source.random() < 0.5:
        content[source.randrange(len(content))] ^= source.choice([1, 2, 4, 8])
        return bytes(content)
    lists = dict(record["lists"])
    name = source.choice(sorted(lists))
    changes = source.choice([
        {"members": record["members"][::-1]},
        {"reserves": [*record["reserves"], "ZJ000"]},
        {"strata": record["strata"][::-1]},
        {"strata": [{**record["strata"][0], "rounds": []}, *record["strata"][1:]]},
        {"values": [{**record["values"][0], "values": [1, 2, 3, 4, 5, 6, 7]}, record["values"][1]]},
        {"values": record["values"][:1]},
        {"values": [record["values"][0], {**record["values"][1], "values": ["300"]}]},
        {"lists": {**lists, name: lists[name][::-1]}},
        {"lists": {**lists, name: [[*row[:3], "某公司"] for row in lists[name]]}},
        {"standing": [["X", "law", "research", "u1"]]},
        {"salt": "0" * 32},
        {"salt": "0"},
        {"announcement": {**record["announcement"], "more": 1}},
        {"announcement": {**record["announcement"], "replaces": 1}},
        {"announcement": {**record["announcement"], "announced_at": "2026-11-20T02:00:00Z"}},
        {"announcement": {**record["announcement"], "sources": [BALLS, {**INDEX, "role": "x"}]}},
        {"values": [{**record["values"][0], "role": "x"}, record["values"][1]]},
        {"values": [{**record["values"][0], "entered_at": "2099-01-01T00:00:00Z"},
                    record["values"][1]]},
        {"ledger": [LEDGER[0]]},
        {"ledger": [LEDGER[0], [2, "draw", "", 1, 1, "2026-11-19T00:00:00Z"]]},
        {"ledger": [LEDGER[0], [2, "draw", "", 1, 1, "2026-11-22T00:00:00Z"]]},
        {"announcement": {**record["announcement"], "sources": [BALLS, {**INDEX, "decimals": 0}]}},
        {"announcement": {**record["announcement"], "rule": {}}},
        {"ledger": [*LEDGER, [3, "draw", "", 1, 1, "2026-11-23T08:00:00Z"]]},
        {"format": "riskassess.draw/9"},
    ])  # fmt: skip
    return canonical_bytes(resealed(record, **changes))
