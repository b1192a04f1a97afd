"""How large things may be, and that no room stands empty."""

import ast
from pathlib import Path

MOST_LINES_OF_FILE = 300
MOST_LINES_OF_FUNCTION = 50
MOST_LINES_OF_VIEW = 15
ROUTES = ("get", "post", "put", "patch", "delete", "route")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions_of(tree: ast.AST) -> list[Function]:
    """Return the functions and methods of a tree, inner ones too."""
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def lines_of(function: Function) -> int:
    """Return the lines from `def` to the end, decorators and docstring left out."""
    first = function.body[0]
    docstring = 0
    if ast.get_docstring(function, clean=False) is not None:
        docstring = (first.end_lineno or first.lineno) - first.lineno + 1
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def is_view(function: Function) -> bool:
    """Say whether a decorator binds the function to a URL."""
    called = [each.func for each in function.decorator_list if isinstance(each, ast.Call)]
    return any(isinstance(each, ast.Attribute) and each.attr in ROUTES for each in called)


def long_functions(tree: ast.AST, limit: int = MOST_LINES_OF_FUNCTION) -> list[str]:
    """Return the functions above the limit."""
    return [
        f"{function.name} has {lines_of(function)} lines"
        for function in functions_of(tree)
        if lines_of(function) > limit
    ]


def long_views(tree: ast.AST) -> list[str]:
    """Return the views above their limit."""
    return [
        f"{function.name} has {lines_of(function)} lines"
        for function in functions_of(tree)
        if is_view(function) and lines_of(function) > MOST_LINES_OF_VIEW
    ]


def is_empty(tree: ast.Module) -> bool:
    """Say whether a module holds nothing but words."""
    return all(isinstance(node, ast.Expr | ast.Pass) for node in tree.body)


def is_empty_room(path: Path) -> bool:
    """Say whether an empty `__init__.py` has nothing beside it."""
    return not any(each != path for each in path.parent.rglob("*.py"))


def commits(tree: ast.AST) -> list[int]:
    """Return the lines that call `commit`."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    ]
