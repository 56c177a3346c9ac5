# ruff: noqa: N802　测试名是中文句子
"""隔离：子进程崩溃、超时、抛错，都只是一个有名字的结果。"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from engine.errors import Late
from engine.inference import durable
from engine.isolation import LENGTH, Bounds, Send, at_most, run_in_child, split
from engine.servant import Servant

BEFORE: set[psutil.Process] = set()
"""别的测试留下的子进程：多进程库自己的记账进程要到最后才走。"""


@pytest.fixture(autouse=True)
def alone() -> None:
    durable.stop()  # 留用的子进程先收起来
    BEFORE.clear()
    BEFORE.update(psutil.Process().children())


def children() -> bool:
    """这个测试有没有留下子进程（没有收尸的也算）。"""
    return bool(set(psutil.Process().children()) - BEFORE)


def test_依次收到各条_大小不限() -> None:
    sizes = (0, 1, 5_000_000, 3)

    def work(send: Send) -> None:
        for size in sizes:
            send(b"x" * size)

    ran = run_in_child(work, 10)
    assert tuple(map(len, ran.messages)) == sizes
    assert (ran.ended, ran.timed_out, children()) == ("", False, False)


def test_崩溃前送回的仍然有效() -> None:
    def work(send: Send) -> None:
        send(b"1")
        os.kill(os.getpid(), signal.SIGSEGV)

    ran = run_in_child(work, 10)
    assert (ran.messages, ran.ended, children()) == ((b"1",), "异常终止（SIGSEGV）", False)


def test_超时即终止() -> None:
    def work(send: Send) -> None:
        send(b"1")
        time.sleep(60)

    started = time.monotonic()
    ran = run_in_child(work, 0.3)
    assert (ran.messages, ran.ended, ran.timed_out) == ((b"1",), "超时", True)
    assert time.monotonic() - started < 5
    assert not children()
    assert run_in_child(work, 0).timed_out


def test_没送完的一条不要() -> None:
    whole = LENGTH.pack(2) + b"ab"
    assert split(whole + whole[:-1]) == (b"ab",)
    assert split(whole + whole[:3]) == (b"ab",)


def test_抛出异常(capfd: pytest.CaptureFixture[str]) -> None:
    def work(send: Send) -> None:
        raise RuntimeError("意外")

    assert run_in_child(work, 10).ended == "异常退出（状态 70）"
    assert capfd.readouterr() == ("", "")


def test_等待被打断时不留下子进程(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.isolation._read_all", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run_in_child(lambda send: time.sleep(60), 10)
    assert not children()


# ---- 上限


def test_内存有上限_按分叉之后另要的算() -> None:
    held = bytearray(300 << 20)  # 父进程已经占着的不算

    def modest(send: Send) -> None:
        send(bytes(20 << 20)[:5])

    def greedy(send: Send) -> None:
        try:
            send(bytes(400 << 20)[:5])
        except MemoryError:
            send(b"no")

    bounds = Bounds(memory=200)
    assert run_in_child(modest, 10, bounds).messages == (bytes(5),)
    assert run_in_child(greedy, 10, bounds).messages == (b"no",)
    assert held[0] == 0


def test_送回的和写出的有上限(tmp_path: Path) -> None:
    def talkative(send: Send) -> None:
        for _ in range(100):
            send(bytes(1 << 20))

    ran = run_in_child(talkative, 10, Bounds(answer=5))
    assert (ran.ended, ran.timed_out, children()) == ("送回的结果太大", False, False)
    assert 1 <= len(ran.messages) <= 6

    def prolific(send: Send) -> None:
        (tmp_path / "大").write_bytes(bytes(20 << 20))

    assert run_in_child(prolific, 10, Bounds(output=5)).ended
    assert (tmp_path / "大").stat().st_size <= 5 << 20


def test_超时连它启动的程序一起终止(tmp_path: Path) -> None:
    sign = tmp_path / "还活着"

    def work(send: Send) -> None:
        started = subprocess.Popen(["/bin/sh", "-c", f"sleep 1; touch '{sign}'"])
        send(str(started.pid).encode())
        time.sleep(60)

    ran = run_in_child(work, 0.5)
    assert ran.timed_out
    assert ran.messages
    time.sleep(1.2)
    assert not sign.exists()


def test_子进程崩溃也连它启动的程序一起终止(tmp_path: Path) -> None:
    sign = tmp_path / "还活着"

    def work(send: Send) -> None:
        subprocess.Popen(["/bin/sh", "-c", f"sleep 1; touch '{sign}'"])
        os.kill(os.getpid(), signal.SIGKILL)

    assert run_in_child(work, 10).ended == "异常终止（SIGKILL）"
    time.sleep(1.2)
    assert not sign.exists()


def test_处理器时间用完就抛出_吞掉的再抛() -> None:
    swallowed = []
    with pytest.raises(Late), at_most(0.05):
        while True:
            try:
                sum(range(1000))
            except Late:
                if swallowed:
                    raise
                swallowed.append(1)
    with at_most(0.05):
        time.sleep(0.1)  # 等着不算


def test_留用的子进程停住了_送不进去也到时限为止() -> None:
    servant = Servant(lambda _, send: send(b"1"), 5, 10)
    assert servant.ask(b"", 10).messages == (b"1",)
    (child,) = set(psutil.Process().children()) - BEFORE
    child.suspend()
    ran = servant.ask(bytes(1 << 20), 0.5)  # 比管道大
    assert (ran.messages, ran.timed_out) == ((), True)
    assert servant.ask(bytes(1 << 20), 10).messages == (b"1",), "另起一个"
    servant.close()
