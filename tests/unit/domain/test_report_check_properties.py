"""Whatever is printed rightly rounded raises nothing; a figure beyond rounding names its row."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.domain.report_tables import Style, check, drawing, risk_table, survey_table

SEEDS = st.integers(0, 2**32)
STYLES = st.builds(
    Style,
    places=st.integers(2, 4),
    percent=st.booleans(),
    half_down=st.booleans(),
    wide=st.booleans(),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(seed=SEEDS, size=st.integers(2, 25), style=STYLES, fine=st.integers(2, 6))
def test_consistent_risk_table_has_no_slip(seed, size, style, fine):
    table = risk_table(drawing(seed), size=size, style=style, fine=fine)
    findings = check(table.rows)
    assert findings.slips == ()
    assert [each.kind for each in findings.tables_read] == ["risk"]
    assert findings.tables_read[0].compared >= size * 3


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    seed=SEEDS,
    size=st.integers(3, 12),
    style=STYLES,
    role=st.sampled_from(["risk", "term", "probability", "impact"]),
)
def test_changed_figure_is_found_in_its_row(seed, size, style, role):
    random = drawing(seed)
    table = risk_table(random, size=size, style=style, fine=style.places)
    row = random.randrange(1, size + 1)
    printed = Decimal(table.text(row, role).translate(WIDE).rstrip("%"))
    scale = 100 if style.percent else 1
    moved = printed + Decimal("0.3") * scale
    if moved > scale:
        moved = printed - Decimal("0.3") * scale
    other = "impact" if role == "probability" else "probability"
    weak = Decimal(table.text(row, other).translate(WIDE).rstrip("%")) < Decimal("0.2") * scale
    if role in {"probability", "impact"} and weak:
        return  # times so small a factor the change is lost in the last printed place
    sign = "%" if style.percent else ""
    findings = check(table.changed(row, role, f"{moved:f}{sign}").rows)
    named = {slip.place.row.partition(" ")[0] for slip in findings.slips}
    assert str(row + 1) in named


WIDE = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(seed=SEEDS, size=st.integers(2, 8), style=STYLES)
def test_consistent_survey_has_no_slip(seed, size, style):
    shares = Style(style.places + 1, True, style.half_down, style.wide)
    findings = check(survey_table(drawing(seed), size=size, style=shares))
    assert findings.slips == ()
    assert [each.kind for each in findings.tables_read] == ["survey"]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(seed=SEEDS, size=st.integers(3, 8), by=st.integers(7, 60))
def test_changed_count_is_found(seed, size, by):
    rows = survey_table(drawing(seed), size=size, style=Style(3, True, False, False))
    rows[1][1] = str(int(rows[1][1]) + by)
    rules = {slip.rule for slip in check(rows).slips}
    assert rules & {"report_sum", "report_share"}


@settings(max_examples=100, deadline=None, derandomize=True)
@given(seed=SEEDS, size=st.integers(2, 30), places=st.integers(2, 4))
def test_rounded_weights_are_no_slip_and_a_wrong_one_is(seed, size, places):
    random = drawing(seed)
    shares = [random.randint(50, 1000) for _row in range(size)]
    style = Style(places, False, False, False)
    rows = [["指标", "权重"]]
    rows += [
        [f"指标{at}甲", style.show(Decimal(each) / sum(shares))] for at, each in enumerate(shares)
    ]
    assert check(rows).slips == ()
    rows[1][1] = f"{Decimal(rows[1][1]) + Decimal('0.2'):f}"
    assert "report_weight_sum" in {slip.rule for slip in check(rows).slips}
