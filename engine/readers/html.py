"""读网页：正文的段落和表格，合并的格展开，排版用的表格拆开；看不见的、导航、脚本不读。"""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path

import lxml.html
from lxml import etree

from engine.document import Document
from engine.errors import DocumentError
from engine.readers.flow import Box, Content, Flow, Grid, Piece
from engine.readers.limits import DEFAULTS, Limits
from engine.readers.marks import mark_of
from engine.text import norm

# <meta charset="gb2312">　content="text/html; charset=gb2312"　<?xml encoding="utf-8"?>
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.I)
_HEAD = 4096  # 编码要在开头说
_GB = {"gb2312", "gbk", "gb-2312", "gb_2312-80", "x-gbk", "gb18030"}  # 说是 gb2312 的，用到的字往往超出它
_SPACES = re.compile(r"[ \t\r\n\f]+")
_DROPPED = {"script", "style", "nav", "noscript", "template", "head", "iframe", "object", "svg", "canvas", "audio"}
_DROPPED |= {
    "video",
    "del",
    "s",
    "strike",
    "button",
    "select",
    "option",
    "textarea",
    "input",
    "map",
    "aside",
    "footer",
    "link",
    "meta",
}
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "section", "article"}
_BLOCKS |= {"main", "header", "blockquote", "pre", "center", "address", "form", "fieldset", "legend", "figure"}
_BLOCKS |= {"figcaption", "hr", "body", "caption", "td", "th", "tr", "tbody", "thead", "tfoot", "details", "summary"}
# 嵌在网页里、附在网页后的文件：upload/P0202.pdf　/files/附表.xls?down=1
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|rtf|zip|rar|7z)(?:$|[?#])", re.I)
_EMBEDDED = ("iframe", "object", "embed")
_BIG_PICTURE = 300  # 长、宽都超过这么多像素的图，里面可能是表
# width="800"　style="width: 800px"
_PIXELS = re.compile(r"^\s*+(\d{1,6})(?:\.\d+)?\s*+(?:px\s*+)?$")
_STYLE_SIDE = re.compile(r"(?:^|;)\s*(width|height)\s*:([^;]*)", re.I)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
# HTML 标准里 colspan、rowspan 的上限
_MOST_ACROSS, _MOST_DOWN = 1000, 65534
_DEEP = 200  # 标签套标签的层数；真实的网页不过三四十层


def read(path: Path, data: bytes, limits: Limits = DEFAULTS) -> Document:
    """网页 → 文档；没有正文、套得太深抛出 DocumentError。"""
    text, remark = decode(path, data)
    root = _parsed(path, text)
    body = root.find("body")
    walk = _Walk(limits)
    flow = Flow(path)
    flow.emit(walk.contents(body if body is not None else root))
    blocks = flow.finish()
    unread = tuple(walk.unread())
    remarks = (remark,) if remark else ()
    if not blocks:
        why = "".join([*unread, *remarks][:1]).rstrip("。") or "内容多半由脚本生成"
        raise DocumentError(f"{path}：网页里没有读到文字（{why}），请在浏览器里另存为 PDF 后再核查。")
    digest = hashlib.sha256(data).hexdigest()
    return Document(
        str(path), digest, blocks, len(flow.spots), remarks, flow.spots, unread, attached=tuple(walk.attached)
    )


def decode(path: Path, data: bytes) -> tuple[str, str]:
    """BOM → 网页自己说的编码 → UTF-8 → GB18030；有个别坏字节的，说明有几处。"""
    if not data.strip():
        raise DocumentError(f"{path}：文件是空的，请检查是否下载完整。")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), ""
    told = _CHARSET.search(data[:_HEAD])
    name = told[1].decode().lower() if told else ""
    encodings = ["utf-8-sig", "gb18030"]
    if name in _GB:
        encodings = ["gb18030", "utf-8-sig"]
    elif name not in ("", "utf-8", "utf8") and _known(name):
        encodings.insert(0, name)
    for encoding in encodings:
        try:
            return data.decode(encoding), ""
        except UnicodeDecodeError:
            continue
    text = data.decode(encodings[0], "replace")
    return text, f"网页里有 {text.count(chr(0xFFFD))} 处编码错误的字，没有认出来。"


def _known(name: str) -> bool:
    try:
        # hex、rot13 一类不是文字编码
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False


def _parsed(path: Path, text: str) -> etree._Element:
    """宽容地解析；libxml2 遇到套得太深的会悄悄丢掉后面的，要查出来。"""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = lxml.html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise DocumentError(f"{path}：网页里没有内容，请检查是否下载完整。") from None
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise DocumentError(f"{path}：网页的标签套得太深，读不完整，没有核查，请在浏览器里另存为 PDF。")
    return root


class _Walk:
    """元素 → 段落和表格的树。"""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.oversized: list[int] = []
        self.attached: dict[str, None] = {}  # 只用键，保留次序
        self._embedded = self._pictures = self._tables = 0

    def unread(self) -> list[str]:
        """没有读到的部分，一句话一处。"""
        found = [f"第 {n} 张表合并后超过 {self.limits.cells} 格，没有读。" for n in self.oversized]
        if self._embedded:
            found.append(f"网页里有 {self._embedded} 个嵌入的文件，其中的内容没有读，请下载后一起核查。")
        if self._pictures:
            found.append(f"网页里有 {self._pictures} 张大图片，图上的字没有读；表格是图片的，请另存为 PDF 后再核查。")
        return found

    def note(self, element: etree._Element) -> None:
        """记下读不到的：嵌入的文件、大图片、附件的链接。"""
        if element.tag in _EMBEDDED:
            self._embedded += bool(_FILE.search(element.get("src") or element.get("data") or ""))
        elif element.tag == "img":
            self._pictures += min(_side(element, "width"), _side(element, "height")) > _BIG_PICTURE
        elif element.tag == "a" and _FILE.search(element.get("href") or ""):
            self.attached.setdefault(norm("".join(map(str, element.itertext()))) or str(element.get("href")))

    def contents(self, element: etree._Element) -> list[Content]:
        """一个容器里的各块。"""
        return _Gather(self).run(element)

    def table(self, element: etree._Element) -> list[Content]:
        """表格：合并的格展开。标题（caption）放在表前。"""
        self._tables += 1
        order = self._tables
        before = [c for e in element if e.tag == "caption" and not hidden(e) for c in self.contents(e)]
        rows = [row for row in _rows(element) if not hidden(row)]
        slots: list[list[Box | None]] = [[] for _ in rows]
        area = 0
        for r, row in enumerate(rows):
            column = 0
            for cell in row:
                if cell.tag not in ("td", "th") or hidden(cell):
                    continue
                while column < len(slots[r]) and slots[r][column] is not None:
                    column += 1
                across = _span(cell, "colspan", _MOST_ACROSS)
                down = min(_span(cell, "rowspan", _MOST_DOWN, len(rows)), len(rows) - r)
                area += across * down
                if area > self.limits.cells:
                    self.oversized.append(order)
                    return before
                _fill(slots, r, column, down, across, Box(self.contents(cell)))
                column += across
        filled = [[box or Box() for box in line] for line in slots]
        return [*before, Grid(filled, element.get("role") == "presentation")]


class _Gather:
    """收集一个容器里的字，遇到块级元素、表格就断开。"""

    def __init__(self, walk: _Walk) -> None:
        self.walk = walk
        self.found: list[Content] = []
        self.text = ""
        self.heading = 0

    def run(self, element: etree._Element) -> list[Content]:
        self._inside(element, 0, False)
        self._break()
        return self.found

    def _inside(self, element: etree._Element, depth: int, kept: bool) -> None:
        """kept：在 pre 里，换行照留。"""
        self._say(element.text, kept)
        ordinal = _number(element.get("start"), 1)
        for child in element:
            if child.tag == "li" and element.tag == "ol":
                ordinal = _number(child.get("value"), ordinal)
                self._child(child, depth, kept, _ordinal(element, child, ordinal))
                ordinal += 1
            else:
                self._child(child, depth, kept, "")
            self._say(child.tail, kept)

    def _child(self, element: etree._Element, depth: int, kept: bool, mark: str) -> None:
        tag = element.tag
        if not isinstance(tag, str) or hidden(element) or depth > _DEEP:
            return
        self.walk.note(element)
        if tag in _DROPPED:
            return
        if tag == "br":
            self.text += "\n"
        elif tag == "table":
            self._break()
            self.found += self.walk.table(element)
        elif tag in _BLOCKS:
            self._break()
            self.heading = int(tag[1]) if tag[0] == "h" and tag[1:].isdigit() else self.heading
            self.text = mark
            self._inside(element, depth + 1, kept or tag == "pre")
            self._break()
        else:
            self._inside(element, depth + 1, kept)

    def _say(self, text: str | None, kept: bool) -> None:
        if text:
            self.text += text if kept else _SPACES.sub(" ", text)

    def _break(self) -> None:
        if norm(self.text):
            self.found.append(Piece([line.strip() for line in self.text.split("\n")], self.heading))
        self.text, self.heading = "", 0


def hidden(element: etree._Element) -> bool:
    """写明不显示的：hidden、aria-hidden、display:none。"""
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(element.get("style") or ""))
    )


