"""The HTML to PDF converter behind pdfkit: bare environment, no network, no local files, own clock.

Debian's wkhtmltopdf ignores header, footer and contents options and still exits 0, so nothing of
the kind is asked of it; `pdf_numbering` and `pdf_archive` do that work afterwards.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pdfkit

DEAD_PROXY = "http://127.0.0.1:9"
"""Nothing listens on the discard port: every request of the page ends there."""

OPTIONS: Mapping[str, str] = {
    "disable-local-file-access": "",
    "disable-javascript": "",
    "proxy": DEAD_PROXY,
    "load-error-handling": "ignore",
    "load-media-error-handling": "ignore",
    "encoding": "utf-8",
    "page-size": "A4",
    "margin-top": "24mm",
    "margin-bottom": "22mm",
    "margin-left": "20mm",
    "margin-right": "20mm",
}

_REFUSED = re.compile(r"Blocked access to file (\S+)|Failed to load (\S+?)[,\s]")
_MESSAGE_LIMIT = 400


class PdfError(Exception):
    """A PDF could not be made; `detail` is for the log, never for a page."""

    code = "pdf_failed"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.code)
        self.detail = detail


class ConverterMissing(PdfError):
    """The converter is not installed where the settings say."""

    code = "pdf_converter_missing"


class ConverterTimeout(PdfError):
    """The converter did not finish in the time given and was ended."""

    code = "pdf_converter_timeout"


class ConverterFailed(PdfError):
    """The converter ended without a PDF."""

    code = "pdf_converter_failed"


class ResourceBlocked(PdfError):
    """The page asked for a file or an address; `address` says which."""

    code = "pdf_resource_blocked"

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class _SafeKit(pdfkit.PDFKit):
    """pdfkit without options from the page (CVE-2025-26240) and with its own, bounded call."""

    def _find_options_in_meta(self, _content: str) -> dict[str, str]:
        """Ignore `<meta name="pdfkit-…">`: a page never sets options."""
        return {}

    def convert(self, *, timeout: float, runtime: Path) -> bytes:
        """Run the converter once and return its PDF."""
        command = self.command(None)
        page = self.source.to_s().encode("utf-8")
        with subprocess.Popen(  # noqa: S603 - fixed program, options from OPTIONS, page over stdin
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_bare_environment(runtime),
            cwd=runtime,
            start_new_session=True,
        ) as running:
            try:
                made, said = running.communicate(page, timeout=timeout)
            except subprocess.TimeoutExpired as slow:
                # The whole session, so that no child keeps the pipes open.
                os.killpg(running.pid, signal.SIGKILL)
                raise ConverterTimeout(f"no PDF after {timeout:g} s") from slow
        return _checked(made, said.decode("utf-8", "replace"), exit_code=running.returncode)


def _bare_environment(runtime: Path) -> dict[str, str]:
    """Return the whole environment of the converter; secrets of ours are not in it."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(runtime),
        "LANG": "C.UTF-8",
        "XDG_RUNTIME_DIR": str(runtime),
        "QT_QPA_PLATFORM": "offscreen",
        "QT_HASH_SEED": "0",  # the same page gives the same bytes
    }


def _checked(made: bytes, said: str, *, exit_code: int) -> bytes:
    """Return the PDF, or raise what the converter said."""
    refused = _REFUSED.search(said)
    if refused:
        raise ResourceBlocked(refused.group(1) or refused.group(2))
    is_whole = made.startswith(b"%PDF") and made.rstrip().endswith(b"%%EOF")
    if exit_code != 0 or not is_whole:
        tail = " ".join(said.split())[-_MESSAGE_LIMIT:]
        raise ConverterFailed(f"exit {exit_code}: {tail}")
    return made


def convert(html: str, *, converter: str = "/usr/bin/wkhtmltopdf", timeout: float = 120.0) -> bytes:
    """Return the bare PDF of a page; raises ConverterMissing, ConverterTimeout, ConverterFailed,
    ResourceBlocked."""
    if shutil.which(converter) is None:
        raise ConverterMissing(converter)
    with tempfile.TemporaryDirectory(prefix="riskassess-pdf-") as folder:
        runtime = Path(folder)
        runtime.chmod(0o700)
        kit = _SafeKit(
            html,
            "string",
            options=dict(OPTIONS),
            configuration=pdfkit.configuration(wkhtmltopdf=converter),
            verbose=True,  # without it blocked resources pass in silence with exit 0
        )
        try:
            return kit.convert(timeout=timeout, runtime=runtime)
        except OSError as problem:
            raise ConverterFailed(str(problem)) from problem
