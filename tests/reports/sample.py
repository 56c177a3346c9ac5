"""虚构的报告样例：云溪市示例区的三份文件，以及一份满是恶意文字的文件。单位、金额全是编的。"""

from __future__ import annotations

import copy
import hashlib
from typing import Any

COUNTS = ("pass", "fail", "not_applicable", "unknown", "waived", "rule_error")
LAW = {
    "id": "BR-6-3",
    "text": "《中华人民共和国预算法实施条例》第六条第三款：部门预算、决算公开到功能分类项级和经济分类款级",
    "certainty": "seen_full",
}
ACCURACY = {
    "id": "BL-75",
    "text": "《中华人民共和国预算法》第七十五条：决算草案应当收支真实、数额准确、内容完整、报送及时",
    "certainty": "seen_full",
}
PUBLISH = {
    "id": "YX-2025-3",
    "text": "部门决算公开操作规程：没有数据的表格应当列出空表并说明",
    "certainty": "seen_part",
}


def digest(text: str) -> str:
    """样例用的哈希。"""
    return hashlib.sha256(text.encode()).hexdigest()


def _rule(rule_id: str, title: str, family: str, head: str, severity: str, check: str, **more: Any) -> dict[str, Any]:
    return {
        "id": rule_id,
        "title": title,
        "family": family,
        "head": head,
        "severity": severity,
        "check": check,
        "why": more.get("why", ""),
        "how": more.get("how", ""),
        "basis": more.get("basis", [ACCURACY]),
        "advice": more.get("advice", ""),
        "file": f"{family}/{rule_id}.yaml",
        "sha256": digest(rule_id),
    }


RULES = [
    _rule(
        "SUM-101",
        "支出功能分类按类款项逐级汇总",
        "表内勾稽",
        "真实性",
        "error",
        "hierarchy_sum",
        why="上级科目的数应当等于下级科目之和。",
        how="把同一上级科目下各科目的数相加，与上级科目列示的数比较；四舍五入可以解释的差异作为尾差。",
        advice="核对下级科目是否漏列，或本级合计是否未同步更新。",
    ),
    _rule("XTB-201", "收入支出决算总表与支出决算表合计一致", "表间勾稽", "真实性", "error", "tables_agree"),
    _rule(
        "TXT-301",
        "同一指标在表格与文字说明中一致",
        "表文一致",
        "真实性",
        "error",
        "facts_agree",
        why="表格和文字说明是同一笔账。",
        how="换算为同一单位后比较。",
        advice="以账面数为准，更正表格或文字。",
    ),
    _rule("CALC-401", "增减额与增减率相符", "增减率", "真实性", "error", "formula"),
    _rule("SG-501", "“三公”经费预算不高于上年", "三公经费", "真实性", "warning", "formula"),
    _rule("STR-601", "应公开的表格和说明齐全", "完整性", "完整性", "error", "required_parts", basis=[LAW, PUBLISH]),
    _rule("TPL-701", "未填写的模板残留", "文字规范", "公开方式", "info", "forbidden_text", basis=[]),
    _rule("PERF-801", "绩效指标值形式规范", "绩效目标", "细化程度", "warning", "indicators", basis=[]),
]


def _where(**parts: Any) -> dict[str, Any]:
    return {"page": None, "line": None, "table": "", "row": "", "column": "", "section": "", **parts}


def _proof(quote: str, mark: str, unit: str = "", **parts: Any) -> dict[str, Any]:
    return {"quote": quote, "mark": mark, "location": _where(**parts), "value": mark, "unit": unit}


def _step(sign: str, item: str, printed: str, low: str = "", high: str = "", place: str = "") -> dict[str, Any]:
    return {"sign": sign, "item": item, "printed": printed, "low": low, "high": high, "place": place}


def _finding(display: str, rule_id: str, message: str, **more: Any) -> dict[str, Any]:
    rule = next(item for item in RULES if item["id"] == rule_id)
    base = {
        "id": digest(display + message)[:16],
        "display": display,
        "rule_id": rule_id,
        **{key: rule[key] for key in ("title", "family", "head", "severity", "basis")},
        "message": message,
        "evidence": [],
        "excerpt": None,
        "calculation": [],
        **dict.fromkeys(("computed", "printed", "difference", "unit", "likely_cause"), ""),
        "advice": rule["advice"] or "核对原始资料后更正，并重新公开。",
        "occurrences": 1,
    }
    return {**base, **more}


