"""事实清单：表格、CSV、JSON 三种样子；没有看懂的列在最后。"""

from __future__ import annotations

import json
from typing import Any

from engine.document import Place
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.numbers import plain
from reports.cells import inert

COLUMNS = ("kind", "concept", "code", "name", "basis", "amount", "unit", "printed", "place")
_SHOWN = (
    "table",
    "row",
    "cell",
    "stated",
    "statement",
    "list",
    "indicator",
    "record",
    "part",
    "announced",
    "name",
    "known",
    "derived",
    "document",
)


def _place(place: Place, facts: FactSet) -> str:
    parts = [
        facts.document.where(place.line),
        place.table,
        place.row_name,
        place.column_name if place.column is not None else "",
        place.section,
    ]
    return " / ".join(p for p in parts if p)


def _basis(fact: Fact) -> str:
    parts = (
        fact.key("period") if fact.key("period") != "本年" else "",
        fact.key("basis"),
        fact.key("slot"),
        fact.key("base"),
        fact.key("direction"),
    )
    return " ".join(p for p in parts if p)


def _row(fact: Fact, facts: FactSet) -> dict[str, Any]:
    concept = fact.key("concept") or fact.key("table") or fact.key("family")
    name = (
        fact.key("name")
        or fact.key("label")
        or fact.key("row")
        or fact.key("title")
        or fact.key("path")
        or fact.key("head")
        or fact.key("project")
    )
    if fact.kind == "cell":
        name = " ".join(x for x in (fact.key("side"), fact.place.row_name, fact.key("column")) if x)
    basis, printed = _basis(fact), fact.printed
    if fact.kind == "document":
        concept, name = "部门名称", facts.identity.entity
    if fact.kind == "row":
        filled = _amounts(fact)
        name = fact.place.row_name
        basis, printed = "/".join(label for label, _ in filled), " ".join(text for _, text in filled)
    if fact.kind == "stated" and fact.key("slot") in ("增减额", "增减率") and fact.key("direction") not in ("", "两可"):
        name = f"{name} {fact.key('direction')}{'率' if fact.key('slot') == '增减率' else '额'}"
    if fact.kind == "indicator":
        name = " ".join(x for x in (fact.key("project"), fact.key("level1"), fact.key("level2"), fact.key("name")) if x)
    if fact.kind == "table":
        name = (
            f"{fact.printed} {'空表（有说明）' if fact.keys['noted'] else '空表'}"
            if fact.keys["empty"]
            else fact.printed
        )
    quantity = fact.quantity
    return {
        "kind": fact.kind,
        "concept": concept,
        "code": fact.key("code"),
        "name": name,
        "entity": facts.identity.entity,
        "year": facts.identity.year,
        "basis": basis,
        "amount": plain(quantity.value) if quantity else None,
        "unit": quantity.unit if quantity else "",
        "printed": printed,
        "place": _place(fact.place, facts),
    }


def _amounts(row: Fact) -> list[tuple[str, str]]:
    """一行里有数的各栏：（栏名，印的数）。"""
    return [(label, cell.printed) for label, cell in row.slots.items() if cell.quantity is not None]


def rows(facts: FactSet) -> list[dict[str, Any]]:
    """看得懂的事实；空格、没有数的行不列，表单各项列在表单之下。"""
    found: list[dict[str, Any]] = []
    for fact in facts.facts:
        if fact.kind not in _SHOWN or (fact.kind == "cell" and fact.quantity is None):
            continue
        if fact.kind == "row" and not _amounts(fact):
            continue
        found.append(_row(fact, facts))
        if fact.kind == "record":
            found += [_row(slot, facts) for slot in fact.slots.values()]
        if fact.kind == "name":
            found += [_row(item, facts) for item in fact.items]
    return found


def as_json(facts: FactSet) -> str:
    """DESIGN 约定的 JSON：facts 与 not_understood。"""
    unknown = [
        {"what": n.what, "place": _place(n.place, facts), "reason": n.reason, "printed": n.printed}
        for n in facts.not_understood
    ]
    return json.dumps({"facts": rows(facts), "not_understood": unknown}, ensure_ascii=False, indent=1) + "\n"


def as_csv(facts: FactSet) -> str:
    """一行一件事实；没有看懂的 kind 为 not_understood。"""
    import pandas as pd  # 只有这里和表格用得到，核查时不载入

    unknown = [
        {
            "kind": "not_understood",
            "concept": n.what,
            "printed": n.printed,
            "name": n.reason,
            "place": _place(n.place, facts),
        }
        for n in facts.not_understood
    ]
    frame = pd.DataFrame([*rows(facts), *unknown]).fillna("")
    # 以 = + - @ 开头的文字在表格软件里会被当作公式
    return str(frame.map(inert).to_csv(index=False, lineterminator="\n"))


def as_table(facts: FactSet, width: int) -> str:
    """终端里看的表格。"""
    import pandas as pd

    frame = pd.DataFrame(rows(facts), columns=[*COLUMNS]).fillna("")
    with pd.option_context(
        "display.unicode.east_asian_width", True, "display.width", width, "display.max_colwidth", 40
    ):
        body = frame.to_string(index=False, justify="left", max_colwidth=40)
    identity = facts.identity
    lines = [f"{identity.entity} {identity.year}年 部门{identity.kind}：{len(frame)} 件事实", "", body, ""]
    if facts.not_understood:
        lines.append(f"没有看懂的 {len(facts.not_understood)} 处：")
        lines += [f"  {_place(n.place, facts)}  {n.what}：{n.reason}　{n.printed}" for n in facts.not_understood]
    else:
        lines.append("没有看不懂的地方。")
    return "\n".join(lines) + "\n"
