"""单份报告的编排：把报告内容排成各节所需的样子。只做计数、归组和措辞，不做核查。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from reports import findings_view, labels
from reports.matrix_view import matrix
from reports.naming import report_number
from reports.pictures import NONE, Pictures
from reports.sangong_view import sangong
from reports.text import amount, anchor, grouped, percent

_NUMERALS = "一二三四五六七八九十"
# 同一规则、同一原因的无法核查，先列出的位置数。
SHOWN_PLACES = 3


def document_view(report: Mapping[str, Any], document: Mapping[str, Any], shown: Pictures = NONE) -> dict[str, Any]:
    """模板的全部上下文。report、document 须已补齐（见 schema.complete）。"""
    rules = {rule["id"]: rule for rule in report["ruleset"]["rules"]}
    items = findings_view.cards(document, rules, shown)
    outcomes = document["outcomes"]
    checked = findings_view.checked_heads(report, findings_view.checked_rules(document))
    view: dict[str, Any] = {
        "report": report,
        "doc": document,
        "number": report_number(report, document),
        "subject": subject(document),
        "cards": items,
        "pictures_told": shown.told,
        "open_cards": len(items) <= findings_view.OPEN_CARDS,
        "verdict": verdict(document),
        "severities": findings_view.severity_counts(items),
        "heads": findings_view.head_table(findings_view.by_head(items), checked),
        "families": findings_view.families(items),
        "largest": findings_view.largest(items),
        "foremost": findings_view.foremost(items),
        "ledger": [{"key": key, "label": label, "count": outcomes["counts"][key]} for key, label in _ledger()],
        "ledger_total": sum(outcomes["counts"].values()),
        "share": percent(document["coverage"]["share"]),
        "unknown": _unknown(outcomes["unknown"], rules),
        "tables": [{**item, "label": labels.part(item["status"])} for item in document["coverage"]["tables"]],
        "parts": [{**item, "label": labels.part(item["status"])} for item in document["coverage"]["sections"]],
        "table_states": _states(document["coverage"]["tables"]),
        "section_states": _states(document["coverage"]["sections"]),
        "matrix": matrix(outcomes["matrix"], items),
        "sangong": sangong(document["sangong"]),
        "announced": [{**item, "label": labels.part(item["status"])} for item in document["coverage"]["announced"]],
        "projects": _projects(document),
        "indicators": [item for item in document["indicators"] if item["problems"]],
        "sound_indicators": sum(1 for item in document["indicators"] if not item["problems"]),
        "rule_counts": [_named(item, rules) for item in outcomes["rules"]],
        "rules": _rules_used(report, document),
        "comparison": _comparison(document["comparison"], items),
        "labels": labels,
    }
    view["sections"] = _numbered(view)
    return view


def subject(document: Mapping[str, Any]) -> str:
    """“云溪市示例区水务局2024年度部门决算”；缺少的部分不写，全缺时用文件名。"""
    year = f"{document['year']}年度" if document["year"] else ""
    kind = f"部门{document['kind']}" if document["kind"] in ("预算", "决算") else document["kind"]
    return f"{document['entity']}{year}{kind}" or str(document["name"])


def verdict(document: Mapping[str, Any]) -> list[str]:
    """结论的几句话。数目都从证据卡和结果计数得来，不会与之矛盾。"""
    if document["status"] == "unreadable":
        return [f"文件未能读入，没有进行核查。原因：{document['error'] or '未说明'}。"]
    if document["status"] == "not_a_disclosure":
        reason = f"（{document['error']}）" if document["error"] else ""
        return [f"经识别，该文件不是预算、决算公开文本{reason}，没有进行核查。"]
    counts, findings = document["outcomes"]["counts"], document["findings"]
    checked = counts["pass"] + counts["fail"]
    by_severity = Counter(item["severity"] for item in findings)
    keys = [*labels.SEVERITIES, *sorted(set(by_severity) - set(labels.SEVERITIES))]
    listed = "、".join(f"{labels.severity(key).word} {by_severity[key]} 项" for key in keys if by_severity[key])
    if findings:
        lines = [f"核查了 {grouped(checked)} 处，发现需要核实的问题 {len(findings)} 项，其中{listed}。"]
    elif checked:
        lines = [f"核查了 {grouped(checked)} 处，在已核查的范围内没有发现问题。"]
    else:
        lines = ["没有任何一处完成核查，不能对该文件作出评价。"]
    if counts["unknown"]:
        lines.append(f"另有 {grouped(counts['unknown'])} 处应查而无法核查，不能视为没有问题，原因见“核查范围与覆盖”。")
    if counts["rule_error"]:
        lines.append(f"规则执行出错 {grouped(counts['rule_error'])} 次，相关核查没有完成。")
    return lines


def _ledger() -> list[tuple[str, labels.Label]]:
    return list(labels.OUTCOMES.items())


def _states(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """各状态的个数，按目录的次序，为零不列。"""
    counts = Counter(item["status"] for item in parts)
    keys = [*labels.PART_STATUS, *sorted(set(counts) - set(labels.PART_STATUS))]
    return [{"label": labels.part(key), "count": counts[key]} for key in keys if counts[key]]


def _named(item: Mapping[str, Any], rules: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    rule_id = item["rule_id"]
    title = rules[rule_id]["title"] if rule_id in rules else ""
    return {**item, "title": title, "rule_anchor": f"rule-{anchor(rule_id)}", "in_appendix": rule_id in rules}


def _unknown(
    items: list[dict[str, Any]],
    rules: Mapping[str, Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """无法核查：同一原因归为一行，列出受影响的规则。"""
    groups: dict[str, tuple[Counter[str], list[str]]] = {}
    for item in items:
        ids, places = groups.setdefault(item["reason"], (Counter(), []))
        ids[item["rule_id"]] += 1
        if item["at"] not in places:
            places.append(item["at"])
    return [
        _named({"rule_id": "、".join(ids), "reason": reason}, rules)
        | {"count": ids.total(), "shown": places[:SHOWN_PLACES], "more": places[SHOWN_PLACES:]}
        for reason, (ids, places) in groups.items()
    ]


def _rules_used(report: Mapping[str, Any], document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """对本文档有结果的规则，按规则集的次序。"""
    used = {
        item["rule_id"]
        for item in document["outcomes"]["rules"]
        if any(item[key] for key in ("pass", "fail", "unknown", "waived", "rule_error"))
    }
    for key in ("unknown", "rounding", "errors"):
        used |= {item["rule_id"] for item in document["outcomes"][key]}
    found = {one["rule_id"] for item in document["findings"] for one in (item, *item["related"])}
    used |= found
    return [
        {
            **rule,
            "anchor": f"rule-{anchor(rule['id'])}",
            "label": labels.severity(rule["severity"]),
            "found": rule["id"] in found,
        }
        for rule in report["ruleset"]["rules"]
        if rule["id"] in used
    ]


def _projects(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """每个项目加上有问题的指标数，和资金与项目支出表是否相同。"""
    problems = Counter(item["project"] for item in document["indicators"] if item["problems"])
    return [
        {**item, "problems": problems[item["project"]], "agrees": amount(item["total"]) == amount(item["listed"])}
        for item in document["projects"]
    ]


def _comparison(comparison: Mapping[str, Any] | None, items: list[dict[str, Any]]) -> dict[str, Any] | None:
    """各种变化的项数；还在的问题链到证据卡。"""
    if comparison is None:
        return None
    counts = Counter(item["change"] for item in comparison["items"])
    cards = {item["id"]: item for item in items}
    changes = [
        {**item, "label": labels.COMPARISON.get(item["change"]), "card": cards.get(item["id"])}
        for item in comparison["items"]
    ]
    states = [{"label": label, "count": counts[key]} for key, label in labels.COMPARISON.items()]
    return {"against": comparison["against"], "items": changes, "states": states}


def _numbered(view: Mapping[str, Any]) -> list[dict[str, str]]:
    """各节及其序号。没有内容的节照样出，写明没有：序号固定，也不让人以为漏了。未核查的文件只有结论和复现。"""
    whole = view["doc"]["status"] == "audited"
    listed = [pair for pair in _SECTIONS if whole or pair[0] in ("conclusion", "reproduce")]
    return [{"key": key, "number": _numeral(i), "title": title} for i, (key, title) in enumerate(listed, 1)]


_SECTIONS: tuple[tuple[str, str], ...] = (
    ("conclusion", "结论"),
    ("coverage", "核查范围与覆盖"),
    ("findings", "问题清单"),
    ("evidence", "逐项证据"),
    ("completeness", "完整性对照表"),
    ("matrix", "表间勾稽矩阵"),
    ("sangong", "“三公”经费对照"),
    ("indicators", "绩效目标检查表"),
    ("rounding", "尾差与口径"),
    ("waivers", "已豁免事项"),
    ("comparison", "与上次检查对比"),
    ("passed", "通过的检查"),
    ("rules", "规则说明附录"),
    ("feedback", "整改反馈单"),
    ("reproduce", "复现"),
)


def _numeral(number: int) -> str:
    """1 → 一，11 → 十一。"""
    return _NUMERALS[number - 1] if number <= 10 else f"十{_NUMERALS[number - 11]}"
