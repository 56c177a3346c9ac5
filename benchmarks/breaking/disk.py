"""磁盘：写满（tmpfs 或单个文件的上限）、只读。挂载要超级用户，挂不了的抛出 Unable。"""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.breaking.desk import CACHE, OUT, Desk, Ended

_STORE = "库"
_KB = 1024


class Unable(Exception):
    """这台机器上做不了。"""


Harm = Callable[[Desk], Ended]


def faults() -> Iterator[tuple[str, Harm]]:
    for size in (100, 20 * _KB, 200 * _KB, 600 * _KB):
        yield f"一个文件至多写 {size:,} 字节", _limited(size)
    for size in (8, 300, 900):
        yield f"报告的磁盘只有 {size} KB", _on(OUT, f"size={size}k")
    for size in (4, 60, 200, 400):
        yield f"缓存的磁盘只有 {size} KB", _on(CACHE, f"size={size}k")
    for size in (4, 300, 700, 1200):
        yield f"历年库的磁盘只有 {size} KB", _on(_STORE, f"size={size}k")
    yield "临时文件夹的磁盘只有 4 KB", _on("tmp", "size=4k")
    yield "标准输出写不进去", _no_output
    for folder, name in ((OUT, "报告"), (CACHE, "缓存"), (_STORE, "历年库")):
        yield f"{name}的文件夹是只读的", _on(folder, "size=1m,ro")
    yield "用过的缓存变成只读的", _used(CACHE)
    yield "写过的报告变成只读的", _used(OUT)
    yield "用过的历年库变成只读的", _used(_STORE)


def _limited(size: int) -> Harm:
    def harm(desk: Desk) -> Ended:
        return desk.run(prepare=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))

    return harm


def _on(folder: str, options: str) -> Harm:
    """这个文件夹在另一个小磁盘上。"""

    def harm(desk: Desk) -> Ended:
        if folder == _STORE:
            desk.store = f"{_STORE}/gouji.duckdb"
        if folder == "tmp":
            desk.environment["TMPDIR"] = str(desk.folder / folder)
        with mounted(desk.folder / folder, "-t", "tmpfs", "-o", options, "tmpfs"):
            ended = desk.run()
        desk.environment.clear()
        return ended

    return harm


def _used(folder: str) -> Harm:
    """先做一遍，再把这个文件夹变成只读的，换一种写法（检查人）再做。"""

    def harm(desk: Desk) -> Ended:
        if folder == _STORE:
            desk.store = f"{_STORE}/gouji.duckdb"
        desk.run()
        path = desk.folder / folder
        with mounted(path, "--bind", str(path)):
            _call("mount", "-o", "remount,bind,ro", str(path))
            return desk.run("--checker", "另一个人")

    return harm


def _no_output(desk: Desk) -> Ended:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            desk.command(),
            cwd=desk.folder,
            env=desk.variables(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    return Ended(done.returncode, "", done.stderr.decode("utf-8", "replace"))


@contextmanager
def mounted(path: Path, *options: str) -> Iterator[None]:
    path.mkdir(parents=True, exist_ok=True)
    _call("mount", *options, str(path))
    try:
        yield
    finally:
        _call("umount", "--lazy", str(path))


def _call(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise Unable(f"{command[0]} 用不了：{done.stderr.decode('utf-8', 'replace').strip()}")
