"""读得进去、却什么也查不到的规则：名称都要认得，成套的键要成套。

错误示例  given: {list: [买东西]}；check: tables_agree 只写 left；names: ['@没有的词表']
正确示例  given: {list: [政府采购]}；left、right、columns 都写；names: ['@机构自称']

为什么  规则的名称写错一个字，核查时就一直“不适用”，没有人知道少查了一项。所以读规则时就指出来。
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from engine.checks import facts_agree, indicators, reference, shares, tables_agree
from engine.errors import RuleFault
from engine.facts.known import DERIVED
from engine.facts.model import SLOTS
from engine.facts.texts import HEADINGS
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.syntax import Expression, call_arguments, name_parts
from engine.yaml_source import Mapping, Mark, Scalar, Word, mark_in, suggest

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
        *_named(body, node, known),
        *_called(body, when, node, known),
        *_incomplete(kind, body, node),
        *_numbers(body, node),
    ]
    if "matrix" in body:
        found += _matrix(body["matrix"], node, vocabulary)
    return found


class _Known:
    """规则里可以写的各类名称。"""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.tables = {t.name for t in vocabulary.tables}
        self.columns = set(vocabulary.amount_columns)
        self.sections = {s.name for s in vocabulary.sections}
        self.places = self.sections | {"全文", HEADINGS}
        self.concepts = {*vocabulary.concepts, *DERIVED}
        self.words = set(vocabulary.words)
        self.families = {str(spec["类别"]) for spec in vocabulary.concepts.values() if spec.get("类别")} | FAMILIES
        self.rows = set(vocabulary.rows.values())
        self.labels = set(vocabulary.indicators["表单"].values())

    def strange(self, found: Iterable[str], known: Collection[str], what: str, at: Mark) -> Iterator[RuleFault]:
        """不认得的名称，各指到那个词；不是直接从文件读来的词指到 at。"""
        for name in found:
            if name not in known:
                yield mark_in(name, at).fault(f"没有“{name}”{what}{suggest(name, known)}")


FAMILIES = {"支出功能分类", "支出功能分类款级", "支出功能分类项级", "支出经济分类", "收入来源", "括号"}
"""科目本身成的列举；其余类别见 concepts.yaml 的“类别”。"""


def _lists(values: Iterable[str]) -> Iterator[str]:
    """其中引用的词表：@计数单位 → 计数单位。"""
    for value in values:
        if value.startswith("@"):
            yield value.cut(1) if isinstance(value, Word) else value[1:]


def _columns(body: dict[str, Any]) -> Iterator[str]:
    """columns 里的各栏；左栏=右栏 是两栏。"""
    for text in body.get("columns", ()):
        left, equals, _ = text.partition("=")
        ends = ((0, len(left)), (len(left) + 1, len(text))) if equals else ((0, len(text)),)
        yield from (text.cut(*end) if isinstance(text, Word) else text[slice(*end)].strip() for end in ends)


def _named(body: dict[str, Any], node: Mapping, known: _Known) -> Iterator[RuleFault]:
    given = body.get("given", {})
    conditions = (*body.get("if_all", ()), *body.get("then_all", ()))
    places: list[tuple[str, Iterable[str], Collection[str], str]] = [
        *((k, body.get(k, ()), known.tables, "这种表") for k in ("tables", "left", "right")),
        *(("given", given.get(k, ()), known.tables, "这种表") for k in ("table", "row", "record")),
        *(("if", c.get("table", ()), known.tables, "这种表") for c in conditions),
        *(("if", c.get("section", ()), known.sections, "这种章节") for c in conditions),
        *(("if", c.get("sections", ()), known.places, "这种章节") for c in conditions),
        ("given", given.get("sections", ()), known.places if "text" in given else known.sections, "这种章节"),
        *((k, body.get(k, ()), known.sections, "这种章节") for k in ("sections", "exclude")),
        ("concepts", body.get("concepts", ()), known.concepts, "这个概念"),
        ("given", given.get("concepts", ()), known.concepts, "这个概念"),
        ("given", given.get("list", ()), known.families, "这类列举"),
        *(("given", given.get(k, ()), SLOTS, "这个要素") for k in ("statement", "lack", "has")),
        ("slot", (body["slot"],) if "slot" in body else (), SLOTS, "这个要素"),
        ("given", _lists(given.get("names", ())), known.words, "这个词表"),
        ("columns", _columns(body), known.columns, "这一栏"),
    ]
    for key, found, allowed, what in places:
        yield from known.strange(found, allowed, what, mark_of(node, key))
    yield from _pairs(body, node, known)
    parts = [p for p in body.get("unique", ()) if p not in ("是", "true")]
    yield from known.strange(parts, indicators.PARTS, "这一项", mark_of(node, "unique"))
    parts = list(body.get("distinct", {}).get("of", ()))
    yield from known.strange(parts, indicators.PARTS, "这一项", mark_of(node, "distinct"))
    yield from known.strange(body.get("base", ()), shares.BASES, "这种底数", mark_of(node, "base"))
    yield from known.strange(body.get("inside", ()), reference.INSIDE, "这种地方", mark_of(node, "inside"))
    yield from known.strange(body.get("among", ()), facts_agree.AMONG, "这种地方", mark_of(node, "among"))
    for row in body.get("rows", ()):
        filled = row["must"].get("filled", ())
        yield from known.strange(filled, indicators.FILLABLE, "这一栏", mark_of(node, "rows"))
        where, must = row["where"], row["must"]
        at = mark_of(node, "rows")
        listed = [w for v in (*where.values(), *must.values()) if isinstance(v, tuple) for w in v]
        yield from known.strange(_lists(listed), known.words, "这个词表", at)
        yield from known.strange((where["fact_zero"],) if "fact_zero" in where else (), known.concepts, "这个概念", at)


def _pairs(body: dict[str, Any], node: Mapping, known: _Known) -> Iterator[RuleFault]:
    for text in body.get("pairs", ()):
        at = mark_in(text, mark_of(node, "pairs"))
        for part in (part for side in text.split("=") for part in side.split(" 或 ")):
            table, row, column, _ = tables_agree.parse_address(part)
            here = text.find(part)
            if not (table and row and column):
                yield at.at(here).fault(f"“{part.strip()}”写得不全，应为 表/行/栏 = 表/行/栏")
                continue
            for name, allowed, what in ((table, known.tables, "这种表"), (column, known.columns, "这一栏")):
                if name not in allowed:
                    yield at.at(text.find(name, here)).fault(f"没有“{name}”{what}{suggest(name, allowed)}")


def _called(body: dict[str, Any], when: Expression | None, node: Mapping, known: _Known) -> Iterator[RuleFault]:
    """算式里的名称、fact(…)、says(…)。"""
    lets: dict[str, Expression] = body.get("let", {}) if isinstance(body.get("let"), dict) else {}
    for expression in (body.get("assert"), when, *lets.values()):
        if isinstance(expression, Expression):
            yield from _calls(expression, known)
    tests = [c["assert"] for key in ("if_all", "then_all") for c in body.get(key, ()) if c.get("assert") is not None]
    slots = {n for c in body.get("if_all", ()) for phrase in c["compiled"] for n, _ in phrase.slots}
    for expression in tests:
        yield from _calls(expression, known)
        for part in name_parts(expression):
            if part.name not in slots:
                fault = f"没有“{part.name}”这个要素{suggest(part.name, slots)}"
                yield expression.mark.at(part.at).fault(fault)
    allowed = _names(body, node, known)
    if allowed is None:
        return
    for expression in _expressions(body):
        for part in name_parts(expression):
            if part.name not in allowed and part.name not in lets:
                near = suggest(part.name, (*allowed, *lets))
                yield expression.mark.at(part.at).fault(f"没有“{part.name}”{_WHAT[given_kind(body)]}{near}")
    for name in body.get("needs", ()):
        if name.strip("「」") not in allowed:
            fault = f"没有“{name}”{_WHAT[given_kind(body)]}{suggest(name.strip('「」'), allowed)}"
            yield mark_in(name, mark_of(node, "needs")).fault(fault)


def _calls(expression: Expression, known: _Known) -> Iterator[RuleFault]:
    for function, first, second in (
        ("fact", (known.concepts, "这个概念"), (PERIODS, "这个期间")),
        ("says", None, (known.words, "这个词表")),
    ):
        for arguments in call_arguments(expression, function):
            for argument, wanted in zip(arguments, (first, second), strict=False):
                if wanted is not None and argument.name not in wanted[0]:
                    near = suggest(argument.name, wanted[0])
                    yield expression.mark.at(argument.at).fault(f"没有“{argument.name}”{wanted[1]}{near}")


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
            return known.labels | (known.columns if "row" in given else set())
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
        sets = {"编码名称": (("tables", "list"),), "科目路径": (), "用途": ()}.get(body.get("of", ""), (("tables",),))
    if sets and not any(all(k in body for k in keys) for keys in sets):
        yield node.mark.fault(f"这样写什么也查不到，还要写{'，或者'.join('、'.join(keys) for keys in sets)}")
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
        if written is not None and indicators.limits(written) is None:
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
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            return path
    return None


def _matrix(name: str, node: Mapping, vocabulary: Vocabulary) -> Iterator[RuleFault]:
    at = mark_of(node, "matrix")
    path = matrix_path(name, vocabulary)
    if path is None:
        yield at.fault(f"规则目录里没有“{name}”这个文件")
        return
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header = next(csv.reader(stream), [])
    if lacking := [c for c in MATRIX_COLUMNS if c not in header]:
        yield at.fault(f"“{name}”不是公开要素矩阵，缺少{'、'.join(lacking)}栏")
