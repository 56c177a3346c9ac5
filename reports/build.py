"""核查结果 → 报告数据（report.json 的内容）。别的格式都由它生成。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine import VERSION
from engine.audit import Audit, Auditor
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.findings.group import Finding
from engine.numbers import plain
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.model import Ruleset
from reports.coverage import coverage, outcomes
from reports.places import location, where
from reports.schema import SCHEMA_ID

MAX_EXCERPT_ROWS = 30
MAX_EXCERPT_COLUMNS = 10


def report(documents: Sequence[Mapping[str, Any]], auditor: Auditor, run: Mapping[str, str]) -> dict[str, Any]:
    """整份报告。"""
    return {
        "schema": SCHEMA_ID,
        "tool": {"name": "gouji", "version": VERSION},
        "run": {
            "date": run.get("date", ""),
            "checker": run.get("checker", ""),
            "engine": auditor.matcher.name,
            "command": run.get("command", ""),
        },
        "ruleset": _ruleset(auditor.ruleset, auditor.vocabulary),
        "documents": list(documents),
    }


def _basis(ids: Sequence[str], vocabulary: Vocabulary) -> list[dict[str, str]]:
    found = []
    for ident in ids:
        law = vocabulary.legal[ident]
        title = f"《{law['名称']}》" + (f"（{law['文号']}）" if law.get("文号") else "") + law.get("条款", "")
        certainty = law.get("可信度", "")
        found.append({"id": ident, "title": title, "text": f"{title}：{law['要求']}", "certainty": certainty})
    return found


def _ruleset(ruleset: Ruleset, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "version": ruleset.version,
        "sha256": ruleset.sha256,
        "files": ruleset.files,
        "rules": [
            {
                "id": r.id,
                "title": r.title,
                "family": r.family,
                "head": r.head,
                "severity": r.severity,
                "check": r.check,
                "why": r.why,
                "how": r.how,
                "basis": _basis(r.basis, vocabulary),
                "advice": r.advice,
                "file": r.file,
                "sha256": r.sha256,
            }
            for r in ruleset.rules
        ],
        "errors": [
            {"file": e.file, "line": e.line, "column": e.column, "rule_id": e.rule_id, "message": e.message}
            for e in ruleset.errors
        ],
    }


def failed_document(path: Path, sha256: str, status: str, error: str) -> dict[str, Any]:
    """读不出来或不是公开文本的一份。"""
    return {"path": str(path), "name": path.name, "sha256": sha256, "status": status, "error": error}


def document(path: Path, audit: Audit, ruleset: Ruleset, vocabulary: Vocabulary) -> dict[str, Any]:
    """一份文件的报告。"""
    facts = audit.facts
    identity = facts.identity
    findings = [_finding(f, n, facts, vocabulary) for n, f in enumerate(audit.findings, start=1)]
    return {
        "path": str(path),
        "name": path.name,
        "sha256": facts.document.sha256,
        "lines": facts.document.line_count,
        "pages": facts.document.pages,
        "status": "audited",
        "error": "",
        "kind": identity.kind,
        "year": identity.year,
        "entity": identity.entity,
        "level": "",
        "unread": list(facts.document.unread),
        "notes": [*facts.document.remarks, *audit.notes],
        "coverage": coverage(facts),
        "outcomes": outcomes(audit, ruleset, findings),
        "sangong": _sangong(facts),
        "indicators": _indicators(facts, audit.findings),
        "findings": findings,
    }


# ---------- 问题


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value.quantize(Decimal("0.000001")).normalize() if value else value)


def _finding(finding: Finding, number: int, facts: FactSet, vocabulary: Vocabulary) -> dict[str, Any]:
    rule, fields = finding.rule, finding.fields
    return {
        "id": finding.id,
        "display": f"F-{number:03d}",
        "rule_id": rule.id,
        "title": rule.title,
        "family": rule.family,
        "head": rule.head,
        "severity": finding.severity,
        "message": finding.message,
        "evidence": [
            {
                "quote": e.quote,
                "mark": e.value if e.value and e.value in e.quote else "",
                "location": location(e.place, facts.document),
                "value": e.value,
                "unit": e.unit,
            }
            for e in finding.evidence
        ],
        "excerpt": _excerpt(finding, facts),
        "calculation": [
            {
                "sign": s.sign,
                "item": s.item,
                "printed": s.printed,
                "low": _number(s.low),
                "high": _number(s.high),
                "place": facts.document.where(s.place.line) if s.place else "",
            }
            for s in finding.calculation
        ],
        **_figures(fields),
        "likely_cause": finding.likely_cause,
        "basis": _basis(rule.basis, vocabulary),
        "advice": rule.advice,
        "occurrences": finding.occurrences,
        "at": finding.at,
    }


def _figures(fields: Mapping[str, str]) -> dict[str, str]:
    """公开数、核算数、差额：单位另列，数字里不再带。"""
    printed = fields.get("printed", "") or fields.get("left.printed", "")
    unit = fields.get("unit", "")
    if not unit and printed.endswith("%"):
        unit = "%"
    figures = {
        "computed": fields.get("computed", "") or fields.get("right.printed", ""),
        "printed": printed,
        "difference": fields.get("diff", ""),
    }
    return {**{k: v.removesuffix(unit).rstrip() if unit else v for k, v in figures.items()}, "unit": unit}


def _excerpt(finding: Finding, facts: FactSet) -> dict[str, Any] | None:
    """第一处证据所在表格的表头和有关各行，有关的格加框。"""
    first = next((e.place for e in finding.evidence if e.place.table and e.place.row is not None), None)
    if first is None:
        return None
    statement = next((s for s in facts.statements if s.name == first.table), None)
    if statement is None:
        return None
    marks = {(e.place.row, e.place.column) for e in finding.evidence if e.place.table == first.table}
    rows = sorted({r for r, _ in marks if r is not None})[:MAX_EXCERPT_ROWS]
    width = statement.table.width
    wanted = sorted({c for r in rows for c in range(width) if statement.table.rows[r][c].text.norm})
    if len(wanted) > MAX_EXCERPT_COLUMNS:
        involved = {c for _, c in marks if c is not None}
        wanted = sorted(involved | set(wanted[: max(0, MAX_EXCERPT_COLUMNS - len(involved))]))
    labels = {c.index: c.path[-1] for half in statement.halves for c in half.columns if c.path}
    head = [labels.get(c, "") for c in wanted]
    return {
        "head": head if any(head) else [],
        "rows": [
            {
                "cells": [" ".join(statement.table.rows[r][c].text.raw.split()) for c in wanted],
                "marks": [(r, c) in marks for c in wanted],
            }
            for r in rows
        ],
        "caption": statement.title,
    }


# ---------- 三公、绩效

_SANGONG = (
    "三公经费合计",
    "因公出国（境）费",
    "公务用车购置及运行维护费",
    "公务用车购置费",
    "公务用车运行维护费",
    "公务接待费",
)


def _sangong(facts: FactSet) -> list[dict[str, str]]:
    """三公各项：预算、决算、上年、增减，取自表或文字。"""
    rows = []
    for item in _SANGONG:
        cells = [f for f in facts.of("cell", column=item) if f.keys["total"] is False and f.key("row") == "合计"]
        said = next((s for s in facts.of("statement", concept=item)), None)
        by_basis: dict[str, Fact] = {}
        for cell in cells:
            by_basis.setdefault(cell.key("basis") or ("决算数" if facts.identity.kind == "决算" else "预算数"), cell)
        prior = next((f for f in facts.of("derived", concept=item, period="上年")), None)
        change = said.slots.get("增减") if said else None
        now = by_basis.get("预算数") if facts.identity.kind == "预算" else by_basis.get("决算数")
        if not by_basis and said is None:
            continue
        stated = said.slots.get("本年") if said else None
        budget, final = by_basis.get("预算数"), by_basis.get("决算数")
        main = now or stated
        rows.append(
            {
                "item": item,
                "budget": budget.printed
                if budget
                else (stated.printed if stated and facts.identity.kind == "预算" else ""),
                "final": final.printed
                if final
                else (stated.printed if stated and facts.identity.kind == "决算" else ""),
                "prior": prior.printed.split("（")[0] if prior else "",
                "change": _signed(change) if change else "",
                "place": where(main.place, facts.document) if main else "",
                "unit": main.quantity.unit if main and main.quantity else "",
            }
        )
    return rows


def _signed(change: Fact) -> str:
    if change.quantity is None:
        return ""
    sign = "+" if change.quantity.value > 0 else ""
    return f"{sign}{plain(change.quantity.value)}{change.quantity.unit}"


def _indicators(facts: FactSet, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    problems: dict[tuple[int | None, int | None], list[str]] = {}
    for finding in findings:
        if finding.rule.family == "绩效目标":
            for e in finding.evidence:
                problems.setdefault((e.place.block, e.place.row), []).append(
                    finding.fields.get("problem", finding.message)
                )
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
