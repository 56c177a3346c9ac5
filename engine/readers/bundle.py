"""哪几个文件合成一份公开件：说明是一个文件，表格是另几个文件。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.text import norm

_TABLES = (".xls", ".xlsx", ".et")
_PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
_YEAR = re.compile(r"(?:19|20)\d\d")
# 图片、附件的序号：第003页  附件2  (1)；四位以上的是年份、日期
_ORDINAL = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
# 剩下的标点、序号：- _ ( ) 、 . 空格
_MARKS = re.compile(r"[\W\d_]+")
_KINDS = ("预算", "决算")
# 一节数字、一节文字，数字按大小排：2.png 在 10.png 前
_PIECES = re.compile(r"\d+|\D+")


@dataclass(frozen=True, slots=True)
class Source:
    """一份公开件的来处。

    path    报告里怎么称呼它：合成一份的，是说明文件，或整个文件夹、压缩包
    files   要读的各文件的地址，按阅读顺序，说明在前表格在后
    problem 还没有读就知道读不了的原因，一句话
    """

    path: Path
    files: tuple[Path, ...] = ()
    problem: str = ""

    @property
    def names(self) -> dict[Path, str]:
        """各文件怎么称呼（即 Spot.file）：同在一处的只写文件名，不在一处的从分叉的地方写起。"""
        common = next(p for p in self.files[0].parents if all(p in f.parents for f in self.files))
        return {file: file.relative_to(common).as_posix() for file in self.files}

    def address(self, name: str) -> Path:
        """Spot.file → 那个文件的地址，可以交给 address.load；只有一个文件的，空串就是它。"""
        return next((f for f, own in self.names.items() if own == name), self.files[0])


@dataclass(frozen=True, slots=True)
class Naming:
    """文件名的用语：filler 与单位、年度、文种无关的话；units 单位名称的末字。"""

    filler: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: Mapping[str, Sequence[str]]) -> Naming:
        """词汇的词表 → 文件名的用语。"""
        return cls(tuple(words.get("文件名套话", ())), tuple(words.get("单位末字", ())))


@dataclass(frozen=True, slots=True)
class _Key:
    """文件名里看得出的单位、年度、文种；看不出为空串。"""

    unit: str
    year: str
    kind: str

    def agrees(self, other: _Key) -> bool:
        """年度、文种不相矛盾。"""
        return all(not a or not b or a == b for a, b in ((self.year, other.year), (self.kind, other.kind)))


def together(container: Path, files: Iterable[Path]) -> Source:
    """不论叫什么，合成一份：说明在前，表格在后，各按名字排。"""
    ordered = tuple(sorted(files, key=lambda f: (f.suffix.lower() in _TABLES, natural(f))))
    return Source(ordered[0] if len(ordered) == 1 else container, ordered)


def separately(files: Iterable[Path]) -> tuple[Source, ...]:
    """一个文件一份。"""
    return tuple(Source(f, (f,)) for f in files)


def group(files: Sequence[Path], naming: Naming) -> tuple[Source, ...]:
    """同一个文件夹里的各文件：表格归到唯一的说明，或单位、年度、文种相同的说明；连号的图片是一份的各页。"""
    tables = [f for f in files if f.suffix.lower() in _TABLES]
    pictures = [f for f in files if f.suffix.lower() in _PICTURES]
    narratives = [f for f in files if f not in tables and f not in pictures]
    owned: dict[Path, list[Path]] = {}
    alone = []
    for table in tables:
        owner = _owner(table, narratives, naming)
        if owner is None:
            alone.append(table)
        else:
            owned.setdefault(owner, []).append(table)
    found = [Source(n, (n, *sorted(owned.get(n, ()), key=natural))) for n in narratives]
    return (*found, *separately(alone), *_albums(pictures))


def natural(path: Path) -> tuple[tuple[int, int, str], ...]:
    """排序用：名字里的数字按大小。"""
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in _PIECES.findall(str(path)))


def _owner(table: Path, narratives: Sequence[Path], naming: Naming) -> Path | None:
    key = _key(table, naming)
    if len(narratives) == 1:
        own = _key(narratives[0], naming)
        return narratives[0] if own.agrees(key) and not _other_unit(own.unit, key.unit, naming) else None
    same = [n for n in narratives if key.unit and _key(n, naming).unit == key.unit and _key(n, naming).agrees(key)]
    return same[0] if len(same) == 1 else None


def _other_unit(one: str, other: str, naming: Naming) -> bool:
    """两个文件名各写了一个单位，而且不是同一个。"""
    return one.endswith(naming.units) and other.endswith(naming.units) and one not in other and other not in one


def _key(path: Path, naming: Naming) -> _Key:
    stem = norm(path.stem)
    years = _YEAR.findall(stem)
    kinds = [k for k in _KINDS if k in stem]
    unit = _MARKS.sub("", stem)
    for word in sorted((*naming.filler, *_KINDS), key=len, reverse=True):
        unit = unit.replace(word, "")
    return _Key(unit, years[0] if len(set(years)) == 1 else "", kinds[0] if len(kinds) == 1 else "")


def _albums(pictures: Sequence[Path]) -> list[Source]:
    """除序号外同名的图片是一份的各页。"""
    albums: dict[str, list[Path]] = {}
    for picture in pictures:
        albums.setdefault(_ORDINAL.sub("#", picture.stem), []).append(picture)
    return [Source(a[0], tuple(a)) for a in (sorted(pages, key=natural) for pages in albums.values())]
