# ruff: noqa: N802　测试名是中文句子
"""中途停下：Ctrl-C、kill -9 之后，做好的还在，没有留下的进程，接着做出来的与一口气做完的一样。"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from engine.batch.cache import NAME
from tests.batch.batch_tools import command, entries, many, mixed, running, started, wait_until, written
from tests.cli_tools import CHINESE, audit

COPIES = 4  # 四份示例各四份，两个进程要做几秒
GONE = 5.0  # 秒；父进程被杀，一秒之内知道


@pytest.fixture
def busy(tmp_path: Path) -> tuple[str | Path, ...]:
    """要做上几秒的一次核查。"""
    many(tmp_path, COPIES)
    return (tmp_path / "docs", "--out", tmp_path / "out", "--jobs", "2", "--fail-on", "never")


def _some_done(folder: Path) -> bool:
    return len(entries(folder / NAME)) >= 8  # 一份公开件两项：结果、它的事实


def _whole(folder: Path, *args: str | Path) -> tuple[dict[str, bytes], str]:
    """接着做完；写出的各文件，标准错误。"""
    done = subprocess.run(command(*args), capture_output=True, text=True, check=True)
    return written(folder / "out"), done.stderr


def test_CtrlC停下_一句话_接着做的与一口气做完的一样(tmp_path: Path, busy: tuple[str | Path, ...]) -> None:
    with started(*busy) as process:
        wait_until(lambda: _some_done(tmp_path))
        os.killpg(process.pid, signal.SIGINT)  # 终端里按 Ctrl-C，整个进程组都收到
        _, told = process.communicate(timeout=60)
        assert process.returncode == 130
    assert CHINESE.search(told)
    assert len(told.splitlines()) == 1
    assert "--resume" in told
    (total, done) = map(int, re.findall(r"(\d+) 份", told))
    assert total == 4 * COPIES
    assert 0 < done < total
    wait_until(lambda: not running(str(tmp_path)), GONE)
    assert not (tmp_path / "out" / "report.json").exists()

    resumed, said = _whole(tmp_path, *busy, "--resume")
    assert "接着上次" in said
    reused, made = map(int, re.findall(r"(\d+) 份", said))
    assert reused + made == total
    assert reused >= done
    again, _ = _whole(tmp_path, *busy, "--no-cache")
    assert resumed == again


def test_被杀之后_没有留下的进程_接着做(tmp_path: Path, busy: tuple[str | Path, ...]) -> None:
    with started(*busy) as process:
        wait_until(lambda: _some_done(tmp_path))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    wait_until(lambda: not running(str(tmp_path)), GONE)
    assert not list(tmp_path.rglob("out/*"))
    _, said = _whole(tmp_path, *busy, "--resume")
    reused, made = map(int, re.findall(r"(\d+) 份", said))
    assert reused >= 3
    assert reused + made == 4 * COPIES


def test_工作进程被杀_批次照常做完(tmp_path: Path, busy: tuple[str | Path, ...]) -> None:
    with started(*busy) as process:
        wait_until(lambda: _some_done(tmp_path))
        workers = [pid for pid in running(str(tmp_path)) if pid != process.pid]
        os.kill(workers[0], signal.SIGKILL)
        _, told = process.communicate(timeout=120)
        assert (process.returncode, told) == (0, "")
    wait_until(lambda: not running(str(tmp_path)), GONE)
    found = written(tmp_path / "out")
    again, _ = _whole(tmp_path, *busy, "--no-cache")
    assert found == again


def test_没有中断过_接着做就是从头做_说一声(desk: Path) -> None:
    mixed(desk)
    done = audit(desk, "--resume")
    (told,) = done.stderr.splitlines()
    assert "没有中断的核查" in told
    assert done.exit_code == 3
    (told,) = audit(desk, "--resume").stderr.splitlines()
    assert "没有中断的核查" in told, "做完了的也不算中断"
