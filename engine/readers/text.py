"""读 .txt 和 .md：制表符行或竖线行是表格，其余是文字；断页断行接好，行号保留。"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from engine.document import Block, Cell, Document, Paragraph, Table
from engine.errors import DocumentError
from engine.readers import numerals
from engine.readers.marks import mark_of
from engine.text import Text, norm, normalise

# 网页标签：<p> </sup> <br/>；“<800元”不是标签
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,9}(?:\s[^<>]{0,200})?/?>")
# 公式写法的算符：\geq  $\leq$
_LATEX = re.compile(r"\$?\\(geqslant|geq|ge|leqslant|leq|le|times|%)(?![A-Za-z])\$?")
_LATEX_CHAR = {"geqslant": "≥", "leqslant": "≤", "geq": "≥", "ge": "≥", "leq": "≤", "le": "≤", "times": "×", "%": "%"}
# Markdown 标题、项目符号、粗体、图片：## 一、  - 1.  **粗体**  ![](a.png)
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s*")
_BULLET = re.compile(r"^\s*[-*+•]\s+")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
# Markdown 竖线表的分隔行：|---|:--:|
_RULE_ROW = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
# 页码行：— 3 —  第3页  3/20
_PAGE_NUMBER = re.compile(r"^(?:[-—]*\d{1,3}[-—]*|第\d{1,3}页(?:共\d{1,3}页)?|\d{1,3}/\d{1,3})$")
# 另起一段的字样：注： 说明： 单位：万元 部门： 公开01表 表1-2 附件1 图3： [177]某局
_FRESH = re.compile(
    r"^(?:注\d?[:.]|说明:|备注:|(?:金额)?单位:|(?:填报|编制|预算)?(?:单位|部门)(?:名称)?:|填报单位|公开\d|表\d|附[件表录]|图\d|目录|\[\d{3,}\]|\(?\d{4}年度?\)?$)"
)
# 目录项后面用制表符隔开的页码：一、主要职能⇥3
_TOC_PAGE = re.compile(r"\t+\s*\d{1,3}\s*$")
_CLOSED = "。;!?:"
_PROSE_MARKS = ",。;、"
_WHOLE_TITLES = ("表", "说明", "概况", "解释", "情况", "附件")  # 部分标题到这里就完整了
_ITEM_PROSE = 18  # “1.”一级的序号段超过这么多字就是正文
# 科目路径只印了一半：社会保障和就业支出(类)行政事业
_PATH = re.compile(r"\([类款项]\)")
_LONG_TITLE = 60  # 标题连同折行不超过这么多字
_BINARY_SHARE = 0.02  # 控制字符超过这个比例就不是文本


def decode(path: Path, data: bytes) -> str:
    """BOM → UTF-8 → GB18030，都不成即拒绝。"""
    if not data.strip():
        raise DocumentError(f"{path}：文件是空的，请检查是否下载完整。")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        control = sum(1 for c in text if ord(c) < 32 and c not in "\t\n\r\f\v")
        if "\0" in text or control > len(text) * _BINARY_SHARE:
            break
        return text
    raise DocumentError(f"{path}：不是文本文件（内容是二进制数据），请确认扩展名与内容相符，或先转换为文本。")


def marked_text(raw: str) -> Text:
    """归一化一段原文；网页标签和公式写法不进入归一化文字，位置不变。"""
    hidden = [m.span() for m in _TAG.finditer(raw)] if "<" in raw else []
    if "\\" not in raw:
        return normalise(raw, tuple(hidden))
    # 公式写法换成一个字符，其余字符隐藏：\geq → ≥
    chars = list(raw)
    for found in _LATEX.finditer(raw):
        chars[found.start()] = _LATEX_CHAR[found[1]]
        if found.end() > found.start() + 1:
            hidden.append((found.start() + 1, found.end()))
    shown = normalise("".join(chars), tuple(hidden))
    return Text(raw, shown.norm, shown.offsets)


@dataclass
class _Draft:
    """正在拼接的一段。"""

    raw: str = ""
    lines: list[int] = field(default_factory=list)
    heading: int = 0
    gap: bool = False  # 此后是否隔了空行

    def add(self, raw: str, line: int) -> None:
        if self.raw:
            self.raw += "\n"
            self.lines.append(line)
        self.raw += raw
        self.lines.extend([line] * len(raw))


def _continues(previous: _Draft, line: str, bulleted: bool) -> bool:
    """line（归一化）是否接在 previous 之后；两者之间可以隔着断页的空行。"""
    before = norm(previous.raw)
    if bulleted and not _PATH.match(line):
        return False
    if not before or not line or previous.heading or before[-1] in _CLOSED:
        return False
    if mark_of(line) or _FRESH.match(line) or _FRESH.match(before):
        return False
    mark = mark_of(before)
    body = before[mark.length :] if mark else before
    item = mark is not None and mark.level >= 4 and len(body) >= _ITEM_PROSE
    if item or len(before) >= _LONG_TITLE or any(c in body for c in _PROSE_MARKS) or _PATH.search(body):
        return True
    if mark and mark.level == 1 and before.endswith(_WHOLE_TITLES):
        return False
    if previous.gap or any(c in line for c in _PROSE_MARKS) or len(before) + len(line) > _LONG_TITLE:
        return False
    # 标题折行：“……部门预算情况说”+“明”
    return len(line) <= 25 if mark and mark.level == 1 else len(line) <= 4


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return line.split("\t")
    return line.strip().strip("|").split("|")


def _is_table_line(line: str) -> bool:
    if "\t" in line:
        return sum(1 for c in line.split("\t") if c.strip()) > 1 or line.rstrip() != line.lstrip()
    stripped = line.strip()
    return stripped.startswith("|") and stripped.endswith("|") and stripped.count("|") > 2


class _Builder:
    """逐行读入，拼成段落和表格。"""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.draft = _Draft()
        self.rows: list[tuple[list[str], int]] = []
        self.in_toc = False

    def flush_text(self) -> None:
        draft, self.draft = self.draft, _Draft()
        text = marked_text(draft.raw)
        if text.norm:
            self.blocks.append(Paragraph(len(self.blocks), text, tuple(draft.lines), draft.heading))

    def flush_table(self) -> None:
        rows, self.rows = self.rows, []
        if not rows:
            return
        width = max(len(cells) for cells, _ in rows)
        grid = tuple(
            tuple(_cell(raw, r, c, line) for c, raw in enumerate(cells + [""] * (width - len(cells))))
            for r, (cells, line) in enumerate(rows)
        )
        self.blocks.append(Table(len(self.blocks), grid))

    def feed(self, line: str, number: int) -> None:
        if self.in_toc:
            line = _TOC_PAGE.sub("", line)
        if _is_table_line(line) and not (not self.rows and _indented_prose(line)):
            self.flush_text()
            if not _RULE_ROW.match(line):
                self.rows.append((_cells(line), number))
            return
        shown = _IMAGE.sub("", line)
        plain = norm(shown)
        if not plain or _PAGE_NUMBER.match(plain):
            self.draft.gap = bool(self.draft.raw)
            return
        self.flush_table()
        heading = _HEADING.match(shown)
        bullet = _BULLET.match(shown)
        for pattern in (heading, bullet):
            if pattern:
                shown = shown[pattern.end() :]
        shown = shown.replace("**", "")
        plain = norm(shown)
        if not plain:
            return
        # 目录到第一段正文为止；其间“一、主要职能⇥3”的制表符后是页码
        self.in_toc = plain in ("目录", "目次") or (
            self.in_toc and len(plain) < _LONG_TITLE and plain[-1] not in _CLOSED
        )
        if heading or not _continues(self.draft, plain, bool(bullet)):
            self.flush_text()
            self.draft.heading = len(heading[1]) if heading else 0
        self.draft.gap = False
        self.draft.add(shown.strip(), number)

    def finish(self) -> tuple[Block, ...]:
        self.flush_text()
        self.flush_table()
        return tuple(self.blocks)


def _indented_prose(line: str) -> bool:
    """制表符只用来缩进的一行文字。"""
    return line.startswith("\t") and "\t" not in line.strip("\t")


def _cell(raw: str, row: int, column: int, line: int) -> Cell:
    text = marked_text(raw.strip())
    value, status, unit = numerals.parse(text.norm)
    return Cell(text, row, column, line, value, status, unit)


def read(path: Path, data: bytes) -> Document:
    """文本文件 → 文档。"""
    lines = decode(path, data).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    builder = _Builder()
    for number, line in enumerate(lines, start=1):
        builder.feed(line, number)
    blocks = builder.finish()
    if not blocks:
        raise DocumentError(f"{path}：没有可读的内容，请检查是否下载完整。")
    return Document(str(path), hashlib.sha256(data).hexdigest(), blocks, len(lines))
