"""写法：一个规范名称有几种写法，识别时错一个字的也认。"""

from __future__ import annotations

from functools import cached_property

# 差一个字意思就变的字：收入、支出，年初、年末，人员、公用
_DECISIVE = set("收支入出初末上下人公用员本年经常其一二三四五六七八九十")
_SHORTEST = 5  # 四字以下的不猜


class Spellings(dict[str, str]):
    """写法 → 规范名称。"""

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for spelling in self:
            found.setdefault(len(spelling), []).append(spelling)
        return found

    def close(self, word: str) -> str:
        """与某个写法等长且只错一个字（识别误读）时取它；错在要害字上的不认。没有为空串。"""
        if len(word) < _SHORTEST:
            return ""
        for spelling in self._by_length.get(len(word), ()):
            wrong = [(a, b) for a, b in zip(word, spelling, strict=True) if a != b]
            if len(wrong) == 1 and not set(wrong[0]) & _DECISIVE:
                return self[spelling]
        return ""
