"""与上次的报告逐项对比：新增、未整改、数值已变、已整改；不能下结论的不算已整改。

文件凭单位、年度、文种对，不唯一或认不全的再凭路径、文件名；问题凭稳定的编号对，
单位、年度认得与上次不同的（编号因此都不同），凭规则和位置键对。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reports import labels

Document = Mapping[str, Any]
Finding = Mapping[str, Any]
Report = Mapping[str, Any]

# 证据里的数至多写这么多个，说明变化用
_SHOWN_VALUES = 4


def by_finding(document: Document) -> dict[str, str]:
    """问题 id → 变化；没有对比过的为空。"""
    compared = document.get("comparison")
    return {item["id"]: item["change"] for item in compared["items"]} if compared else {}


def counts(report: Report) -> Counter[str]:
    """整批各种变化的个数。"""
    compared = [d["comparison"] for d in report["documents"] if d.get("comparison")]
    return by_change([item for comparison in compared for item in comparison["items"]])


def by_change(items: Sequence[Mapping[str, str]]) -> Counter[str]:
    """变化 → 个数。"""
    return Counter(item["change"] for item in items)


# ---- 文件


def pairs(old: Sequence[Document], new: Sequence[Document]) -> list[tuple[Document, Document]]:
    """同一份公开件的（上次，这次），按这次的次序；只对核查了的，一份至多对一份。"""
    olds, news = ([d for d in side if d["status"] == "audited"] for side in (old, new))
    found: list[tuple[Document, Document]] = []
    for key in (lambda d: (_identity(d), d["name"]), _identity, lambda d: d["path"], lambda d: d["name"]):
        matched = [(a, b) for a, b in _matched(olds, news, key) if not _contradict(a, b)]
        found += matched
        olds = [d for d in olds if all(d is not a for a, _ in matched)]
        news = [d for d in news if all(d is not b for _, b in matched)]
    order = {id(d): n for n, d in enumerate(new)}
    return sorted(found, key=lambda pair: order[id(pair[1])])


def _identity(document: Document) -> tuple[str, ...] | None:
    key = (document["entity"], document["year"], document["kind"])
    return key if all(key) else None


def _matched(
    olds: Sequence[Document], news: Sequence[Document], key: Callable[[Document], Any]
) -> list[tuple[Document, Document]]:
    """键相同的；两边都只此一份才算对上，有几份的对不准。"""
    before, after = Counter(map(key, olds)), Counter(map(key, news))
    single = {k for k in after if k is not None and after[k] == before[k] == 1}
    by_key = {key(d): d for d in olds if key(d) in single}
    return [(by_key[key(d)], d) for d in news if key(d) in single]


def _contradict(old: Document, new: Document) -> bool:
    """年度、文种都认出而不同：同名的两年，不是同一份。"""
    return any(old[k] and new[k] and old[k] != new[k] for k in ("year", "kind"))


# ---- 问题


def compared(old: Document, new: Document, before: Report, after: Report, against: str) -> dict[str, Any]:
    """一份文件的 comparison：这次的各项按次序，随后是这次没有的。before、after 是两次的整份报告。"""
    key = _by_id if _identity(old) == _identity(new) else _by_place
    earlier = {key(f): f for f in old["findings"]}
    folded = _folded(new, key)
    unfolded = _folded(old, key)
    known = {rule["id"] for rule in before["ruleset"]["rules"]}
    items = []
    for finding in new["findings"]:
        last = earlier.pop(key(finding), None)
        if last is None and key(finding) in unfolded:
            items.append(_item("persisting", finding, f"上次并入 {unfolded[key(finding)]}"))
        elif last is None:
            note = "" if finding["rule_id"] in known else "上次没有这条规则"
            items.append(_item("new", finding, note))
        elif moved := _moved(last, finding):
            items.append(_item("changed", finding, moved))
        else:
            items.append(_item("persisting", finding))
    for ident, last in earlier.items():
        if ident in folded:
            items.append(_item("persisting", last, f"并入 {folded[ident]}"))
        else:
            change, note = gone(last["rule_id"], last.get("at", ""), new, after)
            items.append(_item(change, last, note))
    return {"against": against, "items": items}


def _folded(document: Document, key: Callable[[Finding], Any]) -> dict[Any, str]:
    """与别的问题同一根源、并了进去的：问题 → 并入的那个问题的显示编号。"""
    return {key(other): finding["display"] for finding in document["findings"] for other in finding.get("related", ())}


def gone(rule_id: str, at: str, document: Document, report: Report) -> tuple[str, str]:
    """上次的一个问题这次没有了：是什么缘故，（变化，一句说明）。没有查成的不说已整改。

    at 为空是不知道在哪一处：这条规则只要有一处无法核查、豁免，就不说已整改。
    """
    if all(rule["id"] != rule_id for rule in report["ruleset"]["rules"]):
        return "unchecked", "这次没有这条规则"
    outcomes = document["outcomes"]
    waived = [w for w in document.get("waivers", ()) if w["rule_id"] == rule_id and w["state"] == "used"]
    if any(not at or w["at"] in ("", at) for w in waived):
        return "waived", ""
    unknown = [u for u in outcomes["unknown"] if u["rule_id"] == rule_id]
    if same := [u for u in unknown if not at or u["at"] == at]:
        return "unchecked", f"这次无法核查：{same[0]['reason']}"
    count = next((c for c in outcomes["rules"] if c["rule_id"] == rule_id), None)
    if count and count["rule_error"]:
        return "unchecked", "这条规则执行出错"
    if count is None or not count["pass"] + count["fail"]:
        if unknown:
            return "unchecked", f"这次无法核查：{unknown[0]['reason']}"
        return ("waived", "") if count and count["waived"] else ("unchecked", "这条规则这次不适用，没有核查")
    if document["unread"]:
        return "unchecked", "这次文件没有读全，不能断定"
    return "resolved", ""


def _by_id(finding: Finding) -> Any:
    return finding["id"]


def _by_place(finding: Finding) -> Any:
    return (finding["rule_id"], finding["at"]) if finding.get("at") else finding["id"]


def _moved(old: Finding, new: Finding) -> str:
    """数有没有变：变了的写成“公开数 5.00 → 6.00”；没有公开数的看证据里的数。"""
    names = (("公开数", "printed"), ("核算数", "computed"), ("差额", "difference"), ("计量单位", "unit"))
    told = [f"{n} {old[k] or '无'} → {new[k] or '无'}" for n, k in names if old[k] != new[k]]
    if told or any(new[k] for _, k in names[:3]):
        return "；".join(told)
    before, after = ([e["value"] or e["quote"] for e in f["evidence"]] for f in (old, new))
    if sorted(before) == sorted(after):
        return ""
    return f"原文 {_values(before)} → {_values(after)}"


def _values(values: Sequence[str]) -> str:
    more = f"等 {len(values)} 处" if len(values) > _SHOWN_VALUES else ""
    return "、".join(values[:_SHOWN_VALUES]) + more if values else "无"


def _item(change: str, finding: Finding, note: str = "") -> dict[str, str]:
    told = note if change == "changed" else "；".join(part for part in (finding["message"], note) if part)
    return {
        "change": change,
        "note": told,
        **{k: finding[k] for k in ("id", "title", "rule_id", "severity", "message")},
    }


def tally(found: Mapping[str, int]) -> str:
    """“新增 2 项、未整改 3 项”；为零的不列，都是零为“没有变化”。"""
    order = ("new", "persisting", "changed", "resolved", "unchecked", "waived")
    listed = [f"{labels.COMPARISON[key].word} {found[key]} 项" for key in order if found.get(key)]
    return "、".join(listed) or "前后两次都没有问题"
