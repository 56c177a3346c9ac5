"""两边的格相比：各自相加，按区间看合不合 relation；说法、证据、算式。"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from engine.checks.common import (
    Context,
    amount,
    cause_of,
    coarser,
    compared,
    evidence,
    is_blank,
    places_of,
    printed,
    seen,
    shown,
    spot,
    stable,
    step,
    total,
    unclear,
    yuan,
)
from engine.checks.versus import fit, unsure
from engine.facts.model import Fact
from engine.lazy import Lazy
from engine.numbers import Interval
from engine.outcome import FAIL, PASS, UNKNOWN, Outcome, Step
from engine.ruleset.model import Rule

_SIGNS = {"at_most": "≤", "at_least": "≥"}
_OPERATORS = {"equal": "==", "at_most": "<=", "at_least": ">="}


def agree(rule: Rule, lefts: list[Fact], rights: list[Fact], context: Context) -> Iterator[Outcome]:
    """口径合的照比，口径不明的不断定，口径是别的不比。"""
    told = lefts[0].key("caliber")
    match fit(rule, told):
        case "fits":
            yield compare(rule, lefts, rights, context)
        case "unsure":
            yield unsure(compare(rule, lefts, rights, context), lefts[0], told)
        case "other":
            context.skip(f"口径是{told}，不在 caliber 之列", lefts[0])


def compare(rule: Rule, lefts: list[Fact], rights: list[Fact], context: Context) -> Outcome:
    """两边相比；一边有几格的先相加。"""
    left, right = lefts[0], rights[0]
    at = f"{stable(left)}={stable(right)}"
    fields = Lazy(partial(_fields, lefts, rights, context))
    # 多半一格对一格，照印的数就相等：哪一种 relation 都合
    if context.trace is None and _as_printed(lefts, rights):
        return Outcome(PASS, at, fields=fields)
    a, b = total(lefts), total(rights)
    if a is None or b is None:
        return Outcome(UNKNOWN, at, unclear(next(f for f in (*lefts, *rights) if amount(f) is None)))
    for blank, other in ((lefts, b), (rights, a)):
        if blank[0].keys.get("total") and other.mid and all(map(is_blank, blank)):
            return Outcome(UNKNOWN, at, f"{spot(blank[0])}是空的，不能断定是漏填还是没有读出")
    unit = left.key("unit") or context.unit
    held = holds(rule, a, b)
    process = compared(context, a, _OPERATORS[rule.body.get("relation", "equal")], b, unit, held)
    if held:
        note = ""
        if a.mid != b.mid and not holds(rule, Interval.exact(a.mid), Interval.exact(b.mid)):
            both = f"{fields['left.place']}{fields['left.printed']}与{fields['right.place']}{fields['right.printed']}"
            note = f"{both}相差{fields['diff']}{unit}，在四舍五入容许范围内"
        proof = seen(context, *lefts, *rights)
        steps = _steps(rule, lefts, rights, unit) if process else ()
        return Outcome(PASS, at, fields=fields, note=note, evidence=proof, calculation=steps, compared=process)
    return Outcome(
        FAIL,
        at,
        fields=fields,
        evidence=evidence(context.facts, *lefts, *rights),
        calculation=_steps(rule, lefts, rights, unit),
        group=f"{fields['key']}/{left.printed}/{right.printed}",
        compared=process,
        severity=coarser(rule, lefts, rights),
        **cause_of(rule, a.mid, b.mid, [], left, context),
    )


def _as_printed(lefts: list[Fact], rights: list[Fact]) -> bool:
    """两边各一格，都印了数，照印的数相等。"""
    if len(lefts) != 1 or len(rights) != 1 or lefts[0].quantity is None or rights[0].quantity is None:
        return False
    value = yuan(lefts[0])
    return value is not None and value == yuan(rights[0])


def _fields(lefts: list[Fact], rights: list[Fact], context: Context) -> dict[str, str]:
    """message 可用的字段；两边的数都认得。"""
    left, right = lefts[0], rights[0]
    a, b = total(lefts), total(rights)
    assert a is not None and b is not None
    unit = left.key("unit") or context.unit
    mixed = left.key("unit") != right.key("unit")

    def written(value: Decimal) -> str:
        return shown(value, unit, places_of(*(f.quantity for f in (*lefts, *rights))))

    def told(side: list[Fact], value: Interval) -> str:
        return _told(side[0], mixed) if len(side) == 1 else f"{written(value.mid)}（{len(side)}处相加）"

    return {
        "left.place": spot(left),
        "left.printed": told(lefts, a),
        "right.place": spot(right),
        "right.printed": told(rights, b),
        "key": left.key("code") or left.key("name") or left.key("row"),
        "diff": written(abs(a.mid - b.mid)),
        "unit": unit,
    }


def holds(rule: Rule, left: Interval, right: Interval) -> bool:
    """合不合规则的 relation。"""
    match rule.body.get("relation", "equal"):
        case "at_most":
            return left.may_be_at_most(right)
        case "at_least":
            return right.may_be_at_most(left)
    return left.meets(right)


def _told(cell: Fact, mixed: bool) -> str:
    """打印值；两表单位不同时连单位一起说。"""
    return printed(cell) + (cell.key("unit") if mixed and not is_blank(cell) else "")


def _steps(rule: Rule, lefts: list[Fact], rights: list[Fact], unit: str) -> tuple[Step, ...]:
    relation = _SIGNS.get(rule.body.get("relation", ""), "=")
    return (
        *(step("+" if i else "", f, unit) for i, f in enumerate(lefts)),
        *(step("+" if i else relation, f, unit) for i, f in enumerate(rights)),
    )
