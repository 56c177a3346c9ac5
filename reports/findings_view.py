"""问题的编排：证据卡和清单共用的一组字段，以及“最大差额”“最突出的问题”。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence, Set
from decimal import Decimal
from typing import Any

from reports import labels
from reports.calculation_view import calculation
from reports.pictures import NONE, Pictures
from reports.text import amount, anchor, place

# 一张卡先列出的证据处数，其余折叠。
SHOWN_EVIDENCE = 6
# 原文超过这么多字的，先列有关的数前后的一段，全文折叠。
LONG_QUOTE = 600
# 问题不多时证据卡的细节全部展开。
OPEN_CARDS = 60


def cards(document: Mapping[str, Any], rules: Container[str] = (), shown: Pictures = NONE) -> list[dict[str, Any]]:
    """每个问题加上锚点、级别用语、位置和表格所需的判断。次序不变。rules：附录里有的规则。"""
    return [_card(finding, rules, shown) for finding in document["findings"]]


def _card(finding: Mapping[str, Any], rules: Container[str], shown: Pictures) -> dict[str, Any]:
    tables = [e for e in (finding["excerpt"], *finding["more_excerpts"]) if e]
    listed = {n for table in tables for row in table["rows"] for n in row["evidence"]}
    quotes = _quotes(finding, listed, shown)
    return {
        **finding,
        "anchor": anchor(finding["display"]),
        "rule_anchor": f"rule-{anchor(finding['rule_id'])}",
        "label": labels.severity(finding["severity"]),
        "related": [
            {**one, "label": labels.severity(one["severity"]), "rule_anchor": f"rule-{anchor(one['rule_id'])}"}
            for one in finding["related"]
        ],
        "shown": quotes[:SHOWN_EVIDENCE],
        "more": quotes[SHOWN_EVIDENCE:],
        "tables": tables,
        "place": place(finding["evidence"][0]["location"]) if finding["evidence"] else "",
        "figures": sum(bool(finding[key]) for key in ("printed", "computed", "difference")) > 1,
        "in_appendix": finding["rule_id"] in rules,
        "working": calculation(finding),
        "state": finding["status"] or "待复核",
    }


def _quotes(finding: Mapping[str, Any], listed: Set[int], shown: Pictures) -> list[dict[str, Any]]:
    """要抄的原文。同一处的同一句只抄一遍，几个数都标；表格摘录里已有的一行不抄，除非太长；有小图的只放图。"""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for number, item in enumerate(finding["evidence"]):
        picture = shown.by_key.get((finding["id"], number))
        long = len(item["quote"]) > LONG_QUOTE
        quoted = number not in listed or long
        if not quoted and not picture:
            continue
        at = place(item["location"])
        key = (item["quote"], at) if quoted else ("", f"{number}")
        proof = found.setdefault(
            key, {"quote": item["quote"], "marks": [], "place": at, "pictures": [], "quoted": quoted, "long": long}
        )
        proof["marks"].append((item["mark"], item["mark_start"]))
        if picture:
            proof["pictures"].append(picture)
    return list(found.values())


def in_yuan(finding: Mapping[str, Any]) -> Decimal | None:
    """差额折合元的绝对值；不是金额的差（百分点、个数）不参加比较。"""
    factor = labels.MONEY.get(finding["unit"])
    value = amount(finding["difference"])
    return None if factor is None or value is None else abs(value) * factor


def largest(findings: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """差额最大的问题；同额取靠前的。没有金额差的为 None。"""
    sized = [(size, -index) for index, item in enumerate(findings) if (size := in_yuan(item))]
    return findings[-max(sized)[1]] if sized else None


def foremost(findings: Sequence[dict[str, Any]], count: int = 3) -> list[dict[str, Any]]:
    """最突出的几项：先看级别，再看差额，再看次序。"""
    ordered = sorted(
        enumerate(findings),
        key=lambda pair: (labels.severity_rank(pair[1]["severity"]), -(in_yuan(pair[1]) or Decimal(0)), pair[0]),
    )
    return [finding for _, finding in ordered[:count]]


def severity_counts(findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """各级别的项数；三个级别总要列出，为零也列。"""
    return severity_rows(Counter(item["severity"] for item in findings))


def severity_rows(counts: Counter[str]) -> list[dict[str, Any]]:
    """同上，由数好的得出。"""
    keys = [*labels.SEVERITIES, *sorted(set(counts) - set(labels.SEVERITIES))]
    return [{"key": key, "label": labels.severity(key), "count": counts[key]} for key in keys]


def checked_heads(report: Mapping[str, Any], checked: Container[str]) -> set[str]:
    """真正核查过的方面：checked 是在某处得出了通过或不符合的规则。其余方面没有问题不等于合格。"""
    return {rule["head"] for rule in report["ruleset"]["rules"] if rule["id"] in checked}


def checked_rules(document: Mapping[str, Any]) -> set[str]:
    """在这份文件的某处得出了通过或不符合的规则。"""
    return {item["rule_id"] for item in document["outcomes"]["rules"] if item["pass"] + item["fail"]}


def head_table(counts: Counter[tuple[str, str]], checked: Set[str]) -> list[dict[str, Any]]:
    """五个方面 × 级别；counts 按（方面，级别）。五个方面总要列出，规则另设的方面排在后面。"""
    extra = sorted({head for head, _ in counts} - set(labels.HEADS))
    rows = []
    for head in (*labels.HEADS, *extra):
        cells = [counts[head, key] for key in labels.SEVERITIES]
        total = sum(number for (name, _), number in counts.items() if name == head)
        rows.append(
            {"head": head or "（未归类）", "cells": cells, "total": total, "checked": bool(total) or head in checked}
        )
    return rows


def by_head(findings: Sequence[Mapping[str, Any]]) -> Counter[tuple[str, str]]:
    """（方面，级别）→ 项数。"""
    return Counter((item["head"], item["severity"]) for item in findings)


def families(findings: Sequence[Mapping[str, Any]]) -> list[str]:
    """出现过的类别，按首次出现的次序。"""
    return list(dict.fromkeys(item["family"] for item in findings))
