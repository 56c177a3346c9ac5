"""报告里的小图：每处证据在原件上的样子，错误在前，放到上限为止。"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from engine.readers.bundle import Source
from engine.readers.limits import Limits
from reports import labels, sources
from reports.text import place

MOST_BYTES = 1_000_000
"""一份报告里的图合计至多占这么多字节（按写进网页的 base64 计）；邮件、内网都传得动。"""

MOST_PAGE = 2_000_000
"""带图的网页至多这么多字节；文字已经超过的，一张图也不放。"""

Key = tuple[str, int]
"""（问题的 id，第几处证据）。"""


@dataclass(frozen=True, slots=True)
class Picture:
    """一张小图：可放进网页的地址，和替代文字。"""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """一份报告的小图。left_out 因为放不下没有放的张数，failed 没有画成的张数；why 没有画完的原因。"""

    by_key: Mapping[Key, Picture] = field(default_factory=dict)
    left_out: int = 0
    failed: int = 0
    why: str = ""

    def less(self, over: int) -> Pictures:
        """从最轻的放起，去掉几张，至少省下 over 字节。"""
        kept = dict(self.by_key)
        while kept and over > 0:
            over -= len(kept.pop(next(reversed(kept))).url)
        return Pictures(kept, self.left_out + len(self.by_key) - len(kept), self.failed, self.why)

    @property
    def told(self) -> str:
        """没有放全的说明，一句话；放全了为空。"""
        most = MOST_BYTES // 1_000_000
        limits = f"小图合计以 {most} MB、网页以 {MOST_PAGE // 1_000_000} MB 为限"
        parts = [f"{limits}，错误在前，另有 {self.left_out} 处没有附图" if self.left_out else ""]
        parts.append(f"{self.failed} 处没有画成{f'（{self.why}）' if self.why else ''}" if self.failed else "")
        said = "；".join(p for p in parts if p)
        return f"{said}，请按页码查看原件。" if said else ""


NONE = Pictures()

_Box = tuple[float, float, float, float]


class _Spot(NamedTuple):
    """要画的一处：哪个文件、哪一页、还要转的度数、要框的各格（同一行的画在一张图里）。"""

    file: str
    page: int
    turn: int
    boxes: tuple[_Box, ...]


def pictures(document: Mapping[str, Any], source: Source, limits: Limits) -> Pictures:
    """document 是报告里的一份文件。没有页的格式、没有问题的，一张也没有。"""
    wanted = list(_wanted(document))
    if not wanted:
        return NONE
    drawn: dict[_Spot, bytes] = {}
    why = ""
    for file in dict.fromkeys(spot.file for _, spot, _ in wanted):
        found, ended = _drawn(source, file, [spot for _, spot, _ in wanted if spot.file == file], limits)
        drawn |= found
        why = why or ended
    kept: dict[Key, Picture] = {}
    used = left_out = failed = 0
    for key, spot, alt in wanted:
        png = drawn.get(spot, b"")
        body = base64.b64encode(png).decode()
        if used >= MOST_BYTES or used + len(body) > MOST_BYTES:
            used = MOST_BYTES  # 放不下一张就不再放后面的：次序即轻重
            left_out += 1
        elif png:
            used += len(body)
            kept[key] = Picture(f"data:image/png;base64,{body}", alt)
        else:
            failed += 1
    return Pictures(kept, left_out, failed, why if failed else "")


def _wanted(document: Mapping[str, Any]) -> Iterator[tuple[Key, _Spot, str]]:
    """要画的各处：错误在前；同级的先画每个问题的第一处，再画其余各处。"""
    listed = [
        (labels.severity_rank(finding["severity"]), number > 0, order, (finding["id"], number), spot, alt)
        for order, finding in enumerate(document.get("findings", ()))
        for number, spot, alt in _rows(finding)
    ]
    for _, _, _, key, spot, alt in sorted(listed, key=lambda entry: entry[:3]):
        yield key, spot, alt


def _rows(finding: Mapping[str, Any]) -> Iterator[tuple[int, _Spot, str]]:
    """一个问题在原件上的各处：（图放在第几处证据下，画哪里，替代文字）。同一行的几格是一处。"""
    rows: dict[tuple[Any, ...], list[tuple[int, Mapping[str, Any]]]] = {}
    for number, item in enumerate(finding["evidence"]):
        at = item["location"]
        if at.get("page") and at.get("box"):
            level = (at.get("file", ""), at["page"], at.get("turn", 0), at["box"][1], at["box"][3])
            rows.setdefault(level, []).append((number, at))
    for (file, page, turn, _, _), members in rows.items():
        boxes = tuple(dict.fromkeys(tuple(at["box"]) for _, at in members))
        places = "；".join(dict.fromkeys(place(at) for _, at in members))
        yield members[0][0], _Spot(file, page, turn, boxes), f"原件图：{places}，有关的地方框了红线"


def _drawn(source: Source, file: str, spots: list[_Spot], limits: Limits) -> tuple[dict[_Spot, bytes], str]:
    """同一个文件的各处；画够了上限就停。"""
    opened = sources.opened(source, file, limits)
    if opened is None:
        return {}, "原件已经打不开"
    kind, data = opened
    distinct = list(dict.fromkeys(spots))
    found, ended = sources.in_child(_crops, (kind, data, distinct), limits, "engine.readers.pdf_render")
    return {distinct[index]: png for index, png in found.items()}, ended


def _crops(kind: str, data: bytes, spots: list[_Spot]) -> Iterator[tuple[int, bytes]]:
    """在子进程里：（第几处，PNG）。"""
    from engine.readers import pdf_render

    regions = tuple(pdf_render.Region(s.page, s.boxes, s.turn) for s in spots)
    size = 0
    for index, png in pdf_render.crops(kind, data, regions):
        yield index, png
        size += len(png)
        if size > MOST_BYTES and kind == "pdf":  # 多页图片按页画，不是按轻重
            return
