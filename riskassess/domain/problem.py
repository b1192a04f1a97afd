"""What is wrong with input: place, code and facts, collected before anything is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field

from riskassess.domain.errors import InvalidInput

Path = tuple[str | int, ...]


def path_text(path: Path) -> str:
    """Return a path of keys and positions as it is written to a reader.

    >>> path_text(("criteria", 1, "medium", "at_least"))
    'criteria[1].medium.at_least'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "$"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the input."""

    path: Path
    code: str
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """Return the place as text."""
        return path_text(self.path)


class Problems:
    """All problems of one input, in the order in which they were met."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, path: Path, code: str, **facts: object) -> None:
        """Note a problem."""
        self.found.append(Problem(path, code, facts))

    def refuse(
        self, error: type[InvalidInput], place: Callable[[Problem], str] | None = None
    ) -> None:
        """Raise the error when anything was found: the first problem speaks, `more` holds the rest.

        Parameters
        ----------
        error : type
            InvalidManual or InvalidFile.
        place : callable, optional
            Turns a problem into its place; by default the path as text.

        Raises
        ------
        InvalidInput
            With `facts["more"]`, a tuple of (where, code, facts) of the further problems.
        """
        if not self.found:
            return
        place = place or path_text_of
        first, *rest = self.found
        more = tuple((place(problem), problem.code, problem.facts) for problem in rest)
        raise error(
            first.code, where=place(first), problems=tuple(self.found), more=more, **first.facts
        )


def path_text_of(problem: Problem) -> str:
    """Return the place of a problem as text."""
    return problem.where
