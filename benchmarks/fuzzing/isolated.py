"""各种格式，经公开的入口、在隔离的子进程里：不论子进程怎么死，要么是一份文档，要么是一句话。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from benchmarks.fuzzing import docx, pdf, xlsx
from benchmarks.fuzzing.disclosures import disclosure
from benchmarks.fuzzing.draw import Draw, spread
from benchmarks.fuzzing.promise import one_sentence, sound
from benchmarks.fuzzing.reading import SMALL
from engine.errors import DocumentError
from engine.readers import parse
from tests.readers import bad_files

LENGTH = 400
_FORMATS = Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "formats"
_SUFFIXES = (".txt", ".pdf", ".docx", ".xlsx", ".html", ".xls", ".mht", ".zip", ".png", "")
_PAYLOADS = (
    b"\0",
    b"\xff\xff\xff\xff",
    b"<table>",
    b"%PDF-",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0",
    b"</html>",
    b"=\n",
)


@cache
def _workbook() -> bytes:
    return sorted(_FORMATS.glob("*.xls"))[0].read_bytes()


def _mht(draw: Draw) -> bytes:
    page = f"<html><body><p>{disclosure(draw)}</p></body></html>".encode("utf-8", "replace").hex("=")
    return (
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
        b"--b\nContent-Type: text/html; charset=utf-8\n"
        b"Content-Transfer-Encoding: quoted-printable\n\n=" + page.encode() + b"\n--b--\n"
    )


_MAKERS: tuple[Callable[[Draw], bytes], ...] = (
    docx.package,
    xlsx.package,
    pdf.page,
    lambda draw: f"<html><body>{disclosure(draw)}<table><tr><td>1<td>2".encode("utf-8", "replace"),
    _mht,
    lambda draw: spread(_workbook(), draw, _PAYLOADS, 12),
    lambda draw: disclosure(draw).encode("utf-8", "replace"),
    lambda draw: bad_files.zipped({draw.words(("甲", "/", "..", ".docx"), 6): draw.take(64) for _ in draw.times(3)}),
    lambda draw: bad_files.png(1 + draw.below(64), 1 + draw.below(64)),
    Draw.rest,
)


def run(data: bytes) -> None:
    draw = Draw(data)
    make, name = draw.pick(_MAKERS), f"件{draw.pick(_SUFFIXES)}"
    content = make(draw)
    if draw.below(3) == 0:
        content = spread(content, draw, _PAYLOADS, 3)
    try:
        document = parse(Path(name), content, SMALL)
    except DocumentError as problem:
        one_sentence(str(problem))
        assert str(problem).startswith(f"{name}：")
    else:
        sound(document)


def seeds() -> Iterator[bytes]:
    for n in range(60):
        yield bytes([n % len(_MAKERS), n % 7, *((n * 11 + k * 7) % 256 for k in range(150))])
