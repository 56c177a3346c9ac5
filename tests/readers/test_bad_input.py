# ruff: noqa: N802　测试名是中文句子
"""坏输入：加密、截断、绕圈、膨胀、名不副实的文件，都只是一句话；时间、内存有上限，其余文件照常核查。"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from engine.document import Document
from engine.errors import DocumentError
from engine.readers import parse, scan, worker
from engine.readers.limits import Limits
from tests.readers import bad_files as bad

FIXTURE = next((Path(__file__).resolve().parents[1] / "fixtures" / "formats").glob("*.pdf"))
SMALL = Limits(seconds=30, memory=800, unpacked=8, pages=20)
"""比默认小的上限：同样的路走得快些。"""

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "空.pdf": (lambda: b"", "空的"),
    "加密.pdf": (bad.locked_pdf, "密码"),
    "截断.pdf": (lambda: FIXTURE.read_bytes()[: FIXTURE.stat().st_size // 2], "损坏"),
    "绕圈.pdf": (bad.looping_pdf, "损坏"),
    "膨胀.pdf": (lambda: bad.flate_bomb(2048 * bad.MB), "SIGABRT"),
    "两层膨胀.pdf": (lambda: bad.flate_bomb(2048 * bad.MB, nested=True), "SIGABRT"),
    "线太多.pdf": (lambda: bad.packed_page(b"1 1 m 90 1 l S\n" * 1_000_000), "线超过"),
    "字太多.pdf": (lambda: bad.packed_page(b"BT /F 1 Tf " + (b"(" + b"a" * 400 + b") Tj ") * 4000 + b"ET"), "字超过"),
    "图太大.png": (lambda: bad.png(40_000, 40_000), "像素超过"),
    "炸弹.docx": (lambda: bad.docx(b"<w:p/>" * (2 * bad.MB)), "超过 8 MB"),
    "炸弹.xlsx": (lambda: bad.xlsx(b"<row/>" * (2 * bad.MB)), "超过 8 MB"),
    "瞒报.docx": (lambda: bad.lying_size(bad.docx(b"<w:p/>" * (2 * bad.MB))), "损坏"),
    "实体.docx": (lambda: bad.docx(b"<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", bad.ENTITIES), "XML"),
    "实体.xlsx": (lambda: bad.xlsx(b'<row><c t="inlineStr"><is><t>&j;</t></is></c></row>', bad.ENTITIES), "XML"),
    "套得深.docx": (lambda: bad.docx(b"<w:tbl><w:tr><w:tc>" * 50_000 + b"</w:tc></w:tr></w:tbl>" * 50_000), "XML"),
    "套得深.html": (lambda: b"<html><body>" + b"<table><tr><td>" * 200_000 + b"1", "套得太深"),
    "坏的.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "认不出"),
    "程序.pdf": (lambda: b"\x7fELF" + bytes(range(256)) * 8, "不是文本"),
    "半个.xlsx": (lambda: bad.xlsx(b"")[:-40], "不完整"),
}
"""文件名 → （内容，那句话里要有的字）。"""


@cache
def content(name: str) -> bytes:
    return REFUSED[name][0]()


def refusal(name: str, data: bytes, limits: Limits = SMALL) -> str:
    """读不出来时的那句话。"""
    with pytest.raises(DocumentError) as caught:
        parse(Path(name), data, limits)
    return str(caught.value)


def is_one_sentence(text: str) -> bool:
    return text.endswith("。") and text.count("。") == 1 and "\n" not in text and "Traceback" not in text


@pytest.mark.parametrize("name", list(REFUSED))
def test_读不出来的都只是一句话(name: str) -> None:
    said = refusal(name, content(name))
    assert said.startswith(f"{name}：")
    assert REFUSED[name][1] in said
    assert is_one_sentence(said)
    assert re.search(r"[请可]", said), "要说怎么办"


def test_一批里的坏文件不连累别的_退出码3(tmp_path: Path) -> None:
    folder = tmp_path / "公开"
    folder.mkdir()
    for name in REFUSED:
        (folder / name).write_bytes(content(name))
    good = next((Path(cli.__file__).parent / "examples").glob("*规范.txt"))
    (folder / good.name).write_bytes(good.read_bytes())
    limits = [f"--limit={name}={getattr(SMALL, name)}" for name in ("memory", "unpacked", "seconds", "pages")]
    asked = ["audit", str(folder), "--separately", "--out", str(tmp_path / "out"), *limits]
    done = CliRunner().invoke(cli.main, asked)
    assert done.exit_code == 3, done.output
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    by_name = {d["name"]: d for d in report["documents"]}
    assert by_name[good.name]["status"] == "audited"
    assert set(by_name) == {good.name, *REFUSED}
    for name in REFUSED:
        assert by_name[name]["status"] == "unreadable"
        assert is_one_sentence(by_name[name]["error"])
        assert REFUSED[name][1] in by_name[name]["error"]


# ---- 读得出一部分的


def read(name: str, data: bytes, limits: Limits = SMALL) -> Document:
    return parse(Path(name), data, limits)


def test_页数超过上限_读到上限为止_说明没读的() -> None:
    document = read("五千页.pdf", bad.many_pages(5000))
    assert document.pages == 5000
    assert "共 5000 页，只读了前 20 页" in "".join(document.unread)


def test_没有装识别组件_扫描页要说清楚(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "available", lambda: False)
    for name, data in (("扫描.pdf", bad.picture_pdf()), ("扫描.png", bad.png(100, 100))):
        said = refusal(name, data)
        assert "gouji[ocr]" in said
        assert is_one_sentence(said)


def test_两百万磅的页面() -> None:
    huge = bad.one_page(bad.stream(b"BT /F 12 Tf 50 700 Td (Budget) Tj ET"), b"0 0 2000000 2000000")
    assert read("大页.pdf", huge).blocks
    scanned = (
        bad.picture_pdf()
        .replace(b"[0 0 595 842]", b"[0 0 2000000 2000000]")
        .replace(b"595 0 0 842", b"2000000 0 0 2000000")
    )
    assert is_one_sentence(refusal("大页扫描.pdf", scanned, Limits()))


def test_角上有一格的稀疏表() -> None:
    corner = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    document = read("稀疏.xlsx", bad.xlsx(corner))
    assert sum(len(b.rows) * b.width for b in document.blocks if hasattr(b, "rows")) < SMALL.cells


@pytest.mark.parametrize("times", [1, 50])
def test_网页里合并几千万格(times: int) -> None:
    cell = b"<tr><td rowspan=65534 colspan=1000>Budget</td><td>2</td></tr>" * times
    page = b"<html><body><p>Budget 2025</p><table>" + cell + b"</table></body></html>"
    document = read("合并.html", page)
    assert sum(len(b.rows) * b.width for b in document.blocks if hasattr(b, "rows")) <= SMALL.cells


# ---- 上限


def test_时间到了就停() -> None:
    said = refusal("慢.pdf", content("字太多.pdf"), Limits(seconds=0.5, glyphs=10**9))
    assert "0.5 秒还没有读完" in said
    assert is_one_sentence(said)


def test_很大的文本也有时限() -> None:
    assert "0.5 秒还没有读完" in refusal("大.txt", "甲\t1.00\n".encode() * 5_000_000, Limits(seconds=0.5))


def test_内存超过上限() -> None:
    rows = (b"<row>" + b"<c><v>1</v></c>" * 8 + b"</row>") * 45_000
    said = refusal("大表.xlsx", bad.xlsx(rows), Limits(memory=100))
    assert "内存超过 100 MB" in said
    assert is_one_sentence(said)


def test_不能分叉的系统另起一个Python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "can_fork", lambda: False)
    assert read("字.pdf", bad.text_page("Budget 2025", "Total 12.00")).pages == 1
    assert "密码" in refusal("加密.pdf", bad.locked_pdf())


def test_库抛出意外的异常也是一句话(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> Document:
        raise KeyError("第一行\n第二行")

    monkeypatch.setattr(f"engine.readers.{worker.MODULES['pdf']}.read", fails)
    said = refusal("怪.pdf", bad.text_page("Budget"))
    assert "KeyError" in said
    assert is_one_sentence(said)


def test_子进程送回的只认文档模型(monkeypatch: pytest.MonkeyPatch) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return print, ("不该执行",)

    monkeypatch.setattr(f"engine.readers.{worker.MODULES['pdf']}.read", lambda *_: Evil())
    assert "程序" in refusal("怪.pdf", bad.text_page("Budget"))
