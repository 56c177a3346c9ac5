"""匹配测试共用的小写法。"""

from __future__ import annotations

from collections.abc import Mapping

from engine.document import Place
from engine.facts.model import Fact
from engine.inference.patterns import Pattern, Query


def facts_of(*rows: tuple[str, Mapping[str, str | bool]]) -> tuple[Fact, ...]:
    """（种类，键）依次编号为 f1、f2……"""
    return tuple(Fact(f"f{n}", kind, keys, Place()) for n, (kind, keys) in enumerate(rows, 1))


def cells(*rows: tuple[str, str]) -> tuple[Fact, ...]:
    """（表，科目）。"""
    return facts_of(*(("cell", {"表": table, "科目": code}) for table, code in rows))


def query(name: str, *patterns: Pattern) -> Query:
    return Query(name, patterns, rule_id=name.upper(), line=7)


def pair(name: str, left: str = "收入", right: str = "支出", absent: bool = False) -> Query:
    """左表的科目在右表也有（或没有）。"""
    return query(
        name,
        Pattern("左", "cell", {"表": left}),
        Pattern("右", "cell", {"表": right}, {"科目": ("左", "科目")}, absent),
    )
