"""绩效：每条指标一行；每个项目一行，列权重合计、资金来源，并与项目支出表对照。"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.findings.group import Finding
from engine.numbers import plain
from reports.places import where

FAMILY = "绩效目标"
TOTAL = "年度资金总额"
SOURCES = ("财政拨款", "上年结转", "其他资金")
PROJECTS = "项目支出表"


def indicators(facts: FactSet, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    problems: dict[tuple[int | None, int | None], list[str]] = {}
    for finding in findings:
        if finding.rule.family == FAMILY:
            for e in finding.evidence:
                told = finding.fields.get("problem", finding.message)
                problems.setdefault((e.place.block, e.place.row), []).append(told)
    return [
        {
            "project": f.key("project"),
            "level1": f.key("level1"),
            "level2": f.key("level2"),
            "level3": f.key("name"),
            "printed": f.printed,
            "weight": f.slots["权重"].printed if "权重" in f.slots else "",
            "place": where(f.place, facts.document),
            "problems": list(dict.fromkeys(problems.get((f.place.block, f.place.row), []))),
        }
        for f in facts.of("indicator")
    ]


def projects(facts: FactSet) -> list[dict[str, Any]]:
    """有名称的绩效表单，一张一行，按阅读顺序。"""
    rows = {f.key("name"): f for f in facts.of("row", table=PROJECTS) if f.keys["total"] is False}
    return [_project(record, rows, facts) for record in facts.of("record") if record.keys.get("named")]


def _project(record: Fact, rows: dict[str, Fact], facts: FactSet) -> dict[str, Any]:
    own = facts.of("indicator", instance=record.key("instance"))
    weights = [f.slots["权重"].quantity for f in own if "权重" in f.slots]
    total = record.slots.get(TOTAL)
    row = rows.get(record.key("project"))
    listed = row.slots.get("合计") if row else None
    known = [w.value for w in weights if w is not None]
    return {
        "project": record.key("project"),
        "table": record.key("table"),
        "place": where(record.place, facts.document),
        "indicators": len(own),
        "weighted": len(known),
        "weight": plain(sum(known, Decimal(0))) if known else "",
        "total": total.printed if total else "",
        "sources": [{"name": n, "printed": record.slots[n].printed} for n in SOURCES if n in record.slots],
        "listed": listed.printed if listed else "",
        "listed_place": where(row.place, facts.document) if row else "",
    }
