"""一个规则文件 → 一条规则：先换上参数，再检查各键，读正文，查名称。"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine.checks import CHECKS
from engine.errors import RuleError, RuleFault
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.body import expression_of, fields_of, message_of, read_body
from engine.ruleset.consistency import faults_of, mark_of, matrix_path, taken_names
from engine.ruleset.exemptions import FIELDS as EXEMPTION_FIELDS
from engine.ruleset.exemptions import read_exemptions
from engine.ruleset.manifest import APPLIES_FIELDS, read_domain
from engine.ruleset.model import SEVERITIES, Rule
from engine.ruleset.names import faults_in
from engine.ruleset.params import KEY as PARAMS
from engine.ruleset.params import Params, read_params
from engine.ruleset.schema import Field, check
from engine.yaml_source import Mapping, Node, Scalar, load

HEAD_FIELDS = (
    Field("id", "text", True, doc="规则编号，与文件名相同"),
    Field("title", "text", True, doc="一句话说明查什么"),
    Field("severity", "choice", True, values=SEVERITIES, doc="error 错误、warning 提示、info 说明"),
    Field("check", "choice", True, values=tuple(CHECKS), doc="规则的写法"),
    Field("tags", "texts", doc="标签"),
    Field("basis", "texts", doc="依据，法规依据.yaml 中的名称", names="依据"),
    Field("why", "text", doc="为什么查"),
    Field("how", "text", doc="如何计算"),
    Field(
        "applies",
        "any",
        doc="适用：{kind: [预算, 决算], year: '>=2019', region: [江西省], level: [县级]}",
        fields=APPLIES_FIELDS,
    ),
    Field("when", "text", doc="条件算式，不成立时不适用"),
    Field(PARAMS, "any", doc="参数：{上限: 5%}，地方可以改"),
    Field("message", "text", True, doc="问题怎么说，可用 {字段}"),
    Field("advice", "text", doc="整改建议"),
    Field(
        "on_violation",
        "any",
        doc="不符合时的例外：- {if: {has: [原因]}, severity: info, message: …}",
        fields=EXEMPTION_FIELDS,
        many=True,
    ),
    Field("likely_cause", "texts", doc="试算哪些可能的原因；省略为全部", names="可能原因"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """一个规则文件。shown 是报错时的文件名；family 是它所在的类别文件夹。"""

    path: Path
    shown: str
    family: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


@lru_cache(maxsize=4096)
def _loaded(path: Path, shown: str, digest: str) -> Node:
    """同一个文件在几套规则里只读一次；digest 使改过的文件重读。"""
    return load(path, shown)


def read_rule(source: Source, overrides: Map[str, Node], vocabulary: Vocabulary) -> Rule:
    """读一条规则；写错时抛出 RuleError，逐处说明。overrides 是地方改的参数。"""
    digest = source.digest
    node = _loaded(source.path, source.shown, digest)
    if not isinstance(node, Mapping):
        raise RuleError([node.mark.fault("规则文件应写成“键: 值”，例如 id: SUM-101")])
    params = read_params(node, overrides)
    node = params.replaced(node)
    kind = node.get("check")
    module = CHECKS.get(kind.value) if isinstance(kind, Scalar) else None
    values, faults = check(node, (*HEAD_FIELDS, *(module.FIELDS if module else _any_field(node))), "规则")
    rule_id = str(values.get("id", source.path.stem))
    if module is None:
        raise RuleError(_named(params.faults + faults, rule_id))
    if values.get("id") and rule_id != source.path.stem:
        message = f"编号“{rule_id}”与文件名“{source.path.stem}”不同，请改成一样"
        faults.append(mark_of(node, "id").fault(message))
    faults += faults_in(node, (*HEAD_FIELDS, *module.FIELDS), vocabulary)
    body: dict[str, Any] = {k: v for k, v in values.items() if k in {f.name for f in module.FIELDS}}
    domain = read_domain(node.get("applies"), vocabulary.regions, faults)
    when = params.bound(expression_of(values.get("when"), mark_of(node, "when"), faults))
    if wrong := read_body(body, node):  # 正文读不懂时，再查名称只会把同一处说两遍
        raise RuleError(_named(faults + wrong + params.faults, rule_id))
    _bind(body, params)
    faults += faults_of(body, when, node, vocabulary)
    if "matrix" in body:
        body["matrix_path"] = matrix_path(body["matrix"], vocabulary)
    fields = fields_of(module, body)
    template = message_of(values.get("message"), mark_of(node, "message"), fields | set(params.nodes), faults)
    slotted = "statement" in (body.get("given") or {}) or str(values["check"]) == "facts_agree"
    exempted = read_exemptions(node.get("on_violation"), fields | set(params.nodes), slotted, vocabulary, faults)
    exempted = tuple(params.exemption(e) for e in exempted)
    said = template.fields if template else frozenset()
    told = params.finish(taken_names(body, vocabulary) | fields, said)
    spoken = {(f.line, f.column) for f in told}  # 参数写错的地方，不再说它的值也不对
    faults = [f for f in faults if (f.line, f.column) not in spoken] + told
    if faults or template is None:
        raise RuleError(_named(faults, rule_id))
    return Rule(
        id=rule_id,
        title=str(values["title"]),
        severity=str(values["severity"]),
        check=str(values["check"]),
        family=source.family,
        head="",
        tags=_texts(values.get("tags")),
        basis=_texts(values.get("basis")),
        why=str(values.get("why", "")),
        how=str(values.get("how", "")),
        advice=str(values.get("advice", "")),
        domain=domain,
        when=when,
        message=template.bound(params.shown),
        body=body,
        file=source.shown,
        sha256=digest,
        mark=node.mark,
        params=params.shown,
        on_violation=exempted,
        likely_cause=_texts(values.get("likely_cause")),
    )


def _bind(body: dict[str, Any], params: Params) -> None:
    """正文各算式里的参数换成数。"""
    if body.get("assert") is not None:
        body["assert"] = params.bound(body["assert"])
    for condition in (*body.get("if_all", ()), *body.get("then_all", ())):
        if condition.get("assert") is not None:
            condition["assert"] = params.bound(condition["assert"])
    if isinstance(body.get("let"), dict):
        body["let"] = {name: params.bound(expression) for name, expression in body["let"].items()}


def _texts(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _any_field(node: Mapping) -> tuple[Field, ...]:
    """写法不认得时，不再对其余的键报错。"""
    known = {f.name for f in HEAD_FIELDS}
    return tuple(Field(key.value, "any") for key, _ in node if key.value not in known)


def _named(faults: list[RuleFault], rule_id: str) -> list[RuleFault]:
    return [replace(f, rule_id=rule_id) for f in faults]
