"""formula 的可能原因：相等的断言不成立时，逐一试算。"""

from __future__ import annotations

import re
from decimal import Decimal

from engine.checks.common import Context, last_year
from engine.checks.environment import Scope
from engine.facts.model import Fact
from engine.findings.causes import NONE, Likely, likely, wrong_base
from engine.numbers import decimals, to_places
from engine.ruleset.expression import Comparison, Value
from engine.ruleset.model import Rule
from engine.text import norm


def formula_cause(rule: Rule, failing: Comparison | None, scope: Scope, subject: Fact, context: Context) -> Likely:
    """不等式没有“应为多少”，只试相等的；各项的数折成左边的单位。"""
    if context.again or failing is None or failing.left is None or failing.right is None or failing.operator != "==":
        return NONE
    left, right = failing.left, failing.right
    scale = left.scale
    parts = failing.right_terms if left.dimension == "money" else ()
    items = [
        (term.value.label or term.item, _number(term.value, scale))
        for term in parts
        if term.value is not None and len(parts) > 1
    ]
    sources = [f for f in scope.used.values() if left.place is not None and f.place == left.place]
    prior = last_year(sources[0], context) if sources and len(failing.left_terms) == 1 else None
    found = likely(
        _number(left, scale),
        _number(right, scale),
        items,
        left.unit,
        rule.likely_cause,
        None if prior is None else prior / scale,
    )
    if found or (rule.likely_cause and "底数用错" not in rule.likely_cause):
        return found
    return _wrong_base(scope)


# 印着的数，去掉了单位、千分位：1363 / 30.96
_PRINTED = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def _number(value: Value, scale: Decimal) -> Decimal:
    """折成 scale 的数。印着的照印的位数：没有印的零不是写反的数字；算出来的写到分，免得位数不同而比不出颠倒。"""
    number = value.interval.mid / scale
    text = norm(value.written or "").replace(",", "").removesuffix(value.unit)
    if value.scale == scale and _PRINTED.fullmatch(text):
        return to_places(number, decimals(Decimal(text)))
    cents = to_places(number, 2)
    return cents if number == cents else number


def _wrong_base(scope: Scope) -> Likely:
    """增减率用错了底数：恰等于增减额除以本年数。"""
    change, now, rate = (scope.facts.get(n) for n in ("增减额", "本年", "增减率"))
    if not (change and now and rate and change.quantity and now.quantity and rate.quantity):
        return NONE
    if change.quantity.unit != now.quantity.unit:
        return NONE
    quantity = rate.quantity
    told = (change.printed, now.printed)
    return wrong_base(change.quantity.value, now.quantity.value, quantity.value, quantity.quantum, told)
