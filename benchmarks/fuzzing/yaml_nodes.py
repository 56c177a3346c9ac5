"""YAML 的读取：读得进的与 PyYAML 的 BaseLoader 读出的相同，每个字指得回文件；读不进的指到行列。"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from benchmarks.fuzzing.draw import Draw
from benchmarks.fuzzing.promise import pointed
from engine.errors import RuleError
from engine.yaml_source import MAX_DEPTH, Mapping, Node, Scalar, compose, plain

LENGTH = 240
_ORACLE = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # 不建任何对象，值都是文字；C 的与 Python 的对 Tab 说法不一
_PIECES = (
    "id: T-1\n",
    "title: 收支平衡\n",
    "键: 值\n",
    "text: |\n  甲\n  乙\n",
    "why: >-\n  甲\n  乙\n\n  丙\n",
    "- 甲\n",
    "  - 乙\n",
    "  ",
    "\n",
    ": ",
    ":\n",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "'",
    '"',
    "甲",
    "乙 丙",
    "#注",
    " # 注",
    "|",
    ">",
    "|2-",
    "+",
    "&a ",
    "*a",
    "!!str ",
    "!x ",
    "<<: ",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "? ",
    "~",
    "null",
    "05",
    "no",
    "1e3",
    '"\\x41\\u4e00\\\n  乙"',
    "'甲''乙'",
    "\\",
    "\t",
    "\r\n",
    "\r",
    "\u2028",
    "\ufeff",
    "𠀀",
    "[甲, 乙]",
    "{甲: 乙}",
)


def run(data: bytes) -> None:
    draw = Draw(data)
    raw = draw.below(4) == 0
    text = draw.rest().decode("utf-8", "replace") if raw else draw.words(_PIECES, 40)
    try:
        root = compose(text, "f")
    except RuleError as problem:
        assert problem.faults
        for fault in problem.faults:
            pointed(fault, text)
        return
    folded = text.replace("\r\n", "\n").replace("\r", "\n")
    assert plain(root) == yaml.load(folded, _ORACLE), text
    _marked(root, folded.split("\n"), 1)


def seeds() -> Iterator[bytes]:
    yield b"\0" + "id: SUM-101\ntitle: '收入: 合计'\nwhy: >-\n  折成\n  一行\nrows: [甲, {乙: 丙}]\n".encode()
    yield b"\0" + '键: "\\u4e00\\x41 \\\n  续"\n列:\n  - 甲\n  - 乙: |\n      一\n      二\n'.encode()
    for n in range(0, 60, 4):
        yield bytes([1, 20, *((n + k * 3) % 200 for k in range(20))])


def _marked(node: Node, lines: list[str], depth: int) -> None:
    assert depth <= MAX_DEPTH
    assert 1 <= node.mark.line <= len(lines)
    if isinstance(node, Scalar):
        for offset, char in enumerate(node.value):
            at = node.mark.at(offset)
            assert 1 <= at.line <= len(lines), (node, offset)
            line = lines[at.line - 1]
            assert 1 <= at.column <= len(line) + 1, (node, offset)
            if not node.mark.cells:
                assert line[at.column - 1] == char, (node, offset)
        return
    children = [part for entry in node for part in entry] if isinstance(node, Mapping) else list(node)
    for child in children:
        _marked(child, lines, depth + 1)
