"""Reads manuals from YAML files and turns a problem's key path into line and key.

Plain scalars follow the JSON rules, not those of YAML 1.1: `true`, `false`, `null`, integers and
decimals are values, everything else is text. So `no`, `on` or 12:30 stay what the author wrote, and
a number keeps every digit.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from riskassess.domain.errors import InvalidManual, NotFound
from riskassess.domain.manual import Manual, parse_manual
from riskassess.domain.manual.derivation import derived
from riskassess.domain.problem import Path as KeyPath
from riskassess.domain.problem import Problem, Problems

MANUALS = Path(__file__).resolve().parent.parent / "manuals"
WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
INTEGER = re.compile(r"[-+]?[0-9]+\Z")
DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+\Z")
# Gives the manual of an id and a version that another one was derived from, or None.
Bases = Callable[[str, int], Manual | None]


def builtin_manuals() -> dict[str, Path]:
    """Return the files of the manuals that come with the product, by id."""
    return {path.stem: path for path in sorted(MANUALS.glob("*.yaml"))}


@lru_cache(maxsize=8)
def builtin_manual(manual_id: str) -> Manual:
    """Return a manual that comes with the product; raises NotFound."""
    path = builtin_manuals().get(manual_id)
    if path is None:
        raise NotFound("manual_unknown", where="manual", value=manual_id)
    return load_manual_file(path)


def load_manual_file(path: Path) -> Manual:
    """Return the manual of a file.

    Raises
    ------
    InvalidManual
        When the file cannot be read, is no YAML or is no manual; `where` is `line:key`.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidManual("manual_unreadable", where=path.name, reason=str(error)) from error
    return load_manual_text(text)


def load_manual_text(text: str, *, bases: Bases | None = None) -> Manual:
    """Return the manual of a YAML text.

    Parameters
    ----------
    text : str
        A whole manual, or with `base: {id, version}` only what differs from that one.
    bases : callable, optional
        Finds the base; the manuals that come with the product where none is given.

    Raises
    ------
    InvalidManual
        With `where` as `line:key`.
    """
    root = _compose(text)
    if not isinstance(root, yaml.MappingNode):
        raise InvalidManual("manual_wrong_type", where="1:$", expected="mapping")
    problems = Problems()
    plain = _plain(root, (), problems)
    problems.refuse(InvalidManual, _placed(root))
    assert isinstance(plain, dict)  # noqa: S101 - a mapping node gives a dict
    if isinstance(plain.get("base"), dict):
        plain = _with_base(plain, bases or _builtin_version, problems)
        problems.refuse(InvalidManual, _placed(root))
    return parse_manual(plain, place=_placed(root))


def _builtin_version(manual_id: str, version: int) -> Manual | None:
    if manual_id not in builtin_manuals():
        return None
    found = builtin_manual(manual_id)
    return found if found.version == version else None


def _with_base(own: Mapping[str, Any], bases: Bases, problems: Problems) -> dict[str, Any]:
    given = own["base"]
    code, version = given.get("id"), given.get("version")
    is_asked = isinstance(code, str) and isinstance(version, int)
    base = bases(code, version) if is_asked else None
    if base is None:
        problems.add(("base",), "manual_base_unknown", value=f"{code} {version}")
        return {}
    if given.get("digest", base.digest) != base.digest:
        problems.add(("base", "digest"), "manual_base_differs")
    return derived(base.plain, {**own, "base": {**given, "digest": base.digest}})


def _compose(text: str) -> yaml.Node | None:
    try:
        # The base loader resolves no types, which is both faster and free of surprises.
        root: yaml.Node | None = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InvalidManual(
            "manual_unreadable", where=f"{line}:", reason=str(error.problem)
        ) from error
    except yaml.YAMLError as error:
        raise InvalidManual("manual_unreadable", where="1:", reason=str(error)) from error
    return root


def _plain(node: yaml.Node, path: KeyPath, problems: Problems) -> object:
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(entry, (*path, i), problems) for i, entry in enumerate(node.value)]
    result: dict[str, object] = {}
    for key_node, value in node.value:
        key = str(key_node.value)
        if key in result:
            problems.add((*path, key), "manual_duplicate", value=key)
        result[key] = _plain(value, (*path, key), problems)
    return result


def _scalar(node: yaml.ScalarNode) -> object:
    text = str(node.value)
    if node.style:
        return text
    if text in WORDS:
        return WORDS[text]
    if INTEGER.match(text):
        return int(text)
    return Decimal(text) if DECIMAL.match(text) else text


def _placed(root: yaml.Node) -> Callable[[Problem], str]:
    return lambda problem: f"{_line(root, problem.path)}:{problem.where}"


def _line(node: yaml.Node, path: KeyPath) -> int:
    """Return the line of the deepest node that the path reaches, counted from 1."""
    line = node.start_mark.line
    for step in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line
            continue
        # The last of several equal keys: a duplicate is reported where it repeats.
        found = [pair for pair in node.value if pair[0].value == step] if _maps(node) else []
        if not found:
            break
        line, node = found[-1][0].start_mark.line, found[-1][1]
    return int(line) + 1


def _maps(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode)
