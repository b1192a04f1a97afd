"""Charts: well-formed, escaped, in the right place, and nothing the PDF engine cannot draw."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from riskassess.charts import (
    BandLabels,
    MatrixLabels,
    MatrixPoint,
    SharePart,
    Spread,
    SpreadLabels,
    SpreadRow,
    band,
    factor_matrix,
    grade_band,
    matrix,
    share_bar,
    spread,
    spread_chart,
)
from riskassess.charts.placing import Box, dot
from riskassess.charts.svg import number, second_key, shortened, text_width, wrapped

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '<script>alert("1")</script> & "x" \'y\''
LIMITS = (Decimal("0.04"), Decimal("0.16"), Decimal("0.36"), Decimal("0.64"))
MATRIX_LABELS = MatrixLabels(
    EVIL,
    EVIL,
    "风险概率 %",
    "影响程度 %",
    "措施前",
    "措施后",
    ("微小", "较小", "一般", "较大", "重大"),
)
POINTS = [
    MatrixPoint("补偿标准", (Decimal("0.86"), Decimal("0.87")), (Decimal("0.45"), Decimal("0.69"))),
    MatrixPoint("安置房源", (0.74, 0.69), (0.40, 0.54)),
    MatrixPoint(EVIL, (0.5, 0.25)),
]
SPREAD_LABELS = SpreadLabels(EVIL, "说明", "风险概率 %", "措施前", "措施后")
ROWS = [
    SpreadRow("补偿标准", Spread(0.7, 0.8, 0.86, 0.9, 1), Spread(0.3, 0.4, 0.45, 0.5, 0.6)),
    SpreadRow(EVIL, Spread(0, 0.1, 0.2, 0.3, 0.4)),
]
BAND_LABELS = BandLabels(EVIL, "说明", "措施前0.378", "措施后0.163", ("低", "中", "高"))
PARTS = [SharePart("支持", 0.5, "171（50.1%）"), SharePart(EVIL, 0.25, "79")]

CHARTS = {
    "matrix": factor_matrix(POINTS, limits=LIMITS, labels=MATRIX_LABELS),
    "spread": spread_chart(ROWS, labels=SPREAD_LABELS),
    "band": grade_band(
        0.378, 0.163, ("0.36", "0.64"), labels=BAND_LABELS, range_before=(0.33, 0.42)
    ),
    "share": share_bar(PARTS, title=EVIL, desc="说明"),
}


@pytest.fixture(params=CHARTS, name="chart")
def _chart(request):
    return CHARTS[request.param]


def test_chart_is_well_formed_and_escaped(chart):
    root = ElementTree.fromstring(chart)
    assert root.tag == f"{SVG}svg"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == EVIL
    assert root[1].tag == f"{SVG}desc"
    assert "<script" not in chart


def test_chart_uses_only_what_the_pdf_engine_draws(chart):
    allowed = {"svg", "title", "desc", "g", "rect", "line", "circle", "path", "text"}
    for node in ElementTree.fromstring(chart).iter():
        assert node.tag.removeprefix(SVG) in allowed
        assert not {"style", "class", "id", "href", "onclick"} & set(node.attrib)
    assert "url(" not in chart


def test_chart_stays_inside_its_picture(chart):
    root = ElementTree.fromstring(chart)
    wide, high = float(root.get("width")), float(root.get("height"))
    for node in root.iter(f"{SVG}text"):
        size, x = float(node.get("font-size")), float(node.get("x"))
        share = {"middle": 0.5, "end": 1}.get(node.get("text-anchor"), 0)
        reach = text_width(node.text, size)
        assert x - reach * share >= -1, node.text
        assert x + reach * (1 - share) <= wide + 1, node.text
        assert 0 < float(node.get("y")) <= high


def test_matrix_places_points_exactly():
    circles = ElementTree.fromstring(CHARTS["matrix"]).findall(f"{SVG}g/{SVG}circle")
    places = [(node.get("cx"), node.get("cy"), node.get("fill")) for node in circles]
    after, before = matrix.at(0.45, 0.69), matrix.at(0.86, 0.87)
    assert places[0] == (number(after[0]), number(after[1]), "#ffffff")
    assert places[1] == (number(before[0]), number(before[1]), "#14506b")
    assert len(places) == 5


def test_matrix_corners_are_the_corners_of_the_plot():
    assert matrix.at(0, 0) == (matrix.LEFT, matrix.TOP + matrix.SIDE_Y)
    assert matrix.at(1, 1) == (matrix.LEFT + matrix.SIDE_X, matrix.TOP)


@pytest.mark.parametrize("limit", LIMITS)
def test_matrix_limits_are_the_curves_of_equal_risk(limit):
    curve = matrix.limit_curve(limit)
    assert curve[0] == pytest.approx((float(limit), 1))
    assert curve[-1] == pytest.approx((1, float(limit)))
    for probability, impact in curve:
        assert probability * impact == pytest.approx(float(limit))


def test_matrix_names_never_cover_each_other_or_leave_the_plot():
    crowd = [
        MatrixPoint(f"未登记建筑认定和历史遗留问题处理第{i}类", (0.5 + i / 90, 0.5))
        for i in range(12)
    ]
    root = ElementTree.fromstring(
        factor_matrix(crowd, limits=LIMITS, labels=MATRIX_LABELS, named=12)
    )
    boxes = []
    dots = [dot(*matrix.at(*point.before)) for point in crowd]
    for node in root.findall(f"{SVG}text"):
        if node.get("font-weight") != "500":
            continue
        x, y = float(node.get("x")), float(node.get("y"))
        boxes.append(Box(x, y - 11, x + text_width(node.text, 13), y + 3))
    # a name has two lines here; what finds no free place is numbered and listed below
    listed = [n for n in root.findall(f"{SVG}text") if float(n.get("y")) > matrix.HEIGHT]
    assert len(boxes) // 2 + len(listed) == len(crowd)
    assert boxes
    for i, box in enumerate(boxes):
        assert box.right <= matrix.LEFT + matrix.SIDE_X
        assert not any(box.overlaps(other) for other in boxes[i + 1 :])
        assert not any(box.overlaps(each) for each in dots)


def test_matrix_name_far_from_its_point_has_a_leader_line_to_it():
    ring = [
        (0.5 + x / 40, 0.5 + y / 40) for x in (-1, 0, 1) for y in (-1, 0, 1) if (x, y) != (0, 0)
    ]
    crowd = [MatrixPoint("中", (0.9, 0.9)), *(MatrixPoint("旁", spot) for spot in ring)]
    alone = ElementTree.fromstring(factor_matrix(crowd[:1], limits=LIMITS, labels=MATRIX_LABELS))
    assert not alone.findall(f"{SVG}line")
    root = ElementTree.fromstring(
        factor_matrix(crowd, limits=LIMITS, labels=MATRIX_LABELS, named=9)
    )
    starts = {(line.get("x1"), line.get("y1")) for line in root.findall(f"{SVG}line")}
    spots = {tuple(number(each) for each in matrix.at(*spot)) for spot in ring}
    assert starts <= spots


def test_matrix_numbers_a_point_without_room_and_lists_its_name():
    crowd = [MatrixPoint(f"因素第{i}号", (0.5, 0.5)) for i in range(3)]
    crowd += [MatrixPoint("旁", (0.3 + x / 30, 0.3 + y / 30)) for x in range(13) for y in range(13)]
    chart = factor_matrix(crowd, limits=LIMITS, labels=MATRIX_LABELS, named=120)
    root = ElementTree.fromstring(chart)
    words = [(n.text, n.get("fill"), float(n.get("y"))) for n in root.findall(f"{SVG}text")]
    listed = [text for text, _fill, y in words if y > matrix.HEIGHT]
    digits = [text for text, fill, _y in words if fill == "#ffffff"]
    assert listed
    assert [each.split("  ")[0] for each in listed] == digits
    assert float(root.get("height")) == matrix.HEIGHT + matrix.LEGEND_LINE * len(listed)


def test_matrix_stays_small():
    points = [MatrixPoint("补偿标准", (i / 13, 0.5), (i / 26, 0.3)) for i in range(13)]
    assert len(factor_matrix(points, limits=LIMITS, labels=MATRIX_LABELS)) < 9000


def test_spread_places_range_quartiles_and_mean():
    root = ElementTree.fromstring(CHARTS["spread"])
    lines = [n for n in root.findall(f"{SVG}line") if n.get("stroke") == "#14506b"]
    assert lines[0].get("x1") == number(spread.at(0.7))
    assert lines[0].get("x2") == number(spread.at(1))
    bars = [n for n in root.findall(f"{SVG}rect") if n.get("height") == "10"][2:]
    assert bars[0].get("x") == number(spread.at(0.8))
    assert bars[0].get("width") == number(spread.at(0.9) - spread.at(0.8))
    assert bars[0].get("fill") != bars[1].get("fill") == "#ffffff"
    means = root.findall(f"{SVG}path")
    assert means[0].get("d").startswith(f"M{number(spread.at(0.86))},")
    assert len(means) == 3


def test_band_places_values_and_writes_limits_as_given():
    root = ElementTree.fromstring(CHARTS["band"])
    after, before = root.findall(f"{SVG}circle")
    assert before.get("cx") == number(band.at(0.378))
    assert after.get("cx") == number(band.at(0.163))
    edges = [rect.get("x") for rect in root.findall(f"{SVG}rect")]
    assert edges == [number(band.at(0)), number(band.at(0.36)), number(band.at(0.64))]
    words = [node.text for node in root.findall(f"{SVG}text")]
    assert {"0.36", "0.64"} <= set(words)


def test_band_without_an_after_value_draws_one_mark():
    root = ElementTree.fromstring(grade_band(1, None, (0.36, 0.64), labels=BAND_LABELS))
    assert len(root.findall(f"{SVG}circle")) == 1


def test_share_bar_draws_shares_as_they_are():
    rects = ElementTree.fromstring(CHARTS["share"]).findall(f"{SVG}rect")
    bars = [rect for rect in rects if rect.get("height") == "28"]
    assert [(bar.get("x"), bar.get("width")) for bar in bars] == [("0", "220"), ("220", "110")]


def test_long_names_are_wrapped_and_cut_only_at_the_end():
    assert wrapped("补偿标准", 13, 100) == ["补偿标准"]
    first, second = wrapped("未登记建筑认定和历史遗留问题处理第一类", 13, 104)
    assert first == "未登记建筑认定和"
    assert second.endswith("…")
    assert shortened("abc", 10, 100) == "abc"


def test_the_key_leaves_room_for_longer_words():
    assert second_key("措施前") == 86
    assert second_key("Before measures") > 32 + 12 * 0.5 * len("Before measures")
