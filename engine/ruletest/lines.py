"""一段文字 → 各行；竖线分隔的表 → 各行各格。每一行、每一格都记得自己在测试文件的哪里。"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.errors import RuleFault
from engine.ruletest.model import Line
from engine.yaml_source import Mapping, Mark, Node, Scalar, Sequence

# 表头之下的分隔行 |---|:--:|
_RULE_ROW = re.compile(r"^(?=[^-]*+-(?:[^-]++-)*+-)[\s|:-]++")


def lines_of(node: Node | None, faults: list[RuleFault]) -> tuple[Line, ...]:
    """一段文字的各行，或列表各项的各行；空行不要。不是文字的记入 faults。"""
    match node:
        case Sequence():
            return tuple(line for item in node for line in lines_of(item, faults))
        case Scalar():
            return tuple(_split(node))
        case Mapping():
            message = "这里应是一段文字；文字里有冒号加空格，或以括号开头的，要整个加引号"
            faults.append(node.mark.fault(message))
    return ()


def _split(node: Scalar) -> Iterator[Line]:
    offset = 0
    for text in node.value.split("\n"):
        if text.strip():
            yield Line(text.strip(), node.mark.at(offset + len(text) - len(text.lstrip())))
        offset += len(text) + 1


def grid_of(rows: Scalar, faults: list[RuleFault]) -> tuple[tuple[Line, ...], ...]:
    """竖线分隔的表；每行两头都有竖线的，两头的不算。各行格数不同的记入 faults。"""
    lines = [line for n, line in enumerate(_split(rows)) if not (n == 1 and _RULE_ROW.fullmatch(line.text))]
    framed = all(line.text.startswith("|") and line.text.endswith("|") for line in lines)
    grid = tuple(tuple(_cells(line, framed)) for line in lines)
    for line, cells in zip(lines, grid, strict=True):
        if len(cells) != len(grid[0]):
            message = f"这一行有 {len(cells)} 格，第一行有 {len(grid[0])} 格，请用竖线补齐（空格也要写竖线）"
            faults.append(line.mark.fault(message))
    if grid and len(grid[0]) < 2:
        faults.append(rows.mark.fault("表至少要有两栏，栏与栏之间写竖线 |"))
    return grid


def _cells(line: Line, framed: bool) -> Iterator[Line]:
    parts = line.text.split("|")
    offset = 0
    for number, part in enumerate(parts):
        indent = len(part) - len(part.lstrip()) if part.strip() else 0
        if not (framed and number in (0, len(parts) - 1)):
            yield Line(part.strip(), Mark(line.mark.file, line.mark.line, line.mark.column + offset + indent))
        offset += len(part) + 1
