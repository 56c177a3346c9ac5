"""formula 的说法：栏目怎么填，核算过程怎么列。"""

from __future__ import annotations

from collections.abc import Sequence

from engine.checks.common import spot
from engine.checks.environment import Scope
from engine.facts.model import Fact
from engine.numbers import MONEY, decimals, plain
from engine.outcome import Step
from engine.ruleset.expression import Comparison, Term, Value
from engine.text import norm


def ratio_text(scope: Scope) -> str:
    found = next((f.printed for f in scope.used.values() if f.quantity is not None and f.quantity.unit == "%"), "")
    return f"“{found}”" if found else ""


def side(value: Value | None) -> str:
    return f"{value.printed}{value.unit if value.unit and value.unit not in value.printed else ''}" if value else ""


def figures_of(comparison: Comparison | None) -> dict[str, str]:
    """通过的一处只说两边的数。"""
    left, right = (comparison.left, comparison.right) if comparison else (None, None)
    return {"printed": side(left), "computed": _shown(right, left)}


def difference_of(comparison: Comparison | None) -> str:
    """两边的差额，不带正负号；金额至少两位小数，够印出所用各数里最细的那个。"""
    value = comparison.difference if comparison else None
    if comparison is None or value is None:
        return ""
    if value.dimension == "money":
        unit = value.unit if value.unit in MONEY else "万元"
        return f"{plain(abs(value.interval.mid) / MONEY[unit], _places(comparison, unit))}{unit}"
    if value.dimension == "ratio":
        return f"{plain(abs(value.interval.mid) * 100, 2)}个百分点"
    return plain(abs(value.interval.mid)) + value.unit


_FINEST = 6
"""万元六位小数就是一分钱。"""


def _places(comparison: Comparison, unit: str) -> int:
    """金额折成 unit 印几位小数：至少两位，够印出最细的那个原文的数。"""
    found = [2]
    terms = [*comparison.left_terms, *comparison.right_terms]
    while terms:
        term = terms.pop()
        terms += term.parts
        if term.value is not None and term.value.written is not None and term.value.dimension == "money":
            found.append(min(_FINEST, decimals((term.value.interval.mid / MONEY[unit]).normalize())))
    return max(found)


def fields_of(scope: Scope, subject: Fact, comparison: Comparison | None) -> dict[str, str]:
    left, right = (comparison.left, comparison.right) if comparison else (None, None)
    computed = {"computed": _shown(right, left, comparison)} if comparison else {}
    fields = {
        "place": spot(subject),
        "name": subject.key("concept")
        or subject.key("name")
        or subject.key("head")
        or subject.key("project")
        or subject.place.row_name,
        "row": subject.place.row_name,
        "table": subject.key("table"),
        "title": subject.key("title") or (subject.printed if subject.kind == "table" else ""),
        "left": side(left),
        "right": side(right),
        **figures_of(comparison),
        **computed,
        "diff": difference_of(comparison),
        "unit": left.unit if left else "",
        "reason": subject.slots["原因"].printed if "原因" in subject.slots else "",
        "purpose": subject.slots["用途"].printed if "用途" in subject.slots else "",
    }
    for name, fact in scope.facts.items():
        fields[name] = fact.printed or "空"
    for name, value in scope.values.items():
        fields[name] = side(value)
    if scope.head is not None:
        for slot, fact in scope.head.slots.items():
            fields[f"总体.{slot}"] = fact.printed
    if scope.items:
        fields["各项"] = _items(scope.items, "本年")
        for slot in dict.fromkeys(slot for item in scope.items for slot in item.slots):
            fields[f"各项.{slot}"] = _items(scope.items, slot)
    return fields


def _items(items: Sequence[Fact], slot: str) -> str:
    """各项的名称和印的数：人员经费40.00万元、公用经费10.00万元；印作零的不说。"""
    return "、".join(
        f"{i.key('concept') or i.key('name')}{i.slots[slot].printed if slot in i.slots else ''}"
        for i in items
        if slot not in i.slots or (number := i.slots[slot].quantity) is None or number.value != 0
    )


def rounded_like(comparison: Comparison) -> str:
    """右边的核算数四舍五入到左边印的小数位：印 64% 的就是 65%。"""
    return _shown(comparison.right, comparison.left, least=0)


def _shown(value: Value | None, like: Value | None, comparison: Comparison | None = None, least: int = 1) -> str:
    """核算数按对面的写法印：比率随对面的小数位（至少 least 位），金额随对面的单位。

    给出 comparison 的，金额的小数位够印出最细的数。
    """
    if value is None:
        return ""
    if value.dimension == "ratio":
        places = 2
        written = norm(like.printed) if like is not None else ""
        if written.endswith("%"):
            places = max(least, len(written.rstrip("%").partition(".")[2]))
        return f"{plain(value.interval.mid * 100, places)}%"
    if value.dimension == "money":
        unit = like.unit if like is not None and like.unit in MONEY else (value.unit or "万元")
        return f"{plain(value.interval.mid / MONEY[unit], _places(comparison, unit) if comparison else 2)}{unit}"
    return f"{plain(value.interval.mid)}{value.unit}"


MANY = 6  # 这么多项相加时，空着的项不列进核算过程


def steps_of(comparison: Comparison | None) -> tuple[Step, ...]:
    if comparison is None:
        return ()
    steps = [_step(t) for t in comparison.left_terms]
    steps.append(Step(comparison.operator, "", ""))
    parts = [t for term in comparison.right_terms for t in (term.parts or (term,))]
    steps += [_step(t) for t in parts if t.printed not in ("空", "无此栏") or len(parts) < MANY]
    if comparison.right is not None:
        scale = comparison.right.scale
        steps.append(
            Step(
                "＝",
                "核算",
                _shown(comparison.right, comparison.left, comparison),
                comparison.right.interval.low / scale,
                comparison.right.interval.high / scale,
            )
        )
    return tuple(steps)


def _step(term: Term) -> Step:
    place = term.value.place if term.value else None
    return Step(
        term.sign,
        term.value.label if term.value and term.value.label else term.item,
        term.printed,
        term.low,
        term.high,
        place,
    )
