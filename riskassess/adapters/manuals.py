"""Reads manuals from YAML files and turns a problem's key path into line and key.

Plain scalars follow the JSON rules, not those of YAML 1.1: `true`, `false`, `null`, integers and
decimals are values, everything else is text. So `no`, `on` or 12:30 stay what the author wrote, and
a number keeps every digit.

A file may come from anywhere: its size, depth and aliases are bounded before a tree is made of it,
for the tree's maker calls itself for each level and an alias can stand for a million nodes.
"""

import re
from collections.abc import Callable, Iterator, Mapping
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
# Longer ones are no numbers of a manual and stay text, which no numeric field accepts.
INTEGER = re.compile(r"[-+]?[0-9]{1,18}\Z")
DECIMAL = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}\Z")
LARGEST_BYTES = 256 * 1024
DEEPEST = 16  # a whole manual has nine levels
# Gives the manual of an id and a version that another one was derived from, or None.
Bases = Callable[[str, int], Manual | None]


def builtin_manuals() -> dict[str, Path]:
    """Return the files of the manuals that come with the product, by id."""
    return {path.stem: path for path in sorted(MANUALS.glob("*.yaml"))}


@lru_cache(maxsize=64)
def builtin_manual(manual_id: str) -> Manual:
    """Return a manual that comes with the product; raises NotFound."""
    path = builtin_manuals().get(manual_id)
    if path is None:
        raise NotFound("manual_unknown", where="manual", value=manual_id)
    return _load(path.read_text(encoding="utf-8"))  # ours: its bounds need no check at each start


def load_manual_file(path: Path, *, bases: Bases | None = None) -> Manual:
    """Return the manual of a file.

    Raises
    ------
    InvalidManual
        When the file cannot be read, is no YAML or is no manual; `where` is `line:key`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise InvalidManual("manual_unreadable", where=path.name, reason=str(error)) from error
    return load_manual_bytes(data, bases=bases)


def load_manual_bytes(data: bytes, *, bases: Bases | None = None) -> Manual:
    """Return the manual of a file's content.

    Raises
    ------
    InvalidManual
        `manual_too_large`, `manual_encoding`, and everything that `load_manual_text` refuses.
    """
    return load_manual_text(manual_text(data), bases=bases)


def manual_text(data: bytes) -> str:
    r"""Return the text of a manual file, which is UTF-8 with or without a mark at its beginning.

    Raises
    ------
    InvalidManual
        `manual_too_large` or `manual_encoding`.

    Examples
    --------
    >>> manual_text(b"\xef\xbb\xbfid: x")
    'id: x'
    """
    if len(data) > LARGEST_BYTES:
        raise InvalidManual("manual_too_large", where="1:", limit=LARGEST_BYTES // 1024)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidManual("manual_encoding", where=f"{line}:") from error


def load_manual_text(text: str, *, bases: Bases | None = None) -> Manual:
    """Return the manual of a YAML text.

    Parameters
    ----------
    text : str
        A whole manual, or with `base: {id, version}` only what differs from that one.
    bases : callable, optional
        Finds the base; what it does not find is looked for among the built-in manuals.

    Raises
    ------
    InvalidManual
        With `where` as `line:key`.
    """
    _refuse_dangerous(text)
    return _load(text, bases)


def read_plain(text: str) -> tuple[dict[str, Any], Callable[[Problem], str]]:
    """Return what a YAML text says and what finds the line of a problem; raises InvalidManual."""
    _refuse_dangerous(text)
    root, plain = _read(text)
    return plain, _Places(root, plain)


def _read(text: str) -> tuple[yaml.MappingNode, dict[str, Any]]:
    root = _compose(text)
    if not isinstance(root, yaml.MappingNode):
        raise InvalidManual("manual_wrong_type", where="1:$", expected="mapping")
    problems = Problems()
    plain = _plain(root, (), problems)
    assert isinstance(plain, dict)  # noqa: S101 - a mapping node gives a dict
    problems.refuse(InvalidManual, _Places(root, plain))
    return root, plain


def _load(text: str, bases: Bases | None = None) -> Manual:
    root, plain = _read(text)
    problems = Problems()
    if isinstance(plain.get("base"), dict):
        own, plain = plain, _with_base(plain, bases, problems)
        problems.refuse(InvalidManual, _Places(root, own))
    return parse_manual(plain, place=_Places(root, plain))


def _refuse_dangerous(text: str) -> None:
    """Raise for aliases and for more levels than a manual has, reading event by event."""
    depth = 0
    for event in _events(text):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise InvalidManual("manual_alias", where=f"{line}:", value=event.anchor)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise InvalidManual("manual_too_deep", where=f"{line}:", limit=DEEPEST)


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        raise _unreadable(error) from error


def _builtin_version(manual_id: str, version: int) -> Manual | None:
    if manual_id not in builtin_manuals():
        return None
    found = builtin_manual(manual_id)
    return found if found.version == version else None


def _with_base(own: Mapping[str, Any], bases: Bases | None, problems: Problems) -> dict[str, Any]:
    given = own["base"]
    code, version = given.get("id"), given.get("version")
    base = None
    if isinstance(code, str) and isinstance(version, int):
        base = (bases and bases(code, version)) or _builtin_version(code, version)
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
    except yaml.YAMLError as error:
        raise _unreadable(error) from error
    return root


def _unreadable(error: yaml.YAMLError) -> InvalidManual:
    mark = getattr(error, "problem_mark", None)
    reason = str(getattr(error, "problem", None) or error)
    return InvalidManual(
        "manual_unreadable", where=f"{mark.line + 1 if mark else 1}:", reason=reason
    )


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


class _Places:
    """Says line and key of a problem; a derived manual has places for its own rows only."""

    def __init__(self, root: yaml.Node, plain: Mapping[str, Any]) -> None:
        self._root, self._plain = root, plain
        self._keys: dict[int, dict[str, tuple[yaml.Node, yaml.Node]]] = {}

    def __call__(self, problem: Problem) -> str:
        """Return `line:key`."""
        return f"{self._line(problem.path)}:{problem.where}"

    def _line(self, path: KeyPath) -> int:
        """Return the line of the deepest node that the path reaches, counted from 1."""
        node, plain = self._root, self._plain
        line = node.start_mark.line
        for step in path:
            found = self._step(node, step, plain)
            if found is None:
                break
            line, node, plain = found[0].start_mark.line, found[1], _part(plain, step)
        return int(line) + 1

    def _step(
        self, node: yaml.Node, step: str | int, plain: Any
    ) -> tuple[yaml.Node, yaml.Node] | None:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            row = self._row(node, step, plain)
            return None if row is None else (row, row)
        if not isinstance(node, yaml.MappingNode):
            return None
        if id(node) not in self._keys:
            # The last of several equal keys: a duplicate is reported where it repeats.
            self._keys[id(node)] = {str(pair[0].value): pair for pair in node.value}
        return self._keys[id(node)].get(str(step))

    def _row(self, node: yaml.Node, step: int, plain: Any) -> yaml.Node | None:
        """Return the row at a place of the whole list; in the file it may stand elsewhere."""
        whole, own = _part(plain, step), _part(node.value, step)
        code = whole.get("code") if isinstance(whole, Mapping) else None
        if code is None or (own is not None and self._code(own) == code):
            return own
        return next((row for row in node.value if self._code(row) == code), None)

    def _code(self, row: yaml.Node) -> str | None:
        pair = self._step(row, "code", None)
        return None if pair is None else str(pair[1].value)


def _part(plain: Any, step: str | int) -> Any:
    try:
        return plain[step]
    except (KeyError, IndexError, TypeError):
        return None
