# ruff: noqa: N802　测试名是中文句子
"""写文件：被杀留下的以后删去，正在写的不动。"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from engine import atomic


def killed(work: Callable[[], None]) -> None:
    """在分叉出的进程里做 work，做到一半 kill -9。"""
    pid = os.fork()
    if pid == 0:
        work()
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)


def half_written(path: Path) -> None:
    with atomic.writing(path) as stream:
        stream.write(b"half")
        os.kill(os.getpid(), signal.SIGKILL)


def half_drafted(path: Path) -> None:
    with atomic.drafting(path) as folder:
        (folder / "里面").mkdir()
        (folder / "里面" / "一个").write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


@pytest.mark.parametrize("half", [half_written, half_drafted])
def test_被杀留下的_以后删去(tmp_path: Path, half: Callable[[Path], None]) -> None:
    killed(lambda: half(tmp_path / "报告.json"))
    (left,) = names(tmp_path)
    assert left.startswith(".报告.json.")
    atomic.sweep(tmp_path, tmp_path / "别的.json")
    assert names(tmp_path) == [left], "只删给出的那一个的"
    atomic.sweep(tmp_path)
    assert names(tmp_path) == []


def test_正在写的不动_写得成(tmp_path: Path) -> None:
    with atomic.writing(tmp_path / "甲") as stream, atomic.drafting(tmp_path / "乙") as folder:
        (folder / "里面").write_bytes(b"")
        atomic.sweep(tmp_path)
        assert (folder / "里面").exists()
        stream.write(b"whole")
    assert names(tmp_path) == ["甲"]
    assert (tmp_path / "甲").read_bytes() == b"whole"


def test_还没有加锁就被删了_再建(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = atomic._lock
    taken: list[int] = []

    def late(descriptor: int, wait: bool) -> bool:
        if not taken:
            for path in tmp_path.iterdir():
                path.unlink()
        taken.append(descriptor)
        return lock(descriptor, wait)

    monkeypatch.setattr(atomic, "_lock", late)
    atomic.write(b"whole", tmp_path / "甲")
    assert (tmp_path / "甲").read_bytes() == b"whole"
    assert len(taken) == 2


def test_再建一个草稿_以前留下的一并删去(tmp_path: Path) -> None:
    killed(lambda: half_drafted(tmp_path / "库"))
    with atomic.drafting(tmp_path / "库") as folder:
        assert names(tmp_path) == [folder.name]
    assert names(tmp_path) == []


def test_不像是临时文件的不删(tmp_path: Path) -> None:
    kept = [".报告.tmp", "报告.0123456789ab.tmp", ".报告.0123456789ab.tmp.txt", ".报告.0123456789AB.tmp"]
    for name in kept:
        (tmp_path / name).write_bytes(b"")
    (tmp_path / ".链接.0123456789ab.tmp").symlink_to(tmp_path / "别处")
    atomic.sweep(tmp_path)
    assert names(tmp_path) == sorted([*kept, ".链接.0123456789ab.tmp"])
