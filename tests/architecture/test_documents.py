"""README, glossary, settings, decisions and pins say what the code does."""

import re

import pytest

from tests.architecture import documents
from tests.architecture.tree import ROOT, product_files, python_files, short, tracked_files

TEXT = (".py", ".md", ".txt", ".toml", ".html", ".js", ".css", ".yaml", ".yml", ".json", ".ini", "")
# words of `docs/glossary.md`, section "Words": one per thing
WORDS = [
    "project", "assessment", "manual", "factor", "factor_category", "probability", "impact",
    "risk", "degree", "weight_score", "weight", "index", "criterion", "grade", "initial_grade",
    "expected_grade", "review", "project_review", "expert_consultation", "panel", "draw",
    "recusal", "round", "sheet", "opinion", "dissent", "measure", "commitment", "evidence",
    "survey", "notice", "meeting", "filing", "dossier", "document", "office", "sponsor", "expert",
    "expert_pool", "seal", "consistency_ratio", "kendall_w", "variation", "response_rate",
    "authority", "opposition", "fingerprint", "leader", "ballot", "round_name", "raised_risk",
    "feedback", "discussion", "live_meeting", "chair", "must_fix", "quality_points",
    "group_opinion", "group_point", "panel_vote", "revision_note", "first_estimates", "reopening",
    "passphrase", "offline_sheet", "signature_page", "review_paper", "minutes",
]  # fmt: skip


def read(name):
    path = ROOT / name
    return path.read_text("utf-8") if path.exists() else ""


@pytest.mark.parametrize(
    "name",
    [
        "riskassess/domain/vocabulary.py",
        "riskassess/domain/room_vocabulary.py",
        "riskassess/domain/people_vocabulary.py",
        "riskassess/domain/survey_vocabulary.py",
        "expert_pool/vocabulary.py",
    ],
)
def test_glossary_explains_every_closed_set(name):
    sets = documents.closed_sets(ROOT / name)
    assert sets
    assert not documents.unexplained_values(sets, read("docs/glossary.md"))


def test_glossary_explains_every_word():
    assert not set(WORDS) - documents.explained(read("docs/glossary.md"))


def test_settings_are_described():
    settings = set(documents.SETTING.findall(read("config.py")))
    described = read("README.md") + read("docs/operations.md")
    assert not {name for name in settings if not re.search(rf"\b{name}\b", described)}


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_folder_map_matches_the_tree(readme):
    entries = documents.map_entries(read(readme))
    folders = {short(path).split("/")[0] for path in tracked_files() if "/" in short(path)}
    assert {name for name in folders if not name.startswith(".")} <= entries
    assert not {entry for entry in entries if not (ROOT / entry).exists()}


def test_requirements_are_exact():
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt"):
        assert all(documents.pinned(read(name)).values()), name


def test_imported_packages_are_pinned_and_decided():
    files = [*product_files(), *python_files("migrations")]
    direct = documents.direct_packages(files)
    records = [path.read_text("utf-8") for path in (ROOT / "docs/decisions").glob("*.md")]
    told = documents.normal("\n".join(records))
    assert not direct - set(documents.pinned(read("requirements.txt")))
    assert not {name for name in direct if name not in told}


def test_no_machine_is_named():
    texts = [
        path for path in tracked_files() if path.suffix in TEXT and not documents.is_rule(path)
    ]
    found = {short(path): documents.machine_words(path.read_text("utf-8")) for path in texts}
    assert not {name: words for name, words in found.items() if words}


def test_decisions_are_numbered_once_and_listed():
    names = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    numbers = [name[:4] for name in names]
    assert len(numbers) == len(set(numbers))
    assert not [name for name in names if name not in read("docs/decisions/README.md")]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(name):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", read(name))
    assert not [link for link in links if not (ROOT / link).exists()]


def test_missing_value_is_seen():
    glossary = "## Words\n\n### `Grade`\n\n| Code | Chinese |\n|---|---|\n| `low` | 低 |\n"
    assert documents.unexplained_values({"Grade": ["low", "high"]}, glossary) == ["Grade: high"]


def test_loose_pin_is_seen():
    assert not all(documents.pinned("Flask>=3\nWerkzeug==3.1.9\n").values())


def test_map_is_read():
    lines = "models/   tables\n  engine.py  commit\nconfig.py  settings\n"
    readme = f"<!-- folder map -->\n```text\n{lines}```\n"
    assert documents.map_entries(readme) == {"models", "config.py"}


@pytest.mark.parametrize("text", ["cd /work/main", "see /home/li/x", "https://pypi.org/simple"])
def test_machine_word_is_seen(text):
    assert documents.machine_words(text)


@pytest.mark.parametrize("text", ["/var/lib", "docs/work/x", "$HOME/root/x", "/expert/homework/"])
def test_common_path_passes(text):
    assert not documents.machine_words(text)
