"""页面的方向：PDF 自己的坐标（原点在左下，可带 /Rotate、CropBox）与正立页面坐标（原点在左上）互换。"""

from __future__ import annotations

from dataclasses import dataclass

from engine.document import Box
from engine.readers.ink import Glyph

# 拉丁字母和数字大约半个字宽，汉字一个字宽；只用来估计字的中心落在哪一格
_HALF = 0.5
_WIDE = frozenset("“”‘’—…①②③④⑤⑥⑦⑧⑨⑩≥≤×")  # 中文版面里占一个字宽的符号


@dataclass(frozen=True, slots=True)
class Upright:
    """crop 为 CropBox（左、下、右、上）；rotation 是把页面转正要顺时针转的度数，含 /Rotate 和字的方向。"""

    crop: Box
    rotation: int

    @property
    def width(self) -> float:
        left, bottom, right, top = self.crop
        return right - left if self.rotation % 180 == 0 else top - bottom

    @property
    def height(self) -> float:
        left, bottom, right, top = self.crop
        return top - bottom if self.rotation % 180 == 0 else right - left

    def point(self, x: float, y: float) -> tuple[float, float]:
        """PDF 坐标 → 正立坐标。"""
        left, bottom, right, top = self.crop
        if self.rotation == 0:
            return x - left, top - y
        if self.rotation == 90:
            return y - bottom, x - left
        if self.rotation == 180:
            return right - x, y - bottom
        return top - y, right - x

    def user(self, x: float, y: float) -> tuple[float, float]:
        """正立坐标 → PDF 坐标。"""
        left, bottom, right, top = self.crop
        if self.rotation == 0:
            return x + left, top - y
        if self.rotation == 90:
            return y + left, x + bottom
        if self.rotation == 180:
            return right - x, y + bottom
        return right - y, top - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """PDF 坐标的矩形 → 正立坐标的左、上、右、下。"""
        a, b = self.point(x0, y0), self.point(x1, y1)
        return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])

    def user_box(self, box: Box) -> Box:
        """正立坐标的左、上、右、下 → PDF 坐标的左、下、右、上。"""
        a, b = self.user(box[0], box[1]), self.user(box[2], box[3])
        return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])

    def glyph(self, drawn: tuple[str, float, float, float]) -> Glyph:
        """（字，x，y，字号）用 PDF 坐标 → 正立坐标的字。"""
        char, x, y, size = drawn
        px, py = self.point(x, y)
        return Glyph(char, px, py, size if char >= "⺀" or char in _WIDE else size * _HALF, size)
