# ruff: noqa: N802　测试名是中文句子
"""别人给的文件夹和压缩包：链接、管道、怪名字、上 GB 的文件、百万行的表。外面的文件不读也不动。"""

from __future__ import annotations

import io
import os
import socket
import warnings
import zipfile
from pathlib import Path

import pytest

from engine.errors import DocumentError
from engine.isolation import Bounds, run_in_child
from engine.readers import parse, sniff
from engine.readers.limits import Limits
from tests.audit_tools import report_of
from tests.cli_tools import CLEAN, ERROR, audit, audited, errors_of, put, run
from tests.readers import bad_files as bad

NOTHING_LEFT = "没有读"
KILLED = 60.0
"""秒；坏到没有尽头的，到这时由测试终止。"""


def finished(work: object) -> bool:
    """在子进程里做完没有；没有尽头的到时终止。"""
    assert callable(work)

    def act(send: object) -> None:
        assert callable(send)
        work()
        send(b"done")

    return run_in_child(act, KILLED, Bounds(2000)).messages == (b"done",)


# ---- 链接


def test_链接不跟到文件夹外面去_外面的一个字也不进报告(desk: Path) -> None:
    put(desk, "甲.txt", CLEAN)
    secret = desk / "外面" / "机密.txt"
    secret.parent.mkdir()
    secret.write_text(ERROR.replace("城乡社区支出", "机密支出"), encoding="utf-8")
    before = secret.stat()
    (desk / "docs" / "乙.txt").symlink_to(secret)
    (desk / "docs" / "丙").symlink_to(secret.parent)
    done = audit(desk, "--format", "html,json,csv")
    assert done.exit_code == 3
    assert audited(desk) == ["甲.txt"]
    told = errors_of(desk)
    assert set(told) == {"乙.txt", "丙"}
    assert all("通向文件夹之外的链接" in said and NOTHING_LEFT in said for said in told.values())
    assert not any("机密支出" in p.read_text(encoding="utf-8", errors="replace") for p in (desk / "out").iterdir())
    assert secret.stat() == before
    assert run("audit", secret, "--out", desk / "另", "--fail-on", "never").exit_code == 0, "直接写出来的照读"


def test_里面的链接_绕圈的链接_只读一次(desk: Path) -> None:
    path = put(desk, "甲.txt", CLEAN)
    (desk / "docs" / "同一个.txt").symlink_to(path.name)
    (desk / "docs" / "圈").symlink_to(".")
    assert audit(desk).exit_code == 0
    assert len(audited(desk)) == 1


def test_断了的链接_指着自己的链接_管道_套接字_都要说(desk: Path) -> None:
    put(desk, "甲.txt", CLEAN)
    folder = desk / "docs"
    (folder / "断.pdf").symlink_to("没有.pdf")
    (folder / "自己.docx").symlink_to("自己.docx")
    os.mkfifo(folder / "管道.html")
    listening = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(folder)  # 套接字的路径不能长
    try:
        listening.bind("套接字.xlsx")
    finally:
        os.chdir(here)
        listening.close()
    assert audit(desk).exit_code == 3
    assert audited(desk) == ["甲.txt"]
    told = errors_of(desk)
    assert "没有这个文件" in told["断.pdf"]
    assert "绕成了圈" in told["自己.docx"]
    assert "不是普通文件" in told["管道.html"] and "不是普通文件" in told["套接字.xlsx"]


@pytest.mark.skipif(os.geteuid() == 0, reason="管理员什么文件夹都打得开")
def test_打不开的子文件夹要说(desk: Path) -> None:
    put(desk, "甲.txt", CLEAN)
    locked = put(desk, "锁/乙.txt", CLEAN).parent
    locked.chmod(0)
    try:
        assert audit(desk).exit_code == 3
        assert "没有权限" in errors_of(desk)["锁"]
    finally:
        locked.chmod(0o700)


def test_报告的位置是通向别处的链接_换掉链接_不写穿(desk: Path) -> None:
    put(desk, "甲.txt", CLEAN)
    outside = desk / "外面.json"
    outside.write_text("原样", encoding="utf-8")
    (desk / "out").mkdir()
    (desk / "out" / "report.json").symlink_to(outside)
    assert audit(desk).exit_code == 0
    assert outside.read_text(encoding="utf-8") == "原样"
    assert not (desk / "out" / "report.json").is_symlink()
    assert audited(desk) == ["甲.txt"]


def test_报告写在公开件旁边_不换掉要核查的(desk: Path) -> None:
    path = put(desk, "index.html", f"<html><body><pre>{CLEAN}</pre></body></html>")
    before = path.read_bytes()
    done = run("audit", desk / "docs", "--out", desk / "docs")
    assert done.exit_code == 2
    assert "会把这份要核查的文件换掉" in done.output
    assert path.read_bytes() == before
    assert run("audit", desk / "docs", "--out", desk / "docs", "--format", "json", "--fail-on", "never").exit_code != 2


# ---- 文件名


