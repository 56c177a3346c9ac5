# ruff: noqa: N802　测试名是中文句子
"""报告里的小图：错误在前，放到上限为止，转向的页裁在同一处，渲染崩溃不连累报告。"""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from engine.document import Document, Paragraph, Place, Spot
from engine.readers import pdf as reader
from engine.readers import pdf_render
from engine.readers.bundle import Source
from engine.readers.limits import DEFAULTS
from reports import html, pictures
from reports.places import location
from tests.pdf_maker import PageMaker, pdf
from tests.reports import sample

XS = [60, 120, 280, 400, 520]
ROWS = [
    ["编码", "名称", "合计", "基本支出"],
    ["212", "城乡社区支出", "186.52", "186.52"],
    ["", "合计", "168.52", "186.52"],
]
RED = (200, 16, 24)


def page(**options: Any) -> PageMaker:
    return PageMaker(**options).text(200, 60, "部门支出总表", 16).table(XS, 100, ROWS)


def located(document: Document, words: str) -> list[dict[str, Any]]:
    """写着这几个字的各格在报告里的位置。"""
    cells = [c for b in document.blocks if not isinstance(b, Paragraph) for row in b.rows for c in row]
    return [location(Place(line=c.line), document) for c in cells if c.text.raw == words]


def report_document(findings: list[tuple[str, str, list[dict[str, Any]]]]) -> dict[str, Any]:
    """只有这几个问题的一份报告：（id，级别，各处位置）。"""
    document = sample.audited()
    first = document["findings"][0]
    whole = {"table": "", "row": "", "column": "", "section": ""}
    document["findings"] = [
        {
            **first,
            "id": ident,
            "display": f"F-{number:03d}",
            "severity": severity,
            "evidence": [
                {"quote": "合计", "mark": "", "value": "", "unit": "", "location": {**whole, **at}} for at in places
            ],
        }
        for number, (ident, severity, places) in enumerate(findings, 1)
    ]
    return document


def source_of(folder: Path, data: bytes, name: str = "某局.pdf") -> Source:
    path = folder / name
    path.write_bytes(data)
    return Source(path, (path,))


def image(picture: pictures.Picture) -> Image.Image:
    head, _, body = picture.url.partition(",")
    assert head == "data:image/png;base64"
    return Image.open(io.BytesIO(base64.b64decode(body))).convert("RGB")


def framed(picture: Image.Image) -> tuple[int, int, int, int]:
    """红框的外沿。"""
    red = [(x, y) for x in range(picture.width) for y in range(picture.height) if picture.getpixel((x, y)) == RED]
    assert red
    return min(x for x, _ in red), min(y for _, y in red), max(x for x, _ in red), max(y for _, y in red)


def drawn(folder: Path, data: bytes, words: str = "168.52") -> pictures.Pictures:
    document = reader.read(Path("某局.pdf"), data, DEFAULTS)
    return pictures.pictures(
        report_document([("a", "error", located(document, words))]), source_of(folder, data), DEFAULTS
    )


def test_有关的格框了红线_整行都看得见(tmp_path: Path) -> None:
    shown = drawn(tmp_path, pdf(page()))
    picture = image(shown.by_key["a", 0])
    assert picture.width == pytest.approx(595 * 120 / 72, abs=2)
    left, top, right, bottom = framed(picture)
    scale = 120 / 72
    # 168.52 在 280—400 磅；框外各留 2 磅
    assert (left, right) == pytest.approx((278 * scale, 402 * scale), abs=2)
    assert bottom - top == pytest.approx(24 * scale, abs=2)
    assert "第 1 页" in shown.by_key["a", 0].alt
    assert shown.told == ""


