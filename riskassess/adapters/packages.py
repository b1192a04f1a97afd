"""Dossier packages as zip files of one exact form: stored, no dates, no extras, names in order.

For given names and contents there is one such file, so a reader can demand each byte. Archives of
other programs are refused; any unzip program reads ours.
"""

import hashlib
import os
import struct
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

Source = bytes | Path
Tags = Callable[[Mapping[str, "Packed"]], Mapping[str, bytes]]

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _MADE_BY, _UTF8, _STORED = 20, 0x0314, 0x0800, 0
_NO_TIME, _FIRST_DAY = 0, 0x0021  # 1980-01-01: a package holds no clock
_FILE_MODE = 0o100644 << 16
_CHUNK = 1024 * 1024
SIZE_LIMIT = 2**32 - 2**20
"""Without the 64-bit extension, whose fields would be one more place to hide bytes in."""
MEMBERS_LIMIT = 65_000
KEPT_LIMIT = 64 * 1024 * 1024


class PackageError(Exception):
    """A package cannot be written or is none; `code` says why, `part` where.

    Codes: `bad_name`, `duplicate_name`, `too_large`, `not_a_package`.
    """

    def __init__(self, code: str, part: str = "") -> None:
        super().__init__(f"{code}: {part}" if part else code)
        self.code = code
        self.part = part


@dataclass(frozen=True)
class Packed:
    """A file of a package: `sha256:…` and size."""

    digest: str
    size: int


class Member(NamedTuple):
    """A file as a directory of the zip describes it."""

    name: str
    crc: int
    size: int
    offset: int


def local_header(member: Member) -> bytes:
    """Return the bytes before a file's content."""
    name = member.name.encode("utf-8")
    fields = (_VERSION, _UTF8, _STORED, _NO_TIME, _FIRST_DAY)
    sizes = (member.crc, member.size, member.size, len(name), 0)
    return LOCAL.pack(_LOCAL_MARK, *fields, *sizes) + name


def central_header(member: Member) -> bytes:
    """Return a file's entry in the directory at the end."""
    name = member.name.encode("utf-8")
    fields = (_MADE_BY, _VERSION, _UTF8, _STORED, _NO_TIME, _FIRST_DAY)
    sizes = (member.crc, member.size, member.size, len(name), 0, 0, 0, 0)
    return CENTRAL.pack(_CENTRAL_MARK, *fields, *sizes, _FILE_MODE, member.offset) + name


def end_record(members: int, size: int, offset: int) -> bytes:
    """Return the last bytes of the file."""
    return END.pack(_END_MARK, 0, 0, members, members, size, offset, 0)


def check_name(name: str) -> None:
    """Raise PackageError `bad_name` for names that are not plain relative paths."""
    pure = PurePosixPath(name)
    plain = name == str(pure) and not pure.is_absolute() and ".." not in pure.parts
    # `%` would need escaping in a bag's manifest; a colon or backslash leads elsewhere on Windows
    if not plain or name == "." or any(c in '\\:%<>"|?*' or ord(c) < ord(" ") for c in name):
        raise PackageError("bad_name", name[:200])


class _Writer:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.members: list[Member] = []

    def add(self, name: str, source: Source) -> Packed:
        offset = self._stream.tell()
        self._stream.write(local_header(Member(name, 0, 0, offset)))
        crc, size, hashed = 0, 0, hashlib.sha256()
        for chunk in _pieces(source):
            crc = zlib.crc32(chunk, crc)
            hashed.update(chunk)
            size += self._stream.write(chunk)
        if self._stream.tell() > SIZE_LIMIT:
            raise PackageError("too_large", name)
        member = Member(name, crc, size, offset)
        self._stream.seek(offset)
        self._stream.write(local_header(member))
        self._stream.seek(0, os.SEEK_END)
        self.members.append(member)
        return Packed(f"sha256:{hashed.hexdigest()}", size)

    def finish(self) -> None:
        offset = self._stream.tell()
        directory = b"".join(central_header(member) for member in self.members)
        self._stream.write(directory)
        self._stream.write(end_record(len(self.members), len(directory), offset))


def _pieces(source: Source) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _checked_names(names: list[str]) -> list[str]:
    folded: set[str] = set()
    for name in names:
        check_name(name)
        if name.casefold() in folded:
            raise PackageError("duplicate_name", name)
        folded.add(name.casefold())
    if len(names) > MEMBERS_LIMIT:
        raise PackageError("too_large", str(len(names)))
    return sorted(names)


def write_package(target: Path, sources: Mapping[str, Source], *, tags: Tags) -> Packed:
    """Write `data/<name>` for each source, then the tag files made from their digests.

    The file appears under its name when it is whole and on disk. Raises PackageError and OSError.
    """
    names = _checked_names([f"data/{name}" for name in sources])
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".new-", delete=False) as new:
        try:
            writer = _Writer(new)  # type: ignore[arg-type]  # a wrapper of a BinaryIO
            files = {name: writer.add(name, sources[name.removeprefix("data/")]) for name in names}
            for name, content in sorted(tags(files).items()):
                writer.add(name, content)
            writer.finish()
            new.flush()
            os.fsync(new.fileno())
            Path(new.name).replace(target)
        finally:
            Path(new.name).unlink(missing_ok=True)
    with target.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Packed(f"sha256:{digest}", target.stat().st_size)
