"""配不到一起的键：写了而不起作用，或者合起来什么也查不到。

错误示例  given: {statement: [本年], side: 收入}      （side 只对 table 起作用）
错误示例  pairs: [...]，又写 left: [...]              （只看 pairs）
错误示例  if: {section: [...]}，then 不写 near: 本节  （到表注里去找，永远找不到）
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.errors import RuleFault
from engine.facts.spots import HEADINGS
from engine.lint.nodes import pair, scalars
from engine.ruleset.model import Rule
from engine.yaml_source import Mapping as Entries


@dataclass(frozen=True, slots=True)
class _Only:
    """key 只在 other 写了（values 不空时还要是其中之一）的时候起作用；absent 为真时是没有写的时候。"""

    key: str
    other: str
    values: tuple[str, ...] = ()
    absent: bool = False

    def works(self, body: Mapping[str, Any]) -> bool:
        if self.absent:
            return self.other not in body
        return self.other in body and (not self.values or body[self.other] in self.values)

    @property
    def reason(self) -> str:
        if self.absent:
            return f"写了 {self.other}，这一项不起作用，请删去其中一项"
        wanted = f"{self.other}: {' 或 '.join(self.values)}" if self.values else self.other
        return f"只与 {wanted} 连用，现在不起作用，请删去"


_ONLY: Final[Mapping[str, tuple[_Only, ...]]] = {
    "tables_agree": (
        *(_Only(k, "pairs", absent=True) for k in ("left", "right", "join", "columns", "missing")),
        _Only("caliber", "versus"),
        _Only("period", "versus"),
    ),
    "facts_agree": (
        _Only("caliber", "versus"),
        _Only("among", "versus", absent=True),
        _Only("tables", "by", ("code",)),
        _Only("columns", "by", ("code",)),
        _Only("concepts", "by", ("concept",)),
        _Only("among", "by", ("concept",)),
    ),
    "required_parts": (_Only("levels", "matrix"), _Only("types", "matrix")),
    "indicators": (
        _Only("column", "rows"),
        _Only("merge", "rows"),
        _Only("group", "distinct"),
        _Only("distinct", "group"),
        _Only("versus", "distinct"),
    ),
    "reference": (
        _Only("list", "of", ("编码名称",)),
        _Only("unknown", "of", ("编码名称",)),
        _Only("tables", "of", ("编码名称", "支出科目", "列举", "未列", "释义", "未释义")),
        _Only("sections", "of", ("科目路径",)),
        _Only("share", "of", ("未列",)),
        _Only("match", "of", ("编码名称",)),
        _Only("inside", "of", ("用途",)),
    ),
}

GIVEN: Final[Mapping[str, tuple[str, ...]]] = {
    "table": ("rows", "names", "codes", "side", "each"),
    "statement": ("lack", "concepts", "sections", "bound", "versus", "row"),
    "list": ("has", "whole", "same_unit"),
    "record": ("row",),
    "heading": (),
    "text": ("sections",),
    "once": (),
}
"""given 的七种取法，各可以配哪些键。"""


def faults_of(rule: Rule, node: Entries) -> Iterator[RuleFault]:
    """一条规则里不起作用的键。"""
    for only in _ONLY.get(rule.check, ()):
        key = node.key(only.key)
        if key is not None and not only.works(rule.body):
            yield key.mark.fault(f"“{only.key}”{only.reason}")
    if rule.check == "formula":
        yield from _given(pair(node.get("given")))
    if rule.check == "implies" and not rule.body["general"]:
        yield from _near(pair(node.get("if")), pair(node.get("then")))


def _given(node: Entries) -> Iterator[RuleFault]:
    ways = [key for key, _ in node if key.value in GIVEN]
    for key in ways[1:]:
        yield key.mark.fault(f"given 只能取一种：已经写了 {ways[0].value}，{key.value} 不起作用，请分成两条规则")
    for key, _ in node if len(ways) == 1 else ():
        if key.value not in (*GIVEN[ways[0].value], ways[0].value):
            fit = "、".join(way for way, keys in GIVEN.items() if key.value in keys)
            yield key.mark.fault(f"“{key.value}”只与 {fit} 连用，这里取的是 {ways[0].value}，不起作用，请删去")
    if node.get("each") is not None:
        for name in ("rows", "names", "codes"):
            if (key_node := node.key(name)) is not None:
                yield key_node.mark.fault(f"写了 each: column，“{name}”不起作用，请删去其中一项")
    if node.get("text") is None:
        for section in scalars(node.get("sections")):
            if section.value.strip() in ("全文", HEADINGS):
                yield section.mark.fault(f"“{section.value}”只与 text 连用，这里请写章节的名称，或删去 sections")
    lacked = {s.value: s for s in scalars(node.get("lack"))}
    for slot in scalars(node.get("statement")):
        if slot.value in lacked:
            yield lacked[slot.value].mark.fault(f"“{slot.value}”既要有（statement）又不得有（lack），一条也查不到")


def _near(condition: Entries, demand: Entries) -> Iterator[RuleFault]:
    """implies 在哪里找：查表的只能在表注，查章节的只能在本节。"""
    near = next(scalars(demand.get("near")), None)
    if condition.key("section") is not None and (near is None or near.value != "本节"):
        at = demand.mark if near is None else near.mark
        yield at.fault("if 写的是 section，要在本节里找，请写 near: 本节，否则永远找不到")
    elif condition.key("table") is not None and near is not None and near.value == "本节":
        yield near.mark.fault("if 写的是 table，要在表注里找，请写 near: 同表注 或 同表注或情况说明，否则永远找不到")
    if (state := condition.key("state")) is not None and condition.key("table") is None:
        yield state.mark.fault("“state”只与 table 连用，现在不起作用，请删去")
