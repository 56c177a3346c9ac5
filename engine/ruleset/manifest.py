"""规则集清单 ruleset.yaml：这一层叫什么、给哪些文件用，改级别、停用、启用哪些规则，改哪些参数。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import RuleFault
from engine.recognition.regions import LEVELS, Gazetteer
from engine.ruleset.model import HEADS, SEVERITIES, Domain
from engine.ruleset.schema import Field, check
from engine.yaml_source import Mapping as Entries
from engine.yaml_source import Node, Word, load, mark_in, suggest

NAME = "ruleset.yaml"
KINDS = ("预算", "决算")
OFF = "off"
APPLIES_FIELDS = (
    Field("kind", "texts", values=KINDS, doc="文种：预算、决算"),
    Field("year", "text", doc="年度，如 >=2019、2019-2023"),
    Field("region", "texts", doc="地区，如 江西省、江西省/赣州市"),
    Field("level", "texts", values=LEVELS, doc="层级：省级、市级、县级、乡级"),
)
FIELDS = (
    Field("version", "text", doc='规则集版本，如 "2026.11"'),
    Field("name", "text", doc="这一层的名称，如 江西省"),
    Field(
        "applies",
        "any",
        doc="这一层给哪些文件用：{region: [江西省], level: [县级], kind: [预算], year: '>=2024'}",
        fields=APPLIES_FIELDS,
    ),
    Field("heads", "mapping", values=HEADS, doc="文件夹: 检查内容，如 {三公经费: 细化程度}"),
    Field("severity", "mapping", values=(*SEVERITIES, OFF), doc="规则编号: 级别，如 {SUM-101: info}；off 为停用"),
    Field("disabled", "texts", doc="停用的规则编号，如 [SUM-101]"),
    Field("enabled", "texts", doc="重新启用上一层停用的规则编号"),
    Field("params", "any", doc="规则编号: {参数: 值}，如 {SUM-101: {上限: 3%}}"),
)
YEARS = re.compile(r"(>=|<=)?[12]\d{3}|[12]\d{3}-[12]\d{3}")  # >=2019　2019-2023　2024


@dataclass(frozen=True)
class Manifest:
    """一层的清单。各规则编号都是带位置的 Word。"""

    version: str = ""
    name: str = ""
    domain: Domain = field(default_factory=Domain)
    heads: Mapping[str, str] = field(default_factory=dict)
    severity: Mapping[str, str] = field(default_factory=dict)
    disabled: tuple[str, ...] = ()
    enabled: tuple[str, ...] = ()
    params: Mapping[str, Mapping[str, Node]] = field(default_factory=dict)

    def unknown(self, ids: set[str]) -> Iterator[RuleFault]:
        """清单里提到而没有的规则。"""
        for rule_id in (*self.severity, *self.disabled, *self.enabled, *self.params):
            if rule_id not in ids and isinstance(rule_id, Word):
                yield rule_id.mark.fault(f"没有“{rule_id}”这条规则{suggest(rule_id, ids)}")


def read_manifest(path: Path, shown: str, gazetteer: Gazetteer) -> tuple[Manifest, list[RuleFault]]:
    """读一份清单；写错的各处列出，其余照用。文件读不成抛出 RuleError。shown 是报错时的文件名。"""
    node = load(path, shown)
    values, faults = check(node, FIELDS, "规则集清单")
    heads, severity = _pairs(values, "heads"), _pairs(values, "severity")
    applies = node.get("applies") if isinstance(node, Entries) else None
    params, wrong = _params(node.get("params") if isinstance(node, Entries) else None)
    domain = read_domain(applies, gazetteer, faults)
    return (
        Manifest(
            str(values.get("version", "")),
            str(values.get("name", "")).strip(),
            domain,
            heads,
            severity,
            _texts(values, "disabled"),
            _texts(values, "enabled"),
            params,
        ),
        faults + wrong,
    )


def read_domain(node: Node | None, gazetteer: Gazetteer, faults: list[RuleFault]) -> Domain:
    """applies → 适用范围；写错的记入 faults。"""
    if node is None:
        return Domain()
    values, wrong = check(node, APPLIES_FIELDS, "applies")
    faults += wrong
    years = str(values.get("year", ""))
    if years and not YEARS.fullmatch(years.replace(" ", "")):
        message = f"年度“{years}”应写成 >=2019、<=2021、2019-2023 或 2024"
        faults.append(mark_in(values["year"], node.mark).fault(message))  # type: ignore[arg-type]
    regions = []
    for text in _texts(values, "region"):
        if path := gazetteer.path(text):
            regions.append(path)
        else:
            near = suggest(text, gazetteer.names) or "，应写成 江西省 或 江西省/赣州市"
            faults.append(mark_in(text, node.mark).fault(f"没有“{text}”这个地区{near}"))
    return Domain(_texts(values, "kind"), years, tuple(regions), _texts(values, "level"))


def _texts(values: Mapping[str, object], key: str) -> tuple[str, ...]:
    found = values.get(key, ())
    return found if isinstance(found, tuple) else ()


def _pairs(values: Mapping[str, object], key: str) -> dict[str, str]:
    found = values.get(key, {})
    return dict(found) if isinstance(found, dict) else {}


def _params(node: Node | None) -> tuple[dict[str, dict[str, Node]], list[RuleFault]]:
    """规则编号 → 参数 → 值（带位置的节点）。"""
    if node is None:
        return {}, []
    example = "params 应写成“规则编号: {参数: 值}”，例如 params: {SUM-101: {上限: 3%}}"
    if not isinstance(node, Entries):
        return {}, [node.mark.fault(example)]
    faults = [value.mark.fault(example) for _, value in node if not isinstance(value, Entries)]
    found: dict[str, dict[str, Node]] = {
        Word(key.value, key.mark): {Word(name.value, name.mark): v for name, v in value}
        for key, value in node
        if isinstance(value, Entries)
    }
    return found, faults
