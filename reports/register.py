"""整改台账的内容：一个问题一行，各栏是什么。XLSX、CSV 由它写出，填好的台账按它读回。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from reports import labels
from reports.changes import by_finding
from reports.text import amount, anchor, place

SHEET = "问题台账"
"""XLSX 里这张工作表的名称。"""
ID, NAME, KIND, RULE, AT, RESULT = "问题编号", "文件", "文种", "规则", "位置键", "本次结果"
ENTITY, YEAR = "单位", "年度"
NUMBERS = ("公开数（数值）", "核算数（数值）", "差额（数值）")
STILL, CLAIMED = "仍存在", "填报已整改，仍存在"


class Column(NamedTuple):
    """一栏：名称、宽度（字符数）、是否由单位或复核人填写。"""

    name: str
    width: int
    filled: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("序号", 6),
    Column("编号", 8),
    Column(ENTITY, 20),
    Column(YEAR, 7),
    Column(KIND, 7),
    Column(NAME, 24),
    Column("级别", 7),
    Column("类别", 10),
    Column("方面", 10),
    Column("问题", 46),
    Column("位置", 30),
    Column("表", 18),
    Column("行", 16),
    Column("栏", 12),
    Column("公开数", 14),
    Column("核算数", 14),
    Column("差额", 12),
    Column("计量单位", 9),
    *(Column(name, 14) for name in NUMBERS),
    Column("处数", 6),
    Column("同一根源", 24),
    Column("可能原因", 30),
    Column("依据", 34),
    Column("建议", 30),
    Column(RESULT, 12),
    *(Column(name, 16 if key in ("opinion", "measures") else 12, True) for key, name in labels.LEDGER_FIELDS.items()),
    Column(RULE, 10),
    Column(AT, 24),
    Column(ID, 16),
)

Row = dict[str, str | int | Decimal]


class Entry(NamedTuple):
    """一行：各栏的内容，连到哪份文件（path）的哪张证据卡（锚点）；没有的为空。"""

    cells: Row
    path: str
    card: str


def entries(report: Mapping[str, Any]) -> Iterator[Entry]:
    """各行，按文件、问题的次序；随后是台账里有而这次没有的。report 须已补齐。"""
    number = 0
    for document in report["documents"]:
        changes = by_finding(document)
        for finding in document["findings"]:
            number += 1
            yield _entry(number, document, finding, changes.get(finding["id"], ""))
    paths = {document["path"] for document in report["documents"]}
    for kept in (report["ledger"] or {}).get("entries", ()):
        number += 1
        row: Row = {**kept["row"], "序号": number, RESULT: kept["result"]}
        yield Entry(row, kept["path"] if kept["path"] in paths else "", "")


def extra_columns(report: Mapping[str, Any]) -> list[str]:
    """单位另加的栏，按出现的次序。"""
    known = {column.name for column in COLUMNS}
    found: dict[str, None] = {}
    for document in report["documents"]:
        for finding in document["findings"]:
            found |= dict.fromkeys((finding["ledger"] or {}).get("extra", ()))
    for kept in (report["ledger"] or {}).get("entries", ()):
        found |= dict.fromkeys(name for name in kept["row"] if name not in known)
    return list(found)


def result(change: str, ledger: Mapping[str, Any] | None) -> str:
    """“本次结果”一栏：与上次的报告、与填报的状态相比。都没有的为空。"""
    if ledger and ledger["status"] == "已整改":
        return CLAIMED
    if change:
        return labels.COMPARISON[change].word
    return STILL if ledger else ""


def basis_text(items: list[dict[str, str]]) -> str:
    """依据：一条一行。"""
    return "\n".join(item["text"] for item in items)


def related_text(finding: Mapping[str, Any]) -> str:
    """同一根源、并入这个问题的别的规则：一条一行。"""
    return "\n".join(f"{other['rule_id']} {other['message']}" for other in finding.get("related", ()))


def _entry(number: int, document: Mapping[str, Any], finding: Mapping[str, Any], change: str) -> Entry:
    first = finding["evidence"][0]["location"] if finding["evidence"] else {}
    ledger = finding["ledger"]
    filled = {name: (ledger or {}).get(key, "") for key, name in labels.LEDGER_FIELDS.items()}
    filled["状态"] = filled["状态"] or labels.LEDGER_STATUS[0]
    row: Row = {
        **((ledger or {}).get("extra", {})),
        "序号": number,
        "编号": finding["display"],
        ENTITY: document["entity"],
        YEAR: document["year"],
        KIND: document["kind"],
        NAME: document["name"],
        "级别": labels.severity(finding["severity"]).word,
        "类别": finding["family"],
        "方面": finding["head"],
        "问题": finding["message"],
        "位置": place(first),
        **{name: str(first.get(key) or "") for name, key in (("表", "table"), ("行", "row"), ("栏", "column"))},
        "公开数": finding["printed"],
        "核算数": finding["computed"],
        "差额": finding["difference"],
        "计量单位": finding["unit"],
        **_numbers(finding),
        "处数": finding["occurrences"],
        "同一根源": related_text(finding),
        "可能原因": finding["likely_cause"],
        "依据": basis_text(finding["basis"]),
        "建议": finding["advice"],
        RESULT: result(change, ledger),
        **filled,
        RULE: finding["rule_id"],
        AT: finding["at"],
        ID: finding["id"],
    }
    return Entry(row, document["path"], anchor(finding["display"]))


def _numbers(finding: Mapping[str, Any]) -> Row:
    """可以求和、排序的数；取不出数的空着。"""
    values = zip(NUMBERS, (finding["printed"], finding["computed"], finding["difference"]), strict=True)
    return {name: number for name, text in values if (number := amount(text)) is not None}
