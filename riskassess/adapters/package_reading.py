"""Reading a dossier package without trusting it: nothing is unpacked, each byte accounted for.

Both directories of the zip are read, the headers before the files and the one at the end; where
one is damaged the other still names the file.
"""

import hashlib
import zlib
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from riskassess.adapters.packages import (
    CENTRAL,
    END,
    KEPT_LIMIT,
    LOCAL,
    MEMBERS_LIMIT,
    Member,
    PackageError,
    Packed,
    central_header,
    check_name,
    end_record,
    local_header,
)

_CHUNK = 1024 * 1024
_NAME_LIMIT = 1024


@dataclass(frozen=True)
class PackageFault:
    """Something in the zip itself is not as it must be.

    `code`: `header` (before a file), `directory` (its entry at the end), `checksum`, `order`,
    `bad_name`, `duplicate_name`, `end_record`, `stray_bytes`; `part` names the file, if any.
    """

    code: str
    part: str = ""


@dataclass
class PackageReading:
    """What a package holds: every file by name, the contents asked for, faults of the zip."""

    files: dict[str, Packed] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)
    faults: list[PackageFault] = field(default_factory=list)


def _walk_local(stream: BinaryIO, size: int) -> tuple[list[Member], str]:
    """Return the files by their headers and, when a header is damaged, where it lies."""
    members: list[Member] = []
    offset = 0
    while len(members) <= MEMBERS_LIMIT:
        stream.seek(offset)
        head = stream.read(LOCAL.size)
        if head[:4] in (b"PK\x01\x02", b"PK\x05\x06"):
            return members, ""
        if len(head) < LOCAL.size:
            break
        fields = LOCAL.unpack(head)
        name = _decoded(stream.read(min(fields[9], _NAME_LIMIT)))
        member = Member(name, fields[6], fields[8], offset)
        end = offset + len(local_header(member)) + member.size
        if fields[0] != b"PK\x03\x04" or end > size:
            break
        members.append(member)
        offset = end
    return members, f"#{len(members) + 1}"


def _walk_central(stream: BinaryIO, size: int) -> list[Member]:
    """Return the files by the directory at the end, as far as it can be read."""
    members: list[Member] = []
    stream.seek(max(size - END.size, 0))
    tail = stream.read(END.size)
    if len(tail) < END.size:
        return members
    offset = END.unpack(tail)[6]
    while len(members) <= MEMBERS_LIMIT and offset < size:
        stream.seek(offset)
        head = stream.read(CENTRAL.size)
        if len(head) < CENTRAL.size or head[:4] != b"PK\x01\x02":
            break
        fields = CENTRAL.unpack(head)
        member = Member(
            _decoded(stream.read(min(fields[10], _NAME_LIMIT))), fields[7], fields[9], fields[16]
        )
        members.append(member)
        offset += len(central_header(member))
    return members


def _decoded(name: bytes) -> str:
    return name.decode("utf-8", "backslashreplace")


def read_package(path: Path, *, keep: Container[str] = ()) -> PackageReading:
    """Read a package through once, keeping the contents of the small files named in `keep`.

    Raises PackageError `not_a_package` for something that is no zip at all, and OSError.
    """
    with path.open("rb") as stream:
        size = path.stat().st_size
        by_header, broken = _walk_local(stream, size)
        by_directory = _walk_central(stream, size)
        if not by_header and not by_directory:
            raise PackageError("not_a_package", path.name)
        # Offsets follow from the headers; the directory serves when a header broke the walk.
        members = by_directory if broken and len(by_directory) > len(by_header) else by_header
        reading = PackageReading()
        computed = [_read_member(stream, member, reading, keep=keep) for member in members]
        _check_structure(stream, computed, reading, size=size)
    if broken:
        reading.faults.append(PackageFault("header", _broken_name(members, broken)))
    _check_names(reading, [member.name for member in members])
    return reading


def _broken_name(members: list[Member], broken: str) -> str:
    place = int(broken.removeprefix("#")) - 1
    return members[place].name if place < len(members) else broken


def _read_member(
    stream: BinaryIO, member: Member, reading: PackageReading, *, keep: Container[str]
) -> Member:
    """Read one file; return it as its content and its place say it must be described."""
    stream.seek(member.offset + len(local_header(member)))
    left, crc, hashed, kept = member.size, 0, hashlib.sha256(), []
    keeping = member.name in keep and member.size <= KEPT_LIMIT
    while left > 0 and (chunk := stream.read(min(left, _CHUNK))):
        left -= len(chunk)
        crc = zlib.crc32(chunk, crc)
        hashed.update(chunk)
        if keeping:
            kept.append(chunk)
    if keeping:
        reading.kept[member.name] = b"".join(kept)
    reading.files[member.name] = Packed(f"sha256:{hashed.hexdigest()}", member.size - left)
    if crc != member.crc or left:
        reading.faults.append(PackageFault("checksum", member.name))
    return member


def _check_structure(
    stream: BinaryIO, members: list[Member], reading: PackageReading, *, size: int
) -> None:
    """Compare every byte outside the contents with what it must be."""
    offset = 0
    for member in members:
        expected = local_header(member._replace(offset=offset))
        if member.offset != offset or not _stands(stream, offset, expected):
            reading.faults.append(PackageFault("header", member.name))
        offset += len(expected) + member.size
    start = offset
    for member in members:
        expected = central_header(member)
        if not _stands(stream, offset, expected):
            reading.faults.append(PackageFault("directory", member.name))
        offset += len(expected)
    if not _stands(stream, offset, end_record(len(members), offset - start, start)):
        reading.faults.append(PackageFault("end_record"))
    if offset + END.size != size:
        reading.faults.append(PackageFault("stray_bytes"))


def _stands(stream: BinaryIO, offset: int, expected: bytes) -> bool:
    stream.seek(offset)
    return stream.read(len(expected)) == expected


def _check_names(reading: PackageReading, names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        try:
            check_name(name)
        except PackageError as refused:
            reading.faults.append(PackageFault(refused.code, name))
        if name.casefold() in seen:
            reading.faults.append(PackageFault("duplicate_name", name))
        seen.add(name.casefold())
    data = [name for name in names if name.startswith("data/")]
    tags = [name for name in names if not name.startswith("data/")]
    if names != sorted(data) + sorted(tags):
        reading.faults.append(PackageFault("order"))
