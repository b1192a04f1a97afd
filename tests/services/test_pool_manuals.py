"""Stored pool manuals, on both databases: once and unchanged, and in use for one office."""

import pytest
from sqlmodel import col, select

from models import AuditEntry, PoolManualVersion
from riskassess.adapters.pool_manuals import builtin_pool_manuals, load_pool_manual_text
from riskassess.domain.actor import system_actor
from riskassess.domain.errors import Conflict
from riskassess.queries.pool_manuals import (
    list_pool_manuals,
    pool_manual_by_digest,
    pool_manual_of,
)
from riskassess.services.pool_manuals import (
    adopt_pool_manual,
    store_missing_pool_manuals,
    store_pool_manual,
)
from tests import factories

TEXT = builtin_pool_manuals()["cn-pool"].read_text(encoding="utf-8")
OWN = TEXT.replace("id: cn-pool", "id: own-pool", 1).replace("  years: 3 ", "  years: 8 ", 1)


def test_version_is_stored_once_and_never_changed(session, now):
    first = store_pool_manual(session, manual=load_pool_manual_text(OWN), now=now)
    again = store_pool_manual(session, manual=load_pool_manual_text(OWN), now=now)
    assert first.id == again.id
    other = load_pool_manual_text(OWN.replace("years: 8 ", "years: 9 ", 1))
    with pytest.raises(Conflict) as told:
        store_pool_manual(session, manual=other, now=now)
    assert told.value.code == "manual_version_taken"


def test_one_office_uses_another_manual(session, now):
    ours, theirs = factories.office(), factories.office()
    manual = load_pool_manual_text(OWN)
    given = {"manual": manual, "actor": system_actor(ours.id), "now": now}
    row = adopt_pool_manual(session, office_id=ours.id, **given)
    assert pool_manual_of(session, ours.id).conditions.years == 8
    assert pool_manual_of(session, theirs.id).conditions.years == 3
    assert pool_manual_by_digest(session, row.digest).id == "own-pool"
    adoptions = select(AuditEntry).where(AuditEntry.action == "pool_manual:adopt")
    entry = session.exec(adoptions.order_by(col(AuditEntry.id).desc())).first()
    assert (entry.office_id, entry.subject_id) == (ours.id, row.id)
    assert manual.digest in entry.after
    with pytest.raises(Conflict) as told:
        adopt_pool_manual(session, office_id=ours.id, **given)
    assert told.value.code == "pool_manual_in_use"


def test_manuals_of_the_product_are_stored_where_they_are_missing(session, now):
    factories.office()  # stores cn-pool
    added, refused = store_missing_pool_manuals(
        session, manuals=[load_pool_manual_text(TEXT), load_pool_manual_text(OWN)], now=now
    )
    assert [each.id for each in added] == ["own-pool"]
    changed = load_pool_manual_text(OWN.replace("years: 8 ", "years: 9 ", 1))
    added, refused = store_missing_pool_manuals(session, manuals=[changed], now=now)
    assert (added, [each.code for each in refused]) == ([], ["manual_version_taken"])
    assert "own-pool" in {row.code for row in list_pool_manuals(session)}
    stored = session.exec(select(PoolManualVersion).where(PoolManualVersion.code == "own-pool"))
    assert len(stored.all()) == 1
