"""造事实：统一编号、位置和末位单位。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from engine.document import SURE, Document, Paragraph, Place
from engine.facts.model import Fact
from engine.numbers import Quantity, decimals, last_place
from engine.recognition.identity import Identity
from engine.recognition.sets import FIRST, ONE, Sets

_NO_SLOTS: Mapping[str, Fact] = {}  # 多数事实没有组成部分，不必各有一个空的


class Maker:
    """按阅读顺序编号；prefix 区分先后几批事实；每个事实记上在哪一套（keys 里另写的照写）。"""

    def __init__(self, document: Document, identity: Identity, prefix: str = "f", sets: Sets = ONE) -> None:
        self.document = document
        self.identity = identity
        self.prefix = prefix
        self.sets = sets
        self._blocks = sets.blocks
        self._count = 0
        self.usual: dict[tuple[str, str], int] = {}
        """（第几套，单位）→ 情况说明里的金额通常几位小数。"""

    @cached_property
    def doubted(self) -> bool:
        """有识别没有把握的行（只有扫描件才会）。"""
        return any(spot.confidence < SURE for spot in self.document.spots)

    def fact(
        self,
        kind: str,
        keys: dict[str, str | bool],
        place: Place,
        printed: str = "",
        quantity: Quantity | None = None,
        slots: Mapping[str, Fact] | None = None,
        items: tuple[Fact, ...] = (),
    ) -> Fact:
        """keys 归这个事实，不另抄一份。"""
        self._count += 1
        keys.setdefault("set", self._blocks.get(place.block, FIRST))
        keys["doc"] = self.identity.kind
        return Fact(
            f"{self.prefix}{self._count}",
            kind,
            keys,
            place,
            printed,
            quantity,
            slots or _NO_SLOTS,
            items,
        )

    def text(self, block: int) -> str:
        paragraph = self.document.blocks[block]
        return paragraph.text.norm if isinstance(paragraph, Paragraph) else ""

    def place(
        self,
        block: int,
        span: tuple[int, int] | None = None,
        section: str = "",
        line: int | None = None,
        table: str = "",
    ) -> Place:
        paragraph = self.document.blocks[block]
        if line is None:
            line = paragraph.line_at(span[0]) if isinstance(paragraph, Paragraph) and span else paragraph.line
        return Place(line=line, block=block, span=span, section=section, table=table)

    def quote(self, block: int, span: tuple[int, int]) -> str:
        paragraph = self.document.blocks[block]
        return paragraph.text.quote(*span) if isinstance(paragraph, Paragraph) else ""

    def usual_at(self, block: int, unit: str) -> int | None:
        """这一段所在的一套里，金额通常的小数位数。"""
        return self.usual.get((self.sets.of(block), unit))

    def money(
        self, value: Decimal, unit: str, printed: str, usual: int | None = None, approximate: bool = False
    ) -> Quantity:
        """金额。末位单位取自身小数位与同列（同文）通常小数位中较细的；以元计两位小数为精确。"""
        places = max(decimals(value), usual or 0)
        quantum = Decimal(0) if unit == "元" and places >= 2 else last_place(places)
        return Quantity(value, unit, quantum, printed, approximate)


def usual_decimals(values: list[Decimal]) -> int | None:
    """一组数通常的小数位数：整数不算（文字常省去末尾的零），取最多的；都是整数时不知道。"""
    counts = Counter(d for v in values if (d := decimals(v)))
    return max(counts, key=lambda d: (counts[d], d)) if counts else None
