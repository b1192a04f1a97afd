"""The pages of an offline sheet: what the own sheet asks, laid out for a workbook."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from riskassess.domain.comparison_pairs import ANSWERS, COMPARISON
from riskassess.domain.offline_sheet import Options, Page, Slot, Spec
from riskassess.domain.sheet_lists import FIELDS, list_of
from riskassess.exhibits.comparisons import SHORT
from riskassess.i18n import _, current_locale, speaking
from riskassess.queries.comparisons import find_board
from riskassess.web import context
from riskassess.web.comparison_page import words_for
from riskassess.web.expert.fields import Line, levels_of
from riskassess.web.expert.lists import NAMES, WORDS, GrowingList
from riskassess.web.expert.room import Part, Room

EMPTY_LINES = 20
"""So many new lines of a growing list an offline sheet takes."""
LIMITS = {"weight": ("1", "10"), "share": ("0", "100")}


@dataclass
class Book:
    """The pages in order, and what each input takes, by place and field."""

    pages: list[Page] = field(default_factory=list)
    specs: dict[tuple[str, str], Spec] = field(default_factory=dict)
    rows: dict[tuple[str, str], Spec] = field(default_factory=dict)  # of growing lists, by prefix

    def spec_of(self, place: str, name: str) -> Spec:
        """Return what an input takes; lines of a growing list are alike."""
        prefix = list_of(place)
        if prefix:
            return self.rows.get((prefix, name), Spec(name))
        return self.specs.get((place, name), Spec(name))

    def add(self, name: str, heads: Iterable[str], rows: Any, *notes: str) -> None:
        """Add a page, unless it has no rows."""
        if listed := tuple(tuple(row) for row in rows):
            self.pages.append(Page(name, notes, tuple(heads), listed))

    def slot(self, line: Line, *names: str) -> Slot:
        """Return the input of a line; `names` say where it stands."""
        label = " ".join([*names, line["label"]])
        low, high = LIMITS.get(line["kind"], (None, None))
        if line["kind"] == "points":
            low, high = "0", line["most"]
        spec = Spec(label, _options(line), low, high)
        self.specs[line["place"], line["field"]] = spec
        return Slot(line["place"], line["field"], spec, line["base"])


@speaking()  # read back whatever the reader speaks by then
def offline_book(room: Room) -> Book:
    """Return everything that the own sheet asks, with what it says now."""
    book = Book()
    book.add(_("说明"), [_("离线评分表")], [[line] for line in _guide(room)])
    _add_items(book, room)
    _add_factors(book, room)
    _add_comparisons(book, room)
    for part in room.parts:
        if part.quality:
            rows = [[each.line["label"], each.meaning, book.slot(each.line)]
                    for each in part.quality.headings]  # fmt: skip
            book.add(part.name, [_("项目"), _("看什么"), _("得分")], rows)
    for part in room.parts:
        if part.growing:
            _add_list(book, part.growing)
    _add_opinions(book, room.parts[-1])
    _add_levels(book, room)
    return book


def _guide(room: Room) -> list[str]:
    seat = room.seat
    return [
        seat.project.title,
        _("评估 %(code)s，%(round)s，专家 %(member)s", code=seat.assessment.code,
          round=_("列题轮") if room.issues else
          _("第 %(n)s 轮", n=seat.round.number if seat.round else 1), member=seat.member.code),
        _("只能填写浅黄色的格子；其他格子和行列请不要改动，否则不能传回。"),
        _("填好后保存为 .xlsx，回到“离线填写”页面上传。传回后还要在网上提交，才算完成。"),
        _("请不要把这个文件交给别人：里面是您自己的评分，文件本身没有加密。"),
        _("在理由里可以引用材料的页码，写法如 〔D05 第12页〕。"),
    ]  # fmt: skip


def _options(line: Line) -> Options:
    """Return value and word of each option; a number stands before its word."""
    found = []
    for option in line.get("options") or ():
        if isinstance(option, tuple):
            found.append(option)
        else:
            found.append((option["value"], f"{option['value']} {option['word']}"))
    return tuple(found)


def _heads(lines: list[Line], moment: str) -> list[str]:
    return [f"{moment}{line['label']}{_unit(line)}" for line in lines]


def _unit(line: Line) -> str:
    return {"share": "（0–100%）", "weight": "（1–10）"}.get(line["kind"], "")


def _add_factors(book: Book, room: Room) -> None:
    parts = room.factor_parts if not room.issues else []
    if not parts:
        return
    heads = [_("编号"), _("因素"), *_heads(parts[0].before, _("措施前")),
             *_heads(parts[0].after, _("措施后")), _("理由")]  # fmt: skip
    book.add(_("评分"), heads, [_factor_row(book, part) for part in parts])


def _factor_row(book: Book, part: Part) -> list[str | Slot]:
    names = part.factor.code, part.name
    before = [book.slot(line, *names, _("措施前")) for line in part.before]
    after = [book.slot(line, *names, _("措施后")) for line in part.after]
    return [*names, *before, *after, *(book.slot(line, *names) for line in part.texts)]


def _add_items(book: Book, room: Room) -> None:
    rows: list[list[str | Slot]] = []
    for part in room.item_parts:
        for item in part.items:
            given = [book.slot(line, item.name, _("措施前")) for line in item.before]
            before: list[str | Slot] = [*given] or [_("按问卷折算")]
            rows.append(
                [part.name, item.name, item.most, *before,
                 *(book.slot(line, item.name, _("措施后")) for line in item.after),
                 *(book.slot(line, item.name) for line in item.texts)]
            )  # fmt: skip
    heads = [_("部分"), _("项目"), _("最多扣分"), _("措施前扣分"), _("措施后扣分"), _("理由")]
    book.add(_("扣分"), heads, rows)


def _add_comparisons(book: Book, room: Room) -> None:
    board = find_board(context.db_session(), room.seat, seal=context.sheet_vault().seal)
    if board is None or room.issues:
        return
    words, options = words_for(board), _answers()
    rows = []
    for place, pair in board.pairs.items():
        first, second = words.names(pair)
        spec = Spec(_("%(first)s 与 %(second)s", first=first, second=second), options)
        book.specs[place, COMPARISON] = spec
        stored = room.content.document.get(place, COMPARISON)
        value = "" if stored is None else str(stored)
        rows.append([words.set_name(pair.within), first, second,
                     Slot(place, COMPARISON, spec, value)])  # fmt: skip
    heads = [_("组"), _("前者"), _("后者"), _("判断")]
    note = _("数字表示重要多少倍：1 同等，3 稍微，5 明显，7 强烈，9 极端；其余为两者之间。")
    book.add(_("两两比较"), heads, rows, note)


def _answers() -> Options:
    found = []
    for answer in ANSWERS:
        word, number = str(SHORT.get(abs(answer), "")), abs(answer)
        if answer == 1:
            said = _("同等（1）")
        elif answer > 0:
            said = _("前者%(word)s重要（%(n)s）", word=word, n=number)
        else:
            said = _("后者%(word)s重要（%(n)s）", word=word, n=number)
        found.append((str(answer), said))
    return tuple(found)


def _add_list(book: Book, listed: GrowingList) -> None:
    prefix, stamp = listed.prefix, listed.pattern.place.removeprefix(listed.prefix)[:20]
    by_field = {line["field"]: line for line in listed.pattern.lines}
    for name, line in by_field.items():
        book.rows[prefix, name] = Spec(f"{NAMES[prefix]} {line['label']}", _options(line))
    places = [entry.place for entry in listed.entries]
    places += [f"{prefix}{stamp}{number:02}" for number in range(1, EMPTY_LINES + 1)]
    values = {
        (line["place"], line["field"]): line["base"]
        for entry in listed.entries
        for line in entry.lines
    }
    rows = [
        [str(number), *(Slot(place, name, book.rows[prefix, name], values.get((place, name), ""))
                        for name in FIELDS[prefix])]
        for number, place in enumerate(places, 1)
    ]  # fmt: skip
    heads = [_("序号"), *(str(WORDS[prefix, name]) for name in FIELDS[prefix])]
    book.add(str(NAMES[prefix]), heads, rows)


def _add_opinions(book: Book, part: Part) -> None:
    rows = [[line["label"], book.slot(line)] for line in (*part.choices, *part.texts)]
    book.add(part.name, [_("栏目"), _("填写")], rows)


def _add_levels(book: Book, room: Room) -> None:
    """Add the levels of the manual with their words, which the drop-downs use."""
    if not room.manual.asks_scores or room.issues:
        return
    names = {"probability": _("发生概率"), "impact": _("影响程度")}
    locale = current_locale()
    rows = [
        [name, str(row.level), row.name(locale), row.meaning(locale), f"{row.up_to * 100:f}%"]
        for part, name in names.items()
        for row in levels_of(room.manual, part)
    ]
    book.add(_("级别含义"), [_("项目"), _("级别"), _("名称"), _("含义"), _("上限")], rows)


def new_book_id() -> str:
    """Return the id under which a download stands in its form and in the audit."""
    return secrets.token_hex(8)
