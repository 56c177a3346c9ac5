"""DOCX 审核意见书：一份文件一份，按模板填。模板 reports/templates/审核意见书.docx，可以另给。"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.errors import UsageError
from engine.os_errors import reason
from reports import findings_view, labels
from reports.document_view import subject, verdict
from reports.docx_fill import filled
from reports.html import TEMPLATES
from reports.naming import report_number
from reports.register import basis_text, related_text
from reports.schema import complete, complete_document
from reports.text import grouped, place

TEMPLATE = "审核意见书.docx"
_NUMERALS = "一二三四五六七八九十"
# 结论里指的是网页报告的那一节；意见书里是另一个标题
_SEE = ("“核查范围与覆盖”", "“无法核查的事项”")
# 一个问题先列出的原文处数，其余只报个数
_SHOWN = 3


def template(folder: Path | None) -> tuple[Path, bytes]:
    """模板的路径和内容：另给的文件夹里有就用它，没有用自带的。"""
    own = folder / TEMPLATE if folder else None
    path = own if own and own.exists() else TEMPLATES / TEMPLATE
    try:
        return path, path.read_bytes()
    except OSError as problem:
        raise UsageError(f"模板{path}：打不开（{reason(problem)}），请检查路径和权限。") from None


def try_template(folder: Path | None) -> None:
    """核查之前先试一遍：各种栏目都有、都没有的各填一次。模板写错了抛出 UsageError。"""
    blank = {"path": "试", "name": "试", "sha256": "", "status": "audited", "error": ""}
    full = {**blank, "findings": [{}], "outcomes": {"unknown": [{}]}, "unread": [""], "url": "试"}
    for document in (blank, full):
        render(complete({}), document, folder)


def render(report: Mapping[str, Any], document: Mapping[str, Any], folder: Path | None = None) -> bytes:
    """一份文件的审核意见书。folder 是另给的模板文件夹。"""
    path, data = template(folder)
    return filled(path, data, fields(complete({**report, "documents": []}), complete_document(document)))


def fields(report: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """模板可用的全部栏目。report、document 须已补齐。"""
    items = findings_view.cards(document)
    counts = document["outcomes"]["counts"]
    pages, lines = document["pages"], document["lines"]
    return {
        "单位": document["entity"] or "（单位名称未认出）",
        "年度": document["year"],
        "文种": document["kind"],
        "名称": subject(document),
        "文件": document["name"],
        "篇幅": f"{pages} 页" if pages else f"{grouped(lines)} 行",
        "哈希": document["sha256"],
        "公开网址": document["url"],
        "公开日期": document["published"],
        "编号": report_number(report, document),
        "日期": report["run"]["date"],
        "检查人": report["run"]["checker"],
        "复核人": report["run"]["reviewer"],
        "程序": f"{report['tool']['name']} {report['tool']['version']}",
        "规则集": f"{report['ruleset']['version']}（SHA-256 {report['ruleset']['sha256'][:12]}）",
        "核查处数": grouped(counts["pass"] + counts["fail"]),
        "无法核查处数": grouped(counts["unknown"]),
        "问题数": str(len(items)),
        **{f"{s['label'].word}数": str(s["count"]) for s in findings_view.severity_counts(items)},
        "结论": [{"句": sentence.replace(*_SEE)} for sentence in verdict(document)],
        "方面": _heads(report, document, items),
        "问题": _problems(items),
        "无法核查": _unknown(report, document),
        "没有读全": [{"内容": part} for part in document["unread"]],
    }


def _heads(report: Mapping[str, Any], document: Mapping[str, Any], items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """五个方面，总要列出；没有核查过的说没有核查，不说没有问题。"""
    checked = findings_view.checked_heads(report, findings_view.checked_rules(document))
    rows = findings_view.head_table(findings_view.by_head(items), checked)
    found = []
    for number, row in enumerate(rows):
        own = [item for item in items if (item["head"] or "（未归类）") == row["head"]]
        told = "在已核查的范围内没有发现问题。" if row["checked"] else "没有规则在这一方面得出结果，未核查。"
        found.append(
            {
                "方面序号": _NUMERALS[number] if number < len(_NUMERALS) else str(number + 1),
                "方面名称": row["head"],
                "方面问题数": str(row["total"]),
                "方面说明": f"发现需要核实的问题 {row['total']} 项。" if own else told,
                "问题": _problems(own),
            }
        )
    return found


def _problems(items: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [_problem(number, item) for number, item in enumerate(items, start=1)]


def _problem(number: int, item: Mapping[str, Any]) -> dict[str, str]:
    names = (("公开数", "printed"), ("核算数", "computed"), ("差额", "difference"))
    figures = [f"{name} {item[key]}{item['unit']}" for name, key in names if item[key]]
    proofs = item["evidence"]
    quotes = ["：".join(filter(None, (place(p["location"]), p["quote"]))) for p in proofs[:_SHOWN]]
    more = [f"等 {len(proofs)} 处"] if len(proofs) > _SHOWN else []
    ledger = item["ledger"] or {}
    return {
        "序号": str(number),
        "问题编号": item["display"],
        "级别": item["label"].word,
        "类别": item["family"],
        "事项": item["title"],
        "事实": item["message"],
        "位置": item["place"],
        "原文": "\n".join([*quotes, *more]),
        "数": "，".join(figures),
        **{name: item[key] for name, key in names},
        "计量单位": item["unit"],
        "同一根源": related_text(item),
        "可能原因": item["likely_cause"],
        "依据": basis_text(item["basis"]) or "—",
        "建议": item["advice"] or "—",
        "状态": item["state"],
        **{name: ledger.get(key, "") for key, name in labels.LEDGER_FIELDS.items() if key != "status"},
    }


def _unknown(report: Mapping[str, Any], document: Mapping[str, Any]) -> list[dict[str, str]]:
    titles = {rule["id"]: rule["title"] for rule in report["ruleset"]["rules"]}
    groups: dict[str, tuple[dict[str, None], int]] = {}
    for item in document["outcomes"]["unknown"]:
        rules, count = groups.get(item["reason"], ({}, 0))
        groups[item["reason"]] = ({**rules, titles.get(item["rule_id"], item["rule_id"]): None}, count + 1)
    return [
        {"序号": str(number), "事项": "；".join(rules), "原因": why, "处数": str(count)}
        for number, (why, (rules, count)) in enumerate(groups.items(), start=1)
    ]
