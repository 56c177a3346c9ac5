"""科目代码表：编码 ↔ 名称，按文件年度取行。"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from engine.errors import UsageError
from engine.os_errors import reason
from engine.remember import MOST
from engine.text import norm


@dataclass(frozen=True, slots=True)
class Subject:
    """一个科目。certainty：seen 见过原件、high、medium、low。"""

    code: str
    name: str
    level: str
    parent: str
    first_year: str
    last_year: str
    certainty: str

    def valid_in(self, year: str) -> bool:
        return (not self.first_year or self.first_year <= year) and (not self.last_year or year <= self.last_year)


@lru_cache(maxsize=MOST)  # 各份公开件的科目大多相同
def bare(name: str) -> str:
    """比较科目名称用：去空白、括号内外的全半角差异已由 norm 处理，再去末尾“支出”前后的标点。"""
    return norm(name).strip(",.:;、。 ").replace('"', "")


class CodeList:
    """一份科目代码表。"""

    def __init__(self, subjects: Iterable[Subject], year: str = "") -> None:
        self.all = tuple(subjects)
        self.year = year
        self.by_code: dict[str, Subject] = {}
        for subject in self.all:
            if not year or subject.valid_in(year):
                self.by_code[subject.code] = subject

    def of_year(self, year: str) -> CodeList:
        return CodeList(self.all, year) if year else self

    @cached_property
    def by_name(self) -> dict[str, tuple[Subject, ...]]:
        found: dict[str, list[Subject]] = {}
        for subject in self.by_code.values():
            found.setdefault(bare(subject.name), []).append(subject)
        return {name: tuple(subjects) for name, subjects in found.items()}

    @cached_property
    def children(self) -> dict[str, tuple[Subject, ...]]:
        found: dict[str, list[Subject]] = {}
        for subject in self.by_code.values():
            found.setdefault(subject.parent, []).append(subject)
        return {code: tuple(subjects) for code, subjects in found.items()}

    @cached_property
    def classes(self) -> dict[str, str]:
        """类级科目：名称 → 编码；省去末尾“支出”的，对个人和家庭(的)补助(支出)，也认。"""
        found: dict[str, str] = {}
        for subject in self.by_code.values():
            if subject.level == "类":
                name = bare(subject.name)
                short = name.replace("的", "")
                written = [name, name.removesuffix("支出")]
                written += [short, f"{name}支出", f"{short}支出"] if name.endswith("补助") else []
                for each in written:
                    found.setdefault(each, subject.code)
        return found

    def named(self, name: str, level: str = "", parent: str = "") -> Subject | None:
        """按名称找科目；给出上级时只在其下找，仍有多个时取编码最小的。"""
        wanted = bare(name)
        found = [
            s
            for s in self.by_name.get(wanted, ())
            if (not level or s.level == level) and (not parent or s.parent == parent)
        ]
        return min(found, key=lambda s: s.code) if found else None


def load(path: Path) -> CodeList:
    """读代码表 CSV（编码,名称,级次,上级编码,起始年度,终止年度,可信度,…）。"""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as problem:
        raise UsageError(f"{path}：代码表打不开（{reason(problem)}），请检查规则目录是否完整。") from None
    try:
        return CodeList(
            Subject(r["编码"], r["名称"], r["级次"], r["上级编码"], r["起始年度"], r["终止年度"], r["可信度"])
            for r in rows
            if r.get("体系", "部门").startswith("部门") or "体系" not in r
        )
    except KeyError as missing:
        raise UsageError(f"{path}：代码表缺少“{missing.args[0]}”列，请对照 rules/reference/README.md 补上。") from None
