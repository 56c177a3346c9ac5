"""报表事实：每张表、每一行、每一格。"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.document import Cell, Place
from engine.facts.caliber import caliber
from engine.facts.maker import Maker, usual_decimals
from engine.facts.model import Fact
from engine.recognition.header import Column
from engine.recognition.rows import Row
from engine.recognition.statements import Statement
from engine.recognition.vocabulary import Vocabulary


def statement_facts(make: Maker, statements: tuple[Statement, ...], vocabulary: Vocabulary) -> list[Fact]:
    """每张表：各行（row，slots 为各栏）和各格（cell）。"""
    facts: list[Fact] = []
    firsts = first_of_sets(make, statements)
    for statement in statements:
        if statement.kind.layout != "指标":
            facts += _rows(make, statement, statement.name in firsts, vocabulary.words)
    return facts


def first_of_sets(make: Maker, statements: tuple[Statement, ...]) -> frozenset[str]:
    """各套里每种表的第一张，表名。"""
    found: dict[tuple[str, str], str] = {}
    for statement in statements:
        found.setdefault((make.sets.of(statement.table.index), statement.kind.name), statement.name)
    return frozenset(found.values())


def row_key(row: Row) -> str:
    """行的稳定名字：合计行的规范名称、科目编码，或行名。"""
    return row.role or row.code or row.label


# 单行的表一年一行：2024年 / 2025年预算数
_YEAR_ROW = re.compile(r"^((?:19|20)\d\d)年度?(?:预算|决算)?数?$")


def _year_row(make: Maker, statement: Statement, row: Row) -> str:
    """行名就是年份的：本年的一行当作合计行，上年的一行是上年数；其余为空串。"""
    found = _YEAR_ROW.match(row.label)
    if found is None or statement.kind.layout != "单行" or not make.identity.year.isdigit():
        return ""
    return {make.identity.year: "本年", str(int(make.identity.year) - 1): "上年"}.get(found[1], "")


def _rows(make: Maker, statement: Statement, first: bool, words: Mapping[str, Sequence[str]]) -> list[Fact]:
    facts: list[Fact] = []
    values = [c.value for line in statement.table.rows for c in line if c.value is not None and c.status == "number"]
    places = usual_decimals(values)
    keys = [f"{statement.name}|{row.half}|{row.number}" for row in statement.rows]
    columns = [_columns(statement, number, words) for number in range(len(statement.halves))]
    for row in statement.rows:
        half = statement.halves[row.half]
        slots: dict[str, Fact] = {}
        year = _year_row(make, statement, row)
        printed = " ".join(x for x in (row.printed_code, row.name) if x)
        row_name = printed or row_key(row)
        role = "合计" if year == "本年" else row.role
        key = keys[row.number]
        above = keys[row.up] if row.up is not None else ""
        common: dict[str, str | bool] = {
            "table": statement.kind.name,
            "instance": statement.name,
            "scope": statement.kind.scope,
            "row": role or row_key(row),
            "code": row.code,
            "name": row.label,
            "role": role,
            "side": half.side,
            "level": str(len(row.code)) if row.code else "",
            "total": row.total,
            "inferred": row.inferred,
            "has_code": bool(row.code),
            "has_name": bool(row.label),
            "has_row": bool(role),
            "first": first,
        }
        for column in columns[row.half]:
            label = column.label
            cell = statement.cell(row, column.column)
            if label in slots and (slots[label].keys["status"] != "blank" or cell.status == "blank"):
                continue
            own = common | column.keys
            own["key"] = f"{key}|{label}"
            own["up"] = f"{above}|{label}" if above else ""
            if year:
                own["period"] = year
                own["caliber"] = own["caliber"] or caliber(row.label, words)
            slots[label] = _cell(make, statement, cell, row_name, label, own, places)
        facts.extend(slots.values())
        up_row = statement.rows[row.up] if row.up is not None else None
        place = Place(
            line=statement.table.rows[row.index][0].line,
            block=statement.table.index,
            table=statement.name,
            row=row.index,
            row_name=row_name,
        )
        common["key"] = key
        common["up"] = row_key(up_row) if up_row else ""
        facts.append(make.fact("row", common, place, printed, None, slots))
    return facts


@dataclass(frozen=True, slots=True)
class _Column:
    """一个金额栏：各行的格都一样的键。"""

    column: Column
    label: str
    keys: dict[str, str | bool]


def _columns(statement: Statement, number: int, words: Mapping[str, Sequence[str]]) -> list[_Column]:
    """第几侧的各金额栏。filled 是这一栏（同名的几栏算一栏）有没有不是零的数。"""
    amounts = statement.halves[number].amounts
    rows = [row for row in statement.rows if row.half == number]
    filled = {c.label for c in amounts if any(_has_figure(statement.cell(row, c)) for row in rows)}
    return [
        _Column(
            column,
            column.label,
            {
                "period": column.period,
                "column": column.name,
                "basis": column.basis,
                "unit": statement.unit,
                "caliber": caliber("".join(column.path), words),
                "filled": column.label in filled,
            },
        )
        for column in amounts
    ]


def _has_figure(cell: Cell) -> bool:
    """不是空格、短横、零；认不出的也算。"""
    return cell.value != 0 if cell.status == "number" else cell.status not in ("blank", "dash")


def _cell(
    make: Maker,
    statement: Statement,
    cell: Cell,
    row_name: str,
    column_name: str,
    keys: dict[str, str | bool],
    places: int | None,
) -> Fact:
    printed = " ".join(cell.text.raw.split())
    quantity = None
    if cell.value is not None and cell.status == "number" and not cell.unit:
        quantity = make.money(cell.value, statement.unit, printed, places)
    # 依次是行号、页、块、表、行、栏、行名、栏名
    place = Place(cell.line, None, statement.table.index, statement.name, cell.row, cell.column, row_name, column_name)
    # 金额栏里的百分数、个数认得清，却不是金额
    status = "text" if quantity is None and cell.status == "number" else cell.status
    keys["status"] = "zero" if quantity is not None and not quantity.value else status
    return make.fact("cell", keys, place, printed, quantity)
