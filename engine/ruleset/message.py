"""问题的说法：带 {栏目} 的一句话，栏目只能取自这种规则给出的清单。

为什么不用 str.format：规则来自许多人，"{x.__class__}" 会读到程序内部。这里只做逐字替换，
没有取属性、没有格式码，替换进去的文字里再有花括号也不再替换。

错误示例：message: {table}列示{printed}         （没加引号，YAML 会当成键值）
正确示例：message: "{table}列示{printed}，相差{diff}"
要写花括号本身，用全角｛｝。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.errors import RuleError
from engine.text import nested
from engine.yaml_source import Mark, suggest

MAX_LENGTH: Final = 500


@dataclass(frozen=True, slots=True)
class Message:
    """parts 里单数位是栏目名，双数位是文字：("", "table", "列示", "printed", "")。"""

    text: str
    parts: tuple[str, ...]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(self.parts[1::2])

    def bound(self, values: Mapping[str, str]) -> Message:
        """把参数的栏目先填好；text 还是原来的写法。"""
        parts: list[str] = [self.parts[0]]
        for name, after in zip(self.parts[1::2], self.parts[2::2], strict=True):
            if name in values:
                parts[-1] += values[name] + after
            else:
                parts += [name, after]
        return Message(self.text, tuple(parts))

    def render(self, fields: Mapping[str, str]) -> str:
        """填入各栏目；没有的栏目填空，不报错。写在双引号里的栏目，内容里的双引号改为单引号。"""
        said = list(self.parts)
        for index in range(1, len(said), 2):
            value = fields.get(said[index], "")
            quoted = self.parts[index - 1].endswith("“") and self.parts[index + 1].startswith("”")
            said[index] = nested(value) if quoted else value
        return "".join(said)


def parse(text: str, mark: Mark, allowed: frozenset[str]) -> Message:
    """检查并拆开说法；写错时抛出 RuleError，位置指到错的那个字，几处错一并报告。"""
    if len(text) > MAX_LENGTH:
        raise RuleError([mark.fault(f"说法超过 {MAX_LENGTH} 个字，请写短些")])
    parts: list[str] = []
    faults = []
    at = 0
    while (opened := text.find("{", at)) >= 0:
        before = text[at:opened]
        if "}" in before:
            at += before.index("}")
            break
        closed = text.find("}", opened)
        if closed < 0 or "{" in text[opened + 1 : closed]:
            faults.append(mark.at(opened).fault("“{”没有配对的“}”，栏目应写成 {table}"))
            raise RuleError(faults)
        name = text[opened + 1 : closed].strip()
        if name not in allowed:
            near = suggest(name, allowed)
            can = near or f"；可用的栏目：{'、'.join(sorted(allowed)) or '无'}"
            faults.append(mark.at(opened + 1).fault(f"没有栏目“{name}”{can}", sorted(allowed) if near else ()))
        parts += [before, name]
        at = closed + 1
    if "}" in text[at:]:
        faults.append(mark.at(text.index("}", at)).fault("“}”前面没有“{”，栏目应写成 {table}"))
    if faults:
        raise RuleError(faults)
    return Message(text, (*parts, text[at:]))
