"""参数：规则里可以由地方改的数和词，写在 params 里，带着默认的值。

    params: {上限: 5%, 允许的合计: [90, 100]}

算式和说法里直接写名字：assert: 增减率 <= 上限；message: 超过{上限}。
别的键里，整个值写成“=名字”：weights: =允许的合计。地方在 ruleset.yaml 里改：params: {规则编号: {上限: 3%}}。

替换在检查各键之前做完，所以改成的值与直接写在规则里一样检查，写错了指到 ruleset.yaml 的那个词。

错误示例  params: {合计: 5%}          （“合计”是表的栏）
正确示例  params: {合计的上限: 5%}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from engine.errors import RuleError, RuleFault
from engine.ruleset.grammar import parse
from engine.ruleset.model import Exemption
from engine.ruleset.syntax import Expression, Number, Unary, bind, name_parts
from engine.yaml_source import Mapping as Entries
from engine.yaml_source import Node, Scalar, Sequence, Word, suggest

KEY = "params"
_NAME = re.compile(r"[^\W\d]\w*")  # 上限
_USE = re.compile(r"=[^\W\d]\w*")  # =上限；“=100”是指标值，不是参数


@dataclass
class Params:
    """一条规则的参数。

    nodes 是改过之后的值；numbers 是其中可以写进算式的数；used 是用到过的名字，misused 是写进算式而不是数的。
    """

    nodes: dict[str, Node] = field(default_factory=dict)
    names: dict[str, Scalar] = field(default_factory=dict)
    numbers: dict[str, Number] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    misused: set[str] = field(default_factory=set)
    faults: list[RuleFault] = field(default_factory=list)

    @property
    def shown(self) -> dict[str, str]:
        """名字 → 写法，供说法用。"""
        return {n: "、".join(i.value for i in _items(node)) for n, node in self.nodes.items()}

    def replaced(self, node: Entries) -> Entries:
        """把各键里的“=名字”换成参数的值。"""
        return Entries(tuple((k, v if k.value == KEY else self._replaced(v)) for k, v in node), node.mark)

    def _replaced(self, node: Node) -> Node:
        match node:
            case Scalar() if _USE.fullmatch(node.value.strip()):
                name = node.value.strip()[1:]
                if name not in self.nodes:
                    near = suggest(name, self.nodes) or "，请在 params 里写上它"
                    self.faults.append(node.mark.fault(f"没有“{name}”这个参数{near}"))
                    return node
                self.used.add(name)
                return self.nodes[name]
            case Sequence():
                items: list[Node] = []
                for item in node:
                    found = self._replaced(item)
                    spliced = found is not item and isinstance(found, Sequence) and isinstance(item, Scalar)
                    items += found.items if spliced and isinstance(found, Sequence) else (found,)
                return Sequence(tuple(items), node.mark)
            case Entries():
                return Entries(tuple((k, self._replaced(v)) for k, v in node), node.mark)
        return node

    def bound(self, expression: Expression | None) -> Expression | None:
        """算式里的参数换成数。"""
        if expression is None or not self.nodes:
            return expression
        for part in name_parts(expression):
            if part.name in self.nodes:
                self.used.add(part.name)
                if part.name not in self.numbers:
                    self.misused.add(part.name)
                    message = f"参数“{part.name}”是“{self.shown[part.name]}”，不是一个数，不能写进算式"
                    self.faults.append(expression.mark.at(part.at).fault(message))
        return bind(expression, self.numbers)

    def exemption(self, case: Exemption) -> Exemption:
        """on_violation 的一项里的参数换成值。"""
        message = case.message
        if message is not None:
            self.used |= message.fields & set(self.nodes)
            message = message.bound(self.shown)
        return replace(case, test=self.bound(case.test), message=message)

    def finish(self, taken: Iterable[str], fields: Iterable[str]) -> list[RuleFault]:
        """最后查：没有用到的，与栏、要素同名的。taken 是已有的名称，fields 是说法用到的栏目。"""
        self.used |= set(fields)
        known = set(taken)
        for name, key in self.names.items():
            if name in self.misused:
                continue
            if name in known:
                self.faults.append(key.mark.fault(f"“{name}”已经是栏或要素的名称，参数请换一个名字"))
            elif name not in self.used:
                message = f"参数“{name}”没有用到，请在算式、说法里写上它，或在别的键里写 ={name}"
                self.faults.append(key.mark.fault(message))
        return self.faults


def read_params(node: Entries, overrides: Mapping[str, Node]) -> Params:
    """读规则的 params，地方改了的以 overrides（参数名带位置）为准。"""
    found = Params()
    written = node.get(KEY)
    if written is not None and not isinstance(written, Entries):
        found.faults.append(written.mark.fault("params 应写成“名字: 值”，例如 params: {上限: 5%}"))
    for key, value in written if isinstance(written, Entries) else ():
        if not _NAME.fullmatch(key.value):
            found.faults.append(key.mark.fault(f"参数名“{key.value}”只能用汉字、字母、数字、下划线，不能以数字开头"))
        elif why := _not_a_value(value):
            found.faults.append(value.mark.fault(f"参数“{key.value}”{why}"))
        else:
            found.nodes[key.value], found.names[key.value] = value, key
    for name, value in overrides.items():
        mark = name.mark if isinstance(name, Word) else value.mark
        if name not in found.nodes:
            rule = node.get("id")
            owner = rule.value if isinstance(rule, Scalar) else "规则"
            found.faults.append(mark.fault(f"{owner}没有“{name}”这个参数{suggest(name, found.nodes)}"))
        elif why := _not_a_value(value) or _other_kind(found.nodes[name], value):
            found.faults.append(value.mark.fault(f"参数“{name}”{why}"))
        else:
            found.nodes[name] = value
    found.numbers = {n: number for n, v in found.nodes.items() if (number := _number(v)) is not None}
    return found


def _items(node: Node) -> tuple[Scalar, ...]:
    items = node.items if isinstance(node, Sequence) else (node,)
    return tuple(i for i in items if isinstance(i, Scalar))


def _not_a_value(node: Node) -> str:
    items = _items(node)
    if isinstance(node, Entries) or not items or (isinstance(node, Sequence) and len(items) != len(node)):
        return "的值应是一段文字、一个数或一列，例如 上限: 5%"
    return "" if all(i.value.strip() for i in items) else "后面没有内容，请填写"


def _other_kind(default: Node, value: Node) -> str:
    """默认是比率的要改成比率：写成没有单位的数，算式就不成立了。"""
    was, now = _number(default), _number(value)
    if was is not None and (now is None or now.dimension != was.dimension):
        written = "、".join(i.value for i in _items(value))
        return f"原来是“{_items(default)[0].value}”，改成的也应这样写（带同样的 % 或单位），现在是“{written}”"
    return ""


def _number(node: Node) -> Number | None:
    """5%、50万元、-3 → 数；不是数的为 None。"""
    if not isinstance(node, Scalar):
        return None
    try:
        root = parse(node.value, node.mark).root
    except RuleError:  # 不是算式就是文字
        return None
    if isinstance(root, Unary) and isinstance(root.operand, Number):
        held = root.operand
        return Number(-held.value, held.dimension, held.unit, root.text, held.at)
    return root if isinstance(root, Number) else None
