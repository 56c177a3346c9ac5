"""网页：标签错乱地拼在一起，或者任何字节；读出的文字里没有标签，看不见的不读。"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.fuzzing.draw import Draw
from benchmarks.fuzzing.reading import tried
from engine.document import Paragraph
from engine.readers import html

LENGTH = 400
_SECRET = "看不见的密文"
_TAGS = (
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th>",
    "<caption>表一</caption>",
    "<td colspan=2>",
    "<td rowspan=3>",
    "<td colspan=65535 rowspan=65535>",
    "<td colspan=-1>",
    "<td rowspan='x'>",
    "<br>",
    "<table><tr><td>",
    "</td></tr></table>",
    "<tbody>",
    "<thead>",
    "<ul>",
    "<li>",
    "</li>",
    "<ol start=3>",
    "<h2>",
    "</h2>",
    "<span>",
    "</span>",
    "<b>",
    "<sup>",
    "<a href='a.pdf'>附件</a>",
    "<a href=b.xls>表</a>",
    "<iframe src='x.pdf'></iframe>",
    "<img width=800 height=600>",
    "<img style='width: 900px;height:900px'>",
    "<pre>",
    "</pre>",
    "<font size=1>",
    "<!--注-->",
    f"<script>{_SECRET}</script>",
    f"<style>{_SECRET}</style>",
    f"<p style='display:none'>{_SECRET}</p>",
    "<select>",
    "</select>",
    "<meta charset=gb2312>",
    "<meta charset=hex>",
    "<base href='javascript:'>",
    "<svg>",
    "</svg>",
    "<math>",
    "&amp;",
    "&lt;p&gt;",
    "&nbsp;",
    "&#xD800;",
    "&#0;",
    "&#x10FFFF;",
    "&junk;",
    "<o:p>",
    "</o:p>",
)
_BROKEN = ("<", ">", "<p class=", "'", '"', "<!--", "<![CDATA[", "]]>", "<!DOCTYPE html>", "</", "&#")
"""会把后面的标签吞掉、使看不见的变成看得见的文字的零碎：有它，不查密文。"""
_WORDS = (
    "白鹭区园林局2025年部门预算",
    "收支总表",
    "单位：万元",
    "项目",
    "合计",
    "1.00",
    "2,345.60",
    "—",
    "一、收入",
    "其中：基本支出1万元，",
    "（一）支出",
    "\n",
    "\t",
    "  ",
    "208",
    "社会保障和就业支出",
    "第3页",
)
_ENCODINGS = ("utf-8", "utf-8", "gb18030", "utf-16", "utf-8-sig")


def run(data: bytes) -> None:
    draw = Draw(data)
    if draw.below(6) == 0:
        tried(html.read, "页.html", draw.rest())
        return
    encoding = draw.pick(_ENCODINGS)
    parts = [_piece(draw) for _ in draw.times(60)]
    document = tried(html.read, "页.html", ("<html><body>" + "".join(parts)).encode(encoding, "replace"))
    if document is not None and not set(parts) & set(_BROKEN):
        shown = "".join(
            b.text.norm if isinstance(b, Paragraph) else "".join(c.text.norm for row in b.rows for c in row)
            for b in document.blocks
        )
        assert _SECRET not in shown, "".join(parts)


def _piece(draw: Draw) -> str:
    kind = draw.below(16)
    if kind == 0:
        return draw.pick(_BROKEN)
    return draw.pick(_TAGS) if kind < 11 else draw.pick(_WORDS)


def seeds() -> Iterator[bytes]:
    page = "<html><body><p>白鹭区2025年部门预算</p><table><tr><td>项目<td>预算数<tr><td>合计<td>1.00</table>"
    yield b"\0" + page.encode()
    yield b"\0<html><meta charset=gb2312>" + page.encode("gb18030")
    for n in range(40):
        yield bytes([1 + n % 5, n % 5, 40, *((n * 11 + k * 7) % 256 for k in range(120))])
