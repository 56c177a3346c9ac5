"""on_violation：不符合时的例外处理，写成数据。第一个成立的生效，换级别、说法、建议；severity: off 为不算问题。

on_violation:
  - {if: {has: [原因]}, severity: info, message: '……已说明原因：{原因}'}
  - {if: {phrase: ['经{机关:text}批准'], sections: [三公经费情况]}, severity: off, message: 经{机关}批准}
  - {if: {assert: 差额 <= 上限}, severity: info}
"""

from __future__ import annotations

from typing import Any

from engine.errors import RuleError, RuleFault
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset import message as messages
from engine.ruleset.grammar import parse
from engine.ruleset.message import Message
from engine.ruleset.model import SEVERITIES, Exemption
from engine.ruleset.phrase import Phrase, compile_phrase
from engine.ruleset.schema import Field, check
from engine.yaml_source import Mapping, Mark, Node, Sequence, Word, mark_in

OFF = "off"
IF_FIELDS = (
    Field("has", "texts", doc="陈述里有这些要素", names="要素"),
    Field("phrase", "texts", doc="文字里找到其中一个句式"),
    Field("sections", "texts", doc="phrase 在哪些章节里找；省略为全文", names="范围"),
    Field("assert", "text", doc="算式成立"),
)
FIELDS = (
    Field(
        "if",
        "any",
        True,
        doc="条件：{has: [原因]}、{phrase: ['…'], sections: [章节]} 或 {assert: 算式}",
        fields=IF_FIELDS,
    ),
    Field("severity", "choice", values=(*SEVERITIES, OFF), doc="换成哪一级；off 为不算问题"),
    Field("message", "text", doc="换成怎样的说法"),
    Field("advice", "text", doc="换成怎样的建议"),
)


def read_exemptions(
    node: Node | None, fields: frozenset[str], slotted: bool, vocabulary: Vocabulary, faults: list[RuleFault]
) -> tuple[Exemption, ...]:
    """fields 是说法可用的栏目；slotted 为真时规则按陈述取数，可以写 has。写错的记入 faults。"""
    if node is None:
        return ()
    if not isinstance(node, Sequence):
        faults.append(node.mark.fault("on_violation 应是列表，每项写 - {if: {…}, severity: info, message: …}"))
        return ()
    found = (_one(item, fields, slotted, vocabulary, faults) for item in node)
    return tuple(f for f in found if f is not None)


def _one(
    node: Node, fields: frozenset[str], slotted: bool, vocabulary: Vocabulary, faults: list[RuleFault]
) -> Exemption | None:
    values, wrong = check(node, FIELDS, "on_violation 的一项")
    if not wrong and not {"severity", "message", "advice"} & set(values):
        wrong.append(node.mark.fault("on_violation 的一项要写 severity、message、advice 之一，否则什么也不改"))
    condition = values.get("if")
    if not isinstance(condition, Mapping):
        faults += wrong or [node.mark.fault("on_violation 的 if 应写成“键: 值”，例如 if: {has: [原因]}")]
        return None
    tests, bad = check(condition, IF_FIELDS, "if")
    wrong += bad
    chosen = [k for k in ("has", "phrase", "assert") if k in tests]
    if len(chosen) != 1 and not bad:
        wrong.append(condition.mark.fault("if 要写 has、phrase、assert 中的一个，几种情形请分成几项"))
    if "has" in tests and not slotted:
        at = condition.key("has")
        wrong.append((at or condition).mark.fault("has 只用于按陈述取数的规则（given: {statement: …}）"))
    phrases = _phrases(tests.get("phrase", ()), condition.mark, wrong)
    test = None
    if "assert" in tests:
        text = tests["assert"]
        try:
            test = parse(str(text), mark_in(str(text) if not isinstance(text, Word) else text, condition.mark))
            if not test.logical:
                wrong.append(test.mark.fault("if 的 assert 应是一个判断，例如 差额 <= 1万元"))
        except RuleError as problem:
            wrong += problem.faults
    slots = {name for phrase in phrases for name, _ in phrase.slots}
    message = _message(values.get("message"), fields | slots | set(tests.get("has", ())), wrong)  # type: ignore[arg-type]
    faults += wrong
    if wrong:
        return None
    has, sections = tests.get("has", ()), tests.get("sections", ("全文",))
    assert isinstance(has, tuple) and isinstance(sections, tuple)
    advice = str(values.get("advice", ""))
    return Exemption(has, phrases, sections, test, str(values.get("severity", "")), message, advice)


def _phrases(texts: Any, at: Mark, faults: list[RuleFault]) -> tuple[Phrase, ...]:
    found = []
    for text in texts:
        try:
            found.append(compile_phrase(text, mark_in(text, at)))
        except RuleError as problem:
            faults += problem.faults
    return tuple(found)


def _message(text: Any, allowed: frozenset[str] | set[str], faults: list[RuleFault]) -> Message | None:
    if not isinstance(text, Word):
        return None
    try:
        return messages.parse(text, text.mark, frozenset(allowed))
    except RuleError as problem:
        faults += problem.faults
        return None
