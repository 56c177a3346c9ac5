"""把一份公开件的几个文件合成一份文档：说明在前，表格在后，每一处记着出自哪个文件。"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from engine.document import Block, Document, Paragraph, Spot, Table

_FEW = 4  # 只有几个数的表，碰巧相同不足为凭
_ABOVE = 4  # 表名与表之间至多隔着表号、部门、单位三行


class _Seen(NamedTuple):
    """一张表：表名（看不出为空串）、表里的数（不计位置：空行、合并格在各格式里不一定相同）、连表名占着哪几块。"""

    title: str
    figures: Counter[str]
    blocks: range

    def same(self, other: _Seen) -> bool:
        """数字全同；数太少的还要表名相同。"""
        enough = self.figures.total() >= _FEW or (self.title and self.title == other.title)
        return bool(enough) and self.figures == other.figures


def merge(path: Path, parts: Sequence[tuple[str, Document]]) -> Document:
    """parts 是（文件名，文档），至少一份。前面的文件里已有的表不重复收。"""
    blocks: list[Block] = []
    spots: list[Spot] = []
    remarks: list[str] = []
    unread: list[str] = []
    seen: list[_Seen] = []
    for name, document in parts:
        tables = [_seen(document, b) for b in document.blocks if isinstance(b, Table)]
        repeated = [t for t in tables if any(t.same(other) for other in seen)]
        left_out = {index for t in repeated for index in t.blocks}
        titles = {t.title for t in seen if t.title}
        twice = sorted({t.title for t in tables if t not in repeated} & titles)
        for block in document.blocks:
            if block.index not in left_out:
                blocks.append(_moved(block, len(blocks), len(spots)))
        seen += tables
        spots += _spots(name, document)
        remarks += [f"{name}：{remark}" for remark in document.remarks]
        unread += [f"{name}：{part}" for part in document.unread]
        if repeated:
            remarks.append(f"{name}：有 {len(repeated)} 张表与前面文件里的表数字全同，只取一次。")
        if twice:
            remarks.append(f"{name}：“{'”“'.join(twice)}”前面的文件里也有而数字不同，两处都核查，请确认以哪一处为准。")
    names = "、".join(name for name, _ in parts)
    return Document(
        path=str(path),
        sha256=hashlib.sha256("\n".join(d.sha256 for _, d in parts).encode()).hexdigest(),
        blocks=tuple(blocks),
        line_count=len(spots),
        remarks=(f"由 {len(parts)} 个文件合成一份：{names}。", *remarks),
        spots=tuple(spots),
        unread=tuple(unread),
        attached=tuple(name for _, d in parts for name in d.attached),
        pages=sum(pages) if (pages := [d.pages for _, d in parts if d.pages]) else None,
    )


def _seen(document: Document, table: Table) -> _Seen:
    figures = Counter(str(c.value.normalize()) for row in table.rows for c in row if c.value)
    start, title = table.index, ""
    for block in reversed(document.blocks[max(0, table.index - _ABOVE) : table.index]):
        if isinstance(block, Table):
            break
        if block.text.norm.endswith("表"):
            start, title = block.index, block.text.norm
            break
    return _Seen(title, figures, range(start, table.index + 1))


def _spots(name: str, document: Document) -> list[Spot]:
    if document.spots:
        return [replace(spot, file=name) for spot in document.spots]
    return [Spot(label=f"第{number}行", file=name) for number in range(1, document.line_count + 1)]


def _moved(block: Block, index: int, offset: int) -> Block:
    """换到合成的文档里：第几块、行号都往后推。"""
    if isinstance(block, Paragraph):
        return replace(block, index=index, lines=tuple(line + offset for line in block.lines))
    rows = tuple(tuple(replace(cell, line=cell.line + offset) for cell in row) for row in block.rows)
    return replace(block, index=index, rows=rows)
