"""事实的数据类型：规则只面对事实，不面对版面。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.document import Place
from engine.numbers import Quantity

KINDS = (
    "cell",
    "row",
    "stated",
    "statement",
    "list",
    "indicator",
    "record",
    "part",
    "table",
    "name",
    "text",
    "reference",
    "document",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """文件陈述的一件事。

    id       同一文件内唯一、按阅读顺序编号（f1、f2……）
    kind     见 KINDS
    keys     规则据以挑选和连接的键，值只有文字和真假
    quantity 金额、比率、个数；没有数的事实为 None
    printed  原文
    slots    复合事实的各组成部分：行的各栏、陈述的各要素、指标的各项
    """

    id: str
    kind: str
    keys: Mapping[str, str | bool]
    place: Place
    printed: str = ""
    quantity: Quantity | None = None
    slots: Mapping[str, Fact] = field(default_factory=dict)
    items: tuple[Fact, ...] = ()

    def key(self, name: str) -> str:
        """文字键的值，没有为空串。"""
        value = self.keys.get(name, "")
        return value if isinstance(value, str) else str(value)
