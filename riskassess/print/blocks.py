"""What a paper is made of: headings, paragraphs, tables and lines to sign, as plain values.

The same blocks become a page for the printer and a text document, so that both say the same; the
digest of a paper is taken over them.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from riskassess.filters import datetime_text
from riskassess.i18n import _
from riskassess.proof.canonical import bytes_digest, canonical_bytes

FORMAT = "riskassess.review-paper/1"
ROWS_TOGETHER = 12


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (the title again), 2 or 3; `fresh` begins a new page."""

    text: str
    level: int = 2
    fresh: bool = False
    kind: str = "heading"


@dataclass(frozen=True)
class Words:
    """A passage as it was written, with its line breaks; `style` is plain, note, quiet or right."""

    text: str
    style: str = "plain"
    kind: str = "words"

    @property
    def lines(self) -> list[str]:
        """Return the passage line by line, empty ones left out."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]


@dataclass(frozen=True)
class Facts:
    """Labels with their values, one a line."""

    rows: Sequence[tuple[str, str]]
    kind: str = "facts"


@dataclass(frozen=True)
class Table:
    """Rows under a head; `widths` in percent; `tall` rows leave room to sign by hand."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()
    tall: bool = False
    kind: str = "table"


@dataclass(frozen=True)
class Signatures:
    """Lines to sign by hand, with a place for the date."""

    labels: Sequence[str]
    kind: str = "signatures"


Block = Heading | Words | Facts | Table | Signatures


def _parts(block: Block) -> list[Block]:
    """Return a long table in parts that fit a page; anything else whole."""
    if not isinstance(block, Table) or len(block.rows) <= ROWS_TOGETHER:
        return [block]
    return [
        replace(block, rows=block.rows[first : first + ROWS_TOGETHER])
        for first in range(0, len(block.rows), ROWS_TOGETHER)
    ]


@dataclass(frozen=True, eq=False)
class ReviewPaper:
    """One paper: its place in the dossier, title, blocks, and until when its record goes.

    Two papers that say the same are the same.
    """

    code: str
    document: str
    title: str
    subject: str
    office: str
    number: str
    moment: datetime
    is_demonstration: bool = False
    blocks: Sequence[Block] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return what the paper says as plain values; the digest is taken over them."""
        said = asdict(self)
        return {"format": FORMAT, **said, "moment": self.moment.isoformat()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReviewPaper) and self.content == other.content

    def __hash__(self) -> int:
        return hash(self.content)

    @property
    def groups(self) -> list[list[Block]]:
        """Return the blocks, headings in one group with what follows: never parted."""
        found: list[list[Block]] = []
        is_headed = False
        for block in self.blocks:
            first, *rest = _parts(block)
            if is_headed:
                found[-1].append(first)
            else:
                found.append([first])
            found += [[part] for part in rest]
            is_headed = isinstance(block, Heading)
        return found

    @property
    def content(self) -> bytes:
        """Return what the paper says as canonical JSON."""
        return canonical_bytes(self.plain())

    @property
    def digest(self) -> str:
        """Return the digest that stands at the paper's end."""
        return bytes_digest(self.content)

    @property
    def foot(self) -> str:
        """Return the line that says what the paper was made from."""
        return _(
            "本件由系统按评审记录生成，记录截至 %(at)s（北京时间）。内容校验值 %(digest)s",
            at=datetime_text(self.moment),
            digest=self.digest,
        )
