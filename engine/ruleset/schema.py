"""键的清单：每一种规则能写哪些键、每个键该是什么，都写成数据，由这里统一检查。

为什么：写错一个键（tabel、columms）若被忽略，规则就会少查一半而没人知道；所以未知的键一律是错误，
并给出最接近的写法。位置总是那个键或那个值的位置。

种类        写法示例
text        title: 收支平衡
number      权重: 90            （也可写 12.5、-3、1,000）
boolean     convert_units: true （也可写 false、是、否）
choice      relation: equal     （只能是 values 之一）
texts       columns: [合计, 基本支出]；只有一项时可以写 columns: 合计
mapping     compare: {科目名称: 名称}
any         由规则种类自己检查
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, get_args

from engine.errors import RuleFault
from engine.text import norm
from engine.yaml_source import Mapping, Mark, Node, Scalar, Sequence, Word, suggest

Kind = Literal["text", "number", "boolean", "choice", "texts", "mapping", "any"]
KINDS: Final[tuple[str, ...]] = get_args(Kind)

# 检查后的值：any 原样交回节点；文字都是记得位置的 Word。
Value = str | Decimal | bool | tuple[str, ...] | dict[str, str] | Node

_BOOLEANS: Final = {"true": True, "false": False, "是": True, "否": False}
_NUMBER: Final = re.compile(r"[+-]?([0-9]{1,3}(,[0-9]{3}){1,6}|[0-9]{1,20})(\.[0-9]{1,10})?")  # 90　-3　1,000.5


@dataclass(frozen=True, slots=True)
class Field:
    """规则里的一个键；检查、编辑器补全、手册都取自这里。

    values  choice、texts、mapping 只能取的值
    doc     给审计人员看的说明
    names   值取自哪一类名称（表、栏、概念……），见 names.py
    fields  any 里面的键；many 为真时是一列这样的键值
    """

    name: str
    kind: Kind
    required: bool = False
    values: tuple[str, ...] = ()
    doc: str = ""
    names: str = ""
    fields: tuple[Field, ...] = ()
    many: bool = False


def check(node: Node, fields: Iterable[Field], what: str) -> tuple[dict[str, Value], list[RuleFault]]:
    """按 fields 检查一组键值，what 是它的称呼（“规则”“given”）。有错的键不进入返回的值。"""
    known = {field.name: field for field in fields}
    if not isinstance(node, Mapping):
        example = next(iter(known), "title")
        return {}, [node.mark.fault(f"{what}应写成“键: 值”，例如 {example}: …")]
    values: dict[str, Value] = {}
    faults: list[RuleFault] = []
    meant: set[str] = set()  # 写错的键像是哪个键；不再说缺了它
    for key, value in node:
        field = known.get(key.value)
        if field is None:
            near = suggest(key.value, known)
            meant |= {name for name in known if f"“{name}”" in near}
            told = near or f"；可用的键：{'、'.join(known)}"
            faults.append(key.mark.fault(f"{what}没有“{key.value}”这个键{told}", known if near else ()))
            continue
        found, wrong = _value(field, value)
        if found is not None:
            values[field.name] = found
        faults.extend(wrong)
    for field in known.values():
        if field.required and node.get(field.name) is None and field.name not in meant:
            hint = f"（{field.doc}）" if field.doc else ""
            faults.append(node.mark.fault(f"{what}缺少必填的键“{field.name}”{hint}"))
    return values, faults


def _value(field: Field, node: Node) -> tuple[Value | None, list[RuleFault]]:
    name = field.name
    if field.kind == "any":
        return node, []
    if isinstance(node, Scalar) and not node.value.strip():
        return None, [node.mark.fault(f"“{name}”后面没有内容，请填写，或删去这一行")]
    if field.kind == "texts":
        return _texts(field, node)
    if field.kind == "mapping":
        return _mapping(field, node)
    if not isinstance(node, Scalar):
        return None, [node.mark.fault(_single(name, node))]
    text = node.value.strip()
    if field.kind == "text":
        return Word(node.value.rstrip(), node.mark), []  # 左边不去空白，值里的位置才与 mark.at 对得上
    if field.kind == "number":
        number = norm(text)
        if _NUMBER.fullmatch(number):
            return Decimal(number.replace(",", "")), []
        return None, [node.mark.fault(f"“{name}”应是一个数，例如 {name}: 90，现在是“{text}”")]
    if field.kind == "boolean":
        if text.lower() in _BOOLEANS:
            return _BOOLEANS[text.lower()], []
        return None, [node.mark.fault(f"“{name}”只能写 true、false、是、否，现在是“{text}”")]
    if text in field.values:
        return Word(node.value, node.mark).cut(0), []
    return None, [_not_allowed(field, text, node.mark)]


def _not_allowed(field: Field, text: str, mark: Mark) -> RuleFault:
    near = suggest(text, field.values)
    return mark.fault(f"“{field.name}”不能是“{text}”{near or '。'}只能是：{'、'.join(field.values)}")


def _single(name: str, node: Node) -> str:
    """应是一段文字，却写成了列表或键值；最常见的原因是没加引号的 {栏目} 或 [可选]。"""
    found = "列表" if isinstance(node, Sequence) else "键值"
    return f"“{name}”应是一段文字，现在是{found}；以括号开头的文字要整个加引号，例如 {name}: '{{place}}……'"


def _texts(field: Field, node: Node) -> tuple[tuple[str, ...] | None, list[RuleFault]]:
    name = field.name
    if isinstance(node, Mapping):
        return None, [node.mark.fault(f"“{name}”应是列表，例如 {name}: [合计, 基本支出]")]
    texts: list[str] = []
    faults: list[RuleFault] = []
    items = (node,) if isinstance(node, Scalar) else node.items
    for item in items:
        if not isinstance(item, Scalar):
            faults.append(item.mark.fault(f"“{name}”的每一项应是一段文字；含括号或冒号的文字请加引号"))
        elif not item.value.strip():
            faults.append(item.mark.fault(f"“{name}”里有一项是空的，请填写或删去"))
        elif field.values and item.value.strip() not in field.values:
            faults.append(_not_allowed(field, item.value.strip(), item.mark))
        else:
            texts.append(Word(item.value, item.mark).cut(0))
    if not items:
        faults.append(node.mark.fault(f"“{name}”是空列表，请写上内容，例如 {name}: [合计]，或删去这一行"))
    return (None if faults else tuple(texts)), faults


def _mapping(field: Field, node: Node) -> tuple[dict[str, str] | None, list[RuleFault]]:
    """写错的一对不进入返回的值。"""
    name = field.name
    if not isinstance(node, Mapping):
        return None, [node.mark.fault(f"“{name}”应写成“键: 值”，例如 {name}: {{科目名称: 名称}}")]
    pairs: dict[str, str] = {}
    faults: list[RuleFault] = []
    for key, value in node:
        if not isinstance(value, Scalar):
            faults.append(value.mark.fault(f"“{name}”里“{key.value}”的值应是一段文字"))
        elif not value.value.strip():
            faults.append(value.mark.fault(f"“{name}”里“{key.value}”后面没有内容，应写成 {key.value}: 值"))
        elif field.values and value.value.strip() not in field.values:
            at = Field(f"{name}：{key.value}", "choice", values=field.values)
            faults.append(_not_allowed(at, value.value.strip(), value.mark))
        else:
            pairs[Word(key.value, key.mark)] = Word(value.value, value.mark).cut(0)
    return pairs, faults