def _table(kind: str, status: str, line: int, rows: int, note: str = "") -> dict[str, Any]:
    place = f"第 {line} 行" if line else ""
    title = f"{kind}（公开{line // 40:02}表）" if line else ""
    unit = "万元" if line else ""
    return {"kind": kind, "title": title, "status": status, "place": place, "unit": unit, "rows": rows, "note": note}


def _section(kind: str, status: str, line: int) -> dict[str, Any]:
    return {"kind": kind, "title": kind if line else "", "status": status, "place": f"第 {line} 行" if line else ""}


def _counts(*numbers: int) -> dict[str, int]:
    return dict(zip(COUNTS, numbers, strict=True))


def findings() -> list[dict[str, Any]]:
    """七个问题，级别、类别、证据的形状各不相同。"""
    return [
        _finding(
            "F-001",
            "SUM-101",
            "支出决算表“208 社会保障和就业支出”合计列示 186.52，下级 3 项合计 176.52，相差 10.00",
            evidence=[
                _proof("208 | 社会保障和就业支出 | 186.52 | 186.52 | 0.00", "186.52", "万元", page=12, line=214)
                | {"mark_start": 18}
                | {
                    "location": _where(
                        page=12, line=214, table="支出决算表", row="208 社会保障和就业支出", column="合计"
                    )
                }
            ],
            excerpt={
                "head": ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
                "rows": [
                    {
                        "cells": ["208", "社会保障和就业支出", "186.52", "186.52", "0.00"],
                        "marks": [False, False, True, False, False],
                        "place": "第 12 页",
                        "evidence": [0],
                    },
                    *[
                        {"cells": [code, name, value, value, "0.00"], "marks": [False, False, True, False, False]}
                        | {"place": "第 12 页", "evidence": []}
                        for code, name, value in (
                            ("20805", "行政事业单位养老支出", "142.30"),
                            ("20808", "抚恤", "22.10"),
                            ("20899", "其他社会保障和就业支出", "12.12"),
                        )
                    ],
                ],
                "caption": "支出决算表（单位：万元）",
            },
            calculation=[
                _step("+", "20805 行政事业单位养老支出", "142.30", "142.295", "142.305", "支出决算表第 215 行"),
                _step("+", "20808 抚恤", "22.10", "22.095", "22.105", "支出决算表第 218 行"),
                _step("+", "20899 其他社会保障和就业支出", "12.12", "12.115", "12.125", "支出决算表第 220 行"),
            ],
            computed="176.52",
            printed="186.52",
            difference="10.00",
            tolerance="0.02",
            unit="万元",
            likely_cause="相差恰为 10.00，与“20899”上年数 22.12 − 12.12 相同，可能沿用了上年的合计数。",
        ),
        _finding(
            "F-002",
            "TXT-301",
            "“机关运行经费”表中为 1,052,300.00 元，文字说明为 150.23 万元，相差 45.00 万元",
            evidence=[
                _proof(
                    "机关运行经费 | 1,052,300.00",
                    "1,052,300.00",
                    "元",
                    page=18,
                    line=402,
                    table="机关运行经费表",
                    row="合计",
                    column="决算数",
                ),
                _proof(
                    "2024年度机关运行经费支出150.23万元，比上年减少3.10万元，主要原因是压减办公费。",
                    "150.23",
                    "万元",
                    page=21,
                    line=455,
                    section="机关运行经费支出说明",
                ),
            ],
            calculation=[
                _step("", "表格，换算为万元", "105.23", "105.23", "105.23", "机关运行经费表 合计"),
                _step("", "文字说明", "150.23", "150.225", "150.235", "机关运行经费支出说明"),
            ],
            computed="105.23",
            printed="150.23",
            difference="45.00",
            unit="万元",
            likely_cause="105.23 与 150.23 只有两位数字次序不同，可能录入时颠倒。",
            occurrences=2,
        ),
        _finding(
            "F-003",
            "CALC-401",
            "支出总计增加 96.40、增长 4.1%，按所列数计算应为增长 5.1%",
            evidence=[
                _proof(
                    "2024年度支出总计1,986.60万元，与2023年度相比增加96.40万元，增长4.1%。",
                    "4.1%",
                    "%",
                    page=9,
                    line=171,
                    section="收入支出决算总体情况说明",
                )
            ],
            calculation=[
                _step("", "本年支出总计", "1,986.60", "1,986.595", "1,986.605", "第 171 行"),
                _step("-", "增加额", "96.40", "96.395", "96.405", "第 171 行"),
                _step("=", "上年支出总计", "1,890.20", "1,890.19", "1,890.21", "推算"),
            ],
            computed="5.1",
            printed="4.1",
            difference="1.0",
            unit="%",
        ),
        _finding(
            "F-004",
            "STR-601",
            "未见“国有资本经营预算财政拨款支出决算表”，也没有关于没有该项数据的说明",
            evidence=[
                _proof(
                    "第二部分　2024年度部门决算表（共 9 张）",
                    "共 9 张",
                    page=4,
                    line=58,
                    section="第二部分　部门决算表",
                )
            ],
            advice="没有数据的，应列出空表并说明。",
        ),
        _finding(
            "F-005",
            "SG-501",
            "“三公”经费支出 15.20，高于上年 12.80，未见增长原因说明",
            evidence=[
                _proof(
                    "2024年度“三公”经费财政拨款支出15.20万元，上年12.80万元。",
                    "15.20",
                    "万元",
                    page=22,
                    line=470,
                    section="“三公”经费支出说明",
                )
            ],
            computed="12.80",
            printed="15.20",
            difference="2.40",
            unit="万元",
        ),
        _finding(
            "F-006",
            "PERF-801",
            "河道清淤项目 3 项指标值没有计量单位或可衡量的标准",
            evidence=[
                _proof(
                    "满意度指标 | 服务对象满意度 | 群众满意度 | 较高",
                    "较高",
                    page=30,
                    line=612,
                    table="项目支出绩效自评表",
                    row="群众满意度",
                    column="指标值",
                ),
                _proof(
                    "产出指标 | 数量指标 | 清淤河道长度 | 12",
                    "12",
                    page=30,
                    line=604,
                    table="项目支出绩效自评表",
                    row="清淤河道长度",
                    column="指标值",
                ),
            ],
            occurrences=3,
        ),
        _finding(
            "F-007",
            "TPL-701",
            "文中残留模板用语“增加（减少）”，应按实际情况填写",
            evidence=[
                _proof(
                    "公务接待费支出0.86万元，比上年增加（减少）0.12万元。",
                    "增加（减少）",
                    page=22,
                    line=474,
                    section="“三公”经费支出说明",
                )
            ],
        ),
    ]


