# ruff: noqa: N802　测试名是中文句子
"""写不进去：一句话说明，旧的报告不动，不留下写到一半的。古怪的文件名照样写得进。"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit_tools import ROOT
from tests.batch.batch_tools import command, mixed, written
from tests.cli_tools import CLEAN, ERROR, audit, audited, put, run


def _limited(size: int, *args: str | Path) -> subprocess.CompletedProcess[str]:
    """一个文件至多写 size 字节：如同磁盘写满了。"""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return subprocess.run(command(*args), capture_output=True, text=True, check=False, preexec_fn=limit)


def test_报告的文件夹被文件占着_核查之前就说(desk: Path) -> None:
    mixed(desk)
    (desk / "占着").write_text("", encoding="utf-8")
    done = run("audit", desk / "docs", "--out", desk / "占着")
    assert done.exit_code == 2
    (told,) = done.stderr.splitlines()
    assert "占着：报告写不进去" in told
    assert {p.name for p in desk.iterdir()} == {"docs", "占着"}, "没有开始核查"


def test_报告的上级文件夹还没有_建起来(desk: Path) -> None:
    mixed(desk)
    for n, more in enumerate(("--no-cache", "--no-store")):
        done = run("audit", desk / "docs", "--out", desk / f"新{n}" / "层" / "报告", "--format", "json", more)
        assert done.exit_code == 3
        assert (desk / f"新{n}" / "层" / "报告" / "report.json").exists()


def test_磁盘写满_一句话_旧的报告不动_没有写到一半的(desk: Path) -> None:
    mixed(desk)
    audit(desk, "--no-store", "--format", "html,json")
    before = written(desk / "out")
    done = _limited(
        40_000, desk / "docs", "--out", desk / "out", "--no-store", "--checker", "另一个人", "--cache", desk / "另放"
    )
    assert done.returncode == 2
    (told,) = done.stderr.splitlines()
    assert str(desk / "out") in told
    assert "写不进去" in told
    assert written(desk / "out") == before
    assert not [p for p in desk.rglob("*.tmp") if p.is_file()]


def test_缓存写满_一句话(desk: Path) -> None:
    mixed(desk)
    done = _limited(200, desk / "docs", "--out", desk / "out", "--no-store", "--format", "json")
    assert done.returncode == 2
    (told,) = done.stderr.splitlines()
    assert "缓存读写不了" in told
    assert not [p for p in desk.rglob("*.tmp") if p.is_file()]


def test_文件名不是UTF8的_照样核查_存得进库_写得成各种格式(desk: Path) -> None:
    pytest.importorskip("pyarrow", reason="没有装 pyarrow（gouji[parquet]）")
    for number, text in enumerate((CLEAN, ERROR)):
        name = os.fsdecode(b"\xb9\xab\xbf\xaa%d.txt" % number)  # GBK 的“公开”
        try:
            put(desk, name, text)
        except OSError:
            pytest.skip("这里的文件系统只收 UTF-8 的文件名")
    formats = "html,json,xlsx,docx,csv,sarif,junit"
    done = audit(desk, "--format", formats, "--parquet", desk / "表", "--store", desk / "库.duckdb")
    assert done.exit_code == 1, done.output
    assert len(audited(desk)) == 2
    listed = run("store", "list", "--store", desk / "库.duckdb")
    assert "共 2 份" in listed.output
    assert "\\udcb9" in listed.output


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="没有 /dev/full")
def test_标准输出接到写满的磁盘_一句话(desk: Path) -> None:
    path = put(desk, "甲.txt", CLEAN)
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, str(ROOT / "cli.py"), "facts", str(path)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    (told,) = done.stderr.splitlines()
    assert "标准输出：读写不了（磁盘已满）" in told
