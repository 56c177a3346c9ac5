"""测试共用：用几行代码画一份虚构的 PDF。字用 PDF 预定义的宋体和 UniGB-UCS2-H 编码，不嵌入字体。

坐标是磅，原点在正立页面的左上角，与文档模型一致；turned=True 的页内容整个转 90°，不写 /Rotate。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class PageMaker:
    """一页。rotate 是 /Rotate；turned 表示内容转了 90°（逆时针），页面也跟着横竖对调。"""

    width: float = 595.0
    height: float = 842.0
    rotate: int = 0
    turned: bool = False
    origin: tuple[float, float] = (0.0, 0.0)  # CropBox 的左下角
    parts: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    def _xy(self, x: float, y: float) -> tuple[float, float]:
        return x + self.origin[0], self.height - y + self.origin[1]

    def text(self, x: float, y: float, words: str, size: float = 12, late: bool = False, mode: int = 0) -> PageMaker:
        """基线起点在 (x, y) 的一串字；late 的最后才画，次序与版面不同；mode 3 是看不见的字。"""
        px, py = self._xy(x, y)
        code = words.encode("utf-16-be").hex()
        drawn = f"BT {mode} Tr /F1 {size} Tf {px:.2f} {py:.2f} Td <{code}> Tj ET"
        (self.after if late else self.parts).append(drawn)
        return self

    def right(self, x: float, y: float, words: str, size: float = 12) -> PageMaker:
        """右端在 x 的一串半角字。"""
        return self.text(x - len(words) * size / 2, y, words, size)

    def rule(self, x0: float, y0: float, x1: float, y1: float, colour: str = "0 G", width: float = 0.5) -> PageMaker:
        a, b = self._xy(x0, y0), self._xy(x1, y1)
        self.parts.append(f"{colour} {width} w {a[0]:.2f} {a[1]:.2f} m {b[0]:.2f} {b[1]:.2f} l S")
        return self

    def bar(self, x0: float, y0: float, x1: float, y1: float, colour: str = "0 g") -> PageMaker:
        """填色的矩形；细长的就是一条线。"""
        a, b = self._xy(x0, y1), self._xy(x1, y0)
        self.parts.append(f"{colour} {a[0]:.2f} {a[1]:.2f} {b[0] - a[0]:.2f} {b[1] - a[1]:.2f} re f 0 g")
        return self

    def clipped(
        self, box: tuple[float, float, float, float], x: float, y: float, words: str, size: float = 12
    ) -> PageMaker:
        """在裁剪框以内才看得见的一串字。"""
        a, b = self._xy(box[0], box[3]), self._xy(box[2], box[1])
        px, py = self._xy(x, y)
        code = words.encode("utf-16-be").hex()
        self.parts.append(
            f"q {a[0]:.2f} {a[1]:.2f} {b[0] - a[0]:.2f} {b[1] - a[1]:.2f} re W n "
            f"BT /F1 {size} Tf {px:.2f} {py:.2f} Td <{code}> Tj ET Q"
        )
        return self

    def table(
        self,
        xs: Sequence[float],
        top: float,
        rows: Sequence[Sequence[str]],
        height: float = 20,
        size: float = 10,
        bars: bool = False,
    ) -> PageMaker:
        """带框的表。格里的“<”“^”表示并入左边、上面，不画之间的线；数靠右，字靠左。"""
        ys = [top + height * n for n in range(len(rows) + 1)]
        draw = (
            (lambda a, b, c, d: self.bar(min(a, c) - 0.3, min(b, d) - 0.3, max(a, c) + 0.3, max(b, d) + 0.3))
            if bars
            else self.rule
        )
        for r in range(len(rows) + 1):
            for c in range(len(xs) - 1):
                if not (0 < r < len(rows) and rows[r][c] == "^") and not (
                    0 < r < len(rows) and rows[r][c] == "<" and _owner(rows, r, c) is not None
                ):
                    draw(xs[c], ys[r], xs[c + 1], ys[r])
        for c in range(len(xs)):
            for r in range(len(rows)):
                inner = 0 < c < len(xs) - 1
                if not (inner and (rows[r][c] == "<" or (rows[r][c] == "^" and _wide(rows, r, c)))):
                    draw(xs[c], ys[r], xs[c], ys[r + 1])
        for r, row in enumerate(rows):
            for c, words in enumerate(row):
                if words in ("", "<", "^"):
                    continue
                baseline = ys[r] + height * 0.65
                if words.replace(",", "").replace(".", "").lstrip("-").isdigit() and c:
                    self.right(xs[c + 1] - 2, baseline, words, size)
                else:
                    self.text(xs[c] + 2, baseline, words, size)
        return self

    def content(self) -> str:
        body = "\n".join(self.parts + self.after)
        if self.turned:  # 内容逆时针转 90°：(x, y) → (-y, x)，再移回页内
            x, y = self.origin
            return f"q 0 1 -1 0 {self.height + x + y:.2f} {y - x:.2f} cm\n{body}\nQ"
        return body

    @property
    def box(self) -> tuple[float, float, float, float]:
        x, y = self.origin
        if self.turned:
            return x, y, x + self.height, y + self.width
        return x, y, x + self.width, y + self.height


def _owner(rows: Sequence[Sequence[str]], r: int, c: int) -> int | None:
    """“<”格所属的合并格要是也向上合并，返回那一列。"""
    while c and rows[r][c] == "<":
        c -= 1
    return c if rows[r][c] == "^" else None


def _wide(rows: Sequence[Sequence[str]], r: int, c: int) -> bool:
    """“^”格往上找到的合并格，在这一列是不是“<”。"""
    while r and rows[r][c] == "^":
        r -= 1
    return rows[r][c] == "<"


def pdf(*pages: PageMaker) -> bytes:
    """各页 → PDF 文件的内容。"""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500 814 939 500] "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        "/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    kids = []
    for page in pages:
        kids.append(len(objects) + 1)
        left, bottom, right, top = page.box
        rotate = f"/Rotate {page.rotate} " if page.rotate else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {right + 50:.0f} {top + 50:.0f}] "
            f"/CropBox [{left} {bottom} {right} {top}] {rotate}"
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects) + 2} 0 R >>"
        )
        stream = page.content()
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{k} 0 R' for k in kids)}] /Count {len(kids)} >>"
    out = bytearray(b"%PDF-1.5\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{offset:010d} 00000 n \n" for offset in offsets).encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
