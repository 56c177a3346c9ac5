"""口径：一个“上年数”“预算数”说的是年初预算、调整后的预算、执行数，还是决算数；没有写明为空串。

同是“上年数”，口径不同就不该相等。只看文件自己写的字，不推断。
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

CALIBERS: Final = ("执行数", "决算数", "调整预算数", "年初预算数", "预算数")
"""依次看，先合的为准：“上年预算执行数”是执行数。各有词表“某某数说法”。"""

UNSAID: Final = "未写明"
"""规则里说没有写明口径的。"""

# 比2023年预算执行数(减少)、与上年相比：比较对象
_VERSUS: Final = re.compile(r"(?<!同)(?:比|较|与|和)")


def caliber(text: str, words: Mapping[str, Sequence[str]]) -> str:
    """归一化的一段话说的是哪种口径。一般公共预算、预算单位 里的“预算”不算。"""
    for word in words["口径例外"]:
        text = text.replace(word, "")
    return next((name for name in CALIBERS if any(word in text for word in words[f"{name}说法"])), "")


def versus(context: str, words: Mapping[str, Sequence[str]]) -> str:
    """增减与哪种口径的数比：比较词之后的字；没有比较词的没有写明。"""
    parts = _VERSUS.split(context)
    return caliber(parts[-1], words) if len(parts) > 1 else ""
