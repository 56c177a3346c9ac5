"""文字归一：比较用归一化文字，引用用原文，二者之间有逐字的位置对照。"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# NFKC 会毁掉意义的字符（① → 1、㎡ → m2、½ → 1⁄2、Ⅲ → III），保持原样。
_KEEP = {chr(c) for c in (*range(0x2460, 0x2500), *range(0x2150, 0x2190), *range(0x3248, 0x3250))} | set(
    "㎡㎥㎞㎏㎝¼½¾²³…"
)
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
# 看不见的字符：零宽、BOM、方向控制。
_DROP = {
    chr(c) for c in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


@lru_cache(maxsize=20_000)
def fold(char: str) -> str:
    """单个字符的归一化结果；空白和看不见的字符归为空串。"""
    if char in _FOLD:
        return _FOLD[char]
    if char in _KEEP:
        return char
    if char in _DROP or char.isspace() or unicodedata.category(char) == "Cc":
        return ""
    return "".join(_FOLD.get(c, c) for c in unicodedata.normalize("NFKC", char) if not c.isspace())


# 折行的一边是汉字或中文标点：……机关事业单位⏎养老保险　收入合计⏎120.00万元；或折在一个数当中：0.1⏎0万元　94.7⏎%
_HAN = r"[一-\u9fff、。，；：（）]"
_FOLDED = re.compile(rf"(?<={_HAN})[ \t]*\n\s*|[ \t]*\n\s*(?={_HAN})|(?<=[\d.,])[ \t]*\n\s*(?=[\d.,%])")


def one_line(raw: str) -> str:
    """原文写成一行：折行处中文不留空格，其余空白折成一个空格。"""
    return " ".join(_FOLDED.sub("", raw).split())


# 引号里的一对引号：“三公”、直引号的"三公"
_QUOTED = re.compile(r"[“\"]([^“”\"]*)[”\"]")


def nested(text: str) -> str:
    """放进双引号里的文字：其中的双引号改为单引号，“三公”经费 → ‘三公’经费。"""
    return _QUOTED.sub(r"‘\1’", text)


@dataclass(frozen=True, slots=True)
class Text:
    """raw 为原文，norm 为归一化文字（无空白），offsets[i] 是 norm 第 i 字在 raw 中的位置。"""

    raw: str
    norm: str
    offsets: tuple[int, ...]

    def raw_offset(self, index: int) -> int:
        if not self.offsets:
            return 0
        return self.offsets[max(0, min(index, len(self.offsets) - 1))]

    def quote(self, start: int, end: int) -> str:
        """norm[start:end] 对应的原文；汉字之间的折行去掉，其余空白折成一个空格。"""
        if start >= end or not self.offsets:
            return ""
        return one_line(self.raw[self.raw_offset(start) : self.raw_offset(end - 1) + 1])


def normalise(raw: str, hidden: tuple[tuple[int, int], ...] = ()) -> Text:
    """归一化 raw；hidden 中的区段（如网页标签）不进入归一化文字，但原文位置不变。"""
    chars: list[str] = []
    offsets: list[int] = []
    skip = iter(sorted(hidden))
    span = next(skip, None)
    for index, char in enumerate(raw):
        while span is not None and index >= span[1]:
            span = next(skip, None)
        if span is not None and span[0] <= index < span[1]:
            continue
        for piece in fold(char):
            chars.append(piece)
            offsets.append(index)
    return Text(raw, "".join(chars), tuple(offsets))


@lru_cache(maxsize=50_000)
def norm(raw: str) -> str:
    """只要归一化文字时的简便写法。"""
    return "".join(fold(c) for c in raw)
