"""文字识别引擎：找出字在哪里、认出是什么字。只用随包的模型，不联网；库很大，用到才载入。"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.errors import DocumentError

if TYPE_CHECKING:
    from engine.readers.scan_rules import Image

NEEDS = '扫描件要装文字识别组件才能读，请执行 pip install "gouji[ocr]" 后重试。'
_MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}
_THREADS = 2  # 再多，一台普通机器上别的文件就慢了
_FIND_SIDE = 1400  # 找字时把长边缩到这么多像素（A4 约 120 dpi）：100 与 200 dpi 找到的框一样多，时间少一半以上


Box = tuple[float, float, float, float]
"""左、上、右、下，像素。"""


class Reading(NamedTuple):
    """认出的一串字：各字、各字中心在图宽中的位置（0～1）、各字的把握（0～1）。"""

    text: str
    centres: tuple[float, ...]
    confidences: tuple[float, ...]


def available() -> bool:
    """识别组件是否装了；不载入它。"""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


@lru_cache(maxsize=1)
def _engine() -> Any:
    """载入模型；没有装、缺模型的抛出 DocumentError。"""
    if not available():
        raise DocumentError(NEEDS)
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    params: dict[str, Any] = {
        # 直接给出模型文件，库就不会去下载
        **{f"{part}.model_path": str(models / name) for part, name in _MODELS.items()},
        "Global.text_score": 0.0,  # 没有把握的也要：丢掉了就成了空白
        "Global.max_side_len": 100_000,  # 缩放由这里自己做
        "Global.log_level": "error",
        "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    if not all((models / name).is_file() for name in _MODELS.values()):
        raise DocumentError('文字识别组件里没有模型文件，请执行 pip install --force-reinstall "gouji[ocr]" 后重试。')
    engine = rapidocr.RapidOCR(params=params)
    engine.return_word_box = True  # 要每个字的位置
    return engine


def boxes(image: Image) -> list[Box]:
    """图（BGR）上各行字的左、上、右、下，像素。"""
    import cv2

    ratio = min(_FIND_SIDE / max(image.shape[:2]), 1.0)
    small = cv2.resize(image, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA) if ratio < 1 else image
    found = _engine()(small, use_det=True, use_cls=False, use_rec=False).boxes
    if found is None:
        return []
    quads = [[(float(x) / ratio, float(y) / ratio) for x, y in quad] for quad in found]
    return [(min(x for x, _ in q), min(y for _, y in q), max(x for x, _ in q), max(y for _, y in q)) for q in quads]


def upside_down(crops: Sequence[Image]) -> float:
    """各行字里颠倒的占几成。"""
    if not crops:
        return 0.0
    _, result = _engine().cls_and_rotate(list(crops))
    labels = [label for label, _ in result.cls_res]
    return labels.count("180") / len(labels)


def read(crops: Sequence[Image]) -> list[Reading]:
    """各行字的图（BGR）→ 认出的字，次序相同。"""
    if not crops:
        return []
    result = _engine().recognize_txt(list(crops))
    return [_reading(text, words) for text, words in zip(result.txts, result.word_results, strict=True)]


def _reading(text: str, words: Any) -> Reading:
    """空格不算字；位置由模型的列号换算。"""
    if not text.strip() or words is None or not words.line_txt_len:
        return Reading("", (), ())
    # 把握是逐字（含空格）的，位置只给了不是空格的字
    columns = [column for word in words.word_cols for column in word]
    confidences = [c for char, c in zip(text, words.confs, strict=True) if not char.isspace()]
    chars = "".join(text.split())
    centres = tuple(min((column + 0.5) / words.line_txt_len, 1.0) for column in columns)
    if not len(centres) == len(chars) == len(confidences):
        centres = tuple((n + 0.5) / len(chars) for n in range(len(chars)))
        confidences = [min(words.confs, default=0.0)] * len(chars)
    return Reading(chars, centres, tuple(0.0 if math.isnan(c) else float(c) for c in confidences))
