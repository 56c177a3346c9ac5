"""规则手册的编排：按类别归组，一条规则一节；例子取自它的测试。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine import VERSION
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.describe import applies, describe, manual
from engine.ruleset.model import SEVERITIES, Rule, Ruleset
from engine.ruletest.examples import Example, Examples
from engine.ruletest.model import DocumentSpec, TableSpec
from reports import labels
from reports.build import basis_of
from reports.text import anchor

SHOWN_PASSES = 4  # 正例里通过的各处写法相同，列几处就够


def manual_view(
    ruleset: Ruleset, listed: Sequence[Rule], vocabulary: Vocabulary, shown: Mapping[str, Examples]
) -> dict[str, Any]:
    """模板的全部上下文。listed：各层的规则；shown：规则文件 → 正反例。"""
    families: dict[str, list[Rule]] = {}
    for rule in listed:
        families.setdefault(rule.family, []).append(rule)
    return {
        "tool": {"name": "gouji", "version": VERSION},
        "version": ruleset.version,
        "sha256": ruleset.sha256,
        "total": len(listed),
        "counts": _counts(listed),
        "labels": labels,
        "families": [
            {
                "name": name,
                "anchor": f"f-{anchor(name)}",
                "head": rules[0].head,
                "counts": _counts(rules),
                "rules": [_rule(r, vocabulary, shown.get(r.file, Examples())) for r in rules],
            }
            for name, rules in families.items()
        ],
    }


def _counts(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """各级别的条数，从重到轻。"""
    return [{"label": labels.SEVERITIES[s], "count": sum(r.severity == s for r in rules)} for s in SEVERITIES]


def _rule(rule: Rule, vocabulary: Vocabulary, examples: Examples) -> dict[str, Any]:
    return {
        "id": rule.id,
        "anchor": f"r-{anchor(rule.file)}",
        "layer": rule.layer,
        "title": rule.title,
        "severity": rule.severity,
        "label": labels.SEVERITIES[rule.severity],
        "check": rule.check,
        "kind": manual(rule.check)[0],
        "why": rule.why,
        "how": rule.how,
        "applies": "；".join(p for p in (applies(rule), f"条件 {rule.when.text}" if rule.when else "") if p),
        "looks_for": [{"depth": n.depth, "label": n.label, "key": n.key, "value": n.value} for n in describe(rule)],
        "basis": basis_of(rule.basis, vocabulary),
        "advice": rule.advice,
        "message": rule.message.text,
        "bad": _example(examples.bad),
        "good": _example(examples.good),
        "file": rule.file,
        "sha256": rule.sha256,
    }


def _example(example: Example | None) -> dict[str, Any] | None:
    if example is None:
        return None
    spec = example.case.document
    return {
        "name": example.case.name,
        "document": f"{spec.year}年部门{spec.kind}",
        "toc": list(spec.toc),
        "tables": [_table(t) for t in spec.tables],
        "sections": [{"name": s.heading or s.name, "paragraphs": [p.text for p in s.paragraphs]} for s in spec.sections]
        + _loose(spec),
        "told": list(example.told[:SHOWN_PASSES]),
        "more": max(0, len(example.told) - SHOWN_PASSES),
    }


def _loose(spec: DocumentSpec) -> list[dict[str, Any]]:
    return [{"name": "正文", "paragraphs": [line.text for line in spec.text]}] if spec.text else []


def _table(table: TableSpec) -> dict[str, Any]:
    return {
        "title": table.title or table.kind,
        "unit": table.unit,
        "rows": [[cell.text for cell in row] for row in table.rows],
        "notes": [note.text for note in table.notes],
    }
