"""同样的内容存成别的格式：网页、DOCX、XLSX（附表）加 DOCX（说明）、PDF（由 Chromium 打印网页）。"""

from __future__ import annotations

import html
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook

from benchmarks.metamorphic.pieces import Grid, Line, Piece, Pieces, caption_start, notes_end
from engine.document import Document, Table
from engine.text import Text, one_line

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)
_CSS = (
    "@page{size:A4 landscape;margin:15mm}body{font-family:'Noto Serif CJK SC',serif;font-size:10pt}"
    "table{border-collapse:collapse;width:100%}td{border:0.5pt solid black;padding:2px}p{margin:4px 0}"
)


def _squared(grid: Grid) -> list[list[str]]:
    width = max(map(len, grid.rows))
    return [[*row, *[""] * (width - len(row))] for row in grid.rows]


def pieces_of(document: Document) -> Pieces:
    """读出来的各段各表：断行的段落已经接好，一段一行。"""
    found: list[Piece] = []
    for block in document.blocks:
        if isinstance(block, Table):
            rows = tuple(tuple(_shown(c.text) for c in row) for row in block.rows)
            found.append(Grid(rows, False))
        else:
            found.append(Line(_shown(block.text)))
    return tuple(found)


def _shown(text: Text) -> str:
    """原文写成一行；带网页标签、公式写法的用归一化的文字，别的格式里没有那些。"""
    return text.norm if "<" in text.raw or "\\" in text.raw else one_line(text.raw)


def page(pieces: Pieces) -> str:
    """网页；一段一个 p，一张表一个 table，不合并格。"""
    parts = []
    for piece in pieces:
        if isinstance(piece, Grid):
            rows = ("".join(f"<td>{html.escape(c)}</td>" for c in row) for row in _squared(piece))
            parts.append("<table>" + "".join(f"<tr>{r}</tr>" for r in rows) + "</table>")
        elif piece.plain:
            parts.append(f"<p>{html.escape(piece.text)}</p>")
    style = f"<style>{_CSS}</style>"
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{style}</head><body>{''.join(parts)}</body></html>"


def _words(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def docx(pieces: Pieces, target: Path) -> None:
    """DOCX。"""
    parts = []
    for piece in pieces:
        if isinstance(piece, Grid):
            rows = ("".join(f"<w:tc><w:p>{_words(c)}</w:p></w:tc>" for c in row) for row in _squared(piece))
            parts.append("<w:tbl>" + "".join(f"<w:tr>{r}</w:tr>" for r in rows) + "</w:tbl>")
        elif piece.plain:
            parts.append(f"<w:p>{_words(piece.text)}</w:p>")
    body = f'<w:document xmlns:w="{_W}"><w:body>{"".join(parts)}</w:body></w:document>'
    with zipfile.ZipFile(target, "w") as file:
        file.writestr("[Content_Types].xml", _TYPES)
        file.writestr("_rels/.rels", _RELATIONS)
        file.writestr("word/document.xml", body)


def sheets(pieces: Pieces, folder: Path) -> None:
    """附表.xlsx（各表连同标题、注依次排在一个工作表里，数是文字）和 说明.docx（其余）。"""
    tables = {
        k
        for n, piece in enumerate(pieces)
        if isinstance(piece, Grid)
        for k in range(caption_start(pieces, n), notes_end(pieces, n))
    }
    book = Workbook()
    sheet = book.active
    row = 1
    for n in sorted(tables):
        piece = pieces[n]
        for cells in piece.rows if isinstance(piece, Grid) else [(piece.text,)]:
            for column, cell in enumerate(cells, 1):
                if cell.strip():
                    made = sheet.cell(row, column, cell)
                    made.data_type = "s"  # “=100%”是文字，不是公式
            row += 1
        row += isinstance(piece, Grid)
    book.save(folder / "附表.xlsx")
    docx(tuple(p for n, p in enumerate(pieces) if n not in tables), folder / "说明.docx")


def pdf(sources: Sequence[Path], chromium: str) -> None:
    """网页 → 同名的 PDF；没有打印出来的抛出 CalledProcessError。"""
    for source in sources:
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        subprocess.run(
            [*command, f"--print-to-pdf={source.with_suffix('.pdf')}", source.as_uri()],
            check=True,
            capture_output=True,
            timeout=120,
        )
