"""绩效指标的 where、must：选不出指标的、处处都报的、什么也报不出的。

错误示例  where: {unit: ['%']}；must: {unit: ['%', '‰']}      （符合 where 的都符合 must）
错误示例  where: {name_has: [满意度], name_lacks: [满意]}     （含“满意度”的都含“满意”，选不出指标）
错误示例  must: {range: [100, 0]}                             （上下限写反，处处都不符合）
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from engine.errors import RuleFault
from engine.lint.nodes import pair, scalars, yes
from engine.recognition.vocabulary import Vocabulary
from engine.yaml_source import Mapping as Entries
from engine.yaml_source import Node, Sequence

_Words = Mapping[str, frozenset[str]]
_FLAGS: Final = ("numeric", "not_negative", "never", "require", "score_within")


def faults_of(node: Entries, vocabulary: Vocabulary) -> Iterator[RuleFault]:
    """rows 的各项。"""
    rows = node.get("rows")
    for item in rows if isinstance(rows, Sequence) else ():
        where, must = pair(pair(item).get("where")), pair(pair(item).get("must"))
        words, demands = _words(where, vocabulary), _words(must, vocabulary)
        yield from _where(where, words)
        yield from _must(must, demands)
        if len(must) == 1:
            yield from _idle(where, must, words, demands)


def _words(node: Entries, vocabulary: Vocabulary) -> _Words:
    """各键的词，@词表 展开。"""
    return {key.value: frozenset(_expanded(value, vocabulary)) for key, value in node}


def _expanded(node: Node, vocabulary: Vocabulary) -> Iterator[str]:
    for scalar in scalars(node):
        word = scalar.value.strip()
        yield from vocabulary.words.get(word[1:], ()) if word.startswith("@") else (word,)


def _where(where: Entries, words: _Words) -> Iterator[RuleFault]:
    lacks, units = words.get("name_lacks", frozenset()), words.get("unit", frozenset())
    for key in ("name_has", "name_ends"):
        if key in words and all(any(lack in word for lack in lacks) for word in words[key]):
            yield where.key("name_lacks").mark.fault(f"含 {key} 的名称都含 name_lacks 的字，选不出指标")  # type: ignore[union-attr]
    if (key_node := where.key("unit_not")) is not None and units and units <= words["unit_not"]:
        yield key_node.mark.fault("unit_not 与 unit 矛盾，选不出指标")
    if (below := where.key("below")) is not None and yes(where, "numeric") is False:
        yield below.mark.fault("numeric: 否 与 below 矛盾：没有数的不能比大小，选不出指标")


def _must(must: Entries, demands: _Words) -> Iterator[RuleFault]:
    units = demands.get("unit", frozenset())
    if (key := must.key("unit_not")) is not None and units and units <= demands["unit_not"]:
        yield key.mark.fault("unit_not 与 unit 矛盾，处处都不符合")
    limits = list(scalars(must.get("range")))
    if len(limits) == 2 and Decimal(limits[0].value) > Decimal(limits[1].value):
        yield limits[0].mark.fault(f"下限 {limits[0].value} 大于上限 {limits[1].value}，处处都不符合")
    if yes(must, "never"):
        for extra, _ in must:
            if extra.value != "never":
                yield extra.mark.fault(f"写了 never，“{extra.value}”不起作用，请删去")
    for flag in _FLAGS:
        if yes(must, flag) is False:
            yield must.get(flag).mark.fault(f"“{flag}: 否”什么也不要求，请写 是，或删去")  # type: ignore[union-attr]


def _idle(where: Entries, must: Entries, words: _Words, demands: _Words) -> Iterator[RuleFault]:
    """where 选出的都符合 must。"""
    key = must.entries[0][0]
    name = key.value
    same = name in ("unit", "operator", "level1", "level2") and name in words
    if (same and words[name] <= demands[name]) or (name == "numeric" and yes(where, name) and yes(must, name)):
        yield key.mark.fault(f"符合 where 的指标都符合“{name}”，查不出问题")
