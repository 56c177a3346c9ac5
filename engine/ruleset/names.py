"""名称：规则里的值取自哪一类名称，写的是不是其中之一，错的指到那个词。

键的清单用 names 说明取自哪一类（Field("table", "texts", names="表")）。读规则、编辑器补全、手册都用这里的名单。

错误示例  tables: [支出总账]          → 没有“支出总账”这种表，是否为“支出总表”？
错误示例  pairs: ['收入总表/合计/合记 = …']  → 位置指到“合记”
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine.errors import RuleFault
from engine.facts import brackets
from engine.facts.known import DERIVED
from engine.facts.model import SLOTS
from engine.facts.spots import HEADINGS
from engine.findings.causes import CAUSES
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.schema import Field
from engine.yaml_source import Mapping as Entries
from engine.yaml_source import Mark, Node, Scalar, Sequence, suggest

_SUBJECTS = ("支出功能分类", "支出功能分类款级", "支出功能分类项级", "支出经济分类", "收入来源")
FAMILIES: Final = (*_SUBJECTS, *brackets.FAMILIES)
"""科目本身成的列举；其余类别见 concepts.yaml 的“类别”。"""

BASES: Final = ("预算数", "决算数")


@dataclass(frozen=True)
class Catalogue:
    """一类名称。words 是 名称 → 说明；open 为真时也可以写别的（科目名称、编码）。"""

    kind: str
    words: Mapping[str, str]
    open: bool = False

    def fault(self, word: str, at: Mark) -> RuleFault | None:
        """word 不在名单里时的错误。"""
        if self.open or word in self.words:
            return None
        parts = re.split("[，、]", word)
        if len(parts) > 1 and parts[0] in self.words:
            return at.at(len(parts[0])).fault(f"几项之间要用英文逗号，例如 [{', '.join(parts[:2])}]")
        if word.startswith("-"):
            return at.fault(f"列表项的“-”后面要空一格，例如 - {word.split()[0][1:]}")
        return at.fault(f"没有“{word}”{self.kind}{suggest(word, self.words)}", self.words)


def catalogues(vocabulary: Vocabulary) -> dict[str, Catalogue]:
    """各类名称，键就是 Field.names。"""
    return {kind: make(vocabulary) for kind, make in _KINDS.items()}


def _tables(vocabulary: Vocabulary) -> Catalogue:
    return Catalogue("这种表", {t.name: f"{t.document}，{t.layout}" for t in vocabulary.tables})


def _columns_known(vocabulary: Vocabulary) -> Catalogue:
    return Catalogue("这一栏", dict.fromkeys(vocabulary.amount_columns, ""))


def _rows_known(vocabulary: Vocabulary) -> Catalogue:
    return Catalogue("这一行", dict.fromkeys(vocabulary.rows.values(), "合计行、来源行"), open=True)


def _concepts(vocabulary: Vocabulary) -> Catalogue:
    told = {n: f"文字里说“{spec['说法'][0]}”" if spec["说法"] else "" for n, spec in vocabulary.concepts.items()}
    return Catalogue("这个概念", {**told, **dict.fromkeys(DERIVED, "由程序数出来")})


def _sections(vocabulary: Vocabulary) -> Catalogue:
    return Catalogue("这种章节", {s.name: f"资金范围：{s.scope}" for s in vocabulary.sections})


def _searched(vocabulary: Vocabulary) -> Catalogue:
    everywhere = {"全文": "整份文件", HEADINGS: "章节和表的标题"}
    return Catalogue("这种章节", {**everywhere, **_sections(vocabulary).words})


def _families(vocabulary: Vocabulary) -> Catalogue:
    own = {str(spec["类别"]): "" for spec in vocabulary.concepts.values() if spec.get("类别")}
    return Catalogue("这类列举", {**dict.fromkeys(FAMILIES, ""), **own})


def _word_lists(vocabulary: Vocabulary) -> Catalogue:
    return Catalogue("这个词表", {n: "、".join(words[:6]) for n, words in vocabulary.words.items()})


def _legal(vocabulary: Vocabulary) -> Catalogue:
    return Catalogue("这条依据", {n: _cited(entry) for n, entry in vocabulary.legal.items()})


def _cited(entry: Mapping[str, str]) -> str:
    return f"《{entry.get('名称', '')}》{entry.get('条款', '')}：{entry.get('要求', '')}"


_KINDS: Final[Mapping[str, Callable[[Vocabulary], Catalogue]]] = {
    "表": _tables,
    "栏": _columns_known,
    "行": _rows_known,
    "概念": _concepts,
    "章节": _sections,
    "范围": _searched,
    "列举": _families,
    "要素": lambda _: Catalogue("这个要素", dict.fromkeys(SLOTS, "")),
    "口径": lambda _: Catalogue("这种口径", dict.fromkeys(BASES, "")),
    "词表": _word_lists,
    "可能原因": lambda _: Catalogue("这种可能原因", {name: cause.meaning for name, cause in CAUSES.items()}),
    "依据": _legal,
}


Word = tuple[int, str, str]
"""值里的一个名称：在值里的位置、名称、取自哪一类。"""


def _listed(text: str) -> Iterator[Word]:
    """@词表；不带 @ 的是文字本身。"""
    if text.startswith("@"):
        yield 1, text[1:], "词表"


def _columns(text: str) -> Iterator[Word]:
    """左栏=右栏。"""
    at = 0
    for part in text.split("="):
        yield at + len(part) - len(part.lstrip()), part.strip(), "栏"
        at += len(part) + 1


def _cells(text: str) -> Iterator[Word]:
    """表/行/栏[/口径] 或 表/行/栏 = 表/行/栏。"""
    for at, part in _split(text):
        word = part.strip()
        where = at + len(part) - len(part.lstrip())
        pieces = word.split("/")
        for index, piece in enumerate(pieces[:4]):
            if index != 1:
                yield where + len(piece) - len(piece.lstrip()), piece.strip(), ("表", "", "栏", "口径")[index]
            where += len(piece) + 1


def _split(text: str) -> Iterator[tuple[int, str]]:
    """按“=”和“ 或 ”拆开，各带位置。"""
    at = 0
    for side in text.split("="):
        inner = at
        for part in side.split(" 或 "):
            yield inner, part
            inner += len(part) + 3
        at += len(side) + 1


_READERS: Final[Mapping[str, Callable[[str], Iterable[Word]]]] = {
    "@词表": _listed,
    "栏=栏": _columns,
    "格=格": _cells,
}


def faults_in(node: Node, fields: Iterable[Field], vocabulary: Vocabulary) -> Iterator[RuleFault]:
    """一组键值里不认得的名称，按清单逐键、逐层地看；形状不对的由 schema.check 去说。"""
    known: dict[str, Catalogue] = {}
    for scalar, names in _named(node, fields):
        text = scalar.value.strip()
        skipped = len(scalar.value) - len(scalar.value.lstrip())
        reader = _READERS.get(names)
        for at, word, kind in reader(text) if reader else ((0, text, names),):
            if not word:
                continue
            if kind not in known:
                known[kind] = _KINDS[kind](vocabulary)
            fault = known[kind].fault(word, scalar.mark.at(skipped + at))
            if fault is not None:
                yield fault


def _named(node: Node, fields: Iterable[Field]) -> Iterator[tuple[Scalar, str]]:
    """写名称的各处，和取自哪一类。"""
    if not isinstance(node, Entries):
        return
    for field in fields:
        value = node.get(field.name)
        if value is None:
            continue
        for inner in value if field.many and isinstance(value, Sequence) else (value,):
            yield from _named(inner, field.fields)
        if field.names:
            for item in value if isinstance(value, Sequence) else (value,):
                if isinstance(item, Scalar):
                    yield item, field.names
