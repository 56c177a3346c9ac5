"""单位是不是同一个：名称归一，去掉地名，认本级，查更名表。宁可认不出，不可认错。

更名、隶属是审核人员改的数据：规则文件夹的 reference/单位更名.csv、reference/单位隶属.csv。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from engine import csv_source
from engine.errors import UsageError
from engine.recognition.regions import Gazetteer, locate
from engine.recognition.vocabulary import Vocabulary
from engine.text import norm
from engine.within import readable

RENAMES = "单位更名.csv"
RENAME_COLUMNS = ("旧名", "新名", "起始年度", "依据")
BELONGS = "单位隶属.csv"
BELONG_COLUMNS = ("部门", "单位", "依据")

DEPARTMENT, UNIT = "部门", "单位"


@dataclass(frozen=True, slots=True)
class Key:
    """归一之后的名称。

    name   去掉省、市两级地名和“本级”的名称
    region 名称开头的、或文件所在的省市：江西省/赣州市；不知道为空串
    own    名称带“本级、机关”的，说的是部门自己
    local  名称里还有县、乡一级的地名：青石区水务局。没有的（水务局、第一中学）处处都有
    """

    name: str
    region: str
    own: bool
    local: bool

    @property
    def told(self) -> bool:
        """说得清是哪里的，不会与别处同名的混淆。"""
        return self.local or bool(self.region)

    def may_be(self, other: Key) -> bool:
        """地区不相矛盾。名称里没有县、乡的，省市就是名称的一部分，要完全一样；有的，一个不写、写得粗些也可以。"""
        if not self.local or not other.local:
            return self.region == other.region != ""
        short, long = sorted((self.region, other.region), key=len)
        return not short or long == short or long.startswith(f"{short}/")


@dataclass(frozen=True, slots=True)
class Rename:
    """更名表的一行。since 这一年起用新名；不写的两个名称一直通用。"""

    old: str
    new: str
    since: str
    basis: str


@dataclass(frozen=True, slots=True)
class Alias:
    """同一单位的另一个名称，哪几年用它（不限的为空串），为什么说是同一个。"""

    name: str
    why: str
    first: str = ""
    last: str = ""

    def used(self, year: str) -> bool:
        return (not self.first or year >= self.first) and (not self.last or year <= self.last)


@dataclass(frozen=True)
class Names:
    """怎样认单位。words 是词表，用其中的“本级写法”和认层级的词。"""

    regions: Gazetteer = field(default_factory=Gazetteer)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    renames: tuple[Rename, ...] = ()
    belongs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def load(cls, folders: Iterable[Path], vocabulary: Vocabulary) -> Names:
        """folders 是各规则文件夹，各可以有更名表、隶属表。写错的抛出 UsageError，指到那一行。"""
        bare = cls(vocabulary.regions, vocabulary.words)

        def named(row: Mapping[str, str], column: str) -> str:
            return bare.key(row[column]).name

        renames: list[Rename] = []
        belongs: list[tuple[str, str]] = []
        for folder in folders:
            for row in _rows(folder, RENAMES, RENAME_COLUMNS):
                renames.append(Rename(named(row, "旧名"), named(row, "新名"), row["起始年度"], row["依据"]))
            for row in _rows(folder, BELONGS, BELONG_COLUMNS):
                belongs.append((named(row, "部门"), named(row, "单位")))
        return cls(bare.regions, bare.words, tuple(renames), tuple(belongs))

    def key(self, entity: str, region: str = "") -> Key:
        """单位名称 → 归一的名称；region 是文件的地区，名称里有的以名称为准。"""
        whole = norm(entity)
        where, rest = self.regions.head(whole)
        rest = rest or whole
        base = next((rest.removesuffix(w) for w in self._own if rest.endswith(w) and len(rest) - len(w) >= 2), "")
        region = region if region.startswith(where) else where  # --region 写到县的比名称里的细
        _, level = locate(rest, "", self.regions, self.words)
        return Key(base or rest, region, bool(base), level in ("县级", "乡级"))

    @cached_property
    def _own(self) -> tuple[str, ...]:
        """本级的写法，长的在前：(本级)、机关本级、本级。"""
        return tuple(sorted(map(norm, self.words.get("本级写法", ())), key=len, reverse=True))

    def aliases(self, name: str, year: str) -> tuple[Alias, ...]:
        """与 year 年叫 name 的是同一单位的各个别的名称。更名表里旧名用到起始年度为止，新名从那年用起。"""
        found: dict[str, Alias] = {}
        waiting = [Alias(name, "")]
        while waiting:
            at = waiting.pop()
            for rename in self._linked.get(at.name, ()):
                old, new = Alias(rename.old, "", "", rename.since), Alias(rename.new, "", rename.since)
                mine, other = (old, new) if at.name == rename.old else (new, old)
                if other.name == name or other.name in found or (at.name == name and not mine.used(year)):
                    continue
                told = f"单位更名：{rename.old} → {rename.new}" + (f"（{rename.basis}）" if rename.basis else "")
                whole = "；".join(part for part in (at.why, told) if part)
                found[other.name] = replace(other, why=whole)
                waiting.append(found[other.name])
        return tuple(found.values())

    @cached_property
    def _linked(self) -> Mapping[str, Sequence[Rename]]:
        """名称 → 更名表里有它的各行。"""
        found: dict[str, list[Rename]] = {}
        for rename in self.renames:
            found.setdefault(rename.old, []).append(rename)
            found.setdefault(rename.new, []).append(rename)
        return found

    def units(self, name: str) -> tuple[str, ...]:
        """隶属表里部门的各单位。"""
        return tuple(dict.fromkeys(unit for department, unit in self.belongs if department == name))


def scope_of(title: str, key: Key) -> str:
    """公开的是部门还是单位自己：“部门预算”“单位预算”、名称带“本级”；看不出为空串。"""
    text = norm(title)
    if key.own or re.search(r"单位(?:预算|决算)", text):
        return UNIT
    return DEPARTMENT if re.search(r"部门(?:收支)?(?:预算|决算)", text) else ""


def _rows(folder: Path, name: str, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    """规则文件夹里一份 CSV 的各行，头两栏不得空；没有这个文件、不读它（读规则时已说）的一行也没有。"""
    path = folder / "reference" / name
    if not readable(path, folder):
        return
    table = iter(csv_source.rows(path))
    header = [norm(cell) for cell in next(table, [])]
    if lacking := [c for c in columns if c not in header]:
        raise UsageError(f"{path}：第 1 行缺少{'、'.join(lacking)}栏，应为 {','.join(columns)}。")
    for number, cells in enumerate(table, 2):
        row = {c: cell.strip() for c, cell in zip(header, cells, strict=False)}
        if not any(row.values()):
            continue
        row = {c: row.get(c, "") for c in columns}
        first, second = columns[:2]
        if empty := [c for c in (first, second) if not row[c]]:
            raise UsageError(f"{path}：第 {number} 行没有写{'、'.join(empty)}，请补上或删去这一行。")
        if norm(row[first]) == norm(row[second]):
            raise UsageError(f"{path}：第 {number} 行的{first}、{second}是一样的，请删去或改正。")
        since = row.get("起始年度", "")
        if since and not re.fullmatch(r"(?:19|20)\d\d", since):
            raise UsageError(f"{path}：第 {number} 行的起始年度是“{since}”，应是四位年份，如 2024；不知道的留空。")
        yield row
