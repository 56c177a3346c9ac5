"""绩效事实：每条指标（indicator）、每张表单（record），以及由它们数出来的项目个数和金额。"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from engine.document import Cell, Place
from engine.facts.maker import Maker
from engine.facts.model import Fact
from engine.numbers import MONEY, Quantity, decimals, last_place
from engine.recognition import targets
from engine.recognition.statements import Statement
from engine.recognition.targets import Form, Indicator
from engine.recognition.vocabulary import Vocabulary, plain_title

_SCORES = ("总分", "执行得分", "执行分值")  # 是分数，不是金额

_FRACTION = 2
"""不大于 2 的是小数：执行率写成 1.05 是 105%，没有写成 1.05% 的。"""


def target_facts(
    make: Maker, statements: tuple[Statement, ...], known: list[Fact], vocabulary: Vocabulary
) -> list[Fact]:
    """known 是报表事实：几套的绩效目标表都印在最后的，凭项目名称归到列有这个项目的那一套。"""
    facts: list[Fact] = []
    listed: dict[str, dict[str, None]] = {}  # 项目名称 → 列有它的各套
    forms = {make.sets.of(s.table.index) for s in statements if s.kind.layout == "指标"}
    if len(make.sets.names) > 1 and forms == {make.sets.names[-1]}:
        for row in known:
            if row.kind == "row":
                listed.setdefault(row.key("name"), {})[row.key("set")] = None
    for statement in statements:
        if statement.kind.layout != "指标":
            continue
        for form in targets.read_forms(statement.table, vocabulary):
            indicators = tuple(_indicator(make, statement, item) for item in form.indicators)
            facts.extend(indicators)
            facts.append(_record(make, statement, form, indicators, listed, vocabulary))
    return facts


def _place(make: Maker, statement: Statement, cell: Cell, row_name: str, column: str) -> Place:
    return Place(
        line=cell.line,
        block=statement.table.index,
        table=statement.name,
        row=cell.row,
        column=cell.column,
        row_name=row_name,
        column_name=column,
    )


def _printed(cell: Cell) -> str:
    return " ".join(cell.text.raw.split())


def _rate(value: Decimal, printed: str) -> Quantity:
    """没有印百分号的执行率：0.95 是小数，95.20 是百分数。"""
    times = 100 if abs(value) <= _FRACTION else 1
    return Quantity(value * times, "%", last_place(decimals(value)) * times, printed)


def _indicator(make: Maker, statement: Statement, item: Indicator) -> Fact:
    cells = item.cells
    value = cells.get("指标值") or cells["三级指标"]
    place = _place(make, statement, value, item.name, "指标值")
    slots: dict[str, Fact] = {}
    for label in ("权重", "得分", "实际完成值"):
        cell = cells.get(label)
        if cell is not None and cell.text.norm:
            quantity = (
                Quantity(cell.value, "", Decimal(0), _printed(cell))
                if cell.value is not None and cell.status == "number"
                else None
            )
            slots[label] = make.fact(
                "stated", {"slot": label}, _place(make, statement, cell, item.name, label), _printed(cell), quantity
            )
    target = item.target
    quantity = Quantity(target.number, target.unit, Decimal(0), item.printed) if target.number is not None else None
    keys: dict[str, str | bool] = {
        "table": statement.kind.name,
        "instance": statement.name,
        "project": plain_title(item.project),
        "level1": item.level1,
        "level2": item.level2,
        "name": item.name,
        "label": _printed(cells["三级指标"]),
        "operator": target.operator,
        "unit": target.unit,
        "numeric": target.number is not None,
        "value": item.cells["指标值"].text.norm if "指标值" in item.cells else "",
        "direction": cells["指标方向"].text.norm if "指标方向" in cells else "",
        "nature": cells["指标性质"].text.norm if "指标性质" in cells else "",
        "actual": cells["实际完成值"].text.norm if "实际完成值" in cells else "",
    }
    return make.fact("indicator", keys, place, item.printed, quantity, slots)


def _costs(make: Maker, indicators: tuple[Fact, ...], vocabulary: Vocabulary) -> dict[str, Fact]:
    """以金额计的项目总成本指标和它的实际完成值（照抄目标算符的不算）；一张表里有几条不同的不取。"""
    names = vocabulary.words["项目总成本指标"]
    found = [
        (i, i.quantity)
        for i in indicators
        if i.quantity is not None and i.quantity.is_money and plain_title(i.key("name")) in names
    ]
    if len({(q.value, q.unit) for _, q in found}) != 1:
        return {}
    item, q = found[0]
    values = [(item.place, item.printed, q.value, q.unit)]
    done = item.slots.get("实际完成值")
    actual = targets.parse_target(item.key("actual"))
    if done is not None and actual.number is not None and not actual.operator and actual.unit in MONEY:
        values.append((done.place, done.printed, actual.number, actual.unit))
    keys: dict[str, str | bool] = {"table": item.key("table"), "name": item.key("name")}
    return {
        slot: make.fact("stated", {**keys, "slot": slot}, place, printed, make.money(value, unit, printed))
        for slot, (place, printed, value, unit) in zip(targets.COSTS, values, strict=False)
    }


def _record(
    make: Maker,
    statement: Statement,
    form: Form,
    indicators: tuple[Fact, ...],
    listed: Mapping[str, Mapping[str, None]],
    vocabulary: Vocabulary,
) -> Fact:
    slots: dict[str, Fact] = {}
    for label, cell in form.cells.items():
        quantity = None
        if label in _SCORES:
            # 分数不会是负的、也不带单位：多半是识别时多出来的一横，当作认不清
            if cell.value is not None and cell.value >= 0 and not cell.unit:
                places = decimals(cell.value)
                # 总分、折算的得分写到几位小数就四舍五入到几位；写成整数的是整数
                quantum = last_place(places) if places else Decimal(0)
                quantity = Quantity(cell.value, "", quantum, _printed(cell))
        elif label == "执行率" and cell.value is not None and cell.status == "number" and not cell.unit:
            quantity = _rate(cell.value, _printed(cell))
        elif cell.value is not None and cell.status == "number" and not cell.unit:
            quantity = make.money(cell.value, statement.unit, _printed(cell))
        elif cell.value is not None and cell.unit == "%":
            quantity = Quantity(cell.value, "%", last_place(decimals(cell.value)), _printed(cell))
        slots[label] = make.fact(
            "stated",
            {"slot": label, "table": statement.kind.name, "name": label, "project": form.project},
            _place(make, statement, cell, label, "表单"),
            _printed(cell),
            quantity,
        )
    slots |= _costs(make, indicators, vocabulary)
    first = next(iter(slots.values()), None) or (indicators[0] if indicators else None)
    place = (
        first.place if first else Place(line=statement.table.line, block=statement.table.index, table=statement.name)
    )
    keys: dict[str, str | bool] = {
        "table": statement.kind.name,
        "instance": statement.name,
        "project": plain_title(form.project),
        "named": bool(form.project),
        "whole": form.whole,
    }
    here = make.sets.of(statement.table.index)
    if here not in (where := listed.get(plain_title(form.project), {here: None})):
        keys["set"] = next(iter(where))
    return make.fact("record", keys, place, form.project, None, slots, indicators)
