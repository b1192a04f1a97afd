"""Likeness of a project's text and the texts of professions or experts, with the shared terms.

TF-IDF of words and of character n-grams, each compared by the cosine (Salton and Buckley 1988);
n-grams find what a tokeniser cuts differently. It proposes and explains; no draw may ask it, and a
test of the architecture holds that. What is proposed is decided by people.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from expert_pool.errors import PoolError

# Chosen on the part of the labelled set that is for choosing: docs/method/fit.md.
WORD_SHARE = 0.5
GRAMS = (2, 3)
Cut = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class FieldText:
    """What a profession works on or an expert knows, in words; `code` names it."""

    code: str
    words: str


@dataclass(frozen=True)
class Match:
    """How like a text is to the project's, 0 to 1, and the terms they share, the telling first."""

    code: str
    likeness: float
    terms: tuple[str, ...]


def rank_texts(
    asked: str,
    texts: Sequence[FieldText],
    *,
    cut: Cut,
    terms: int = 6,
    silent: Collection[str] = (),
    word_share: float = WORD_SHARE,
) -> list[Match]:
    """Return the texts that have anything in common with the one asked about, likest first.

    Parameters
    ----------
    asked : str
        Title, kind, outline and factors of a project.
    texts : sequence of FieldText
        What it is compared with; rare words among them weigh most.
    cut : callable
        Cuts a text into words; those that say nothing are left out by it.
    terms : int
        How many shared terms are named.
    silent : collection of str
        Words that are too common to be named; they count in the likeness as all words do.
    word_share : float
        Weight of the words, 0 to 1; the rest is that of the n-grams.

    Returns
    -------
    list of Match
        Equal likeness in the order of the codes; texts without likeness are left out.

    Raises
    ------
    PoolError
        `fit_code_repeated` when two texts have one code.

    Examples
    --------
    >>> texts = [FieldText("water", "水库 大坝"), FieldText("law", "合同 诉讼")]
    >>> [(match.code, match.terms) for match in rank_texts("新建水库", texts, cut=str.split)]
    [('water', ('水库',))]
    """
    if len({text.code for text in texts}) != len(texts):
        raise PoolError("fit_code_repeated")
    words = _Space(cut, asked, texts)
    grams = _Space(_grams, asked, texts)
    found = []
    for place, text in enumerate(texts):
        likeness = word_share * words.cosines[place] + (1 - word_share) * grams.cosines[place]
        if likeness > 0:
            named = _named(words, grams, place, terms, frozenset(silent))
            found.append(Match(text.code, likeness, named))
    return sorted(found, key=lambda match: (-match.likeness, match.code))


def _named(
    words: "_Space", grams: "_Space", place: int, most: int, silent: frozenset[str]
) -> tuple[str, ...]:
    """Return the shared words that tell something; without any, the longest shared n-grams."""
    told = [word for word in words.shared(place) if word not in silent]
    if told:
        return tuple(told[:most])
    kept = _longest(grams.shared(place)[: most * 4], most * 4)
    return tuple(gram for gram in kept if not any(gram in word for word in silent))[:most]


def _grams(text: str) -> list[str]:
    """Return the n-grams of the words' own letters, never across a mark or a space."""
    runs = "".join(sign if sign.isalnum() else " " for sign in text).split()
    return [
        run[start : start + size]
        for size in range(GRAMS[0], GRAMS[1] + 1)
        for run in runs
        for start in range(len(run) - size + 1)
    ]


def _longest(terms: Sequence[str], most: int) -> tuple[str, ...]:
    """Return the terms that stand within no longer one."""
    kept = [term for term in terms if not any(term != other and term in other for other in terms)]
    return tuple(kept[:most])


class _Space:
    """Texts as TF-IDF vectors of length one, and the one asked about beside them."""

    def __init__(self, cut: Cut, asked: str, texts: Sequence[FieldText]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # seconds; few pages need it

        self.cosines = [0.0] * len(texts)
        self._names: Any = []
        vectors = TfidfVectorizer(analyzer=cut, sublinear_tf=True)
        if not any(cut(text.words) for text in texts):
            return
        self._texts = vectors.fit_transform([text.words for text in texts])
        self._asked = vectors.transform([asked])
        self._names = vectors.get_feature_names_out()
        self.cosines = [float(each) for each in (self._texts @ self._asked.T).toarray()[:, 0]]

    def shared(self, place: int) -> tuple[str, ...]:
        """Return the shared terms of a text by what they add to its cosine."""
        if not len(self._names):
            return ()
        products = self._texts[place].multiply(self._asked).tocoo()
        rows = zip(products.data.tolist(), products.coords[1].tolist(), strict=True)
        ordered = sorted((-weight, str(self._names[column])) for weight, column in rows)
        return tuple(term for weight, term in ordered if weight < 0)
