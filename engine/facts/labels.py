"""名目：数字前面的文字说的是哪个概念、哪个科目。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.facts.wording import Wording
from engine.recognition.codes import bare
from engine.recognition.vocabulary import Vocabulary, plain_title

# 社会保障和就业支出(类)行政事业单位养老支出(款)机关事业单位基本养老保险缴费支出(项)
# 名称里可以有括号：政府办公厅(室)及相关机构事务(款)
PATH = re.compile(r"((?:[^()（）,。;:、\"\d]|\((?![类款项]\))[^()\d]{1,12}\)){2,40}?)\((类|款|项)\)")
# 数字前一截文字中最后一个分隔之后的部分才是名目
_PIECE = re.compile(r"[,;:、]")
# 收、支总计 → 收支总计；财政拨款收入总计、支出总计 → 财政拨款收支总计
_PAIR = re.compile(r"收(?:入)?[、和及]支(?:出)?|收入(?=(总计|合计)[、和及]支出\1)\1[、和及]支出")
_YEARS = re.compile(r"^(?:(?:19|20)\d\d年度?)?")
_GENERIC = re.compile(
    r"^(?:(?:19|20)\d\d年度?|本年度?|当年|部门|单位|本部门|本单位|我部门|我单位|全年|按|由|与|和|各|项目|该项目|本项目|该项|其)*$"
)


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

    def same_as(self, other: Subject) -> bool:
        """说的是同一件事：概念和科目相同；都认不出的看名称。"""
        if self.known or other.known:
            return (self.concept, self.code) == (other.concept, other.code)
        return self.name == other.name


@lru_cache(maxsize=64)
def _phrases(vocabulary_id: int, scope: str, _holder: _Holder) -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    found = []
    for concept, spec in _holder.vocabulary.concepts.items():
        scopes = spec.get("范围", [])
        if scopes and scope not in scopes:
            continue
        for phrase in spec["说法"]:
            found.append((plain_title(phrase), concept, spec.get("类别", ""), tuple(spec.get("不接", ()))))
    return tuple(sorted(found, key=lambda p: len(p[0]), reverse=True))


class _Holder:
    """让缓存键只看词汇的身份。"""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __hash__(self) -> int:
        return id(self.vocabulary)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and other.vocabulary is self.vocabulary


def paired(context: str) -> str:
    """收、支总计 → 收支总计。"""
    return _PAIR.sub("收支", context)


def label_of(context: str) -> str:
    """数字前的文字 → 名目文字（未去尾词）。"""
    piece = _PIECE.split(paired(context))[-1]
    return plain_title(piece)


def _strippings(label: str, words: Wording) -> list[str]:
    """逐次去掉尾词的各种形式，由长到短。"""
    forms = [label]
    while found := words.tail.search(forms[-1]):
        shorter = forms[-1][: found.start()]
        if not shorter:
            break
        forms.append(shorter)
    return forms


def is_generic(label: str, words: Wording) -> bool:
    """只有年份、“预算数为”之类，没有名目。"""
    last = _strippings(label, words)[-1]
    return bool(_GENERIC.match(last)) or bool(words.tail.fullmatch(last))


def path_of(text: str) -> tuple[tuple[str, str], ...]:
    """科目路径：((名称, 类), (名称, 款), (名称, 项))；同一段里只取第一条路径。"""
    found: list[tuple[str, str]] = []
    for match in PATH.finditer(text):
        if found and "类款项".index(match[2]) <= "类款项".index(found[-1][1]):
            break
        found.append((match[1], match[2]))
    return tuple(found)


def _path_code(path: tuple[tuple[str, str], ...], vocabulary: Vocabulary) -> str:
    """路径最末一级的编码；走不通为空。"""
    parent = ""
    for name, level in path:
        if level == "类":
            parent = vocabulary.functional.classes.get(bare(name), "")
            if not parent:
                return ""
            continue
        found = (
            vocabulary.functional.named(name, level, parent)
            or vocabulary.functional.named(name.removesuffix("支出"), level, parent)
            or vocabulary.functional.named(name + "支出", level, parent)
        )
        if found is None:
            return ""
        parent = found.code
    return parent


def resolve(label: str, scope: str, vocabulary: Vocabulary, words: Wording) -> Subject:
    """名目文字 → 概念或科目。scope 为所在章节的资金范围。"""
    if not label:
        return Subject()
    path = path_of(label)
    if path:
        code = _path_code(path, vocabulary)
        family = "支出功能分类" if path[-1][1] == "类" else f"支出功能分类{path[-1][1]}级"
        return Subject("", code, "".join(f"{n}({level})" for n, level in path), family, "功能")
    phrases = _phrases(id(vocabulary), scope, _Holder(vocabulary))
    forms = _strippings(label, words)
    for form in forms:
        phrase = next((p for p in phrases if form.endswith(p[0]) and not form.removesuffix(p[0]).endswith(p[3])), None)
        functional, economic = (
            max((n for n in names if len(n) >= 4 and form.endswith(n)), key=len, default="")
            for names in (vocabulary.functional.classes, vocabulary.economic.classes)
        )
        longest = max(len(functional), len(economic))
        if phrase and len(phrase[0]) >= longest:
            both = vocabulary.functional.classes.get(phrase[0], "")
            return Subject(phrase[1], "", phrase[0], phrase[2], "", both)
        if longest and len(functional) >= len(economic):
            both = vocabulary.economic.classes[functional] if functional == economic else ""
            return Subject("", vocabulary.functional.classes[functional], functional, "支出功能分类", "功能", both)
        if longest:
            return Subject("", vocabulary.economic.classes[economic], economic, "支出经济分类", "经济")
    return Subject("", "", re.sub(r"(?:为|是|共|:)+$", "", _YEARS.sub("", label)), "", "")
