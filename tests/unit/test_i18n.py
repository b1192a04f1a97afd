"""The catalogue without a web framework: values, late look-up, languages, escaping."""

import re
from contextvars import copy_context

import pytest
from markupsafe import Markup, escape

from riskassess import i18n
from riskassess.domain.errors import AssessmentError
from riskassess.domain.vocabulary import RefusalReason
from riskassess.messages import MESSAGES, explain
from riskassess.web.errors import HIDDEN


@pytest.fixture
def _english(monkeypatch):
    """Put a small English catalogue into use."""

    english = {"评估": "assessment", "共%(n)s项": "%(n)s in all"}
    monkeypatch.setattr(i18n, "_catalogue", lambda _locale: english)


def test_chinese_needs_no_catalogue():
    assert i18n._("评估") == "评估"
    assert i18n._("共%(n)s项", n=3) == "共3项"


def test_text_without_values_may_hold_a_percent_sign():
    assert i18n._("反对率 30%") == "反对率 30%"


def test_lazy_text_is_looked_up_when_it_is_printed(monkeypatch):
    word = i18n._l("评估")
    assert str(word) == "评估"
    monkeypatch.setattr(i18n, "_", lambda message: f"<{message}>")
    assert str(word) == "<评估>"


@pytest.mark.usefixtures("_english")
def test_other_language():
    word = i18n._l("评估")
    assert i18n._("评估") == str(word) == "assessment"
    assert i18n._l("共%(n)s项") % {"n": 2} == "2 in all"
    assert i18n._("没有译文") == "没有译文"


def test_lazy_text_is_escaped_once_in_a_page():
    assert Markup("{}").format(i18n._l("<b>")) == escape(i18n._l("<b>")) == "&lt;b&gt;"


def test_language_of_one_request_is_not_the_next_ones():
    other = copy_context()
    other.run(i18n.use_locale, "en")
    assert other.run(i18n.current_locale) == "en"
    assert i18n.current_locale() == i18n.DEFAULT_LOCALE


def test_what_is_kept_speaks_the_language_of_the_procedure():
    def kept():
        i18n.use_locale("en")
        with i18n.speaking():
            inside = i18n._("评估")
        return inside, i18n._("评估")

    assert copy_context().run(kept) == ("评估", "Assessment")


def test_catalogue_is_read_with_its_escapes_and_broken_lines():
    text = 'msgid "甲\\n"\n"“乙”"\nmsgstr ""\n"A\\n"\n"\\"B\\""\n\nmsgid "丙"\nmsgstr ""\n'
    assert i18n.read_catalogue(text) == {"甲\n“乙”": 'A\n"B"'}


def test_unknown_language_falls_back():
    other = copy_context()
    other.run(i18n.use_locale, "xx")
    assert other.run(i18n._, "评估") == "评估"


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_error_text_speaks_even_without_its_facts(code):
    for text in explain(code, {}):
        assert text.strip()
        assert not re.search(r"%\(|%%", text)


@pytest.mark.parametrize("reason", sorted(set(RefusalReason) - HIDDEN))
def test_every_refusal_has_words_of_its_own(reason):
    assert explain(reason, {"missing": "D01"}) != explain("unknown", {})


def test_unknown_code_is_answered_calmly():
    assert explain("no_such_code", {"where": "x"}) == explain("unknown", {})


def test_error_says_where():
    error = AssessmentError("login_taken", where="login", login="li")
    assert str(error) == "login_taken at login"
    assert error.facts == {"login": "li"}
    assert "li" in explain(error.code, error.facts)[0]
