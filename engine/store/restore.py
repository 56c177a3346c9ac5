"""库里的一行 → prior 事实：键照旧，另加是哪一份的；位置指到那一份的原文。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from engine.document import Origin, Place
from engine.facts.model import Fact
from engine.facts.prior import PRIOR, Related, Taken
from engine.numbers import Quantity
from engine.store.record import Record, Row

OWN_SLOTS = ("本年", "决算")
"""文字里说的，这几个要素是那一份自己年度的数。"""

_KEPT = (
    "concept",
    "code",
    "name",
    "instance",
    "role",
    "basis",
    "caliber",
    "period",
    "slot",
    "scope",
    "direction",
    "project",
    "status",
    "unit",
)


def _is_figure(row: Row, kind: str) -> bool:
    """是那一份自己年度的某个概念的数：表中的格（决算的是决算数），或文字里说的。"""
    if row.kind == "known":
        return row.basis in ("", f"{kind}数")
    return row.kind == "stated" and bool(row.concept and row.value) and row.slot in OWN_SLOTS


def prior_fact(ident: str, values: Sequence[Any], quote: str, taken: Taken) -> Fact:
    """values 依次是 Row 的各列。relations 里的各个称呼都是值为真的键，规则凭它挑选。"""
    row = Row(*values)
    keys: dict[str, str | bool] = {name: getattr(row, name) for name in _KEPT}
    keys |= {
        "of": row.kind,
        "relation": taken.relations[0],
        **dict.fromkeys(taken.relations, True),
        "doc": taken.kind,
        "year": taken.year,
        "entity": taken.entity,
        "source": taken.sha256,
        "table": row.table_name,
        "row": row.row_name,
        "column": row.column_name,
        "section": row.section_kind,
        "figure": _is_figure(row, taken.kind),
        "total": row.total,
        "first": "#" not in row.instance,
        "has_code": bool(row.code),
        "has_name": bool(row.name),
        "has_row": bool(row.role),
    }
    origin = Origin(taken.title, taken.path, row.page, row.line, row.label, row.file, quote)
    place = Place(
        table=row.instance,
        row_name=row.row_label,
        column_name=row.column_name,
        section=row.section,
        origin=origin,
    )
    quantity = None
    if row.value:
        quantity = Quantity(Decimal(row.value), row.unit, Decimal(row.quantum), row.printed, row.approximate)
    return Fact(ident, PRIOR, keys, place, row.printed, quantity)


def related_of(records: Sequence[tuple[Taken, Record]]) -> Related:
    """手头的几份（还没有存进库的）就是可比的：规则的测试用。"""
    facts = [
        prior_fact(f"p{n}.{row.number}", row, record.quotes[row.quote] if row.quote >= 0 else "", taken)
        for n, (taken, record) in enumerate(records, 1)
        for row in record.rows
    ]
    sources = (
        replace(taken, tables=frozenset(row.table_name for row in record.rows if row.kind == "cell"))
        for taken, record in records
    )
    return Related(tuple(facts), tuple(sources), (), "")
