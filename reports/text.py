"""文字的安全显示：来自公开文本的每个字都要让人看得见、看得对。

- `visible`：控制字符、方向控制符、零宽字符、非字符显示成码位 ⟦U+202E⟧（␀ 一类的符号许多字体没有）
- `marked`：原文摘录，标出有关的数
- `place`：位置写成“第 12 页 · 支出决算表 · “教育支出”行 · “合计”栏”
- `percent`：份额写成百分数，宁低勿高
- `amount`、`yuan`：从打印的数中取出数值、折合元，仅用于比较大小
- `clipped`：太长的只留开头，写明共多少字
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import Any

from markupsafe import Markup, escape

from reports.labels import MONEY

# 换行、制表按空白处理；其余 Cc/Cf/Cs 及行、段分隔符一律显形。
_PLAIN = {"\n", "\t", "\r"}
_HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# 例："-1,234.50"、"（12.3%）"、"１２万元"（全角数字先转半角）
_AMOUNT = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
# 例："186.52"、"-1,234"、"12.3%"、"0"
_FIGURE = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d{1,20}(?=[.%])|0)(?:\.\d{1,20})?%?")
# 例："186.52"、"-1,234"：后面要跟单位的；"0.87个百分点"、"≥98"、"会议费" 不跟
_BARE = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")
_NUMERIC = set("0123456789.,，．０１２３４５６７８９")
_BY_LENGTH = sorted(MONEY, key=len, reverse=True)
_ANCHOR_LENGTH = 60
_BACKSLASH = "\\"  # Windows 的路径
_ANCHOR = re.compile(r"[^0-9A-Za-z_\-\u3400-\u9fff]")


def _show(char: str) -> str:
    if char in _PLAIN:
        return " " if char == "\r" else char
    return f"⟦U+{ord(char):04X}⟧"


def visible(text: str) -> str:
    """把看不见的字符换成看得见的记号。普通文字原样返回。结果里没有 XML 容不下的字符。"""
    if text.isprintable():  # 看得见的字都可打印；空格以外的空白不算，走下面
        return text
    return "".join(_show(char) if _hidden(char) else char for char in text)


def _hidden(char: str) -> bool:
    # U+FFFE、U+1FFFF 一类的非字符不在那几类里，XML 却容不下
    return char == "\r" or unicodedata.category(char) in _HIDDEN_CATEGORIES or ord(char) & 0xFFFE == 0xFFFE


def finalize(value: object) -> object:
    """模板输出的最后一道：每个值都先显形，再由自动转义处理。已是标记的不动，None 为空。"""
    if value is None:
        return ""
    if isinstance(value, Markup):
        return value
    return visible(value) if isinstance(value, str) else value


def _find_number(quote: str, mark: str, taken: Sequence[tuple[int, int]]) -> int:
    """mark 在 quote 中的位置；优先取前后不连着数字（“12”不取“2012”中的）、还没有标过的一处。"""
    first = start = quote.find(mark)
    while start >= 0:
        before, after = quote[start - 1 : start], quote[start + len(mark) : start + len(mark) + 1]
        if before not in _NUMERIC and after not in _NUMERIC and all(start >= e or start < s for s, e in taken):
            return start
        start = quote.find(mark, start + 1)
    return first


def marked(quote: str, marks: Sequence[tuple[str, int | None]], around: int = 0) -> Markup:
    """原文摘录，有关的数用 <mark> 标出。marks：（数，从第几个字起；不知道为 None）。

    around 不为零时，只取头一个数前后这么多字，省去的写“……”。
    """
    spans = _spans(quote, marks)
    left, right = 0, len(quote)
    if around:
        start, end = spans[0] if spans else (0, 0)
        left, right = max(0, start - around), min(len(quote), max(start, min(end, start + around)) + around)
    pieces = [Markup("……")] if left else []
    at = left
    for start, end in spans:
        if start < at or start >= right:
            continue
        pieces.append(escape(visible(quote[at:start])))
        pieces.append(Markup("<mark>{}</mark>").format(visible(quote[start : min(end, right)])))
        at = min(end, right)
    pieces.append(escape(visible(quote[at:right])))
    return Markup("").join([*pieces, *([Markup("……")] if right < len(quote) else [])])


def _spans(quote: str, marks: Sequence[tuple[str, int | None]]) -> list[tuple[int, int]]:
    """各数在原文里的起止，按先后，不重叠；找不到的不标。"""
    taken: list[tuple[int, int]] = []
    for mark, start in marks:
        if not mark:
            continue
        if start is None or quote[start : start + len(mark)] != mark:
            start = _find_number(quote, mark, taken)
        if start >= 0 and all(start >= e or start + len(mark) <= s for s, e in taken):
            taken.append((start, start + len(mark)))
    return sorted(taken)


def place(location: Mapping[str, Any] | None) -> str:
    """位置的一句话写法；没有的部分不写。"""
    if not location:
        return ""
    parts: list[str] = []
    if other := location.get("document"):
        parts.append(f"{other['title']}（{PurePosixPath(other['path'].replace(_BACKSLASH, '/')).name}）")
    parts += [str(location[key]) for key in ("file", "label") if location.get(key)]
    if location.get("page"):
        parts.append(f"第 {location['page']} 页")
    if location.get("line"):
        parts.append(f"第 {location['line']} 行")
    parts += [str(location[key]) for key in ("section", "table") if location.get(key)]
    for key, unit in (("row", "行"), ("column", "栏")):
        value = location.get(key)
        if value not in (None, ""):
            parts.append(f"第 {value} {unit}" if isinstance(value, int) else f"“{value}”{unit}")
    return " · ".join(parts)


def percent(share: str) -> str:
    """份额 "0.9349" 写成 "93.4%"；向下取，未全识别时绝不显示 100%。空或不是数时为空。"""
    try:
        value = Decimal(share) * 100
    except InvalidOperation:
        return ""
    return f"{value.quantize(Decimal('0.1'), ROUND_FLOOR).normalize():f}%" if value.is_finite() else ""


def amount(printed: str) -> Decimal | None:
    """打印的数的数值，只用于排序和画条；取不出时为 None。"""
    text = unicodedata.normalize("NFKC", printed).replace("−", "-").strip()
    match = _AMOUNT.search(text)
    return Decimal(match.group().replace(",", "")) if match else None


def yuan(printed: str, unit: str) -> Decimal | None:
    """打印的金额折合元，只用于排序和画条；自带单位的（“2.28万元”）照自己的，取不出数时为 None。"""
    value = amount(printed)
    own = next((name for name in _BY_LENGTH if printed.endswith(name)), None)
    own = own or next((name for name in _BY_LENGTH if (printed + unit).endswith(name)), unit)
    return None if value is None else value * MONEY.get(own, Decimal(1))


def figure(cell: str) -> bool:
    """单元格是否只是一个数（右对齐用）：带小数、千分位或百分号；科目编码那样的整数不算。"""
    return bool(_FIGURE.fullmatch(cell.strip()))


def unit_of(value: str, unit: str) -> str:
    """value 后面该写的单位：只有光是一个数的才写。"""
    return unit if _BARE.fullmatch(value.strip()) else ""


def clipped(value: object, most: int = 200) -> object:
    """超过 most 个字的只留开头，并写明共多少字；别的类型原样。"""
    if isinstance(value, Markup) or not isinstance(value, str) or len(value) <= most:
        return value
    return f"{value[:most]}……（共 {len(value):,} 字）"


def anchor(text: str) -> str:
    """可作网页锚点的写法：字母、数字、汉字、-、_ 保留，其余写成码位；过长的截短并附哈希。"""
    name = _ANCHOR.sub(lambda match: f"_{ord(match.group()):x}_", text)
    if len(name) <= _ANCHOR_LENGTH:
        return name
    return f"{name[: _ANCHOR_LENGTH - 13]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def grouped(number: int) -> str:
    """计数加千分位：12,345。"""
    return f"{number:,}"