@pytest.mark.parametrize(
    "options",
    [
        {"rotate": 90},
        {"rotate": 180},
        {"rotate": 270},
        {"turned": True},
        {"turned": True, "rotate": 90},
        {"origin": (20.0, 30.0)},
        {"origin": (20.0, 30.0), "turned": True},
    ],
)
def test_转向的页裁在同一处(tmp_path: Path, options: dict[str, Any]) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    upright = image(drawn(tmp_path / "a", pdf(page())).by_key["a", 0])
    turned = image(drawn(tmp_path / "b", pdf(page(**options))).by_key["a", 0])
    assert framed(turned) == pytest.approx(framed(upright), abs=2)
    # 框里有墨：数字画在框的右半边
    left, top, right, bottom = framed(turned)
    inside = turned.crop(((left + right) // 2, top + 4, right - 6, bottom - 4)).convert("L")
    assert inside.getextrema()[0] < 128


def test_同一行的几格画在一张图里_同一格只画一次(tmp_path: Path) -> None:
    data = pdf(page())
    document = reader.read(Path("某局.pdf"), data, DEFAULTS)
    row = [*located(document, "168.52"), *located(document, "合计")[1:], *located(document, "168.52")]
    shown = pictures.pictures(report_document([("a", "error", row)]), source_of(tmp_path, data), DEFAULTS)
    assert list(shown.by_key) == [("a", 0)]
    left, _, right, _ = framed(image(shown.by_key["a", 0]))
    assert right - left > (400 - 120) * 120 / 72


def test_错误在前_放到上限为止_报告说明少了几张(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf(page())
    document = reader.read(Path("某局.pdf"), data, DEFAULTS)
    one, other = located(document, "168.52"), located(document, "城乡社区支出")
    whole = report_document([("w", "warning", one), ("e", "error", other), ("i", "info", located(document, "212"))])
    source = source_of(tmp_path, data)
    size = len(pictures.pictures(whole, source, DEFAULTS).by_key["e", 0].url.partition(",")[2])
    monkeypatch.setattr(pictures, "MOST_BYTES", size)
    shown = pictures.pictures(whole, source, DEFAULTS)
    assert list(shown.by_key) == [("e", 0)]
    assert shown.left_out == 2 and "另有 2 处没有附图" in shown.told
    page_text = html.render_document(sample.report(), whole, shown=shown)
    assert shown.told in page_text and page_text.count('src="data:image/png;base64,') == 1


def test_没有页的位置没有图_报告照旧(tmp_path: Path) -> None:
    whole = report_document([("a", "error", [{"page": None, "line": 3}])])
    assert pictures.pictures(whole, source_of(tmp_path, b"x", "a.txt"), DEFAULTS) == pictures.NONE


def test_相同的输入得到相同的图(tmp_path: Path) -> None:
    data = pdf(page())
    assert drawn(tmp_path, data) == drawn(tmp_path, data)


def test_渲染崩溃只是没有图(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_render, "crops", lambda *_: os.abort())
    shown = drawn(tmp_path, pdf(page()))
    assert not shown.by_key and shown.failed == 1
    assert "SIGABRT" in shown.told and shown.told.endswith("请按页码查看原件。")


def test_原件不在了只是没有图(tmp_path: Path) -> None:
    data = pdf(page())
    document = reader.read(Path("某局.pdf"), data, DEFAULTS)
    whole = report_document([("a", "error", located(document, "168.52"))])
    gone = Source(tmp_path / "没有.pdf", (tmp_path / "没有.pdf",))
    assert pictures.pictures(whole, gone, DEFAULTS).told == "1 处没有画成（原件已经打不开），请按页码查看原件。"


def test_图片文件直接裁(tmp_path: Path) -> None:
    picture = Image.new("RGB", (1190, 1684), "white")
    picture.paste((0, 0, 0), (600, 400, 660, 420))
    written = io.BytesIO()
    picture.save(written, "PNG")
    at = {"page": 1, "line": None, "box": [600 / 2, 400 / 2, 660 / 2, 420 / 2]}
    whole = report_document([("a", "error", [at])])
    shown = pictures.pictures(whole, source_of(tmp_path, written.getvalue(), "扫描.png"), DEFAULTS)
    cut = image(shown.by_key["a", 0])
    left, top, right, bottom = framed(cut)
    assert cut.getpixel(((left + right) // 2, (top + bottom) // 2)) == (0, 0, 0)


def test_位置_有页的写页和范围_合成的带文件名() -> None:
    spots = (
        Spot(page=3, box=(1.0, 2.0, 3.0, 4.0), file="说明.pdf", turn=90),
        Spot(label="支出表!C7", file="表.xlsx"),
    )
    document = Document("某局", "", (), 2, spots=spots)
    assert [document.where(n) for n in (1, 2, None)] == ["说明.pdf 第3页", "表.xlsx 支出表!C7", ""]
    paged = location(Place(line=1), document)
    assert (paged["page"], paged["line"], paged["file"], paged["box"]) == (3, None, "说明.pdf", [1.0, 2.0, 3.0, 4.0])
    labelled = location(Place(line=2), document)
    assert (labelled["page"], labelled["line"], labelled["label"]) == (None, None, "支出表!C7")
    assert Document("某局.txt", "", (), 9).where(7) == "第7行"
    assert set(location(Place(line=7), Document("某局.txt", "", (), 9))) == {
        "page", "line", "table", "row", "column", "section",
    }  # fmt: skip
