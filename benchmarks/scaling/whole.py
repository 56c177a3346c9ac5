"""整条 gouji audit：在另一个进程里核查一个文件夹。"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from multiprocessing import Pool
from pathlib import Path

from benchmarks.generator.compose import disclosure
from benchmarks.scaling.clock import Ran, run
from benchmarks.scaling.samples import ROOT


def make(folder: Path, count: int) -> list[Path]:
    """count 份各不相同的虚构公开件；两个以上的核一起生成。"""
    folder.mkdir(parents=True, exist_ok=True)
    with Pool() as pool:
        return pool.map(functools.partial(_made, folder), range(1, count + 1), chunksize=16)


def _made(folder: Path, seed: int) -> Path:
    path = folder / f"虚构{seed:06}.txt"
    path.write_text(disclosure(seed).text(), encoding="utf-8")
    return path


def linked(folder: Path, files: list[Path]) -> Path:
    """把这些文件放进 folder（硬链接，不占地方）。"""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        os.link(file, folder / file.name)
    return folder


def audit(documents: Path, out: Path, engine: str, *more: str, look: Callable[[int], None] | None = None) -> Ran:
    """核查 documents，报告写到 out；做不成抛出 RuntimeError，附上它说的话。"""
    out.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, ROOT / "cli.py", "audit", documents, "--out", out, "--engine", engine]
    done = run([*command, "--fail-on", "never", *more], ROOT, out.parent / f"{out.name}.log", look)
    if done.code not in (0, 3):
        raise RuntimeError(f"gouji audit 退出码 {done.code}：{done.output[-500:]}")
    return done


@functools.cache
def options() -> str:
    """gouji audit --help：看有没有某个选项。"""
    command = [sys.executable, str(ROOT / "cli.py"), "audit", "--help"]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def size(path: Path) -> int:
    """文件或文件夹的字节数。"""
    if path.is_file():
        return path.stat().st_size
    return sum(f.stat().st_size for f in path.rglob("*") if f.is_file())


def clear(*paths: Path) -> None:
    for path in paths:
        shutil.rmtree(path, ignore_errors=True)
