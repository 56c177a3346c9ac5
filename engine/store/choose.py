"""取哪几份：同一单位的各份公开件里，哪一份是上年的、同年另一文种的、所属单位的。

同一单位、文种、年度有几份的，以标题或文件名写明更正的为准，其次核查日期晚的，再次后存进库的；
还分不出先后（一批给的、内容又不同）的，一份也不取，在报告里说。
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.facts.prior import SAME, UNITS, Taken
from engine.recognition.identity import Identity
from engine.store.names import DEPARTMENT, UNIT, Key, Names, scope_of

LIMIT = 200
"""一个部门至多取这么多个单位：更多的多半是名称认错了。"""


@dataclass(frozen=True, slots=True)
class Stored:
    """库里的一份。各项见 docs/store.md。"""

    document: int
    path: str
    sha256: str
    entity: str
    entity_key: str
    region: str
    level: str
    scope: str
    kind: str
    year: str
    correction: bool
    day: str
    run: int
    digest: str

    @property
    def rank(self) -> tuple[bool, str, int]:
        return self.correction, self.day, self.run


@dataclass(frozen=True, slots=True)
class Choice:
    """取用的一份：库里的，和报告里怎么说。"""

    stored: Stored
    taken: Taken


@dataclass(frozen=True, slots=True)
class Choices:
    chosen: tuple[Choice, ...] = ()
    notes: tuple[str, ...] = ()


Find = Callable[[Sequence[str]], Iterable[Stored]]
"""归一的名称（几个）→ 库里叫这些名称的各份。"""


def choose(identity: Identity, sha256: str, names: Names, find: Find) -> Choices:
    """正在核查的一份（身份、内容的哈希）→ 取用的各份。单位、年度、文种认不全的不取。"""
    if not (identity.entity and identity.year.isdigit() and identity.kind):
        return Choices()
    return _Choosing(identity, sha256, names, find).choices()


class _Choosing:
    def __init__(self, identity: Identity, sha256: str, names: Names, find: Find) -> None:
        self.identity = identity
        self.sha256 = sha256
        self.names = names
        self.find = find
        self.key = names.key(identity.entity, identity.region)
        self.scope = scope_of(identity.title, self.key)
        self.notes: list[str] = []

    def choices(self) -> Choices:
        own = list(self.candidates())
        chosen: list[Choice] = []
        year, kind = int(self.identity.year), self.identity.kind
        for relations, wanted_kind, wanted_year in _wanted(kind, year):
            found = [(s, why) for s, why in own if s.kind == wanted_kind and s.year == str(wanted_year)]
            if choice := self.pick(found, relations):
                chosen.append(choice)
        twins = [s for s, _ in own if (s.kind, s.year) == (kind, self.identity.year) and self.same_scope(s)]
        if twins:
            paths = "、".join(sorted(s.path for s in twins))
            self.notes.append(f"历年库里还有同一单位、同一年度、内容不同的{kind}：{paths}，请确认公开的是哪一份。")
        chosen += self.units(own)
        return Choices(tuple(chosen), tuple(self.notes))

    def candidates(self) -> Iterator[tuple[Stored, str]]:
        """同一单位的各份（不含正在核查的内容），和为什么认定是同一单位。"""
        aliases = {a.name: a for a in self.names.aliases(self.key.name, self.identity.year)}
        unclear: list[Stored] = []
        for stored in sorted(self.find((self.key.name, *aliases)), key=lambda s: s.path):
            if stored.sha256 == self.sha256:
                continue
            alias = aliases.get(stored.entity_key)
            if alias is not None and not alias.used(stored.year):
                continue
            if self.identity.level and stored.level and self.identity.level != stored.level:
                continue
            other = self.key_of(stored)
            if not self.key.told and not other.told and alias is None:
                unclear.append(stored)
            elif self.key.may_be(other):
                yield stored, alias.why if alias else self.why(stored)
        if unclear:
            told = "、".join(s.path for s in unclear[:3])
            self.notes.append(
                f"单位名称“{self.identity.entity}”没有写地区，不能断定与历年库里的同名单位是同一个（{told}），"
                "没有相比；确是同一个的，请用 --region 写明地区重新核查这几份。"
            )

    def key_of(self, stored: Stored) -> Key:
        return self.names.key(stored.entity, stored.region)

    def why(self, stored: Stored) -> str:
        if stored.entity == self.identity.entity:
            return "单位名称相同"
        return f"单位名称只差地名、括号或“本级”：{stored.entity}"

    def same_scope(self, stored: Stored) -> bool:
        return not self.scope or not stored.scope or self.scope == stored.scope

    def pick(self, found: Sequence[tuple[Stored, str]], relations: tuple[str, ...]) -> Choice | None:
        """最可靠的一份；部门的对部门的，单位的对单位的，看不出是哪一种而两种都有的不取。"""
        exact = [(s, why) for s, why in found if s.scope == self.scope]
        usable = exact or [(s, why) for s, why in found if self.same_scope(s)]
        if not usable:
            return None
        what = f"{usable[0][0].year}年{usable[0][0].kind}"
        if len({(s.scope, s.entity_key, s.region) for s, _ in usable}) > 1:
            told = "、".join(s.path for s, _ in usable)
            self.notes.append(f"{what}有几份，分不清哪一份是同一单位的（{told}），没有相比。")
            return None
        best = max(s.rank for s, _ in usable)
        top = [(s, why) for s, why in usable if s.rank == best]
        if len({s.digest for s, _ in top}) > 1:
            told = "、".join(s.path for s, _ in top)
            self.notes.append(
                f"{what}有 {len(top)} 份内容不同的，分不清以哪一份为准（{told}），没有相比；"
                "请在更正的一份的文件名里写上“更正”，或用 gouji store forget 去掉不用的。"
            )
            return None
        stored, why = top[0]
        if passed := [s for s, _ in usable if s.rank < best]:
            told = "写明更正的" if stored.correction and not passed[0].correction else "后公开的"
            why += f"；{what}有 {len(passed) + len(top)} 份，取{told}这一份"
        return Choice(stored, _taken(stored, relations, why))

    def units(self, own: Sequence[tuple[Stored, str]]) -> Iterator[Choice]:
        """部门的各单位：隶属表里的，和部门本级的。"""
        if self.scope != DEPARTMENT:
            return
        listed = dict.fromkeys(self.names.units(self.key.name), "单位隶属表")
        pools = [[(s, "部门本级") for s, _ in own if s.scope == UNIT]]
        found = sorted(self.find(tuple(listed)), key=lambda s: s.path) if listed else []
        for unit in listed:
            mine = [s for s in found if s.entity_key == unit and (self.key.may_be(self.key_of(s)) or not s.region)]
            pools.append([(s, listed[unit]) for s in mine])
        for pool in pools[:LIMIT]:
            same = [(s, w) for s, w in pool if (s.kind, s.year) == (self.identity.kind, self.identity.year)]
            best = max((s.rank for s, _ in same), default=None)
            top = [(s, w) for s, w in same if s.rank == best]
            if len({s.digest for s, _ in top}) == 1:
                yield Choice(top[0][0], _taken(top[0][0], (UNITS,), top[0][1]))


def title_of(entity: str, year: str, scope: str, kind: str, relations: Sequence[str]) -> str:
    """怎么称呼那一份：2024年部门预算；所属单位的写明是哪个单位。"""
    return (f"“{entity}”" if UNITS in relations else "") + f"{year}年{scope}{kind}"


def _wanted(kind: str, year: int) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """要取的：（称呼，文种，年度）。"""
    for other in ("预算", "决算"):
        yield (f"上年{other}", *((SAME,) if other == kind else ())), other, year - 1
    if kind == "决算":
        yield ("本年预算",), "预算", year


def _taken(stored: Stored, relations: tuple[str, ...], why: str) -> Taken:
    title = title_of(stored.entity, stored.year, stored.scope, stored.kind, relations)
    return Taken(relations, title, stored.path, stored.sha256, stored.entity, stored.kind, stored.year, why)
