"""整批的几张工作表：单位类别、规则、共性问题、读不出的文件、三公、重复和更正。网页上列不下的，这里是全的。"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reports import labels
from reports.index_charts import compared
from reports.index_lists import repeated, why
from reports.index_pages import Pages
from reports.summary_tables import Table, Value
from reports.text import percent, yuan
from reports.totals import NOTHING, Cell, Row, Totals

_WORDS = tuple(label.word for label in labels.SEVERITIES.values())
_OWN, _OWN_WIDTHS = ("单位", "年度", "文种", "文件"), (20, 7, 7, 24)


def sheets(totals: Totals) -> Iterator[Table]:
    """各张表：名称、栏宽、各行（首行是表头）；没有内容的也出，只有表头。"""
    pages = Pages(totals, {})
    families = tuple(totals.families)
    head = (*_OWN, "地区", "层级", *_WORDS, "合计", *families, "无法核查", "金额识别", "最大差额", "计量单位")
    widths = (*_OWN_WIDTHS, 16, 7, *(7 for _ in _WORDS), 7, *(9 for _ in families), 9, 9, 16, 9)
    yield "单位类别", widths, [[*head], *_units(totals)]
    head = ("规则", "查什么", *_WORDS, "合计", "文件数")
    yield "规则", (14, 50, *(8 for _ in _WORDS), 8, 8), [[*head], *_rules(totals)]
    yield "共性问题", (14, 34, 60, 8, 60), [["规则", "位置", "同样的话", "单位数", "各处"], *_common(totals, pages)]
    yield "读不出的文件", (30, 50, 14, 70), [["文件", "路径", "状态", "原因"], *_unread(totals)]
    money = ("上年数", "本年数", "增减", "上年数（元）", "本年数（元）", "增减（元）")
    yield "三公", (*_OWN_WIDTHS, *(16 for _ in money)), [[*_OWN, *money], *_sangong(totals)]
    yield "重复和更正", (30, 100), [["情形", "文件"], *_repeats(totals)]


def _own(row: Row) -> list[Value]:
    return [row.entity, row.year, row.kind, row.name]


def _units(totals: Totals) -> Iterator[list[Value]]:
    for row in totals.rows:
        if row.status != "audited":
            continue
        cells = [*row.cells, *(NOTHING for _ in range(len(totals.families) - len(row.cells)))]
        largest = row.largest or {"difference": "", "unit": ""}
        counts: list[Value] = [*row.counts, sum(row.counts)]
        tail: list[Value] = [row.unknown, percent(row.share), largest["difference"], largest["unit"]]
        yield [*_own(row), row.region, row.level, *counts, *map(_cell, cells), *tail]


def _cell(cell: Cell) -> Value:
    """问题数；没有查成的写“?处数”，没有查的写“未查”。"""
    if any(cell.counts) or cell.checked:
        return sum(cell.counts)
    return f"?{cell.unknown}" if cell.unknown else "未查"


def _rules(totals: Totals) -> Iterator[list[Value]]:
    for rule_id, rule in totals.rules_by_reach():
        counts = [rule.counts[key] for key in labels.SEVERITIES]
        yield [rule_id, rule.title, *counts, rule.counts.total(), rule.documents]


def _common(totals: Totals, pages: Pages) -> Iterator[list[Value]]:
    for one in totals.common():
        places = (f"{pages.name(n)} {pages.which(n)} {display}" for n, display in one.places)
        yield [one.rule_id, one.at, one.words, one.units, "\n".join(places)]


def _unread(totals: Totals) -> Iterator[list[Value]]:
    for row in totals.rows:
        if row.status != "audited" or row.unread:
            word = "没有读全" if row.status == "audited" else labels.DOCUMENT_STATUS[row.status].word
            yield [row.name, row.path, word, "\n".join(why(row))]


def _sangong(totals: Totals) -> Iterator[list[Value]]:
    for row in totals.rows:
        if row.sangong:
            told = compared(row.sangong)
            prior, now = (yuan(row.sangong[key], row.sangong["unit"]) for key in ("prior", "now"))
            change = None if prior is None or now is None else now - prior
            sizes = [_number(value) for value in (prior, now, change)]
            yield [*_own(row), told["prior"], told["now"], told["change"], *sizes]


def _number(value: Decimal | None) -> Value:
    return "" if value is None else value


def _repeats(totals: Totals) -> Iterator[list[Value]]:
    for what, numbers in repeated(totals):
        yield [what, "\n".join(totals.rows[n].path for n in numbers)]
