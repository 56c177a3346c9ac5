"""写进表格软件的文字：公开文本里的每个字都只是文字，不会成为公式，也不超过一格容得下的长度。"""

from __future__ import annotations

import re

from reports.text import visible

# Excel 一格的上限：32,767 个 UTF-16 单元、253 个换行（Excel 规范与限制）。截断时留出说明的地方。
MAX_UNITS = 32_767
KEPT_UNITS = 32_000
MAX_BREAKS = 253
# 公式的开头；全角的在东亚版的表格软件里同样算数
_FORMULA = frozenset("=+-@＝＋－＠")
# 例："-12.5"、"+1,234.50"、"-3%"：是数，不是公式
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?%?")
# OOXML 把 _x0041_ 读作字母 A；前面的下划线写成 _x005F_ 才照原样
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)", re.I)


def risky(text: str) -> bool:
    """表格软件会不会把它当作公式。前导的空白有的软件会略去，所以不算数。"""
    start = text.lstrip()
    return bool(start) and start[0] in _FORMULA and not _NUMBER.fullmatch(start)


def inert(value: object) -> object:
    """CSV 的一格：像公式的前加单引号，其余原样。"""
    return f"'{value}" if isinstance(value, str) and risky(value) else value


def csv_cell(text: str) -> str:
    """CSV 的一格：控制字符显形，不会成为公式。"""
    return str(inert(visible(text)))


def sheet_cell(text: str) -> str:
    """XLSX 的一格：控制字符显形，太长的截断并写明原长；换行太多的改成空格。"""
    shown = visible(text)
    if shown.count("\n") > MAX_BREAKS:
        shown = shown.replace("\n", " ")
    return _ESCAPE.sub("_x005F_", _cut(shown))


def _cut(text: str) -> str:
    if len(text) * 2 <= MAX_UNITS or len(text.encode("utf-16-le")) // 2 <= MAX_UNITS:
        return text
    kept = text.encode("utf-16-le")[: KEPT_UNITS * 2].decode("utf-16-le", "ignore")
    return f"{kept}……（共 {len(text):,} 字，没有列全，全文见 report.json）"


def from_sheet(text: str) -> str:
    """sheet_cell 的反面：读回一格时还原转义；表格软件写的 _x000D_ 是回车，去掉。"""
    return _ESCAPED.sub("_", text.replace("_x000D_", ""))
