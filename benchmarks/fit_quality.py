"""Precision of the proposals by likeness against plain keyword match, on the labelled set.

`python -m benchmarks.fit_quality` prints the choice of the one free value on the part for choosing,
then one measurement on the part for testing. What the set is: docs/method/fit.md.
"""

import csv
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from statistics import fmean

from expert_pool.fit import WORD_SHARE, FieldText, rank_texts
from riskassess.adapters.chinese import cut_words
from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.pool_manuals import builtin_pool_manual
from riskassess.services.pool.fit import profession_texts, text_of_expert, text_of_project

FOLDER = Path(__file__).with_name("fit")
FIRST = 5
TASKS = ("professions", "experts")
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
RESAMPLES, SEED = 10_000, 20260322
Ranking = list[list[str]]  # codes in their order; those of one list are tied
Ranker = Callable[[str, Sequence[FieldText]], Ranking]


@dataclass(frozen=True)
class Labelled:
    """A project with the grades, 1 useful and 2 needed, of professions and of experts."""

    code: str
    part: str
    wording: str
    text: str
    professions: Mapping[str, int]
    experts: Mapping[str, int]


@dataclass(frozen=True)
class Comparison:
    """Two rankers over the same projects; differences are ours minus theirs."""

    ours: float
    theirs: float
    low: float
    high: float
    p: float
    wins: int
    ties: int
    losses: int


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


@cache
def expert_rows() -> tuple[dict[str, str], ...]:
    """Return the invented experts of the set."""
    return tuple(_rows("experts.tsv"))


@cache
def labelled_projects() -> tuple[Labelled, ...]:
    """Return the labelled projects."""
    manual = builtin_manual("cn-default")
    return tuple(
        Labelled(
            row["code"],
            row["part"],
            row["wording"],
            text_of_project(
                title=row["title"],
                kind=manual.kind(row["kind"]).name.zh,
                outline=[row["outline"]],
                factors=[row["factors"]],
            ),
            {
                **dict.fromkeys(row["useful"].split(), 1),
                **dict.fromkeys(row["needed"].split(), 2),
            },
            {expert["code"]: grade for expert in expert_rows() if (grade := _grade(expert, row))},
        )
        for row in _rows("projects.tsv")
    )


def _grade(expert: Mapping[str, str], project: Mapping[str, str]) -> int:
    """Return 2 where main topics meet, 1 where any do, by labels and never by words."""
    main, asked = set(expert["topics"].split()), set(project["topics"].split())
    if main & asked:
        return 2
    known = main | set(expert["side_topics"].split())
    return int(bool(known & (asked | set(project["side_topics"].split()))))


@cache
def compared_texts(task: str) -> tuple[FieldText, ...]:
    """Return what projects are compared with: professions, or experts."""
    manual, pool_manual = builtin_manual("cn-default"), builtin_pool_manual("cn-pool")
    if task == "professions":
        return tuple(profession_texts(manual, pool_manual))
    names = {row.code: row.name.zh for row in manual.professions}
    return tuple(
        FieldText(row["code"], text_of_expert(names[row["profession"]], row["specialities"]))
        for row in expert_rows()
    )


def by_likeness(asked: str, texts: Sequence[FieldText], *, share: float = WORD_SHARE) -> Ranking:
    """Rank as the product does."""
    return [[match.code] for match in rank_texts(asked, texts, cut=cut_words, word_share=share)]


def by_keywords(asked: str, texts: Sequence[FieldText]) -> Ranking:
    """Rank by the number of different words shared, words cut by the same tokeniser."""
    words = set(cut_words(asked))
    counts: dict[int, list[str]] = {}
    for text in texts:
        counts.setdefault(len(words & set(cut_words(text.words))), []).append(text.code)
    return [counts[number] for number in sorted(counts, reverse=True) if number]


def precision(ranking: Ranking, grades: Mapping[str, int], *, first: int = FIRST) -> float:
    """Return the share of the first five that are graded; tied ones count by their mean.

    >>> precision([["a"], ["b", "c"]], {"a": 2, "b": 1}, first=2)
    0.75
    """
    left, hits = first, 0.0
    for tied in ranking:
        taken = min(left, len(tied))
        hits += taken * sum(code in grades for code in tied) / len(tied)
        left -= taken
        if not left:
            break
    return hits / first


