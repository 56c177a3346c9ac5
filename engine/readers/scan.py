"""扫描页：图 → 字和线，与数字版 PDF 的墨迹一样往下走。图片文件也由这里读。"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image as Pictures
from PIL import ImageOps, ImageSequence

from engine.document import SURE, Document
from engine.errors import DocumentError
from engine.readers import layout, scan_engine
from engine.readers.ink import Page
from engine.readers.limits import Limits
from engine.readers.scan_engine import available as available

if TYPE_CHECKING:
    from engine.readers.scan_rules import Image

_FINE = 216 / 72  # 每磅像素；更密的缩小：再密也不见得认得更准，只是慢
_COARSE = 144 / 72  # 每磅像素；更疏的放大，线和小数点才够粗
_BLIND = 75 / 72  # 每磅像素；再疏的五号字不到 11 像素高，认不得
# 没有把握的字在一页里到了这么多、这个比例，整页的数都不可信。样本印成 200 dpi 时各页至多 2 个；
# 150 dpi 又糊又噪时，丢字、认错数的页都在 8 个、十分之一以上，认得对的页至多 1 个
_WEAK = 5
_WEAK_SHARE = 0.01
_NOT_TRUSTED = 0.3  # 不可信的字的把握
_LONG_SIDE = 842.0  # 图片没有写分辨率的，当作一张 A4
_PAPER = (300.0, 1700.0)  # 磅；长边在这之间才是纸的大小（A6 到 A2），否则图片里写的分辨率不可信
_SIDE = 20_000.0  # 磅；PDF 页面长边的上限约 14,400 磅


def recognise(image: Any, number: int, width: float, height: float, limits: Limits) -> Page:
    """一页的图（PIL 图像或 RGB 数组）→ 墨迹；width、height 是页的大小，磅。

    页面先转正（90、180、270 度）、拉平（4 度以内）；转了 90、270 度的，宽高对调。
    像素太少、时间用完的，返回没有读的页，写明原因。没有装识别组件的抛出 DocumentError。
    """
    if not available():
        raise DocumentError(scan_engine.NEEDS)
    if time.monotonic() > limits.until:
        return _unread(number, width, height, "没有读：时间到了，请拆分文件，或用 --limit seconds=秒数 放宽。")
    picture = image if isinstance(image, Pictures.Image) else Pictures.fromarray(image)
    scale = picture.width / max(width, 1.0)
    target = min(max(scale, _COARSE), _FINE)
    if scale < _BLIND or width * height * target**2 > limits.pixels or max(width, height) > _SIDE:
        return _unread(number, width, height, "是扫描图像，分辨率太低，没有读，请换清楚的扫描件（200 dpi 以上）。")
    if abs(target - scale) > 0.01 * scale:
        size = round(width * target), round(height * target)
        picture = picture.resize(size, Pictures.Resampling.LANCZOS)
    return guarded(_page(picture, number, width, height))


def guarded(page: Page) -> Page:
    """整页没有把握的字多到一定程度，有把握的数也不可信：丢了的字、认错的字不会都显得没有把握。"""
    letters = [g for g in page.glyphs if g.char.isalnum()]  # 标点认得准不准，与数无关
    weak = sum(g.confidence < SURE for g in letters)
    if weak < _WEAK or weak <= _WEAK_SHARE * len(letters):
        return page
    glyphs = tuple(g._replace(confidence=min(g.confidence, _NOT_TRUSTED)) for g in page.glyphs)
    return replace(
        page, glyphs=glyphs, remark="印得不清楚，上面的数没有把握，没有核查，请换清楚的扫描件（200 dpi 以上）。"
    )


def _page(picture: Pictures.Image, number: int, width: float, height: float) -> Page:
    import numpy as np

    from engine.readers import scan_page

    pixels: Image = np.asarray(picture.convert("RGB"), dtype=np.uint8)
    return scan_page.ink_page(np.ascontiguousarray(pixels[:, :, ::-1]), number, width, height)


def read(path: Path, data: bytes, limits: Limits) -> Document:
    """图片文件（PNG、JPEG、多页 TIFF……）→ 文档；不是图片、已损坏、没有装识别组件的抛出 DocumentError。"""
    if not available():
        raise DocumentError(f"{path}：{scan_engine.NEEDS}")
    try:
        Pictures.MAX_IMAGE_PIXELS = None  # 像素自己数，按 limits.pixels
        with Pictures.open(io.BytesIO(data)) as file:
            pages = tuple(_pages(file, limits))
    except (OSError, SyntaxError, ValueError):
        raise DocumentError(f"{path}：图片已损坏，打不开，请重新下载，或用看图软件打开后另存一份。") from None
    unread = [f"第 {p.number} 页{p.remark}" for p in pages if p.remark]
    return layout.document(path, data, pages, tuple(unread), len(pages))


def _pages(file: Pictures.Image, limits: Limits) -> Iterator[Page]:
    for number, frame in enumerate(ImageSequence.Iterator(file), start=1):
        if number > limits.pages:  # 不问一共几页：数几万页要按平方的时间
            yield _unread(number, 0, 0, "起没有读（可用 --limit pages=页数 放宽）。")
            return
        if frame.width * frame.height > limits.pixels:
            yield _unread(
                number, 0, 0, f"的像素超过 {limits.pixels} 的上限，没有读（可用 --limit pixels=像素数 放宽）。"
            )
            continue
        dpi = frame.info.get("dpi", (0, 0))
        picture = ImageOps.exif_transpose(frame).convert("RGB")  # 手机拍的照片按拍的方向转正
        scale = pixels_per_point(picture, dpi)
        yield recognise(picture, number, picture.width / scale, picture.height / scale, limits)


def pixels_per_point(picture: Pictures.Image, dpi: tuple[float, float]) -> float:
    """每磅几个像素：照图片里写的分辨率，不像纸的大小的按 A4。"""
    long = max(picture.size)
    told = float(max(dpi)) / 72
    return told if told > 0 and _PAPER[0] <= long / told <= _PAPER[1] else long / _LONG_SIDE


def _unread(number: int, width: float, height: float, remark: str) -> Page:
    return Page(number, width, height, kind="unread", remark=remark)
