"""Rows in one piece: the line is rendered once, every cell is escaped."""

from enum import StrEnum

import pytest
from markupsafe import Markup

from riskassess.web.rows import filled

LINE = Markup('<td title="{0}">{1}</td>')


class Word(StrEnum):
    """A member that tries to be markup."""

    SLY = "<i>"


@pytest.mark.parametrize("cell", ["<script>", "'\"&", Word.SLY])
def test_cells_are_escaped(cell):
    told = filled(LINE, [(cell, cell)])
    assert isinstance(told, Markup)
    assert told.count("<") == 2
    assert told.count('"') == 2
    assert told.unescape() == f'<td title="{cell}">{cell}</td>'


def test_numbers_markup_and_braces_stay_what_they_are():
    assert filled(LINE, [(7, Markup("<b>x</b>"))]) == '<td title="7"><b>x</b></td>'
    assert filled(LINE, [("{0}", "{evil.__class__}")]) == '<td title="{0}">{evil.__class__}</td>'


def test_text_is_no_line():
    with pytest.raises(TypeError, match="markup of a template"):
        filled("<td>{0}</td>", [("x",)])
