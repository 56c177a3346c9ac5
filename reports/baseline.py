"""与上次的报告对比（--baseline、gouji diff）：把变化写进这次的报告。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import UsageError
from reports import changes, labels
from reports.load import Loaded

NOT_FOUND = "上次的报告里没有这份文件，没有对比。"


def with_baseline(report: Mapping[str, Any], old: Loaded) -> dict[str, Any]:
    """这次的报告加上各份文件的 comparison 和整批的 baseline。没有一份对得上抛出 UsageError。"""
    audited = [d for d in report["documents"] if d["status"] == "audited"]
    matched = changes.pairs(old.report["documents"], report["documents"])
    if audited and not matched:
        raise UsageError(f"{old.path}：上次的报告里没有一份文件与这次的对得上，没有对比，请检查是否给错了文件。")
    against = _against(old)
    by_path = {id(new): changes.compared(before, new, old.report, report, against) for before, new in matched}
    documents = [_document(d, by_path.get(id(d))) for d in report["documents"]]
    used = {id(before) for before, _ in matched}
    known = {"path": str(old.path), "sha256": old.sha256}
    return {
        **report,
        "run": {**report["run"], "inputs": [*report["run"].get("inputs", ()), {"what": "上次的报告", **known}]},
        "documents": documents,
        "baseline": {
            **known,
            "date": old.report["run"]["date"],
            "notes": _notes(report, old.report),
            "missing": [
                {**{k: d[k] for k in ("name", "entity", "year", "kind")}, "findings": len(d["findings"])}
                for d in old.report["documents"]
                if d["status"] == "audited" and id(d) not in used
            ],
        },
    }


def _document(document: Mapping[str, Any], comparison: dict[str, Any] | None) -> dict[str, Any]:
    if document["status"] != "audited":
        return dict(document)
    if comparison is None:
        return {**document, "notes": [*document["notes"], NOT_FOUND]}
    change = {item["id"]: item["change"] for item in comparison["items"]}
    findings = [{**f, "status": labels.COMPARISON[change[f["id"]]].word} for f in document["findings"]]
    return {**document, "findings": findings, "comparison": comparison}


def _against(old: Loaded) -> str:
    day = old.report["run"]["date"]
    return f"{old.path.name}{f'，{day}' if day else ''}，SHA-256 {old.sha256[:12]}"


def _notes(new: Mapping[str, Any], old: Mapping[str, Any]) -> list[str]:
    found = []
    if new["ruleset"]["sha256"] != old["ruleset"]["sha256"]:
        found.append("两次用的规则集不同，有的变化可能出于规则。")
    if new["tool"] != old["tool"]:
        found.append(f"上次用的程序是 {old['tool']['version']}，这次是 {new['tool']['version']}。")
    return found
