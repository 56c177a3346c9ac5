"""词汇：rules/vocabulary/ 与 rules/reference/ 中的版面知识，读成不可变的查找表。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from engine.errors import RuleError, RuleFault
from engine.recognition import codes, regions, wordbook
from engine.recognition.codes import CodeList
from engine.recognition.regions import Gazetteer
from engine.recognition.spellings import Spellings
from engine.recognition.wordbook import At, Layered, entry, words
from engine.remember import MOST, own_fields, remembered
from engine.text import norm
from engine.within import refused
from engine.yaml_source import Mark

# columns.yaml 里必有的各组：一组一组的写法，和一列一列的词
_COLUMN_GROUPS = ("编码栏", "名称栏", "金额栏", "口径")
_COLUMN_LISTS = ("不取数", "上年", "别项", "支出表别项")
# 表头末尾的单位和栏次算式：金额(万元)、合计(1=2+3)
_TAIL = re.compile(r"\((?:单位:)?(?:万元|元|千元|%)\)$|\([\d=+\-*/ ]+\)$")
# 标题里不参与比较的字：引号、书名号、空白
_QUOTES = str.maketrans("", "", "\"'《》<>")


@lru_cache(maxsize=MOST)
def plain_title(text: str) -> str:
    """标题比较用：归一化并去掉引号、书名号。"""
    return norm(text).translate(_QUOTES)


@dataclass(frozen=True, slots=True)
class Wording:
    """标题用字：have 全部出现且 lack 都不出现。"""

    have: tuple[str, ...]
    lack: tuple[str, ...]

    def matches(self, title: str) -> bool:
        for word in self.have:  # 一个标题要与上百种用字比，多半第一个字就不合
            if word not in title:
                return False
        return all(word not in title for word in self.lack)

    @property
    def weight(self) -> int:
        return sum(map(len, self.have))


@dataclass(frozen=True, slots=True)
class TableKind:
    """一种表。"""

    name: str
    document: str
    titles: tuple[Wording, ...]
    scope: str
    layout: str
    classification: str
    features: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionKind:
    """一种章节。scope 为其中金额的资金范围。"""

    name: str
    titles: tuple[Wording, ...]
    scope: str


K = TypeVar("K", TableKind, SectionKind)


def _wordings(value: Any, at: At) -> tuple[Wording, ...]:
    return tuple(
        Wording(
            tuple(map(plain_title, words(entry(e, at).get("含", []), at.of("含", f"{at.label}的“含”")))),
            tuple(map(plain_title, words(e.get("不含", []), at.of("不含", f"{at.label}的“不含”")))),
        )
        for e in (value if isinstance(value, list) else [value])
    )


def _features(value: Any, at: At) -> tuple[Wording, ...]:
    """没有标题时凭表内用字认表；逐字与表的内容比，不去引号。"""
    return tuple(
        Wording(
            tuple(map(norm, words(entry(e, at, "有", "无")["有"], at.of("有", f"{at.label}的“有”")))),
            tuple(map(norm, words(e["无"], at.of("无", f"{at.label}的“无”")))),
        )
        for e in (value if isinstance(value, list) else [value])
    )


def _table(name: str, value: Any, features: dict[str, Any], at: At) -> TableKind:
    here = at.of(name)
    spec = entry(value, here, "文种", "标题")
    return TableKind(
        str(name),
        spec["文种"],
        _wordings(spec["标题"], here),
        spec.get("范围", "无"),
        spec.get("版式", "科目行"),
        spec.get("分类", ""),
        _features(features.get(name, []), at.of(_key(features, name), f"特征“{name}”")),
    )


def _key(group: dict[str, Any], name: str) -> str:
    """键本身（带位置）；没有这个键时就是 name。"""
    return next((key for key in group if key == name), name)


def _section(name: str, value: Any, at: At) -> SectionKind:
    spec = entry(value, at.of(name), "标题")
    return SectionKind(str(name), _wordings(spec["标题"], at.of(name)), spec.get("范围", "无"))


def _lists(found: dict[str, Any], at: At) -> dict[str, tuple[str, ...]]:
    """整个文件都是 名称: [词, 词]。"""
    return {str(name): words(value, at.of(name)) for name, value in found.items()}


def _columns(found: dict[str, Any], at: At) -> dict[str, Any]:
    """表头的写法；用时才翻成查找表，写错了要在读入时说。"""
    for group in _COLUMN_GROUPS:
        _lookup(found[group], at.of(_key(found, group), group))
    for table, names in entry(found["表内"], at.of("表内")).items():
        _lookup(names, at.of(table, f"表内“{table}”"))
    for name in _COLUMN_LISTS:
        words(found[name], at.of(_key(found, name)))
    for table, counts in entry(found["标准栏次"], at.of("标准栏次")).items():
        here = at.of(table, f"标准栏次“{table}”")
        for count, names in entry(counts, here).items():
            words(names, at.of(count, f"{here.label}的 {count} 栏"))
    return found


def _concepts(found: dict[str, Any], at: At) -> dict[str, Any]:
    for name, value in found.items():
        spec = entry(value, at.of(name), "说法", "单元格")
        for key in ("说法", "单元格", "范围", "不接"):
            words(spec.get(key, []), at.of(_key(spec, key), f"“{name}”的“{key}”"))
    return found


def _undated(header: str) -> str:
    """2025年一般公共预算 → 一般公共预算；只写年份的不动。"""
    return re.sub(r"^(?:19|20)\d\d年度?(?=.)", "", header)


def _lookup(groups: Any, at: At) -> Spellings:
    """规范名称 → 写法 的表，翻成 写法 → 规范名称。"""
    found = Spellings()
    for name, spellings in entry(groups, at).items():
        for spelling in (name, *words(spellings, at.of(name))):
            found.setdefault(">".join(_TAIL.sub("", plain_title(part)) for part in spelling.split(">")), str(name))
    return found


def _by_weight(kinds: Iterable[K]) -> tuple[tuple[Wording, K], ...]:
    """各种标题用字，字多的在前；一样多的，在前的在前。"""
    titled = [(wording, kind) for kind in kinds for wording in kind.titles]
    return tuple(sorted(titled, key=lambda pair: -pair[0].weight))


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """一套词汇。载入后不变；认过的标题、栏名、行名记着。"""

    root: Path
    tables: tuple[TableKind, ...]
    sections: tuple[SectionKind, ...]
    columns: Mapping[str, Any]
    rows: Spellings
    indicators: Mapping[str, Spellings]
    words: Mapping[str, tuple[str, ...]]
    concepts: Mapping[str, Any]
    narrative: Mapping[str, tuple[str, ...]]
    functional: CodeList
    economic: CodeList
    regions: Gazetteer = field(default_factory=Gazetteer)
    layers: Layered = ()
    legal: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    text_labels: frozenset[str] = frozenset()

    @classmethod
    def load(cls, root: Path, layers: Layered = ()) -> Vocabulary:
        """读规则目录下的词汇，layers 是往上加的各层；文件缺失、不读、写错抛出 RuleError、UsageError。"""
        away = [(p, why) for name in ("vocabulary", "reference") for p, why in refused(root, name).items()]
        if away:
            raise RuleError([RuleFault(path.as_posix(), 0, 0, why) for path, why in away])

        def read(name: str, *keys: str) -> tuple[dict[str, Any], At]:
            return wordbook.read(root, layers, name, *keys)

        tables, at_tables = read("vocabulary/tables.yaml", "表种")
        features = entry(tables.get("特征", {}), at_tables.of("特征"))
        kinds = entry(tables["表种"], at_tables.of("表种"))
        sections, at_sections = read("vocabulary/sections.yaml")
        labels, at_labels = read("vocabulary/indicators.yaml", "文字项", "栏目", "表单")
        text_labels = frozenset(words(labels.pop("文字项"), at_labels.of("文字项")))
        return cls(
            root=root,
            layers=layers,
            tables=tuple(_table(name, value, features, at_tables) for name, value in kinds.items()),
            sections=tuple(_section(name, value, at_sections) for name, value in sections.items()),
            columns=_columns(*read("vocabulary/columns.yaml", *_COLUMN_GROUPS, *_COLUMN_LISTS, "表内", "标准栏次")),
            rows=_lookup(*read("vocabulary/rows.yaml")),
            indicators={str(group): _lookup(names, at_labels.of(group)) for group, names in labels.items()},
            words=_lists(*read("vocabulary/words.yaml")),
            concepts=_concepts(*read("vocabulary/concepts.yaml")),
            narrative=_lists(*read("vocabulary/narrative.yaml")),
            functional=codes.load(root / "reference" / "支出功能分类科目.csv"),
            economic=codes.load(root / "reference" / "支出经济分类科目.csv"),
            regions=regions.load(root / "reference" / "行政区划.csv"),
            legal=read("reference/法规依据.yaml")[0],
            text_labels=text_labels,
        )

    def extended(self, layers: Layered) -> Vocabulary:
        """加上几层地方的词汇；一层也没有的就是自己。"""
        return Vocabulary.load(self.root, layers) if layers != self.layers else self

    # ---- 表

    @remembered
    def table_of_title(self, title: str, document: str = "") -> TableKind | None:
        """标题属于哪种表；document 给出文种时只认该文种的表。"""
        bare = plain_title(title)
        for wording, kind in self._table_titles:
            if wording.matches(bare) and (not document or kind.document == document):
                return kind
        return None

    @cached_property
    def _table_titles(self) -> tuple[tuple[Wording, TableKind], ...]:
        return _by_weight(self.tables)

    def table_of_content(self, text: str, document: str) -> TableKind | None:
        """没有标题时按表内用字认表；有多种符合即不认。"""
        found = [k for k in self.tables if k.document == document and any(f.matches(text) for f in k.features)]
        return found[0] if len(found) == 1 else None

    @remembered
    def table(self, name: str) -> TableKind:
        return next(k for k in self.tables if k.name == name)

    # ---- 栏

    @cached_property
    def _columns(self) -> dict[str, Spellings]:
        at = At(Mark("columns.yaml", 1, 1))  # 读入时已查过，这里不会再错
        found = {group: _lookup(self.columns[group], at) for group in _COLUMN_GROUPS}
        for table, names in self.columns["表内"].items():
            found[f"表内/{table}"] = Spellings(
                (spelling, name)
                for spelling, name in _lookup(names, at).items()
                if spelling not in names or spelling == name
            )
        return found

    @cached_property
    def skipped_columns(self) -> tuple[str, ...]:
        return tuple(plain_title(w) for w in self.columns["不取数"])

    @cached_property
    def prior_words(self) -> tuple[str, ...]:
        return tuple(self.columns["上年"])

    @cached_property
    def amount_columns(self) -> tuple[str, ...]:
        return tuple(self.columns["金额栏"])

    def standard_columns(self, table: str, count: int) -> tuple[str, ...]:
        """官方表式各栏的次序；该表没有这样的栏数为空。"""
        return tuple(self.columns["标准栏次"].get(table, {}).get(str(count), ()))

    @remembered
    def basis(self, header: str) -> str:
        """表头的一节是否只说明口径：2024年预算数 → 预算数。"""
        bare = re.sub(r"^(?:19|20)\d\d年度?", "", _TAIL.sub("", plain_title(header)))
        return self._columns["口径"].get(bare, "")

    @remembered
    def column(self, path: tuple[str, ...], table: str) -> tuple[str, str]:
        """表头路径 → （类别：编码栏|名称栏|金额栏|''，规范栏名）。"""
        parts = [_undated(_TAIL.sub("", plain_title(p))) for p in path if p]
        if not parts:
            return "", ""
        # 由具体到一般：上级>下级、末级、折行拼接
        nested = [f"{a}>{parts[-1]}" for a in reversed(parts[:-1])]
        others = self.columns["别项"] + (self.columns["支出表别项"] if "收入" not in table else [])
        other = next((a for a in reversed(parts[:-1]) if a in others), "")
        if other:
            # 年初结转和结余>合计 是结转，不是本表的合计
            name = self._columns["金额栏"].get(other, "") if parts[-1] in ("合计", "小计", "总计") else ""
            return ("金额栏", name) if name else ("不取数", f"{other}>{parts[-1]}")
        spellings = [*nested, parts[-1], *("".join(parts[-n:]) for n in range(2, len(parts) + 1))]
        for spelling in spellings:
            for group in (f"表内/{table}", "编码栏", "名称栏", "金额栏"):
                if group in self._columns and (name := self._columns[group].get(spelling, "")):
                    return ("金额栏" if group.startswith("表内") else group), name
        for spelling in spellings:
            if ">" not in spelling and (name := self._columns["金额栏"].close(spelling)):
                return "金额栏", name
        return "", ""

    # ---- 行

    @remembered
    def row_role(self, name: str) -> str:
        """行名（已去序号）的规范名称；不是合计行、来源行为空串。"""
        bare = plain_title(name)
        # 财政专户管理资金收入(教育收费)：括号里是本地的说明
        unqualified = re.sub(r"\([^()]*\)$", "", bare)
        return self.rows.get(bare) or self.rows.get(unqualified, "") or self.rows.close(bare)

    # ---- 章节

    @remembered
    def says(self, text: str, wordlist: str) -> bool:
        """一段话里有没有词表中的词；先去掉“词表例外”里的说法。"""
        plain = plain_title(text)
        for exception in self.words.get(f"{wordlist}例外", ()):
            plain = plain.replace(plain_title(exception), "")
        return any(plain_title(word) in plain for word in self.words.get(wordlist, ()))

    @remembered
    def only(self, text: str, wordlist: str) -> bool:
        """一段话是不是就是词表里的一个词。"""
        plain = plain_title(text).strip("。;,")
        return any(plain_title(word) == plain for word in self.words.get(wordlist, ()))

    @remembered
    def section_of_title(self, title: str) -> SectionKind | None:
        bare = plain_title(title)
        return next((kind for wording, kind in self._section_titles if wording.matches(bare)), None)

    @cached_property
    def _section_titles(self) -> tuple[tuple[Wording, SectionKind], ...]:
        return _by_weight(self.sections)

    @remembered
    def sections_of_title(self, title: str) -> tuple[SectionKind, ...]:
        """标题所指的全部章节（“部门职责及机构设置”是两节）。"""
        bare = plain_title(title)
        return tuple(kind for kind in self.sections if any(w.matches(bare) for w in kind.titles))

    @remembered
    def indicator(self, group: str, label: str) -> str:
        """绩效表的栏目或标签：group 为 栏目、表单。"""
        bare = plain_title(label).removeprefix("其中:").rstrip(":")
        known = self.indicators[group]
        return (
            known.get(bare)
            or known.get(_TAIL.sub("", bare), "")
            or known.get(re.sub(r"\([^()]*\)", "", bare), "")
            or known.close(bare)
        )

    def __getstate__(self) -> dict[str, Any]:
        return own_fields(self)

    @cached_property
    def _years(self) -> dict[str, Vocabulary]:
        return {}

    def for_year(self, year: str) -> Vocabulary:
        """只留该年度有效的科目；同一年度给出同一个，查找表只建一次。"""
        if year not in self._years:
            self._years[year] = replace(
                self, functional=self.functional.of_year(year), economic=self.economic.of_year(year)
            )
        return self._years[year]
