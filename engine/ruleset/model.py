"""规则：读入、检查之后的样子。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.errors import RuleFault
from engine.recognition.identity import Identity
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.expression import Expression
from engine.ruleset.message import Message
from engine.ruleset.phrase import Phrase
from engine.yaml_source import Mark

SEVERITIES = ("error", "warning", "info")
HEADS = ("及时性", "完整性", "细化程度", "公开方式", "真实性")


@dataclass(frozen=True, slots=True)
class Domain:
    """适用范围：文种、年度、地区、层级；空的不限。regions 是规范路径，如 江西省/赣州市。"""

    kinds: tuple[str, ...] = ()
    years: str = ""
    regions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()

    def excludes(self, identity: Identity) -> str:
        """不适用的理由，适用为空串。认不出年度时不按年度排除；认不出地区、层级的，限地区、层级的不适用。"""
        if not self.covers(identity.kind, identity.year):
            return "不适用于本文种或年度"
        if self.regions:
            wanted = "、".join(self.regions)
            if not identity.region:
                return f"不知道文件属于哪个地区，只用于{wanted}"
            if not any(f"{identity.region}/".startswith(f"{r}/") for r in self.regions):
                return f"不适用于{identity.region}，只用于{wanted}"
        if self.levels and identity.level not in self.levels:
            who = f"不适用于{identity.level}" if identity.level else "不知道文件属于哪一级"
            return f"{who}，只用于{'、'.join(self.levels)}"
        return ""

    def covers(self, kind: str, year: str) -> bool:
        """文种、年度是否相符；认不出年度时只看文种。"""
        if self.kinds and kind not in self.kinds:
            return False
        return not self.years or not year.isdigit() or _year_matches(self.years, int(year))


@dataclass(frozen=True, slots=True)
class Exemption:
    """on_violation 的一项：不符合时，条件成立就换级别、说法、建议。

    has       陈述里有这些要素；phrases 文字里找到其中之一（text 查询的编号是 规则编号#序号）；test 算式成立
    severity  off 为不算问题；空串不改
    message   已填好参数；None 不改
    """

    has: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    sections: tuple[str, ...]
    test: Expression | None
    severity: str
    message: Message | None
    advice: str


@dataclass(frozen=True, slots=True)
class Rule:
    """一条规则。body 为该种规则自己的键，已按其清单检查。params 是参数的名字和值；layer 是它所在的层。"""

    id: str
    title: str
    severity: str
    check: str
    family: str
    head: str
    tags: tuple[str, ...]
    basis: tuple[str, ...]
    why: str
    how: str
    advice: str
    domain: Domain
    when: Expression | None
    message: Message
    body: Mapping[str, Any]
    file: str
    sha256: str
    mark: Mark
    params: Mapping[str, str] = field(default_factory=dict)
    on_violation: tuple[Exemption, ...] = ()
    likely_cause: tuple[str, ...] = ()
    layer: str = ""

    def applies(self, kind: str, year: str) -> bool:
        """文种、年度是否相符；认不出年度时只看文种。"""
        return self.domain.covers(kind, year)


def _year_matches(condition: str, year: int) -> bool:
    """>=2019 / <=2021 / 2019-2023 / 2024。"""
    text = condition.replace(" ", "")
    if text.startswith(">="):
        return year >= int(text[2:])
    if text.startswith("<="):
        return year <= int(text[2:])
    if "-" in text:
        low, high = text.split("-")
        return int(low) <= year <= int(high)
    return year == int(text)


@dataclass(frozen=True, slots=True)
class TextQuery:
    """规则要在文字里找的话：整份文件查一次，得到 text 事实。

    id      规则编号加序号
    phrases 任一句式
    places  在哪里找：全文、标题、同表注，或章节名
    exclude 不找的章节
    raw     为真时在原文（含网页标签）里按字面找
    """

    id: str
    phrases: tuple[Phrase, ...]
    places: tuple[str, ...] = ("全文",)
    exclude: tuple[str, ...] = ()
    raw: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruleset:
    """一套规则：若干层叠起来，对一类文件有效的全部规则。

    errors  各层中不能用的规则及其错误，其余规则照常运行
    layers  用到的层，由底到上
    library 全部的层；由它按文件的身份另取一套
    """

    version: str
    rules: tuple[Rule, ...]
    errors: tuple[RuleFault, ...]
    sha256: str
    files: int
    layers: tuple[str, ...] = ()
    vocabulary: Vocabulary | None = field(default=None, repr=False, compare=False)
    library: Library | None = field(default=None, repr=False, compare=False)

    def of(self, identity: Identity) -> Ruleset:
        """对这份文件有效的一套。"""
        return self.library.ruleset(identity) if self.library else self

    @property
    def ids(self) -> frozenset[str]:
        """各层全部规则的编号，停用的也在内。"""
        return self.library.ids if self.library else frozenset(r.id for r in self.rules)


class Library(Protocol):
    """全部的层，见 layers.py。"""

    @property
    def ids(self) -> frozenset[str]: ...

    def ruleset(self, identity: Identity) -> Ruleset: ...
