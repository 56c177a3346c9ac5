"""汇总报告的编排：每份文档一行，同一规则在多份文档中的问题归到一处。不排名。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from reports import findings_view, labels
from reports.document_view import subject
from reports.text import anchor, grouped

# 一条规则涉及的文档，先列出的份数。
SHOWN_DOCUMENTS = 5


def index_view(report: Mapping[str, Any], links: Mapping[str, str]) -> dict[str, Any]:
    """links：文档的 path → 报告文件名（相对路径，未转码）；没有的不作链接。"""
    documents = [_row(document, links) for document in report["documents"]]
    findings = [finding for document in report["documents"] for finding in document["findings"]]
    return {
        "report": report,
        "documents": [row for row in documents if row["doc"]["status"] == "audited"],
        "unread": [row for row in documents if row["doc"]["status"] != "audited"],
        "verdict": batch_verdict(report),
        "severities": findings_view.severity_counts(findings),
        "heads": findings_view.head_table(findings, findings_view.checked_heads(report, report["documents"])),
        "unknown": sum(document["outcomes"]["counts"]["unknown"] for document in report["documents"]),
        "by_rule": _by_rule(report, links),
        "labels": labels,
    }


def batch_verdict(report: Mapping[str, Any]) -> list[str]:
    """汇总的几句话：结论在前，未能读入和无法核查紧随其后。终端也用它。"""
    documents = report["documents"]
    status = Counter(document["status"] for document in documents)
    findings = [finding for document in documents for finding in document["findings"]]
    counts = Counter(finding["severity"] for finding in findings)
    unknown = sum(document["outcomes"]["counts"]["unknown"] for document in documents)
    errors = sum(document["outcomes"]["counts"]["rule_error"] for document in documents)
    checked = sum(doc["outcomes"]["counts"]["pass"] + doc["outcomes"]["counts"]["fail"] for doc in documents)
    listed = "、".join(f"{label.word} {counts[key]} 项" for key, label in labels.SEVERITIES.items())
    head = f"共 {grouped(len(documents))} 份文件，核查 {grouped(status['audited'])} 份"
    if findings:
        lines = [f"{head}，发现需要核实的问题 {grouped(len(findings))} 项：{listed}。"]
    elif checked:
        lines = [f"{head}，在已核查的范围内没有发现问题。"]
    else:
        lines = [f"{head}，没有任何一处完成核查。"]
    if unknown:
        lines.append(f"无法核查 {grouped(unknown)} 处，不能视为没有问题。")
    if status["unreadable"]:
        lines.append(f"未能读入 {status['unreadable']} 份。")
    if status["not_a_disclosure"]:
        lines.append(f"不是预决算公开文本 {status['not_a_disclosure']} 份。")
    if errors:
        lines.append(f"规则执行出错 {grouped(errors)} 次，相关核查没有完成。")
    lines += _waived(report)
    if report["ruleset"]["errors"]:
        files = {e["file"] for e in report["ruleset"]["errors"]}
        lines.append(f"写错的规则文件 {len(files)} 个，没有参加核查。")
    return lines


def _waived(report: Mapping[str, Any]) -> list[str]:
    """豁免的一句话；没有登记的不说。"""
    registered = report["run"]["waivers"]["registered"]
    if not registered:
        return []
    if report["run"]["waivers"]["note"]:
        return [report["run"]["waivers"]["note"]]
    order = list(labels.WAIVER_STATE)
    best: dict[tuple[str, ...], str] = {}
    for document in report["documents"]:
        for item in document["waivers"]:
            # 同一单位的预算、决算都涉及的一条，有一份用到就是用到
            key = (document["entity"], document["year"], item["rule_id"], item["at"])
            best[key] = min(best.get(key, item["state"]), item["state"], key=order.index)
    states = Counter(best.values())
    listed = [f"{word} {states[key]} 条" for key, word in labels.WAIVER_STATE.items() if states[key]]
    if not listed:
        return [f"登记了豁免 {registered} 条，这些文件都没有涉及。"]
    told = "，".join(listed)
    return [f"登记了豁免 {registered} 条：{told}；豁免不符合项 {_count(report, 'waived')} 处。"]


def _count(report: Mapping[str, Any], status: str) -> str:
    return grouped(sum(document["outcomes"]["counts"][status] for document in report["documents"]))


def href(name: str) -> str:
    """相对链接：转码后加 ./，文件名里的 #、?、: 都不会被当作网址的一部分。"""
    return "./" + quote(name.encode("utf-8", "replace"), safe="/") if name else ""


def _row(document: Mapping[str, Any], links: Mapping[str, str]) -> dict[str, Any]:
    findings = document["findings"]
    heads = Counter(item["head"] for item in findings)
    return {
        "doc": document,
        "subject": subject(document),
        "href": href(links.get(document["path"], "")),
        "label": labels.DOCUMENT_STATUS.get(document["status"], labels.Label("·", document["status"])),
        "severities": findings_view.severity_counts(findings),
        "levels": " ".join(dict.fromkeys(item["severity"] for item in findings)) or "none",
        "heads": [heads[head] for head in labels.HEADS],
        "unknown": document["outcomes"]["counts"]["unknown"],
    }


def _by_rule(report: Mapping[str, Any], links: Mapping[str, str]) -> list[dict[str, Any]]:
    """每条规则的问题数和涉及的文档；涉及多份的在前，多半是模板或口径的共性问题。"""
    groups: dict[str, list[tuple[Mapping[str, Any], Mapping[str, Any]]]] = {}
    for document in report["documents"]:
        for finding in document["findings"]:
            groups.setdefault(finding["rule_id"], []).append((document, finding))
    titles = {rule["id"]: rule["title"] for rule in report["ruleset"]["rules"]}
    rows = [_rule_row(rule_id, titles, pairs, links) for rule_id, pairs in groups.items()]
    return sorted(rows, key=lambda row: (-row["documents"], -row["count"], row["rule_id"]))


def _rule_row(
    rule_id: str,
    titles: Mapping[str, str],
    pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]],
    links: Mapping[str, str],
) -> dict[str, Any]:
    places: dict[str, dict[str, Any]] = {}
    for document, finding in pairs:
        link = href(links.get(document["path"], ""))
        place = {"subject": subject(document), "href": f"{link}#{anchor(finding['display'])}" if link else ""}
        places.setdefault(document["path"], place)
    listed = list(places.values())
    return {
        "rule_id": rule_id,
        "title": titles.get(rule_id, pairs[0][1]["title"]),
        "label": labels.severity(pairs[0][1]["severity"]),
        "documents": len(listed),
        "count": len(pairs),
        "shown": listed[:SHOWN_DOCUMENTS],
        "more": len(listed) - SHOWN_DOCUMENTS,
    }
