"""与引擎无关的模式：规则要哪些事实、按什么键相连、什么不得存在。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from engine.facts.model import Fact

Match = Mapping[str, Fact]
"""一次匹配：别名 → 事实，依别名的字序。"""


@dataclass(frozen=True)
class Pattern:
    """对一个事实的要求。

    alias  别名，同一查询内唯一
    kind   事实种类，必有
    where  键 → 常数，全部相等
    joins  键 → （前面某个别名，它的键），全部相等
    absent 为真时要求不存在这样的事实
    """

    alias: str
    kind: str
    where: Mapping[str, str | bool] = field(default_factory=dict)
    joins: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    absent: bool = False

    @cached_property
    def constants(self) -> tuple[tuple[str, str | bool], ...]:
        """（键，常数），按键的次序，表在最前，哪一年的在其次；同样要求的模式，写的先后不同也相同。

        事实照这个次序一个键一个键地分开：先分到表，以后每一枝都小；多数模式都写的在前，分一次大家用。
        """
        return tuple(sorted(self.where.items(), key=lambda item: (item[0] != "table", item[0] != "period", item[0])))


@dataclass(frozen=True, slots=True)
class Query:
    """一条规则的一组模式。id 唯一；rule_id、line 用于报错。"""

    id: str
    patterns: tuple[Pattern, ...]
    rule_id: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Matches:
    """全部查询的匹配结果。

    by_query 每个查询编号都有一项，可以是空的
    notes    引擎故障及改由谁重做
    refused  查询编号 → 不予匹配的理由，由调用方记为该规则的 rule_error
    passing  有一时的故障（子进程死了、超时），匹配不差，换个时候说明可能就没有了
    """

    by_query: Mapping[str, tuple[Match, ...]]
    notes: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    passing: bool = False


class Matcher(Protocol):
    """两种匹配器的共同接口：同样的输入必须得到同样的匹配、同样的次序。"""

    name: str

    def ready(self) -> None:
        """先准备好，可以不叫。要分叉的早些分叉：带去的内存少。"""

    def match(self, queries: tuple[Query, ...], facts: tuple[Fact, ...]) -> Matches: ...
