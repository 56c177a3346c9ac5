"""扫描件：把虚构的样本印成图再识别，与数字版比较。没有装识别组件的跳过识别的测试。"""

from __future__ import annotations

import io
import math
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image

from benchmarks.ocr_read import DOUBTFUL, RIGHT, amounts, printed, score
from engine.document import Document
from engine.errors import DocumentError
from engine.readers import layout, pdf, read, scan
from engine.readers.ink import Page
from engine.readers.limits import DEFAULTS

FORMATS = Path(__file__).resolve().parents[1] / "fixtures" / "formats"
DPI = 150
POINT = 72 / DPI
FINAL = FORMATS / "青石区档案馆2024年部门决算-差错.pdf"
needs_ocr = pytest.mark.skipif(not scan.available(), reason='没有装识别组件（pip install "gouji[ocr]"）')


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """识别不联网：一联网就失败。"""

    def refuse(*_: object) -> None:
        raise AssertionError("识别时联网了")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="module")
def source() -> Iterator[pdfium.PdfDocument]:
    document = pdfium.PdfDocument(FINAL)
    yield document
    document.close()


def recognised(page: pdfium.PdfPage, image: Image.Image, number: int = 1) -> Page:
    width, height = page.get_size()
    if (image.width > image.height) != (width > height):
        width, height = height, width
    return scan.recognise(image, number, width, height, DEFAULTS)


def laid_out(*pages: Page) -> Document:
    return layout.document(Path("扫描件"), b"", pages, (), len(pages))


def saved(form: str, *images: Image.Image) -> bytes:
    file = io.BytesIO()
    images[0].save(file, form, save_all=len(images) > 1, append_images=images[1:], dpi=(DPI, DPI))
    return file.getvalue()


@needs_ocr
@pytest.mark.parametrize(("index", "noise"), [(12, 1.0), (17, 1.0), (20, 1.0)])
def test_amounts_on_a_page_printed_at_200_dpi(
    source: pdfium.PdfDocument, index: int, noise: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """一页表、两页正文；歪斜、模糊、噪点、JPEG。"""
    digital = next(islice(pdf.ink_pages(source, DEFAULTS), index, None))
    page = recognised(source[index], printed(source[index], 200, noise, 0, index), index + 1)

    found = score(laid_out(digital), laid_out(page))

    with capsys.disabled():
        print(f"\n第 {index + 1} 页：金额 {found.total}，认对 {found.right}，没有把握 {found.doubtful}")
    assert found.total > 10
    assert found.right >= RIGHT * found.total
    assert found.doubtful <= DOUBTFUL * found.total
    assert not found.wrong


def table_top(source: pdfium.PdfDocument) -> Image.Image:
    """一张表的上半截：标题、表头、几行。"""
    return printed(source[12], DPI, 0, 0, 0).crop((0, 100, 1240, 500))


@pytest.fixture(scope="module")
def upright(source: pdfium.PdfDocument) -> Document:
    image = table_top(source)
    return laid_out(scan.recognise(image, 1, image.width * POINT, image.height * POINT, DEFAULTS))


@needs_ocr
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_read_upright(source: pdfium.PdfDocument, upright: Document, turn: int) -> None:
    image = table_top(source)
    turned = image.rotate(turn, expand=True)

    page = scan.recognise(turned, 1, turned.width * POINT, turned.height * POINT, DEFAULTS)

    assert (page.width, page.height) == pytest.approx((image.width * POINT, image.height * POINT))
    assert amounts(laid_out(page)) == amounts(upright)
    assert len(amounts(upright)[0]) > 10


@needs_ocr
def test_picture_files_are_read_in_a_bounded_process(
    source: pdfium.PdfDocument, upright: Document, tmp_path: Path
) -> None:
    """多页 TIFF，在限了内存的子进程里读；空白页不碍事。"""
    path = tmp_path / "决算.tif"
    path.write_bytes(saved("TIFF", Image.new("RGB", (1240, 400), "white"), table_top(source)))

    document = read(path)

    assert document.pages == 2
    assert amounts(document) == amounts(upright)
    assert {spot.page for spot in document.spots} == {2}
    assert document.remarks == ()


@needs_ocr
@pytest.mark.parametrize(
    ("image", "told"),
    [(Image.new("RGB", (300, 420), "white"), "分辨率太低"), (Image.new("1", (6000, 8000), 1), "像素超过")],
)
def test_pictures_that_cannot_be_read_say_why(tmp_path: Path, image: Image.Image, told: str) -> None:
    path = tmp_path / "图.png"
    path.write_bytes(saved("PNG", image))

    with pytest.raises(DocumentError, match=told):
        scan.read(path, path.read_bytes(), DEFAULTS)


@needs_ocr
def test_blank_picture_is_not_a_document(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="没有字"):
        scan.read(tmp_path / "白纸.png", saved("PNG", Image.new("RGB", (1240, 1754), "white")), DEFAULTS)


@needs_ocr
def test_broken_picture_is_refused(tmp_path: Path) -> None:
    data = saved("PNG", Image.new("RGB", (1240, 1754), "white"))

    with pytest.raises(DocumentError, match="已损坏"):
        scan.read(tmp_path / "半张.png", data[: len(data) // 2], DEFAULTS)


@needs_ocr
def test_pages_after_the_time_is_up_are_named() -> None:
    page = scan.recognise(Image.new("RGB", (1240, 1754)), 3, 595, 842, replace(DEFAULTS, until=-math.inf))

    assert page.kind == "unread"
    assert "时间" in page.remark


def test_without_the_component_the_user_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(scan, "available", lambda: False)

    with pytest.raises(DocumentError, match=r"gouji\[ocr\]"):
        scan.read(tmp_path / "图.png", saved("PNG", Image.new("RGB", (10, 10))), DEFAULTS)


def test_heavy_libraries_are_loaded_only_when_used() -> None:
    """读入进程先分叉再载入：父进程里没有它们。"""
    code = "import sys, engine.readers, engine.readers.scan; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=FORMATS.parents[2]
    )

    assert not {"cv2", "onnxruntime", "rapidocr", "numpy"} & set(done.stdout.split())
