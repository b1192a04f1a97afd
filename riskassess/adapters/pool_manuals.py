"""Reads pool manuals from YAML files, with the same care as assessment manuals."""

from functools import lru_cache
from pathlib import Path

from riskassess.adapters.manuals import MANUALS, manual_text, read_plain
from riskassess.domain.errors import NotFound
from riskassess.domain.pool_manual import PoolManual, parse_pool_manual

POOL_MANUALS = MANUALS / "pool"


def builtin_pool_manuals() -> dict[str, Path]:
    """Return the files of the pool manuals that come with the product, by id."""
    return {path.stem: path for path in sorted(POOL_MANUALS.glob("*.yaml"))}


@lru_cache(maxsize=8)
def builtin_pool_manual(manual_id: str) -> PoolManual:
    """Return a pool manual that comes with the product; raises NotFound."""
    path = builtin_pool_manuals().get(manual_id)
    if path is None:
        raise NotFound("manual_unknown", where="manual", value=manual_id)
    return load_pool_manual_text(path.read_text(encoding="utf-8"))


def load_pool_manual_bytes(data: bytes) -> PoolManual:
    """Return the pool manual of a file's content; raises InvalidManual with `where` as line:key."""
    return load_pool_manual_text(manual_text(data))


def load_pool_manual_text(text: str) -> PoolManual:
    """Return the pool manual of a YAML text; raises InvalidManual with `where` as line:key."""
    plain, place = read_plain(text)
    return parse_pool_manual(plain, place=place)
