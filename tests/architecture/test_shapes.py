"""Files, functions and views stay small; no empty rooms; one commit."""

import ast

from tests.architecture import shapes
from tests.architecture.tree import (
    ROOT,
    faulty,
    product_files,
    python_files,
    short,
    tracked_files,
    tree_of,
)

SIZED = (".py", ".html", ".js", ".css")
PRODUCT = {short(path): path for path in product_files()}
CODE = {short(path): path for path in tracked_files() if path.suffix == ".py"}


def is_migration(name):
    """A migration is one list of tables as they were that day: cutting it hides its order."""
    return name.startswith("migrations/versions/")


def test_files_are_short():
    long = {
        short(path): count
        for path in tracked_files()
        if path.suffix in SIZED
        and not is_migration(short(path))
        and (count := len(path.read_text("utf-8").splitlines())) > shapes.MOST_LINES_OF_FILE
    }
    assert not long


def test_functions_are_short():
    code = {name: path for name, path in CODE.items() if not name.startswith("migrations/")}
    assert not faulty(code, lambda path: shapes.long_functions(tree_of(path)))


def test_views_are_short():
    web = {name: path for name, path in PRODUCT.items() if name.startswith("riskassess/web")}
    assert len(web) > 100
    assert not faulty(web, lambda path: shapes.long_views(tree_of(path)))


def test_rooms_hold_something():
    empty = {name: path for name, path in PRODUCT.items() if shapes.is_empty(tree_of(path))}
    modules = [name for name, path in empty.items() if path.name != "__init__.py"]
    assert not modules, "a module is created with its first function"
    assert not [name for name, path in empty.items() if shapes.is_empty_room(path)]


def test_modules_open_with_a_sentence():
    silent = [name for name, path in PRODUCT.items() if not ast.get_docstring(tree_of(path))]
    assert not silent


def test_only_the_engine_commits():
    rooms = [*PRODUCT.values(), *python_files("migrations")]
    found = {short(path): lines for path in rooms if (lines := shapes.commits(tree_of(path)))}
    assert set(found) <= {"models/engine.py"}
    assert len(found.get("models/engine.py", [])) <= 1


def long_function(lines, decorator=""):
    body = "\n".join(f"    x = {number}" for number in range(lines - 1))
    return ast.parse(f"{decorator}\ndef f():\n{body}\n")


def test_long_function_is_seen():
    assert shapes.long_functions(long_function(51))
    assert not shapes.long_functions(long_function(50))


def test_long_view_is_seen():
    assert shapes.long_views(long_function(16, "@bp.post('/sheets')"))
    assert not shapes.long_views(long_function(15, "@bp.post('/sheets')"))
    assert not shapes.long_views(long_function(16, "@cache"))


def test_docstring_is_not_counted():
    text = 'def f():\n    """One.\n\n    Two.\n    """\n    return 1\n'
    assert shapes.lines_of(shapes.functions_of(ast.parse(text))[0]) == 2


def test_empty_module_is_seen(tmp_path):
    assert shapes.is_empty(ast.parse('"""Only words."""'))
    assert not shapes.is_empty(ast.parse("LIMIT = 3"))
    (tmp_path / "__init__.py").write_text("")
    assert shapes.is_empty_room(tmp_path / "__init__.py")


def test_second_commit_is_seen():
    assert shapes.commits(ast.parse("def f(session):\n    session.commit()")) == [2]


def test_project_is_where_it_is_looked_for():
    assert (ROOT / "pyproject.toml").exists()
