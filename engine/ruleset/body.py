"""规则正文：各种写法自己的键 → 读好的值（算式、句式、表格条件）。写错的逐处记下，不中断。"""

from __future__ import annotations

from typing import Any

from engine.checks import formula, given, implies, indicators
from engine.errors import RuleError, RuleFault
from engine.facts.model import SLOTS
from engine.ruleset import message as messages
from engine.ruleset import phrase as phrases
from engine.ruleset.consistency import mark_of
from engine.ruleset.expression import Expression, names
from engine.ruleset.expression import parse as parse_expression
from engine.ruleset.phrase import Phrase
from engine.ruleset.schema import check
from engine.yaml_source import Mapping, Mark, Node, Scalar, Sequence


def read_body(body: dict[str, Any], node: Mapping) -> list[RuleFault]:
    """就地把 given、assert、let、if、then、rows、phrases 换成读好的值；返回写错的地方。"""
    return [f for step in (_given, _expressions, _conditions, _rows, _phrases) for f in step(body, node)]


def expression_of(text: object, mark: Mark, faults: list[RuleFault]) -> Expression | None:
    if not text:
        return None
    try:
        return parse_expression(str(text), mark)
    except RuleError as problem:
        faults += problem.faults
        return None


def _given(body: dict[str, Any], node: Mapping) -> list[RuleFault]:
    if "given" not in body:
        return []
    values, faults = check(body["given"], given.FIELDS, "given")
    if not faults and not any(k in values for k in ("table", "statement", "list", "record", "heading", "text", "once")):
        faults.append(body["given"].mark.fault("given 要说明取哪些数，例如 given: {table: [支出总表]}"))
    body["given"] = values
    return faults


def _expressions(body: dict[str, Any], node: Mapping) -> list[RuleFault]:
    faults: list[RuleFault] = []
    if "assert" in body:
        expression = expression_of(body["assert"], mark_of(node, "assert"), faults)
        if expression is not None and not expression.logical:
            faults.append(mark_of(node, "assert").fault("assert 应是一个判断，例如 合计 == 基本支出 + 项目支出"))
        body["assert"] = expression
    lets: dict[str, Expression] = {}
    let = body.get("let")
    if isinstance(let, Mapping):
        for key, value in let:
            expression = expression_of(value.value if isinstance(value, Scalar) else "", value.mark, faults)
            if expression is not None:
                lets[key.value] = expression
    elif let is not None:
        faults.append(mark_of(node, "let").fault("let 应写成“名称: 算式”，例如 let: {上年: 本年 - 增减额}"))
    if "assert" in body:
        body["let"] = lets
    return faults


def _conditions(body: dict[str, Any], node: Mapping) -> list[RuleFault]:
    faults: list[RuleFault] = []
    for key, fields in (("if", implies.IF_FIELDS), ("then", implies.THEN_FIELDS)):
        if key in body:
            body[key], wrong = check(body[key], fields, key)
            faults += wrong
    return faults


def _rows(body: dict[str, Any], node: Mapping) -> list[RuleFault]:
    rows = body.get("rows")
    if rows is None or not isinstance(rows, Node):
        return []
    if not isinstance(rows, Sequence):
        return [mark_of(node, "rows").fault("rows 应是列表，每项写 {where: {...}, must: {...}, problem: …}")]
    faults: list[RuleFault] = []
    found = []
    for item in rows:
        row, wrong = check(item, indicators.ROW_FIELDS, "rows 的一项")
        faults += wrong
        if wrong:
            continue
        where, bad = check(row["where"], indicators.WHERE_FIELDS, "where")  # type: ignore[arg-type]
        must, worse = check(row["must"], indicators.MUST_FIELDS, "must")  # type: ignore[arg-type]
        faults += bad + worse
        found.append({"where": where, "must": must, "problem": row["problem"]})
    body["rows"] = tuple(found)
    return faults


def _phrases(body: dict[str, Any], node: Mapping) -> list[RuleFault]:
    """句式在读规则时就编好：写错的当场指出位置。forbidden_text 的句式是字面的话，不用句式符号。"""
    faults: list[RuleFault] = []
    compiled: list[Phrase] = []
    then = node.get("then")
    sources = [(node.get("phrases"), phrases.compile_plain)]
    given = node.get("given")
    if isinstance(given, Mapping):
        sources.append((given.get("text"), phrases.compile_phrase))
    if isinstance(then, Mapping):
        sources += [(then.get("phrase"), phrases.compile_phrase), (then.get("not"), phrases.compile_phrase)]
    for source, make in sources:
        for item in source if isinstance(source, Sequence) else ([source] if isinstance(source, Scalar) else []):
            if not isinstance(item, Scalar):
                continue
            try:
                compiled.append(make(item.value, item.mark))
            except RuleError as problem:
                faults += problem.faults
    body["compiled"] = tuple(compiled)
    return faults


def message_fields(module: Any) -> tuple[str, ...]:
    """一种写法的说法里总有的栏目；formula 另有算式里的各个名称。"""
    return formula.FIXED_FIELDS if module is formula else getattr(module, "MESSAGE_FIELDS", ())


def fields_of(module: Any, body: dict[str, Any]) -> frozenset[str]:
    """说法里可用的栏目。"""
    allowed = set(message_fields(module))
    if module is formula:
        given = body.get("given", {})
        allowed |= {*SLOTS, *(f"总体.{s}" for s in SLOTS), "各项", "底数"}
        allowed |= set(body.get("let", {})) | set(given.get("statement", ()))
        if body.get("assert") is not None:
            allowed |= set(names(body["assert"]))
    return frozenset(allowed)


def message_of(text: object, at: Mark, allowed: frozenset[str], faults: list[RuleFault]) -> messages.Message | None:
    if not text:
        return None
    try:
        return messages.parse(str(text), at, allowed)
    except RuleError as problem:
        faults += problem.faults
        return None