def _rows(table: etree._Element) -> list[etree._Element]:
    """本表的各行，不算里面的表的；表头在前、表尾在后。"""
    found: dict[str, list[etree._Element]] = {"thead": [], "tbody": [], "tfoot": []}
    for child in table:
        if child.tag == "tr":
            found["tbody"].append(child)
        elif isinstance(child.tag, str) and child.tag in found and not hidden(child):
            found[child.tag] += [row for row in child if row.tag == "tr"]
    return [*found["thead"], *found["tbody"], *found["tfoot"]]


def _fill(slots: list[list[Box | None]], row: int, column: int, down: int, across: int, box: Box) -> None:
    """把一格放进网格，它占的别的格记上合并；先放的占先。"""
    for r in range(row, row + down):
        line = slots[r]
        line += [None] * (column + across - len(line))
        for c in range(column, column + across):
            if line[c] is None:
                line[c] = box if (r, c) == (row, column) else Box(merged="<" if c > column else "^")


def _side(picture: etree._Element, name: str) -> int:
    """图片写明的宽、高，像素；没有写、写成百分数的为 0。"""
    styles = {side.lower(): size for side, size in _STYLE_SIDE.findall(picture.get("style") or "")}
    told = _PIXELS.match(picture.get(name) or styles.get(name, ""))
    return int(told[1]) if told else 0


def _span(cell: etree._Element, name: str, most: int, zero: int = 1) -> int:
    """colspan、rowspan；写错的当作 1，rowspan=0 是到表尾。"""
    value = _number(cell.get(name), 1)
    return min(value, most) if value > 0 else zero


def _number(text: str | None, default: int) -> int:
    plain = (text or "").strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 7 else default


def _ordinal(parent: etree._Element, item: etree._Element, ordinal: int) -> str:
    """有序列表项前面由浏览器印出的序号；自己写了序号的、样式说不印的为空串。"""
    style = (parent.get("style") or "") + (item.get("style") or "")
    if ("list-style" in style and "none" in style) or mark_of(norm("".join(map(str, item.itertext())))):
        return ""
    kind = item.get("type") or parent.get("type") or "1"
    return f"{ordinal}." if kind == "1" else ""
