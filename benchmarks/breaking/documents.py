"""一批虚构的公开件：同一单位两年的文本（有两年的可比），网页、docx、xlsx 各一份，有 Chromium 的另有一份 PDF。"""

from __future__ import annotations

import html
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from benchmarks.generator.compose import disclosure
from benchmarks.generator.draft import Draft, Grid, Para

_YEAR = re.compile(r"20[12]\d")  # 2025
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>',
}
_CHROMIUM = "chromium"


def make(folder: Path, pairs: int) -> int:
    """写进 folder，返回几份。"""
    folder.mkdir(parents=True)
    for seed in range(1, pairs + 1):
        text = disclosure(seed).text()
        (folder / f"{seed}本年.txt").write_text(text, encoding="utf-8")
        (folder / f"{seed}上年.txt").write_text(_YEAR.sub(lambda m: str(int(m[0]) - 1), text), encoding="utf-8")
    page = _html(disclosure(pairs + 1))
    (folder / "网页.html").write_text(page, encoding="utf-8")
    (folder / "文档.docx").write_bytes(_docx(disclosure(pairs + 2)))
    (folder / "表格.xlsx").write_bytes(_xlsx(disclosure(pairs + 3)))
    if program := shutil.which(_CHROMIUM):
        _print(program, folder / "网页.html", folder / "印出.pdf")
    return len(list(folder.iterdir()))


def _rows(grid: Grid) -> Sequence[Sequence[str]]:
    return [*grid.head, *grid.rows]


def _html(draft: Draft) -> str:
    parts = ['<!doctype html><meta charset="utf-8">']
    for piece in draft.pieces:
        if isinstance(piece, Para):
            parts.append(f"<p>{html.escape(piece.text)}</p>")
            continue
        parts += [f"<p>{html.escape(line)}</p>" for line in (piece.title, *piece.above) if line]
        cells = (f"<tr>{''.join(f'<td>{html.escape(c)}</td>' for c in row)}</tr>" for row in _rows(piece))
        parts += ["<table border=1>", *cells, "</table>"]
        parts += [f"<p>{html.escape(line)}</p>" for line in piece.notes]
    return "\n".join(parts)


def _docx(draft: Draft) -> bytes:
    def p(text: str) -> str:
        return f"<w:p><w:r><w:t>{html.escape(text)}</w:t></w:r></w:p>"

    parts = []
    for piece in draft.pieces:
        if isinstance(piece, Para):
            parts.append(p(piece.text))
            continue
        parts += [p(line) for line in (piece.title, *piece.above) if line]
        rows = (f"<w:tr>{''.join(f'<w:tc>{p(c)}</w:tc>' for c in row)}</w:tr>" for row in _rows(piece))
        parts += ["<w:tbl>", *rows, "</w:tbl>", *map(p, piece.notes)]
    document = f'<w:document xmlns:w="{_W}"><w:body>{"".join(parts)}</w:body></w:document>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in {**_PARTS, "word/document.xml": document}.items():
            package.writestr(name, text)
    return made.getvalue()


def _xlsx(draft: Draft) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, grid in enumerate(p for p in draft.pieces if isinstance(p, Grid)):
        sheet = book.create_sheet(f"表{number + 1}")
        for line in (grid.title or f"{draft.entity}{draft.year}年部门{draft.kind}", *grid.above):
            sheet.append([line])
        for row in _rows(grid):
            sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _print(program: str, page: Path, target: Path) -> None:
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--print-to-pdf={target}", page.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
