"""规则集清单 ruleset.yaml：版本、各文件夹归入哪一项检查内容、改级别、停用哪些规则。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import RuleFault
from engine.ruleset.model import HEADS, SEVERITIES
from engine.ruleset.schema import Field, check
from engine.yaml_source import Mapping as Entries
from engine.yaml_source import Mark, Node, load, suggest

FIELDS = (
    Field("version", "text", doc='规则集版本，如 "2026.11"'),
    Field("heads", "mapping", doc="文件夹: 检查内容，如 {三公经费: 细化程度}"),
    Field("severity", "mapping", doc="规则编号: 级别，如 {TXT-330: info}"),
    Field("disabled", "texts", doc="停用的规则编号，如 [TXT-330]"),
)


@dataclass(frozen=True)
class Manifest:
    """几个目录的清单依次合并，后面的逐项覆盖前面的。marks 为提到各规则编号的地方。"""

    version: str = ""
    heads: Mapping[str, str] = field(default_factory=dict)
    severity: Mapping[str, str] = field(default_factory=dict)
    disabled: tuple[str, ...] = ()
    marks: Mapping[str, Mark] = field(default_factory=dict)

    def unknown(self, ids: set[str]) -> Iterator[RuleFault]:
        """清单里提到而没有的规则。"""
        for rule_id, mark in self.marks.items():
            if rule_id not in ids:
                yield mark.fault(f"没有“{rule_id}”这条规则{suggest(rule_id, ids)}")


def read_manifest(path: Path, before: Manifest) -> tuple[Manifest, list[RuleFault]]:
    """读一份清单，合并到 before 上；写错的各处列出，其余照用。文件读不成抛出 RuleError。"""
    node = load(path, path.name)
    values, faults = check(node, FIELDS, "规则集清单")
    heads, severity = _pairs(values, "heads"), _pairs(values, "severity")
    listed = values.get("disabled", ())
    disabled = listed if isinstance(listed, tuple) else ()
    faults += _wrong(node, "heads", heads, HEADS) + _wrong(node, "severity", severity, SEVERITIES)
    at = {key: _at(node, key) for key in ("severity", "disabled")}
    return (
        Manifest(
            str(values.get("version", before.version)),
            {**before.heads, **{k: v for k, v in heads.items() if v in HEADS}},
            {**before.severity, **{k: v for k, v in severity.items() if v in SEVERITIES}},
            tuple(dict.fromkeys((*before.disabled, *disabled))),
            {**before.marks, **dict.fromkeys(severity, at["severity"]), **dict.fromkeys(disabled, at["disabled"])},
        ),
        faults,
    )


def _pairs(values: Mapping[str, object], key: str) -> dict[str, str]:
    found = values.get(key, {})
    return dict(found) if isinstance(found, dict) else {}


def _at(node: Node, key: str) -> Mark:
    found = node.get(key) if isinstance(node, Entries) else None
    return found.mark if found is not None else node.mark


def _wrong(node: Node, key: str, pairs: Mapping[str, str], allowed: tuple[str, ...]) -> list[RuleFault]:
    return [
        _at(node, key).fault(f"{key} 里“{name}”不能是“{value}”，只能是：{'、'.join(allowed)}")
        for name, value in pairs.items()
        if value not in allowed
    ]
