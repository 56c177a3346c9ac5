"""数的来处：证据里的一个数是哪个事实；把一个数换成另一个数，别的照旧。"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from decimal import Decimal
from functools import cached_property
from typing import Final

from engine.document import Place
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.numbers import MONEY, Quantity, plain
from engine.outcome import Evidence, Outcome

TELLING: Final = 4
"""两个数里至少一个有这么多位有效数字，相同才不像是碰巧（四位数碰巧相同不到千分之一）。"""


_Spot = tuple[str, int | None, int | None]
"""（印的字，第几行，第几栏）。"""


def _by_spot(facts: Iterable[Fact]) -> Mapping[_Spot, list[Fact]]:
    found: dict[_Spot, list[Fact]] = {}
    for fact in facts:
        found.setdefault((fact.printed, fact.place.row, fact.place.column), []).append(fact)
    return found


class Figures:
    """一份文件里的各个数，按印在哪里、印成什么样查。要查的只是几张表、几段，查到哪一块才细分哪一块。"""

    def __init__(self, facts: FactSet) -> None:
        self._blocks: dict[int | None, list[Fact]] = {}
        self._printed_in: dict[int | None, Mapping[_Spot, list[Fact]]] = {}
        for fact in facts.by_id.values():
            if fact.quantity is not None and fact.place.block is not None:
                self._blocks.setdefault(fact.place.block, []).append(fact)
        self._at: dict[int, tuple[Evidence, Fact | None]] = {}

    def at(self, evidence: Evidence) -> Fact | None:
        """证据里的那个数；不是数的、不在原文里的为 None。"""
        known = self._at.get(id(evidence))  # 拿着证据，编号就不会给别的
        if known is None:
            known = self._at[id(evidence)] = (evidence, next(self._printed(evidence.place, evidence.value), None))
        return known[1]

    def alike(self, fact: Fact) -> Iterator[Fact]:
        """同一处的同一个数，几个事实都说到的。"""
        return self._printed(fact.place, fact.printed)

    def _printed(self, place: Place, printed: str) -> Iterator[Fact]:
        if place.block not in self._printed_in:
            self._printed_in[place.block] = _by_spot(self._blocks.get(place.block, ()))
        near = self._printed_in[place.block].get((printed, place.row, place.column), ())
        return (f for f in near if f.place == place)

    def cell(self, evidence: Evidence) -> str:
        """那个数印在哪里、印成什么样；不是数的为空。推算出来的数与所依据的数印得不同，不算同一格。"""
        place = evidence.place
        span = place.span[0] if place.span else ""
        return f"{place.block}/{place.row}/{place.column}/{span}/{evidence.value}" if self.at(evidence) else ""

    def compared(self, outcome: Outcome) -> tuple[tuple[Evidence, Fact], ...]:
        """结论比较的两个金额；不是恰好两个金额的为空。"""
        found: dict[str, tuple[Evidence, Fact]] = {}
        for item in outcome.evidence:
            fact = self.at(item)
            if fact is not None:
                found.setdefault(self.cell(item), (item, fact))
        pair = tuple(found.values())
        return pair if len(pair) == 2 and all(f.quantity and f.quantity.is_money for _, f in pair) else ()

    def corrections(self, outcome: Outcome, cell: str) -> Iterator[tuple[Fact, Quantity]]:
        """要使结论相符，cell 那一格可以换成什么：（那一格，换成的数）。

        比较两个金额的，换成另一个；几个金额相加减的，补上或减去差额。末位单位仍是原来的：
        换成一个粗略的数（如 3.2 亿元）就什么都相符了，那不是证明。
        """
        compared = self.compared(outcome)
        wrong = next((f for e in outcome.evidence if self.cell(e) == cell and (f := self.at(e)) is not None), None)
        if wrong is None or wrong.quantity is None or not wrong.quantity.is_money:
            return
        for item, fact in compared:
            if self.cell(item) != cell and fact.quantity is not None:
                yield wrong, _with(wrong.quantity, _yuan(fact.quantity))
        difference = None if compared else _difference(outcome)
        if difference is not None:
            for step in (difference, -difference):
                yield wrong, _with(wrong.quantity, _yuan(wrong.quantity) + step)

    def pair(self, outcome: Outcome) -> str:
        """比较的两个金额，折成元，不分先后；有零、位数太少、相同也可能是碰巧的为空。"""
        values = sorted(_yuan(fact.quantity) for _, fact in self.compared(outcome) if fact.quantity)
        if len(values) != 2 or not all(values) or max(_digits(v) for v in values) < TELLING:
            return ""
        return "|".join(plain(v) for v in values)


# 0.90万元　-1,052.00 元：差额一栏的写法；单位也可以另在 unit 一栏
_DIFFERENCE = re.compile(r"(-?[\d,]+(?:\.\d+)?)\s*(\D*)")


def _difference(outcome: Outcome) -> Decimal | None:
    """差额，折成元；不是金额的为 None。"""
    found = _DIFFERENCE.fullmatch(outcome.fields.get("diff", ""))
    unit = (found and found[2]) or outcome.fields.get("unit", "")
    return Decimal(found[1].replace(",", "")) * MONEY[unit] if found and unit in MONEY else None


def _with(quantity: Quantity, yuan: Decimal) -> Quantity:
    return dataclasses.replace(quantity, value=yuan / MONEY[quantity.unit])


def _yuan(quantity: Quantity) -> Decimal:
    return quantity.value * MONEY[quantity.unit]


def _digits(value: Decimal) -> int:
    """有效数字的位数：4180000 是 3 位。"""
    return len(str(int(value.scaleb(4))).lstrip("-").rstrip("0"))


@dataclasses.dataclass(slots=True)
class _Swap:
    """own 里的数换成 right；holders 是它们和包着它们的事实。"""

    own: Set[str]
    right: Quantity
    holders: Set[str]
    changed: dict[str, Fact] = dataclasses.field(default_factory=dict)

    def of(self, fact: Fact) -> Fact:
        """连同里面的要素、各项；没有要换的，还是原来那个事实。"""
        if fact.id in self.holders and fact.id not in self.changed:
            slots = {name: self.of(slot) for name, slot in fact.slots.items()}
            items = tuple([self.of(item) for item in fact.items])
            quantity = self.right if fact.id in self.own else fact.quantity
            self.changed[fact.id] = dataclasses.replace(fact, slots=slots, items=items, quantity=quantity)
        return self.changed.get(fact.id, fact)


class Correction:
    """把一份文件里的一个数换成另一个。哪些事实里有哪些事实只找一次，可以试许多次。"""

    def __init__(self, facts: FactSet, figures: Figures) -> None:
        self._facts = facts
        self._figures = figures

    def of(self, wrong: Fact, right: Quantity) -> FactSet:
        """wrong 那一处的数换成 right，其余照旧；由它推算的数不重算。"""
        own = {fact.id for fact in self._figures.alike(wrong)}
        holders = set(own)
        new = own
        while new := {parent for ident in new for parent in self._parents.get(ident, ())} - holders:
            holders |= new
        swap = _Swap(own, right, holders)
        for ident in holders:
            swap.of(self._facts.by_id[ident])
        return self._facts.swapped(swap.changed)

    @cached_property
    def _parents(self) -> Mapping[str, list[str]]:
        """事实的编号 → 哪些事实以它为要素、为一项。"""
        found: dict[str, list[str]] = {}
        for ident, fact in self._facts.by_id.items():
            if not fact.slots and not fact.items:
                continue  # 多数是一格
            for part in (*fact.slots.values(), *fact.items):
                found.setdefault(part.id, []).append(ident)
        return found
