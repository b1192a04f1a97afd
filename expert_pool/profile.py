"""An expert as the rules of the pool see one: no name, no address."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExpertProfile:
    """Who may be drawn: code in the pool, profession and class by the manual, employer.

    Attributes
    ----------
    code : str
        Unique within the pool; the draw hashes it.
    profession, expert_class : str
        Codes of the manual.
    employer : str
        As written in the pool.
    is_in_term : bool
        Whether the term of appointment runs on the day of the draw.
    """

    code: str
    profession: str
    expert_class: str
    employer: str
    is_in_term: bool = True
