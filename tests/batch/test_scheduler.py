# ruff: noqa: N802　测试名是中文句子
"""--scheduler：真的两个工作进程；结果与在本机做的一样，死了一个也不多不少。"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.batch.cache import NAME
from tests.audit_tools import report_of, rule, write_rules
from tests.batch.batch_tools import command, entries, many, mixed, started, wait_until, written
from tests.cli_tools import CLEAN, put, run

NOWHERE = "tcp://127.0.0.1:9"  # discard，没有程序在听


ANY, OTHER = (rule(f"check: formula\ngiven: {{once: 是}}\nassert: 1 == {n}") for n in (1, 2))


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """工作进程的当前文件夹，其中有另加的规则。"""
    folder = tmp_path_factory.mktemp("那边")
    write_rules(folder / "另加", ANY)
    return folder


@pytest.fixture(scope="module")
def cluster(there: Path) -> Iterator[Any]:
    """本机的两个工作进程，各一个线程。"""
    distributed = pytest.importorskip("distributed", reason="没有装 Dask（gouji[dask]）")
    with contextlib.chdir(there):
        made = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None, silence_logs=50
        )
    with made:
        yield made


def _done(*args: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*args), capture_output=True, text=True, check=False, cwd=cwd)


def test_结果与在本机做的逐字节相同_坏文件也在内(tmp_path: Path, cluster: Any) -> None:
    mixed(tmp_path)
    out = tmp_path / "out"
    there = _done(tmp_path / "docs", "--out", out, "--no-cache", "--scheduler", cluster.scheduler_address)
    found = written(out)
    here = _done(tmp_path / "docs", "--out", out, "--no-cache", "--store", tmp_path / "另一个.duckdb")
    assert (there.returncode, there.stdout, there.stderr) == (here.returncode, here.stdout, here.stderr)
    assert found == written(out)


def test_规则不同的工作进程_不用_说明哪里不同_改成一样的就用(tmp_path: Path, cluster: Any, there: Path) -> None:
    """工作进程读的是它那里的规则文件夹；死过再起的不在那里，所以这个测试在前。"""
    put(tmp_path, "甲.txt", CLEAN)
    write_rules(tmp_path / "另加", OTHER)
    args = ("docs", "--out", "out", "--format", "json", "--rules", "另加", "--scheduler", cluster.scheduler_address)
    done = _done(*args, cwd=tmp_path)
    assert done.returncode == 2
    (told,) = done.stderr.splitlines()
    assert "工作进程" in told
    assert "规则与这里的不同" in told
    write_rules(there / "另加", OTHER)
    assert _done(*args, cwd=tmp_path).returncode == 1


def test_做到一半死了一个工作进程_一份不多一份不少(tmp_path: Path, cluster: Any) -> None:
    many(tmp_path, 2)
    args = (tmp_path / "docs", "--out", tmp_path / "out", "--fail-on", "never", "--no-store")
    with started(*args, "--scheduler", cluster.scheduler_address) as process:
        wait_until(lambda: bool(entries(tmp_path / NAME)))
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        _, told = process.communicate(timeout=120)
    assert (process.returncode, told) == (0, "")
    documents = report_of(tmp_path / "out")["documents"]
    assert len(documents) == len({d["path"] for d in documents}) == 8
    assert {d["status"] for d in documents} == {"audited"}
    found = written(tmp_path / "out")
    assert _done(*args, "--no-cache").returncode == 0
    assert found == written(tmp_path / "out")


@pytest.mark.parametrize(
    ("address", "words"),
    [(NOWHERE, "接不上"), ("10.0.0.1", "tcp://主机:端口"), ("http://127.0.0.1:9", "tcp://主机:端口")],
)
def test_调度器不在_地址不对_几秒之内一句话(desk: Path, address: str, words: str) -> None:
    pytest.importorskip("distributed", reason="没有装 Dask（gouji[dask]）")
    mixed(desk)
    done = run("audit", desk / "docs", "--out", desk / "out", "--scheduler", address)
    assert done.exit_code == 2
    (told,) = done.stderr.splitlines()
    assert address in told
    assert words in told
    assert not (desk / "out").exists()


def test_没有装Dask_说怎么装(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mixed(desk)
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = run("audit", desk / "docs", "--out", desk / "out", "--scheduler", NOWHERE)
    assert done.exit_code == 2
    assert 'pip install "gouji[dask]"' in done.stderr
