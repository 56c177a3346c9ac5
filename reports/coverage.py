"""报告的覆盖与结论部分：看到了哪些表和章节，各规则的结论各有多少。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.audit import Audit
from engine.document import Place, Table
from engine.facts.build import FactSet
from engine.numbers import plain
from engine.outcome import FAIL, PASS, RULE_ERROR, STATUSES, UNKNOWN, Outcome
from engine.recognition.statements import is_blind
from engine.ruleset.model import Rule, Ruleset
from reports.places import where


def coverage(facts: FactSet) -> dict[str, Any]:
    tables = [
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
    present = {s.kind.name for s in facts.statements}
    tables += [
        {
            "kind": f.key("concept"),
            "title": f.printed,
            "status": "unrecognised",
            "place": where(f.place, facts.document),
            "unit": "",
            "rows": 0,
            "note": "有标题，没有读出表格",
        }
        for f in facts.of("part", type="表格", readable=False)
        if f.key("concept") not in present
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
                    "place": where(f.place, facts.document),
                    "unit": "",
                    "rows": 0,
                    "note": f"{f.key('source')}列有，正文未见",
                }
            )
    needed = [
        f.key("concept") for f in facts.of("required") if f.key("type") != "表格" and f.key("level") in ("◎", "○")
    ]
    parts = {f.key("concept"): f for f in facts.of("part", type="章节")}
    sections = [
        {
            "kind": n,
            "title": parts[n].printed if n in parts else "",
            "status": "present" if n in parts else "missing",
            "place": where(parts[n].place, facts.document) if n in parts else "",
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
            {"what": n.what, "place": where(n.place, facts.document), "reason": n.reason, "printed": n.printed}
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
    blind = {s.table.index for s in facts.statements if is_blind(s)}
    for block in facts.document.blocks:
        if isinstance(block, Table) and (block.index not in recognised or block.index in blind):
            total += sum(1 for row in block.rows for c in row if c.status == "number")
    return bound, total


def coverage_share(entry: Mapping[str, Any]) -> Decimal:
    """一份文件看懂的金额所占的份额；没有核查的为 0。"""
    return Decimal(entry["coverage"]["share"]) if entry.get("status") == "audited" else Decimal(0)


def outcomes(audit: Audit, ruleset: Ruleset, findings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    counts: Counter[str] = Counter(o.status for _, o in audit.results)
    by_rule: dict[str, Counter[str]] = {r.id: Counter() for r in ruleset.rules}
    for rule, outcome in audit.results:
        by_rule[rule.id][outcome.status] += 1
    return {
        "counts": {s: counts[s] for s in STATUSES},
        "rules": [{"rule_id": i, **{s: c[s] for s in STATUSES}} for i, c in by_rule.items()],
        "unknown": [
            {"rule_id": rule.id, "at": outcome.at, "reason": outcome.reason}
            for rule, outcome in audit.results
            if outcome.status == UNKNOWN
        ],
        "rounding": [
            {"rule_id": r.id, "at": o.at, "note": "尾差", "message": o.note} for r, o in _distinct_notes(audit)
        ],
        "errors": [{"rule_id": r.id, "message": o.reason} for r, o in audit.results if o.status == RULE_ERROR],
        "matrix": _matrix(audit, findings),
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
