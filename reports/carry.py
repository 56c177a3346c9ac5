"""把读回的整改台账带进这次的报告：对得上的写到问题上，对不上的照原样留着，一行也不丢。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from reports import labels
from reports.changes import gone
from reports.register import AT, CLAIMED, ENTITY, ID, KIND, NAME, RULE, SHEET, YEAR

if TYPE_CHECKING:
    from reports.ledger import Ledger, Line

UNMATCHED, ABSENT, UNCHECKED = "对不上", "未再出现", "本次未核查"
_DONE = "已整改"

Report = Mapping[str, Any]
Key = tuple[str, str]


def with_ledger(report: Report, ledger: Ledger) -> dict[str, Any]:
    """这次的报告加上各问题的 ledger 和整批的 ledger。report 可以没有补齐。"""
    faults, entries = list(ledger.faults), []
    taken: dict[Key, Line] = {}
    for line in ledger.lines:
        key, fault = _match(line, report, taken)
        if fault:
            faults.append(f"“{SHEET}”第 {line.number} 行：{fault}")
        if key:
            taken[key] = line
        else:
            entries.append(_kept(line, report, known=not fault))
    source = {"path": str(ledger.path), "sha256": ledger.sha256}
    return {
        **report,
        "run": {**report["run"], "inputs": [*report["run"].get("inputs", ()), {"what": "整改台账", **source}]},
        "documents": [_document(document, taken) for document in report["documents"]],
        "ledger": {**source, "faults": faults, "entries": entries},
    }


def _match(line: Line, report: Report, taken: Mapping[Key, Line]) -> tuple[Key | None, str]:
    """这一行说的是哪份文件的哪个问题；不是这次的问题为 None，认不准的另有一句缘故。"""
    ident = line.row.get(ID, "")
    if not ident:
        return None, f"没有“{ID}”，认不出是哪个问题，照原样留在台账末尾。"
    holders = [d for d in _audited(report) if any(f["id"] == ident for f in d["findings"])]
    for column, key in ((KIND, "kind"), (NAME, "name")):
        # 同一单位的预算、决算，同一问题的编号可以相同
        if len(holders) > 1:
            holders = [d for d in holders if d[key] == line.row.get(column, "")] or holders
    if not holders:
        return None, ""
    if len(holders) > 1:
        names = "、".join(d["name"] for d in holders[:3])
        return None, f"问题编号 {ident} 在几份文件里都有（{names}），凭“{NAME}”分不清，照原样留在台账末尾。"
    found = (holders[0]["path"], ident)
    if found in taken:
        return None, f"问题编号 {ident} 与第 {taken[found].number} 行重复，以前一行为准，这一行照原样留在台账末尾。"
    return found, ""


def _audited(report: Report) -> Iterator[Mapping[str, Any]]:
    return (d for d in report["documents"] if d["status"] == "audited")


def _document(document: Mapping[str, Any], taken: Mapping[Key, Line]) -> dict[str, Any]:
    if document["status"] != "audited":
        return dict(document)
    findings = [_finding(f, taken.get((document["path"], f["id"]))) for f in document["findings"]]
    return {**document, "findings": findings}


def _finding(finding: Mapping[str, Any], line: Line | None) -> dict[str, Any]:
    if line is None:
        return dict(finding)
    filled = line.filled
    status = CLAIMED if filled["status"] == _DONE else filled["status"] or finding.get("status", "")
    if status == labels.LEDGER_STATUS[0]:
        status = finding.get("status", "") or status
    return {**finding, "status": status, "ledger": {**filled, "extra": line.extra}}


def _kept(line: Line, report: Report, known: bool) -> dict[str, Any]:
    """这次的问题里没有的一行：是没有再查出，还是没有查。"""
    path, found = "", UNMATCHED
    if known:
        document = _same(line, report)
        path, found = (document["path"], _result(line, document, report)) if document else ("", UNCHECKED)
    return {"id": line.row.get(ID, ""), "result": found, "path": path, "row": line.row}


def _same(line: Line, report: Report) -> Mapping[str, Any] | None:
    """这一行说的那份文件，这次核查了的；先看单位、年度、文种，再看文件名。"""
    wanted = tuple(line.row.get(name, "") for name in (ENTITY, YEAR, KIND))
    same = [d for d in _audited(report) if (d["entity"], d["year"], d["kind"]) == wanted]
    if len(same) != 1:
        same = [d for d in same or _audited(report) if d["name"] == line.row.get(NAME)]
    return same[0] if len(same) == 1 else None


def _result(line: Line, document: Mapping[str, Any], report: Report) -> str:
    ident = line.row.get(ID, "")
    for finding in document["findings"]:
        if any(other["id"] == ident for other in finding.get("related", ())):
            return f"并入 {finding['display']}"
    change, _ = gone(line.row.get(RULE, ""), line.row.get(AT, ""), document, report)
    if change != "resolved":
        return labels.COMPARISON[change].word
    return _DONE if line.row.get("状态") == _DONE else ABSENT
