"""算式的环境：名称在一行、一条陈述、一列、一张表单里各是什么数。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from engine.checks.common import Context, amount, is_blank, row_of, yuan
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.facts.prior import PRIOR, RELATIONS
from engine.numbers import MONEY, ZERO, Interval, Quantity
from engine.recognition.sets import FIRST, WHOLE
from engine.recognition.vocabulary import plain_title
from engine.remember import MOST
from engine.ruleset.expression import Environment as Protocol
from engine.ruleset.expression import State, Value, evaluate
from engine.ruleset.syntax import Expression

_PERCENT = Decimal("0.01")
_COUNTS = ("个", "人", "名", "项", "辆", "台", "套", "家", "批", "组", "户", "件", "次", "份", "人次", "批次", "台(套)")


def value_of(fact: Fact, unit: str, label: str = "", truncated: bool = False) -> Value | None:
    """事实 → 算式的值。空格按零；认不出的为 None。truncated 时比率按截尾理解：[v, v+末位)。"""
    place = fact.place
    quantity = fact.quantity
    if quantity is None:
        return Value(ZERO, "money", "空", unit, label, place) if is_blank(fact) else None
    if quantity.unit == "%":
        return Value(_ratio(quantity, truncated), "ratio", quantity.printed, "%", label, place)
    if quantity.unit in MONEY:
        return Value(quantity.in_yuan(), "money", quantity.printed, quantity.unit, label, place)
    dimension = "count" if quantity.unit in _COUNTS else "number"
    return Value(quantity.interval(), dimension, quantity.printed, quantity.unit, label, place)  # type: ignore[arg-type]


def _ratio(quantity: Quantity, truncated: bool) -> Interval:
    if not truncated:
        return quantity.interval().scaled(_PERCENT)
    v, q = quantity.value * _PERCENT, quantity.quantum * _PERCENT
    return Interval(v, v, v + q) if v >= 0 else Interval(v, v - q, v)


@dataclass
class Scope(Protocol):
    """一次核查的名称表。

    facts    名称 → 事实（一行的各栏、陈述的各要素）
    items    列举各项（各项.X）；head 总额（总体.X）
    values   事先算好的值（let、底数）
    absent_zero  没有的栏按零；filled 是哪几栏
    set      在第几套：fact(概念) 取同一套的数
    """

    context: Context
    facts: Mapping[str, Fact] = field(default_factory=dict)
    items: Sequence[Fact] = ()
    head: Fact | None = None
    values: dict[str, Value | None] = field(default_factory=dict)
    groups: Mapping[str, Sequence[Fact]] = field(default_factory=dict)
    unit: str = "万元"
    absent_zero: bool = False
    truncated: bool = False
    set: str = FIRST
    used: dict[str, Fact] = field(default_factory=dict)
    filled: list[str] = field(default_factory=list)

    def value(self, name: str) -> Value | Sequence[Value] | None:
        if name in self.values:
            return self.values[name]
        owner, dot, slot = name.partition(".")
        if dot and owner == "各项":
            return _all([self._slot(i, slot, row_of(i) or i.key("concept") or i.key("name")) for i in self.items])
        if dot and owner == "总体":
            return self._slot(self.head, slot, "总额") if self.head else None
        if name in self.groups:
            return _all([self._one(f, row_of(f)) for f in self.groups[name]])
        fact = self.facts.get(name)
        if fact is None:
            if not self.absent_zero:
                return None
            self.filled.append(name)
            return _nothing(name, self.unit)
        return self._one(fact, name)

    def _slot(self, owner: Fact | None, slot: str, label: str) -> Value | None:
        fact = owner.slots.get(slot) if owner else None
        return self._one(fact, label) if fact else None

    def _one(self, fact: Fact, label: str) -> Value | None:
        self.used.setdefault(fact.id, fact)
        return value_of(fact, self.unit, label, self.truncated)

    def yuan(self, name: str) -> Decimal | Sequence[Decimal] | None:
        """同 value，只要照印的金额，折成元；不是金额的、算出来的为 None，也不记用到了什么。"""
        if name in self.values:
            return None
        owner, dot, slot = name.partition(".")
        if dot and owner == "各项":
            return _every([item.slots.get(slot) for item in self.items])
        if dot and owner == "总体":
            return yuan(self.head.slots.get(slot)) if self.head else None
        if name in self.groups:
            return _every(self.groups[name])
        fact = self.facts.get(name)
        return ZERO.mid if fact is None and self.absent_zero else yuan(fact)

    def span(self, name: str) -> Interval | None:
        """同 yuan，一个金额的区间；事先算好的也行。"""
        if name in self.values:
            value = self.values[name]
            return value.interval if value is not None and value.dimension == "money" else None
        fact = None if name in self.groups else self.facts.get(name)
        if fact is None or fact.quantity is None:
            return None
        return fact.quantity.in_yuan() if fact.quantity.is_money else None

    def ratio(self, name: str) -> Interval | None:
        """一个百分数的区间，按小数；不是百分数的为 None。"""
        fact = self.facts.get(name)
        if name in self.values or name in self.groups or fact is None or fact.quantity is None:
            return None
        return _ratio(fact.quantity, self.truncated) if fact.quantity.unit == "%" else None

    def fact(self, concept: str, period: str) -> Value | None:
        found = lookup(self.context, concept, period or "本年", self.set)
        if found is None:
            return None
        self.used.setdefault(found.id, found)
        title = found.place.origin.title if found.place.origin else ""
        return value_of(found, self.unit, f"{title}{concept}" if title else f"{concept}（{period or '本年'}）")

    def sign(self, name: str) -> int | State | None:
        """方向词的方向；一段话（原因、句式的要素）看其中的方向词，只有一个方向才算，否则没有意义。"""
        word = self.facts.get(name)
        if word is None or word.quantity is not None:
            return None
        if word.key("sign"):
            return {"+": 1, "-": -1, "0": 0}.get(word.key("sign"))
        if word.kind == "cell" or not word.printed or (word.kind == "word" and word.key("slot") in _DIRECTIONS):
            return None
        return direction_of(word.printed, self.context.vocabulary.words)

    def says(self, slot: str, wordlist: str) -> bool | None:
        word = self.facts.get(slot)
        return None if word is None else self.context.vocabulary.says(word.printed, wordlist)

    def only(self, slot: str, wordlist: str) -> bool | None:
        """整段话就是词表里的一个词。"""
        word = self.facts.get(slot)
        return None if word is None else self.context.vocabulary.only(word.printed, wordlist)

    def define(self, lets: Mapping[str, Expression]) -> None:
        """依次算出 let 里的名称；算不出来的记为缺。"""
        for name, expression in lets.items():
            result = evaluate(expression, self)
            self.values[name] = replace(result, label=name) if isinstance(result, Value) else None


def _every(facts: Sequence[Fact | None]) -> list[Decimal] | None:
    found = [value for fact in facts if (value := yuan(fact)) is not None]
    return found if len(found) == len(facts) else None


@lru_cache(maxsize=MOST)
def _nothing(name: str, unit: str) -> Value:
    """没有的栏按零。"""
    return Value(ZERO, "money", "无此栏", unit, name)


def _all(values: list[Value | None]) -> list[Value] | None:
    """一组数；有一个没有的，就没有。"""
    found = [value for value in values if value is not None]
    return found if len(found) == len(values) else None


_DIRECTIONS = ("方向", "升降", "比较")
"""这几个要素抽取时就定了方向；没有定的（没有选定的“增加（减少）”）不再猜。"""
_WAYS = ((1, ("增加", "大于")), (-1, ("减少", "小于")), (0, ("持平", "等于")))
_NO_WAY = ("方向词例外", "比较词例外")


def direction_of(text: str, words: Mapping[str, Sequence[str]]) -> int | State:
    """一段话的方向：增加、大于为 1，减少、小于为 −1，持平、等于为 0；没有方向词或方向不一的没有意义。"""
    plain = plain_title(text)
    for name in _NO_WAY:
        for word in words.get(name, ()):
            plain = plain.replace(plain_title(word), "")
    said = {way: [w for name in lists for w in words.get(name, ())] for way, lists in _WAYS}
    found = {way for way, own in said.items() if any(plain_title(w) in plain for w in own)}
    return found.pop() if len(found) == 1 else State.UNDEFINED


def prior_figure(facts: FactSet, concept: str, relation: str) -> Fact | None:
    """另一份公开件里某个概念的数：先看表、再看文字；几处说的不是同一个数，不知道以哪个为准，为 None。"""
    wanted: dict[str, str | bool] = {"figure": True, "concept": concept, relation: True}
    found = facts.of(PRIOR, **wanted)
    filled = [f for f in found if f.quantity is not None and f.quantity.is_money] or list(found)
    values = [value for f in filled if (value := amount(f)) is not None]
    if not values or any(not one.meets(values[0]) for one in values):
        return None
    return min(filled, key=lambda f: f.key("of") != "known")


def lookup(context: Context, concept: str, period: str, own: str = FIRST) -> Fact | None:
    """一套（own）里某个概念的数：本年先看表、再看文字；预算、决算按口径；上年由文字的增减倒推（概念加“上年”的派生数）。"""
    facts = context.facts
    if period in RELATIONS:
        return prior_figure(facts, concept, period) if own == FIRST else None  # 别的公开件只取了第一套的
    if period == "上年":
        return next((f for f in facts.of("derived", concept=concept, period="上年", set=own)), None)
    known = facts.of("known", concept=concept, set=own)
    told = facts.of("statement", concept=concept, set=own)
    cells = [k.slots["格"] for k in known]
    if period in ("预算", "决算"):
        cells = [c for c in cells if c.key("basis") == f"{period}数"] or ([] if period == "预算" else cells)
        said = [s.slots[period] for s in told if period in s.slots]
        return next(iter([c for c in cells if c.quantity is not None] + said), None)
    filled = [c for c in cells if c.quantity is not None]
    said = [s.slots[slot] for s in told for slot in ("本年", "个数") if slot in s.slots]
    counted = [f for name in (own, WHOLE) for f in facts.of("derived", concept=concept, period="本年", set=name)]
    return next(iter(filled + said + counted + cells), None)
