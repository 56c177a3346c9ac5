"""事实的数据类型：规则只面对事实，不面对版面。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.document import Place
from engine.light import light
from engine.numbers import Quantity

KINDS = (
    "document",  # 文件本身
    "announced",  # 目录或清单宣布的表、章节
    "part",  # 正文出现的表、章节
    "section",  # 正文的一节
    "table",  # 一张表
    "row",  # 表的一行
    "cell",  # 表的一格
    "stated",  # 文字里的一个数
    "statement",  # 文字里关于同一名目的一组数和词
    "word",  # 陈述中的词：方向、原因、用途
    "list",  # 一列：总额及其各项
    "name",  # 文字里的科目名称
    "indicator",  # 一条绩效指标
    "record",  # 一张绩效表单
    "known",  # 概念在表中的一格
    "derived",  # 由文件推算的数：上年数、项目个数
    "required",  # 公开要素矩阵的一行
    "text",  # 规则的文字查询所得
    "reference",  # 代码表的一行
    "prior",  # 另一份公开件里的一个数：上年的、同年另一文种的、所属单位的
    "outcome",  # 一个不符合项，供归并规则挑选
    "touch",  # 不符合项的一处证据
    "waiver",  # 涉及这份文件的一条豁免
)


SLOTS = (
    "本年",
    "上年",
    "前述",
    "预算",
    "决算",
    "增减额",
    "增减率",
    "增减",
    "占比",
    "完成率",
    "个数",
    "涉及金额",
    "年份",
    "基期年份",
    "方向",
    "升降",
    "比较",
    "原因",
    "差异原因",
    "本节原因",
    "用途",
    "值",
)
"""一条陈述可以有的要素。"""


@light
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
        return value if type(value) is str else str(value)
