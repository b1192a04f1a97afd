"""Files on disk under the digest of their content: the same content is kept once."""

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_CHUNK = 1024 * 1024


class StorageError(Exception):
    """The store cannot do its work; `code` says why, `detail` is for the log.

    Codes: `full`, `denied`, `missing`, `changed` (content is not its digest), `bad_digest`,
    `failed`.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class StoredFile:
    """A file in the store: digest `sha256:…` and size in bytes."""

    digest: str
    size: int


@contextmanager
def _named_errors() -> Iterator[None]:
    """Turn errors of the file system into StorageError."""
    try:
        yield
    except FileNotFoundError as problem:
        raise StorageError("missing", str(problem)) from problem
    except PermissionError as problem:
        raise StorageError("denied", str(problem)) from problem
    except OSError as problem:
        full = problem.errno in {28, 122, 27}  # ENOSPC, EDQUOT, EFBIG
        raise StorageError("full" if full else "failed", str(problem)) from problem


def _chunks(source: BinaryIO | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    while chunk := source.read(_CHUNK):
        yield chunk


def _changed_at(mark: Path) -> float:
    """Return when a mark was set; a mark that is gone was never set."""
    try:
        return mark.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _settle(temporary: BinaryIO, target: Path) -> None:
    """Make a written file durable under its final name."""
    temporary.flush()
    os.fsync(temporary.fileno())
    Path(temporary.name).replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class FileStore:
    """Keeps files by digest below `root/files` and page images below `root/pages`.

    What is put there, or waits for a second try of a form, has an empty mark below `root/new` until
    somebody has found out whether a row needs it. Only what has a mark can go as unused: a store
    beside an empty or older database keeps everything that it held before.
    """

    def __init__(self, root: Path) -> None:
        self._files = root / "files"
        self._pages = root / "pages"
        self._new = root / "new"

    def put(self, source: BinaryIO | bytes) -> StoredFile:
        """Store a stream or bytes, durable when this returns."""
        with _named_errors():
            self._files.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._files, prefix=".new-", delete=False) as new:
                try:
                    hashed, size = hashlib.sha256(), 0
                    for chunk in _chunks(source):
                        hashed.update(chunk)
                        size += new.write(chunk)
                    digest = f"sha256:{hashed.hexdigest()}"
                    self._bring(new, digest)  # type: ignore[arg-type]  # a wrapper of a BinaryIO
                finally:
                    Path(new.name).unlink(missing_ok=True)
        return StoredFile(digest, size)

    def path(self, digest: str) -> Path:
        """Return where the content of a digest lies, whether it is there or not."""
        return self._files / self._name(digest)[:2] / self._name(digest)

    def exists(self, digest: str) -> bool:
        """Say whether the content is in the store."""
        return self.path(digest).is_file()

    def open(self, digest: str) -> BinaryIO:
        """Open the content for reading; raises StorageError `missing`."""
        with _named_errors():
            return self.path(digest).open("rb")

    def read(self, digest: str, *, verify: bool = False) -> bytes:
        """Return the content; with `verify` raise StorageError `changed` when it is another."""
        with self.open(digest) as stream:
            content = stream.read()
        if verify and f"sha256:{hashlib.sha256(content).hexdigest()}" != digest:
            raise StorageError("changed", digest)
        return content

    def verify(self, digest: str) -> bool:
        """Read the content through and say whether it still is what the digest says."""
        hashed = hashlib.sha256()
        with self.open(digest) as stream:
            for chunk in _chunks(stream):
                hashed.update(chunk)
        return f"sha256:{hashed.hexdigest()}" == digest

    def hold(self, digest: str) -> bool:
        """Mark a content as new again and say whether it is there: a form brings it once more."""
        with _named_errors():
            self._mark(digest)
        return self.exists(digest)

    def list_unsettled(self, *, older_than: float) -> list[str]:
        """Return the digests that were marked as new so many seconds ago or longer."""
        latest = time.time() - older_than
        if not self._new.is_dir():
            return []
        with _named_errors():
            found = [mark.name for mark in self._new.iterdir() if _changed_at(mark) <= latest]
        return sorted(f"sha256:{name}" for name in found)

    def settle(self, digest: str) -> None:
        """Take the mark away: a row needs the content."""
        with _named_errors():
            self._mark_path(digest).unlink(missing_ok=True)

    def remove_unused(self, digest: str, *, older_than: float) -> bool:
        """Remove a content that no row needs, unless it was marked again meanwhile.

        The file steps aside first and comes back when a form brought it at this very moment.
        """
        latest = time.time() - older_than
        path, mark = self.path(digest), self._mark_path(digest)
        aside = path.with_suffix(".aside")
        with _named_errors():
            if path.is_file():
                path.replace(aside)
            if _changed_at(mark) > latest:
                if aside.is_file():
                    aside.replace(path)
                return False
            aside.unlink(missing_ok=True)
            mark.unlink(missing_ok=True)
            shutil.rmtree(self._page_path(digest, 1).parent, ignore_errors=True)
        return True

    def remove_settled(self, digest: str) -> bool:
        """Remove a content that no row needs any more; one with a mark waits for who settles it.

        A form may have brought the same content at this moment, with its row still to be written.
        """
        return self.remove_unused(digest, older_than=time.time())

    def remove(self, digest: str) -> None:
        """Remove the content and the images of its pages; what is not there stays so."""
        with _named_errors():
            self.path(digest).unlink(missing_ok=True)
            self._mark_path(digest).unlink(missing_ok=True)
            shutil.rmtree(self._page_path(digest, 1).parent, ignore_errors=True)

    def cached_page(self, digest: str, page: int) -> bytes | None:
        """Return the image of a page (from 1), or None when it was not rendered yet."""
        target = self._page_path(digest, page)
        with _named_errors():
            return target.read_bytes() if target.is_file() else None

    def cached_pages(self, digest: str) -> int:
        """Return how many pages of a file are rendered."""
        folder = self._page_path(digest, 1).parent
        return sum(1 for _page in folder.glob("*.img")) if folder.is_dir() else 0

    def put_page(self, digest: str, page: int, image: bytes) -> None:
        """Keep the image of a page (from 1)."""
        target = self._page_path(digest, page)
        with _named_errors():
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                dir=target.parent, prefix=".new-", delete=False
            ) as new:
                try:
                    new.write(image)
                    new.flush()
                    Path(new.name).replace(target)  # a cache: lost power may lose it
                finally:
                    Path(new.name).unlink(missing_ok=True)

    def _bring(self, new: BinaryIO, digest: str) -> None:
        """Give a written file its place; the mark is first, so that nobody removes it again."""
        target = self.path(digest)
        target.parent.mkdir(exist_ok=True)
        self._mark(digest)
        try:
            _settle(new, target)
        except OSError:
            self._mark_path(digest).unlink(missing_ok=True)
            raise

    def _mark(self, digest: str) -> None:
        self._new.mkdir(parents=True, exist_ok=True)
        self._mark_path(digest).touch()

    def _mark_path(self, digest: str) -> Path:
        return self._new / self._name(digest)

    def _page_path(self, digest: str, page: int) -> Path:
        name = self._name(digest)
        return self._pages / name[:2] / name / f"{int(page):05d}.img"

    @staticmethod
    def _name(digest: str) -> str:
        if not _DIGEST.fullmatch(digest):
            raise StorageError("bad_digest", digest[:80])
        return digest.removeprefix("sha256:")
