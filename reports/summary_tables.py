"""台账里“问题台账”以外的三张表：无法核查、汇总、说明。只计数、归组，不做核查。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from reports import changes, labels
from reports.document_view import verdict
from reports.naming import report_number

Value = str | int | Decimal
Table = tuple[str, tuple[int, ...], list[list[Value]]]

UNKNOWN_HEAD = ("单位", "年度", "文种", "文件", "规则", "规则名称", "原因", "处数", "位置")
_ALL = "（合计）"


def tables(report: Mapping[str, Any]) -> tuple[Table, ...]:
    """各张表：名称、栏宽、各行（首行是表头）。report 须已补齐。"""
    return (
        ("无法核查", (20, 7, 7, 24, 14, 30, 44, 7, 60), [[*UNKNOWN_HEAD], *unknown_rows(report)]),
        ("汇总", (20, 7, 7, 24, 14, *(8 for _ in labels.SEVERITIES), 8, 10), _summary(report)),
        ("说明", (22, 100), _about(report)),
    )


def unknown_rows(report: Mapping[str, Any]) -> Iterator[list[Value]]:
    """没有查成的：同一文件、规则、原因的归为一行；没有读进来、没有读全的文件各一行。"""
    titles = {rule["id"]: rule["title"] for rule in report["ruleset"]["rules"]}
    for document in report["documents"]:
        own = [document[key] for key in ("entity", "year", "kind", "name")]
        if document["status"] != "audited":
            word = labels.DOCUMENT_STATUS[document["status"]].word
            yield [*own, "（全部）", word, document["error"] or "未说明", "", ""]
        for part in document["unread"]:
            yield [*own, "（全部）", "没有读全", part, "", ""]
        outcomes = document["outcomes"]
        for (rule_id, why), places in _grouped(outcomes["unknown"]).items():
            yield [*own, rule_id, titles.get(rule_id, ""), why, len(places), "、".join(dict.fromkeys(places))]
        for problem in outcomes["errors"]:
            yield [
                *own,
                problem["rule_id"],
                titles.get(problem["rule_id"], ""),
                f"规则出错：{problem['message']}",
                1,
                "",
            ]
    for fault in report["ruleset"]["errors"]:
        yield ["", "", "", fault["file"], fault["rule_id"], "写错的规则，没有参加核查", fault["message"], "", ""]


def _grouped(unknown: list[dict[str, str]]) -> dict[tuple[str, str], list[str]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for item in unknown:
        groups.setdefault((item["rule_id"], item["reason"]), []).append(item["at"])
    return groups


def _summary(report: Mapping[str, Any]) -> list[list[Value]]:
    """文件 × 类别 × 级别；每份文件另有一行合计和无法核查的处数。"""
    head = ["单位", "年度", "文种", "文件", "类别", *(s.word for s in labels.SEVERITIES.values()), "合计", "无法核查"]
    rows: list[list[Value]] = [[*head]]
    for document in report["documents"]:
        own = [document[key] for key in ("entity", "year", "kind", "name")]
        if document["status"] != "audited":
            blank = ["" for _ in labels.SEVERITIES]
            rows.append([*own, labels.DOCUMENT_STATUS[document["status"]].word, *blank, "", ""])
            continue
        found = Counter((f["family"], f["severity"]) for f in document["findings"])
        for family in dict.fromkeys(f["family"] for f in document["findings"]):
            rows.append([*own, family, *_levels(found, family), ""])
        total = Counter((_ALL, severity) for _, severity in found.elements())
        rows.append([*own, _ALL, *_levels(total, _ALL), document["outcomes"]["counts"]["unknown"]])
    return rows


def _levels(found: Counter[tuple[str, str]], family: str) -> list[Value]:
    counted = [found[family, severity] for severity in labels.SEVERITIES]
    return [*counted, sum(count for (name, _), count in found.items() if name == family)]


def _about(report: Mapping[str, Any]) -> list[list[Value]]:
    run, ruleset = report["run"], report["ruleset"]
    rows: list[list[Value]] = [["项目", "内容"]]
    rows += [
        ["怎样填", "只填浅黄表头的各栏；“状态”在清单里选。可以筛选、排序、加栏，不要改“问题编号”和栏名。"],
        [
            "怎样交回",
            "填好后存为 XLSX。下次核查加 --ledger 这个文件，填的字照原样带过去，没有再出现的问题仍留在台账里。",
        ],
        ["本次结果", "与上次的报告和填报的状态相比。“未再出现”是这次查了、没有再查出；“本次未核查”不能算已整改。"],
        ["数值各栏", "供求和、排序；以“公开数”等栏的原文为准，单位见“计量单位”。"],
        ["性质", "由程序依规则核查公开文本得出，是供人工复核的底稿，须与原件核对后认定。"],
        ["核查日期", run["date"]],
        ["检查人", run["checker"]],
        ["程序", f"{report['tool']['name']} {report['tool']['version']}"],
        ["规则集", f"{ruleset['version']}，SHA-256 {ruleset['sha256']}"],
        ["命令", run["command"]],
    ]
    for item in run["inputs"]:
        rows.append([item["what"], f"{item['path']}，SHA-256 {item['sha256']}"])
    if report["baseline"]:
        rows.append(["与上次相比", changes.tally(changes.counts(report))])
        rows += [["与上次相比", note] for note in report["baseline"]["notes"]]
        rows += [
            ["上次有、这次没有的文件", f"{d['name']}（{d['findings']} 项）"] for d in report["baseline"]["missing"]
        ]
    if report["ledger"]:
        rows += [["台账里要改的", fault] for fault in report["ledger"]["faults"]]
    for document in report["documents"]:
        rows.append([document["name"], f"{report_number(report, document)}　{''.join(verdict(document))}"])
    return rows
