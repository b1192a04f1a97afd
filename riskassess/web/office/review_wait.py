"""One line of what a review waits for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wait:
    """One thing that is waited for; without a page it is others' turn."""

    what: str
    who: str
    until: str = ""
    url: str | None = None
    verb: str = ""
    is_late: bool = False
