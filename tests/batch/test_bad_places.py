# ruff: noqa: N802　测试名是中文句子
"""写不进去：一句话说明，旧的报告不动，不留下写到一半的。"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit_tools import ROOT
from tests.batch.batch_tools import command, mixed, written
from tests.cli_tools import CLEAN, audit, put, run


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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="没有 /dev/full")
def test_标准输出接到写满的磁盘_一句话(desk: Path) -> None:
    path = put(desk, "甲.txt", CLEAN)
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, str(ROOT / "cli.py"), "facts", str(path)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    (told,) = done.stderr.splitlines()
    assert "标准输出：读写不了（磁盘已满）" in told
