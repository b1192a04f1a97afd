"""What the documents must say, read from the code without importing it."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.architecture.tree import ROOT, imports_of, is_within, tree_of

SETTING = re.compile(r"RISKASSESS_[A-Z0-9_]*[A-Z0-9]")
# a machine's own folders, people's homes, hosts of package registries
MACHINE = re.compile(
    r"(?<![\w.$}~])/(?:work|root|home/\w+|Users/\w+)/"
    r"|\b(?:pypi\.org|pythonhosted\.org|deb\.debian\.org|snapshot\.debian\.org|registry\.npmjs\.org)\b"
)
MAP = re.compile(r"<!-- folder map -->\n+```(?:text)?\n(.*?)```", re.S)
OWN = ("riskassess", "models", "expert_pool", "config", "wsgi", "tests", "benchmarks", "migrations")


def closed_sets(path: Path) -> dict[str, list[str]]:
    """Return the StrEnums of a file with their values."""
    return {
        node.name: [
            each.value.value
            for each in node.body
            if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
        ]
        for node in tree_of(path).body
        if isinstance(node, ast.ClassDef)
        and "StrEnum" in [ast.unparse(base) for base in node.bases]
    }


def sections_of(markdown: str) -> dict[str, str]:
    """Return the text below each heading, by the code word in it or the whole heading."""
    parts = re.split(r"^#{2,4} +(.+)$", markdown, flags=re.M)
    return {
        (re.search(r"`(\w+)`", heading) or re.match(r"(.*)", heading)).group(1): text
        for heading, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def explained(markdown: str) -> set[str]:
    """Return the code words of the first column of the tables of a text."""
    cells = re.findall(r"^\| ([^|]+) \|", markdown, flags=re.M)
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def unexplained_values(sets: dict[str, list[str]], markdown: str) -> list[str]:
    """Return the closed sets and values that the glossary does not explain."""
    sections = sections_of(markdown)
    return [
        f"{name}: {value}"
        for name, values in sets.items()
        for value in values
        if value not in explained(sections.get(name, ""))
    ]


def map_entries(readme: str) -> set[str]:
    """Return the paths of the folder map: first word of each line that is not indented."""
    found = MAP.search(readme)
    lines = found.group(1).splitlines() if found else []
    return {line.split()[0].rstrip("/") for line in lines if line and not line[0].isspace()}


def normal(name: str) -> str:
    """Return a package name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(text: str) -> dict[str, str]:
    """Return the pins of a requirements file; a line without an exact version has none."""
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    wanted = [line for line in lines if line and not line.startswith("-")]
    return {
        normal(line.split("==")[0]): line.split("==")[1] if "==" in line else "" for line in wanted
    }


def direct_packages(files: list[Path]) -> set[str]:
    """Return the distributions that the files import."""
    known = packages_distributions()
    tops = {each.name.split(".")[0] for path in files for each in imports_of(tree_of(path))}
    outside = tops - set(OWN) - set(sys.stdlib_module_names) - {"__future__", ""}
    return {normal(known[top][0]) if top in known else top for top in outside}


def machine_words(text: str) -> list[str]:
    """Return paths of one machine and hosts of registries."""
    return MACHINE.findall(text) and [found.group(0) for found in MACHINE.finditer(text)]


def is_rule(path: Path) -> bool:
    """Say whether a file is one of these rules, which have to name what they forbid."""
    return is_within(path.relative_to(ROOT).as_posix().replace("/", "."), "tests.architecture")
