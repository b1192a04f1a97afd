"""Single methods by name, as method files ask for them: `{"method": …, "inputs": …}`.

Each takes the inputs as plain data and returns plain data: text, whole numbers, floats, Fractions,
None, lists and mappings. A method is imported when it is asked for, so that `compute` stays fast.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from riskassess.domain.errors import InvalidFile

Plain = dict[str, Any]

# name → module and function
METHODS: dict[str, str] = {
    "ahp": "riskassess.domain.methods.weights:ahp",
    "ahp_hierarchy": "riskassess.domain.methods.weights:ahp_hierarchy",
    "ahp_group": "riskassess.domain.methods.weights:ahp_group",
    "entropy": "riskassess.domain.methods.weights:entropy",
    "combined": "riskassess.domain.methods.weights:combined",
    "expert_scoring": "riskassess.domain.methods.weights:expert_scoring",
    "kendall": "riskassess.domain.methods.agreement:kendall",
    "krippendorff": "riskassess.domain.methods.agreement:krippendorff",
    "delphi": "riskassess.domain.methods.agreement:delphi",
    "authority": "riskassess.domain.methods.agreement:authority",
    "survey": "riskassess.domain.methods.surveys:survey",
    "wilson": "riskassess.domain.methods.surveys:wilson",
    "sample_size": "riskassess.domain.methods.surveys:sample_size",
    "fuzzy": "riskassess.domain.methods.evaluation:fuzzy",
    "deduction": "riskassess.domain.methods.evaluation:deduction",
    "draw": "riskassess.domain.methods.draws:draw",
}


def run_method(name: object, inputs: object, *, known: Mapping[str, Any] | None = None) -> Plain:
    """Return the result of a method.

    Parameters
    ----------
    name : object
        A key of METHODS.
    inputs : object
        The mapping of the method file's `inputs`.
    known : mapping, optional
        What the wiring brings along: `manual`, a function from an id to a Manual.

    Returns
    -------
    dict
        Plain data in the order in which it is printed.

    Raises
    ------
    InvalidFile
        For an unknown method and for inputs that are wrong, with their place.
    """
    if not isinstance(name, str) or name not in METHODS:
        known_names = ", ".join(METHODS)
        raise InvalidFile(
            "file_unknown_method", where="method", value=str(name), allowed=known_names
        )
    if not isinstance(inputs, Mapping):
        raise InvalidFile("file_wrong_type", where="inputs", expected="object")
    module, function = METHODS[name].split(":")
    method: Callable[..., Plain] = getattr(import_module(module), function)
    return method(inputs, **(dict(known) if known and name == "deduction" else {}))
