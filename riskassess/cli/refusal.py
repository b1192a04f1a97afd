"""Refused input on the command line: where, what and how to mend it, as JSON on stderr."""

import json
import sys
from typing import Any, NoReturn

import click

from riskassess.domain.errors import AssessmentError


def explained(code: str, where: str, facts: dict[str, object]) -> dict[str, str]:
    """Return where, what and mend of one problem, in the language in use."""
    from riskassess.messages import explain  # only who is refused needs the texts

    what, mend = explain(code, {"where": where, **facts})
    return {"where": where, "what": what, "mend": mend}


def refuse(error: AssessmentError) -> NoReturn:
    """Write the error and its further problems to stderr and leave with exit code 1."""
    facts = dict(error.facts)
    more: Any = facts.pop("more", ())
    facts.pop("problems", None)
    document: dict[str, object] = {"error": explained(error.code, error.where, facts)}
    if more:
        document["more"] = [explained(code, where, given) for where, code, given in more]
    click.echo(json.dumps(document, ensure_ascii=False, indent=1), err=True)
    sys.exit(1)
