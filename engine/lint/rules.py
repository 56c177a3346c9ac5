"""一条读得进去的规则：查不查得到东西、有没有依据。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from engine.checks import CHECKS, SECOND
from engine.errors import RuleFault
from engine.lint import contradiction, documents, keys, targets, titles
from engine.lint.complaint import Severity
from engine.lint.nodes import pair, scalars
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.loader import HEAD_FIELDS
from engine.ruleset.model import Rule
from engine.ruleset.params import read_params
from engine.ruleset.schema import Field
from engine.ruleset.syntax import Expression, names
from engine.yaml_source import Mapping, Node, Scalar, Sequence, load

_Said = tuple[Severity, RuleFault]


def faults_of(rule: Rule, path: Path, vocabulary: Vocabulary) -> Iterator[_Said]:
    """各处及其轻重。"""
    written = pair(load(path, rule.file))
    node = read_params(written, {}).replaced(written)
    fields = (*HEAD_FIELDS, *CHECKS[rule.check].FIELDS)
    for fault in (
        *keys.faults_of(rule, node),
        *documents.faults_of(rule, node, fields, vocabulary),
        *titles.faults_of(node, vocabulary),
        *(targets.faults_of(node, vocabulary) if rule.check == "indicators" else ()),
    ):
        yield "error", fault
    for fault in _lookalikes(written):
        yield "warning", fault
    yield from _truths(rule)
    yield from _unused(rule, node)
    for fault in _twice(node, fields):
        yield "warning", fault
    if not rule.basis and rule.check not in SECOND:
        yield "warning", RuleFault(rule.file, 0, 0, "规则没有依据，请写上 basis，例如 basis: [操作规程-总则]")


# 希腊、西里尔、亚美尼亚字母里有许多与拉丁字母一个样（А A），附加符号会盖在前一个字上（e\u0301）
_LOOKALIKE: Final = re.compile("[\u0300-\u058f\u1ab0-\u1aff\u1dc0-\u1dff\u1f00-\u1fff\u20d0-\u20ff]")


def _lookalikes(node: Node) -> Iterator[RuleFault]:
    """看着像而不是那个字的：公开件里写的是另一个字，就永远找不到。"""
    match node:
        case Scalar():
            if found := _LOOKALIKE.search(node.value):
                name = f"U+{ord(found[0]):04X}"
                advice = "公开件里用的多半不是它，请重新输入，或删去"
                yield node.mark.at(found.start()).fault(f"“{found[0]}”（{name}）看着像别的字，{advice}")
        case Sequence():
            for item in node:
                yield from _lookalikes(item)
        case Mapping():
            for key, value in node:
                yield from _lookalikes(key)
                yield from _lookalikes(value)


def _truths(rule: Rule) -> Iterator[_Said]:
    """when、assert 的真假不随文件而变的。"""
    if rule.when is not None:
        yield from _truth(rule.when, "这个条件永不成立，规则永远不查", "这个条件总是成立，可以删去", "warning")
    for case in rule.on_violation:
        if case.test is not None:
            unused = "这个条件永不成立，这一项例外没有用"
            yield from _truth(case.test, unused, "这个条件总是成立，不符合的都按这一项处理", "error")
    if isinstance(asserted := rule.body.get("assert"), Expression):
        yield from _truth(asserted, "这个判断永不成立，处处都报", "这个判断总是成立，查不出问题", "error")


def _truth(expression: Expression, never: str, always: str, severity: Severity) -> Iterator[_Said]:
    clash = contradiction.never(expression.root)
    if clash is not None:
        yield "error", expression.mark.at(clash.at).fault(never)
    elif contradiction.always(expression.root):
        yield severity, expression.mark.at(expression.root.at).fault(always)


def _unused(rule: Rule, node: Mapping) -> Iterator[_Said]:
    """let 里算了而没有用的名称。"""
    lets: dict[str, Expression] = rule.body.get("let", {})
    used = set(rule.message.fields)
    for expression in (rule.body.get("assert"), *lets.values()):
        used |= names(expression) if isinstance(expression, Expression) else set()
    for key, _ in pair(node.get("let")):
        if key.value not in used:
            yield "warning", key.mark.fault(f"let 里的“{key.value}”没有用到，请删去，或写进 assert、message")


def _twice(node: Node | None, fields: tuple[Field, ...]) -> Iterator[RuleFault]:
    """一列文字里写了两遍的。"""
    for field in fields:
        value = pair(node).get(field.name)
        for inner in value if field.many and isinstance(value, Sequence) else (value,):
            yield from _twice(inner, field.fields)
        seen: set[str] = set()
        for item in scalars(value) if field.kind == "texts" else ():
            if item.value in seen:
                yield item.mark.fault(f"“{item.value}”写了两遍，请删去一个")
            seen.add(item.value)
