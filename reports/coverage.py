"""报告的覆盖与结论部分：看到了哪些表和章节，各规则的结论各有多少。"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from engine.audit import Audit
from engine.document import Paragraph, Place, Table
from engine.facts.build import FactSet
from engine.numbers import plain
from engine.outcome import FAIL, PASS, RULE_ERROR, STATUSES, UNKNOWN, Outcome
from engine.recognition.statements import is_blind
from engine.recognition.vocabulary import Vocabulary
from engine.remember import MOST
from engine.ruleset.model import Rule, Ruleset
from reports import parts
from reports.places import where

PRECISION_WORDS = "尾数说明词"
"""词表的名字。"""


def coverage(
    facts: FactSet, vocabulary: Vocabulary | None = None, results: Sequence[tuple[Rule, Outcome]] = ()
) -> dict[str, Any]:
    """看到了什么、该有什么。results 是各规则的结论：要素该有而没有，以公开要素矩阵的规则说的为准。"""
    found = parts.completeness(facts, results)
    bound, total = _amounts(facts)
    return {
        "share": plain(Decimal(bound) / total, 4) if total else "1",
        "amounts": {"bound": bound, "total": total},
        **found,
        "precision_notes": _precision(facts, vocabulary) if vocabulary else [],
        "not_understood": [
            {"what": n.what, "place": where(n.place, facts.document), "reason": n.reason, "printed": n.printed}
            for n in facts.not_understood
        ],
    }


def _precision(facts: FactSet, vocabulary: Vocabulary) -> list[dict[str, str]]:
    """文件自己说的尾数误差、四舍五入。"""
    words = vocabulary.words.get(PRECISION_WORDS, ())
    return [
        {"quote": block.text.raw.strip(), "place": where(Place(line=block.line), facts.document)}
        for block in facts.document.blocks
        if isinstance(block, Paragraph) and any(w in block.text.norm for w in words)
    ]


def _amounts(facts: FactSet) -> tuple[int, int]:
    """（看懂的金额，全部金额）：表格里的数和情况说明里的金额。"""
    bound = total = 0
    for fact in facts.of("cell"):
        if fact.quantity is not None:
            bound, total = bound + 1, total + 1
    for fact in facts.of("stated"):
        if fact.quantity is not None and fact.quantity.is_money and fact.key("section"):
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
    """各规则的结论数、各举一例，无法核查的、尾差、出错的各处，表间勾稽。"""
    by_rule = {r.id: dict.fromkeys(STATUSES, 0) for r in ruleset.rules}
    examples: dict[str, str] = {}
    noted: dict[str, tuple[Rule, Outcome]] = {}
    unknown: list[dict[str, str]] = []
    errors: list[dict[str, str]] = []
    for rule, outcome in audit.results:
        by_rule[rule.id][outcome.status] += 1
        if outcome.status == PASS:
            if rule.id not in examples:
                examples[rule.id] = _example(outcome)
            if outcome.note:
                noted.setdefault(outcome.note, (rule, outcome))
        elif outcome.status == UNKNOWN:
            unknown.append({"rule_id": rule.id, "at": outcome.at, "reason": outcome.reason})
        elif outcome.status == RULE_ERROR:
            errors.append({"rule_id": rule.id, "message": outcome.reason})
    return {
        "counts": {s: sum(c[s] for c in by_rule.values()) for s in STATUSES},
        "rules": [{"rule_id": i, **c, "example": examples.get(i, "")} for i, c in by_rule.items()],
        "unknown": unknown,
        "rounding": [{"rule_id": r.id, "at": o.at, "note": "尾差", "message": note} for note, (r, o) in noted.items()],
        "errors": errors,
        "matrix": _matrix(audit, findings),
    }


def _example(outcome: Outcome) -> str:
    """通过的一处：位置，有数的写出两个数。"""
    fields = outcome.fields
    printed = fields.get("left.printed") or fields.get("printed", "")
    computed = fields.get("right.printed") or fields.get("computed", "")
    return f"{outcome.at}：{printed}，对照 {computed}" if printed and computed else outcome.at


@lru_cache(maxsize=MOST)
def _table_of(at: str) -> str:
    """位置键里的表种：支出总表#2/208/合计 → 支出总表。"""
    return at.partition("/")[0].partition("#")[0]


def _matrix(audit: Audit, findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """表间勾稽：位置键写作“左表/…=右表/…”的各结论。"""
    cells: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for rule, outcome in audit.results:
        if rule.check == "tables_agree" and "=" in outcome.at and outcome.status in (PASS, FAIL, UNKNOWN):
            left, _, right = outcome.at.partition("=")
            cells[_table_of(left), _table_of(right)][outcome.status] += 1
    between = [
        (f["id"], {e["location"]["table"] for e in f["evidence"]})
        for f in findings
        if "表间勾稽" in {f["family"], *(r["family"] for r in f["related"])}
    ]
    found = []
    for (left, right), counter in cells.items():
        linked = [ident for ident, tables in between if left in tables and right in tables]
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
