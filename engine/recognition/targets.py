"""绩效表：逐行读出指标，一、二级指标向下沿用；表头上方的表单读成“标签—值”。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from engine.document import Cell, Table
from engine.readers import numerals
from engine.recognition.vocabulary import Vocabulary, plain_title

# 指标值：≥95% / =1年 / 680元/每人每年 / 5次 / ≥1,200人 / 95%以上
_TARGET = re.compile(
    r"^(?P<operator>≥|>=|≤|<=|=|>|<|不低于|不少于|不高于|不超过|大于等于|小于等于)?(?P<number>[-+]?\d[\d,]*(?:\.\d+)?)(?P<unit>%|‰|[^\d以]{0,16})(?P<tail>以上|以下|以内|左右)?$"
)
_OPERATOR = {
    "≥": "≥",
    ">=": "≥",
    "不低于": "≥",
    "不少于": "≥",
    "大于等于": "≥",
    "≤": "≤",
    "<=": "≤",
    "不高于": "≤",
    "不超过": "≤",
    "小于等于": "≤",
    "=": "=",
    ">": ">",
    "<": "<",
    "以上": "≥",
    "以下": "≤",
    "以内": "≤",
}
# 各级指标名称必含的字，没有的多半是识别残字
_STEMS = {
    "一级指标": (
        "产出",
        "效益",
        "效果",
        "满意",
        "成本",
        "履职",
        "管理",
        "效率",
        "影响",
        "投入",
        "过程",
        "绩效",
        "能力",
        "社会",
    ),
    "二级指标": (
        "数量",
        "质量",
        "时效",
        "成本",
        "经济",
        "社会",
        "生态",
        "可持续",
        "满意",
        "管理",
        "履职",
        "效益",
        "效率",
        "指标",
        "发展",
        "能力",
    ),
}
FUNDS = ("年度资金总额", "财政拨款", "上年结转", "其他资金")
"""资金的总额和各来源，表单里各占一行。"""
CROSSED = (*(f"{name}执行数" for name in FUNDS), "执行分值", "执行得分")
"""行名与列名相交得到的标签：财政拨款一行、全年执行数一列。"""
COSTS = ("项目总成本", "项目总成本完成值")
"""名为项目总成本（词表“项目总成本指标”）的那条指标的值、实际完成值。"""

_INHERITED = ("项目名称", "一级指标", "二级指标", "年度目标", "预算数", "单位名称")


@dataclass(frozen=True, slots=True)
class Target:
    """指标值拆开的样子；不是“算符+数+单位”的为定性，number 为 None。"""

    operator: str
    number: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """一条绩效指标。cells 为各栏的单元格（沿用的也在内）。"""

    project: str
    level1: str
    level2: str
    name: str
    printed: str
    target: Target
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Form:
    """一张表单（一个项目或一个单位）：标签 → 单元格。whole 为假：有的指标行没有认出名称，不能凭没见到说没有。"""

    project: str
    cells: Mapping[str, Cell]
    unit: str
    indicators: tuple[Indicator, ...] = field(default=())
    whole: bool = True


def parse_target(text: str, operator: str = "", unit: str = "") -> Target:
    """归一化的指标值 → 拆开的样子；operator、unit 来自单独的栏。"""
    found = _TARGET.match(text)
    sign = _OPERATOR.get(operator, "")
    if not found:
        return Target(sign, None, unit)
    value, status, _ = numerals.parse(found["number"])
    if status != "number":
        return Target(sign, None, unit)
    own = _OPERATOR.get(found["operator"] or found["tail"] or "", "")
    return Target(own or sign, value, found["unit"] or unit)


def _header(row: tuple[Cell, ...], vocabulary: Vocabulary) -> dict[str, int]:
    """指标表头行：栏名 → 列；不是表头为空。"""
    found: dict[str, int] = {}
    for cell in row:
        name = vocabulary.indicator("栏目", cell.text.norm) if cell.text.norm else ""
        if name and name not in found:
            found[name] = cell.column
    return found if "三级指标" in found and ("一级指标" in found or "二级指标" in found) else {}


def _form_cells(table: Table, rows: list[tuple[Cell, ...]], vocabulary: Vocabulary) -> dict[str, Cell]:
    """表单区：标签右边的格是值；右边还是标签时，值在下面一行。列有执行数、得分的，各行再取那一列。"""
    found: dict[str, Cell] = {}
    columns: dict[str, int] = {}
    for position, row in enumerate(rows):
        columns = _fund_columns(row, vocabulary) or columns
        for name, cell in _crossed(row, columns, vocabulary):
            found.setdefault(name, cell)
        for cell in row:
            label = vocabulary.indicator("表单", cell.text.norm) if cell.text.norm else ""
            if not label or label in found:
                continue
            right = next((c for c in row[cell.column + 1 :] if c.text.norm), None)
            below = rows[position + 1][cell.column] if position + 1 < len(rows) else None
            value = _value_cell(label, right, below, vocabulary)
            if value is not None:
                found[label] = value
    return found


def _fund_columns(row: tuple[Cell, ...], vocabulary: Vocabulary) -> dict[str, int]:
    """资金一栏的表头行：年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 → 各列；不是表头为空。"""
    found: dict[str, int] = {}
    for cell in row:
        name = vocabulary.indicator("表单", cell.text.norm) or vocabulary.indicator("栏目", cell.text.norm)
        if cell.text.norm and name in ("预算数", "执行数", "权重", "得分"):
            found.setdefault(name, cell.column)
    return found if {"预算数", "执行数"} <= set(found) else {}


def _crossed(row: tuple[Cell, ...], columns: Mapping[str, int], vocabulary: Vocabulary) -> Iterator[tuple[str, Cell]]:
    """一行里行名与列名相交的格：财政拨款执行数、执行分值、执行得分。"""
    first = next((c for c in row if c.text.norm and vocabulary.indicator("表单", c.text.norm)), None)
    if first is None or not columns:
        return
    label = vocabulary.indicator("表单", first.text.norm)
    if label not in FUNDS or columns["执行数"] <= first.column:
        return
    yield f"{label}执行数", row[columns["执行数"]]
    if label == FUNDS[0]:
        for name, column in (("执行分值", "权重"), ("执行得分", "得分")):
            if column in columns:
                yield name, row[columns[column]]


def _value_cell(label: str, right: Cell | None, below: Cell | None, vocabulary: Vocabulary) -> Cell | None:
    """标签的值：文字项取右边的格，右边也是标签时取下面的格；金额项右边不是数而下面是数时取下面的格。"""
    is_label = right is not None and bool(vocabulary.indicator("表单", right.text.norm))
    if label in vocabulary.text_labels:
        if right is not None and not is_label:
            return right
        named = below is not None and below.status == "text" and not vocabulary.indicator("表单", below.text.norm)
        return below if named and is_label else None
    counted = below is not None and below.status == "number"
    if right is not None and not is_label and (right.status == "number" or not counted):
        return right
    return below if counted else None


def read_forms(table: Table, vocabulary: Vocabulary) -> tuple[Form, ...]:
    """绩效表 → 各项目的表单和指标。"""
    head: dict[str, int] = {}
    carried: dict[str, Cell] = {}
    form_rows: list[tuple[Cell, ...]] = []
    form: dict[str, Cell] = {}
    groups: dict[str, tuple[dict[str, Cell], list[Indicator]]] = {}
    project = ""
    lost: set[str] = set()
    for row in table.rows:
        header = _header(row, vocabulary)
        if header:
            head = header
            fresh = _form_cells(table, form_rows, vocabulary)
            if fresh:
                form = {**form, **fresh}
            if "项目名称" in fresh:
                project = fresh["项目名称"].text.norm
            form_rows, carried = [], {}
            continue
        name_cell = row[head["三级指标"]] if head else None
        if not head or _is_form_row(row, head, vocabulary):
            form_rows.append(row)
            continue
        assert name_cell is not None
        for label in _INHERITED:
            if label in head and row[head[label]].text.norm:
                if label in _STEMS and not any(stem in row[head[label]].text.norm for stem in _STEMS[label]):
                    # 层级格里印的不是指标类别（识别残字）：二级指标不明，一级指标沿用
                    if label == "二级指标":
                        carried.pop(label, None)
                    continue
                carried[label] = row[head[label]]
                if label == "项目名称":
                    # 换了项目，上一个项目的指标层级不再沿用
                    carried = {k: v for k, v in carried.items() if k in ("项目名称", "单位名称") or v.row == row[0].row}
        own = {label: row[column] for label, column in head.items() if label not in _INHERITED}
        cells = {**carried, **own}
        key = carried["项目名称"].text.norm if "项目名称" in carried else project
        group = groups.setdefault(key, ({**form}, []))
        for label in ("预算数", "年度目标", "项目名称"):
            if label in carried:
                group[0].setdefault(
                    {"预算数": "年度资金总额", "年度目标": "年度绩效目标"}.get(label, label), carried[label]
                )
        if not name_cell.text.norm:
            if any(c.text.norm for c in row):
                lost.add(key)
            continue
        value = cells.get("指标值")
        nature = cells["指标性质"].text.norm if "指标性质" in cells else ""
        unit = cells["度量单位"].text.norm if "度量单位" in cells else ""
        printed = value.text.norm if value else ""
        group[1].append(
            Indicator(
                key,
                carried["一级指标"].text.norm if "一级指标" in carried else "",
                carried["二级指标"].text.norm if "二级指标" in carried else "",
                name_cell.text.norm,
                (nature if nature in _OPERATOR else "")
                + printed
                + (unit if unit != "其他" and not printed.endswith(unit) else ""),
                parse_target(printed, nature, unit),
                cells,
            )
        )
    if not groups:
        loose = _form_cells(table, form_rows, vocabulary)
        return (
            (Form(loose["项目名称"].text.norm if "项目名称" in loose else "", {**form, **loose}, ""),)
            if loose or form
            else ()
        )
    tail = _form_cells(table, form_rows, vocabulary) | _total_score(form_rows, head, vocabulary)
    return tuple(
        Form(name, {**cells, **{k: v for k, v in tail.items() if k not in cells}}, "", tuple(items), name not in lost)
        for name, (cells, items) in groups.items()
    )


def _total_score(rows: list[tuple[Cell, ...]], head: Mapping[str, int], vocabulary: Vocabulary) -> dict[str, Cell]:
    """总分一行：分值列是满分，得分列才是总分。"""
    for row in rows:
        named = any(vocabulary.indicator("表单", c.text.norm) == "总分" for c in row if c.text.norm)
        if named and "得分" in head and row[head["得分"]].status == "number":
            return {"总分": row[head["得分"]]}
    return {}


def _is_form_row(row: tuple[Cell, ...], head: Mapping[str, int], vocabulary: Vocabulary) -> bool:
    """指标区之间夹着的表单行：年度目标2、总分、偏差原因。"""
    first = next((c for c in row if c.text.norm), None)
    if first is None:
        return True
    text = plain_title(first.text.norm)
    if vocabulary.indicator("表单", text) and first.column < head["三级指标"] and "一级指标" in head:
        levels = {head.get("一级指标"), head.get("二级指标")}
        return first.column not in levels or not text.endswith("指标")
    return bool(re.match(r"^(?:偏差|改进|总分|年度目标|目标\d|其他需|备注|说明)", text))
