"""由一串字节依次取出选择：同样的字节总是同样的输入；取完了的一律取第一项，输入因此总是有限的。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")

# 各处都麻烦的字：看不见的、方向控制的、会变长变短的、四字节的、各种数字和减号
ODD = (
    *"\t\n\r \u3000\x00\x0b\x0c\x1b\x7f\x85\xa0\u2028\u2029\ufeff\u200b\u202e\u2066\u00ad\u0301\ufffd",
    *"①㎡½Ⅲ…〔〕【】“”‘’＂−–—－±≥≦≤×÷％‰℃０９．，（）：；。、！？",
    *"٣๓𝟛²㈱ﬁǅßİıſÅ\U0001f600𠀀ﷺ\U000e0001",
    *"<>&'\"\\/|{}[]()*_#`~^$@%!?=+-.,;:",
)


class Draw:
    """data 里的字节从头取到尾。"""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def byte(self) -> int:
        if self.at >= len(self.data):
            return 0
        self.at += 1
        return self.data[self.at - 1]

    def below(self, most: int) -> int:
        """0 到 most - 1。"""
        value = self.byte()
        return (value if most <= 256 else value << 8 | self.byte()) % most

    def pick(self, options: Sequence[Item]) -> Item:
        return options[self.below(len(options))]

    def rarely(self) -> bool:
        """十六分之一。"""
        return self.byte() % 16 == 15

    def mostly(self, usual: Sequence[Item], odd: Sequence[Item]) -> Item:
        """多半取自 usual，十六分之一取自 odd：读不进去的写法少一些，后面的检查才走得到。"""
        return self.pick(odd) if self.rarely() else self.pick(usual)

    def times(self, most: int) -> range:
        """重复 0 到 most 次。"""
        return range(self.below(most + 1))

    def rest(self) -> bytes:
        found, self.at = self.data[self.at :], len(self.data)
        return found

    def take(self, most: int) -> bytes:
        """至多 most 个字节，长短由第一个字节定。"""
        size = self.below(most + 1)
        found = self.data[self.at : self.at + size]
        self.at += len(found)
        return found

    def words(self, pieces: Sequence[str], most: int) -> str:
        """至多 most 截接起来：多半取自 pieces，有时是麻烦的字，有时是任意的字。"""
        return "".join(self._word(pieces) for _ in self.times(most))

    def _word(self, pieces: Sequence[str]) -> str:
        kind = self.byte()
        if kind < 200:
            return pieces[kind % len(pieces)] if len(pieces) <= 200 else self.pick(pieces)
        if kind < 245:
            return self.pick(ODD)
        code = (self.byte() << 16 | self.byte() << 8 | self.byte()) % 0x110000
        return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)  # 文件解码出来的文字里没有落单的代理码位

    def digits(self, most: int = 24) -> str:
        """一个数的写法，多半写得对。"""
        whole = "".join(str(self.below(10)) for _ in range(1 + self.below(6 if self.byte() < 240 else most)))
        if self.rarely():
            whole = f"{int(whole):,}"
        places = self.pick((2, 2, 0, 1, 4, 2, 8))
        fraction = "".join(str(self.below(10)) for _ in range(places))
        sign = self.pick(("", "", "", "", "", "-", "△", "+"))
        return f"{sign}{whole}.{fraction}" if places else f"{sign}{whole}"


def spread(data: bytes, edits: Draw, payloads: Sequence[bytes], most: int) -> bytes:
    """把一段字节改几处：塞、删、换、翻一位、截断、重复一段。"""
    for _ in edits.times(most):
        at = (edits.byte() << 8 | edits.byte()) % (len(data) + 1)
        size = edits.byte() % 32
        way = edits.below(6)
        if way == 0:
            data = data[:at] + edits.pick(payloads) + data[at:]
        elif way == 1:
            data = data[:at] + data[at + size :]
        elif way == 2:
            payload = edits.pick(payloads)
            data = data[:at] + payload + data[at + len(payload) :]
        elif way == 3 and at < len(data):
            data = data[:at] + bytes([data[at] ^ (1 << size % 8)]) + data[at + 1 :]
        elif way == 4 and edits.rarely():
            data = data[:at]
        elif way == 5:
            data = data[:at] + data[at : at + size] * (1 + edits.below(8)) + data[at:]
    return data
