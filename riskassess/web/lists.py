"""The lists that people work with: what the address asks for, heads that sort, the file.

Everything a list is asked for stands in its address, so that the back button, a bookmark and a link
to a colleague show the same; what the address does not know is left out without a word.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import request

from riskassess.exhibits.tables import TableSheet
from riskassess.filters import datetime_text
from riskassess.i18n import _
from riskassess.queries.pages import ListPage
from riskassess.services.exports import record_list_export
from riskassess.web import context
from riskassess.web.downloads import XLSX, download
from riskassess.web.paging import same_address

MOST_EXPORTED = 10_000
LONGEST_WORDS = 100
PAGE, SORT = "page", "sort"


class Column(NamedTuple):
    """One column: its head, and the name it is sorted by where it can be."""

    label: str
    order: str = ""


class Choice(NamedTuple):
    """One condition of the form: name in the address, label, options, what is chosen."""

    name: str
    label: str
    options: Sequence[tuple[str, Any]]
    value: str = ""


@dataclass(frozen=True)
class ListHead:
    """What `macros/lists.html` needs: the words looked for, conditions, columns, order."""

    name: str
    words_label: str
    words: str
    choices: Sequence[Choice]
    columns: Sequence[Column]
    order: str
    export_url: str
    clear_url: str
    words_name: str = "q"

    @property
    def asked(self) -> list[tuple[str, str, str]]:
        """Name, label and chosen words of every condition."""
        found = [(self.words_name, self.words_label, self.words)] if self.words else []
        for choice in self.choices:
            names = {str(value): str(word) for value, word in choice.options}
            if choice.value:
                found.append((choice.name, choice.label, names.get(choice.value, choice.value)))
        return found

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What a form that repeats the list sends along."""
        pairs = [(self.words_name, self.words), *((row.name, row.value) for row in self.choices)]
        return [(name, value) for name, value in (*pairs, (SORT, self.order)) if value]

    def state_of(self, column: Column) -> str:
        """Return how the list is sorted by a column: ascending, descending or not."""
        if not column.order or self.order.lstrip("-") != column.order:
            return ""
        return "descending" if self.order.startswith("-") else "ascending"

    def url_of(self, column: Column) -> str:
        """Return the address sorted by a column; the other way when it is so already."""
        turned = f"-{column.order}" if self.order == column.order else column.order
        left = (SORT, PAGE, "after", "before")
        return same_address(*left, **{SORT: turned})


def words_asked(*names: str) -> str:
    """Return the words that the address looks for, not too many."""
    found = next((request.values[name] for name in names if request.values.get(name)), "")
    return found.strip()[:LONGEST_WORDS]


def order_asked(columns: Sequence[Column]) -> str:
    """Return the order that the address asks for; empty for nothing or nonsense."""
    asked = request.values.get(SORT, "")
    known = {column.order for column in columns if column.order}
    return asked if asked.removeprefix("-") in known else ""


def option_asked(name: str, known: Sequence[tuple[str, Any]]) -> str:
    """Return the option that the address asks for; empty for nothing or nonsense."""
    asked = request.values.get(name, "")
    return asked if asked in {str(value) for value, _word in known} else ""


def page_asked(read: Callable[[int], ListPage]) -> ListPage:
    """Return the page that the address asks for; the last one for a number beyond it."""
    number = max(request.args.get(PAGE, 1, type=int), 1)
    found = read(number)
    return read(found.pages) if number > 1 and not found.rows else found


def list_file(head: ListHead, title: str, rows: Sequence[Sequence[Any]]) -> Any:
    """Answer the list as a workbook that says what was asked for; the export is on record."""
    actor, now = context.actor(), context.clock()
    asked = [_("%(name)s：%(value)s", name=label, value=value) for _n, label, value in head.asked]
    notes = [
        _("%(title)s，%(at)s 导出。", title=title, at=datetime_text(now)),
        _("条件：%(asked)s", asked="；".join(asked)) if asked else _("条件：无，全部导出。"),
    ]
    if len(rows) > MOST_EXPORTED:
        notes.append(_("只含前 %(n)s 条，请收窄条件再导出其余的。", n=MOST_EXPORTED))
    kept = rows[:MOST_EXPORTED]
    record_list_export(
        context.db_session(), name=head.name, asked=[name for name, _l, _v in head.asked],
        rows=len(kept), actor=actor, now=now,
    )  # fmt: skip
    labels = [column.label for column in head.columns]
    content = context.write_tables([TableSheet(title, labels, kept, notes)])
    return download(content, XLSX, f"{title}.xlsx")
