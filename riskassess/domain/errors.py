"""Errors of the assessment.

    AssessmentError
    ├── NotFound            no such record, or none the actor may know of
    ├── Refused             a policy refuses; carries a RefusalReason
    ├── IllegalTransition   the action does not exist in this state
    ├── Conflict            somebody else changed the record first
    └── InvalidInput        says where, what is wrong and how to mend it
        ├── InvalidManual       a manual file; `where` holds line and key
        ├── InvalidFile         an assessment file; `where` holds the JSON path
        └── IncompleteSheet     scores are missing; `where` names them

Errors carry codes and facts, never prose: `riskassess.messages` holds the texts.
"""


class AssessmentError(Exception):
    """Root of all errors of the assessment.

    Parameters
    ----------
    code : str
        What is wrong, as a code of `riskassess.messages`.
    where : str
        Place: JSON path, `line:key`, field name or record.
    facts : object
        Values that the text mentions.
    """

    def __init__(self, code: str, *, where: str = "", **facts: object) -> None:
        super().__init__(f"{code} at {where}" if where else code)
        self.code = str(code)
        self.where = where
        self.facts = facts


class NotFound(AssessmentError):
    """There is no such record, or none the actor may know of."""


class Refused(AssessmentError):
    """A policy refuses the action; `code` is a RefusalReason."""


class IllegalTransition(AssessmentError):
    """The action does not exist in the record's state."""


class Conflict(AssessmentError):
    """Somebody else changed the record first."""


class InvalidInput(AssessmentError):
    """Input is wrong: `where` says the place, `code` what, the text how to mend it."""


class InvalidManual(InvalidInput):
    """A manual file is wrong; `where` holds line and key."""


class InvalidFile(InvalidInput):
    """An assessment or method file is wrong; `where` holds the JSON path."""


class IncompleteSheet(InvalidInput):
    """Scores are missing; `where` names factor and field."""
