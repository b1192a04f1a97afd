"""What files of the room say of each other: copies, commitments and records of rounds, pure.

A file that holds by itself may still be of another round, or of a round from whose record a
commitment vanished; only another file shows that.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from riskassess.proof.commitments import COMMITMENT_FORMAT, COPY_FORMAT, ROUND_FORMAT
from riskassess.proof.room_check import OPENED, Record, check_together, room_line, same_round
from riskassess.proof.verify import VerifyLine

Placed = tuple[int, VerifyLine]


def compare_files(files: Sequence[Record]) -> list[Placed]:
    """Return what comparing files with each other says, each line with the place of its file.

    A copy or commitment that is given with records of other rounds alone is named: whoever gives
    both believes that they were compared.

    >>> compare_files([])
    []
    """
    rounds = [(place, file) for place, file in enumerate(files) if file["format"] == ROUND_FORMAT]
    lines: list[Placed] = []
    if rounds:
        for place, file in enumerate(files):
            found = _against_rounds(file, [record for _place, record in rounds])
            lines += [(place, line) for line in found]
    dated = sorted(rounds, key=lambda row: str(row[1]["made_at"]))
    for (_place, older), (place, newer) in combinations(dated, 2):
        if same_round(older, newer):
            lines += [(place, line) for line in _grown(older, newer)]
    return lines


def _against_rounds(file: Record, rounds: Sequence[Record]) -> Iterator[VerifyLine]:
    if file["format"] == ROUND_FORMAT:
        return
    commitment = file if file["format"] == COMMITMENT_FORMAT else file["commitment"]
    own = [record for record in rounds if same_round(commitment, record)]
    if not own:
        named = {name: commitment.get(name) for name in ("assessment", "review", "round")}
        yield room_line("copy", None, "no_record", **named)
    elif file["format"] == COPY_FORMAT:
        yield from (line for _place, line in check_together([file], own))
    else:
        for record in own:
            listed = commitment["commitment"] in _known(record)
            yield room_line("commitment", listed, "in_list", commitment=commitment["commitment"])


def _grown(older: Record, newer: Record) -> Iterator[VerifyLine]:
    """Say whether the later record still has every commitment, and none that came too late."""
    before, after = _known(older), _known(newer)
    facts = {"older": older["made_at"], "newer": newer["made_at"]}
    if older["made_at"] == newer["made_at"] and before != after:  # neither is the later one
        yield room_line("commitments", False, "differ", count=len(before ^ after), **facts)
    elif lost := before - after:
        yield room_line("commitments", False, "vanished", count=len(lost), **facts)
    elif older["state"] == OPENED and after - before:
        yield room_line("commitments", False, "late", count=len(after - before), **facts)
    else:
        yield room_line("commitments", True, "kept", count=len(before), **facts)


def _known(record: Record) -> set[str]:
    return {each["commitment"] for each in record["commitments"]}
