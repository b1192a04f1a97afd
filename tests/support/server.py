"""The real server for browser tests, pictures and benchmarks: gunicorn on a free loopback port."""

import contextlib
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0  # a machine with other work takes its time; only a failure costs it
QUIET = 0.05
# Imports once for all workers; each makes its own application after the fork, as `serve` has it.
START = "import riskassess.app; from gunicorn.app.wsgiapp import run; run()"


def free_port() -> int:
    """Return a port that nobody listens on at this moment.

    Below the ports that the system gives to outgoing connections, and from another start in each
    process: a port that the system names may be taken again before the server binds it.
    """
    for port in itertools.islice(_PORTS, 10_000):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free")


_PORTS = itertools.cycle(
    range(20_000 + os.getpid() * 37 % 12_000, 20_000 + os.getpid() * 37 % 12_000 + 300)
)


@dataclass
class Server:
    """A running server and the environment it was started with."""

    url: str
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """Stop the server and its workers."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """Kill the server and its workers at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def start_again(self, *, waits: bool = True) -> None:
        """Start the server at the same address, which a killed worker may hold for a moment."""
        port, deadline = int(self.url.rsplit(":", 1)[1]), time.monotonic() + PATIENCE
        while True:
            try:
                self.process = _spawn(port, self.environ)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(QUIET)
        if waits:
            _wait_for(self.url, self.process)


def server_environ(home: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a server that keeps everything in one folder."""
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith("RISKASSESS_")},
        "RISKASSESS_ENV": "development",
        "RISKASSESS_HOME": str(home),
        "RISKASSESS_IMMEDIATE_JOBS": "1",
        "RISKASSESS_SIGN_IN_LIMIT": "10000 per minute",
        **settings,
    }


def command(environ: Mapping[str, str], *arguments: str) -> str:
    """Run `python -m riskassess …` and return what it printed; fails with its words."""
    done = subprocess.run(
        [sys.executable, "-m", "riskassess", *arguments],
        cwd=ROOT, env=dict(environ), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(f"{arguments}: {done.stderr[-2000:]}")
    return done.stdout


def _spawn(port: int, environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # The server inherits its door. If it opened one itself and the port was taken meanwhile, the
    # other server would answer in its place for a while, and then nobody.
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(("127.0.0.1", port))
        door.listen(2048)  # what gunicorn itself asks for
        return subprocess.Popen(
            [
                sys.executable, "-c", START, "--workers", "2", "--bind", f"fd://{door.fileno()}",
                "--log-level", "error", "--no-control-socket", "wsgi:app",
            ],
            cwd=ROOT, env=dict(environ), start_new_session=True, pass_fds=[door.fileno()],
        )  # fmt: skip


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"{url}/sign-in", timeout=5).close()  # noqa: S310 - loopback
            return
        time.sleep(QUIET)
    raise RuntimeError("the server does not answer")


@contextlib.contextmanager
def running_server(environ: Mapping[str, str]) -> Iterator[Server]:
    """Serve until the block ends."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    given = {**environ, "RISKASSESS_PUBLIC_URL": url}
    server = Server(url, given, _spawn(port, given))
    try:
        _wait_for(url, server.process)
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()
