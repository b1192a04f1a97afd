"""What a process can see of its machine: folders that it may use, room on the disk."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from riskassess.adapters.keys import HEADS


def _can_append(file: Path) -> bool:
    if not file.exists():
        return os.access(file.parent, os.W_OK)
    return file.is_file() and os.access(file, os.W_OK)


class Machine:
    """The folders of this installation."""

    def __init__(self, *, files: Path, keys: Path) -> None:
        self._files = files
        self._keys = keys

    def can_store(self) -> bool:
        """Say whether a file can be written where documents are kept; it is gone afterwards."""
        with contextlib.suppress(OSError):
            self._files.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._files) as trial:
                trial.write(b"x")
                trial.flush()
            return True
        return False

    def can_read_keys(self) -> bool:
        """Say whether the folder of the keys can be listed; before the first key there is none."""
        if not self._keys.exists():
            return os.access(self._keys.parent, os.W_OK)
        with contextlib.suppress(OSError):
            return all(os.access(each, os.R_OK) for each in self._keys.rglob("*"))
        return False

    def can_keep_heads(self) -> bool:
        """Say whether audit heads can be added to the files beside the keys."""
        offices = {file.parent for file in self._keys.glob("*/*.pem")}
        return all(_can_append(office / HEADS) for office in offices)

    def free_bytes(self) -> int:
        """Return the room that is left where documents are kept."""
        place = self._files if self._files.exists() else self._files.parent
        return shutil.disk_usage(place).free
