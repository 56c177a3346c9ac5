"""句式的写法：把一个句式拆成文字、…、要素和备选，写错处指到那个字。句式的说明见 phrase.py。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engine.errors import RuleError
from engine.text import norm
from engine.yaml_source import Mark, suggest

MAX_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class Literal:
    """归一化后的文字。"""

    text: str

    @property
    def required(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Gap:
    """…"""

    required: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """要素；kind 为 words 时是词表。"""

    name: str
    kind: str
    words: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """[…] 与 (…|…)。"""

    branches: tuple[tuple[Piece, ...], ...]
    optional: bool

    @property
    def required(self) -> bool:
        """配上它至少要吃掉一个字。"""
        return not self.optional and all(any(piece.required for piece in branch) for branch in self.branches)


Piece = Literal | Gap | Slot | Choice
_CLOSERS: Final = {"[": "]", "(": ")", "{": "}"}


def parse(text: str, mark: Mark, types: frozenset[str]) -> tuple[Piece, ...]:
    """拆开句式；types 是要素的类型名。"""
    return _Template(text, mark, types).pieces()


class _Template:
    def __init__(self, text: str, mark: Mark, types: frozenset[str]) -> None:
        self.text = text
        self.mark = mark
        self.types = types

    def error(self, at: int, message: str) -> RuleError:
        return RuleError([self.mark.at(at).fault(message)])

    def pieces(self) -> tuple[Piece, ...]:
        if len(self.text) > MAX_LENGTH:
            raise self.error(0, f"句式超过 {MAX_LENGTH} 个字，请拆成几个句式")
        pieces = list(self.run(0, len(self.text), inside=False))
        while pieces and isinstance(pieces[0], Gap):
            pieces.pop(0)
        while pieces and isinstance(pieces[-1], Gap):
            pieces.pop()
        if not any(piece.required for piece in pieces):
            raise self.error(0, "句式里没有必须出现的文字，处处都会“找到”，请写上至少一个必有的词，例如 (没有|无)…支出")
        self.distinct(tuple(pieces), set())
        return tuple(pieces)

    def run(self, at: int, end: int, inside: bool) -> Iterator[Piece]:
        """text[at:end] 里的各部分；inside 为真时已在一层括号之内。"""
        plain: list[str] = []
        literal_brackets: list[int] = []
        while at < end:
            char, start = self.text[at], at
            if char == ")" and literal_brackets:
                literal_brackets.pop()
            elif char in ")]}":
                raise self.error(at, f"“{char}”前面没有配对的左括号；要写括号本身请用全角，例如 （万元）")
            elif char == "|":
                raise self.error(at, "“|”要写在括号里，例如 (增加|减少)；要写竖线本身请用全角｜")
            if char == "(" and not self.splits(at):
                self.closing(at, end)
                literal_brackets.append(at)
            elif char in "…[({":
                if literal := norm("".join(plain)):
                    yield Literal(literal)
                plain = []
                if char == "…":
                    while at < end and self.text[at] == "…":
                        at += 1
                    yield Gap()
                    continue
                at = self.closing(at, end) + 1
                if char == "{":
                    yield self.slot(start, at)
                elif inside:
                    raise self.error(start, "括号里不能再套括号，请拆成几个句式")
                else:
                    yield Choice(tuple(self.branches(start + 1, at - 1)), char == "[")
                continue
            plain.append(char)
            at += 1
        if literal := norm("".join(plain)):
            yield Literal(literal)

    def closing(self, opened: int, end: int) -> int:
        """配对的右括号。"""
        stack = [_CLOSERS[self.text[opened]]]
        for at in range(opened + 1, end):
            char = self.text[at]
            if char in _CLOSERS:
                stack.append(_CLOSERS[char])
            elif char == stack[-1]:
                stack.pop()
                if not stack:
                    return at
            elif char in ")]}":
                raise self.error(at, f"括号交错：这里应是“{stack[-1]}”")
        raise self.error(
            opened, f"“{self.text[opened]}”没有配对的“{_CLOSERS[self.text[opened]]}”；要写括号本身请用全角"
        )

    def bars(self, start: int, end: int) -> list[int]:
        """本层的 | 的位置，不算内层括号里的。"""
        found, depth = [], 0
        for at in range(start, end):
            char = self.text[at]
            depth += (char in _CLOSERS) - (char in ")]}")
            if char == "|" and depth == 0:
                found.append(at)
        return found

    def splits(self, opened: int) -> bool:
        """半角圆括号里有 | 才是备选，否则是括号本身。"""
        return bool(self.bars(opened + 1, self.closing(opened, len(self.text))))

    def branches(self, start: int, end: int) -> Iterator[tuple[Piece, ...]]:
        for bar in (*self.bars(start, end), end):
            branch = tuple(self.run(start, bar, inside=True))
            if not any(piece.required for piece in branch):
                raise self.error(start, "备选项是空的；可有可无请写成 [甲|乙]，每一项都要有文字")
            yield branch
            start = bar + 1

    def slot(self, start: int, end: int) -> Slot:
        """{名:类型}，冒号全角半角都行。"""
        inside = self.text[start + 1 : end - 1]
        name, colon, kind = inside.replace("：", ":").partition(":")
        if not colon or not name.strip() or not kind.strip():
            raise self.error(start, "要素应写成 {名:类型}，例如 {值:amount} 或 {方向:增加|减少}")
        word = name.strip()
        if not all(char.isalnum() or char == "_" for char in word):
            raise self.error(start + 1, f"要素名“{word}”只能用汉字、字母、数字、下划线")
        if "{" in kind:
            raise self.error(start, "要素里不能再套要素")
        if "|" in kind:
            words = tuple(norm(choice) for choice in kind.split("|"))
            if not all(words):
                raise self.error(start, "词表里有一项是空的，应写成 {方向:增加|减少}")
            return Slot(word, "words", words)
        if kind.strip() not in self.types:
            near = suggest(kind.strip(), self.types) or f"；类型只有 {'、'.join(sorted(self.types))}，或者“甲|乙”的词表"
            raise self.error(start + 1 + len(name) + 1, f"没有类型“{kind.strip()}”{near}")
        return Slot(word, kind.strip())

    def distinct(self, pieces: tuple[Piece, ...], seen: set[str]) -> set[str]:
        """要素名不重复；同一组备选的各项里可以重复，因为只会配上一项。"""
        for piece in pieces:
            if isinstance(piece, Slot):
                if piece.name in seen:
                    at = self.text.rfind("{" + piece.name)
                    raise self.error(max(at, 0) + 1, f"要素“{piece.name}”出现两次，请换一个名字")
                seen = seen | {piece.name}
            elif isinstance(piece, Choice):
                seen = set().union(*(self.distinct(branch, seen) for branch in piece.branches))
        return seen
