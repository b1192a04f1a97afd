"""What the rules read: files of the project, their syntax trees, their imports."""

import ast
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("riskassess", "models", "expert_pool")


@dataclass(frozen=True)
class Import:
    """One imported module or name, as far as the dots tell."""

    name: str
    line: int
    is_for_types: bool
    is_relative: bool


def python_files(*rooms: str) -> Iterator[Path]:
    """Yield the Python files below the rooms; a room is a folder or a single file."""
    for room in rooms:
        place = ROOT / room
        yield from [place] if place.is_file() else sorted(place.rglob("*.py"))


def product_files() -> list[Path]:
    """Return the Python files of the product itself."""
    return list(
        python_files(
            *PACKAGES, *[name for name in ("config.py", "wsgi.py") if (ROOT / name).exists()]
        )
    )


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def short(path: Path) -> str:
    """Return the path as people say it."""
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    """Return the dotted name of a file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _type_checking_lines(tree: ast.AST) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            lines.update(range(node.lineno, (node.body[-1].end_lineno or node.lineno) + 1))
    return lines


@cache
def imports_of(tree: ast.AST) -> tuple[Import, ...]:
    """Return every import, also those inside functions; `from a import b` is told as a.b."""
    return tuple(_imports(tree))


def _imports(tree: ast.AST) -> Iterator[Import]:
    for_types = _type_checking_lines(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, node.lineno in for_types, False)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                name = f"{node.module or ''}.{alias.name}"
                yield Import(name, node.lineno, node.lineno in for_types, node.level > 0)


def is_within(name: str, room: str) -> bool:
    """Say whether a dotted name is the room or stands below it."""
    return f"{name}.".startswith(f"{room}.")


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return the files under version control, with those about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return tuple(path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file())


def faulty(things: Mapping[str, Any], faults: Callable[[Any], list[str]]) -> dict[str, list[str]]:
    """Return the faults of each thing that has any; no things at all are a fault of the rule.

    One test looks at all of them: a test for each file costs more than looking at it.
    """
    assert things, "the rule looks at nothing"
    return {name: found for name, thing in sorted(things.items()) if (found := faults(thing))}
