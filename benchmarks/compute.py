"""Y4: `compute` on an assessment file from the shell, whole process."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import Row, alternate

YARDSTICKS = ("Y4",)
PROJECT = Path(__file__).resolve().parent.parent
FILE = PROJECT / "riskassess" / "demonstration" / "shuanghekou-reservoir.json"
REPETITIONS = 11


def python(*arguments: str) -> None:
    """Run the interpreter and throw its output away."""
    subprocess.run([sys.executable, *arguments], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)


def rows() -> Iterator[Row]:
    """Yield the row of Y4."""
    ours, peer = alternate(
        lambda: python("-m", "riskassess", "compute", str(FILE)),
        lambda: python("-c", "import numpy"),
        repetitions=REPETITIONS,
    )
    yield Row("Y4", "compute one assessment file", 'python -c "import numpy"', "s", ours, peer, 2.5)
