"""汇总里的几张名单：收到的、没有读成的、常见的规则、共性问题、重复和更正。"""

from __future__ import annotations

from typing import Any

from reports import labels
from reports.index_pages import Pages, identity
from reports.totals import Row, Totals

MOST_COMMON, MOST_REPEATS, SHOWN_PLACES = 100, 200, 5
"""共性问题、重复的文件至多列几项，每项先列几处；其余在 XLSX 里。"""


def received(totals: Totals) -> list[dict[str, Any]]:
    """收到的各年度、文种：份数、单位数、有错误的份数、没有读全的份数。"""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in totals.rows:
        if row.status == "audited":
            groups.setdefault((row.year, row.kind), []).append(row)
    return [
        {
            "which": " ".join(part for part in (year and f"{year} 年度", kind) if part) or "年度、文种未认出",
            "documents": len(rows),
            "units": len({row.unit for row in rows}),
            "wrong": sum(1 for row in rows if row.counts[0]),
            "partly": sum(1 for row in rows if row.unread),
        }
        for (year, kind), rows in sorted(groups.items())
    ]


def unread(n: int, row: Row, pages: Pages) -> dict[str, Any]:
    """未能核查、没有读全的一份。"""
    return {
        "name": row.name,
        "path": row.path,
        "href": pages.href(n),
        "label": labels.DOCUMENT_STATUS.get(row.status, labels.Label("·", row.status)),
        "why": why(row),
    }


def why(row: Row) -> tuple[str, ...]:
    """没有核查的原因，或没有读到的各部分；原因开头的路径另有一栏，略去。"""
    return row.unread if row.status == "audited" else (row.error.removeprefix(f"{row.path}：") or "未说明",)


def by_rule(totals: Totals, pages: Pages) -> list[dict[str, Any]]:
    """每条规则的问题数和涉及的文件；涉及多份的在前。"""
    return [
        {
            "rule_id": rule_id,
            "title": rule.title,
            "label": labels.severity(min(rule.counts, key=labels.severity_rank)),
            "documents": rule.documents,
            "count": rule.counts.total(),
            "shown": [pages.linked(link) for link in rule.shown],
            "more": rule.documents - len(rule.shown),
        }
        for rule_id, rule in totals.rules_by_reach()
    ]


def common(totals: Totals, pages: Pages) -> dict[str, Any]:
    found = totals.common()
    items = [
        {
            "rule_id": one.rule_id,
            "title": totals.rules[one.rule_id].title,
            "at": one.at,
            "words": one.words,
            "units": one.units,
            "shown": [pages.linked(place) for place in one.places[:SHOWN_PLACES]],
            "more": len(one.places) - SHOWN_PLACES,
        }
        for one in found[:MOST_COMMON]
    ]
    return {"items": items, "more": max(0, len(found) - MOST_COMMON)}


def repeats(totals: Totals, pages: Pages) -> dict[str, Any]:
    found = repeated(totals)
    items = [
        {"what": what, "files": [{"path": totals.rows[n].path, "href": pages.href(n)} for n in numbers]}
        for what, numbers in found[:MOST_REPEATS]
    ]
    return {"items": items, "more": len(found) - len(items)}


def repeated(totals: Totals) -> list[tuple[str, list[int]]]:
    """内容相同的几份；单位、年度、文种相同而内容不同的几份。各份是第几份文件。"""
    same: dict[str, list[int]] = {}
    again: dict[tuple[str, str, str], list[int]] = {}
    for n, row in enumerate(totals.rows):
        if row.sha256:
            same.setdefault(row.sha256, []).append(n)
        if row.status == "audited" and all(identity(row)):
            again.setdefault(identity(row), []).append(n)
    found = [("内容相同", numbers) for numbers in same.values() if len(numbers) > 1]
    for numbers in again.values():
        if len({totals.rows[n].sha256 for n in numbers}) > 1:
            found.append(("同一单位、年度、文种，内容不同", numbers))
    return found
