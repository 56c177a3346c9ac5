# ruff: noqa: N802　测试名是中文句子
"""几个进程同时做：一件不多、一件不少，死了一个只损失它手上那一件。"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from engine.batch.pool import LOST, Pool
from engine.errors import UsageError
from tests.batch.batch_tools import wait_until


def _square(number: int) -> int:
    return number * number


def _deadly(number: int) -> int:
    if number in (3, 11):
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def _wrong(number: int) -> int:
    raise UsageError(f"第{number}件不对")


@pytest.mark.parametrize("jobs", [1, 2, 4])
@pytest.mark.parametrize("short", [0, 100, 1000])
def test_各件都做_各有各的结果(jobs: int, short: int) -> None:
    with Pool(jobs) as pool:
        assert dict(pool.run(_square, range(40), short)) == {n: n * n for n in range(40)}
        assert dict(pool.run(_square, ())) == {}


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("short", [0, 1000])
def test_进程死了_只损失害死它的那一件_其余照做(jobs: int, short: int) -> None:
    with Pool(jobs) as pool:
        found = dict(pool.run(_deadly, range(20), short))
        assert {n for n, result in found.items() if result is LOST} == {3, 11}
        assert all(found[n] == n * n for n in found if n not in (3, 11))
        assert len(found) == 20
        assert dict(pool.run(_square, range(3))) == {0: 0, 1: 1, 2: 4}, "之后还能用"


def test_做的时候抛出的异常照抛() -> None:
    with Pool(2) as pool, pytest.raises(UsageError, match="件不对"):
        list(pool.run(_wrong, range(5)))


def _hungry(number: int) -> int:
    if number == 3:
        raise MemoryError
    return number


@pytest.mark.parametrize("short", [0, 1000])
def test_内存不够的_只损失那一件(short: int) -> None:
    with Pool(2) as pool:
        assert dict(pool.run(_hungry, range(6), short)) == {n: LOST if n == 3 else n for n in range(6)}


def _who(number: int) -> tuple[int, int]:
    return number, os.getpid()


@pytest.mark.parametrize("count", [400, 1001])
def test_一个进程做得多了就换新的_一件不多一件不少(count: int) -> None:
    with Pool(2) as pool:
        found = dict(pool.run(_who, range(count)))
    assert [found[n][0] for n in range(count)] == list(range(count))
    assert max(Counter(pid for _, pid in found.values()).values()) <= 400, "两个进程一起做四百件就换"


def test_分叉之前已有的不再扫描_用完照旧() -> None:
    with Pool(1) as pool:
        assert dict(pool.run(_square, [3])) == {0: 9}
        assert gc.get_freeze_count()
    assert not gc.get_freeze_count()


def _last_waits(folder: str, number: int) -> int:
    """头一件等到最后一件做完。"""
    if number == 0:
        wait_until((Path(folder) / "做完了").exists)
    if number == 1000:
        (Path(folder) / "做完了").touch()
    return number


@pytest.mark.parametrize("short", [0, 1000])
def test_头一件要做很久的_其余不等它(tmp_path: Path, short: int) -> None:
    with Pool(2) as pool:
        found = dict(pool.run(partial(_last_waits, str(tmp_path)), range(1001), short, long=1))
    assert found == {n: n for n in range(1001)}


def test_闲着的进程停住了_照样结束得了() -> None:
    with Pool(2) as pool:
        assert dict(pool.run(_square, range(4))) == {n: n * n for n in range(4)}
        for process in pool._own():
            os.kill(process.pid or 0, signal.SIGSTOP)


@pytest.mark.parametrize("name", ["QueueFeederThread", "Thread-"])
def test_另起不了线程_说一句话_不等着(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    start = threading.Thread.start

    def refused(thread: threading.Thread) -> None:
        if thread.name.startswith(name):
            raise RuntimeError("can't start new thread")
        start(thread)

    before = threading.excepthook
    with Pool(2) as pool:
        with monkeypatch.context() as patched:
            patched.setattr(threading.Thread, "start", refused)
            with pytest.raises(UsageError, match="另起不了线程"):
                list(pool.run(_square, range(9)))
        assert dict(pool.run(_square, range(9))) == {n: n * n for n in range(9)}, "线程又够了，照样能用"
    assert threading.excepthook is before
