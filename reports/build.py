"""核查结果 → 报告数据（report.json 的内容）。别的格式都由它生成。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine import VERSION
from engine.audit import Audit, Auditor
from engine.document import Place
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.findings.group import Finding
from engine.numbers import plain
from engine.outcome import FAIL, PASS, RULE_ERROR, STATUSES, UNKNOWN, Outcome
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.model import Rule, Ruleset
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
        found.append({"id": ident, "text": f"{title}：{law['要求']}", "certainty": law.get("可信度", "")})
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
        "pages": None,
        "status": "audited",
        "error": "",
        "kind": identity.kind,
        "year": identity.year,
        "entity": identity.entity,
        "level": "",
        "notes": [*facts.document.remarks, *audit.notes],
        "coverage": _coverage(facts),
        "outcomes": _outcomes(audit, ruleset, findings),
        "sangong": _sangong(facts),
        "indicators": _indicators(facts, audit.findings),
        "findings": findings,
    }


# ---------- 问题


def _where(place: Place) -> str:
    return f"第 {place.line} 行" if place.line else ""


def _location(place: Place) -> dict[str, Any]:
    return {
        "page": place.page,
        "line": place.line,
        "table": place.table.split("#")[0],
        "row": place.row_name,
        "column": place.column_name,
        "section": place.section,
    }


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
                "location": _location(e.place),
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
                "place": s.place,
            }
            for s in finding.calculation
        ],
        "computed": fields.get("computed", "") or fields.get("right.printed", ""),
        "printed": fields.get("printed", "") or fields.get("left.printed", ""),
        "difference": fields.get("diff", ""),
        "unit": fields.get("unit", ""),
        "likely_cause": finding.likely_cause,
        "basis": _basis(rule.basis, vocabulary),
        "advice": rule.advice,
        "occurrences": finding.occurrences,
    }


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


# ---------- 覆盖


def _coverage(facts: FactSet) -> dict[str, Any]:
    tables = [
        {
            "kind": s.kind.name,
            "title": s.title,
            "status": "empty" if s.empty else "recognised",
            "place": f"第 {s.table.line} 行",
            "unit": s.unit + ("" if s.unit_stated or s.kind.layout == "指标" else "（推定）"),
            "rows": s.data_rows,
            "note": _empty_note(facts, s.name) if s.empty else "",
        }
        for s in facts.statements
    ]
    present = {s.kind.name for s in facts.statements}
    tables += [
        {
            "kind": f.key("concept"),
            "title": f.printed,
            "status": "unrecognised",
            "place": _where(f.place),
            "unit": "",
            "rows": 0,
            "note": "有标题，没有读出表格",
        }
        for f in facts.of("part", type="表格", readable=False)
    ]
    unread = {t["kind"] for t in tables}
    seen: set[str] = set()
    for f in facts.of("announced", type="表格"):
        name = f.key("concept")
        if name not in present and name not in unread and name not in seen:
            seen.add(name)
            tables.append(
                {
                    "kind": name,
                    "title": f.printed,
                    "status": "missing",
                    "place": _where(f.place),
                    "unit": "",
                    "rows": 0,
                    "note": f"{f.key('source')}列有，正文未见",
                }
            )
    needed = [f.key("concept") for f in facts.of("required") if f.key("type") != "表格" and f.key("level") != "△"]
    parts = {f.key("concept"): f for f in facts.of("part", type="章节")}
    sections = [
        {
            "kind": n,
            "title": parts[n].printed if n in parts else "",
            "status": "present" if n in parts else "missing",
            "place": _where(parts[n].place) if n in parts else "",
        }
        for n in dict.fromkeys(needed)
    ]
    bound, total = _amounts(facts)
    return {
        "share": plain(Decimal(bound) / total, 4) if total else "1",
        "amounts": {"bound": bound, "total": total},
        "tables": tables,
        "sections": sections,
        "not_understood": [
            {"what": n.what, "place": _where(n.place), "reason": n.reason, "printed": n.printed}
            for n in facts.not_understood
        ],
    }


def _empty_note(facts: FactSet, name: str) -> str:
    table = next((f for f in facts.of("table", instance=name)), None)
    return "有说明" if table is not None and table.keys.get("noted") else "没有说明"


def _amounts(facts: FactSet) -> tuple[int, int]:
    """（看懂的金额，全部金额）：表格里的数和情况说明里的金额。"""
    bound = total = 0
    for fact in facts.facts:
        if fact.kind == "cell" and fact.quantity is not None:
            bound, total = bound + 1, total + 1
        elif fact.kind == "stated" and fact.quantity is not None and fact.quantity.is_money and fact.key("section"):
            known = bool(
                fact.key("concept") or fact.key("code") or fact.key("name") or fact.keys.get("slot") not in ("本年",)
            )
            bound, total = bound + known, total + 1
    recognised = {s.table.index for s in facts.statements}
    from engine.document import Table

    for block in facts.document.blocks:
        if isinstance(block, Table) and block.index not in recognised:
            total += sum(1 for row in block.rows for c in row if c.status == "number")
    return bound, total


def coverage_share(entry: Mapping[str, Any]) -> Decimal:
    """一份文件看懂的金额所占的份额；没有核查的为 0。"""
    return Decimal(entry["coverage"]["share"]) if entry.get("status") == "audited" else Decimal(0)


# ---------- 结论


def _outcomes(audit: Audit, ruleset: Ruleset, findings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    counts: Counter[str] = Counter(o.status for _, o in audit.results)
    by_rule: dict[str, Counter[str]] = {r.id: Counter() for r in ruleset.rules}
    for rule, outcome in audit.results:
        by_rule[rule.id][outcome.status] += 1
    unknown: dict[tuple[str, str], list[str]] = {}
    for rule, outcome in audit.results:
        if outcome.status == UNKNOWN:
            unknown.setdefault((outcome.at if outcome.at in _tables(audit) else "", outcome.reason), []).append(rule.id)
    return {
        "counts": {s: counts[s] for s in STATUSES},
        "rules": [{"rule_id": i, **{s: c[s] for s in STATUSES}} for i, c in by_rule.items()],
        "unknown": [
            {"rule_id": "、".join(dict.fromkeys(ids)), "at": at, "reason": reason}
            for (at, reason), ids in unknown.items()
        ],
        "rounding": [
            {"rule_id": r.id, "at": o.at, "note": "尾差", "message": o.note} for r, o in _distinct_notes(audit)
        ],
        "errors": [{"rule_id": r.id, "message": o.reason} for r, o in audit.results if o.status == RULE_ERROR],
        "matrix": _matrix(audit, findings),
    }


def _tables(audit: Audit) -> set[str]:
    return {f.key("concept") for f in audit.facts.of("announced", type="表格")} | {
        f.key("concept") for f in audit.facts.of("part", type="表格")
    }


def _distinct_notes(audit: Audit) -> list[tuple[Rule, Outcome]]:
    seen: dict[str, tuple[Rule, Outcome]] = {}
    for rule, outcome in audit.results:
        if outcome.status == PASS and outcome.note:
            seen.setdefault(outcome.note, (rule, outcome))
    return list(seen.values())


def _matrix(audit: Audit, findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """表间勾稽：位置键写作“左表/…=右表/…”的各结论。"""
    cells: dict[tuple[str, str], Counter[str]] = {}
    for rule, outcome in audit.results:
        if rule.check == "tables_agree" and "=" in outcome.at and outcome.status in (PASS, FAIL, UNKNOWN):
            left, _, right = outcome.at.partition("=")
            pair = (left.split("/")[0].split("#")[0], right.split("/")[0].split("#")[0])
            cells.setdefault(pair, Counter())[outcome.status] += 1
    found = []
    for (left, right), counter in cells.items():
        linked = [
            f["id"]
            for f in findings
            if {left, right} <= {e["location"]["table"] for e in f["evidence"]} and f["family"] == "表间勾稽"
        ]
        found.append(
            {
                "left": left,
                "right": right,
                "pass": counter[PASS],
                "fail": counter[FAIL],
                "unknown": counter[UNKNOWN],
                "findings": linked,
            }
        )
    return found


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
                "place": _where(main.place) if main else "",
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
            "place": _where(f.place),
            "problems": list(dict.fromkeys(problems.get((f.place.block, f.place.row), []))),
        }
        for f in facts.of("indicator")
    ]
