"""Pools, rules and whole signed records of draws, small and made up."""

import json
import random
from decimal import Decimal
from types import SimpleNamespace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from expert_pool.frozen import freeze
from expert_pool.panel_rule import PanelRule, Seat
from expert_pool.profile import ExpertProfile
from expert_pool.record import (
    PARTS,
    RECORD_PURPOSE,
    announced_values,
    announcement_of,
    contents_of,
    record_of,
    sealed_record,
    signed_announcement,
)
from expert_pool.selection import select
from riskassess.proof.canonical import canonical_bytes
from riskassess.proof.signing import frame, key_id, signature_record

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw().hex()
CLASSES = {
    "law": "research",
    "social_governance": "research",
    "planning": "engineering",
    "expropriation": "management",
    "finance": "management",
}
SEATS = (
    Seat("law", 1, frozenset({"law"})),
    Seat("field", 1, frozenset({"expropriation", "planning"})),
    Seat("governance", 1, frozenset({"social_governance"})),
)
RULE = PanelRule(5, 2, 1, Decimal("0.6"), SEATS)
NAMES = {
    "law": "法律席位",
    "field": "项目领域席位",
    "governance": "社会治理席位",
    "rest": "其余席位",
    "reserve": "候补",
}
BALLS = {
    "code": "ssq", "name": "双色球开奖号码", "kind": "published", "what": "第 2026135 期",
    "count": 7, "smallest": 1, "largest": 33, "decimals": 0,
    "expected_at": "2026-11-22T13:15:00Z", "role": None, "groups": [[6, 1, 33], [1, 1, 16]],
    "published": {"day": "2026-11-22", "weekdays": [2, 4, 7], "at": "21:15", "lead_hours": 2},
}  # fmt: skip
INDEX = {
    "code": "sse", "name": "上证综合指数收盘点数", "kind": "published", "what": "11月23日收盘",
    "count": 1, "smallest": 100, "largest": 100000, "decimals": 2,
    "expected_at": "2026-11-23T07:00:00Z", "role": None,
    "published": {"day": "2026-11-23", "weekdays": [1, 2, 3, 4, 5], "at": "15:00",
                  "lead_hours": 18},
}  # fmt: skip


def on(source, day):
    """Return a published source with another day of publication."""
    time = source["expected_at"][10:]
    return {**source, "expected_at": day + time, "published": {**source["published"], "day": day}}


LATER = (on(BALLS, "2026-11-24"), on(INDEX, "2026-11-26"))
LATER_AT = "2026-11-26T08:00:00Z"
FACTS = {
    "code": "p7mfx2", "office": {"code": "demo", "name": "示范市稳定办"},
    "assessment": "WP-2026-007",
    "review": {"number": 1, "kind": "project_review"}, "draw": 1, "kind": "first",
    "manual_digest": "sha256:" + "1" * 64, "pool_manual_digest": "sha256:" + "2" * 64,
    "announced_at": "2026-11-20T01:00:00Z", "replaces": None,
}  # fmt: skip
LEDGER = (
    (1, "announcement", "", 1, 1, "2026-11-20T01:00:00Z"),
    (2, "draw", "", 1, 1, "2026-11-23T08:00:00Z"),
)
SALT, SECRET = "5a17" * 8, "5ec7" * 8


def sign(_office, payload):
    return SimpleNamespace(key_id=key_id(PUBLIC), public_key=PUBLIC, hex=KEY.sign(payload).hex())


def expert(number, profession, employer=None):
    return ExpertProfile(
        f"ZJ{number:03}", profession, CLASSES[profession], employer or f"单位{number}"
    )


def made_pool(size, *, employers=9, seed=1):
    """Return experts of random professions and employers."""
    source = random.Random(seed)  # noqa: S311 - a made-up pool, the same in each run
    words = sorted(CLASSES)
    return [
        expert(number, source.choice(words), f"单位{source.randrange(employers)}")
        for number in range(size)
    ]


def entered(values, sources=(BALLS, INDEX), at="2026-11-23T08:00:00Z"):
    """Return rows of values: thrown by p1, p2 …, or published, entered by p1, confirmed by p2."""
    confirmed = {"by": "p2", "role": "approver", "at": at}
    return [
        {
            "source": source["code"], "values": list(each), "note": "公告", "proof": None,
            "role": source["role"] or "", "entered_at": at,
            "by": f"p{number}" if source["role"] else "p1",
            "confirmed": None if source["role"] else confirmed,
        }
        for number, (each, source) in enumerate(zip(values, sources, strict=True), 1)
    ]  # fmt: skip


def made_record(
    pool, *, rule=RULE, values=((3, 9, 12, 20, 27, 31, 5), (Decimal("3245.17"),)), standing=(),
    exclusions=None, sources=(BALLS, INDEX), ledger=LEDGER, salt=SALT,
    at="2026-11-23T08:00:00Z", algorithm="rfc3797-sha256", **facts,
):  # fmt: skip
    """Return a whole record, signed."""
    frozen = freeze(
        pool, exclusions=exclusions or {}, rule=rule, standing=standing, salt=salt, secret=SECRET
    )
    announcement = announcement_of(
        frozen=frozen, rule=rule, names=NAMES, sources=sources, facts={**FACTS, **facts},
        algorithm=algorithm,
    )  # fmt: skip
    rows = entered(values, sources, at)
    given = announced_values(announcement, rows)
    selection = select(frozen, rule=rule, sources=given, algorithm=algorithm)
    return record_of(
        announcement=announcement, values=rows, frozen=frozen, selection=selection, ledger=ledger,
        announcement_signature=signed_announcement(announcement, sign), sign=sign,
    )  # fmt: skip


def resealed(record, **changes):
    """Return the record with parts changed, and all signed anew, as a forger may."""
    parts = {name: record[name] for name in PARTS} | changes
    if "announcement" in changes:
        parts["announcement_signature"] = signed_announcement(parts["announcement"], sign)
    contents = contents_of(parts)
    signature = signature_record(sign("demo", frame(RECORD_PURPOSE, contents)))
    return {**parts, "contents": contents, "signature": signature}


def sealed(record):
    """Return the record as it is published while its lists are sealed."""
    return sealed_record(record)


def change(record, *path, to):
    """Return the top part of a path with one value in it changed."""
    part = json.loads(canonical_bytes(record[path[0]]), parse_float=Decimal)
    inner = part
    for step in path[1:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return {path[0]: part}
