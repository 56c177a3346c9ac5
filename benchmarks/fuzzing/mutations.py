"""改坏规则：把一份规则文字改几处，像手误，也像存心。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

# 塞进去的东西：YAML、算式、句式、说法里有特殊意思的，编码上麻烦的，长的、深的
PAYLOADS: Final = (
    *":：,，、[]{}()（）|…'\"“”「」=<>!&*%@`#-+/\\?~$^_.;",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\n\n  - ",
    "\n- ",
    ": ",
    "---\n",
    "...\n",
    "{{",
    "}}",
    "[[[[",
    "((((((((((((((",
    "not not not ",
    "- - - ",
    "=上限",
    "@词",
    "!!python/object:os.system ",
    "&a *a",
    "<<: *a",
    "\\x41\\u4e00",
    "{place.__class__}",
    "{值:amount}",
    "{:}",
    "{值:text}…{值2:text}…",
    "(a|b)[c|d]",
    "1e400",
    "0/0",
    "/ 0",
    "99999999999999999999",
    "50%",
    "50万元",
    "fact(",
    "fact(收入总额, 本年)",
    "says(用途, 项目性质词)",
    "sum(各项.本年)",
    " and ",
    " or ",
    " == ",
    "2023-2019",
    ">=2019",
    "../../etc/passwd",
    "null",
    "~",
    "是",
    "yes",
    "\ufeff",
    "\u2028",
    "\x00",
    "\x1b[31m",
    "\u202e",
    "𠀀",
    "e\u0301",
    "ﬁ①㎡",
    "甲" * 300,
    "合计 + " * 70,
    "[" * 40,
    "key: {" * 20,
    "\n".join(f"键{n}: 值" for n in range(30)),
)

Change = tuple[str, float, str]
"""（怎么改，在全文的几分之几处，塞什么）。"""


def _insert(text: str, at: int, payload: str) -> str:
    return text[:at] + payload + text[at:]


def _delete(text: str, at: int, payload: str) -> str:
    return text[:at] + text[at + 1 + len(payload) % 7 :]


def _replace(text: str, at: int, payload: str) -> str:
    return text[:at] + payload + text[at + len(payload) :]


def _cut(text: str, at: int, payload: str) -> str:
    return text[:at]


def _line(text: str, at: int, edit: Callable[[list[str], int], list[str]]) -> str:
    lines = text.split("\n")
    return "\n".join(edit(lines, min(text.count("\n", 0, at), len(lines) - 1)))


def _drop(text: str, at: int, payload: str) -> str:
    return _line(text, at, lambda lines, n: lines[:n] + lines[n + 1 :])


def _double(text: str, at: int, payload: str) -> str:
    return _line(text, at, lambda lines, n: [*lines[:n], lines[n], *lines[n:]])


def _swap(text: str, at: int, payload: str) -> str:
    return _line(text, at, lambda lines, n: lines[:n] + lines[n + 1 : n + 2] + [lines[n]] + lines[n + 2 :])


def _indent(text: str, at: int, payload: str) -> str:
    return _line(text, at, lambda lines, n: [*lines[:n], "  " + lines[n], *lines[n + 1 :]])


def _value(text: str, at: int, payload: str) -> str:
    def edit(lines: list[str], n: int) -> list[str]:
        return [*lines[:n], lines[n].partition(":")[0] + ": " + payload, *lines[n + 1 :]]

    return _line(text, at, edit)


WAYS: Final[dict[str, Callable[[str, int, str], str]]] = {
    "塞": _insert,
    "删": _delete,
    "换": _replace,
    "截": _cut,
    "去行": _drop,
    "重行": _double,
    "换行": _swap,
    "缩进": _indent,
    "换值": _value,
}


def mutated(text: str, changes: Sequence[Change]) -> str:
    """依次改。"""
    for way, where, payload in changes:
        text = WAYS[way](text, int(where * len(text)), payload)
    return text
