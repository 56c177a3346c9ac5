"""虚构的上一次报告：同一份决算，问题各不相同，供对比和读回台账的测试用。"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from reports.load import Loaded
from tests.reports import sample

WAIVER = {
    "rule_id": "SUM-101",
    "at": "支出决算表/213/合计",
    "reason": "按主管部门口径列报",
    "document": "云财〔2026〕3号",
    "approver": "某科长",
    "expires": "2027-12-31",
    "state": "used",
}


def loaded(report: dict[str, Any], name: str = "上次/report.json") -> Loaded:
    """当作读回来的报告。"""
    return Loaded(Path(name), sample.digest(json.dumps(report, ensure_ascii=False)), report)


def finding(ident: str, like: str = "SUM-101", **more: Any) -> dict[str, Any]:
    """换了编号的一个问题。"""
    base = copy.deepcopy(next(f for f in sample.findings() if f["rule_id"] == like))
    return {**base, "id": ident, "at": f"某表/{ident}", **more}


def earlier() -> dict[str, Any]:
    """与 sample.report() 相比：F-001 数变了，F-002 没有变，F-003 是新增的，另有两项这次没有了。

    其中一项的规则这次查过（已整改），一项的规则这次没有了（不能断定）。
    """
    report = sample.report()
    findings = report["documents"][0]["findings"]
    findings[0] |= {"printed": "190.00", "difference": "13.48"}
    del findings[2]
    findings += [finding("old-fixed", message="上次合计列示 5.00"), finding("old-rule", "TXT-301", rule_id="OLD-1")]
    report["ruleset"]["rules"].append({**report["ruleset"]["rules"][0], "id": "OLD-1"})
    report["run"]["date"] = "2026-05-01"
    report["ruleset"]["sha256"] = sample.digest("旧规则集")
    return report
