"""占比的底数：文中没有写明的，依次试几种；写明了“占××的”，就找××是多少。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from engine.checks.common import Context
from engine.facts.model import Fact
from engine.numbers import Quantity, plain

# 占(本年)(财政拨款)支出合计：底数前面不改变所指的字
_PLAIN = re.compile(r"(?:本年度?|全年|当年|年度|20\d\d年度?|部门|单位|本部门|本单位|总|全部|预算|决算)*")


def share_word(subject: Fact) -> str:
    """占的是什么：占本年支出总额的 → 本年支出。"""
    return subject.key("share_base").removesuffix("的").removesuffix("总额").strip()


def _means(word: str, name: str) -> bool:
    """占比的底数 word 说的就是 name：政府性基金预算项目支出不是项目支出。"""
    return word.endswith(name) and bool(_PLAIN.fullmatch(word.removesuffix(name)))


BASES = ("句中", "总体", "本节", "各项之和")
"""占比的底数：句中“占××的”；所属列举的总额；本节前面的总额；所属列举各项相加。"""


def bases(subject: Fact, context: Context, wanted: Sequence[str] = BASES[:3]) -> tuple[list[Fact], bool]:
    """占比可能的底数，依 wanted 的次序；文中写明了底数而找不到时，第二项为假。"""
    found: list[Fact] = []
    by_kind: dict[str, list[Fact]] = {"句中": found}
    facts = context.facts
    word = share_word(subject)
    statements = [s for s in facts.of("statement") if "本年" in s.slots]
    if len(word) >= 2:
        for s in statements:
            if word in s.key("name") or (
                s.key("concept") and (word in s.key("concept") or _means(word, s.key("concept")))
            ):
                found.append(s.slots["本年"])
        for k in facts.of("known"):
            spec = context.vocabulary.concepts.get(k.key("concept"), {})
            if k.slots["格"].quantity is not None and any(_means(word, p) for p in spec.get("说法", ())):
                found.append(k.slots["格"])
    named = len(word) < 2 or bool(found)
    own = next((entry for entry in facts.of("list") if any(i.id == subject.id for i in entry.items)), None)
    if own is not None and "总体" in own.slots and "本年" in own.slots["总体"].slots:
        by_kind["总体"] = [own.slots["总体"].slots["本年"]]
    if own is not None and "各项之和" in wanted and (total := _total(own)) is not None:
        by_kind["各项之和"] = [total]
    scope = subject.key("scope")
    position = subject.place.key
    earlier = [
        s
        for s in statements
        if s.place.key < position and s.key("scope") == scope and s.key("concept") and not s.key("family")
    ]
    if earlier:
        by_kind["本节"] = [earlier[-1].slots["本年"]]
    unique: dict[str, Fact] = {}
    for fact in (fact for kind in wanted for fact in by_kind.get(kind, ())):
        if fact.quantity is not None and fact.quantity.is_money and fact.quantity.value > 0:
            unique.setdefault(fact.printed, fact)
    own_value = subject.slots.get("本年")
    return [f for f in unique.values() if own_value is None or f.id != own_value.id][:6], named


def _total(entry: Fact) -> Fact | None:
    """列举各项的本年数相加，成一个事实；有一项没有数的为 None。"""
    items = [item.slots["本年"] for item in entry.items if "本年" in item.slots]
    quantities = [item.quantity for item in items if item.quantity is not None and item.quantity.is_money]
    if len(quantities) != len(entry.items) or len({q.unit for q in quantities}) != 1:
        return None
    total = sum((q.value for q in quantities), Decimal(0))
    quantum = sum((q.quantum for q in quantities), Decimal(0))
    unit = quantities[0].unit
    quantity = Quantity(total, unit, quantum, f"{plain(total)}{unit}")
    return replace(items[0], id=f"{entry.id}+", printed=quantity.printed, quantity=quantity, keys={"label": "各项之和"})