def audited() -> dict[str, Any]:
    """一份有问题的决算。"""
    items = findings()
    return {
        "path": "公开文本/2024决算/云溪市示例区水务局2024年度部门决算.md",
        "name": "云溪市示例区水务局2024年度部门决算.md",
        "sha256": digest("水务局"),
        "status": "audited",
        "error": "",
        "lines": 688,
        "pages": 34,
        "kind": "决算",
        "year": "2024",
        "entity": "云溪市示例区水务局",
        "level": "区级部门",
        "unread": [],
        "notes": ["第 8 页至第 9 页的支出决算表已按续表接为一张。"],
        "coverage": {
            "share": "0.9349",
            "amounts": {"bound": 776, "total": 830},
            "tables": [
                _table("收入支出决算总表", "recognised", 80, 31),
                _table("收入决算表", "recognised", 120, 24),
                _table("支出决算表", "recognised", 200, 24),
                _table("财政拨款收入支出决算总表", "recognised", 240, 30),
                _table("一般公共预算财政拨款支出决算表", "recognised", 280, 24),
                _table("一般公共预算财政拨款基本支出决算表", "unrecognised", 320, 0, "表头断开，栏目不能对应"),
                _table("财政拨款“三公”经费支出决算表", "recognised", 360, 2),
                _table(
                    "政府性基金预算财政拨款收入支出决算表", "empty", 400, 0, "本部门没有政府性基金收支，故本表无数据。"
                ),
                _table("国有资本经营预算财政拨款支出决算表", "missing", 0, 0),
            ],
            "sections": [
                _section("部门概况", "present", 12),
                _section("收入支出决算总体情况说明", "present", 168),
                _section("“三公”经费支出说明", "present", 468),
                _section("机关运行经费支出说明", "present", 455),
                _section("政府采购支出说明", "present", 480),
                _section("国有资产占用情况说明", "missing", 0),
                _section("名词解释", "present", 640),
            ],
            "announced": [
                _announced("收入支出决算总表", "recognised", "第 80 行"),
                _announced("国有资本经营预算财政拨款支出决算表", "missing", ""),
            ],
            "precision_notes": [{"quote": "本套报表金额单位转换时可能存在尾数误差。", "place": "第 70 行"}],
            "not_understood": [
                {
                    "what": "金额",
                    "place": "第 512 行",
                    "reason": "没有对应的事项",
                    "printed": "另支付以前年度质保金3.5万元",
                }
            ],
        },
        "outcomes": {
            "counts": _counts(412, 9, 56, 27, 0, 0),
            "rules": [
                {
                    "rule_id": "SUM-101",
                    **_counts(186, 1, 0, 22, 0, 0),
                    "example": "支出决算表/213/合计：1,204.66，对照 1,204.65",
                },
                {"rule_id": "XTB-201", **_counts(120, 0, 14, 4, 0, 0)},
                {"rule_id": "TXT-301", **_counts(58, 2, 30, 1, 0, 0)},
                {"rule_id": "CALC-401", **_counts(22, 1, 8, 0, 0, 0)},
                {"rule_id": "SG-501", **_counts(3, 1, 0, 0, 0, 0)},
                {"rule_id": "STR-601", **_counts(14, 1, 2, 0, 0, 0)},
                {"rule_id": "PERF-801", **_counts(9, 2, 2, 0, 0, 0)},
                {"rule_id": "TPL-701", **_counts(0, 1, 0, 0, 0, 0)},
            ],
            "unknown": [
                *(
                    {
                        "rule_id": "SUM-101",
                        "at": f"一般公共预算财政拨款基本支出决算表/{code}/合计",
                        "reason": "表格未识别：表头断开，栏目不能对应",
                    }
                    for code in range(30101, 30123)
                ),
                *(
                    {
                        "rule_id": "XTB-201",
                        "at": f"一般公共预算财政拨款基本支出决算表/{name}",
                        "reason": "对方的表未识别",
                    }
                    for name in ("人员经费合计", "公用经费合计", "合计", "基本支出")
                ),
                {"rule_id": "TXT-301", "at": "政府采购支出说明/授予中小企业合同金额", "reason": "文中没有可比的表格数"},
            ],
            "rounding": [
                {
                    "rule_id": "SUM-101",
                    "at": "支出决算表/213/合计",
                    "note": "尾差",
                    "message": "列示 1,204.66，下级 4 项合计 1,204.65，相差 0.01，在 4 项四舍五入可以解释的 0.03 以内",
                }
            ],
            "errors": [],
            "matrix": _matrix(items),
        },
        "sangong": [
            _sangong("“三公”经费合计", "16.00", "15.20", "12.80", "2.40"),
            _sangong("因公出国（境）费", "0.00", "0.00", "0.00", "0.00"),
            _sangong("公务用车运行维护费", "15.00", "14.34", "12.06", "2.28"),
            _sangong("公务接待费", "1.00", "0.86", "0.74", "0.12"),
        ],
        "indicators": [
            _indicator("产出指标", "数量指标", "清淤河道长度", "12", ["没有计量单位"]),
            _indicator("产出指标", "质量指标", "验收合格率", "100%", []),
            _indicator("效益指标", "社会效益指标", "防洪能力", "有所提升", ["不可衡量"]),
            _indicator("满意度指标", "服务对象满意度", "群众满意度", "较高", ["不可衡量", "缺少计量单位"]),
        ],
        "projects": [_project("青石河河道清淤项目", "120.00", "102.00"), _project("堤防维修项目", "36.00", "36.00")],
        "findings": items,
    }


