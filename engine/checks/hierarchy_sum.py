"""hierarchy_sum：上级科目等于下级科目之和。

查什么  表内每个有下级的行，各金额栏是否等于所列下级之和；合计行是否等于最上级各行之和。
为什么  类、款、项逐级汇总是编制的基本要求，不平说明漏列、错列或汇总没有更新。
错误示例  类级 45.16，下级只有一款 45.13：相差 0.03，大于一位末位单位所能解释的 0.01。
正确示例  5.00 + 5.00 = 10.01：两个加数加合计的四舍五入可差 0.015，属于尾差。
参数  tables 查哪些表；columns 只查哪些栏（省略为全部金额栏）；children 同级只有一部分列了下级时怎么办；
      suspicious 为“是”时，容许范围之内而偏大的差额列为说明
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial

from engine.checks.common import (
    SUSPICIOUS,
    Bound,
    Context,
    amount,
    cause_of,
    compared,
    evidence,
    group_by,
    is_blank,
    is_suspicious,
    is_zero,
    missing_tables,
    places_of,
    printed,
    row_of,
    seen,
    shown,
    spot,
    stable,
    step,
    total,
    unclear,
    yuan,
)
from engine.facts.model import Fact
from engine.inference.patterns import Pattern, Query
from engine.lazy import Lazy
from engine.numbers import ZERO
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Outcome
from engine.ruleset.model import Rule
from engine.ruleset.schema import Field

FIELDS = (
    Field("tables", "texts", True, doc="查哪些表（规范表名）", names="表"),
    Field("columns", "texts", doc="只查哪些栏；省略为全部金额栏", names="栏"),
    Field(
        "children",
        "choice",
        values=("all", "complete", "partial"),
        doc="有的同级科目没有列下级时：all 有下级就判（默认）；complete 同级科目都列了下级才判；"
        "partial 只有一部分列了下级的，不平至多是提示",
    ),
    SUSPICIOUS,
)
MESSAGE_FIELDS = ("table", "row", "column", "printed", "computed", "diff", "count", "unit")
TABLE_KEYS = ("tables",)


def compile_rule(rule: Rule) -> tuple[Query, ...]:
    """上级格与“上级键等于它”的各下级格；一栏都没有数的不必查。"""
    return tuple(
        Query(
            table,
            (
                Pattern("parent", "cell", {"table": table, "period": "本年", "filled": True}),
                Pattern("child", "cell", {"table": table, "filled": True}, {"up": ("parent", "key")}),
            ),
        )
        for table in rule.body["tables"]
    )


def check(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    yield from missing_tables(rule.body["tables"], context)
    wanted = rule.body.get("columns")
    children = rule.body.get("children", "all")
    for table in rule.body["tables"]:
        for matches in group_by(bound[table], "parent").values():
            parent = matches[0]["parent"]
            if wanted and parent.key("column") not in wanted:
                context.skip(f"“{parent.key('column')}”栏不在 columns 之列", parent)
                continue
            context.budget.step()
            outcome = _one(rule, parent, [m["child"] for m in matches], context)
            if outcome and children != "all" and not _siblings_divided(parent, context):
                outcome = _partly(rule, outcome, children)
            if outcome:
                yield outcome


def _siblings_divided(parent: Fact, context: Context) -> bool:
    """与它同级（同一上级）而有数的科目，是不是都列了下级。"""
    if not parent.key("code"):
        return True
    cells = context.facts.of("cell", instance=parent.key("instance"), column=parent.key("column"))
    divided = {c.key("up") for c in cells}
    siblings = (c for c in cells if c.key("up") == parent.key("up") and c.key("level") == parent.key("level"))
    return all(c.key("key") in divided or is_zero(c) for c in siblings)


def _partly(rule: Rule, outcome: Outcome, children: str) -> Outcome:
    if children == "complete":
        return Outcome(NOT_APPLICABLE, outcome.at, "同级科目只有一部分列了下级")
    severity = "warning" if rule.severity == "error" else rule.severity
    return replace(outcome, severity=severity) if outcome.status == FAIL else outcome


def _as_printed(parent: Fact, children: list[Fact]) -> bool:
    """上级印了数，照印的数等于下级之和。"""
    values = [value for child in children if (value := yuan(child)) is not None]
    return parent.quantity is not None and len(values) == len(children) and yuan(parent) == sum(values, ZERO.mid)


def _fields(parent: Fact, children: list[Fact]) -> dict[str, str]:
    own, below = amount(parent), total(children)
    assert own is not None and below is not None
    return {
        "table": parent.key("table"),
        "row": row_of(parent),
        "column": parent.key("column"),
        "printed": printed(parent),
        "computed": _written(below.mid, parent, children),
        "diff": _written(abs(own.mid - below.mid), parent, children),
        "count": str(sum(not is_blank(c) for c in children)),
        "unit": parent.key("unit"),
    }


def _written(value: Decimal, parent: Fact, children: list[Fact]) -> str:
    """元 → 按上级格的单位，小数位数够印出最细的那个。"""
    return shown(value, parent.key("unit"), places_of(parent.quantity, *(c.quantity for c in children)))


def _one(rule: Rule, parent: Fact, children: list[Fact], context: Context) -> Outcome | None:
    if is_zero(parent) and all(is_zero(c) for c in children):
        context.skip("上级和下级都是空格或零", parent)
        return None
    at = stable(parent)
    if context.trace is None and _as_printed(parent, children):  # 多半照印的数就相等
        return Outcome(PASS, at, fields=Lazy(partial(_fields, parent, children)))
    unit = parent.key("unit")
    own, below = amount(parent), total(children)
    if own is None or below is None:
        return Outcome(UNKNOWN, at, unclear(next(f for f in (parent, *children) if amount(f) is None)))
    if is_blank(parent):
        return Outcome(UNKNOWN, at, f"{spot(parent)}是空的，而下级有数，不能断定是漏填还是没有读出")
    diff = own.mid - below.mid
    fields = Lazy(partial(_fields, parent, children))
    filled = [c for c in children if not is_blank(c)]
    agree = own.meets(below)
    process = compared(context, own, "==", below, unit, agree)
    told = not agree or diff or process
    steps = (step("=", parent, unit), *(step("+", c, unit) for c in filled)) if told else ()
    if agree:
        numbers = (parent, *filled)
        if diff and rule.body.get("suspicious") and is_suspicious(diff, _quantum(numbers), len(filled)):
            return Outcome(
                FAIL,
                at,
                fields=fields,
                evidence=evidence(context.facts, *numbers[:40]),
                calculation=steps,
                severity="info",
                message=f"{spot(parent)}列示{printed(parent)}，下级{len(filled)}项合计{fields['computed']}，"
                f"相差{fields['diff']}{unit}，在四舍五入容许范围之内而偏大，请核实",
                group=at,
                compared=process,
            )
        note = (
            f"{spot(parent)}列示{printed(parent)}，下级合计{fields['computed']}，相差{fields['diff']}{unit}，在四舍五入容许范围内"
            if diff
            else ""
        )
        return Outcome(
            PASS,
            at,
            fields=fields,
            note=note,
            evidence=evidence(context.facts, parent) if diff else seen(context, parent),
            calculation=steps if diff or process else (),
            compared=process,
        )
    items = [(row_of(c), c.quantity.value) for c in filled if c.quantity]
    return Outcome(
        FAIL,
        at,
        fields=fields,
        evidence=evidence(context.facts, parent, *filled[:40]),
        calculation=steps,
        group=f"{parent.key('instance')}/{parent.key('row')}/{_written(diff, parent, children)}",
        compared=process,
        **cause_of(rule, own.mid, below.mid, items, parent, context),
    )


def _quantum(numbers: Iterable[Fact]) -> Decimal:
    """各数里最粗的末位单位，按元计。"""
    return max((f.quantity.in_yuan().width for f in numbers if f.quantity), default=Decimal(0))
