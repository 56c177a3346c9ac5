"""读规则：规则目录 → 规则集。一个文件一条规则；写错的规则记为错误，其余照常。"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.checks import CHECKS, formula, given, implies, indicators, tables_agree
from engine.errors import RuleError, RuleFault, UsageError
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset import message as messages
from engine.ruleset import phrase as phrases
from engine.ruleset.expression import Expression, names
from engine.ruleset.expression import parse as parse_expression
from engine.ruleset.model import HEADS, SEVERITIES, Rule, Ruleset, TextQuery
from engine.ruleset.phrase import Phrase
from engine.ruleset.schema import Field, check
from engine.yaml_source import Mapping, Mark, Node, Scalar, Sequence, load, plain, suggest

HEAD_FIELDS = (
    Field("id", "text", True, doc="规则编号，与文件名相同"),
    Field("title", "text", True, doc="一句话说明查什么"),
    Field("severity", "choice", True, values=SEVERITIES, doc="error 错误、warning 提示、info 说明"),
    Field("check", "choice", True, values=tuple(CHECKS), doc="规则的写法"),
    Field("tags", "texts", doc="标签"),
    Field("basis", "texts", doc="依据，法规依据.yaml 中的名称"),
    Field("why", "text", doc="为什么查"),
    Field("how", "text", doc="如何计算"),
    Field("applies", "any", doc="适用：{kind: [预算, 决算], year: '>=2019'}"),
    Field("when", "text", doc="条件算式，不成立时不适用"),
    Field("message", "text", True, doc="问题怎么说，可用 {字段}"),
    Field("advice", "text", doc="整改建议"),
)
APPLIES_FIELDS = (
    Field("kind", "texts", doc="文种：预算、决算"),
    Field("year", "text", doc="年度，如 >=2019、2019-2023"),
)
_SKIPPED = ("vocabulary", "reference")
_DEFAULT_HEAD = "真实性"


def rule_files(root: Path) -> Iterator[Path]:
    """规则文件，按路径排序；词汇、代码表、测试和清单除外。"""
    for path in sorted(root.rglob("*.yaml")):
        relative = path.relative_to(root)
        if relative.parts[0] in _SKIPPED or len(relative.parts) < 2 or path.name.endswith(".test.yaml"):
            continue
        yield path


def load_ruleset(roots: tuple[Path, ...], vocabulary: Vocabulary) -> Ruleset:
    """依次读几个目录，后面目录的同名规则替换前面的。"""
    manifest: dict[str, Any] = {}
    rules: dict[str, Rule] = {}
    faults: list[RuleFault] = []
    digests: list[str] = []
    for root in roots:
        if not root.is_dir():
            raise UsageError(f"{root}：没有这个规则目录，请检查 --rules 后面的路径。")
        if (root / "ruleset.yaml").exists():
            try:
                manifest |= _manifest(root / "ruleset.yaml")
            except RuleError as problem:
                faults += problem.faults
        here: dict[str, str] = {}
        for path in rule_files(root):
            name = str(path.relative_to(root))
            digests.append(f"{name}:{hashlib.sha256(path.read_bytes()).hexdigest()}")
            try:
                rule = _rule(path, name, manifest, vocabulary)
            except RuleError as problem:
                faults += problem.faults
                continue
            if rule.id in here:
                faults.append(rule.mark.fault(f"编号“{rule.id}”与 {here[rule.id]} 重复，请改用别的编号"))
                continue
            here[rule.id] = name
            rules[rule.id] = rule
    disabled = set(manifest.get("disabled", ()))
    kept = tuple(r for i, r in sorted(rules.items()) if i not in disabled)
    if not kept and not faults:
        raise UsageError(f"{roots[-1]}：没有读到一条规则，请检查 --rules 后面的路径。")
    for folder in ("vocabulary", "reference"):
        for path in sorted((roots[0] / folder).glob("*.*")):
            digests.append(f"{folder}/{path.name}:{hashlib.sha256(path.read_bytes()).hexdigest()}")
    digest = hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()
    return Ruleset(str(manifest.get("version", "")), kept, tuple(faults), digest, len(digests))


def _manifest(path: Path) -> dict[str, Any]:
    found = plain(load(path, path.name))
    if not isinstance(found, dict):
        raise RuleError([RuleFault(path.name, 1, 1, '规则集清单应写成“键: 值”，例如 version: "2026.11"')])
    return found


def _rule(path: Path, name: str, manifest: dict[str, Any], vocabulary: Vocabulary) -> Rule:
    node = load(path, name)
    if not isinstance(node, Mapping):
        raise RuleError([node.mark.fault("规则文件应写成“键: 值”，例如 id: SUM-101")])
    kind = node.get("check")
    module = CHECKS.get(kind.value) if isinstance(kind, Scalar) else None
    values, faults = check(node, (*HEAD_FIELDS, *(module.FIELDS if module else _any_field(node))), "规则")
    rule_id = str(values.get("id", path.stem))
    if module is None:
        raise RuleError(_named(faults, rule_id))
    if values.get("id") and rule_id != path.stem:
        faults.append(_mark(node, "id").fault(f"编号“{rule_id}”与文件名“{path.stem}”不同，请改成一样"))
    body: dict[str, Any] = {k: v for k, v in values.items() if k in {f.name for f in module.FIELDS}}
    for step in (_given, _expressions, _conditions, _rows, _names, _phrases):
        faults += step(body, node, vocabulary)
    applies, wrong = check(node.get("applies"), APPLIES_FIELDS, "applies") if node.get("applies") else ({}, [])  # type: ignore[arg-type]
    faults += wrong
    when = _expression(values.get("when"), _mark(node, "when"), faults)
    template = _message(values, node, module, body, faults)
    for entry in values.get("basis", ()):  # type: ignore[union-attr]
        if entry not in vocabulary.legal:
            faults.append(_mark(node, "basis").fault(f"法规依据中没有“{entry}”{suggest(str(entry), vocabulary.legal)}"))
    family = Path(name).parts[0]
    head = str(manifest.get("heads", {}).get(family, _DEFAULT_HEAD))
    if head not in HEADS:
        faults.append(node.mark.fault(f"ruleset.yaml 的 heads 把“{family}”归入“{head}”，只能是：{'、'.join(HEADS)}"))
    if faults or template is None:
        raise RuleError(_named(faults, rule_id))
    severity = str(manifest.get("severity", {}).get(rule_id, values["severity"]))
    return Rule(
        id=rule_id,
        title=str(values["title"]),
        severity=severity if severity in SEVERITIES else str(values["severity"]),
        check=str(values["check"]),
        family=family,
        head=head,
        tags=tuple(values.get("tags", ())),  # type: ignore[arg-type]
        basis=tuple(values.get("basis", ())),  # type: ignore[arg-type]
        why=str(values.get("why", "")),
        how=str(values.get("how", "")),
        advice=str(values.get("advice", "")),
        kinds=tuple(applies.get("kind", ())),  # type: ignore[arg-type]
        years=str(applies.get("year", "")),
        when=when,
        message=template,
        body=body,
        causes=(),
        file=name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        mark=node.mark,
    )


def _any_field(node: Mapping) -> tuple[Field, ...]:
    """写法不认得时，不再对其余的键报错。"""
    known = {f.name for f in HEAD_FIELDS}
    return tuple(Field(key.value, "any") for key, _ in node if key.value not in known)


def _named(faults: list[RuleFault], rule_id: str) -> list[RuleFault]:
    return [RuleFault(f.file, f.line, f.column, f.message, rule_id) for f in faults]


def _mark(node: Mapping, key: str) -> Mark:
    found = node.get(key)
    return found.mark if found is not None else node.mark


def _expression(text: object, mark: Mark, faults: list[RuleFault]) -> Expression | None:
    if not text:
        return None
    try:
        return parse_expression(str(text), mark)
    except RuleError as problem:
        faults += problem.faults
        return None


# ---------- 各部分


def _given(body: dict[str, Any], node: Mapping, vocabulary: Vocabulary) -> list[RuleFault]:
    if "given" not in body:
        return []
    values, faults = check(body["given"], given.FIELDS, "given")
    if not any(k in values for k in ("table", "statement", "list", "record", "heading", "text", "once")):
        faults.append(body["given"].mark.fault("given 要说明取哪些数，例如 given: {table: [支出总表]}"))
    body["given"] = values
    return faults


def _expressions(body: dict[str, Any], node: Mapping, vocabulary: Vocabulary) -> list[RuleFault]:
    faults: list[RuleFault] = []
    if "assert" in body:
        expression = _expression(body["assert"], _mark(node, "assert"), faults)
        if expression is not None and not expression.logical:
            faults.append(_mark(node, "assert").fault("assert 应是一个判断，例如 合计 == 基本支出 + 项目支出"))
        body["assert"] = expression
    lets: dict[str, Expression] = {}
    let = body.get("let")
    if isinstance(let, Mapping):
        for key, value in let:
            expression = _expression(value.value if isinstance(value, Scalar) else "", value.mark, faults)
            if expression is not None:
                lets[key.value] = expression
    elif let is not None:
        faults.append(_mark(node, "let").fault("let 应写成“名称: 算式”，例如 let: {上年: 本年 - 增减额}"))
    if "assert" in body:
        body["let"] = lets
    return faults


def _conditions(body: dict[str, Any], node: Mapping, vocabulary: Vocabulary) -> list[RuleFault]:
    faults: list[RuleFault] = []
    for key, fields in (("if", implies.IF_FIELDS), ("then", implies.THEN_FIELDS)):
        if key in body:
            body[key], wrong = check(body[key], fields, key)
            faults += wrong
    return faults


def _rows(body: dict[str, Any], node: Mapping, vocabulary: Vocabulary) -> list[RuleFault]:
    rows = body.get("rows")
    if rows is None or not isinstance(rows, Node):
        return []
    if not isinstance(rows, Sequence):
        return [_mark(node, "rows").fault("rows 应是列表，每项写 {where: {...}, must: {...}, problem: …}")]
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
        for values in (*where.values(), *must.values()):
            for word in values if isinstance(values, tuple) else ():
                if word.startswith("@") and word[1:] not in vocabulary.words:
                    faults.append(item.mark.fault(f"没有“{word[1:]}”这个词表{suggest(word[1:], vocabulary.words)}"))
        found.append({"where": where, "must": must, "problem": row["problem"]})
    body["rows"] = tuple(found)
    return faults


def _names(body: dict[str, Any], node: Mapping, vocabulary: Vocabulary) -> list[RuleFault]:
    """表种、栏、概念的名称都要认得。"""
    tables = {t.name for t in vocabulary.tables}
    given = body.get("given", {})
    faults: list[RuleFault] = []
    places: list[tuple[str, tuple[str, ...]]] = [(k, body[k]) for k in ("tables", "left", "right") if k in body]
    places += [("given", given[k]) for k in ("table", "row", "record") if k in given]
    places += [("if", body["if"]["table"])] if body.get("if", {}).get("table") else []
    places += [("pairs", tables_agree.tables_of_pairs(body["pairs"]))] if "pairs" in body else []
    for key, found in places:
        for name in found:
            if name not in tables:
                faults.append(_mark(node, key).fault(f"没有“{name}”这种表{suggest(name, tables)}"))
    columns = set(vocabulary.amount_columns)
    for name in body.get("columns", ()):
        for part in name.split("="):
            if part.strip() not in columns:
                faults.append(
                    _mark(node, "columns").fault(f"没有“{part.strip()}”这一栏{suggest(part.strip(), columns)}")
                )
    for key, found in (("concepts", body.get("concepts", ())), ("given", given.get("concepts", ()))):
        for name in found:
            if name not in vocabulary.concepts:
                faults.append(_mark(node, key).fault(f"没有“{name}”这个概念{suggest(name, vocabulary.concepts)}"))
    if "table" in given and "each" not in given and body.get("assert") is not None:
        known = columns | set(body.get("let", {}))
        for name in sorted(names(body["assert"])):
            if name not in known and "." not in name:
                faults.append(_mark(node, "assert").fault(f"没有“{name}”这一栏{suggest(name, known)}"))
    if "matrix" in body:
        path = vocabulary.root / body["matrix"]
        if not path.resolve().is_relative_to(vocabulary.root.resolve()) or not path.is_file():
            faults.append(_mark(node, "matrix").fault(f"规则目录里没有“{body['matrix']}”这个文件"))
    return faults


def _message(
    values: dict[str, Any], node: Mapping, module: Any, body: dict[str, Any], faults: list[RuleFault]
) -> messages.Message | None:
    allowed = set(getattr(module, "MESSAGE_FIELDS", ()))
    if module is formula:
        given = body.get("given", {})
        slots = (
            "本年",
            "上年",
            "前述",
            "预算",
            "决算",
            "增减额",
            "增减率",
            "占比",
            "完成率",
            "个数",
            "涉及金额",
            "方向",
            "升降",
            "比较",
            "原因",
            "用途",
        )
        allowed |= {*formula.FIXED_FIELDS, *slots, *(f"总体.{s}" for s in slots), "各项", "底数"}
        allowed |= set(body.get("let", {})) | set(given.get("statement", ()))
        if body.get("assert") is not None:
            allowed |= set(names(body["assert"]))
    text = values.get("message")
    if not text:
        return None
    try:
        return messages.parse(str(text), _mark(node, "message"), frozenset(allowed))
    except RuleError as problem:
        faults += problem.faults
        return None


def text_queries(rules: tuple[Rule, ...]) -> tuple[TextQuery, ...]:
    """规则集全部的文字查询。"""
    return tuple(
        q
        for rule in rules
        if hasattr(CHECKS[rule.check], "text_queries")
        for q in CHECKS[rule.check].text_queries(rule, rule.body.get("compiled", ()))
    )


def _phrases(body: dict[str, Any], node: Mapping, vocabulary: Vocabulary) -> list[RuleFault]:
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
