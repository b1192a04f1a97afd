"""Templates and static files keep the content security policy; every text is in the catalogue."""

import ast

import pytest

from tests.architecture.pages import bare_texts, page_faults, static_faults
from tests.architecture.texts import bare_literals
from tests.architecture.tree import ROOT, faulty, product_files, short, tree_of

TEMPLATES = {
    short(path): path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file()
}
STATIC = {
    short(path): path
    for path in sorted((ROOT / "static").rglob("*"))
    if path.suffix in {".js", ".css"}
}
PRINTED = ("templates/dossier/", "templates/print/")
# demonstration data and manuals are in the language of the matter, whatever the interface speaks
IN_CHINESE = (
    "riskassess/demonstration/",
    "riskassess/manuals/",
    "riskassess/adapters/pdf_text_layer.py",  # a table of code points: radical and ideograph
)
CODE = {short(path): path for path in product_files() if not short(path).startswith(IN_CHINESE)}


def test_templates_keep_the_policy():
    def faults(path):
        is_print = short(path).startswith(PRINTED)
        return page_faults(path.read_text("utf-8"), is_print=is_print)

    assert not faulty(TEMPLATES, faults)


def test_templates_speak_through_the_catalogue():
    assert not faulty(TEMPLATES, lambda path: bare_texts(path.read_text("utf-8")))


def test_static_files_keep_the_policy():
    assert not faulty(STATIC, lambda path: static_faults(path.read_text("utf-8")))


def test_code_speaks_through_the_catalogue():
    assert not faulty(CODE, lambda path: bare_literals(tree_of(path)))


@pytest.mark.parametrize(
    "source",
    [
        "{{ name|safe }}",
        "{% autoescape false %}{{ name }}{% endautoescape %}",
        "<script>alert(1)</script>",
        '<a href="#" onclick="go()">x</a>',
        '<p style="color: red">x</p>',
        "<style>p {}</style>",
        '<script src="https://cdn.example/x.js"></script>',
        '<img src="//cdn.example/x.png">',
        '<a href="javascript:go()">x</a>',
    ],
)
def test_bad_template_is_seen(source):
    assert page_faults(source)


@pytest.mark.parametrize(
    "source",
    [
        "<script type=\"module\" src=\"{{ url_for('static', filename='x.js') }}\"></script>",
        '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="none"/></svg>',
        '<button type="submit" data-confirmation="{{ text }}">x</button>',
        "{# style= and |safe may be talked about #}",
    ],
)
def test_good_template_passes(source):
    assert not page_faults(source)


def test_printed_page_carries_its_style_sheet():
    assert not page_faults("<style>p {}</style>", is_print=True)
    assert page_faults("{{ x|safe }}", is_print=True)


@pytest.mark.parametrize(
    "source", ["<p>评估</p>", "{{ '评估' }}", "{{ field(label='评估') }}", '<img alt="评估">']
)
def test_bare_text_in_template_is_seen(source):
    assert bare_texts(source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ _('评估') }}",
        "{% trans %}评估{% endtrans %}",
        "{% trans n=3 %}共{{ n }}项{% endtrans %}",
        "{{ field(label=_('评估')) }}",
        "{# 评估 #}",
    ],
)
def test_text_of_the_catalogue_passes(source):
    assert not bare_texts(source)


@pytest.mark.parametrize(
    "source",
    ["fetch('https://example.test/')", "eval('1')", "p { background: url(//x.test/a.png) }"],
)
def test_bad_static_file_is_seen(source):
    assert static_faults(source)


@pytest.mark.parametrize("source", ["flash('已提交')", "x = f'共{n}项'", "LABELS = {'a': '高'}"])
def test_bare_literal_is_seen(source):
    assert bare_literals(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "flash(_('已提交'))",
        "LABELS = {'a': _l('高')}",
        '"""风险等级"""\nx = 1',
        "HEADING_TEXTS_TO_READ = ('风险因素',)",
    ],
)
def test_literal_of_the_catalogue_passes(source):
    assert not bare_literals(ast.parse(source))
