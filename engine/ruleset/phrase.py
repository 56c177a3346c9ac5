"""句式：审计人员用它代替正则表达式，在归一化的文字里找话。

    机关运行[经]费…(预算|支出)[为]{值:amount}

    {名:类型}      要素：amount 金额、percent 百分数、number 数、year 年份、count 个数、text 文字
    {名:甲|乙}     要素：词表中的一个词
    [甲] [甲|乙]   可有可无
    (甲|乙)        任选其一；半角圆括号里没有 | 时就是括号本身，“增加(减少)”照写即可
    …              同一句内至多 30 个字；写成 …… 也一样；开头结尾的 … 没有作用
    全角（）［］｛｝【】｜  永远是文字本身，归一化后与半角相同

方括号、圆括号只能有一层，里面可以有 … 和要素。文字部分先归一化：全半角、空格、引号的差别都不计。
… 和括号在归一化之前识别，因为归一化会把（ 变成 (。

为什么不用正则：Python 的 re 遇到不好的写法会停不下来。句式编译成 RE2，时间与文字长度成正比。
RE2 不能往后看，所以“数字不能从中间断开、金额后面不能是 % 或 年”等在找到之后再核对；金额先按带单位的找，
找不到的地方再找不带单位的，免得“2024年预算为35万元”里的 2024 被当成金额。

错误示例：[没有|无]             （可以什么都不配，处处都“找到”）
正确示例：(没有|无)…[预算]支出
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import re2

from engine.errors import RuleError
from engine.numbers import MONEY
from engine.ruleset.template import Choice, Gap, Literal, Piece, Slot, parse
from engine.text import Text, norm
from engine.yaml_source import Mark

MAX_INPUT: Final = 20_000
"""一次找这么多字；再多，库把整段文字转成字节的次数与长度就成了平方。"""
# 句末，归一化之后的写法；原文的换行在归一化时已去掉
_STOPS: Final = "。;!?\n"
_INSIDE: Final = "[^" + _STOPS + "]"

_MONEY: Final = "(?:" + "|".join(sorted(MONEY, key=len, reverse=True)) + ")"  # 百万元|万元|亿元|千元|元
_COUNTED: Final = "(?:人次|批次|[个项人名辆台套次家批组])"
_DIGITS: Final = r"-?\b(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"  # 1,234.50　352.47　-3
_TYPES: Final[dict[str, str]] = {
    "amount": _DIGITS + _MONEY,  # 1,234.5万元
    "percent": f"(?:{_DIGITS}%|百分之(?:[0-9]+(?:\\.[0-9]+)?|[〇零一二三四五六七八九十百两点]+))",  # 18.7%　百分之五
    "number": _DIGITS,  # 352.47
    "year": r"\b(?:19|20)[0-9]{2}\b(?:年度?)?",  # 2024　2024年　2024年度
    "count": _DIGITS + _COUNTED,  # 12个　3人次
}
_BARE_AMOUNT: Final = _DIGITS + _MONEY + "?"  # 单位可省：1,234.5
# 不带单位的金额后面是这些，就不是金额：18.7%、2024年、3个、10-20万元
_NOT_AMOUNT: Final = frozenset("%‰-~至年月日时季万亿个项人名辆台套次家批组户元")


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """找到的一处；start、end 和要素的起止都是 Text.norm 里的位置。没有参与的可选要素不在 slots 里。"""

    start: int
    end: int
    slots: dict[str, tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Phrase:
    """编译好的句式。slots 是（要素名, 类型）；词表的类型写作“甲|乙”；needle 是必有的字，没有就不必细找。

    plain 是整个句式就是 needle，一个字一个字照找即可。
    """

    text: str
    slots: tuple[tuple[str, str], ...]
    _groups: tuple[tuple[str, str], ...]
    needle: str
    plain: bool
    _strict: Any
    _loose: Any

    def find(self, text: Text) -> Iterator[PhraseMatch]:
        """从左到右、互不重叠的各处。"""
        yield from self.find_in(text.norm)

    def find_in(self, body: str) -> Iterator[PhraseMatch]:
        """body 是归一化文字；几段接在一起、中间隔着换行的也行，不会找出跨段的。太长的在句末分成几截来找。"""
        if self.needle not in body:
            return
        for start, end in _stretches(body):
            yield from self._literally(body, start, end) if self.plain else self._within(body, start, end)

    def _literally(self, body: str, start: int, end: int) -> Iterator[PhraseMatch]:
        while (start := body.find(self.needle, start, end)) >= 0:
            after = start + len(self.needle)
            if not _clipped(body, start, after):
                yield PhraseMatch(start, after, {})
            start = after

    def _within(self, body: str, start: int, end: int) -> Iterator[PhraseMatch]:
        at = start
        for match in self._search(self._strict, body, start, end):
            if self._loose is not None:
                yield from self._search(self._loose, body, at, match.start)
            yield match
            at = match.end
        if self._loose is not None:
            yield from self._search(self._loose, body, at, end)

    def _search(self, pattern: Any, body: str, start: int, end: int) -> Iterator[PhraseMatch]:
        for found in pattern.finditer(body, start, end):
            if _clipped(body, *found.span()):
                continue
            slots: dict[str, tuple[int, int, str]] = {}
            for group, (name, kind) in enumerate(self._groups, 1):
                low, high = found.span(group)
                if low < 0:
                    continue
                if kind != "text" and body[low] == "-" and low and body[low - 1] in "0123456789年月日":
                    low += 1  # 10-20万元 里的短横是“至”
                if _torn(body, low, high, kind):
                    break
                slots[name] = (low, high, body[low:high])
            else:
                yield PhraseMatch(found.start(), found.end(), slots)


def compile_phrase(text: str, mark: Mark) -> Phrase:
    """编译一个句式；写错时抛出 RuleError，位置指到错的那个字。"""
    pieces = parse(text, mark, frozenset((*_TYPES, "text")))
    return _build(text, pieces, mark)


def compile_plain(text: str, mark: Mark) -> Phrase:
    """forbidden_text 的字句：不含 { … | 时一个字一个字照找，方括号也是文字。"""
    if any(char in text for char in "{…|"):
        return compile_phrase(text, mark)
    if not norm(text):
        raise RuleError([mark.fault("字句是空的，请写上要找的文字，例如 增加(减少)")])
    return _build(text, (Literal(norm(text)),), mark)


def _build(text: str, pieces: tuple[Piece, ...], mark: Mark) -> Phrase:
    slots = tuple(_slots(pieces))
    options = re2.Options()
    options.log_errors = False
    try:
        strict = re2.compile(_pattern(pieces, _TYPES["amount"]), options)
        loose = None
        if any(kind == "amount" for _, kind in slots):
            loose = re2.compile(_pattern(pieces, _BARE_AMOUNT), options)
    except re2.error:
        raise RuleError([mark.fault("句式太复杂，请减少 … 和 {名:text} 的个数，或拆成几个句式")]) from None
    needle = max((p.text for p in pieces if isinstance(p, Literal)), key=len, default="")
    plain = len(pieces) == 1 and needle != ""
    return Phrase(text, tuple(dict.fromkeys(slots)), slots, needle, plain, strict, loose)


def _slots(pieces: tuple[Piece, ...]) -> Iterator[tuple[str, str]]:
    for piece in pieces:
        if isinstance(piece, Slot):
            yield piece.name, "|".join(piece.words) or piece.kind
        elif isinstance(piece, Choice):
            for branch in piece.branches:
                yield from _slots(branch)


def _pattern(pieces: tuple[Piece, ...], amount: str, tail: bool = True) -> str:
    """tail：后面没有必须出现的东西了，text 要素一直取到句末；否则取到后文出现为止。"""
    parts = []
    for index, piece in enumerate(pieces):
        last = tail and not any(later.required for later in pieces[index + 1 :])
        match piece:
            case Literal():
                parts.append(re2.escape(piece.text))
            case Gap():
                parts.append(f"{_INSIDE}{{0,30}}?")
            case Slot(kind="text"):
                parts.append(f"({_INSIDE}{{1,80}}{'' if last else '?'})")
            case Slot(kind="amount"):
                parts.append(f"({amount})")
            case Slot():
                words = sorted(piece.words, key=len, reverse=True)  # 长词在前：增加额 先于 增加
                parts.append(f"({'|'.join(map(re2.escape, words)) or _TYPES[piece.kind]})")
            case Choice():
                inner = "|".join(_pattern(branch, amount, last) for branch in piece.branches)
                parts.append(f"(?:{inner}){'?' if piece.optional else ''}")
    return "".join(parts)


def _clipped(body: str, start: int, end: int) -> bool:
    """两头的字母是不是从一个更长的字母词里切下来的：XXL型里的 XX；XXXX 还是占位符。"""
    first, last = body[start], body[end - 1]
    if not _letter(first) and not _letter(last):
        return False
    before, after = body[max(0, start - 80) : start].rstrip(first), body[end : end + 80].lstrip(last)
    return (_letter(first) and before != "" and _letter(before[-1])) or (
        _letter(last) and after != "" and _letter(after[0])
    )


def _letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _torn(body: str, start: int, end: int, kind: str) -> bool:
    """数是不是从一个更长的数里撕下来的，或者不带单位的“金额”其实是年份、比率、个数。"""
    if kind not in _TYPES:
        return False
    if body[start].isdigit() and start:
        before = body[start - 1]
        if before.isdigit() or (before in ".," and start > 1 and body[start - 2].isdigit()):
            return True
    if body[end - 1].isdigit() and end < len(body):
        after = body[end]
        if after.isdigit() or (after in ".," and body[end + 1 : end + 2].isdigit()):
            return True
        if kind == "amount" and after in _NOT_AMOUNT:
            return True
    return kind == "count" and body.startswith("百分点", end)


def _stretches(body: str) -> Iterator[tuple[int, int]]:
    """不超过 MAX_INPUT 字的各截，尽量断在句末。"""
    start = 0
    while len(body) - start > MAX_INPUT:
        cut = max(body.rfind(stop, start, start + MAX_INPUT) for stop in _STOPS) + 1
        cut = cut if cut > start else start + MAX_INPUT
        yield start, cut
        start = cut
    yield start, len(body)
