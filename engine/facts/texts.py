"""文字查询：规则集要找的话，整份文件查一次，得到 text 事实。"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import accumulate

from engine.facts.build import FactSet
from engine.facts.maker import Maker
from engine.facts.model import Fact
from engine.facts.spots import Spot, Spots, place_of
from engine.numbers import MONEY, Quantity, decimals, last_place
from engine.ruleset.model import TextQuery
from engine.ruleset.phrase import MAX_INPUT, PhraseMatch
from engine.text import Text, norm


def text_facts(facts: FactSet, queries: Iterable[TextQuery]) -> tuple[Fact, ...]:
    """逐条查询，按阅读顺序。"""
    make = Maker(facts.document, facts.identity, "t", facts.sets)
    spots = Spots(facts)
    found: list[Fact] = []
    ranges: dict[tuple[tuple[str, ...], tuple[str, ...]], _Range] = {}
    for query in queries:
        scope = (query.places, query.exclude)
        if scope not in ranges:  # 许多查询找的是同样的几处
            ranges[scope] = _Range(spots.of(query))
        found += [_fact(make, query, spot, match) for spot, match in ranges[scope].search(query)]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Match:
    """找到的一处：归一化文字的起止，原文，归一化的字，句式的要素。"""

    start: int
    end: int
    printed: str
    norm: str
    slots: Mapping[str, tuple[int, int, str]]


@dataclass(frozen=True)
class _Range:
    """要找的各处。"""

    texts: tuple[Spot, ...]

    @cached_property
    def bodies(self) -> tuple[tuple[str, tuple[int, ...], int], ...]:
        """几处的归一化文字接在一起：（文字，各处的起点，第一处的序号）；找起来比一处一处快得多。"""
        found: list[tuple[str, tuple[int, ...], int]] = []
        norms = [spot[0].norm for spot in self.texts]
        ends = [0, *accumulate(len(shown) + 1 for shown in norms)]
        first = 0
        while first < len(norms):
            base = ends[first]
            last = max(first + 1, bisect_right(ends, base + MAX_INPUT + 1) - 1)  # 至少一处，再长也不拆
            starts = tuple([end - base for end in ends[first:last]])
            found.append(("\n".join(norms[first:last]), starts, first))
            first = last
        return tuple(found)

    @cached_property
    def raw(self) -> str:
        return "\n".join(text.raw for text, *_ in self.texts)

    def search(self, query: TextQuery) -> Iterator[tuple[Spot, _Match]]:
        """逐处给出，一处之内先句式、后字面。"""
        found: dict[int, list[_Match]] = {}
        for phrase in query.phrases:
            for body, starts, first in self.bodies:
                for match in phrase.find_in(body):
                    nth = bisect_right(starts, match.start) - 1
                    found.setdefault(first + nth, []).append(_phrased(self.texts[first + nth][0], match, starts[nth]))
        for word in query.raw:
            if word in self.raw:
                for nth, (text, *_) in enumerate(self.texts):
                    found.setdefault(nth, []).extend(_literal(text, word))
        for nth in sorted(found):
            yield from ((self.texts[nth], match) for match in found[nth])


def _phrased(text: Text, match: PhraseMatch, offset: int) -> _Match:
    start, end = match.start - offset, match.end - offset
    return _Match(start, end, text.quote(start, end), text.norm[start:end], match.slots)


def _literal(text: Text, word: str) -> Iterator[_Match]:
    start = text.raw.find(word)
    while start >= 0:
        before = sum(1 for o in text.offsets if o < start)
        yield _Match(before, min(before + 20, len(text.norm)), word, norm(word) or word, {})
        start = text.raw.find(word, start + len(word))


def _fact(make: Maker, query: TextQuery, spot: Spot, match: _Match) -> Fact:
    own = place_of(spot, match.start, match.end)
    status = {"status": "unreadable"} if make.doubted and make.document.doubtful(own.line) else {}
    found = {
        name: make.fact("stated", {"slot": name, **status}, own, value, None if status else _quantity(value))
        for name, (_, _, value) in match.slots.items()
    }
    return make.fact(
        "text",
        {"query": query.id, "match": match.norm, "near": spot[-1], "section": own.section},
        own,
        match.printed,
        None,
        found,
    )


# 句式槽里的数：2024年 / 12.5万元 / 18.7% / 3个 / 7
_SLOT = re.compile(r"^(?P<number>-?\d[\d,]*(?:\.\d+)?)(?P<unit>[^\d]{0,6})$")


def _quantity(value: str) -> Quantity | None:
    found = _SLOT.match(norm(value))
    if not found:
        return None
    number = Decimal(found["number"].replace(",", ""))
    exact = found["unit"] not in (*MONEY, "%")
    return Quantity(number, found["unit"], Decimal(0) if exact else last_place(decimals(number)), value)
