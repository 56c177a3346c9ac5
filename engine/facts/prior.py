"""有关的公开件：同一单位上年的、同年另一文种的，所属单位的。它们陈述的事成为 prior 事实，与本文件的比。"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from engine.facts.model import Fact

PRIOR: Final = "prior"
Cells = Collection[tuple[str, str]]
"""要取的格：（表，栏）。"""

SAME: Final = "上年公开"
UNITS: Final = "所属单位"

RELATIONS: Final[Mapping[str, str]] = {
    SAME: "上一年度同一文种的公开件",
    "上年预算": "上一年度的部门预算",
    "上年决算": "上一年度的部门决算",
    "本年预算": "同一年度的部门预算（核查决算时）",
    UNITS: "同一年度、同一文种的所属单位的公开件",
}
"""规则里怎么称呼另一份公开件 → 指哪一份。"""

ABSENT: Final[Mapping[str, str]] = {
    SAME: "没有上一年度的公开件可比",
    "上年预算": "没有上一年度的部门预算可比",
    "上年决算": "没有上一年度的部门决算可比",
    "本年预算": "没有同年度的部门预算可比",
    UNITS: "没有所属单位的公开件可比",
}
"""库里没有那一份时，规则为什么不适用。"""


@dataclass(frozen=True, slots=True)
class Taken:
    """取用的一份公开件。

    relations RELATIONS 里的各个称呼，第一个是通常的叫法
    title     报告里怎么称呼它：2024年部门预算
    why       为什么认定是这一份
    tables    读到了数的各张表
    """

    relations: tuple[str, ...]
    title: str
    path: str
    sha256: str
    entity: str
    kind: str
    year: str
    why: str
    tables: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Related:
    """核查一份公开件时可比的其他公开件。

    facts   prior 事实
    sources 取用的各份；notes 要告诉使用者的话：哪一份没有取、为什么
    hash    取了哪几份、各是什么内容；没有可比的、也没有要说的为空串
    """

    facts: tuple[Fact, ...] = ()
    sources: tuple[Taken, ...] = ()
    notes: tuple[str, ...] = ()
    hash: str = ""

    @property
    def relations(self) -> frozenset[str]:
        """有哪些称呼的公开件可比。"""
        return frozenset(name for source in self.sources for name in source.relations)


NOTHING: Final = Related()


def lacking(relations: frozenset[str], related: Related) -> str:
    """规则要比的公开件缺了哪一份，一句话；都有为空串。"""
    return next((ABSENT[name] for name in RELATIONS if name in relations - related.relations), "")
