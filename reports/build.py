"""核查结果 → 报告数据（report.json 的内容）。别的格式都由它生成。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine import VERSION
from engine.audit import Audit, Auditor
from engine.document import Place
from engine.errors import RuleFault
from engine.facts.build import FactSet
from engine.facts.prior import Taken
from engine.findings.group import Finding
from engine.findings.waive import Use, unjudged
from engine.numbers import plain, to_places
from engine.recognition.vocabulary import Vocabulary
from reports.coverage import coverage, outcomes
from reports.excerpts import excerpts
from reports.performance import indicators, projects
from reports.places import location, where
from reports.sangong import sangong
from reports.schema import SCHEMA_ID
from reports.tolerance import tolerance


def report(documents: Sequence[Mapping[str, Any]], auditor: Auditor, run: Mapping[str, str]) -> dict[str, Any]:
    """整份报告；documents 照原样放进去，可以在磁盘上（见 spool）。"""
    return {
        "schema": SCHEMA_ID,
        "tool": {"name": "gouji", "version": VERSION},
        "run": {
            "date": run.get("date", ""),
            "checker": run.get("checker", ""),
            "engine": auditor.matcher.name,
            "command": run.get("command", ""),
            "inputs": [{"what": "豁免登记", "path": p, "sha256": s} for p, s in auditor.register.files],
            "waivers": {"registered": len(auditor.register.waivers), "note": unjudged(auditor.register)},
        },
        "ruleset": _ruleset(auditor, auditor.register.faults),
        "documents": documents,
    }


def basis_of(ids: Sequence[str], vocabulary: Vocabulary) -> list[dict[str, str]]:
    found = []
    for ident in ids:
        law = vocabulary.legal[ident]
        title = f"《{law['名称']}》" + (f"（{law['文号']}）" if law.get("文号") else "") + law.get("条款", "")
        certainty = law.get("可信度", "")
        found.append({"id": ident, "title": title, "text": f"{title}：{law['要求']}", "certainty": certainty})
    return found


def _ruleset(auditor: Auditor, more: Sequence[RuleFault]) -> dict[str, Any]:
    """各份文件用过的全部规则；几层里同号而不同的各列一条。"""
    ruleset = auditor.ruleset
    plans = auditor.plans.values()
    used = {(r.id, r.layer, r.sha256): (r, p.vocabulary) for p in plans for r in p.ruleset.rules}
    if not used:
        used = {(r.id, r.layer, r.sha256): (r, auditor.vocabulary) for r in ruleset.rules}
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
                "basis": basis_of(r.basis, vocabulary),
                "advice": r.advice,
                "file": r.file,
                "layer": r.layer,
                "sha256": r.sha256,
            }
            for _, (r, vocabulary) in sorted(used.items())
        ],
        "errors": [
            {"file": e.file, "line": e.line, "column": e.column, "rule_id": e.rule_id, "message": e.message}
            for e in (*ruleset.errors, *more)
        ],
    }


def failed_document(path: Path, sha256: str, status: str, error: str) -> dict[str, Any]:
    """读不出来或不是公开文本的一份。"""
    return {"path": str(path), "name": path.name, "sha256": sha256, "status": status, "error": error}


def document(path: Path, audit: Audit) -> dict[str, Any]:
    """一份文件的报告。"""
    facts, ruleset = audit.facts, audit.ruleset
    vocabulary = ruleset.vocabulary
    assert vocabulary is not None  # 读规则时总是给的
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
        "region": identity.region,
        "level": identity.level,
        "layers": list(ruleset.layers),
        "unread": list(facts.document.unread),
        "notes": [*facts.document.remarks, *audit.notes, *facts.related.notes],
        "related": [_taken(taken) for taken in facts.related.sources],
        "coverage": coverage(facts, vocabulary, audit.results),
        "outcomes": outcomes(audit, ruleset, findings),
        "sangong": sangong(facts),
        "indicators": indicators(facts, audit.findings),
        "projects": projects(facts),
        "findings": findings,
        "waivers": [_waiver(use) for use in audit.waivers],
    }


def _taken(taken: Taken) -> dict[str, str]:
    """取来相比的一份。"""
    return {
        "relation": taken.relations[0],
        "title": taken.title,
        "entity": taken.entity,
        "path": taken.path,
        "sha256": taken.sha256,
        "why": taken.why,
    }


def _waiver(use: Use) -> dict[str, Any]:
    waiver = use.waiver
    return {
        "rule_id": waiver.rule,
        "at": waiver.at,
        "reason": waiver.reason,
        "document": waiver.document,
        "approver": waiver.approved_by,
        "expires": str(waiver.expires),
        "state": use.state,
        "findings": list(use.findings),
    }


# ---------- 问题


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(to_places(value, 6))


def _tolerance(finding: Finding) -> str:
    """四位小数够看：再细的没有公开过。"""
    allowed = tolerance(finding.calculation)
    return "" if allowed is None else plain(to_places(allowed, 4))


def _finding(finding: Finding, number: int, facts: FactSet, vocabulary: Vocabulary) -> dict[str, Any]:
    rule, fields = finding.rule, finding.fields
    shown = excerpts(finding, facts)
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
        "excerpt": shown[0] if shown else None,
        "more_excerpts": shown[1:],
        "calculation": [
            {
                "sign": s.sign,
                "item": s.item,
                "printed": s.printed,
                "low": _number(s.low),
                "high": _number(s.high),
                "place": _seen(s.place, facts),
            }
            for s in finding.calculation
        ],
        **_figures(fields),
        "tolerance": _tolerance(finding),
        "likely_cause": finding.likely_cause,
        "basis": basis_of(rule.basis, vocabulary),
        "advice": finding.advice or rule.advice,
        "occurrences": finding.occurrences,
        "at": finding.at,
        "related": [
            {
                "id": r.id,
                "rule_id": r.rule.id,
                "title": r.rule.title,
                "family": r.rule.family,
                "severity": r.severity,
                "message": r.message,
                "at": r.at,
                "occurrences": r.occurrences,
            }
            for r in finding.related
        ],
    }


def _seen(place: Place | None, facts: FactSet) -> str:
    """核算过程里一个数印在哪里；另一份公开件里的写明是哪一份。"""
    if place is None:
        return ""
    return where(place, facts.document) if place.origin else facts.document.where(place.line)


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