def _announced(title: str, status: str, found: str) -> dict[str, Any]:
    return {"title": title, "source": "目录", "place": "第 20 行", "status": status, "found": found}


def _project(project: str, total: str, listed: str) -> dict[str, Any]:
    sources = [{"name": "财政拨款", "printed": total}, {"name": "其他资金", "printed": "0.00"}]
    counts = {"indicators": 4, "weighted": 3, "weight": "90"}
    places = {"table": "项目支出绩效自评表", "place": "第 600 行", "listed_place": "第 330 行"}
    return {"project": project, "total": total, "listed": listed, "sources": sources, **counts, **places}


def _matrix(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = [
        "收入支出决算总表",
        "收入决算表",
        "支出决算表",
        "财政拨款收入支出决算总表",
        "一般公共预算财政拨款支出决算表",
        "一般公共预算财政拨款基本支出决算表",
    ]
    pairs = [(0, 0, 12, 0, 0), (1, 0, 6, 0, 0), (2, 0, 6, 0, 0), (2, 2, 68, 1, 0), (3, 0, 8, 0, 0), (4, 2, 44, 0, 0)]
    pairs += [(4, 3, 10, 0, 0), (5, 5, 0, 0, 22), (5, 4, 0, 0, 4)]
    return [
        {
            "left": names[left],
            "right": names[right],
            "pass": good,
            "fail": bad,
            "unknown": unknown,
            "findings": [items[0]["id"]] if bad else [],
        }
        for left, right, good, bad, unknown in pairs
    ]


def _sangong(item: str, budget: str, final: str, prior: str, change: str) -> dict[str, Any]:
    place = "财政拨款“三公”经费支出决算表"
    return {
        "item": item,
        "budget": budget,
        "final": final,
        "prior": prior,
        "change": change,
        "place": place,
        "unit": "万元",
        "stated": "15.02" if item == "“三公”经费合计" else final,
        "reason": "压缩用车" if item == "公务用车运行维护费" else "",
    }


def _indicator(level1: str, level2: str, level3: str, printed: str, problems: list[str]) -> dict[str, Any]:
    return {
        "project": "青石河河道清淤项目",
        "level1": level1,
        "level2": level2,
        "level3": level3,
        "printed": printed,
        "weight": "10",
        "place": "第 30 页",
        "problems": problems,
    }


def clean() -> dict[str, Any]:
    """一份没有问题、但有无法核查事项的预算。"""
    document = audited()
    document |= {
        "path": "公开文本/2025预算/云溪市示例区档案馆2025年部门预算.md",
        "name": "云溪市示例区档案馆2025年部门预算.md",
        "sha256": digest("档案馆"),
        "kind": "预算",
        "year": "2025",
        "entity": "云溪市示例区档案馆",
        "findings": [],
        "indicators": [],
        "sangong": [],
        "projects": [],
        "notes": [],
    }
    outcomes = document["outcomes"]
    outcomes["counts"] = _counts(208, 0, 61, 1, 0, 0)
    outcomes["rules"] = [{"rule_id": "SUM-101", **_counts(208, 0, 61, 1, 0, 0)}]
    outcomes["unknown"] = outcomes["unknown"][-1:]
    outcomes["rounding"], outcomes["matrix"] = [], []
    return document


def refused(status: str, name: str, error: str) -> dict[str, Any]:
    """未能核查的文件：只有最少的几个键。"""
    path = f"公开文本/{name}"
    return {"path": path, "name": name, "sha256": digest(name), "status": status, "error": error}


def report() -> dict[str, Any]:
    """四份文件的一批。"""
    return {
        "schema": "gouji-report/1",
        "tool": {"name": "gouji", "version": "0.1.0"},
        "run": {
            "date": "2026-11-24",
            "checker": "",
            "engine": "durable",
            "command": "gouji audit 公开文本 --out ./gouji-report --date 2026-11-24",
        },
        "ruleset": {
            "version": "2026.11",
            "sha256": digest("规则集"),
            "files": 12,
            "rules": copy.deepcopy(RULES),
            "errors": [
                {
                    "file": "表间勾稽/XTB-219.yaml",
                    "line": 7,
                    "column": 10,
                    "rule_id": "XTB-219",
                    "message": "relation 只能是 equal、at_most、at_least",
                }
            ],
        },
        "documents": [
            audited(),
            clean(),
            refused("unreadable", "云溪市示例区林场2024年度部门决算.pdf", "文件损坏：没有可读的页"),
            refused("not_a_disclosure", "关于召开年度会议的通知.docx", "没有预决算表格和说明"),
        ],
    }


HOSTILE = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}{% raw %}</style></title>"
    "\x00\x1b[31m\u202e\u2066\u200b\ufeff\ud800\x85" + "长" * 300 + "W" * 600
)


def hostile() -> dict[str, Any]:
    """每个字符串都换成恶意文字的报告；封闭取值的键（级别、状态、哈希等）保持不变。"""
    fixed = {"schema", "engine", "status", "severity", "sha256", "requirement", "rule_id", "id", "share"}

    def poison(value: Any, key: str) -> Any:
        if isinstance(value, str):
            return value if key in fixed else HOSTILE
        if isinstance(value, list):
            return [poison(item, key) for item in value]
        if isinstance(value, dict):
            return {name: poison(item, name) for name, item in value.items()}
        return value

    poisoned: dict[str, Any] = poison(report(), "")
    return poisoned
