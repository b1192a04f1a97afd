"""Backups of the demonstration as released versions made them: what an upgrade has to take along.

`released/0004.tar.xz` was written by `db backup` from the demonstration of the release with schema
0004: all rows, the keys, the sealed dossier, a document, a proof; other files are left out.
"""

import tarfile
from pathlib import Path

FOLDER = Path(__file__).with_name("released")


def unpack(revision: str, target: Path) -> Path:
    """Unpack the backup of a released schema into a folder and return it."""
    with tarfile.open(FOLDER / f"{revision}.tar.xz") as packed:
        # Debian 12's Python 3.11.2 knows no filters yet; the archive is this project's own
        packed.extractall(target)  # noqa: S202
    return target
