"""`make bench`: run every module of this folder that has `rows()`, print a table, keep the figures.

A module is named after its subject, says in `YARDSTICKS` which rows it gives, and yields `Row`s.
"""

import argparse
import contextlib
import importlib
import json
import os
import pkgutil
import platform
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import benchmarks
from benchmarks import Row
from riskassess.adapters.logs import configure_logs

RESULTS = Path(__file__).with_name("results.json")


def measured_modules(wanted: set[str]) -> Iterator[ModuleType]:
    """Yield the modules with `rows()` that give one of the wanted yardsticks; all if none is."""
    for found in sorted(pkgutil.iter_modules(benchmarks.__path__), key=lambda each: each.name):
        if found.name == "__main__":
            continue
        module = importlib.import_module(f"benchmarks.{found.name}")
        if hasattr(module, "rows") and (not wanted or wanted & set(module.YARDSTICKS)):
            yield module


def spread(figures: list[float]) -> float:
    """Return half the range as a share of the median."""
    return (max(figures) - min(figures)) / 2 / statistics.median(figures)


def as_record(row: Row) -> dict[str, object]:
    """Return what is kept of a row."""
    return {
        "yardstick": row.yardstick,
        "work": row.work,
        "peer": row.peer_name,
        "unit": row.unit,
        "ours": statistics.median(row.ours),
        "ours_spread": spread(row.ours),
        "peer_figure": statistics.median(row.peer),
        "peer_spread": spread(row.peer),
        "repetitions": len(row.ours),
        "ratio": row.ratio,
        "goal": row.goal,
        "goal_is": "at least" if row.at_least else "at most",
        "holds": row.holds,
        **({"facts": row.facts} if row.facts else {}),
    }


def as_line(row: Row) -> str:
    """Return a row of the printed table."""
    ours = f"{statistics.median(row.ours):.4g} ±{spread(row.ours):.0%}"
    peer = f"{statistics.median(row.peer):.4g} ±{spread(row.peer):.0%}"
    goal = f"{'≥' if row.at_least else '≤'} {row.goal:g} ×"
    verdict = "" if row.holds else "  missed"
    return (
        f"{row.yardstick:<4} {row.work:<44.44} {ours:>15} {peer:>15} {row.unit:<8}"
        f" {row.peer_name:<28.28} {row.ratio:>8.2f} × {goal:>9}{verdict}"
    )


def merged(records: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return the kept rows with the measured ones in place of their older figures."""
    kept = json.loads(RESULTS.read_text("utf-8"))["rows"] if RESULTS.exists() else []
    fresh = {(each["yardstick"], each["work"], each["peer"]) for each in records}
    older = [each for each in kept if (each["yardstick"], each["work"], each["peer"]) not in fresh]
    return sorted(older + records, key=lambda each: (int(str(each["yardstick"])[1:]), each["work"]))


@contextlib.contextmanager
def logging_to_nowhere() -> Iterator[None]:
    """Let our side write its log lines as in production, but not between the rows of the table."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        with contextlib.redirect_stderr(nowhere):
            configure_logs(as_json=True, level="info")  # keeps the stream that it finds
        yield


def main() -> int:
    """Measure, print, write; 1 if a goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", default="", help="yardsticks to measure, e.g. Y1,Y4")
    wanted = set(filter(None, parser.parse_args().rows.split(",")))
    heading = f"{'':<4} {'work':<44} {'ours':>15} {'peer':>15} {'unit':<8} {'peer is':<28}"
    print(f"{heading} {'ratio':>10} {'goal':>9}")
    measured: list[Row] = []
    with logging_to_nowhere():
        for module in measured_modules(wanted):
            for row in module.rows():
                measured.append(row)
                print(as_line(row), flush=True)
    if not measured:
        print("nothing was measured", file=sys.stderr)
        return 1
    machine = {"cores": os.cpu_count(), "python": platform.python_version()}
    report = {"machine": machine, "rows": merged([as_record(row) for row in measured])}
    RESULTS.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0 if all(row.holds for row in measured) else 1


if __name__ == "__main__":
    sys.exit(main())
