"""读得进去、却什么也查不到的规则：名称都要认得，成套的键要成套。

错误示例  given: {list: [买东西]}；check: tables_agree 只写 left；names: ['@没有的词表']
正确示例  given: {list: [政府采购]}；left、right、columns 都写；names: ['@机构自称']

为什么  规则的名称写错一个字，核查时就一直“不适用”，没有人知道少查了一项。所以读规则时就指出来。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from engine import csv_source
from engine.checks import indicator_terms, paired
from engine.errors import RuleFault, UsageError
from engine.facts.known import DERIVED
from engine.facts.model import SLOTS
from engine.facts.prior import RELATIONS, UNITS
from engine.recognition import targets
from engine.recognition.rows import divided
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset import bindings, dimensions
from engine.ruleset.syntax import WORD_CALLS, Expression, call_arguments, name_parts
from engine.within import readable
from engine.yaml_source import Mapping, Mark, Scalar, mark_in, suggest

PERIODS = ("", "本年", "上年", "预算", "决算", *(name for name in RELATIONS if name != UNITS))
"""fact(概念, 期间)；所属单位有几个，说不准是哪一个的数。"""
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
    if not found:  # 名称认得，量纲才说得清
        found += _dimensions(body, when, vocabulary)
    if "matrix" in body:
        found += _matrix(body["matrix"], node, vocabulary)
    return found


class _Known:
    """算式里可以写的各类名称。"""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.columns = set(vocabulary.amount_columns)
        self.concepts = {*vocabulary.concepts, *DERIVED}
        self.words = set(vocabulary.words)
        self.rows = {*vocabulary.rows.values(), *divided(vocabulary.rows.values())}
        self.labels = {*vocabulary.indicators["表单"].values(), *targets.CROSSED, *targets.COSTS}


def _pairs(body: dict[str, Any], node: Mapping) -> Iterator[RuleFault]:
    for text in body.get("pairs", ()):
        at = mark_in(text, mark_of(node, "pairs"))
        for part in (part for side in text.split("=") for part in side.split(" 或 ")):
            table, row, column, _ = paired.parse_address(part)
            if not (table and row and column):
                here = text.find(part) + len(part) - len(part.lstrip())
                yield at.at(here).fault(f"“{part.strip()}”写得不全，应为 表/行/栏 = 表/行/栏")


def _called(body: dict[str, Any], when: Expression | None, node: Mapping, known: _Known) -> Iterator[RuleFault]:
    """算式里的名称、fact(…)、says(…)。"""
    lets: dict[str, Expression] = body.get("let", {}) if isinstance(body.get("let"), dict) else {}
    for expression in (body.get("assert"), when, *lets.values()):
        if isinstance(expression, Expression):
            yield from _calls(expression, known)
    if when is not None:
        for part in name_parts(when):
            fault = f"when 只能用 fact(…) 和数，不能用“{part.name}”，例如 fact(收入总额, 本年) > 0"
            yield when.mark.at(part.at).fault(fault)
    slots = _case_slots(body)
    for expression in _cases(body):
        yield from _calls(expression, known)
        for part in name_parts(expression):
            if part.name not in slots:
                fault = f"没有“{part.name}”这个要素{suggest(part.name, slots)}"
                yield expression.mark.at(part.at).fault(fault, slots)
    allowed = _names(body, node, known)
    if allowed is None:
        return
    for expression in _expressions(body):
        for part in name_parts(expression):
            if part.name not in allowed and part.name not in lets:
                near = suggest(part.name, (*allowed, *lets))
                yield expression.mark.at(part.at).fault(f"没有“{part.name}”{_WHAT[given_kind(body)]}{near}", allowed)
    for name in body.get("needs", ()):
        if name.strip("「」") not in allowed:
            fault = f"没有“{name}”{_WHAT[given_kind(body)]}{suggest(name.strip('「」'), allowed)}"
            yield mark_in(name, mark_of(node, "needs")).fault(fault, allowed)


def _cases(body: dict[str, Any]) -> Iterator[Expression]:
    """implies 各条件里的算式。"""
    for condition in (*body.get("if_all", ()), *body.get("then_all", ())):
        if condition.get("assert") is not None:
            yield condition["assert"]


def _case_slots(body: dict[str, Any]) -> dict[str, str]:
    """implies 的条件里句式的要素 → 类型，后面的算式可以用。"""
    return {n: kind for c in body.get("if_all", ()) for phrase in c["compiled"] for n, kind in phrase.slots}


def _calls(expression: Expression, known: _Known) -> Iterator[RuleFault]:
    for function, first, second in (
        ("fact", (known.concepts, "这个概念"), (PERIODS, "这个期间")),
        *((name, None, (known.words, "这个词表")) for name in WORD_CALLS),
    ):
        for arguments in call_arguments(expression, function):
            for argument, wanted in zip(arguments, (first, second), strict=False):
                if wanted is not None and argument.name not in wanted[0]:
                    near = suggest(argument.name, wanted[0])
                    yield expression.mark.at(argument.at).fault(f"没有“{argument.name}”{wanted[1]}{near}", wanted[0])


def _dimensions(body: dict[str, Any], when: Expression | None, vocabulary: Vocabulary) -> Iterator[RuleFault]:
    """金额和比率相比、把词当数；let 里的名称依次算出是什么。"""
    if when is not None:
        yield from dimensions.faults_of(when, {}, vocabulary)
    slots = bindings.slot_kinds(_case_slots(body).items())
    for expression in _cases(body):
        yield from dimensions.faults_of(expression, slots, vocabulary)
    if not isinstance(body.get("assert"), Expression):
        return
    names = bindings.names_given(body.get("given", {}), body.get("compiled", ()), vocabulary)
    for name, expression in body.get("let", {}).items():
        yield from dimensions.faults_of(expression, names, vocabulary)
        kind = dimensions.kind_of(expression, names, vocabulary)
        names = {k: v for k, v in names.items() if k != name} | ({name: kind} if kind else {})
    yield from dimensions.faults_of(body["assert"], names, vocabulary)


ITEM_SLOTS = {"各项.权重", "各项.得分"}
"""表单里各条指标的数，是一组。"""
_WHAT = {
    "table": "这一栏",
    "each": "这一行",
    "statement": "这个要素",
    "list": "这个要素",
    "record": "这个标签",
    "heading": "这个名称",
    "text": "这个要素",
    "once": "这个名称",
}
"""算式里的名称是什么。"""


def given_kind(body: dict[str, Any]) -> str:
    """given 是哪一种取法；不是 formula 或没有写明的为空串。"""
    given = body.get("given", {})
    if "table" in given:
        return "each" if "each" in given else "table"
    return next((k for k in _WHAT if k in given), "")


def _names(body: dict[str, Any], node: Mapping, known: _Known) -> set[str] | None:
    """given 给得出的名称；不是 formula 的为 None。"""
    given = body.get("given", {})
    slots = set(SLOTS) | (known.columns if "row" in given else set())
    match given_kind(body):
        case "table":
            return known.columns
        case "each":
            codes = {p.name for e in _expressions(body) for p in name_parts(e) if p.name.isdigit()}
            codes |= {n.strip("「」") for n in body.get("needs", ()) if n.strip("「」").isdigit()}
            return (
                known.rows
                | known.columns
                | codes
                | {f"{side}{rows}" for side in ("收入", "支出") for rows in ("行", "另行")}
            )
        case "statement":
            return slots | {"底数"}
        case "list":
            return {f"{owner}.{slot}" for owner in ("总体", "各项") for slot in SLOTS}
        case "record":
            return known.labels | ITEM_SLOTS | (known.columns if "row" in given else set())
        case "heading":
            return {"年份"}
        case "text":
            return {name for phrase in body.get("compiled", ()) for name, _ in phrase.slots}
        case "once":
            return set()
    return None


def taken_names(body: dict[str, Any], vocabulary: Vocabulary) -> frozenset[str]:
    """已有意义的名称：栏、要素、let 的名称、句式的要素。参数不能与它们同名。"""
    lets = body.get("let", {})
    slots = {name for phrase in body.get("compiled", ()) for name, _ in phrase.slots}
    return frozenset({*vocabulary.amount_columns, *SLOTS, *(lets if isinstance(lets, dict) else ()), *slots})


def _expressions(body: dict[str, Any]) -> Iterator[Expression]:
    yield from (e for e in (body.get("assert"), *body.get("let", {}).values()) if isinstance(e, Expression))


_SETS: dict[str, tuple[tuple[str, ...], ...]] = {
    "tables_agree": (("pairs",), ("left", "right", "columns")),
    "required_parts": (("matrix",), ("toc",), ("numbering",)),
    "indicators": (("rows",), ("unique",), ("weights",), ("group", "distinct")),
    "forbidden_text": (("phrases",), ("raw",)),
}
"""几种写法里至少一种写全，规则才查得到东西。"""


def _incomplete(kind: str, body: dict[str, Any], node: Mapping) -> Iterator[RuleFault]:
    sets = _SETS.get(kind, ())
    if kind == "facts_agree" and body.get("by") == "code":
        sets = (("tables",),)
    if kind == "reference":
        whole = {"编码名称": (("tables", "list"),), "科目路径": (), "用途": (), "照抄": ()}
        sets = whole.get(body.get("of", ""), (("tables",),))
    if sets and not any(all(node.get(k) is not None for k in keys) for keys in sets):
        yield mark_of(node, "check").fault(
            f"这样写什么也查不到，还要写{'，或者'.join('、'.join(keys) for keys in sets)}"
        )
    if kind == "implies":
        for key, example in (("if", "{table: [支出总表], state: empty}"), ("then", "{phrase: [没有此项支出]}")):
            for one in body.get(f"{key}_all", ()):
                if not {"table", "section", "phrase", "not", "assert"} & set(one):
                    message = f"{key} 要写 table、section、phrase、not、assert 之一，例如 {key}: {example}"
                    yield mark_of(node, key).fault(message)


def _numbers(body: dict[str, Any], node: Mapping) -> Iterator[RuleFault]:
    for text in body.get("weights", ()):
        if not _number(text):
            yield mark_in(text, mark_of(node, "weights")).fault(f"“{text}”不是数，例如 weights: [90, 100]")
    for row in body.get("rows", ()):
        written = row["must"].get("range")
        if written is not None and indicator_terms.limits(written) is None:
            yield mark_in(written[0], mark_of(node, "rows")).fault(
                "range 应写两个数：[下限, 上限]，例如 range: [0, 100]"
            )


def _number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def matrix_path(name: str, vocabulary: Vocabulary) -> Path | None:
    """规则里写的文件 → 文件所在：上层的同名文件替换下层的；不在规则目录之内的不认。"""
    for folder in (*(folder for folder, _ in reversed(vocabulary.layers)), vocabulary.root):
        path = folder / name
        if readable(path, folder):
            return path
    return None


def _matrix(name: str, node: Mapping, vocabulary: Vocabulary) -> Iterator[RuleFault]:
    at = mark_of(node, "matrix")
    path = matrix_path(name, vocabulary)
    if path is None:
        yield at.fault(f"规则目录里没有“{name}”这个文件")
        return
    try:
        header = next(iter(csv_source.rows(path)), [])
    except UsageError as problem:
        yield at.fault(str(problem).rstrip("。"))
        return
    if lacking := [c for c in MATRIX_COLUMNS if c not in header]:
        yield at.fault(f"“{name}”不是公开要素矩阵，缺少{'、'.join(lacking)}栏")
