"""整批的几句话：结论在前，未能读入和无法核查紧随其后。汇总和终端都用它。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from reports import labels
from reports.text import grouped
from reports.totals import Totals, gather


def batch_verdict(header: Mapping[str, Any], summaries: Iterable[Mapping[str, Any]]) -> list[str]:
    """header 是没有 documents 的报告（已补齐），summaries 是各份文件的 summary。"""
    return told(header, gather(header, summaries))


def told(header: Mapping[str, Any], totals: Totals) -> list[str]:
    """同上，由已经合计好的得出。"""
    head = f"共 {grouped(len(totals.rows))} 份文件，核查 {grouped(totals.status['audited'])} 份"
    if totals.findings:
        listed = "、".join(f"{s.word} {grouped(totals.levels[key])} 项" for key, s in labels.SEVERITIES.items())
        lines = [f"{head}，发现需要核实的问题 {grouped(totals.findings)} 项：{listed}。"]
    elif totals.outcomes["pass"] + totals.outcomes["fail"]:
        lines = [f"{head}，在已核查的范围内没有发现问题。"]
    else:
        lines = [f"{head}，没有任何一处完成核查。"]
    if unknown := totals.outcomes["unknown"]:
        lines.append(f"无法核查 {grouped(unknown)} 处，不能视为没有问题。")
    if unread := totals.status["unreadable"]:
        lines.append(f"未能读入 {grouped(unread)} 份。")
    if other := totals.status["not_a_disclosure"]:
        lines.append(f"不是预决算公开文本 {grouped(other)} 份。")
    if errors := totals.outcomes["rule_error"]:
        lines.append(f"规则执行出错 {grouped(errors)} 次，相关核查没有完成。")
    lines += _waived(header, totals)
    if header["ruleset"]["errors"]:
        files = {e["file"] for e in header["ruleset"]["errors"]}
        lines.append(f"写错的规则文件 {len(files)} 个，没有参加核查。")
    return lines


def _waived(header: Mapping[str, Any], totals: Totals) -> list[str]:
    """豁免的一句话；没有登记的不说。"""
    registered, note = (header["run"]["waivers"][key] for key in ("registered", "note"))
    if not registered:
        return []
    if note:
        return [note]
    states = Counter(totals.waivers.values())
    listed = [f"{word} {states[key]} 条" for key, word in labels.WAIVER_STATE.items() if states[key]]
    if not listed:
        return [f"登记了豁免 {registered} 条，这些文件都没有涉及。"]
    waived = grouped(totals.outcomes["waived"])
    return [f"登记了豁免 {registered} 条：{'，'.join(listed)}；豁免不符合项 {waived} 处。"]
