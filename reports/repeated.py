"""共性问题：同一规则、同一位置、同样的话（数字和单位名称除外），在几个单位都有。"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

# 少于这么多个单位的，可能只是碰巧
LEAST_UNITS = 3


class Common(NamedTuple):
    """一个共性问题：规则、位置、说法，单位数，各处（第几份文件、显示编号）。"""

    rule_id: str
    at: str
    words: str
    units: int
    places: tuple[tuple[int, str], ...]


class Repeated:
    """逐份记，最后数。说法先只记散列，又见到才留原文：绝大多数只出现一次。"""

    def __init__(self) -> None:
        self._places: dict[bytes, list[tuple[int, str]]] = {}
        self._words: dict[bytes, tuple[str, str, str]] = {}

    def add(self, number: int, same: Sequence[Mapping[str, str]]) -> None:
        """第 number 份文件的各条（summary 的 same）。"""
        for one in same:
            words = (one["rule_id"], one["at"], one["words"])
            key = hashlib.blake2b("\x1f".join(words).encode("utf-8", "replace"), digest_size=12).digest()
            place = (number, sys.intern(one["first"]))
            if key in self._places:
                self._places[key].append(place)
                self._words.setdefault(key, words)
            else:
                self._places[key] = [place]

    def found(self, units: Sequence[str]) -> list[Common]:
        """units：各份文件的单位。涉及单位多的在前，其次按规则、位置。"""
        common = []
        for key, words in self._words.items():
            places = self._places[key]
            count = len({units[number] for number, _ in places})
            if count >= LEAST_UNITS:
                common.append(Common(*words, count, tuple(places)))
        return sorted(common, key=lambda one: (-one.units, one.rule_id, one.at, one.words))
