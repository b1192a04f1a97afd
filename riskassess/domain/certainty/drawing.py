"""Draws of experts and of answers from raw bits, by a mapping of our own.

Philox 4x64-10 (Salmon et al., 2011) is a published function of key and counter. NumPy gives its raw
64-bit words; everything made of them stands here, so that no library's change of mind can change
a record. `docs/method/certainty.md` writes the stream down for whoever repeats it elsewhere.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from riskassess.domain.assessment_file.records import Assessment
from riskassess.domain.errors import InvalidInput

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

SEED_DIGITS = 64
KEY_DIGITS = 32
LEAST, MOST = 100, 1_000_000
WORD = 64
# Weights of a binomial distribution are kept with so many binary digits; those below LIGHT are
# less than 2**-130 of the heaviest, far less than one word of 64 bits can tell apart.
DIGITS = 256
LIGHT = 2**126
# A count out of more than this is drawn out of this many and scaled up: a list of thresholds is
# as long as 27 standard deviations.
MOST_TRIALS = 20_000


@dataclass(frozen=True)
class Draws:
    """Who was drawn and how many object: positions of experts, shape (resamples, experts).

    `oppose` has one count a resample, or is None where the survey gives nothing to draw from.
    `words` is one raw word a resample and class of opposition, or None without classes.
    """

    experts: "Array"
    oppose: "Array | None" = None
    words: "Array | None" = None


@dataclass(frozen=True)
class Steps:
    """The distribution function of a count as thresholds of a 64-bit word, from `first` on."""

    first: int
    thresholds: tuple[int, ...]

    def count(self, word: int) -> int:
        """Return the count that a raw word stands for."""
        return self.first + bisect_right(self.thresholds, word)


def seed_of(text: str) -> str:
    """Return the seed that belongs to a fingerprint or to an assessment file: nobody chooses it.

    >>> seed_of("sha256:00")[:16]
    '19a3cb40e73fe599'
    """
    return sha256(b"riskassess.certainty/1\n" + text.encode()).hexdigest()


def checked_seed(seed: str) -> str:
    """Return a seed of 64 hexadecimal digits in small letters; raises InvalidInput for others."""
    plain = seed.lower()
    if len(plain) != SEED_DIGITS or set(plain) - set("0123456789abcdef"):
        raise InvalidInput("certainty_seed", where="seed", value=seed, digits=SEED_DIGITS)
    return plain


def checked_resamples(resamples: int) -> int:
    """Return a number of resamples from 100 to 1,000,000; raises InvalidInput for others."""
    if not LEAST <= resamples <= MOST:
        value = str(resamples)
        raise InvalidInput("certainty_resamples", where="resamples", value=value,
                           low=LEAST, high=MOST)  # fmt: skip
    return resamples


def draw(assessment: Assessment, *, experts: int, seed: str, resamples: int) -> Draws:
    """Return the draws of a seed.

    Parameters
    ----------
    assessment : Assessment
        Gives the survey counts and classes of opposition.
    experts : int
        Size of the panel, and of every resampled panel.
    seed : str
        64 hexadecimal digits; the first 32 are the key.
    resamples : int
        How many panels and surveys.

    Returns
    -------
    Draws
        The same on every machine.
    """
    words, halves = _raw(seed), -(-resamples * experts // 2)
    picked = picks(words(halves), resamples=resamples, experts=experts)
    survey = assessment.survey
    if survey.oppose is None or not survey.valid:
        return Draws(picked)
    oppose = _counts(opposition_steps(survey.oppose, survey.valid), words(resamples), survey.valid)
    classes = len(assessment.opposition_classes)
    return Draws(picked, oppose, words(resamples * classes).reshape(resamples, classes)
                 if classes else None)  # fmt: skip


def _raw(seed: str) -> Any:
    from numpy.random import Philox

    return Philox(key=int(seed[:KEY_DIGITS], 16), counter=0).random_raw


def picks(words: "Array", *, resamples: int, experts: int) -> "Array":
    """Return positions of experts: each half of a word, the low one first, times experts / 2**32.

    Of the 2**32 halves every expert gets floor or ceil of 2**32 / experts, so no expert's chance is
    further than 2**-32 from 1 / experts.

    >>> import numpy as np
    >>> words = np.array([2**32 * 2**31, 2**64 - 1], dtype=np.uint64)
    >>> picks(words, resamples=2, experts=2).tolist()
    [[0, 1], [1, 1]]
    """
    import numpy as np

    halves = np.empty(2 * len(words), dtype=np.uint64)
    halves[0::2] = words & 0xFFFFFFFF
    halves[1::2] = words >> 32
    chosen = (halves[: resamples * experts] * experts) >> 32
    found: Array = chosen.astype(np.intp).reshape(resamples, experts)
    return found


def _counts(steps: Steps, words: "Array", whole: int) -> "Array":
    import numpy as np

    thresholds = np.array(steps.thresholds, dtype=np.uint64)
    found = np.searchsorted(thresholds, words, side="right") + steps.first
    return np.array([scaled(int(count), whole) for count in found], dtype=np.int64)


def scaled(count: int, whole: int) -> int:
    """Return a drawn count as one out of the whole; where that is larger than `MOST_TRIALS`.

    >>> scaled(7, 40), scaled(5_000, 18_000_000)
    (7, 4500000)
    """
    return count if whole <= MOST_TRIALS else count * whole // MOST_TRIALS


def opposition_steps(oppose: int, valid: int) -> Steps:
    """Return how the count of objections varies over surveys of the same size.

    Binomial with the share (oppose + 1/2) / (valid + 1), the mean of the posterior under Jeffreys'
    prior: nobody objecting among twenty is not proof that nobody objects. Counts to be `scaled`.

    >>> steps = opposition_steps(0, 1)
    >>> steps.count(0), steps.count(3 * 2**62 - 1), steps.count(3 * 2**62)
    (0, 0, 1)
    """
    return binomial_steps(min(valid, MOST_TRIALS), 2 * oppose + 1, 2 * (valid - oppose) + 1)


def binomial_steps(n: int, hits: int, misses: int) -> Steps:
    """Return the distribution function of a binomial count as thresholds of a 64-bit word.

    Parameters
    ----------
    n : int
        Number of trials, 0 or more.
    hits, misses : int
        The chance of a hit is hits / (hits + misses).

    Returns
    -------
    Steps
        Reckoned in integers from the likeliest count outwards by p(k+1)/p(k) = (n−k)·hits /
        ((k+1)·misses), so the same everywhere; each threshold is exact to the last bits of a word.
    """
    likeliest = min(n, (n + 1) * hits // (hits + misses))
    above, weight, k = [1 << DIGITS], 1 << DIGITS, likeliest
    while k < n and weight >= LIGHT:
        weight = weight * (n - k) * hits // ((k + 1) * misses)
        k += 1
        above.append(weight)
    below, weight, k = [], 1 << DIGITS, likeliest
    while k > 0 and weight >= LIGHT:
        weight = weight * k * misses // ((n - k + 1) * hits)
        k -= 1
        below.append(weight)
    return _thresholds(k, [*reversed(below), *above])


def _thresholds(first: int, weights: Sequence[int]) -> Steps:
    whole, total, found = sum(weights), 0, []
    for weight in weights[:-1]:
        total += weight
        found.append((total << WORD) // whole)
    return Steps(first, tuple(each for each in found if each < 1 << WORD))


def split(oppose: int, classes: Sequence[int], words: Sequence[int]) -> tuple[int, ...]:
    """Return how the objections fall to the classes of intensity, one raw word a class.

    Each class takes its binomial part of what is left, with the chance (count + 1/2) of its own
    against the classes not yet filled; the last takes the rest.

    >>> split(10, [1, 1], [0, 0]), split(10, [1, 1], [2**64 - 1, 0])
    ((0, 10), (10, 0))
    """
    left, found = oppose, []
    odds = [2 * count + 1 for count in classes]
    for place, word in enumerate(words[:-1]):
        found.append(scaled(_steps_of(left, odds, place).count(word), left))
        left -= found[-1]
    return (*found, left)


def _steps_of(left: int, odds: Sequence[int], place: int) -> Steps:
    return binomial_steps(min(left, MOST_TRIALS), odds[place], sum(odds[place + 1 :]))


def split_many(
    oppose: Sequence[int], classes: Sequence[int], words: Sequence[Sequence[int]]
) -> list[tuple[int, ...]]:
    """Return `split` of many surveys; the thresholds of a count are made once and not kept.

    >>> split_many([10, 10], [1, 1], [[0, 0], [2**64 - 1, 0]])
    [(0, 10), (10, 0)]
    """
    left, odds = list(oppose), [2 * count + 1 for count in classes]
    found: list[list[int]] = [[] for _survey in left]
    for place in range(len(classes) - 1):
        rows_of: dict[int, list[int]] = {}
        for row, count in enumerate(left):
            rows_of.setdefault(count, []).append(row)
        for count, rows in rows_of.items():
            steps = _steps_of(count, odds, place)
            for row in rows:
                taken = scaled(steps.count(words[row][place]), count)
                found[row].append(taken)
                left[row] -= taken
    return [(*row, rest) for row, rest in zip(found, left, strict=True)]
