"""读 .txt 和 .md：制表符行或竖线行是表格，其余是文字；断页断行接好，行号保留。"""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path

from engine.document import Block, Document
from engine.errors import DocumentError
from engine.readers.assemble import CLOSED, LONG_TITLE, PAGE_NUMBER, Assembler, GridCell
from engine.readers.limits import DEFAULTS, Limits
from engine.text import Text, norm, normalise

# 网页标签：<p> </sup> <br/>；“<800元”不是标签
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,9}(?:\s[^<>]{0,200})?/?>")
# 公式写法的算符：\geq  $\leq$
_LATEX = re.compile(r"\$?\\(geqslant|geq|ge|leqslant|leq|le|times|%)(?![A-Za-z])\$?")
_LATEX_CHAR = {"geqslant": "≥", "leqslant": "≤", "geq": "≥", "ge": "≥", "leq": "≤", "le": "≤", "times": "×", "%": "%"}
# Markdown 标题、项目符号、粗体、图片：## 一、  - 1.  **粗体**  ![](a.png)
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s*")
_BULLET = re.compile(r"^\s*[-*+•]\s+")
_IMAGE = re.compile(r"!\[[^\[\]]*+\]\([^)!]*+\)")
# Markdown 竖线表的分隔行：|---|:--:|
_RULE_ROW = re.compile(r"^\s*+\|?+\s*+:?-{2,}+:?\s*+(?:\|\s*+:?-{2,}+:?\s*+)*+\|?\s*+$")
# 目录项后面用制表符隔开的页码：一、主要职能⇥3
_TOC_PAGE = re.compile(r"(?<!\t)\t++\s{0,40}+\d{1,3}\s*+$")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
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
        if "\0" in text or len(_CONTROL.findall(text)) > len(text) * _BINARY_SHARE:
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


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return line.split("\t")
    return line.strip().removeprefix("|").removesuffix("|").split("|")


def _is_table_line(line: str) -> bool:
    stripped = line.strip()
    if "\t" in line:
        return bool(stripped)
    return stripped.startswith("|") and stripped.endswith("|") and stripped.count("|") > 2


class _Lines:
    """逐行分辨：表格行、页码、目录项、标题、正文。"""

    def __init__(self, most: int) -> None:
        self.most = most
        self.unread: list[str] = []
        self.assembler = Assembler(marked_text)
        self.rows: list[list[GridCell]] = []
        self.in_toc = False

    def flush_table(self) -> None:
        rows, self.rows = self.rows, []
        if sum(map(len, rows)) > self.most:
            self.unread.append(f"第 {rows[0][0].line} 行起的表超过 {self.most} 格的上限，没有读，请拆分后再核查。")
        elif rows:
            self.assembler.table(rows)

    def feed(self, line: str, number: int) -> None:
        if self.in_toc:
            line = _TOC_PAGE.sub("", line)
        if _is_table_line(line) and not (not self.rows and _indented_prose(line)):
            if "--" not in line or not _RULE_ROW.match(line):
                self.rows.append([GridCell(raw, number) for raw in _cells(line)])
            return
        shown = _IMAGE.sub("", line) if "![" in line else line
        plain = norm(shown)
        if not plain or PAGE_NUMBER.match(plain):
            self.assembler.gap()
            return
        self.flush_table()
        heading = _HEADING.match(shown)
        bullet = _BULLET.match(shown)
        if heading or bullet or "**" in shown:
            for pattern in (heading, bullet):
                if pattern:
                    shown = shown[pattern.end() :]
            shown = shown.replace("**", "")
            plain = norm(shown)
            if not plain:
                return
        # 目录到第一段正文为止；其间“一、主要职能⇥3”的制表符后是页码
        self.in_toc = plain in ("目录", "目次") or (self.in_toc and len(plain) < LONG_TITLE and plain[-1] not in CLOSED)
        self.assembler.line(shown, number, len(heading[1]) if heading else 0, bool(bullet))

    def finish(self) -> tuple[Block, ...]:
        self.flush_table()
        return self.assembler.finish()


def _indented_prose(line: str) -> bool:
    """制表符只用来缩进的一行文字。"""
    return line.startswith("\t") and "\t" not in line.strip("\t")


def read(path: Path, data: bytes, limits: Limits = DEFAULTS) -> Document:
    """文本文件 → 文档。"""
    lines = decode(path, data).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    lines_read = _Lines(limits.cells)
    for number, line in enumerate(lines, start=1):
        lines_read.feed(line, number)
    blocks = lines_read.finish()
    if not blocks and not lines_read.unread:
        raise DocumentError(f"{path}：没有可读的内容，请检查是否下载完整。")
    return Document(str(path), hashlib.sha256(data).hexdigest(), blocks, len(lines), unread=tuple(lines_read.unread))
