"""What `verify` says of commitments, copies of sheets and records of rounds."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from riskassess.proof.room_check import looks_like_room, read_room
from riskassess.proof.room_compare import compare_files
from riskassess.proof.verify import Verdict, VerifyLine

HEAD = 64


def together(files: Iterable[Path]) -> Iterator[tuple[str, VerifyLine]]:
    """Yield what comparing copies, commitments and records of rounds says, by file name."""
    read = [(path, record) for path in files if (record := _room_record(path)) is not None]
    for place, line in compare_files([record for _path, record in read]):
        yield read[place][0].name, line


def _room_record(path: Path) -> dict[str, Any] | None:
    with path.open("rb") as stream:
        head = stream.read(HEAD)
        if head.lstrip()[:1] != b"{":  # a dossier package may be larger than the memory
            return None
        content = head + stream.read()
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
