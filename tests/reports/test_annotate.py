# ruff: noqa: N802　测试名是中文句子
"""PDF 批注：框在原处，话是对的，转向的页、没有位置的问题都写得上，渲染崩溃不连累报告。"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2 as pdfium
import pytest

from engine.readers import pdf as reader
from engine.readers import pdf_notes
from engine.readers.bundle import Source
from engine.readers.limits import DEFAULTS
from reports import annotate
from tests.pdf_maker import PageMaker, pdf
from tests.reports.test_pictures import located, page, report_document, source_of

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "formats" / "青石区水务局2025年部门预算-差错.pdf"


def copies(folder: Path, data: bytes, **changes: Any) -> tuple[annotate.Copy, ...]:
    document = reader.read(Path("某局.pdf"), data, DEFAULTS)
    whole = report_document([("a", "error", located(document, "168.52"))])
    whole["findings"][0] |= changes
    return annotate.copies(whole, source_of(folder, data), DEFAULTS)


def annotations(data: bytes) -> list[dict[str, Any]]:
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return [a for p in opened.pages for a in p.annots]


def test_批注框在那一格_写着编号级别事实建议规则(tmp_path: Path) -> None:
    (copy,) = copies(
        tmp_path, pdf(page()), message="合计列示168.52，应为186.52𠮷", advice="核对合计。", rule_id="SUM-101"
    )
    (note,) = annotations(copy.data)
    # 正立页面上 (280, 140)—(400, 160)，框外各留 2 磅；PDF 坐标从下往上
    assert tuple(note["data"]["Rect"]) == pytest.approx((278, 842 - 162, 402, 842 - 138), abs=1)
    assert note["title"] == "勾稽 F-001 错误"
    for said in ("F-001", "错误", "合计列示168.52，应为186.52𠮷", "建议：核对合计。", "SUM-101"):
        assert said in note["contents"]


@pytest.mark.parametrize(
    "options",
    [
        {"rotate": 90},
        {"rotate": 180},
        {"rotate": 270},
        {"turned": True},
        {"turned": True, "rotate": 90},
        {"origin": (20.0, 30.0)},
        {"origin": (20.0, 30.0), "turned": True, "rotate": 270},
    ],
)
def test_转向的页框着同样的字(tmp_path: Path, options: dict[str, Any]) -> None:
    (copy,) = copies(tmp_path, pdf(page(**options)))
    with pdfium.PdfDocument(copy.data) as opened:
        first = opened[0]
        (note,) = annotations(copy.data)
        text = first.get_textpage().get_text_bounded(*map(float, note["data"]["Rect"]))
    assert "".join(text.split()) == "168.52"


def test_没有位置的问题在首页放便签(tmp_path: Path) -> None:
    data = pdf(page(), page())
    lost = {"page": None, "line": None}
    whole = report_document([("a", "error", [lost]), ("b", "warning", [lost])])
    (copy,) = annotate.copies(whole, source_of(tmp_path, data), DEFAULTS)
    notes = annotations(copy.data)
    assert [n["title"] for n in notes] == ["勾稽 F-001 错误", "勾稽 F-002 提示"]
    assert {n["page_number"] for n in notes} == {1}
    assert notes[0]["top"] != notes[1]["top"]


def test_原文和页数不变_原件不动(tmp_path: Path) -> None:
    data = pdf(page(), PageMaker().text(60, 80, "第二页"))
    (copy,) = copies(tmp_path, data)
    assert (tmp_path / "某局.pdf").read_bytes() == data

    def words(content: bytes) -> list[str]:
        with pdfium.PdfDocument(content) as opened:
            return [p.get_textpage().get_text_range() for p in opened]

    assert words(copy.data) == words(data)


def test_相同的输入得到相同的字节(tmp_path: Path) -> None:
    for data in (pdf(page()), FIXTURE.read_bytes()):
        assert copies(tmp_path, data) == copies(tmp_path, data)


def test_框看得见(tmp_path: Path) -> None:
    (copy,) = copies(tmp_path, pdf(page()))
    with pdfium.PdfDocument(copy.data) as opened:
        shown = opened[0].render(scale=1).to_pil().convert("RGB")
    assert any(
        red > 150 and green < 90 and blue < 90
        for x in range(275, 405)
        for red, green, blue in [shown.getpixel((x, 139))]  # type: ignore[misc]
    )


def test_合成一份的_各写各的_文件名不相混(tmp_path: Path) -> None:
    data = pdf(page())
    files = []
    for name in ("说明.pdf", "表.pdf"):
        (tmp_path / name).write_bytes(data)
        files.append(tmp_path / name)
    box = located(reader.read(Path("表.pdf"), data, DEFAULTS), "168.52")[0]
    whole = report_document([("a", "error", [{**box, "file": "表.pdf"}])])
    first, second = annotate.copies(whole, Source(tmp_path, tuple(files)), DEFAULTS)
    assert (len(annotations(first.data)), len(annotations(second.data))) == (0, 1)
    assert annotate.copy_name("某局-abc.html", second) == "某局-abc-批注-表.pdf"


def test_写批注时崩溃说明原因(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_notes, "annotated", lambda *_: os.abort())
    (copy,) = copies(tmp_path, pdf(page()))
    assert copy.data == b"" and "SIGABRT" in copy.why


def test_不是PDF的没有副本(tmp_path: Path) -> None:
    assert annotate.copies(report_document([]), source_of(tmp_path, b"text", "a.txt"), DEFAULTS) == ()
