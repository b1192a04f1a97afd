"""Chinese in Python goes through the catalogue."""

import ast

from tests.architecture.pages import CHINESE, LOOK_UPS


def _docstrings(tree: ast.AST) -> set[int]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, owners) and node.body and isinstance(node.body[0], ast.Expr)
    }


def _looked_up(tree: ast.AST) -> set[int]:
    """Return the constants that stand inside a call of the catalogue, or in `TEXTS_TO_READ`.

    `TEXTS_TO_READ` names words that the product looks for in other people's files; they are input,
    not speech, and are the same in every language of the interface.
    """
    found: set[int] = set()
    for node in ast.walk(tree):
        is_look_up = (
            isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in LOOK_UPS
        )
        if is_look_up or (isinstance(node, ast.Assign | ast.AnnAssign) and _is_read(node)):
            found.update(id(inner) for inner in ast.walk(node))
    return found


def _is_read(node: ast.Assign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(each, ast.Name) and each.id.endswith("TEXTS_TO_READ") for each in targets)


def bare_literals(tree: ast.AST) -> list[str]:
    """Return Chinese literals outside the catalogue, with their lines."""
    allowed = _docstrings(tree) | _looked_up(tree)
    return [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CHINESE.search(node.value)
        and id(node) not in allowed
    ]
