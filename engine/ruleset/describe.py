"""规则的白话：正文的每个键各是什么意思、写的是什么。解释命令和规则手册都用它。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.checks import CHECKS
from engine.numbers import plain
from engine.ruleset.model import Rule
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
    """规则正文各键，按键的清单的次序。"""
    return tuple(_lines(rule.body, CHECKS[rule.check].FIELDS, 0))


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
