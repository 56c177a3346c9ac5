"""规则正文：各种写法自己的键 → 读好的值（算式、句式、表格条件）。写错的逐处记下，不中断。"""

from __future__ import annotations

import re
from typing import Any

from engine.checks import formula, given, implies, indicator_terms, indicators, outcomes, tables_agree
from engine.errors import RuleError, RuleFault
from engine.facts.model import SLOTS
from engine.ruleset import message as messages
from engine.ruleset import phrase as phrases
from engine.ruleset.consistency import mark_of
from engine.ruleset.expression import Expression, names
from engine.ruleset.expression import parse as parse_expression
from engine.ruleset.phrase import Phrase
from engine.ruleset.schema import Field, check
from engine.yaml_source import Mapping, Mark, Node, Scalar, Sequence, mark_in


def read_body(body: dict[str, Any], node: Mapping) -> list[RuleFault]:
    """就地把 given、assert、let、if、then、rows、phrases 换成读好的值；返回写错的地方。"""
    return [
        f
        for step in (_given, _expressions, _conditions, _rows, _missing, _distinct, _phrases, outcomes.read)
        for f in step(body, node)
    ]


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
        body["uses_base"] = expression is not None and "底数" in names(expression)
    lets: dict[str, Expression] = {}
    let = body.get("let")
    if isinstance(let, Mapping):
        for key, value in let:
            expression = expression_of(value.value if isinstance(value, Scalar) else "", value.mark, faults)
            if expression is not None:
                lets[key.value] = expression
    elif let is not None:
        faults.append(mark_of(node, "let").fault("let 应写成“名称: 算式”，例如 let: {上年: 本年 - 增减额}"))
    if "assert" in body or "let" in body:
        body["let"] = lets
    return faults


def _conditions(body: dict[str, Any], node: Mapping) -> list[RuleFault]:
    """implies 的 if、then：各自展开成几个条件，句式编好，算式读好。"""
    faults: list[RuleFault] = []
    for key, fields in (("if", implies.IF_FIELDS), ("then", implies.THEN_FIELDS)):
        if not isinstance(body.get(key), Node):  # 归并规则的 then 是一个词
            continue
        written = body[key]
        body[key], wrong = check(written, fields, key)
        faults += wrong
        entries = [(written, body[key])]
        if "all" in body[key]:
            entries = _all(key, body[key]["all"], fields, faults)
            if len(body[key]) > 1:
                faults.append(written.mark.fault(f"{key} 里写了 all，别的条件也要写进 all 的列表里"))
        body[f"{key}_all"] = tuple(_condition(at, values, faults) for at, values in entries)
    body["general"] = "if_all" in body and implies.is_general(body["if"], body.get("then", {}))
    return faults


def _all(key: str, written: Node, fields: tuple[Field, ...], faults: list[RuleFault]) -> list[tuple[Node, Any]]:
    if not isinstance(written, Sequence) or not written.items:
        example = f"{key}: {{all: [{{table: [支出总表]}}, {{not: [无支出]}}]}}"
        faults.append(written.mark.fault(f"all 应是一列条件，例如 {example}"))
        return []
    found = []
    for item in written:
        values, wrong = check(item, tuple(f for f in fields if f.name != "all"), "all 的一项")
        faults += wrong
        found.append((item, values))
    return found


def _condition(node: Node, values: dict[str, Any], faults: list[RuleFault]) -> dict[str, Any]:
    chosen = [k for k in ("table", "section", "phrase", "not", "assert") if k in values]
    if len(chosen) > 1 and set(chosen) != {"table", "section"}:
        faults.append(node.mark.fault(f"{'、'.join(chosen)}只写一个，几个条件请写成 all: [{{…}}, {{…}}]"))
    condition: dict[str, Any] = {**values, "compiled": ()}
    compiled: list[Phrase] = []
    for text in (*values.get("phrase", ()), *values.get("not", ())):
        try:
            compiled.append(phrases.compile_phrase(text, mark_in(text, node.mark)))
        except RuleError as problem:
            faults += problem.faults
    condition["compiled"] = tuple(compiled)
    if "assert" in values:
        expression = expression_of(values["assert"], mark_in(values["assert"], node.mark), faults)
        if expression is not None and not expression.logical:
            faults.append(expression.mark.fault("assert 应是一个判断，例如 数 > 0"))
        condition["assert"] = expression
    return condition


def _distinct(body: dict[str, Any], node: Mapping) -> list[RuleFault]:
    written = body.get("distinct")
    if not isinstance(written, Node):
        return []
    values, faults = check(written, indicators.DISTINCT_FIELDS, "distinct")
    body["distinct"] = values
    share = str(values.get("overlap", "80%"))
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?%", share):
        faults.append(mark_in(values["overlap"], written.mark).fault(f"overlap 应是百分数，例如 80%，现在是“{share}”"))  # type: ignore[arg-type]
    return faults


def _missing(body: dict[str, Any], node: Mapping) -> list[RuleFault]:
    """missing: fail 说的是右表缺行；{left: …, right: …} 分别说。"""
    written = body.get("missing")
    if not isinstance(written, Node):
        return []
    fields = tuple(Field(side, "choice", values=tables_agree.MISSING) for side in ("left", "right"))
    if isinstance(written, Mapping):
        body["missing"], faults = check(written, fields, "missing")
        return faults
    entry = Mapping(((Scalar("right", written.mark), written),), written.mark)
    body["missing"], faults = check(entry, (Field("right", "choice", values=tables_agree.MISSING),), "missing")
    return [RuleFault(f.file, f.line, f.column, f.message.replace("“right”", "“missing”")) for f in faults]


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
        where, bad = check(row["where"], indicator_terms.WHERE_FIELDS, "where")  # type: ignore[arg-type]
        must, worse = check(row["must"], indicator_terms.MUST_FIELDS, "must")  # type: ignore[arg-type]
        faults += bad + worse
        found.append({"where": where, "must": must, "problem": row["problem"]})
    body["rows"] = tuple(found)
    return faults


def _phrases(body: dict[str, Any], node: Mapping) -> list[RuleFault]:
    """句式在读规则时就编好：写错的当场指出位置。forbidden_text 的句式是字面的话，不用句式符号。"""
    faults: list[RuleFault] = []
    compiled: list[Phrase] = [p for c in body.get("then_all", ())[:1] for p in c["compiled"]]
    sources = [(node.get("phrases"), phrases.compile_plain)]
    given = node.get("given")
    if isinstance(given, Mapping):
        sources.append((given.get("text"), phrases.compile_phrase))
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
        allowed |= {*SLOTS, *(f"{who}.{s}" for who in ("总体", "各项") for s in SLOTS), "各项", "底数"}
        allowed |= set(body.get("let", {})) | set(given.get("statement", ()))
        if body.get("assert") is not None:
            allowed |= set(names(body["assert"]))
        allowed |= {name for let in body.get("let", {}).values() for name in names(let)}
        allowed |= {name for phrase in body.get("compiled", ()) for name, _ in phrase.slots}
    if module is implies and body.get("general"):
        allowed |= {name for c in body["if_all"] for phrase in c["compiled"] for name, _ in phrase.slots}
    return frozenset(allowed)


def message_of(text: object, at: Mark, allowed: frozenset[str], faults: list[RuleFault]) -> messages.Message | None:
    if not text:
        return None
    try:
        return messages.parse(str(text), at, allowed)
    except RuleError as problem:
        faults += problem.faults
        return None