def gain(ranking: Ranking, grades: Mapping[str, int], *, first: int = FIRST) -> float:
    """Return the discounted gain of the first five over the best possible (nDCG, 2^grade − 1)."""
    worth: list[float] = []
    for tied in ranking:
        worth += [fmean(2 ** grades.get(code, 0) - 1 for code in tied)] * len(tied)
    best = sorted((2**grade - 1 for grade in grades.values()), reverse=True)
    return _discounted(worth[:first]) / _discounted(best[:first])


def _discounted(worth: Sequence[float]) -> float:
    return sum(value / math.log2(place + 2) for place, value in enumerate(worth))


def scores(
    task: str,
    ranker: Ranker,
    projects: Sequence[Labelled],
    measure: Callable[[Ranking, Mapping[str, int]], float] = precision,
) -> list[float]:
    """Return the measure of each project."""
    texts = compared_texts(task)
    return [measure(ranker(each.text, texts), getattr(each, task)) for each in projects]


def compare(ours: Sequence[float], theirs: Sequence[float]) -> Comparison:
    """Compare by pairs: bootstrap of the mean difference, and a test that exchanges signs."""
    differences = [one - other for one, other in zip(ours, theirs, strict=True)]
    chance, mean, size = random.Random(SEED), fmean(differences), len(differences)
    means = sorted(fmean(chance.choices(differences, k=size)) for _n in range(RESAMPLES))
    flips = (
        fmean(value * chance.choice((-1, 1)) for value in differences) for _n in range(RESAMPLES)
    )
    extreme = sum(abs(flip) >= abs(mean) - 1e-12 for flip in flips)
    return Comparison(
        ours=fmean(ours),
        theirs=fmean(theirs),
        low=means[int(RESAMPLES * 0.025)],
        high=means[int(RESAMPLES * 0.975) - 1],
        p=(extreme + 1) / (RESAMPLES + 1),
        wins=sum(value > 0 for value in differences),
        ties=sum(value == 0 for value in differences),
        losses=sum(value < 0 for value in differences),
    )


def part_of(part: str, wording: str = "") -> list[Labelled]:
    """Return the projects of a part, of one wording if it is named."""
    return [
        each for each in labelled_projects() if each.part == part and wording in {"", each.wording}
    ]


def _ceiling(task: str, projects: Sequence[Labelled]) -> float:
    return fmean(min(len(getattr(each, task)), FIRST) / FIRST for each in projects)


def main() -> None:
    """Print the choice, then the one measurement."""
    print("part for choosing: precision at 5 by the weight of words")
    for share in SHARES:
        print(f"  {share:4}  {_choice(share)}{'  <- in use' if share == WORD_SHARE else ''}")
    for task in TASKS:
        for wording in ("", "technical", "lay"):
            projects = part_of("test", wording)
            print(f"test {task} {wording or 'all'} n={len(projects)}"
                  f" ceiling of P@5 {_ceiling(task, projects):.3f}")  # fmt: skip
            for name, measure in (("P@5", precision), ("nDCG@5", gain)):
                ours = scores(task, by_likeness, projects, measure)
                theirs = scores(task, by_keywords, projects, measure)
                print(f"  {name:<7}{_as_line(compare(ours, theirs))}")


def _choice(share: float) -> str:
    projects, ranker = part_of("choose"), partial(by_likeness, share=share)
    found = {task: fmean(scores(task, ranker, projects)) for task in TASKS}
    parts = [f"{task} {value:.3f}" for task, value in found.items()]
    return f"{'  '.join(parts)}  mean {fmean(found.values()):.3f}"


def _as_line(found: Comparison) -> str:
    return (
        f"likeness {found.ours:.3f} keywords {found.theirs:.3f}"
        f" difference {found.ours - found.theirs:+.3f} [{found.low:+.3f}, {found.high:+.3f}]"
        f" p={found.p:.4f} better/equal/worse {found.wins}/{found.ties}/{found.losses}"
    )


if __name__ == "__main__":
    main()
