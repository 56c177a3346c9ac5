"""汇总报告的编排：各份文件的 summary 合计起来，排成各节所需的样子。不排名，也不看整份报告。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reports import changes, findings_view, index_lists, labels
from reports.batch_verdict import told
from reports.index_charts import charts
from reports.index_pages import Pages
from reports.repeated import LEAST_UNITS
from reports.text import percent
from reports.totals import LEVELS, NOTHING, Cell, Row, Totals, gather

MOST_ROWS = 1000
"""一张表在网页上至多这么多行：一千份文件的网页不到 2 MB，打开不到一秒；再多的在 XLSX 里。"""
_SECTIONS = tuple(
    {"key": key, "number": number, "title": title, "template": template}
    for number, (key, title, template) in zip(
        "一二三四五六七八九",
        (
            ("conclusion", "结论", "index_conclusion"),
            ("unread", "未能核查的文件", "index_unread"),
            ("spread", "问题的分布", "index_spread"),
            ("units", "单位与类别", "index_units"),
            ("by-rule", "常见的规则", "index_rules"),
            ("common", "共性问题", "index_common"),
            ("sangong", "“三公”经费", "index_sangong"),
            ("repeats", "重复和更正", "index_repeats"),
            ("reproduce", "复现", "run"),
        ),
        strict=True,
    )
)


def index_view(
    header: Mapping[str, Any], summaries: Iterable[Mapping[str, Any]], links: Mapping[str, str]
) -> dict[str, Any]:
    """模板的全部上下文。

    header：没有 documents 的报告，已补齐；summaries：各份文件的 summary，只过一遍；
    links：文件的 path → 报告文件名（相对路径，未转码），没有的不作链接。
    """
    totals = gather(header, summaries)
    pages = Pages(totals, links)
    audited = [(n, row) for n, row in enumerate(totals.rows) if row.status == "audited"]
    listed = _foremost(audited)
    shown = _families(totals)
    unread = [(n, row) for n, row in enumerate(totals.rows) if row.status != "audited"]
    partly = [(n, row) for n, row in audited if row.unread]
    return {
        "report": header,
        "documents": len(totals.rows),
        "units": len({row.unit for _, row in audited}),
        "verdict": told(header, totals),
        "changes": changes.tally(totals.changes) if header["baseline"] else "",
        "related": [{"relation": key, "count": count} for key, count in sorted(totals.related.items())],
        "compared": totals.compared,
        "severities": findings_view.severity_rows(totals.levels),
        "heads": findings_view.head_table(totals.heads, findings_view.checked_heads(header, totals.checked)),
        "unknown": totals.outcomes["unknown"],
        "received": index_lists.received(totals),
        "refused": [
            {"label": label, "count": totals.status[key]}
            for key, label in labels.DOCUMENT_STATUS.items()
            if key != "audited" and totals.status[key]
        ],
        "unread": [index_lists.unread(n, row, pages) for n, row in unread[:MOST_ROWS]],
        "unread_more": max(0, len(unread) - MOST_ROWS),
        "partly": [index_lists.unread(n, row, pages) for n, row in partly[:MOST_ROWS]],
        "partly_more": max(0, len(partly) - MOST_ROWS),
        **shown,
        "rows": [_row(n, row, totals, shown["families"], pages) for n, row in listed],
        "rows_more": len(audited) - len(listed),
        "charts": charts(totals, pages),
        "by_rule": index_lists.by_rule(totals, pages),
        "common": index_lists.common(totals, pages),
        "least_units": LEAST_UNITS,
        "repeats": index_lists.repeats(totals, pages),
        "sections": _SECTIONS,
        "labels": labels,
    }


def _foremost(audited: list[tuple[int, Row]]) -> list[tuple[int, Row]]:
    """列在网页上的各份：同一单位的在一起，单位照路径的次序。太多时先取有错误的，再取有提示的……"""
    if len(audited) > MOST_ROWS:
        ordered = sorted(audited, key=lambda pair: (_rank(pair[1]), pair[0]))
        audited = sorted(ordered[:MOST_ROWS], key=lambda pair: pair[0])
    order: dict[str, int] = {}
    for _, row in audited:
        order.setdefault(row.unit, len(order))
    return sorted(audited, key=lambda pair: order[pair[1].unit])


def _rank(row: Row) -> int:
    worst = next((n for n, count in enumerate(row.counts) if count), len(LEVELS))
    return worst if worst < len(LEVELS) or not row.unknown else len(LEVELS) - 1


def _families(totals: Totals) -> dict[str, Any]:
    """作一栏的类别：有问题的，或有处无法核查的；其余只说一句。"""
    shown, clear, unchecked = [], [], []
    for name, place in totals.families.items():
        cells = {row.cells[place] for row in totals.rows if place < len(row.cells)}
        if any(any(cell.counts) or cell.unknown for cell in cells):
            shown.append(name)
        elif any(cell.checked for cell in cells):
            clear.append(name)
        else:
            unchecked.append(name)
    return {"families": shown, "clear": clear, "unchecked": unchecked}


def _row(n: int, row: Row, totals: Totals, families: Sequence[str], pages: Pages) -> dict[str, Any]:
    places = [totals.families[name] for name in families]
    cells = [row.cells[place] if place < len(row.cells) else NOTHING for place in places]
    return {
        **pages.linked((n, "")),
        "levels": " ".join(key for key, count in zip(LEVELS, row.counts, strict=True) if count) or "none",
        "cells": [_cell(n, cell, pages) for cell in cells],
        "unknown": row.unknown,
        "share": percent(row.share),
    }


def _cell(n: int, cell: Cell, pages: Pages) -> dict[str, str]:
    """一格：✗3 !1；没有问题的写“–”，没有查成的写“?4”，没有查的写“·”。"""
    worst = next((k for k, count in enumerate(cell.counts) if count), None)
    if worst is not None:
        marks = zip(labels.SEVERITIES.values(), cell.counts, strict=True)
        text = " ".join(f"{label.mark}{count}" for label, count in marks if count)
        return {"text": text, "kind": f"lv-{LEVELS[worst]}", "href": pages.href(n, cell.first)}
    if cell.unknown:
        return {"text": f"?{cell.unknown}", "kind": "lv-unknown", "href": ""}
    return {"text": "–" if cell.checked else "·", "kind": "", "href": ""}
