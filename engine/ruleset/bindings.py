"""given 给出哪些名称：每个名称在算式里是金额、比率、个数、没有单位的数，还是词；是一个还是一组。

读规则时就知道，不必等到有了文件：needs、assert 里写了 given 给不出的名称，就永远“缺数”；
把词当数、把一组数当一个数，核查时才出错。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.facts.model import SLOTS
from engine.recognition import targets
from engine.recognition.rows import divided
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.phrase import Phrase

TEXT: Final = "text"


@dataclass(frozen=True, slots=True)
class Kind:
    """一个名称是什么。dimensions 是可能的量纲（见 value.py），词为 {text}；many 为一组数。"""

    dimensions: frozenset[str]
    many: bool = False


def _kind(*dimensions: str, many: bool = False) -> Kind:
    return Kind(frozenset(dimensions), many)


MONEY, RATIO, COUNT, NUMBER, WORD = map(_kind, ("money", "ratio", "count", "number", TEXT))
_COUNTED = _kind("count", "number")  # 单位不在个数单位之列的是没有单位的数

_WORDS: Final = ("方向", "升降", "比较", "原因", "差异原因", "本节原因", "用途")
_RATES: Final = ("增减率", "占比", "完成率")
SLOT_KINDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(SLOTS, MONEY),
    **dict.fromkeys(_WORDS, WORD),
    **dict.fromkeys(_RATES, RATIO),
    "个数": _COUNTED,
    "值": _kind("money", "count", "number"),
    "年份": NUMBER,
    "基期年份": NUMBER,
}
"""陈述各要素的量纲；没有另说的是金额。"""

_GROUPS: Final = {name: _kind("money", many=True) for name in ("收入行", "支出行", "收入另行", "支出另行")}
_PHRASE_KINDS: Final = {"amount": MONEY, "percent": RATIO, "number": NUMBER, "year": NUMBER, "count": _COUNTED}
_CONCEPT_KINDS: Final = {"文件年度": NUMBER, "绩效目标表项目个数": _COUNTED, "绩效目标表公用经费项目个数": _COUNTED}


def names_given(given: Mapping[str, Any], phrases: Iterable[Phrase], vocabulary: Vocabulary) -> dict[str, Kind]:
    """given 给出的名称；each: column 时是各行的规范名称和几组数，编码不在内。"""
    columns = dict.fromkeys(vocabulary.amount_columns, MONEY)
    if "table" in given:
        rows = vocabulary.rows.values()
        each = dict.fromkeys((*rows, *divided(rows)), MONEY)
        return {**columns, **each, **_GROUPS} if "each" in given else columns
    if "statement" in given:
        return {**(columns if "row" in given else {}), **SLOT_KINDS, "底数": MONEY}
    if "list" in given:
        return {
            **{f"总体.{slot}": kind for slot, kind in SLOT_KINDS.items()},
            **{f"各项.{slot}": Kind(kind.dimensions, many=True) for slot, kind in SLOT_KINDS.items()},
        }
    if "record" in given:
        return {**(columns if "row" in given else {}), **_labels(vocabulary)}
    if "heading" in given:
        return {"年份": NUMBER}
    if "text" in given:
        return slot_kinds(slot for phrase in phrases for slot in phrase.slots)
    return {}


def slot_kinds(slots: Iterable[tuple[str, str]]) -> dict[str, Kind]:
    """句式的要素（名，类型）在算式里是什么；词表、文字是词。"""
    return {name: _PHRASE_KINDS.get(kind, WORD) for name, kind in slots}


def _labels(vocabulary: Vocabulary) -> dict[str, Kind]:
    """绩效表单的各标签：执行率印不印百分号都有，得分没有单位。"""
    found: dict[str, Kind] = {}
    for label in dict.fromkeys((*vocabulary.indicators["表单"].values(), *targets.CROSSED, *targets.COSTS)):
        if label not in vocabulary.text_labels:
            rate, score = label.endswith("率"), label.endswith(("分", "分值"))
            found[label] = _kind("ratio", "number") if rate else NUMBER if score else MONEY
    found |= dict.fromkeys(("各项.权重", "各项.得分"), _kind("number", many=True))
    return found


def concept_kind(concept: str, vocabulary: Vocabulary) -> Kind | None:
    """fact(概念) 的量纲；有表格对照的概念是金额，只在文字里说的（车辆数）说不准，为 None。"""
    if concept in _CONCEPT_KINDS:
        return _CONCEPT_KINDS[concept]
    spec = vocabulary.concepts.get(concept)
    return MONEY if concept == "绩效目标表项目金额" or (spec is not None and spec["单元格"]) else None
