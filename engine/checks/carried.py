"""绩效指标是不是照抄上年的：同一项目两年的指标逐条相同。indicators 的 versus 由它查。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from engine.checks.common import Context, evidence, seen
from engine.checks.versus import titles
from engine.facts.model import Fact
from engine.facts.prior import PRIOR
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Outcome
from engine.recognition.vocabulary import plain_title
from engine.ruleset.model import Rule

_SHOWN = 6
"""一边列出几条作证据。"""

Groups = dict[str, list[Fact]]
"""项目名称 → 它的各条指标；整体表没有项目名称，为空串。"""


def carried(rule: Rule, table: str, items: Sequence[Fact], context: Context) -> Iterator[Outcome]:
    """每个项目与 versus 那一份里同名的项目相比；那一份没有的项目不比。"""
    spec = rule.body["distinct"]
    share = Decimal(spec["overlap"].removesuffix("%")) / 100
    least = spec.get("min", 3)
    wanted: dict[str, str | bool] = {"of": "indicator", "table": table, rule.body["versus"]: True}
    before = _projects(context.facts.of(PRIOR, **wanted))
    if items and not before:
        told = "、".join(titles(rule, context).values())
        yield Outcome(UNKNOWN, table, f"{told}没有读到《{table}》的指标")
        return
    for project, members in _projects(items).items():
        others = before.get(project, [])
        at = "/".join(x for x in (table, project, "照抄上年") if x)
        if min(len(members), len(others)) < least:
            yield Outcome(NOT_APPLICABLE, at, "上年没有这个项目，或者指标太少，不比")
            continue
        old = {_parts(other, spec["of"]): other for other in others}
        same = [(item, old[key]) for item in members if (key := _parts(item, spec["of"])) in old]
        if Decimal(len(same)) / len(members) < share:
            yield Outcome(PASS, at, evidence=seen(context, *members[:_SHOWN]))
            continue
        shown = [fact for pair in zip(*same[:_SHOWN], strict=True) for fact in pair]
        fields = {
            "table": table,
            "name": project or table,
            "printed": f"{len(same)}条",
            "problem": f"与{others[0].place.origin.title if others[0].place.origin else ''}的相同",
            "project": project,
            "level1": "",
            "level2": "",
            "computed": "",
            "count": str(len(same)),
        }
        yield Outcome(FAIL, at, fields=fields, evidence=evidence(context.facts, *shown))


def _projects(items: Sequence[Fact]) -> Groups:
    found: Groups = {}
    for item in items:
        found.setdefault(item.key("project"), []).append(item)
    return found


def _parts(item: Fact, wanted: Sequence[str]) -> tuple[str, ...]:
    """一条指标的各项；另一份里的一级、二级指标合在概念里。"""
    levels = [item.key("level1"), item.key("level2")]
    if item.kind == PRIOR:
        levels = [*item.key("concept").split("/"), ""][:2]
    told = {
        "一级指标": levels[0],
        "二级指标": levels[1],
        "三级指标": plain_title(item.key("name")),
        "指标值": plain_title(item.printed),
    }
    return tuple(told[name] for name in wanted)
