"""占比的底数：文中没有写明的，依次试几种；写明了“占××的”，就找××是多少。"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from engine.checks.common import Context
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.numbers import Quantity, plain
from engine.recognition.vocabulary import Vocabulary

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


class _Said:
    """一份文件里可以作底数的数；各处占比都要找，只理一次。不拿着整份的事实：它在那里面，就成了环。"""

    def __init__(self, facts: FactSet) -> None:
        self._named: dict[tuple[str, str], list[Fact]] = {}
        self._totals: dict[tuple[str, str], list[Fact]] = {}
        for s in sorted(facts.of("statement"), key=lambda s: s.place.key):
            if "本年" in s.slots and s.key("concept") and not s.key("family"):
                self._totals.setdefault((s.key("set"), s.key("scope")), []).append(s)
        self._lists: dict[str, Fact] = {}
        for entry in facts.of("list"):
            for item in entry.items:
                self._lists.setdefault(item.id, entry)

    def named(self, word: str, own: str, facts: FactSet, vocabulary: Vocabulary) -> list[Fact]:
        """一套（own）的文中、表中叫这个名字的数。"""
        if (own, word) not in self._named:
            statements = (s for s in facts.of("statement", set=own) if "本年" in s.slots)
            cells = (k for k in facts.of("known", set=own) if k.slots["格"].quantity is not None)
            said = [s.slots["本年"] for s in statements if _is_named(s, word)]
            shown = [k.slots["格"] for k in cells if _is_called(k, word, vocabulary)]
            self._named[own, word] = said + shown
        return self._named[own, word]

    def entry(self, subject: Fact) -> Fact | None:
        """它所属的列举。"""
        return self._lists.get(subject.id)

    def before(self, subject: Fact) -> Fact | None:
        """同一节里，它前面最近的一个总额。"""
        totals = self._totals.get((subject.key("set"), subject.key("scope")), ())
        at = bisect_left(totals, subject.place.key, key=lambda s: s.place.key)
        return totals[at - 1].slots["本年"] if at else None


def _is_named(said: Fact, word: str) -> bool:
    concept = said.key("concept")
    return word in said.key("name") or bool(concept and (word in concept or _means(word, concept)))


def _is_called(known: Fact, word: str, vocabulary: Vocabulary) -> bool:
    spec = vocabulary.concepts.get(known.key("concept"), {})
    return any(_means(word, phrase) for phrase in spec.get("说法", ()))


def bases(subject: Fact, context: Context, wanted: Sequence[str] = BASES[:3]) -> tuple[list[Fact], bool]:
    """占比可能的底数，依 wanted 的次序；文中写明了底数而找不到时，第二项为假。"""
    said = context.facts.once(_Said)
    word = share_word(subject)
    found = said.named(word, subject.key("set"), context.facts, context.vocabulary) if len(word) >= 2 else []
    by_kind = {"句中": found}
    named = len(word) < 2 or bool(found)
    own = said.entry(subject)
    if own is not None and "总体" in own.slots and "本年" in own.slots["总体"].slots:
        by_kind["总体"] = [own.slots["总体"].slots["本年"]]
    if own is not None and "各项之和" in wanted and (total := _total(own)) is not None:
        by_kind["各项之和"] = [total]
    if (before := said.before(subject)) is not None:
        by_kind["本节"] = [before]
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
