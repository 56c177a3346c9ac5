"""“三公”各项：预算、决算、上年、增减、原因。表里有的取表里的，没有的取文字的；上年数由文字推算。"""

from __future__ import annotations

from typing import Any

from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.numbers import plain
from engine.recognition.sets import FIRST
from reports.places import where

ITEMS = (
    "三公经费合计",
    "因公出国（境）费",
    "公务用车购置及运行维护费",
    "公务用车购置费",
    "公务用车运行维护费",
    "公务接待费",
)
REASONS = ("原因", "差异原因")
"""陈述里说增减、说预决算差异的原因。"""


def sangong(facts: FactSet) -> list[dict[str, str]]:
    """有表或有文字的各项，一项一行。"""
    found = [_item(name, facts) for name in ITEMS]
    return [row for row in found if row is not None]


def _item(name: str, facts: FactSet) -> dict[str, Any] | None:
    cells = facts.of("cell", column=name, row="合计") or facts.of("known", concept=name, set=FIRST)
    said = next((s for s in facts.of("statement", concept=name)), None)
    if not cells and said is None:
        return None
    kind = facts.identity.kind
    slots = said.slots if said else {}
    by_basis: dict[str, Fact] = {}
    for cell in cells:
        by_basis.setdefault(cell.key("basis") or ("决算数" if kind == "决算" else "预算数"), cell)
    stated = slots.get("本年")
    budget = by_basis.get("预算数") or slots.get("预算") or (stated if kind == "预算" else None)
    final = by_basis.get("决算数") or slots.get("决算") or (stated if kind == "决算" else None)
    main = (budget if kind == "预算" else final) or stated
    prior = next((f for f in facts.of("derived", concept=name, period="上年")), None)
    unit = main.quantity.unit if main and main.quantity else ""
    return {
        "item": name,
        "budget": _bare(budget, unit),
        "final": _bare(final, unit),
        "prior": _bare(prior, unit),
        "change": _signed(slots["增减"]) if "增减" in slots else "",
        "place": where(main.place, facts.document) if main else "",
        "unit": unit,
        "stated": _bare(stated, unit),
        "reason": "；".join(dict.fromkeys(slots[key].printed for key in REASONS if key in slots)),
    }


def _bare(fact: Fact | None, unit: str) -> str:
    """照原文；单位与这一行的相同的不重写，不同的（表里元、文字万元）留着。"""
    if fact is None:
        return ""
    printed = fact.printed.split("（")[0]
    same = fact.quantity is not None and fact.quantity.unit == unit
    return printed.removesuffix(unit).rstrip() if same else printed


def _signed(change: Fact) -> str:
    if change.quantity is None:
        return ""
    sign = "+" if change.quantity.value > 0 else ""
    return f"{sign}{plain(change.quantity.value)}{change.quantity.unit}"
