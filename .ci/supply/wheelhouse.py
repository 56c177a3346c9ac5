"""轮子库：不联网的机器上安装要的全部安装包，放在一个文件夹里，连同一份带哈希的 requirements.txt、
许可清单和物料清单。

照锁文件核对哈希取来；只有源码包的（durable_rules）就地编译，本项目也打成安装包。打包工具也是锁定的（tools.lock）。
在与目标机器同样的系统、同样的 Python 上做，要联网、要 C 编译器；目标机器都不要。

用法：python3 .ci/supply/wheelhouse.py [--extra ocr] [--out dist/wheelhouse]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from lock import CORE, ROOT, Locked, canonical, read, sections

TOOLS = Path(__file__).with_name("tools.lock")
BUILDERS = ("hatchling", "setuptools")
SOURCE_ONLY = "durable-rules"


def lines(pins: list[Locked]) -> str:
    """锁文件的写法：版本、标记、哈希。"""
    return "".join(" \\\n    ".join([pin.pin, *(f"--hash=sha256:{h}" for h in pin.hashes)]) + "\n" for pin in pins)


def run(python: Path, *arguments: str | Path) -> None:
    subprocess.run([python, "-m", "pip", *map(str, arguments)], check=True)


def builder(folder: Path) -> Path:
    """装着锁定的打包工具的 Python。"""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted, tools = set(BUILDERS), read(TOOLS)
    while more := {pin.name for pin in tools if wanted.intersection(pin.via)} - wanted:
        wanted |= more
    locked = folder / "tools.txt"
    locked.write_text(lines([pin for pin in tools if pin.name in wanted]), encoding="utf-8")
    run(python, "install", "-q", "--require-hashes", "--no-deps", "-r", locked)
    return python


def build(out: Path, extras: list[str]) -> None:
    parts = sections()
    pins = list(dict.fromkeys(pin for name in (CORE, *extras) for pin in parts[name]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = builder(folder)
        locked = folder / "requirements.txt"
        locked.write_text(lines(pins), encoding="utf-8")
        source = ("--no-build-isolation", "--no-binary", SOURCE_ONLY)
        run(python, "wheel", "-q", "--require-hashes", "--no-deps", *source, "-w", out, "-r", locked)
        run(python, "wheel", "-q", "--no-build-isolation", "--no-deps", "-w", out, ROOT)
    (out / "requirements.txt").write_text(listing(out), encoding="utf-8")
    for page in ("licenses.md", "sbom.cdx.json"):
        shutil.copy(ROOT / "docs" / page, out)


def listing(folder: Path) -> str:
    """文件夹里各安装包的版本和哈希；照它安装，一个字节不同都装不上。"""
    found = []
    for wheel in sorted(folder.glob("*.whl")):
        name, version = wheel.name.split("-")[:2]
        found.append(f"{canonical(name)}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    return "".join(found)


def main() -> int:
    parser = argparse.ArgumentParser(description="做一个不联网也能安装的轮子库")
    parser.add_argument("--extra", action="append", default=[], choices=[n for n in sections() if n != CORE])
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "wheelhouse", help="放在哪里，应是空的或没有")
    arguments = parser.parse_args()
    out: Path = arguments.out
    if out.exists() and any(out.iterdir()):
        print(f"{out} 里已经有东西；请换一个 --out，或先清空它", file=sys.stderr)
        return 2
    out.mkdir(parents=True, exist_ok=True)
    try:
        build(out.resolve(), arguments.extra)
    except subprocess.CalledProcessError as failed:
        print(f"没有做成：pip 以 {failed.returncode} 结束，原因见上面它的话", file=sys.stderr)
        return 1
    wheels = list(out.glob("*.whl"))
    size = sum(wheel.stat().st_size for wheel in wheels) / 1e6
    print(f"{len(wheels)} 个安装包，{size:.0f} MB，在 {out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
