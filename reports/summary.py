"""一份文件在汇总里要用到的：几十个计数和几句话。汇总只看这些，不看整份报告，所以上万份也不占内存。"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from reports import changes, labels
from reports.findings_view import largest

Finding = Mapping[str, Any]

# 说法至多留这么多字：汇总里只用来认出同样的话
MOST_WORDS = 160
# 例："1,052.30万元"、"-3.5%"、"9.20个百分点"、"2080505"：数连同单位
_FIGURE = re.compile(r"[-−]?\d[\d,.]*\s*(?:个?百分点|%|‰|[千百]?[万亿]?元|[万亿])?")
# 例："……相差×（同样的问题共×处）"：末尾带数的括号是程序加的处数
_TAIL = re.compile(r"（[^（）]*×[^（）]*）$")
# “三公”经费的总数，见 reports.sangong.ITEMS；"三公经费合计"、"“三公”经费合计"
_TOTAL = re.compile("“?三公”?经费合计")


def summary(document: Mapping[str, Any]) -> dict[str, Any]:
    """report.json 里的一份 documents[] → 汇总用的几项；可以没有补齐，只含能写成 JSON 的值。

    `counts` 六种结果的处数，`checked`、`unknown` 各规则查成、没有查成的处数，`rules` 各规则各级别的问题数，
    `same` 各个错误、提示去掉数字后的说法，`largest` 差额最大的错误，`related` 与历年库里的哪几种相比过；
    `first` 一律是其中第一个问题的显示编号。
    """
    findings: Sequence[Finding] = document.get("findings", ())
    outcomes: Mapping[str, Any] = document.get("outcomes", {})
    counts: Mapping[str, int] = outcomes.get("counts", {})
    by_rule: Sequence[Mapping[str, Any]] = outcomes.get("rules", ())
    compared = document.get("comparison") or {}
    return {
        **{key: document[key] for key in ("path", "name", "sha256", "status", "error")},
        **{key: document.get(key) or "" for key in ("kind", "year", "entity", "region", "level")},
        "unread": list(document.get("unread", ())),
        "counts": {key: counts.get(key, 0) for key in labels.OUTCOMES},
        "checked": {r["rule_id"]: n for r in by_rule if (n := r["pass"] + r["fail"])},
        "unknown": {r["rule_id"]: r["unknown"] for r in by_rule if r["unknown"]},
        "share": document.get("coverage", {}).get("share", ""),
        "rules": _rules(findings),
        "same": _same(findings, document.get("entity") or ""),
        "largest": _largest(findings),
        "sangong": _sangong(document.get("sangong", ())),
        "waivers": [{key: w[key] for key in ("rule_id", "at", "state")} for w in document.get("waivers", ())],
        "related": list(dict.fromkeys(one["relation"] for one in document.get("related", ()))),
        "changes": dict(changes.by_change(compared.get("items", ()))),
    }


def worded(message: str, entity: str = "") -> str:
    """一句话去掉数字和单位名称：两个单位犯同样的错，这样写出来就相同。"""
    text = message.replace(entity, "本单位") if entity else message
    return _TAIL.sub("", _FIGURE.sub("×", text.split("；")[0]))[:MOST_WORDS]


def _rules(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """同一规则、同一级别的归为一条，按第一次出现的次序。"""
    counted = Counter((f["rule_id"], f["severity"]) for f in findings)
    firsts = {(f["rule_id"], f["severity"]): f for f in reversed(findings)}
    return [
        {
            **{key: firsts[pair][key] for key in ("rule_id", "title", "family", "head", "severity")},
            "count": number,
            "first": firsts[pair]["display"],
        }
        for pair, number in counted.items()
    ]


def _same(findings: Sequence[Finding], entity: str) -> list[dict[str, str]]:
    """错误和提示的规则、位置、说法；说明多半是合乎实情的提醒，各单位一样不足为奇。"""
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    for finding in findings:
        if finding["severity"] in ("error", "warning"):
            at = finding.get("at") or ""
            own = {
                "rule_id": finding["rule_id"],
                "at": at.replace(entity, "本单位") if entity else at,
                "words": worded(finding["message"], entity),
                "first": finding["display"],
            }
            found.setdefault((own["rule_id"], own["at"], own["words"]), own)
    return list(found.values())


def _largest(findings: Sequence[Finding]) -> dict[str, str] | None:
    """差额最大的错误，照原文；提示、说明里的差额（如比上年增加的）不是不一致。"""
    found = largest([f for f in findings if f["severity"] == "error"])
    if found is None:
        return None
    copied = {key: found[key] for key in ("rule_id", "title", "difference", "unit")}
    return {**copied, "first": found["display"]}


def _sangong(items: Sequence[Mapping[str, Any]]) -> dict[str, str] | None:
    """“三公”经费总数：上年、本年（决算取决算数，预算取预算数）。没有读到总数的为 None。"""
    total = next((item for item in items if _TOTAL.fullmatch(item["item"])), None)
    if total is None or not (total["final"] or total["budget"]):
        return None
    return {"prior": total["prior"], "now": total["final"] or total["budget"], "unit": total["unit"]}
