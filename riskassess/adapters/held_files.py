"""Texts that wait for a second step of the same person, a day at most; sealed by who gives them."""

import hashlib
import os
import re
import tempfile
import time
from pathlib import Path

LONGEST = 24 * 3600
_KEY = re.compile(r"[0-9a-f]{64}")


class HeldFiles:
    """Files by the digest of their content in one folder; older ones go with the next one kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, text: str) -> str:
        """Keep a text and return its key."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._clear()
        content = text.encode("utf-8")
        key = hashlib.sha256(content).hexdigest()
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".new-")  # mode 0600
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).replace(self._folder / key)
        return key

    def get(self, key: str) -> str | None:
        """Return what was kept, or None when it is gone."""
        if not _KEY.fullmatch(key):
            return None
        try:
            return (self._folder / key).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def drop(self, key: str) -> None:
        """Forget a text; what is not there stays so."""
        if _KEY.fullmatch(key):
            (self._folder / key).unlink(missing_ok=True)

    def _clear(self) -> None:
        """Remove what waited too long, whoever left it."""
        oldest = time.time() - LONGEST
        for file in self._folder.iterdir():
            try:
                if file.stat().st_mtime < oldest:
                    file.unlink()
            except FileNotFoundError:  # another process was quicker
                continue
