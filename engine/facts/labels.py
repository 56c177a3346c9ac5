"""名目：数字前面的文字说的是哪个概念、哪个科目。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from engine.facts.wording import Wording
from engine.light import light
from engine.recognition.codes import bare
from engine.recognition.vocabulary import Vocabulary, plain_title
from engine.remember import MOST, remembered

T = TypeVar("T")

# 社会保障和就业支出(类)行政事业单位养老支出(款)机关事业单位基本养老保险缴费支出(项)
# 名称里可以有括号：政府办公厅(室)及相关机构事务(款)
PATH = re.compile(r"((?:[^()（）,。;:、\"\d]|\((?![类款项]\))[^()\d]{1,12}\)){2,40}?)\((类|款|项)\)")
_LEVEL = re.compile(r"\([类款项]\)")
_ORDER = ("(类)", "(款)", "(项)")
# 路径中间一级的名称里可以有顿号、引号：（款）环境保护法规、规划及标准（项）　（款）“两房”建设（项）
_INNER = re.compile(r"[^、()（）,。;:\d][^()（）,。;:\d]{0,40}")
_NOT_NAME = re.compile(r"[（）,。;:、\"\d]")
# 数字前一截文字中最后一个分隔之后的部分才是名目
_PIECE = re.compile(r"[,;:、]")
# 收、支总计 → 收支总计；财政拨款收入总计、支出总计 → 财政拨款收支总计
_PAIR = re.compile(r"收(?:入)?[、和及]支(?:出)?|收入(?=(总计|合计)[、和及]支出\1)\1[、和及]支出")
_SHORTEST = 4  # 三个字以下的科目名称不认：其他、培训
_YEARS = re.compile(r"^(?:(?:19|20)\d\d年度?)?")
_GENERIC = re.compile(
    r"^(?:(?:19|20)\d\d年度?|本年度?|当年|部门|单位|本部门|本单位|我部门|我单位|全年|按|由|与|和|各|项目|该项目|本项目|该项|其)*$"
)


@light
@dataclass(frozen=True, slots=True)
class Subject:
    """名目。concept 概念；code 科目编码；family 列举的类别；name 文中的写法。"""

    concept: str = ""
    code: str = ""
    name: str = ""
    family: str = ""
    classification: str = ""
    alternate: str = (
        ""  # 另一种分类的同名科目编码：“其他支出”既是功能分类也是经济分类，“国有资本经营预算支出”既是概念也是类级科目
    )

    @property
    def known(self) -> bool:
        return bool(self.concept or self.code)

    @property
    def key(self) -> tuple[str, str]:
        """概念和科目。"""
        return self.concept, self.code

    def same_as(self, other: Subject) -> bool:
        """说的是同一件事：概念和科目相同；都认不出的看名称。"""
        if self.known or other.known:
            return self.key == other.key
        return self.name == other.name


class _Endings(Generic[T]):
    """按末尾的字查：一段文字以哪个词结尾。"""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self.entries: dict[str, list[T]] = {}
        for word, entry in entries:
            self.entries.setdefault(word, []).append(entry)
        self.lengths = sorted({len(word) for word in self.entries}, reverse=True)

    def of(self, text: str) -> Iterator[tuple[str, T]]:
        """结尾的词和它的各项，长的在前。"""
        for length in self.lengths:
            if length <= len(text):
                word = text[len(text) - length :]
                for entry in self.entries.get(word, ()):
                    yield word, entry


class _Phrase(NamedTuple):
    """概念的一种说法。family 列举的类别；barred 前面接着这些字的不算。"""

    concept: str
    family: str
    barred: tuple[str, ...]


def paired(context: str) -> str:
    """收、支总计 → 收支总计。"""
    return _PAIR.sub("收支", context)


def label_of(context: str) -> str:
    """数字前的文字 → 名目文字（未去尾词）。"""
    text = paired(context)
    return plain_title(text[start_of(text) :])


def start_of(text: str) -> int:
    """数字前的文字里，名目从哪里起：最后一个分隔之后。"""
    names = _inner_names(text)
    last = 0
    for found in _PIECE.finditer(text):
        if not any(start <= found.start() < end for start, end in names):
            last = found.end()
    return last


def _inner_names(text: str) -> list[tuple[int, int]]:
    """科目路径中间各级名称的起止：里面的顿号不是分隔。"""
    if "、" not in text:
        return []
    levels = list(_LEVEL.finditer(text))
    return [
        (one.end(), other.start())
        for one, other in pairwise(levels)
        if _ORDER.index(one[0]) < _ORDER.index(other[0]) and _INNER.fullmatch(text, one.end(), other.start())
    ]


def is_generic(label: str, words: Wording) -> bool:
    """只有年份、“预算数为”之类，没有名目。"""
    last = _strippings(label, words)[-1]
    return bool(_GENERIC.match(last)) or bool(words.tail.fullmatch(last))


@lru_cache(maxsize=MOST)  # 各份公开件的名目大多相同
def _strippings(label: str, words: Wording) -> tuple[str, ...]:
    """逐次去掉尾词的各种形式，由长到短。"""
    forms = [label]
    while found := words.tail.search(forms[-1]):
        shorter = forms[-1][: found.start()]
        if not shorter:
            break
        forms.append(shorter)
    return tuple(forms)


def path_of(text: str) -> tuple[tuple[str, str], ...]:
    """科目路径：((名称, 类), (名称, 款), (名称, 项))；同一段里只取第一条路径。"""
    levels = [m.span() for m in _LEVEL.finditer(text)]
    if not levels:
        return ()
    found: list[tuple[str, str]] = []
    end = 0
    first, last = levels[0][0], levels[-1][1]
    # 第一条名称不会跨过它前面括号以外的标点、数字：从那里找起
    before = text[text.rfind(")", 0, first) + 1 : first]
    start = first - len(_NOT_NAME.split(before)[-1]) if _NOT_NAME.search(before) else 0
    for match in PATH.finditer(text, start, last):
        if found and "类款项".index(match[2]) <= "类款项".index(found[-1][1]):
            break
        between = text[end : match.start()] if found else ""
        found.append((between + match[1] if _INNER.fullmatch(between) else match[1], match[2]))
        end = match.end()
        if match[2] == "项":
            break
    return tuple(found)


def resolve(label: str, scope: str, vocabulary: Vocabulary, words: Wording) -> Subject:
    """名目文字 → 概念或科目。scope 为所在章节的资金范围。"""
    return _names(vocabulary, words).resolve(label, scope)


def is_name(label: str, scope: str, vocabulary: Vocabulary, words: Wording) -> bool:
    """除了年份、“预算”之类，正好是一个概念或科目的名称，前面没有别的话。"""
    label = _YEARS.sub("", plain_title(label))
    subject = resolve(label, scope, vocabulary, words)
    return subject.known and subject.name in _strippings(label, words)


@lru_cache(maxsize=32)  # 一个年度、一层地方规则一套
def _names(vocabulary: Vocabulary, words: Wording) -> _Names:
    return _Names(vocabulary, words)


class _Names:
    """一套词汇里的名目：概念的说法、科目的名称，编成按末尾的字查的表。"""

    def __init__(self, vocabulary: Vocabulary, words: Wording) -> None:
        self.vocabulary = vocabulary
        self.words = words
        self.phrases: dict[str, _Endings[_Phrase]] = {}
        self.functional, self.economic = (
            _Endings((name, code) for name, code in names.items() if len(name) >= _SHORTEST)
            for names in (vocabulary.functional.classes, vocabulary.economic.classes)
        )

    def _phrases(self, scope: str) -> _Endings[_Phrase]:
        if scope not in self.phrases:
            self.phrases[scope] = _Endings(
                (plain_title(said), _Phrase(concept, spec.get("类别", ""), tuple(spec.get("不接", ()))))
                for concept, spec in self.vocabulary.concepts.items()
                if not spec.get("范围") or scope in spec["范围"]
                for said in spec["说法"]
            )
        return self.phrases[scope]

    @remembered
    def resolve(self, label: str, scope: str) -> Subject:
        if not label:
            return Subject()
        path = path_of(label)
        if path:
            family = "支出功能分类" if path[-1][1] == "类" else f"支出功能分类{path[-1][1]}级"
            return Subject("", self._path_code(path), "".join(f"{n}({level})" for n, level in path), family, "功能")
        for form in _strippings(label, self.words):
            subject = self._ending(form, scope)
            if subject is not None:
                return subject
        return Subject("", "", re.sub(r"(?:为|是|共|:){1,6}$", "", _YEARS.sub("", label)), "", "")

    def _ending(self, form: str, scope: str) -> Subject | None:
        """以哪个名目结尾：长的优先，一样长的概念优先，功能分类先于经济分类。"""
        said, phrase = next(
            ((said, p) for said, p in self._phrases(scope).of(form) if not form.removesuffix(said).endswith(p.barred)),
            ("", None),
        )
        functional, code = next(self.functional.of(form), ("", ""))
        economic, other = next(self.economic.of(form), ("", ""))
        if phrase is not None and len(said) >= max(len(functional), len(economic)):
            both = self.vocabulary.functional.classes.get(said, "")
            return Subject(phrase.concept, "", said, phrase.family, "", both)
        if functional and len(functional) >= len(economic):
            both = other if functional == economic else ""
            return Subject("", code, functional, "支出功能分类", "功能", both)
        return Subject("", other, economic, "支出经济分类", "经济") if economic else None

    def _path_code(self, path: tuple[tuple[str, str], ...]) -> str:
        """路径最末一级的编码；走不通为空。"""
        functional, parent = self.vocabulary.functional, ""
        for name, level in path:
            if level == "类":
                parent = functional.classes.get(bare(name), "")
                if not parent:
                    return ""
                continue
            found = (
                functional.named(name, level, parent)
                or functional.named(name.removesuffix("支出"), level, parent)
                or functional.named(name + "支出", level, parent)
            )
            if found is None:
                return ""
            parent = found.code
        return parent
