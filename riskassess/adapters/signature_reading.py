"""Reads the file of a signature page: its attached record and the text that it prints."""

import io

import pikepdf
import pypdfium2


def attached(pdf: bytes, name: str) -> bytes | None:
    """Return an attached file, or None when there is none or the PDF cannot be read."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            found = opened.attachments.get(name)
            return None if found is None else found.get_file().read_bytes()
    except (pikepdf.PdfError, ValueError, KeyError):
        return None


def printed_text(pdf: bytes) -> tuple[int, str]:
    """Return how many pages a file has and the text of the first; no page for what is no PDF."""
    try:
        opened = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        return 0, ""
    try:
        page = opened[0]
        text = page.get_textpage()
        try:
            return len(opened), text.get_text_range()
        finally:
            text.close()
            page.close()
    finally:
        opened.close()
