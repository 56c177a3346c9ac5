"""indicators：绩效指标的形式。

查什么  绩效目标表每条指标：名称符合 where 的，指标值的算符、单位、数值、类别是否合乎要求；
        同一项目内有没有重复的指标；权重合计是否合乎惯例。
为什么  指标要指向明确、细化量化；“满意度≥2次”“-100%”这样的目标无法考核。
错误示例  满意度指标 ≥2次；及时率 -100%；数量指标写“有所提高”。
正确示例  服务对象满意度 ≥95%；培训场次 ≥4次。
参数  tables 查哪些表；rows 若干 {where: {...}, must: {...}, problem: 说明}；
      where 可用 level1 level2 name_has name_lacks name_ends operator numeric unit value_is 等（词前加 @ 为词表）；
      must 可用 numeric not_negative positive unit unit_not range operator level2 level1 not_value；
      unique 为“是”时查重复；weights 为允许的合计；group、distinct 查各项目的指标是否雷同；
      versus、distinct 查同一项目的指标是否照抄另一份公开件的
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.checks.carried import carried
from engine.checks.common import Bound, Context, evidence, missing_tables, seen
from engine.checks.indicator_terms import (
    MUST_FIELDS,
    WHERE_DOCS,
    WHERE_FIELDS,
    Test,
    broken,
    demands,
    selection,
    unselected,
)
from engine.checks.versus import VERSUS
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.inference.patterns import Pattern, Query
from engine.numbers import plain
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Outcome
from engine.recognition.vocabulary import plain_title
from engine.ruleset.model import Rule
from engine.ruleset.schema import Field

PARTS = {"一级指标": "level1", "二级指标": "level2", "三级指标": "name", "指标值": "value"}
"""指标的各项 → 事实的键。"""
ROW_FIELDS = (
    Field("where", "any", True, doc="哪些指标", fields=WHERE_FIELDS),
    Field("must", "any", True, doc="应当怎样", fields=MUST_FIELDS),
    Field("problem", "text", True, doc="不符合时怎么说"),
)
DISTINCT_FIELDS = (
    Field("of", "texts", True, values=tuple(PARTS), doc="凭哪几项算相同"),
    Field("overlap", "text", True, doc="相同的占多少以上算雷同，如 80%"),
    Field("min", "number", doc="两组都至少有几条指标才比，默认 3"),
)
FIELDS = (
    Field("tables", "texts", True, doc="查哪些绩效表", names="表"),
    Field("rows", "any", doc="逐条：{where: {...}, must: {...}, problem: 说明}", fields=ROW_FIELDS, many=True),
    Field(
        "unique",
        "texts",
        values=("是", "true", *PARTS),
        doc="指标不得重复：是 同一项目内三级指标不得重复；或写凭哪几项算重复，如 [二级指标, 三级指标]",
    ),
    Field("weights", "texts", doc="权重合计允许的数，如 [80, 90, 100]"),
    Field("column", "choice", values=("指标值", "实际完成值"), doc="查哪一栏，默认指标值"),
    Field("merge", "boolean", doc="同一张表的同类问题合为一个"),
    Field("group", "choice", values=("项目名称",), doc="几个项目相比：按项目名称分组，与 distinct 一起写"),
    Field(
        "distinct",
        "any",
        doc="各组不得雷同：{of: [三级指标, 指标值], overlap: 80%, min: 3}",
        fields=DISTINCT_FIELDS,
    ),
    VERSUS,
)
_SHOWN = 4
"""合成一个时列出几个项目的名称。"""
MESSAGE_FIELDS = ("table", "name", "printed", "problem", "project", "level1", "level2", "computed", "count")
TABLE_KEYS = ("tables",)


def compile_rule(rule: Rule) -> tuple[Query, ...]:
    return tuple(Query(table, (Pattern("indicator", "indicator", {"table": table}),)) for table in rule.body["tables"])


def check(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    yield from missing_tables(rule.body["tables"], context)
    for table in rule.body["tables"]:
        vacant = context.facts.once(_vacant)
        items = [m["indicator"] for m in bound[table] if m["indicator"].id not in vacant]
        yield from _rows(rule, items, context)
        if rule.body.get("unique"):
            yield from _unique(rule, items, context)
        if rule.body.get("versus"):
            yield from carried(rule, table, items, context)
        elif rule.body.get("distinct"):
            yield from _distinct(rule, items, context)
        if rule.body.get("weights"):
            yield from _weights(rule, items, context)


def _vacant(facts: FactSet) -> frozenset[str]:
    """没有设的一类：名称、指标值都写“无”或“—”。"""
    items = facts.of("indicator")
    return frozenset(i.id for i in items if plain_title(i.key("name")) == plain_title(i.key("value")))


def _outcome(item: Fact, problem: str, context: Context, slot: str = "", computed: str = "") -> Outcome:
    fact = item.slots.get(slot, item)
    name = item.key("name")
    fields = {
        "table": item.key("table"),
        "name": item.key("label"),
        "printed": fact.printed,
        "problem": problem,
        "project": item.key("project"),
        "level1": item.key("level1"),
        "level2": item.key("level2"),
        "computed": computed,
    }
    at = "/".join(x for x in (item.key("table"), item.key("project"), name) if x)
    return Outcome(
        FAIL,
        at,
        fields=fields,
        evidence=evidence(context.facts, fact),
        group=f"{item.key('table')}/{name}/{fact.printed}/{problem}",
    )


def _scores(item: Fact) -> str:
    score, full = item.slots.get("得分"), item.slots.get("权重")
    return f"得分{score.printed}，分值{full.printed}" if score and full else ""


def _rows(rule: Rule, items: list[Fact], context: Context) -> Iterator[Outcome]:
    column = rule.body.get("column", "指标值")
    values = [plain_title(item.key("actual" if column == "实际完成值" else "value")) for item in items]
    for row in rule.body.get("rows", ()):
        selects = selection(row["where"], context)
        if row["must"].get("require"):
            found = tuple(_required(row, items, values, selects, context))
            yield from _together(row, found, context) if rule.body.get("merge") else found
            continue
        must = demands(row["must"], context)
        for item, value in zip(items, values, strict=True):
            if not value:
                context.skip(f"“{column}”一栏是空的", item)
                continue
            if key := unselected(selects, item, value):
                if context.trace is not None:
                    why = f"“{row['problem']}”这一条不查它：不合 where 的 {key}（{WHERE_DOCS[key]}）"
                    context.skip(why, item)
                continue
            if broken(must, item, value):
                outcome = _outcome(
                    item, row["problem"], context, "实际完成值" if column == "实际完成值" else "", _scores(item)
                )
                yield (
                    dataclasses.replace(outcome, group=f"{item.key('table')}/{row['problem']}")
                    if rule.body.get("merge")
                    else outcome
                )
            else:
                yield Outcome(
                    PASS,
                    "/".join(x for x in (item.key("table"), item.key("project"), item.key("name")) if x),
                    evidence=seen(context, item),
                )


def _required(
    row: Mapping[str, Any],
    items: list[Fact],
    values: Sequence[str],
    selects: Sequence[tuple[str, Test]],
    context: Context,
) -> Iterator[Outcome]:
    """每张表、每个项目至少一条符合 where 的指标。"""
    chosen = {i.id for i, value in zip(items, values, strict=True) if not unselected(selects, i, value)}
    for members in _groups(items).values():
        first = members[0]
        if any(i.id in chosen for i in members):
            yield Outcome(PASS, "/".join(x for x in (first.key("table"), first.key("project")) if x))
            continue
        owner = context.facts.of("record", instance=first.key("instance"), project=first.key("project"))
        read = all(i.key("level2") for i in members) and all(o.keys["whole"] for o in owner)
        if not read or context.facts.document.unread:
            at = "/".join(x for x in (first.key("table"), first.key("project")) if x)
            yield Outcome(UNKNOWN, at, "有的指标没有认出名称或二级指标，或者文件没有读全，不能断定没有")
            continue
        outcome = dataclasses.replace(
            _outcome(first, row["problem"], context), evidence=evidence(context.facts, *(owner or (first,)))
        )
        name = first.key("project") or first.key("table")
        at = "/".join(x for x in (first.key("table"), first.key("project"), "应有的指标") if x)
        fields = {**outcome.fields, "name": name, "printed": ""}
        yield dataclasses.replace(outcome, at=at, fields=fields, group=f"{at}/{row['problem']}")


def _together(row: Mapping[str, Any], found: Sequence[Outcome], context: Context) -> Iterator[Outcome]:
    """同一种表里缺的各个项目合成一个问题，名称依次列出。"""
    lacking = [o for o in found if o.status == FAIL]
    yield from (o for o in found if o.status != FAIL)
    if not lacking:
        return
    names = list(dict.fromkeys(o.fields["name"] for o in lacking))
    shown = "、".join(names[:_SHOWN]) + (f"等{len(names)}个项目" if len(names) > _SHOWN else "")
    first = lacking[0]
    yield dataclasses.replace(
        first,
        at=f"{first.fields['table']}/应有的指标/{row['problem']}",
        fields={**first.fields, "name": shown, "count": str(len(names))},
        evidence=tuple(e for o in lacking for e in o.evidence),
        group=f"{first.fields['table']}/{row['problem']}",
    )


def _groups(items: list[Fact]) -> dict[tuple[str, str], list[Fact]]:
    """同一张表里同一项目的各条指标。"""
    found: dict[tuple[str, str], list[Fact]] = {}
    for item in items:
        found.setdefault((item.key("instance"), item.key("project")), []).append(item)
    return found


def _distinct(rule: Rule, items: list[Fact], context: Context) -> Iterator[Outcome]:
    """两个项目的指标大半相同：照抄的多。"""
    spec = rule.body["distinct"]
    share = Decimal(spec["overlap"].removesuffix("%")) / 100
    groups = list(_groups(items).values())
    for number, members in enumerate(groups):
        for others in groups[:number]:
            context.budget.step()
            if members[0].key("project") == others[0].key("project") or min(len(members), len(others)) < spec.get(
                "min", 3
            ):
                continue
            one, other = ([tuple(i.key(PARTS[p]) for p in spec["of"]) for i in group] for group in (members, others))
            same = [i for i, key in zip(members, one, strict=True) if key in other]
            at = f"{members[0].key('table')}/{members[0].key('project')}/{others[0].key('project')}"
            if Decimal(len(same)) / min(len(one), len(other)) < share:
                yield Outcome(PASS, at)
                continue
            fields = {
                **_outcome(members[0], "", context).fields,
                "name": members[0].key("project"),
                "printed": f"{len(same)}条",
                "problem": f"与“{others[0].key('project')}”的指标有{len(same)}条相同",
                "count": str(len(same)),
            }
            yield Outcome(FAIL, at, fields=fields, evidence=evidence(context.facts, *same[:12]))


def _unique(rule: Rule, items: list[Fact], context: Context) -> Iterator[Outcome]:
    parts = ("三级指标",) if rule.body["unique"] in (("是",), ("true",)) else rule.body["unique"]
    seen: dict[tuple[str, ...], Fact] = {}
    for item in items:
        key = (item.key("instance"), item.key("project"), *(item.key(PARTS[p]) for p in parts))
        if key in seen and len(item.key("name")) > 3:
            problem = (
                "重复，且两处指标值相同"
                if seen[key].printed == item.printed
                else f"重复，另一处为“{seen[key].printed}”"
            )
            yield _outcome(item, problem, context)
        seen.setdefault(key, item)


def _weights(rule: Rule, items: list[Fact], context: Context) -> Iterator[Outcome]:
    allowed = {Decimal(w) for w in rule.body["weights"]}
    for (instance, project), members in _groups(items).items():
        weights = [m.slots["权重"] for m in members if "权重" in m.slots]
        at = f"{instance}/{project}/权重"
        if not weights:
            yield Outcome(NOT_APPLICABLE, at, "没有列权重")
            continue
        if len(weights) < len(members) or any(w.quantity is None for w in weights):
            yield Outcome(NOT_APPLICABLE, at, "有的指标没有列权重或权重不是数")
            continue
        total = sum((w.quantity.value for w in weights if w.quantity), Decimal(0))
        if total in allowed:
            yield Outcome(PASS, at, evidence=seen(context, *weights[:12]))
            continue
        fields = {
            "table": members[0].key("table"),
            "name": project or "全表",
            "printed": plain(total),
            "problem": f"的指标权重合计为{plain(total)}，通常为{'、'.join(map(plain, sorted(allowed)))}",
            "project": project,
            "level1": "",
            "level2": "",
            "computed": plain(total),
        }
        yield Outcome(FAIL, at, fields=fields, evidence=evidence(context.facts, *weights[:12]))
