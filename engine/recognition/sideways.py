"""侧放的单行表：各项印成一行一行，预算数、决算数印成栏（“三公”经费表多见）。认成与印成一行时同样的栏。

| 项目 | 预算数 | 决算数 |　　每一格是一栏：栏名取自它的行名，口径取自它的栏名。
"""

from __future__ import annotations

from dataclasses import replace

from engine.document import Table
from engine.recognition.header import Grid, Half, column_of, paths_of, strip_mark
from engine.recognition.rows import Row
from engine.recognition.vocabulary import TableKind, Vocabulary

_LEAST = 3
"""有这么多行的名称是这种表的栏，才是侧放的：印成一行的，头一栏是单位名称。"""
_TOTAL = "合计"


def turned(
    table: Table, grid: Grid, kind: TableKind, vocabulary: Vocabulary, year: str
) -> tuple[tuple[Half, ...], tuple[Row, ...]] | None:
    """侧放的 →（各栏，唯一的一行）；不是侧放的为 None。

    自己没有专门的栏（columns.yaml 的“表内”）的表种不看：它的行名只是碰巧与别的表的栏同名。
    """
    if kind.name not in vocabulary.columns["表内"]:
        return None
    heads = _heads(table, grid, vocabulary)
    named = _named(table, grid, kind, vocabulary, tuple(heads))
    if len(named) < _LEAST or not heads:
        return None
    columns = []
    for name, row in named.items():
        for index, head in heads.items():
            said = tuple(part for part in head if vocabulary.basis(part))
            column = column_of(index, (name, *said), kind, vocabulary, year)
            columns.append(replace(column, path=(name, *head), row=row))
    first = min(named.values())
    return (Half("", tuple(columns)),), (Row(0, first, 0, "", "", "", "", _TOTAL, total=True),)


def _named(
    table: Table, grid: Grid, kind: TableKind, vocabulary: Vocabulary, amounts: tuple[int, ...]
) -> dict[str, int]:
    """行名（是这种表的一栏）→ 第几行。说的是同一栏的几行，取 amounts 各列有数的一行。"""
    found: dict[str, tuple[str, int, bool]] = {}
    for number in range(grid.body, len(table.rows)):
        row = table.rows[number]
        text = strip_mark(next((c.text.norm for c in row if c.text.norm), ""))
        group, name = vocabulary.column((text,), kind.name)
        filled = any(row[index].value is not None for index in amounts)
        if group == "金额栏" and (name not in found or filled > found[name][2]):
            found[name] = (text, number, filled)
    return {text: number for text, number, _ in found.values()}


def _heads(table: Table, grid: Grid, vocabulary: Vocabulary) -> dict[int, tuple[str, ...]]:
    """取数的各栏 → 表头路径：写明口径的；都没有写明的，只有一栏有数才取它。"""
    paths = paths_of(table, grid.top, grid.body)
    filled = [
        index
        for index, path in enumerate(paths)
        if any(row[index].status in ("number", "unreadable") for row in table.rows[grid.body :])
        and not any(word in "".join(path) for word in vocabulary.skipped_columns)
    ]
    based = [index for index in filled if any(map(vocabulary.basis, paths[index]))]
    chosen = based or (filled if len(filled) == 1 else [])
    return {index: paths[index] for index in chosen}
