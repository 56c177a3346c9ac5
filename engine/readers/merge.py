"""把一份公开件的几个文件合成一份文档：说明在前，表格在后，每一处记着出自哪个文件。"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from engine.document import Block, Document, Paragraph, Spot, Table

_FEW = 4  # 只有几个数的表，碰巧相同不足为凭
_ABOVE = 4  # 表名与表之间至多隔着表号、部门、单位三行


def merge(path: Path, parts: Sequence[tuple[str, Document]]) -> Document:
    """parts 是（文件名，文档），至少一份。前面的文件里已有的表不重复收。"""
    blocks: list[Block] = []
    spots: list[Spot] = []
    remarks: list[str] = []
    seen: list[Counter[str]] = []
    titles: set[str] = set()
    for name, document in parts:
        tables = [b for b in document.blocks if isinstance(b, Table)]
        repeated = [t.index for t in tables if _figures(t) in seen]
        twice = [t for t in titles & {_title(document, t) for t in tables if t.index not in repeated} if t]
        for block in document.blocks:
            if block.index not in repeated:
                blocks.append(_moved(block, len(blocks), len(spots)))
        seen += [figures for t in tables if (figures := _figures(t)).total() >= _FEW]
        titles |= {_title(document, t) for t in tables}
        spots += _spots(name, document)
        remarks += [f"{name}：{remark}" for remark in document.remarks]
        if repeated:
            remarks.append(f"{name}：有 {len(repeated)} 张表与前面文件里的表数字全同，只取一次。")
        if twice:
            remarks.append(
                f"{name}：“{'”“'.join(sorted(twice))}”前面的文件里也有而数字不同，两处都核查，请确认以哪一处为准。"
            )
    names = "、".join(name for name, _ in parts)
    return Document(
        path=str(path),
        sha256=digest([document.sha256 for _, document in parts]),
        blocks=tuple(blocks),
        line_count=len(spots),
        remarks=(f"由 {len(parts)} 个文件合成一份：{names}。", *remarks),
        spots=tuple(spots),
        pages=sum(pages) if (pages := [d.pages for _, d in parts if d.pages]) else None,
    )


def digest(hashes: Sequence[str]) -> str:
    """各文件的 SHA-256（十六进制）→ 合成一份的；只有一个文件时就是它的。"""
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def _figures(table: Table) -> Counter[str]:
    """表里的数，不计位置：空行、合并格在各格式里不一定相同。"""
    return Counter(str(c.value.normalize()) for row in table.rows for c in row if c.value)


def _title(document: Document, table: Table) -> str:
    """表上方几段里像表名的一段；没有为空串。"""
    for block in reversed(document.blocks[max(0, table.index - _ABOVE) : table.index]):
        if isinstance(block, Table):
            return ""
        if block.text.norm.endswith("表"):
            return block.text.norm
    return ""


def _spots(name: str, document: Document) -> list[Spot]:
    if document.spots:
        return [replace(spot, file=name) for spot in document.spots]
    return [Spot(label=f"第{number}行", file=name) for number in range(1, document.line_count + 1)]


def _moved(block: Block, index: int, offset: int) -> Block:
    """换到合成的文档里：第几块、行号都往后推。"""
    if isinstance(block, Paragraph):
        return replace(block, index=index, lines=tuple(line + offset for line in block.lines))
    rows = tuple(tuple(replace(cell, line=cell.line + offset) for cell in row) for row in block.rows)
    return Table(index, rows)
