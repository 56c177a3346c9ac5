"""整批：文件名、给出的次序、几个进程，不改变每一份查出的问题。

用法：python -m benchmarks.metamorphic.batch [文件…] [--documents 30] [--rounds 3] [--seed 9001]
用 gouji audit（带历年库）查几遍，每遍的文件名、次序、进程数都不同，凭内容的哈希逐份比。
文件名不写单位、年度、更正一类的字：写了“更正”的，同一年几份里以它为准，那是名字的用处。有不同以 1 退出。
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.generator.compose import disclosure

ROOT = Path(__file__).resolve().parents[2]
_NAMED = ("path", "name", "file", "files")
"""一份的结果里说的就是文件名的键。"""


def copied(contents: Sequence[bytes], suffixes: Sequence[str], folder: Path, rng: random.Random) -> list[Path]:
    """把各份存成新的名字，名字的先后与内容无关；返回打乱的次序。"""
    numbers = rng.sample(range(10_000), len(contents))
    paths = []
    for number, data, suffix in zip(numbers, contents, suffixes, strict=True):
        path = folder / rng.choice("甲乙丙") / f"{number:04}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        paths.append(path)
    return rng.sample(paths, len(paths))


def audited(paths: Sequence[Path], out: Path, jobs: int) -> dict[str, Any]:
    """核查一批 → 内容的哈希：那一份的结果，去掉文件名和路径。"""
    command = [sys.executable, str(ROOT / "cli.py"), "audit", *map(str, paths), "--separately", "--out", str(out)]
    options = ["--format", "json", "--fail-on", "never", "--jobs", str(jobs), "--no-cache"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode not in (0, 3):
        raise RuntimeError(f"核查没有做完（退出码 {done.returncode}）：{done.stderr[-500:]}")
    text = (out / "report.json").read_text(encoding="utf-8")
    for path in paths:  # 话里提到的文件名换成内容的哈希
        own = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        text = text.replace(str(path), own).replace(path.name, own)
    return {d["sha256"]: unnamed(d) for d in json.loads(text)["documents"]}


def unnamed(value: Any) -> Any:
    """去掉随文件名而变的。"""
    if isinstance(value, dict):
        return {k: unnamed(v) for k, v in value.items() if k not in _NAMED}
    return [unnamed(v) for v in value] if isinstance(value, list) else value


def differing(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    """两遍结果不同的各份及不同的键。"""
    found = [f"{key[:12]}：只在一遍里有" for key in first.keys() ^ second.keys()]
    for key in first.keys() & second.keys():
        pairs = [(name, first[key][name], second[key].get(name)) for name in first[key]]
        found += [f"{key[:12]}：{name} {str(a)[:200]} → {str(b)[:200]}" for name, a, b in pairs if a != b]
    return found


def rounds(contents: Sequence[bytes], suffixes: Sequence[str], count: int, seed: int) -> list[str]:
    """查 count 遍，与第一遍的不同。"""
    found: list[str] = []
    first: dict[str, Any] = {}
    for n in range(count):
        rng = random.Random(f"整批{seed}/{n}")
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            paths = copied(contents, suffixes, folder / "公开", rng)
            result = audited(paths, folder / "结果", 1 + n % 2)
        first = first or result
        found += differing(first, result)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--documents", type=int, default=30, help="几份虚构公开件")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=9001)
    given = parser.parse_args()
    seeds = range(given.seed, given.seed + given.documents)
    contents = [*(f.read_bytes() for f in given.files), *(disclosure(s).text().encode() for s in seeds)]
    suffixes = [*(f.suffix for f in given.files), *(".txt" for _ in seeds)]
    found = rounds(contents, suffixes, given.rounds, given.seed)
    print(*found, sep="\n")
    print(f"{len(contents)} 份，查 {given.rounds} 遍，不同 {len(found)} 处")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
