"""Consistent tables for the property tests: reckoned from fine figures, printed rounded."""

from dataclasses import dataclass
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from random import Random

from riskassess.adapters.reports import report_rules
from riskassess.domain.report_check import check_report, plain_table

HEADS = {
    "name": ("风险因素", "主要风险因素", "风险点", "风险因素名称"),
    "weight": ("权重", "权重w", "权重（W）", "Wi", "因素权重"),
    "probability": ("风险概率", "概率p", "发生概率（P）", "发生可能性", "概率"),
    "impact": ("影响程度", "影响程度q", "影响程度（Q）", "损失程度", "后果严重程度"),
    "risk": ("风险值", "风险值R=p×q", "风险值（R）", "R", "风险指数p×q"),
    "degree": ("风险程度", "风险等级", "程度"),
    "term": ("加权风险值", "权重×风险值", "w×R", "加权值"),
}
INDEX = ("综合风险指数", "综合风险指数T", "综合指数", "加权合计")
DEGREES = (("0.64", "重大"), ("0.36", "较大"), ("0.16", "一般"), ("0.04", "较小"))


@dataclass(frozen=True)
class RiskTable:
    """A printed risk table and where its columns are."""

    rows: list[list[str]]
    columns: dict[str, int]

    def text(self, row: int, role: str) -> str:
        return self.rows[row][self.columns[role]]

    def changed(self, row: int, role: str, text: str) -> "RiskTable":
        rows = [list(each) for each in self.rows]
        rows[row][self.columns[role]] = text
        return RiskTable(rows, self.columns)


@dataclass(frozen=True)
class Style:
    """How figures are printed."""

    places: int
    percent: bool
    half_down: bool
    wide: bool

    def show(self, value: Decimal, extra: int = 0) -> str:
        places = self.places + extra
        rounding = ROUND_HALF_DOWN if self.half_down else ROUND_HALF_UP
        shown = value * 100 if self.percent else value
        places = max(places - 2, 0) if self.percent else places
        text = f"{shown.quantize(Decimal(1).scaleb(-places), rounding):f}"
        text += "%" if self.percent else ""
        return (
            text.translate(str.maketrans("0123456789.%", "０１２３４５６７８９．％"))
            if self.wide
            else text
        )


def drawing(seed: int) -> Random:
    """Return a source of figures for one table."""
    return Random(seed)  # noqa: S311 - figures of a test, no secret


def degree_of(risk: Decimal) -> str:
    return next((word for limit, word in DEGREES if risk > Decimal(limit)), "微小")


def drawn(random: Random, places: int) -> Decimal:
    return Decimal(random.randint(1, 10**places)).scaleb(-places)


def risk_table(random: Random, *, size: int, style: Style, fine: int) -> RiskTable:
    """Return a table whose figures have `fine` places and are printed in a style."""
    shares = [random.randint(1, 1000) for _row in range(size)]
    weights = [Decimal(each) / sum(shares) for each in shares]
    factors = [(drawn(random, fine), drawn(random, fine)) for _row in range(size)]
    order = list(HEADS)
    random.shuffle(order)
    columns = {role: at for at, role in enumerate(order)}
    rows = [[random.choice(HEADS[role]) for role in order]]
    index = Decimal(0)
    for at, (weight, (p, q)) in enumerate(zip(weights, factors, strict=True)):
        term = weight * p * q
        index += term
        cells = {
            "name": f"因素甲{'一二三四五六七八九十'[at % 10]}{at // 10 or ''}",
            "weight": style.show(weight),
            "probability": style.show(p),
            "impact": style.show(q),
            "risk": style.show(p * q),
            "degree": degree_of(p * q),
            "term": style.show(term, extra=1),
        }
        rows.append([cells[role] for role in order])
    last = dict.fromkeys(order, "—") | {"name": random.choice(INDEX)}
    last["term"] = style.show(index, extra=1)
    rows.append([last[role] for role in order])
    return RiskTable(rows, columns)


def survey_table(random: Random, *, size: int, style: Style) -> list[list[str]]:
    """Return options with counts, percentages and a total."""
    counts = [random.randint(0, 200) for _row in range(size - 1)] + [random.randint(1, 200)]
    total = sum(counts)
    rows = [[random.choice(("选项", "态度", "看法")), random.choice(("人数", "份数", "频数"))]]
    rows[0].append(random.choice(("占比", "比例（%）", "百分比", "所占比例")))
    for at, count in enumerate(counts):
        rows.append(
            [f"看法{'甲乙丙丁戊己庚辛'[at]}", str(count), style.show(Decimal(count) / total)]
        )
    rows.append([random.choice(("合计", "总计", "共计")), str(total), style.show(Decimal(1))])
    return rows


def check(*tables: list[list[str]], texts: tuple[str, ...] = ()):
    """Return the findings of tables given as texts."""
    numbered = [plain_table(at, "表", rows) for at, rows in enumerate(tables, start=1)]
    return check_report(numbered, texts, report_rules())
