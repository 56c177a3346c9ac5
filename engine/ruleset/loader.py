"""读规则：规则目录 → 规则集。一个文件一条规则；写错的规则记为错误，其余照常。"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.checks import CHECKS
from engine.errors import RuleError, RuleFault, UsageError
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.body import expression_of, message_of, read_body
from engine.ruleset.consistency import faults_of, mark_of
from engine.ruleset.manifest import Manifest, read_manifest
from engine.ruleset.model import SEVERITIES, Rule, Ruleset, TextQuery
from engine.ruleset.names import catalogues, faults_in
from engine.ruleset.schema import Field, check
from engine.yaml_source import Mapping, Scalar, load

KINDS = ("预算", "决算")
APPLIES_FIELDS = (
    Field("kind", "texts", values=KINDS, doc="文种：预算、决算"),
    Field("year", "text", doc="年度，如 >=2019、2019-2023"),
)
HEAD_FIELDS = (
    Field("id", "text", True, doc="规则编号，与文件名相同"),
    Field("title", "text", True, doc="一句话说明查什么"),
    Field("severity", "choice", True, values=SEVERITIES, doc="error 错误、warning 提示、info 说明"),
    Field("check", "choice", True, values=tuple(CHECKS), doc="规则的写法"),
    Field("tags", "texts", doc="标签"),
    Field("basis", "texts", doc="依据，法规依据.yaml 中的名称", names="依据"),
    Field("why", "text", doc="为什么查"),
    Field("how", "text", doc="如何计算"),
    Field("applies", "any", doc="适用：{kind: [预算, 决算], year: '>=2019'}", fields=APPLIES_FIELDS),
    Field("when", "text", doc="条件算式，不成立时不适用"),
    Field("message", "text", True, doc="问题怎么说，可用 {字段}"),
    Field("advice", "text", doc="整改建议"),
)
YEARS = re.compile(r"(>=|<=)?[12]\d{3}|[12]\d{3}-[12]\d{3}")  # >=2019　2019-2023　2024
MANIFEST = "ruleset.yaml"
SKIPPED = ("vocabulary", "reference")
_DEFAULT_HEAD = "真实性"


def rule_files(root: Path) -> Iterator[Path]:
    """规则文件，按路径排序；词汇、代码表、测试和清单除外。"""
    for path in sorted(p for p in root.rglob("*") if p.suffix.lower() in (".yaml", ".yml")):
        relative = path.relative_to(root)
        if relative.parts[0] in SKIPPED or path.name.endswith(".test.yaml") or str(relative) == MANIFEST:
            continue
        yield path


def load_ruleset(roots: tuple[Path, ...], vocabulary: Vocabulary) -> Ruleset:
    """依次读几个目录，后面目录的同名规则替换前面的。"""
    manifest = Manifest()
    rules: dict[str, Rule] = {}
    faults: list[RuleFault] = []
    digests: list[str] = []
    seen: set[str] = set()
    for root in roots:
        if not root.is_dir():
            raise UsageError(f"{root}：没有这个规则目录，请检查 --rules 后面的路径。")
        if (root / MANIFEST).exists():
            digests.append(_digest(root / MANIFEST, MANIFEST))
            try:
                manifest, wrong = read_manifest(root / MANIFEST, manifest)
                faults += wrong
            except RuleError as problem:
                faults += problem.faults
        here: dict[str, str] = {}
        for path in rule_files(root):
            name = str(path.relative_to(root))
            seen.add(path.stem)
            digests.append(_digest(path, name))
            if path.parent == root:
                message = "规则要放在下一级文件夹里（文件夹名就是问题的类别），请把它移到例如“表内勾稽”文件夹"
                faults.append(RuleFault(name, 1, 1, message, path.stem))
                continue
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
    faults += manifest.unknown(seen | set(rules))
    kept = tuple(r for i, r in sorted(rules.items()) if i not in manifest.disabled)
    if not kept and not faults:
        raise UsageError(f"{roots[-1]}：没有读到一条规则，请检查 --rules 后面的路径。")
    for folder in SKIPPED:
        digests += [_digest(path, f"{folder}/{path.name}") for path in sorted((roots[0] / folder).glob("*.*"))]
    digest = hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()
    return Ruleset(manifest.version, kept, tuple(faults), digest, len(digests))


def _digest(path: Path, name: str) -> str:
    return f"{name}:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def _rule(path: Path, name: str, manifest: Manifest, vocabulary: Vocabulary) -> Rule:
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
        faults.append(mark_of(node, "id").fault(f"编号“{rule_id}”与文件名“{path.stem}”不同，请改成一样"))
    body: dict[str, Any] = {k: v for k, v in values.items() if k in {f.name for f in module.FIELDS}}
    kinds, years = _applies(node, faults)
    when = expression_of(values.get("when"), mark_of(node, "when"), faults)
    faults += faults_in(node, (*HEAD_FIELDS, *module.FIELDS), catalogues(vocabulary))
    wrong = read_body(body, node)
    # 正文读不懂时，再查名称只会把同一处说两遍
    faults += wrong or faults_of(body, when, node, vocabulary)
    template = message_of(values, node, module, body, faults)
    if faults or template is None:
        raise RuleError(_named(faults, rule_id))
    family = Path(name).parts[0]
    return Rule(
        id=rule_id,
        title=str(values["title"]),
        severity=manifest.severity.get(rule_id, str(values["severity"])),
        check=str(values["check"]),
        family=family,
        head=manifest.heads.get(family, _DEFAULT_HEAD),
        tags=tuple(values.get("tags", ())),  # type: ignore[arg-type]
        basis=tuple(values.get("basis", ())),  # type: ignore[arg-type]
        why=str(values.get("why", "")),
        how=str(values.get("how", "")),
        advice=str(values.get("advice", "")),
        kinds=kinds,
        years=years,
        when=when,
        message=template,
        body=body,
        file=name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        mark=node.mark,
    )


def _applies(node: Mapping, faults: list[RuleFault]) -> tuple[tuple[str, ...], str]:
    """applies → 文种、年度条件。"""
    written = node.get("applies")
    if written is None:
        return (), ""
    values, wrong = check(written, APPLIES_FIELDS, "applies")
    faults += wrong
    kinds, years = values.get("kind", ()), str(values.get("year", ""))
    assert isinstance(kinds, tuple)
    if years and not YEARS.fullmatch(years.replace(" ", "")):
        at = written.get("year") if isinstance(written, Mapping) else None
        faults.append((at or written).mark.fault(f"年度“{years}”应写成 >=2019、<=2021、2019-2023 或 2024"))
    return kinds, years


def _any_field(node: Mapping) -> tuple[Field, ...]:
    """写法不认得时，不再对其余的键报错。"""
    known = {f.name for f in HEAD_FIELDS}
    return tuple(Field(key.value, "any") for key, _ in node if key.value not in known)


def _named(faults: list[RuleFault], rule_id: str) -> list[RuleFault]:
    return [replace(f, rule_id=rule_id) for f in faults]


def text_queries(rules: tuple[Rule, ...]) -> tuple[TextQuery, ...]:
    """规则集全部的文字查询。"""
    return tuple(
        q
        for rule in rules
        if hasattr(CHECKS[rule.check], "text_queries")
        for q in CHECKS[rule.check].text_queries(rule, rule.body.get("compiled", ()))
    )
