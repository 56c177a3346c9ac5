# ruff: noqa: N802　测试名是中文句子
"""真实公开件的 PDF：表格与手工录的网格逐格比，与另一个提取器逐格比，查全率和事实的底线。没有 ../shared 时跳过。"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium
import pytest

from engine.readers.grid import Grid, read_grids
from engine.readers.ink import Page
from engine.readers.limits import DEFAULTS
from engine.readers.pdf import ink_pages
from engine.text import norm
from tests.audit_tools import gouji
from tests.test_corpus import CORPUS, score

pytestmark = pytest.mark.skipif(not (CORPUS / "score.py").is_file(), reason="没有 ../shared/corpus，真实公开件不在此处")
AUDITED = ("pt-czj-good", "pt-czj-bad", "pt-wanli-24", "pt-wanli-25")


def pages_of(path: Path) -> list[Page]:
    pdf = pdfium.PdfDocument(path)
    try:
        return list(ink_pages(pdf, DEFAULTS))
    finally:
        pdf.close()


def grids_of(page: Page) -> list[Grid]:
    return read_grids(page.glyphs, page.strokes)[0]


def test_手工录的网格至少百分之九十九的格读对(capsys: pytest.CaptureFixture[str]) -> None:
    right = total = 0
    for file in sorted((CORPUS / "tables").glob("*.json")):
        truth = json.loads(file.read_text(encoding="utf-8"))
        pages = pages_of(CORPUS / "docs" / truth["pdf"])
        for part in truth["pages"]:
            wanted = [[norm(v) for v in row] for row in part["grid"]]
            read = [
                [[c.merged or norm(c.text) for c in row] for row in g.rows] for g in grids_of(pages[part["page"] - 1])
            ]
            total += sum(map(len, wanted))
            right += max((_agreeing(wanted, grid) for grid in read), default=0)
    with capsys.disabled():
        print(f"\n手工录的网格：{right}/{total} 格读对，{right / total:.2%}")
    assert total > 2000
    assert right >= total * 0.99


def _agreeing(wanted: list[list[str]], read: list[list[str]]) -> int:
    return sum(
        r < len(read) and c < len(read[r]) and read[r][c] == v
        for r, row in enumerate(wanted)
        for c, v in enumerate(row)
    )


def test_每一页都与另一个提取器逐格相同(capsys: pytest.CaptureFixture[str]) -> None:
    """pdfplumber 用的是另一套解析（pdfminer）。只有一栏的框不算表，两边都不比。"""
    cells = 0
    for path in sorted((CORPUS / "docs").glob("*.pdf")):
        with pdfplumber.open(path) as other:
            for page, theirs in zip(pages_of(path), other.pages, strict=True):
                found = sorted(theirs.find_tables(), key=lambda t: (t.bbox[1], t.bbox[0]))
                expected = [[[norm(c or "") for c in row] for row in t.extract()] for t in found]
                expected = [grid for grid in expected if len(grid[0]) > 1]
                own = [[[norm(c.text) for c in row] for row in grid.rows] for grid in grids_of(page)]
                assert own == expected, f"{path.name} 第 {page.number} 页"
                cells += sum(len(row) for grid in own for row in grid)
    with capsys.disabled():
        print(f"\n与另一个提取器比过 {cells} 格，没有不同")
    assert cells > 5000


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("corpus-pdf")
    docs = [CORPUS / "docs" / f"{name}.pdf" for name in AUDITED]
    done = gouji("audit", *docs, "--out", out, "--format", "json", "--fail-on", "never")
    assert done.code == 0, done.said
    return out / "report.json"


def test_PDF_查出的错误至少六成_没有误报(report: Path) -> None:
    said = score(report, *(CORPUS / "gold" / f"{name}.yaml" for name in AUDITED))
    last = said.strip().splitlines()[-1]
    found = re.search(r"error (\d+)/(\d+)", last)
    assert found and int(found[1]) >= int(found[2]) * 0.60, said
    assert re.search(r"false alarms on must_hold 0\b", last), said


@pytest.mark.parametrize("name", AUDITED)
def test_PDF_抽出的事实至少九成五(tmp_path: Path, name: str) -> None:
    path = tmp_path / "facts.json"
    done = gouji("facts", CORPUS / "docs" / f"{name}.pdf", "--format", "json")
    assert done.code == 0, done.said
    path.write_text(done.out, encoding="utf-8")
    said = score("--facts", path, CORPUS / "gold" / f"{name}.yaml")
    found = re.search(r"(\d+)%", said)
    assert found and int(found[1]) >= 95, said


def test_空白模板没有错误(tmp_path: Path) -> None:
    done = gouji(
        "audit", CORPUS / "docs" / "template-juesuan.pdf", "--out", tmp_path, "--format", "json", "--fail-on", "never"
    )
    assert done.code == 0, done.said
    findings = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["documents"][0]["findings"]
    assert [f["message"] for f in findings if f["severity"] == "error"] == []
