# ruff: noqa: N802　测试名是中文句子
"""托儿所：一件事一个新的子进程，出了事的只是那一件；本进程没有了，都不留下。"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from engine import nursery
from engine.isolation import Bounds, Ran, Send

ROOT = Path(__file__).resolve().parents[1]
PREPARED: list[str] = []


def told(send: Send, *words: str) -> None:
    for word in words:
        send(word.encode())


def whereabouts(send: Send) -> None:
    """做事的进程、托儿所。"""
    send(f"{os.getpid()} {os.getppid()}".encode())


def crash(send: Send, number: int) -> None:
    send(b"1")
    os.kill(os.getpid(), number)


def sleep(send: Send, seconds: float) -> None:
    send(b"1")
    time.sleep(seconds)


def spin(send: Send) -> None:
    until = time.process_time() + 0.2
    while time.process_time() < until:
        pass


def grab(send: Send) -> None:
    try:
        send(str(len(bytes(600 << 20))).encode())
    except MemoryError:
        send(b"no")


def prepared(send: Send) -> None:
    send("、".join(PREPARED).encode())
    PREPARED.append("做事的")


def ready() -> None:
    PREPARED.append("备")


def missing() -> None:
    raise ImportError("没有装")


def run(work: nursery.Work, *args: object, timeout: float = 10, bounds: Bounds = Bounds()) -> Ran:  # noqa: B008
    return nursery.run(work, args, timeout, bounds)


def processes() -> tuple[int, int]:
    one, other = run(whereabouts).messages[0].split()
    return int(one), int(other)


def test_一件一个新的子进程_托儿所留用() -> None:
    assert run(told, "甲", "", "乙" * 500_000).messages == ("甲".encode(), b"", ("乙" * 500_000).encode())
    (first, home), (second, same) = processes(), processes()
    assert len({first, second, home, os.getpid()}) == 4
    assert home == same
    nursery.stop()
    assert not psutil.pid_exists(home)
    assert processes()[1] != home


def test_出了事的只是那一件() -> None:
    home = processes()[1]
    assert run(crash, signal.SIGSEGV) == Ran((b"1",), "异常终止（SIGSEGV）", seconds=pytest.approx(0, abs=1))
    late = run(sleep, 60, timeout=0.3)
    assert (late.messages, late.ended, late.timed_out) == ((b"1",), "超时", True)
    assert run(grab, bounds=Bounds(memory=300)).messages == (b"no",)
    assert run(told, 1).ended == "异常退出（状态 70）"
    assert processes()[1] == home


def test_托儿所闲着时被杀_另起一个() -> None:
    home = processes()[1]
    os.kill(home, signal.SIGKILL)
    assert processes()[1] != home


def test_做事的用了多少处理器时间() -> None:
    before = nursery.spent()
    assert 0.2 <= run(spin).seconds < 5
    assert nursery.spent() - before >= 0.2


def test_分叉之前的准备各件共用_做事的改不了它() -> None:
    assert nursery.run(prepared, (), 10, Bounds(), ready).messages == ("备".encode(),)
    assert nursery.run(prepared, (), 10, Bounds(), ready).messages == ("备、备".encode(),)
    assert PREPARED == []
    assert run(told, "甲").messages == ("甲".encode(),)
    assert nursery.run(told, ("甲",), 10, Bounds(), missing).messages == ("甲".encode(),)


def test_本进程被杀_托儿所和正做着的都不留下(tmp_path: Path) -> None:
    script = (
        "from tests.test_nursery import *\n"
        "def work(send):\n"
        f"    Path({str(tmp_path / 'pids')!r}).write_text(f'{{os.getpid()}} {{os.getppid()}}')\n"
        "    time.sleep(60)\n"
        "run(work, timeout=60)\n"
    )
    own = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    pids = tmp_path / "pids"
    while not pids.exists() or not pids.read_text().strip():
        time.sleep(0.05)
    left = [psutil.Process(int(pid)) for pid in pids.read_text().split()]
    own.kill()
    own.wait()
    gone, alive = psutil.wait_procs(left, timeout=10)
    assert (len(gone), alive) == (2, [])
