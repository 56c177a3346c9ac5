"""规则：读入、检查之后的样子。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import RuleFault
from engine.ruleset.expression import Expression
from engine.ruleset.message import Message
from engine.ruleset.phrase import Phrase
from engine.yaml_source import Mark

SEVERITIES = ("error", "warning", "info")
HEADS = ("及时性", "完整性", "细化程度", "公开方式", "真实性")


@dataclass(frozen=True, slots=True)
class Rule:
    """一条规则。body 为该种规则自己的键，已按其清单检查。"""

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
    kinds: tuple[str, ...]
    years: str
    when: Expression | None
    message: Message
    body: Mapping[str, Any]
    file: str
    sha256: str
    mark: Mark

    def applies(self, kind: str, year: str) -> bool:
        """文种、年度是否相符；认不出年度时只看文种。"""
        if self.kinds and kind not in self.kinds:
            return False
        if not self.years or not year.isdigit():
            return True
        return _year_matches(self.years, int(year))


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
    """一套规则。errors 为不能用的规则及其错误，其余规则照常运行。"""

    version: str
    rules: tuple[Rule, ...]
    errors: tuple[RuleFault, ...]
    sha256: str
    files: int
