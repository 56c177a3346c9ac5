"""规则的白话：正文的每个键各是什么意思、写的是什么。解释命令和规则手册都用它。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.checks import CHECKS
from engine.numbers import plain
from engine.ruleset.model import Exemption, Rule
from engine.ruleset.schema import Field
from engine.ruleset.syntax import Expression


@dataclass(frozen=True, slots=True)
class Line:
    """一个键。depth 为层次，从 0 起；value 为空串时内容在后面更深的各行。"""

    depth: int
    key: str
    doc: str
    value: str

    @property
    def label(self) -> str:
        """说明的头几个字：只查哪些栏；省略为全部金额栏 → 只查哪些栏。"""
        return re.split("[；：，（]", self.doc, maxsplit=1)[0] or self.key


def manual(check: str) -> tuple[str, Mapping[str, str]]:
    """一种写法的说明：一句话，和“查什么、为什么、错误示例、正确示例”各节；取自它模块开头的说明。"""
    lines = (CHECKS[check].__doc__ or "").strip().splitlines()
    sections: dict[str, str] = {}
    name = ""
    for line in lines[1:]:
        if line.strip() and not line.startswith(" "):
            name, _, line = line.partition("  ")
        if name:
            sections[name] = f"{sections.get(name, '')}{line.strip()}"
    return lines[0].partition("：")[2].rstrip("。"), sections


def describe(rule: Rule) -> tuple[Line, ...]:
    """规则正文各键，按键的清单的次序；其后是参数、试算哪些原因、不符合时的例外。"""
    return (*_lines(rule.body, CHECKS[rule.check].FIELDS, 0), *_tail(rule))


def _tail(rule: Rule) -> Iterator[Line]:
    if rule.params:
        yield Line(0, "params", "参数", shown(rule.params))
    if rule.likely_cause:
        yield Line(0, "likely_cause", "试算哪些可能的原因", shown(rule.likely_cause))
    for case in rule.on_violation:
        yield Line(0, "on_violation", "不符合时的例外", _case(case))


def _case(case: Exemption) -> str:
    """有“原因”这个要素的，作“说明”，改说“……”。"""
    phrases = "”“".join(p.text for p in case.phrases)
    if case.has:
        condition = f"有{'、'.join(case.has)}"
    elif phrases:
        condition = f"{'、'.join(case.sections)}写有“{phrases}”"
    else:
        condition = f"{case.test.text if case.test is not None else ''} 成立"
    level = {"": "", "off": "，不算问题"}.get(case.severity, f"，级别改为 {case.severity}")
    return f"{condition}{level}{f'，改说“{case.message.text}”' if case.message else ''}"


def applies(rule: Rule) -> str:
    """适用的文种、年度、地区、层级，一句话；不限的为空串。"""
    domain = rule.domain
    parts = ("、".join(domain.regions), "、".join(domain.levels), "、".join(domain.kinds))
    return "，".join(p for p in (*parts, f"年度 {domain.years}" if domain.years else "") if p)


def _lines(values: Mapping[str, Any], fields: tuple[Field, ...], depth: int) -> Iterator[Line]:
    for field in fields:
        value = values.get(field.name)
        if value is None or (isinstance(value, Mapping) and not value):
            continue
        if isinstance(value, Mapping) and field.fields:
            yield Line(depth, field.name, field.doc, "")
            yield from _lines(value, field.fields, depth + 1)
        elif isinstance(value, tuple) and value and isinstance(value[0], Mapping):
            for number, item in enumerate(value, 1):
                yield Line(depth, f"{field.name} 第 {number} 条", field.doc, "")
                yield from _lines(item, field.fields, depth + 1)
        else:
            yield Line(depth, field.name, field.doc, shown(value))


def shown(value: Any) -> str:
    """键的值照规则文件里的写法写出。"""
    match value:
        case bool():
            return "是" if value else "否"
        case Decimal():
            return plain(value)
        case Expression():
            return value.text
        case Mapping():
            return "；".join(f"{k} = {shown(v)}" for k, v in value.items())
        case tuple() | list():
            return "、".join(map(shown, value))
    return str(value)
