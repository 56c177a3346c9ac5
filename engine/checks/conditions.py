"""implies 的条件和要求：几种写法合起来（all），句式的要素用在后面的算式里。

一个条件是下面之一；all 是几个条件都要成立：
    {table: [表种], state: empty|filled}   {section: [章节]}
    {phrase: [句式], sections: [章节]}     {not: [句式], sections: [章节]}     {assert: 算式}
只有一种表（章节）对一句话的，由 implies.py 按表（章节）逐个核查；别的由这里整份文件核查一次，
句式找到几处的一处一次。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.checks.common import Bound, Context, evidence, missing_tables, spot
from engine.checks.environment import Scope
from engine.facts.model import Fact
from engine.inference.patterns import Pattern, Query
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Outcome
from engine.ruleset.expression import State, Verdict, evaluate
from engine.ruleset.model import Rule, TextQuery
from engine.ruleset.schema import Field

CONDITION_FIELDS = (
    Field("table", "texts", doc="哪些表，有一张即可", names="表"),
    Field("state", "choice", values=("empty", "filled"), doc="表有没有数：empty 空表（默认）；filled 有数"),
    Field("section", "texts", doc="有这些章节之一", names="章节"),
    Field("phrase", "texts", doc="文字里有这些句式之一"),
    Field("not", "texts", doc="文字里没有这些句式"),
    Field("sections", "texts", doc="phrase、not 在哪些章节里找；省略为全文", names="范围"),
    Field("near", "choice", values=("同表注", "同表注或情况说明", "本节"), doc="phrase、not 在表（章节）的哪里找"),
    Field("assert", "text", doc="判断，可用句式的要素和 fact(…)"),
)

Condition = Mapping[str, Any]


def parts(rule: Rule) -> Iterator[tuple[str, Condition]]:
    """各条件和要求：（名字，内容）。"""
    for side in ("if", "then"):
        for number, condition in enumerate(rule.body[f"{side}_all"]):
            yield f"{side}{number}", condition


def text_queries(rule: Rule) -> tuple[TextQuery, ...]:
    return tuple(
        TextQuery(f"{rule.id}@{name}", condition["compiled"], _places(condition))
        for name, condition in parts(rule)
        if condition["compiled"]
    )


def _places(condition: Condition) -> tuple[str, ...]:
    if condition.get("near", "").startswith("同表注"):
        return (condition["near"],)
    found: tuple[str, ...] = condition.get("sections", ("全文",))
    return found


def compile_rule(rule: Rule) -> tuple[Query, ...]:
    queries: list[Query] = []
    for name, condition in parts(rule):
        for table in condition.get("table", ()):
            empty = condition.get("state", "empty") == "empty"
            queries.append(Query(f"{name}|{table}", (Pattern("one", "table", {"table": table, "empty": empty}),)))
        for section in condition.get("section", ()):
            where: dict[str, str | bool] = {"concept": section, "type": "章节"}
            queries.append(Query(f"{name}|{section}", (Pattern("one", "part", where),)))
        if condition["compiled"]:
            queries.append(Query(f"{name}|text", (Pattern("one", "text", {"query": f"{rule.id}@{name}"}),)))
    return tuple(queries)


def check(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    tables = [t for _, condition in parts(rule) for t in condition.get("table", ())]
    yield from missing_tables(dict.fromkeys(tables), context)
    told: set[tuple[object, ...]] = set()
    for names, seen in _cases(rule, bound, context):
        context.budget.step()
        outcome = _case(rule, bound, names, seen, context)
        # 一个条件由几处文字满足，结论、说法都相同的，是一处
        key = (outcome.status, outcome.at, outcome.reason, *sorted(outcome.fields.items()))
        if key not in told:
            told.add(key)
            yield outcome


def _found(name: str, condition: Condition, bound: Bound, seen: list[Fact]) -> list[Fact]:
    """这个条件找到的事实；near 的只看前面那张表（那一节）的。"""
    facts = [m["one"] for key, matches in bound.items() if key.startswith(f"{name}|") for m in matches]
    if "near" not in condition:
        return facts
    here = {f.key("instance") or f.key("concept") for f in seen if f.kind in ("table", "part")}
    return [f for f in facts if f.key("near") in here]


def _cases(rule: Rule, bound: Bound, context: Context) -> Iterator[tuple[dict[str, Fact], list[Fact]]]:
    """条件成立的各种情形：（句式的要素，用到的事实）。第一个句式找到几处就有几种。"""
    cases: list[tuple[dict[str, Fact], list[Fact]]] = [({}, [])]
    for number, condition in enumerate(rule.body["if_all"]):
        grown = []
        for names, seen in cases:
            facts = _found(f"if{number}", condition, bound, seen)
            if "not" in condition or "assert" in condition:
                if not facts:
                    grown.append((names, seen))
                continue
            several = "phrase" in condition and not names
            for fact in facts if several else facts[:1]:
                grown.append(({**names, **(fact.slots if fact.kind == "text" else {})}, [*seen, fact]))
        cases = grown
    yield from cases


def _case(rule: Rule, bound: Bound, names: Mapping[str, Fact], seen: list[Fact], context: Context) -> Outcome:
    scope = Scope(context, names, unit=context.unit)
    at = "/".join(dict.fromkeys(spot(f) for f in seen)) or "全文"
    for condition in rule.body["if_all"]:
        if "assert" in condition:
            verdict = evaluate(condition["assert"], scope)
            assert isinstance(verdict, Verdict)
            if verdict.state is State.UNKNOWN:
                return Outcome(UNKNOWN, at, f"条件无从判断：缺少{'、'.join(verdict.missing)}")
            if verdict.state is not State.TRUE:
                return Outcome(NOT_APPLICABLE, at, "条件不成立")
    broken: list[Fact] = []
    held = True
    for number, demand in enumerate(rule.body["then_all"]):
        facts = _found(f"then{number}", demand, bound, seen)
        if "assert" in demand:
            verdict = evaluate(demand["assert"], scope)
            assert isinstance(verdict, Verdict)
            if verdict.state is State.UNKNOWN:
                return Outcome(UNKNOWN, at, f"缺少{'、'.join(verdict.missing)}")
            if verdict.state is State.UNDEFINED:
                return Outcome(NOT_APPLICABLE, at, f"{'、'.join(verdict.undefined)} 没有意义：除数为零，或者方向不明")
            met = verdict.state is State.TRUE
        else:
            met = not facts if "not" in demand else bool(facts)
            broken += facts if "not" in demand else []
        held = held and met
    if held:
        return Outcome(PASS, at)
    if context.facts.document.unread and not broken:
        return Outcome(UNKNOWN, at, "文件没有读全，不能断定没有")
    first = next((f for f in seen if f.kind in ("table", "part")), None)
    text = next((f for f in (*broken, *seen) if f.kind == "text"), None)
    fields = {
        "table": first.key("table") if first else "",
        "title": first.printed or first.key("concept") if first else "",
        "place": spot(text) if text else (spot(first) if first else "正文"),
        "match": text.printed if text else "",
        **{name: fact.printed for name, fact in names.items()},
    }
    return Outcome(FAIL, at, fields=fields, evidence=evidence(context.facts, *seen, *broken[:8]), scope=scope)
