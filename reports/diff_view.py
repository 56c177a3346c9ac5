"""gouji diff 的输出：两次报告的变化，文字和 JSON。"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from reports import changes, labels
from reports.document_view import subject
from reports.terminal import clean, wrap

# 有这些变化的，退出码为 1
WORSE = ("new", "changed")
_ORDER = ("new", "changed", "persisting", "resolved", "unchecked", "waived")


def as_json(report: Mapping[str, Any]) -> str:
    """counts 各种变化的个数；documents 对上的各份；unmatched 这次有、没有对上的；missing 上次有、这次没有的。"""
    documents = [d for d in report["documents"] if d["status"] == "audited"]
    about = ("path", "name", "entity", "year", "kind")
    found = {
        "schema": "gouji-diff/1",
        **{key: report["baseline"][key] for key in ("path", "sha256", "notes")},
        "counts": {key: changes.counts(report)[key] for key in labels.COMPARISON},
        "documents": [
            {**{key: d[key] for key in about}, "items": d["comparison"]["items"]}
            for d in documents
            if d.get("comparison")
        ],
        "unmatched": [{key: d[key] for key in about} for d in documents if not d.get("comparison")],
        "missing": report["baseline"]["missing"],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def as_text(report: Mapping[str, Any], width: int) -> str:
    """先说总数，再逐份列：新增、数值已变、未整改、已整改、不能下结论的。"""
    return "\n".join(_lines(report, width)) + "\n"


def _lines(report: Mapping[str, Any], width: int) -> Iterator[str]:
    baseline = report["baseline"]
    day = f"（{baseline['date']}）" if baseline["date"] else ""
    yield from wrap(clean(f"与 {baseline['path']}{day}相比：{changes.tally(changes.counts(report))}。"), width)
    for note in baseline["notes"]:
        yield from wrap(clean(note), width)
    for document in report["documents"]:
        if document["status"] == "audited":
            yield ""
            yield from _document(document, width)
        else:
            yield from ("", *wrap(clean(f"{document['name']}：这次没有核查（{document['error']}），没有对比。"), width))
    if baseline["missing"]:
        yield ""
        yield "上次有、这次没有的文件："
        for item in baseline["missing"]:
            yield from wrap(clean(f"{item['name']}，上次的问题 {item['findings']} 项"), width, "    ", first="  ")


def _document(document: Mapping[str, Any], width: int) -> Iterator[str]:
    compared = document.get("comparison")
    if not compared:
        yield from wrap(clean(f"{subject(document)}：上次的报告里没有这份文件。"), width)
        return
    counted = changes.tally(changes.by_change(compared["items"]))
    yield from wrap(clean(f"{subject(document)}：{counted}"), width)
    for change in _ORDER:
        label = labels.COMPARISON[change]
        for item in compared["items"]:
            if item["change"] == change:
                told = f"  {label.mark} {label.word}  {item['rule_id']}  {item['note'] or item['title']}"
                told += f"（{item['message']}）" if change == "changed" else ""
                yield from wrap(clean(told), width, " " * 6, first="  ")
