"""implies：有此必有彼（或必无彼）。

查什么  某种表是空表时，表下或对应的说明里应当说明没有这项收支；表里有数时，不得写“本表为空表”；
        有某一节时，这一节里应当（不应当）说到某件事。
为什么  没有数据的表要列出空表并说明，否则分不清是没有还是漏了。
错误示例  政府性基金预算支出表一个数也没有，表下没有注，正文也没有说。
正确示例  表下注“本单位没有政府性基金收支，此表为空”。
参数  if: {table: [表种], state: empty|filled} 或 {section: [章节]}；
      then: {phrase: [句式], near: 同表注|同表注或情况说明|本节} 或 {not: [句式], near: …}；
      句式作条件、几个条件（all）、算式作要求的写法见 conditions.py
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.checks import conditions
from engine.checks.common import Bound, Context, evidence, missing_tables, seen
from engine.document import Paragraph, Place
from engine.facts.model import Fact
from engine.inference.patterns import Pattern, Query
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, Evidence, Outcome
from engine.ruleset.model import Rule, TextQuery
from engine.ruleset.phrase import Phrase
from engine.ruleset.schema import Field

_ENTRIES = tuple(f for f in conditions.CONDITION_FIELDS if f.name != "near")
_ALL = "几个都要成立：all: [{table: …}, {phrase: …}]"
IF_FIELDS = (
    *_ENTRIES,
    Field("all", "any", doc=_ALL, fields=_ENTRIES, many=True),
)
THEN_FIELDS = (
    *conditions.CONDITION_FIELDS,
    Field("all", "any", doc=_ALL, fields=conditions.CONDITION_FIELDS, many=True),
)
FIELDS = (
    Field(
        "if",
        "any",
        True,
        doc="条件：{table: [表种], state: empty}、{section: [章节]}、{phrase: [句式]} 等",
        fields=IF_FIELDS,
    ),
    Field(
        "then",
        "any",
        True,
        doc="要求：{phrase: [句式], near: 同表注}、{not: [句式]}、{assert: 算式} 等",
        fields=THEN_FIELDS,
    ),
)
MESSAGE_FIELDS = ("table", "title", "place", "match")
TABLE_KEYS: tuple[str, ...] = ()


def is_general(condition: Mapping[str, Any], demand: Mapping[str, Any]) -> bool:
    """不是“一种表（章节）对一句话”的，按 conditions.py 核查。"""
    return not (set(condition) <= {"table", "state", "section"} and set(demand) <= {"phrase", "not", "near"})


def text_queries(rule: Rule, phrases: tuple[Phrase, ...]) -> tuple[TextQuery, ...]:
    if rule.body["general"]:
        return conditions.text_queries(rule)
    near = rule.body["then"].get("near", "同表注")
    places = (near,) if near.startswith("同表注") else tuple(rule.body["if"].get("section", ()))
    return (TextQuery(rule.id, phrases, places),)


def compile_rule(rule: Rule) -> tuple[Query, ...]:
    if rule.body["general"]:
        return conditions.compile_rule(rule)
    absent = "not" not in rule.body["then"]
    queries = []
    for table in rule.body["if"].get("table", ()):
        start = Pattern("thing", "table", {"table": table, "empty": rule.body["if"].get("state", "empty") == "empty"})
        queries += _two(table, start, rule.id, "instance", absent)
    for section in rule.body["if"].get("section", ()):
        queries += _two(
            section, Pattern("thing", "part", {"concept": section, "type": "章节"}), rule.id, "concept", absent
        )
    return tuple(queries)


def _two(name: str, start: Pattern, rule_id: str, key: str, absent: bool) -> list[Query]:
    said = {"query": rule_id}
    return [
        Query(f"{name}|违反", (start, Pattern("text", "text", said, {"near": ("thing", key)}, absent=absent))),
        Query(f"{name}|符合", (start, Pattern("text", "text", said, {"near": ("thing", key)}, absent=not absent))),
    ]


def _opening(thing: Fact, context: Context) -> tuple[Evidence, ...]:
    """章节的第一段，让人看到这一节写了什么。"""
    block = thing.place.block
    if thing.kind != "part" or block is None:
        return ()
    section = context.facts.outline.section_at(block)
    if section is None or block + 1 >= section.end:
        return ()
    paragraph = context.facts.document.blocks[block + 1]
    if not isinstance(paragraph, Paragraph):
        return ()
    return (
        Evidence(
            paragraph.text.quote(0, min(160, len(paragraph.text.norm))),
            Place(line=paragraph.line, block=block + 1, section=section.printed),
        ),
    )


_FORM = 3
"""这么多张表都是空的，是没有填写的表式。"""


def _unfilled(context: Context) -> bool:
    """文件是没有填写的表式：几张表一个数也没有。"""
    tables = context.facts.of("table")
    return len(tables) >= _FORM and all(table.keys["empty"] for table in tables)


def check(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    if rule.body["general"]:
        yield from conditions.check(rule, bound, context)
        return
    yield from missing_tables(rule.body["if"].get("table", ()), context)
    names = (*rule.body["if"].get("table", ()), *rule.body["if"].get("section", ()))
    blank = rule.body["if"].get("state", "empty") == "empty" and _unfilled(context)
    for name in names:
        if blank and name in rule.body["if"].get("table", ()):
            yield Outcome(NOT_APPLICABLE, name, "各张表都没有填数，是没有填写的表式")
            continue
        for match in bound[f"{name}|违反"]:
            thing, text = match["thing"], match.get("text")
            fields = {
                "table": name,
                "title": thing.printed or name,
                "place": context.facts.document.where(thing.place.line),
                "match": text.printed if text else "",
            }
            yield Outcome(
                FAIL,
                name,
                fields=fields,
                evidence=evidence(context.facts, *(f for f in (thing, text) if f)) + _opening(thing, context),
                group=f"{name}/{thing.key('instance')}",
            )
        passed = {m["thing"].id: m for m in bound[f"{name}|符合"]}
        for match in passed.values():
            yield Outcome(PASS, name, evidence=seen(context, *match.values()))
        if not passed and not bound[f"{name}|违反"] and name in rule.body["if"].get("section", ()):
            yield Outcome(NOT_APPLICABLE, name, "文件没有这一节")
