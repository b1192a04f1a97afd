"""One part of a backup on disk: a folder of files, and a manifest that knows the digest of each.

A part is written under a passing name and gets its own when it is whole, so a folder that bears the
name of a part can be trusted as far as its manifest; whoever reads one checks every digest first.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
FORMAT = "riskassess-backup/1"
_CHUNK = 1024 * 1024


class BackupError(Exception):
    """A backup cannot be written or read; `code` says why, `place` where.

    Codes: `exists` (something stands there), `not_a_backup`, `missing`, `changed`, `not_empty`,
    `other_keys` (the keys are not those of the same backup).
    """

    def __init__(self, code: str, place: str) -> None:
        super().__init__(f"{code}: {place}")
        self.code = code
        self.place = place


@dataclass
class Part:
    """A part while it is written: its folder, and the digests of what is in it."""

    folder: Path
    digests: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def writing(self, name: str) -> Iterator[Callable[[bytes], None]]:
        """Give what appends to a new file; its digest is noted at the end."""
        target, hashed = self.folder / name, hashlib.sha256()
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as stream:

            def append(piece: bytes) -> None:
                hashed.update(piece)
                stream.write(piece)

            yield append
        self.digests[name] = hashed.hexdigest()

    def take(self, source: Path, name: str) -> bool:
        """Copy a file; return whether it was still there."""
        try:
            stream = source.open("rb")
        except FileNotFoundError:
            return False
        with stream, self.writing(name) as append:
            while piece := stream.read(_CHUNK):
                append(piece)
        return True

    def take_all(self, root: Path, name: str, *, leaving: Callable[[Path], bool]) -> None:
        """Copy the files below a folder but those left out and those that go meanwhile."""
        for source in files_below(root):
            inside = source.relative_to(root)
            if not leaving(inside):
                self.take(source, f"{name}/{inside.as_posix()}")


@contextmanager
def new_part(target: Path) -> Iterator[Part]:
    """Give a part to write; it stands under its name once the block has ended well.

    Raises BackupError `exists`. The folder may be read by its owner alone.
    """
    passing = target.with_name(f".{target.name}.new")
    if target.exists() or passing.exists():
        raise BackupError("exists", str(target if target.exists() else passing))
    passing.mkdir(parents=True, mode=0o700)
    try:
        yield Part(passing)
        passing.rename(target)
    finally:
        shutil.rmtree(passing, ignore_errors=True)


def close_part(part: Part, facts: Mapping[str, Any]) -> str:
    """Write the manifest with the facts and every digest; return the manifest's own digest."""
    told = {"format": FORMAT, **facts, "sha256": dict(sorted(part.digests.items()))}
    text = json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"
    (part.folder / MANIFEST).write_bytes(text)
    return hashlib.sha256(text).hexdigest()


def read_part(folder: Path) -> tuple[dict[str, Any], str]:
    """Return the manifest of a part and its digest once every file was found unchanged.

    Raises BackupError `not_a_backup`, `missing`, `changed`; a file that the manifest does not name
    counts as changed too.
    """
    try:
        text = (folder / MANIFEST).read_bytes()
        told = json.loads(text)
        digests = told["sha256"]
        is_ours = told["format"] == FORMAT and not any(map(_leads_out, digests))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BackupError("not_a_backup", str(folder)) from problem
    if not is_ours:
        raise BackupError("not_a_backup", str(folder))
    _check_files(folder, digests)
    return told, hashlib.sha256(text).hexdigest()


def _leads_out(name: str) -> bool:
    return Path(name).is_absolute() or ".." in Path(name).parts


def _check_files(folder: Path, digests: Mapping[str, str]) -> None:
    found = {each.relative_to(folder).as_posix() for each in files_below(folder)} - {MANIFEST}
    for name in sorted(digests.keys() - found):
        raise BackupError("missing", name)
    for name in sorted(found):
        if digests.get(name) != digest_of_file(folder / name):
            raise BackupError("changed", name)


def put_files(folder: Path, digests: Mapping[str, str], name: str, target: Path) -> int:
    """Copy the files below `name` of a part to their place, look at each again, count them.

    Folders and files may be read by their owner alone. Raises BackupError `changed`.
    """
    wanted = {each: digest for each, digest in digests.items() if each.startswith(f"{name}/")}
    for each, digest in wanted.items():
        place = target / each.removeprefix(f"{name}/")
        for above in reversed([place.parent, *place.parent.parents]):
            above.mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(folder / each, place)
        place.chmod(0o600)
        if digest_of_file(place) != digest:
            raise BackupError("changed", str(place))
    return len(wanted)


def digest_of_file(file: Path) -> str:
    """Return the SHA-256 of a file as hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def files_below(root: Path) -> list[Path]:
    """Return the files below a folder that may not be there, in order."""
    return sorted(each for each in root.rglob("*") if each.is_file()) if root.is_dir() else []