ODD_NAMES = (
    "-rf.txt",
    "--out.txt",
    "CON.txt",
    "a\nb.txt",
    "e\x1b[2J\x9b31m.txt",
    "\u202etxt.fdp.txt",
    "长" * 80 + ".txt",
    "javascript:alert(1).txt",
    "=cmd|'x'!A0.txt",
    '"><script>alert(1)<.txt',
    "\udcff\udcfe.txt",
)


def test_怪文件名_照常核查_各种格式里都只是文字(desk: Path) -> None:
    for name in ODD_NAMES:
        put(desk, name, CLEAN)
    done = audit(desk, "--format", "html,json,csv,sarif,junit", "--separately")
    assert done.exit_code == 0, done.output
    assert len(audited(desk)) == len(ODD_NAMES)
    assert not set("\x1b\x9b\u202e\udcff") & set(done.output)
    for path in (desk / "out").iterdir():
        page = path.read_text(encoding="utf-8")
        assert 'href="javascript' not in page
        if path.suffix == ".html":
            assert "<script>alert" not in page
        if path.name != "report.json":
            assert not set("\x1b\x9b\u202e\udcff") & set(page)


# ---- 大小


def test_一GB的文件不读_只看大小(desk: Path) -> None:
    put(desk, "甲.txt", CLEAN)
    with (desk / "docs" / "大.pdf").open("wb") as file:
        file.truncate(1 << 30)
    assert audit(desk).exit_code == 3
    assert "1024 MB，超过 64 MB 的上限" in errors_of(desk)["大.pdf"]


@pytest.mark.parametrize("kind", ["xlsx", "txt"])
def test_百万行的表_一句话或说明没有读(kind: str) -> None:
    limits = Limits(seconds=60, memory=1500)
    if kind == "xlsx":
        said = refused("大表.xlsx", bad.xlsx(b"<row><c><v>1</v></c><c/></row>" * 1_000_000), limits)
        assert "有 2000000 格以上，超过 1600000 格的上限" in said
    else:
        document = parse(Path("大表.txt"), CLEAN.encode() + b"\n\n" + b"1\t2\n" * 1_000_000 + "\n尾\n".encode(), limits)
        assert "超过 400000 格的上限，没有读" in "".join(document.unread)


def refused(name: str, data: bytes, limits: Limits) -> str:
    try:
        document = parse(Path(name), data, limits)
    except DocumentError as problem:
        return str(problem)
    return "".join(document.unread)


# ---- 压缩包


def test_重叠的压缩炸弹_看清单就不解(desk: Path) -> None:
    """清单上的几千项都指着同一段压缩数据：几十 KB 的文件解开有几 TB。"""
    inner = bad.zipped({"a.txt": bytes(8 << 20)})
    at = inner.find(b"PK\x01\x02")
    entry = inner[at : inner.find(b"PK\x05\x06")]
    count = 1000
    names = [entry.replace(b"a.txt", b"%05d" % n) for n in range(count)]
    end = bytearray(inner[inner.find(b"PK\x05\x06") :])
    end[8:12] = count.to_bytes(2, "little") * 2
    end[12:16] = sum(map(len, names)).to_bytes(4, "little")
    put(desk, "重叠.zip", inner[:at] + b"".join(names) + bytes(end))
    assert audit(desk).exit_code == 3
    assert "解开后有 8000 MB" in errors_of(desk)["重叠.zip"]


def test_压缩包里重名而内容不同_不知道读哪个_不读(desk: Path) -> None:
    """有的程序取前一个，有的取后一个：看到的和核查的不是一份。"""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for text in (CLEAN, ERROR):
            archive.writestr("预算.txt", text)
    put(desk, "两面.zip", out.getvalue())
    assert audit(desk).exit_code == 3
    assert "有两个“预算.txt”，内容不同" in errors_of(desk)["两面.zip"]


def test_压缩包里的链接只是一段字_不跟过去(desk: Path) -> None:
    secret = desk / "机密.txt"
    secret.write_text(ERROR, encoding="utf-8")
    info = zipfile.ZipInfo("预算.txt")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, str(secret))
    put(desk, "链接.zip", out.getvalue())
    assert audit(desk).exit_code == 3
    (document,) = report_of(desk / "out")["documents"]
    assert document["status"] == "not_a_disclosure"
    assert "城乡社区支出" not in str(document)


# ---- 认格式、读文字：没有绕不出来的


@pytest.mark.parametrize("unit", [b"<!---->", b"<!-- ", b"<?xml ", b" <", b"\t"])
def test_认格式有尽头(unit: bytes) -> None:
    assert finished(lambda: sniff.kind_of(unit * 5000 + b"x"))


@pytest.mark.parametrize("unit", ["\n", " ", "\t", "![", "-", "|", ".", "<a ", "1,", "（", "共", "·"])
def test_一行几十万字的文本有尽头(unit: str) -> None:
    text = f"目录\n一、收支总表\n{CLEAN}\n{unit * 200_000}尾\n"
    assert finished(lambda: parse(Path("长行.txt"), text.encode()))
