"""What `verify` says of commitments, copies of sheets and records of rounds."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from riskassess.proof.commitments import COPY_FORMAT, ROUND_FORMAT
from riskassess.proof.room_check import check_together, looks_like_room, read_room
from riskassess.proof.verify import Verdict, VerifyLine


def together(files: Iterable[Path]) -> Iterator[tuple[str, VerifyLine]]:
    """Yield what comparing the copies with the records of their rounds says, by file name."""
    read = [(path, record) for path in files if (record := _room_record(path)) is not None]
    copies = [each for each in read if each[1]["format"] == COPY_FORMAT]
    rounds = [record for _path, record in read if record["format"] == ROUND_FORMAT]
    for place, line in check_together([record for _path, record in copies], rounds):
        yield copies[place][0].name, line


def _room_record(path: Path) -> dict[str, Any] | None:
    content = path.read_bytes()
    return read_room(content) if looks_like_room(content) else None


def room_text(line: VerifyLine) -> str:
    """Return the line of one part."""
    from riskassess.wording.room_findings import ROOM_FINDINGS
    from riskassess.wording.room_holds import ROOM_HOLDS
    from riskassess.wording.room_notes import ROOM_NOTES
    from riskassess.wording.room_parts import ROOM_PARTS

    tables = {Verdict.PASS: ROOM_HOLDS, Verdict.FAIL: ROOM_FINDINGS, Verdict.NOTE: ROOM_NOTES}
    code = str(line.facts["code"])
    table = tables[line.verdict]
    text = str(table[code if code in table else "form"]) % line.facts
    name, _open, place = line.part.partition("[")
    return f"{ROOM_PARTS[name]}{_open}{place}：{text}"
