"""PDF：画几页字和表，内容流里加进任意的算符，对象改几个字节。"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.fuzzing.draw import Draw, spread
from benchmarks.fuzzing.reading import tried
from engine.readers import pdf
from tests.pdf_maker import PageMaker
from tests.pdf_maker import pdf as drawn

LENGTH = 400
_WORDS = (
    "白鹭区园林局2025年部门预算",
    "收支总表",
    "单位：万元",
    "项目",
    "预算数",
    "合计",
    "1.00",
    "2,345.60",
    "—",
    "一、收入情况",
    "其中：基本支出1万元，占50%。",
    "208",
    "社会保障和就业支出",
    "第3页",
    "- 3 -",
    "<",
    "^",
    "",
    "增加（减少）",
    "12.",
)
_OPERATORS = (
    "q",
    "Q",
    "1 0 0 1 50 50 cm",
    "0 -1 1 0 0 0 cm",
    "0 0 0 0 0 0 cm",
    "1e30 0 0 1e30 0 0 cm",
    "BT",
    "ET",
    "/F1 12 Tf",
    "/F1 0 Tf",
    "/F9 -5 Tf",
    "<5408> Tj",
    "(abc) Tj",
    "[(a) -9999 (b)] TJ",
    "3 Tr",
    "100 Tz",
    "0 Tz",
    "10 TL",
    "T*",
    "50 700 Td",
    "1 0 0 1 9 9 Tm",
    "10 10 m 90 10 l S",
    "10 10 80 0.5 re f",
    "0 0 9999999 9999999 re W n",
    "nan 0 m",
    "0 0 1 rg",
    "1 g",
    "[2 2] 0 d",
    "-1 w",
    "/X Do",
    "/G gs",
    "BI /W 1 /H 1 ID x EI",
    "/A BDC",
    "EMC",
    "sh",
    "1 2 3",
    "] >>",
    "<<",
    "(",
    "endstream",
)
_PAYLOADS = (
    b"<<",
    b">>",
    b"[",
    b"]",
    b"0 R",
    b"3 0 R",
    b"null",
    b"/Kids",
    b"/Rotate 90",
    b"/Count -1",
    b"/Type /Page",
    b"stream\n",
    b"endobj",
    b"-99999999999",
    b"/MediaBox [0 0 0 0]",
    b"/MediaBox [9 9 1 1]",
    b"/Filter /FlateDecode",
    b"\0",
    b"%PDF-",
    b"%%EOF",
    b"/CropBox [1e9 1e9 -1e9 -1e9]",
    b"/Parent 1 0 R",
    b"/Contents [6 0 R 6 0 R]",
    b"/Annots [3 0 R]",
    b"/Encrypt 1 0 R",
)


def run(data: bytes) -> None:
    tried(pdf.read, "文.pdf", page(Draw(data)))


def page(draw: Draw) -> bytes:
    """一到三页。"""
    whole = drawn(*(_page(draw) for _ in range(1 + draw.below(3))))
    return spread(whole, draw, _PAYLOADS, 5) if draw.below(2) else whole


def _page(draw: Draw) -> PageMaker:
    maker = PageMaker(rotate=draw.pick((0, 0, 0, 90, 180, 270)), turned=draw.rarely())
    if draw.rarely():
        maker.width, maker.height = draw.below(3000), draw.below(3000)
    for _ in draw.times(6):
        way = draw.below(5)
        x, y = 10.0 + draw.byte() * 2, 20.0 + draw.byte() * 3
        if way <= 1:
            maker.text(x, y, draw.pick(_WORDS), draw.pick((12, 10, 0.5, 0, 60)), draw.rarely(), draw.pick((0, 0, 0, 3)))
        elif way == 2:
            columns = 1 + draw.below(4)
            rows = [[draw.pick(_WORDS) for _ in range(columns)] for _ in range(1 + draw.below(5))]
            xs = [x]
            for _ in range(columns):
                xs.append(xs[-1] + 10 + draw.byte())
            maker.table(xs, y, rows, 5 + draw.below(40), 10, bars=draw.rarely())
        elif way == 3:
            maker.rule(x, y, draw.byte() * 2.5, draw.byte() * 3.5)
        else:
            maker.parts.append(" ".join(draw.pick(_OPERATORS) for _ in draw.times(6)))
    return maker


def seeds() -> Iterator[bytes]:
    for n in range(40):
        yield bytes((n * 11 + k * 7) % 256 for k in range(160))
