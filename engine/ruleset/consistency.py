"""读得进去、却什么也查不到的规则：名称都要认得，成套的键要成套。

错误示例  given: {list: [买东西]}；check: tables_agree 只写 left；names: ['@没有的词表']
正确示例  given: {list: [政府采购]}；left、right、columns 都写；names: ['@机构自称']

为什么  规则的名称写错一个字，核查时就一直“不适用”，没有人知道少查了一项。所以读规则时就指出来。
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.checks import tables_agree
from engine.errors import RuleFault
from engine.facts.known import DERIVED
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.expression import Expression, fact_calls, names, says_calls
from engine.yaml_source import Mapping, Mark, Scalar, Sequence, suggest

PERIODS = ("", "本年", "上年", "预算", "决算")
MATRIX_COLUMNS = ("要素", "类别", "文种-预算", "文种-决算")


def mark_of(node: Mapping, key: str) -> Mark:
    """键的值在哪里；没有这个键时指规则开头。"""
    found = node.get(key)
    return found.mark if found is not None else node.mark


def faults_of(body: dict[str, Any], when: Expression | None, node: Mapping, vocabulary: Vocabulary) -> list[RuleFault]:
    """一条规则里查不到的名称和不成套的键；各指到所在的键。"""
    known = _Known(vocabulary)
    check = node.get("check")
    kind = check.value if isinstance(check, Scalar) else ""
    found = [
        *_pairs(body, node),
        *_called(body, when, node, known),
        *_incomplete(kind, body, node),
        *_numbers(body, node),
    ]
    if "matrix" in body:
        found += _matrix(body["matrix"], node, vocabulary)
    return found


class _Known:
    """算式里可以写的各类名称。"""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.columns = set(vocabulary.amount_columns)
        self.concepts = {*vocabulary.concepts, *DERIVED}
        self.words = set(vocabulary.words)

    def strange(self, found: Iterable[str], known: set[str], what: str) -> Iterator[str]:
        for name in found:
            if name not in known:
                yield f"没有“{name}”{what}{suggest(name, known)}"


def _pairs(body: dict[str, Any], node: Mapping) -> Iterator[RuleFault]:
    written = node.get("pairs")
    for item in written if isinstance(written, Sequence) else (written,):
        if isinstance(item, Scalar):
            sides = tables_agree.parse_pair(item.value)
            if not all(table and row and column for side in sides for table, row, column, _ in side):
                yield item.mark.fault(f"“{item.value}”写得不全，应为 表/行/栏 = 表/行/栏")


def _called(body: dict[str, Any], when: Expression | None, node: Mapping, known: _Known) -> Iterator[RuleFault]:
    """算式里的名称、fact(…)、says(…)。"""
    lets: dict[str, Expression] = body.get("let", {}) if isinstance(body.get("let"), dict) else {}
    written = [("assert", body.get("assert")), ("when", when), *(("let", e) for e in lets.values())]
    for key, expression in written:
        if not isinstance(expression, Expression):
            continue
        at = mark_of(node, key)
        for concept, period in sorted(fact_calls(expression)):
            for message in known.strange((concept,), known.concepts, "这个概念"):
                yield at.fault(message)
            for message in known.strange((period,), set(PERIODS), "这个期间"):
                yield at.fault(message)
        for _, wordlist in sorted(says_calls(expression)):
            for message in known.strange((wordlist,), known.words, "这个词表"):
                yield at.fault(message)
    given = body.get("given", {})
    if "table" in given and "each" not in given:
        allowed = known.columns | set(lets)
        for key, found in (("assert", names(body["assert"]) if body.get("assert") else ()), ("needs", _needs(body))):
            for message in known.strange(sorted(n for n in found if "." not in n), allowed, "这一栏"):
                yield mark_of(node, key).fault(message)


def _needs(body: dict[str, Any]) -> list[str]:
    return [n.strip("「」") for n in body.get("needs", ())]


_SETS: dict[str, tuple[tuple[str, ...], ...]] = {
    "tables_agree": (("pairs",), ("left", "right", "columns")),
    "required_parts": (("matrix",), ("toc",), ("numbering",)),
    "indicators": (("rows",), ("unique",), ("weights",)),
    "forbidden_text": (("phrases",), ("raw",)),
}
"""几种写法里至少一种写全，规则才查得到东西。"""


def _incomplete(kind: str, body: dict[str, Any], node: Mapping) -> Iterator[RuleFault]:
    sets = _SETS.get(kind, ())
    if kind == "facts_agree" and body.get("by") == "code":
        sets = (("tables",),)
    if kind == "reference":
        sets = {"编码名称": (("tables", "list"),), "科目路径": (), "用途": ()}.get(body.get("of", ""), (("tables",),))
    if sets and not any(all(k in body for k in keys) for keys in sets):
        yield node.mark.fault(f"这样写什么也查不到，还要写{'，或者'.join('、'.join(keys) for keys in sets)}")
    if kind == "implies":
        condition, demand = body.get("if"), body.get("then")
        if isinstance(condition, dict) and not {"table", "section"} & set(condition):
            yield mark_of(node, "if").fault("if 要写 table 或 section，例如 if: {table: [支出总表], state: empty}")
        if isinstance(demand, dict) and not {"phrase", "not"} & set(demand):
            yield mark_of(node, "then").fault("then 要写 phrase 或 not，例如 then: {phrase: ['无{#:3}收支']}")


def _numbers(body: dict[str, Any], node: Mapping) -> Iterator[RuleFault]:
    for text in body.get("weights", ()):
        if not _number(text):
            yield mark_of(node, "weights").fault(f"“{text}”不是数，例如 weights: [90, 100]")
    for row in body.get("rows", ()):
        limits = row["must"].get("range")
        if limits is not None and (len(limits) != 2 or not all(map(_number, limits))):
            yield mark_of(node, "rows").fault("range 应写两个数：[下限, 上限]，例如 range: [0, 100]")


def _number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _matrix(name: str, node: Mapping, vocabulary: Vocabulary) -> Iterator[RuleFault]:
    at = mark_of(node, "matrix")
    path = vocabulary.root / name
    if not path.resolve().is_relative_to(vocabulary.root.resolve()) or not path.is_file():
        yield at.fault(f"规则目录里没有“{name}”这个文件")
        return
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header = next(csv.reader(stream), [])
    if lacking := [c for c in MATRIX_COLUMNS if c not in header]:
        yield at.fault(f"“{name}”不是公开要素矩阵，缺少{'、'.join(lacking)}栏")
