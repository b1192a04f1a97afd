"""From the text of an assessment file to the texts that are stored of its result."""

from dataclasses import dataclass

from riskassess.domain.assessment_file import Assessment, parse_assessment, read_json
from riskassess.domain.grading import AssessmentResult, compute_assessment
from riskassess.domain.manual import Manual
from riskassess.domain.result import FORMAT, printed_result, result_record
from riskassess.proof.canonical import canonical_json


@dataclass(frozen=True)
class Computed:
    """An assessment, its result, and the two texts kept of it: record and printed form."""

    assessment: Assessment
    result: AssessmentResult
    record: str
    printed: str


def compute_text(file_text: str, manual: Manual, *, result_format: str = FORMAT) -> Computed:
    """Compute the text of an assessment file.

    Parameters
    ----------
    file_text : str
        JSON of the form `riskassess.assessment/1`.
    manual : Manual
        The manual it is pinned to.
    result_format : str
        Of the record; a stored result is compared in the format in which it was stored.

    Returns
    -------
    Computed
        A pure function of the two, byte for byte.

    Raises
    ------
    InvalidFile
        With every place that is wrong or missing.
    InvalidInput
        When no criterion applies.

    Examples
    --------
    >>> from pathlib import Path
    >>> from riskassess.adapters.manuals import builtin_manual
    >>> path = Path("riskassess/demonstration/xiba-bridge-demolition.json")
    >>> compute_text(path.read_text("utf-8"), builtin_manual("cn-default")).record[:12]
    '{"after":{"c'
    """
    assessment = parse_assessment(read_json(file_text), manual)
    result = compute_assessment(assessment, manual)
    plain = result_record(result, result_format=result_format)
    return Computed(assessment, result, canonical_json(plain), printed_result(plain))
