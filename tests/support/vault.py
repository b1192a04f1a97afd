"""One vault for all tests that save sheets through the services: keys in a folder of the run."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from riskassess.adapters.room_seal import RoomSeal
from riskassess.resources import TellingRoomSeal
from riskassess.services.sheet_vault import SheetVault
from tests.support.signing import sign


@cache
def vault() -> SheetVault:
    """Return the vault; its folder is removed when the run ends."""
    folder = tempfile.mkdtemp(prefix="riskassess-keys-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return SheetVault(TellingRoomSeal(RoomSeal(Path(folder))), sign)
