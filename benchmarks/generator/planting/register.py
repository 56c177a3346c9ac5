"""埋错的登记：一种差错一个函数，改动草稿的一处，给出报告里应当出现的字样；没有可埋之处给 None。"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.generator.draft import Draft
from engine.text import norm

# 12.30
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Planted:
    """埋下的一个错。tokens 中的字样应当同在一个问题里；数按数比。info：这种问题本来就只作说明。"""

    family: str
    tokens: tuple[str, ...]
    info: bool = False

    def seen_in(self, said: str) -> bool:
        text = norm(said).replace(",", "").replace('"', "")
        numbers = {Decimal(n) for n in NUMBER.findall(said.replace(",", ""))}
        for token in self.tokens:
            word = norm(token).replace(",", "").replace('"', "")
            if not (Decimal(word) in numbers if NUMBER.fullmatch(word) else word in text):
                return False
        return True


Plant = Callable[[Draft, random.Random], "Planted | None"]
_KINDS: dict[str, tuple[str, Plant]] = {}
Make = Callable[[Draft, random.Random], tuple[str, ...] | None]


def kind(family: str, name: str, info: bool = False) -> Callable[[Make], None]:
    """登记一种差错：函数改动草稿，返回应当出现的字样。"""

    def register(make: Make) -> None:
        def wrapped(draft: Draft, rng: random.Random) -> Planted | None:
            tokens = make(draft, rng)
            return None if tokens is None else Planted(family, tokens, info)

        _KINDS[name] = (family, wrapped)

    return register


def kinds() -> list[str]:
    return list(_KINDS)


def plant(draft: Draft, name: str) -> Planted | None:
    """在草稿里埋一种差错。"""
    return _KINDS[name][1](draft, random.Random(f"埋错{draft.seed}{name}"))


def families() -> Iterator[str]:
    """各种差错的类别。"""
    yield from dict.fromkeys(family for family, _ in _KINDS.values())
