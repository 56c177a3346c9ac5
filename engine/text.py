"""文字归一：比较用归一化文字，引用用原文，二者之间有逐字的位置对照。"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from engine.light import light
from engine.remember import MOST

# NFKC 会毁掉意义的字符（① ㊿ → 1、50，㎡ → m2，½ → 1⁄2，Ⅲ → III，120.5¹ → 120.51），保持原样。
_RANGES = ((0x2070, 0x20A0), (0x2150, 0x2190), (0x2460, 0x2500), (0x3248, 0x3260), (0x32B1, 0x32C0), (0x1F100, 0x1F10D))
_KEEP = {chr(c) for low, high in _RANGES for c in range(low, high)} | set("㎡㎥㎞㎏㎝¼½¾¹²³…")
# 各种减号、连接号统一为 ASCII 减号；各种引号统一，便于比较。
_FOLD = {
    **dict.fromkeys("−﹣－‐‑‒–", "-"),
    **dict.fromkeys("“”„‟〝〞＂″", '"'),
    **dict.fromkeys("‘’", "'"),
    "＝": "=",
    "〔": "[",
    "〕": "]",
    "【": "[",
    "】": "]",
    "≧": "≥",
    "≦": "≤",
    "≼": "≤",
    "≽": "≥",
    "⩾": "≥",
    "⩽": "≤",
}
# 看不见的字符：零宽、BOM、软连字符、方向控制。
_DROP = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069"
# 归一化以后还在的字，连着的一段；空白、控制字符和看不见的字不在其中
_SHOWN = re.compile(rf"[^\s\x00-\x1f\x7f-\x9f{_DROP}]+")
# 归一化可能变样的字：汉字、ASCII 的可见字符、顿号、句号之外的
_CHANGED = re.compile(r"[^一-\u9fff!-~、。]")
_SHORT = 40  # 这么多字以内的才反复出现：科目的名称、单元格


@lru_cache(maxsize=MOST)
def fold(char: str) -> str:
    """单个字符的归一化结果；空白和看不见的字符归为空串。"""
    if char in _FOLD:
        return _FOLD[char]
    if char in _KEEP:
        return char
    if not _SHOWN.match(char):
        return ""
    return "".join(_FOLD.get(c, c) for c in unicodedata.normalize("NFKC", char) if not c.isspace())


_GAP = re.compile(r"(\s+)")
_HAN = re.compile(r"[一-\u9fff、。，；：（）]")
_FIGURE = frozenset("0123456789.,")


def one_line(raw: str) -> str:
    """原文写成一行：折行处中文不留空格，其余空白折成一个空格。"""
    if "\n" not in raw:
        return " ".join(raw.split())
    first, *rest = _GAP.split(raw.strip())
    parts = [first]
    for gap, word in zip(rest[::2], rest[1::2], strict=True):
        folded = gap.lstrip(" \t").startswith("\n") and _folds(parts[-1][-1], word[0])
        parts += [word] if folded else [" ", word]
    return "".join(parts)


def _folds(before: str, after: str) -> bool:
    """折行的一边是汉字或中文标点：……机关事业单位⏎养老保险　收入合计⏎120.00万元；或折在一个数当中：0.1⏎0万元　94.7⏎%"""
    return bool(_HAN.match(before) or _HAN.match(after)) or (before in _FIGURE and (after in _FIGURE or after == "%"))


# 引号里的一对引号：“三公”、直引号的"三公"
_QUOTED = re.compile(r"[“\"]([^“”\"]*)[”\"]")


def nested(text: str) -> str:
    """放进双引号里的文字：其中的双引号改为单引号，“三公”经费 → ‘三公’经费。"""
    return _QUOTED.sub(r"‘\1’", text)


def storable(name: str) -> str:
    """数据库、Parquet 只存得下 UTF-8：文件名不是 UTF-8 的，那几个字节写成 \\udcff。"""
    return name.encode("utf-8", "backslashreplace").decode()


@light
@dataclass(frozen=True, slots=True)
class Text:
    """raw 为原文，norm 为归一化文字（无空白），offsets[i] 是 norm 第 i 字在 raw 中的位置。"""

    raw: str
    norm: str
    offsets: tuple[int, ...]

    def raw_offset(self, index: int) -> int:
        offsets = self.offsets
        if 0 <= index < len(offsets):
            return offsets[index]
        return (offsets[0] if index < 0 else offsets[-1]) if offsets else 0

    def quote(self, start: int, end: int) -> str:
        """norm[start:end] 对应的原文；汉字之间的折行去掉，其余空白折成一个空格。"""
        if start >= end or not self.offsets:
            return ""
        return one_line(self.raw[self.raw_offset(start) : self.raw_offset(end - 1) + 1])


def normalise(raw: str, hidden: tuple[tuple[int, int], ...] = ()) -> Text:
    """归一化 raw；hidden 中的区段（如网页标签）不进入归一化文字，但原文位置不变。"""
    return _short(raw) if len(raw) <= _SHORT and not hidden else _normalised(raw, hidden)


def norm(raw: str) -> str:
    """只要归一化文字时的简便写法。"""
    return _CHANGED.sub(lambda found: fold(found[0]), raw)


@lru_cache(maxsize=MOST)
def _short(raw: str) -> Text:
    return _normalised(raw, ())


def _normalised(raw: str, hidden: tuple[tuple[int, int], ...]) -> Text:
    parts: list[str] = []
    offsets: list[int] = []
    for start, end in _open(len(raw), hidden):
        for run in _SHOWN.finditer(raw, start, end):
            shown = norm(run[0])
            parts.append(shown)
            if len(shown) == run.end() - run.start():  # 这一段里没有归为空的字，长度不变就是一字对一字
                offsets.extend(range(*run.span()))
            else:
                offsets.extend(index for index, char in enumerate(run[0], run.start()) for _ in fold(char))
    return Text(raw, "".join(parts), tuple(offsets))


def _open(length: int, hidden: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    """hidden 以外的各段。"""
    start = 0
    for begin, end in sorted(hidden):
        if begin > start:
            yield start, begin
        start = max(start, end)
    yield start, length
