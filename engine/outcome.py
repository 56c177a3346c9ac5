"""结论：每条规则在每一处的结果，六种之一。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.document import Place
from engine.light import light

PASS, FAIL, NOT_APPLICABLE, UNKNOWN, WAIVED, RULE_ERROR = (
    "pass",
    "fail",
    "not_applicable",
    "unknown",
    "waived",
    "rule_error",
)
STATUSES = (PASS, FAIL, NOT_APPLICABLE, UNKNOWN, WAIVED, RULE_ERROR)


@light
@dataclass(frozen=True, slots=True)
class Evidence:
    """一处证据：原文、位置、有关的数和单位。"""

    quote: str
    place: Place
    value: str = ""
    unit: str = ""


@light
@dataclass(frozen=True, slots=True)
class Step:
    """核算过程的一行：符号、项目、公开数、下限、上限、出处。数按 unit 计。"""

    sign: str
    item: str
    printed: str
    low: Decimal | None = None
    high: Decimal | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """一次比较：左、算符、右，各为（按印出的数算得的值，下限，上限），按 unit 计。"""

    left: tuple[Decimal, Decimal, Decimal]
    operator: str
    right: tuple[Decimal, Decimal, Decimal]
    unit: str
    holds: bool

    @property
    def difference(self) -> Decimal:
        return abs(self.left[0] - self.right[0])

    @property
    def allowed(self) -> Decimal:
        """四舍五入至多能解释的差：两边区间半宽之和。"""
        return (self.left[2] - self.left[1] + self.right[2] - self.right[1]) / 2


@light
@dataclass(frozen=True, slots=True)
class Outcome:
    """一条规则在一处的结论。

    at        稳定的位置键：表种/行/栏 或 章节/概念，不含页码、行号和数值
    fields    message 模板可用的字段
    message   已有定稿的说明；为空时由规则的 message 模板生成
    severity  为空时用规则的级别
    note      尾差、截尾等说明
    group     同一规则内合并为一个问题的键；为空则以 at 为键
    compared  比较的过程；解释一条规则（gouji explain）时才记
    cause     likely_cause 在清单（findings/causes.py）里的名称
    advice    为空时用规则的建议
    scope     算出这个结论的名称表，供 on_violation 用，用后即去掉
    about     归并规则说的同一根源的各结论，是它们在全部结论里的序号，留作问题的在前
    """

    status: str
    at: str
    reason: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    calculation: tuple[Step, ...] = ()
    likely_cause: str = ""
    severity: str = ""
    message: str = ""
    note: str = ""
    group: str = ""
    compared: tuple[Compared, ...] = ()
    cause: str = ""
    advice: str = ""
    scope: Any = field(default=None, compare=False, repr=False)
    about: tuple[int, ...] = ()
