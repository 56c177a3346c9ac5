"""拼表格共用的：科目行、合计行、表题和单位行。"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.generator.draft import Grid, Rows
from benchmarks.generator.style import Style
from benchmarks.generator.subjects import economy_names, function_names

NUMERALS = "一二三四五六七八九十"


def numeral(n: int) -> str:
    """1 → 一，21 → 二十一，305 → 三百零五，310 → 三百一十。"""
    if n >= 100:
        hundreds, rest = divmod(n, 100)
        more = ("零" if rest < 10 else "一" if rest < 20 else "") + numeral(rest) if rest else ""
        return NUMERALS[hundreds - 1] + "百" + more
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else "十" if tens == 1 else NUMERALS[tens - 1] + "十") + (
        NUMERALS[ones - 1] if ones else ""
    )


@dataclass(frozen=True)
class Made:
    """拼表要用的：样式、年度、单位名称、随机数。"""

    style: Style
    year: int
    entity: str
    rng: random.Random

    def above(self, number: str = "", unit: str = "") -> list[str]:
        """标题下面的几行：表号、单位名称、金额单位。"""
        label = self.rng.choice(("金额单位：", "单位："))
        who = self.rng.choice(("部门：", "单位名称：", "部门名称：", "编制单位："))
        parts = [number] if number else []
        if self.rng.random() < 0.7:
            parts.append(who + self.entity)
        parts.append(label + (unit or self.style.unit))
        return parts


# 列：（栏名，表头各行的字，取数）
@dataclass(frozen=True)
class Column:
    name: str
    head: tuple[str, ...]


def code_heads(style: Style, economy: bool, height: int, rng: random.Random) -> tuple[list[list[str]], list[str]]:
    """编码和名称各栏的表头（height 行）和栏名。"""
    label = rng.choice(("科目编码", "经济分类科目编码") if economy else ("科目编码", "功能分类科目编码"))
    if style.code in ("三栏", "本级"):
        wide = 2 if economy else 3
        head = [[label] + [""] * (wide - 1) + ["科目名称"]] + [[""] * (wide + 1) for _ in range(height - 2)]
        head.append([*("类", "款", "项")[:wide], ""])
        return head, [""] * wide + ["名称"]
    if style.code in ("括号", "名称"):
        words = "科目" if style.code == "括号" else ("项目" if not economy else "支出经济分类科目")
        return [[words]] + [[""] for _ in range(height - 1)], ["名称"]
    return [[label, "科目名称"]] + [["", ""] for _ in range(height - 1)], ["", "名称"]


def code_cells(style: Style, code: str, names: dict[str, str], order: int, economy: bool) -> list[str]:
    """一个科目的编码和名称各格；order 为第几个类（从 1 起）。"""
    name = names[code]
    parts = [code[:3], code[3:5], code[5:7]][: 2 if economy else 3]
    if style.code == "三栏":
        return [*parts, name]
    if style.code == "本级":
        depth = sum(1 for p in parts if p)
        return [*(p if n == depth - 1 else "" for n, p in enumerate(parts)), name]
    if style.code == "括号":
        return [f"[{code}]{name}"]
    if style.code == "名称":
        return [f"{numeral(order)}、{name}" if len(code) == 3 else name]
    if style.code == "短码" and len(code) == 5:
        return [code if economy else code[3:], name]
    return [code, name]


def subject_grid(
    made: Made,
    kind: str,
    title: str,
    codes: Sequence[str],
    columns: Sequence[Column],
    value: Callable[[str, str], int],
    total: Callable[[str], int],
    economy: bool = False,
    number: str = "",
    notes: Sequence[str] = (),
    columns_row: bool = False,
    unit: str = "",
) -> Grid:
    """一行一个科目的表；value(编码, 栏名)、total(栏名) 给出分数。columns_row：表头下有“栏次”行。"""
    style = made.style
    height = max(len(c.head) for c in columns)
    if style.code in ("三栏", "本级"):
        height = max(2, height)
    left, left_names = code_heads(style, economy, height, made.rng)
    head: Rows = []
    for r in range(height):
        head.append(left[r] + [c.head[r] if r < len(c.head) else "" for c in columns])
    wide = len(left_names)
    if columns_row:
        head.append([*[""] * (wide - 1), "栏次", *(str(n + 1) for n in range(len(columns)))])
    names_of = economy_names() if economy else function_names(made.year)
    rows: Rows = []
    names: list[str] = []
    order = 0
    for code in codes:
        order += len(code) == 3
        rows.append(
            code_cells(style, code, names_of, order, economy) + [style.cell(value(code, c.name)) for c in columns]
        )
        names.append(code)
    bottom = [*[""] * (wide - 1), style.total_label] + [style.cell(total(c.name)) if codes else "" for c in columns]
    if style.total_first:
        rows.insert(0, bottom)
        names.insert(0, "合计")
    else:
        rows.append(bottom)
        names.append("合计")
    return Grid(
        kind, title, made.above(number, unit), head, rows, names, left_names + [c.name for c in columns], list(notes)
    )
