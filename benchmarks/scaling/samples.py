"""量时间用的公开件：示例、生成的文本，由生成的草稿画成的 PDF，或另给的文件夹里的。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.generator.compose import disclosure
from benchmarks.generator.draft import Draft, Grid, Para
from tests.pdf_maker import PageMaker, pdf

ROOT = Path(__file__).resolve().parents[2]
_WIDTH, _HEIGHT, _EDGE = 842.0, 595.0, 40.0  # A4 横放，四边留白
_SIZE, _STEP = 9.0, 16.0  # 正文字号、行距
_LINE = (_WIDTH - 2 * _EDGE) / _SIZE


def examples() -> list[Path]:
    return sorted((ROOT / "examples").glob("*.txt"))


def texts(folder: Path, count: int, first: int = 1) -> list[Path]:
    """生成的文本，种子从 first 起，一份一个文件。"""
    made = []
    for seed in range(first, first + count):
        path = folder / f"虚构{seed:05}.txt"
        path.write_text(disclosure(seed).text(), encoding="utf-8")
        made.append(path)
    return made


def pdfs(folder: Path, count: int, first: int = 1) -> list[Path]:
    """同样的公开件画成 PDF：正文折行，表画框线，长表跨页。"""
    made = []
    for seed in range(first, first + count):
        path = folder / f"虚构{seed:05}.pdf"
        path.write_bytes(drawn(disclosure(seed)))
        made.append(path)
    return made


def given(folder: Path) -> tuple[list[Path], list[Path]]:
    """另给的文件夹里的：（文本，PDF）。"""
    return sorted(folder.rglob("*.txt")), sorted(folder.rglob("*.pdf"))


def drawn(draft: Draft) -> bytes:
    """草稿 → PDF。"""
    sheet = _Sheet()
    for piece in draft.pieces:
        if isinstance(piece, Para):
            sheet.words(piece.text)
        else:
            sheet.grid(piece)
    return pdf(*sheet.pages)


class _Sheet:
    """从上往下排，到底换页。"""

    def __init__(self) -> None:
        self.pages: list[PageMaker] = []
        self._turn()

    def _turn(self) -> None:
        self.pages.append(PageMaker(_WIDTH, _HEIGHT))
        self._y = _EDGE + _STEP

    def _room(self, height: float) -> None:
        if self._y + height > _HEIGHT - _EDGE:
            self._turn()

    def words(self, text: str) -> None:
        for line in _folded(text) if len(text) > _LINE / 2 else (text,):
            self._room(_STEP)
            self.pages[-1].text(_EDGE, self._y, line, _SIZE)
            self._y += _STEP

    def grid(self, grid: Grid) -> None:
        self._room(_STEP * 6)  # 表题不落在页底
        for line in (*([grid.title] if grid.title else []), *grid.above):
            self.words(line)
        rows = [*grid.head, *grid.rows]
        step = (_WIDTH - 2 * _EDGE) / len(rows[0])
        xs = [_EDGE + step * n for n in range(len(rows[0]) + 1)]
        size = min(_SIZE, max(4.0, min(step / max(1, len(c)) for row in rows for c in row if c) * 0.95))
        while rows:
            fit = max(1, int((_HEIGHT - _EDGE - self._y) / _STEP))
            self.pages[-1].table(xs, self._y, rows[:fit], height=_STEP, size=size)
            self._y += _STEP * (len(rows[:fit]) + 1)
            rows = rows[fit:]
            if rows:
                self._turn()
        for note in grid.notes:
            self.words(note)


# 1,064.63万元、94.2%、2025年：折行不拆开数
_PIECE = re.compile(r"[\d,.]+[%年万亿元]*|.", re.S)


def _folded(text: str) -> Iterator[str]:
    """按宽度折行，首行缩进两字；数不拆开，句号、逗号不到行首。"""
    line = "　　"
    for piece in _PIECE.findall(text):
        if _wide(line + piece) > _LINE and piece not in "。，；：、）”":
            yield line
            line = ""
        line += piece
    yield line


def _wide(text: str) -> float:
    """几个全角字宽。"""
    return sum(0.5 if c.isascii() else 1.0 for c in text)
