"""How well the next draw can be guessed, in words: per kind of project and procedure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from riskassess.domain.manual import Manual
from riskassess.i18n import _, current_locale
from riskassess.labels import label
from riskassess.services.pool.health import Guess, PoolHealth
from riskassess.web.office.pool.health_words import LEAST, share_text

Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class ChosenProject:
    """A manual and one of its kinds of project; `value` stands in the address."""

    manual: Manual
    kind: str

    @property
    def value(self) -> str:
        """Return what the address carries."""
        return f"{self.manual.id}.{self.manual.version}.{self.kind}"

    @property
    def name(self) -> str:
        """Return the kind's name."""
        return self.manual.kind(self.kind).name(current_locale())


def _all(found: PoolHealth) -> list[ChosenProject]:
    return [ChosenProject(manual, kind.code) for manual in found.manuals for kind in manual.kinds]


def projects(found: PoolHealth) -> list[tuple[str, str]]:
    """Return the choices of the form; the manual is named where several are in use."""
    several = len(found.manuals) > 1
    return [
        (
            each.value,
            _("%(name)s（%(note)s）", name=each.name, note=each.manual.id)
            if several
            else each.name,
        )
        for each in _all(found)
    ]


def chosen_project(found: PoolHealth, value: str) -> ChosenProject | None:
    """Return the project asked for; without one, that with the scarcest seat."""
    choices = _all(found)
    asked = next((each for each in choices if each.value == value), None)
    if asked or not choices:
        return asked
    fillable = [seat for seat in found.sizes.seats if not seat.supply.is_empty]
    names = set(fillable[0].kinds) if fillable else set()
    return next((each for each in choices if each.name in names), choices[0])


def guess_line(guess: Guess, words: Words) -> dict[str, Any]:
    """Return one procedure's chances as the table shows them."""
    chances = guess.chances
    line: dict[str, Any] = {
        "procedure": label(guess.procedure),
        "size": guess.rule.size,
        "chances": [],
        "is_exact": chances is not None and not chances.draws,
        "draws": chances.draws if chances else 0,
        "guess": "",
    }
    if chances is None:
        return line
    line["guess"] = _("、").join(
        _("%(name)s %(n)s 人", name=words["classes"].get(code, code), n=count)
        for code, count in chances.guess
    )
    line["chances"] = [
        {
            "hits": number,
            "share": _share(chances, number),
            "low": share_text(chances.low[number - 1]),
            "high": share_text(chances.high[number - 1]),
            "is_half": number == chances.half,
        }
        for number in range(1, guess.rule.size + 1)
    ]
    return line


def _share(chances: Any, number: int) -> str:
    """Return a chance; what no simulated draw reached is below the end of its interval."""
    if chances.draws and not chances.at_least[number - 1]:
        return _("小于 %(least)s", least=share_text(max(chances.high[number - 1], LEAST)))
    return share_text(chances.at_least[number - 1])


def warnings(found: PoolHealth, guesses: Sequence[Guess]) -> Iterator[str]:
    """Yield a sentence for each procedure whose panel is too easily guessed."""
    limit = found.manual.health.guess_percent
    for guess in guesses:
        chances = guess.chances
        if chances and chances.at_least[chances.half - 1] * 100 > limit:
            yield _(
                "%(procedure)s（%(size)s 人）：熟悉专家库的人有 %(share)s 的机会"
                "猜中至少 %(half)s 人，超过 %(limit)s%%。",
                procedure=label(guess.procedure),
                size=guess.rule.size,
                share=share_text(chances.at_least[chances.half - 1]),
                half=chances.half,
                limit=limit,
            )
