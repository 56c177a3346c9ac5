"""成批核查的测试共用：几份公开件（有好有坏）、比较两次写的、另起一个命令行。单位、数字都是编的。"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.audit_tools import EXAMPLES, ROOT
from tests.cli_tools import BINARY, CLEAN, ERROR, POEM, put

BAD = {"程序.txt": BINARY, "诗.txt": POEM.encode(), "空.txt": b""}
NAMES = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛")


def mixed(desk: Path) -> None:
    """八份公开件，有错的、没错的，另有三份坏的。"""
    for number, name in enumerate(NAMES):
        put(desk, f"{name}.txt", (ERROR if number % 2 else CLEAN).replace("5.00", f"5.{number}0"))
    for name, data in BAD.items():
        put(desk, name, data)


def many(desk: Path, copies: int) -> None:
    """同样的几份真样子的公开件，各放几份：要做上一会儿。"""
    for path in sorted(EXAMPLES.glob("*.txt")):
        for number in range(copies):
            put(desk, f"{number}/{path.name}", path.read_bytes())


def written(folder: Path) -> dict[str, bytes]:
    """文件夹里的各文件：名字 → 内容。"""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def command(*args: str | Path) -> list[str]:
    return [sys.executable, str(ROOT / "cli.py"), "audit", *(str(a) for a in args)]


@contextmanager
def started(*args: str | Path) -> Iterator[subprocess.Popen[str]]:
    """另起一个命令行，自成一个进程组，理会 SIGINT，如同在终端里（见 watching）；离开时一个不留。"""
    with subprocess.Popen(
        command(*args),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    """等到为真；等得太久就失败。"""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "等得太久"
        time.sleep(0.02)


def entries(cache: Path) -> list[Path]:
    """缓存里的各项。"""
    return sorted(cache.glob("??/*.zip"))


def running(mark: str) -> list[int]:
    """命令行里有这个字样的各进程（本进程除外）。"""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "cmdline").read_bytes().decode("utf-8", "replace")
            dead = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
        except OSError:  # 刚结束的
            continue
        if mark in told and not dead and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found
