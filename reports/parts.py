"""完整性：每张表、每个章节，该不该有，有没有，在哪里；目录所列与正文对照。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.document import Place
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.outcome import FAIL, PASS, Outcome
from engine.recognition.statements import is_blind
from engine.ruleset.model import Rule
from reports.places import where

TABLE = "表格"
OPTIONAL = "△"


def completeness(facts: FactSet, results: Sequence[tuple[Rule, Outcome]] = ()) -> dict[str, list[dict[str, Any]]]:
    """tables、sections、announced 三张清单。"""
    judged = {o.at: o.status for r, o in results if "matrix" in r.body}
    needed = {f.key("concept"): f for f in facts.of("required")}
    tables = _tables(facts, needed, judged)
    return {
        "tables": tables,
        "sections": _sections(facts, needed, judged),
        "announced": _announced(facts, {t["kind"]: t for t in tables}),
    }


def _level(needed: dict[str, Fact], concept: str) -> str:
    return needed[concept].key("level") if concept in needed else ""


def _tables(facts: FactSet, needed: dict[str, Fact], judged: dict[str, str]) -> list[dict[str, Any]]:
    """正文有的，按阅读顺序；有标题没有读出的；目录列了正文没有的；该有而目录、正文都没有的。"""
    found: list[dict[str, Any]] = [
        {
            "kind": s.kind.name,
            "title": s.title,
            "status": "empty" if s.empty else "unrecognised" if is_blind(s) else "recognised",
            "place": where(Place(line=s.table.line), facts.document),
            "unit": s.unit + ("" if s.unit_stated or s.kind.layout == "指标" else "（推定）"),
            "rows": s.data_rows,
            "note": _empty_note(facts, s.name) if s.empty else "没有认出金额栏，没有取数" if is_blind(s) else "",
        }
        for s in facts.statements
    ]
    for f in facts.of("part", type=TABLE, readable=False):
        _add(found, f.key("concept"), f.printed, "unrecognised", where(f.place, facts.document), "有标题，没有读出表格")
    for f in facts.of("announced", type=TABLE):
        note = f"{f.key('source')}列有，正文未见"
        _add(found, f.key("concept"), f.printed, "missing", where(f.place, facts.document), note)
    for concept, need in needed.items():
        if need.key("type") == TABLE and judged.get(concept) == FAIL:
            condition = need.key("condition")
            _add(found, concept, "", "missing", "", f"目录、正文都未见{f'；条件：{condition}' if condition else ''}")
    return [{**t, "requirement": _level(needed, t["kind"])} for t in found]


def _add(found: list[dict[str, Any]], kind: str, title: str, status: str, place: str, note: str) -> None:
    """同一种表已经列了的不再列。"""
    if all(t["kind"] != kind for t in found):
        row = {"kind": kind, "title": title, "status": status, "place": place, "unit": "", "rows": 0, "note": note}
        found.append(row)


def _empty_note(facts: FactSet, name: str) -> str:
    table = next((f for f in facts.of("table", instance=name)), None)
    return "有说明（表下或情况说明里）" if table is not None and table.keys.get("noted") else "没有说明"


def _sections(facts: FactSet, needed: dict[str, Fact], judged: dict[str, str]) -> list[dict[str, Any]]:
    """该有的各章节、说明。没有单列而内容写在别处的，算有；条件不成立的不列。"""
    parts = {f.key("concept"): f for f in facts.of("part", type="章节")}
    found = []
    for concept, need in needed.items():
        if need.key("type") == TABLE or need.key("level") == OPTIONAL:
            continue
        part, status = parts.get(concept), judged.get(concept, FAIL)
        if part is None and status not in (PASS, FAIL):
            continue
        found.append(
            {
                "kind": concept,
                "title": part.printed if part else "",
                "status": "present" if part or status == PASS else "missing",
                "place": where(part.place, facts.document) if part else "",
                "requirement": need.key("level"),
                "note": "没有单列，写在别的章节里" if part is None and status == PASS else "",
            }
        )
    return found


def _announced(facts: FactSet, tables: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """目录、清单所列的，逐项与正文对照；说不出是什么的不列。"""
    parts = {f.key("concept"): f for f in facts.of("part")}
    found = []
    for f in facts.of("announced"):
        concept = f.key("concept")
        if not concept:
            continue
        table, part = tables.get(concept), parts.get(concept)
        status = "present" if part else "missing"
        if f.key("type") == TABLE:
            status = table["status"] if table else status
        seen = table["place"] if table and status != "missing" else where(part.place, facts.document) if part else ""
        found.append(
            {
                "title": f.printed,
                "source": f.key("source"),
                "place": where(f.place, facts.document),
                "status": status,
                "found": seen,
            }
        )
    return found
