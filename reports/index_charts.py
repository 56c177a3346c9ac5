"""汇总里的图和图旁的表：各类别的问题数、各单位的问题数、各单位差额最大的错误、“三公”经费本年与上年。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.numbers import plain
from reports import labels
from reports.bars import Item, Part, Strip, chart
from reports.index_pages import Pages
from reports.sangong_view import strip
from reports.text import grouped, unit_of, yuan
from reports.totals import LEVELS, Row, Totals

MOST = 20
"""一张图至多这么多项：再多，打印出来一页放不下。"""
_YEARS = (("prior", "上年数"), ("final", "本年数"))


def charts(totals: Totals, pages: Pages) -> dict[str, Any]:
    """每项：chart 图（没有可画的为 None），rows 图旁的表，more 另有几项没有列。"""
    return {
        "families": _by_family(totals),
        "units": _by_unit(totals, pages),
        "largest": _largest(totals, pages),
        "sangong": _sangong(totals, pages),
    }


def _legend() -> list[tuple[str, str]]:
    return [(key, f"{label.mark} {label.word}") for key, label in labels.SEVERITIES.items()]


def _stacked(name: str, counts: Sequence[int]) -> Item:
    """各级别相接的一条，条尾写各级别的数。"""
    marks = [label.mark for label in labels.SEVERITIES.values()]
    told = "　".join(f"{mark} {grouped(count)}" for mark, count in zip(marks, counts, strict=True) if count)
    return Item(name, (Strip(tuple(map(Part, LEVELS, counts)), told),))


def _by_family(totals: Totals) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    for name, place in totals.families.items():
        own = [row for row in totals.rows if place < len(row.cells) and any(row.cells[place].counts)]
        if own:
            counts = [sum(row.cells[place].counts[k] for row in own) for k in range(len(LEVELS))]
            rows.append({"name": name, "counts": counts, "total": sum(counts), "units": len({r.unit for r in own})})
    return {"rows": rows, "more": 0, "chart": chart([_stacked(r["name"], r["counts"]) for r in rows], _legend())}


def _by_unit(totals: Totals, pages: Pages) -> dict[str, Any]:
    """有问题的单位；列错误多的，同样多的照次序。"""
    units: dict[str, tuple[int, list[Row]]] = {}
    for n, row in enumerate(totals.rows):
        if row.status == "audited":
            units.setdefault(row.unit, (n, []))[1].append(row)
    rows: list[dict[str, Any]] = [
        {
            "name": pages.name(n),
            "href": pages.href(n) if len(own) == 1 else "",
            "documents": len(own),
            "counts": [sum(row.counts[k] for row in own) for k in range(len(LEVELS))],
            "unknown": sum(row.unknown for row in own),
        }
        for n, own in units.values()
    ]
    found = [row for row in rows if any(row["counts"])]
    found.sort(key=lambda row: [-count for count in row["counts"]])
    shown = found[:MOST]
    drawn = chart([_stacked(row["name"], row["counts"]) for row in shown], _legend(), broken=True)
    return {"rows": shown, "more": len(found) - len(shown), "clean": len(rows) - len(found), "chart": drawn}


def _largest(totals: Totals, pages: Pages) -> dict[str, Any]:
    """各单位差额最大的一个错误，照折合元的大小。"""
    best: dict[str, tuple[Decimal, int, Mapping[str, str]]] = {}
    for n, row in enumerate(totals.rows):
        if row.largest:
            size = abs(yuan(row.largest["difference"], row.largest["unit"]) or Decimal(0))
            if row.unit not in best or size > best[row.unit][0]:
                best[row.unit] = (size, n, row.largest)
    found = sorted(best.values(), key=lambda one: (-one[0], one[1]))
    rows, items = [], []
    for size, n, own in found[:MOST]:
        printed = own["difference"] + unit_of(own["difference"], own["unit"])
        rows.append(
            {
                "name": pages.name(n),
                "which": pages.which(n),
                "printed": printed,
                "rule_id": own["rule_id"],
                "title": own["title"],
                "first": own["first"],
                "href": pages.href(n, own["first"]),
            }
        )
        items.append(Item(pages.name(n), (Strip((Part("error", size),), printed),)))
    return {"rows": rows, "more": len(found) - len(rows), "chart": chart(items, (), broken=True)}


def _sangong(totals: Totals, pages: Pages) -> dict[str, Any]:
    """读到“三公”经费总数的各份，照本年数的大小；没有上年数的只有一条。"""
    sized = [
        (yuan(row.sangong["now"], row.sangong["unit"]) or Decimal(0), n, row.sangong)
        for n, row in enumerate(totals.rows)
        if row.sangong
    ]
    sized.sort(key=lambda one: (-one[0], one[1]))
    rows, items = [], []
    for _, n, own in sized[:MOST]:
        rows.append({"name": pages.name(n), "which": pages.which(n), "href": pages.href(n, ""), **compared(own)})
        strips = [strip(key, own[name], own["unit"]) for (key, _), name in zip(_YEARS, ("prior", "now"), strict=True)]
        name = f"{pages.name(n)} {pages.which(n)}"
        items.append(Item(name, tuple(one for one in strips if one is not None)))
    told = Counter(bool(own["prior"]) for _, _, own in sized)
    return {
        "rows": rows,
        "more": len(sized) - len(rows),
        "read": len(sized),
        "prior": told[True],
        "chart": chart(items, _YEARS, broken=True),
    }


def compared(own: Mapping[str, str]) -> dict[str, str]:
    """本年、上年照原文连单位；增减由两数相减，用本年数的单位，没有上年数的为空。"""
    now, prior = (own[key] + unit_of(own[key], own["unit"]) for key in ("now", "prior"))
    after, before = yuan(own["now"], own["unit"]), yuan(own["prior"], own["unit"])
    if after is None or before is None:
        return {"now": now, "prior": prior, "change": ""}
    difference = (after - before) / labels.MONEY.get(own["unit"], Decimal(1))
    return {"now": now, "prior": prior, "change": f"{'+' if difference > 0 else ''}{plain(difference)}{own['unit']}"}
