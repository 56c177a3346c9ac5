"""一个对象的长试验，在自己的进程里：Atheris 给字节，每次记下毛病和最慢的一次。"""

from __future__ import annotations

import hashlib
import json
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from benchmarks.fuzzing import target

ROOT: Final = Path(__file__).resolve().parents[2]
KEPT: Final = ROOT / "tests" / "fuzz"
BOUND: Final = 60
"""秒；平常一次不到十分之一秒，忙的机器上最慢的不过几秒，挂住的远不止这个数。"""
MEMORY: Final = 4096
"""MB；一次用到这么多就是毛病。"""
_LONG: Final = 240  # 字节；这样的输入短了走不远，一开始就用到全长
INSTALL: Final = "pip install atheris==3.0.0"


def fuzz(name: str, inputs: int, seed: int, out: Path) -> None:
    """不返回：libFuzzer 试够了自己退出，崩溃、超时、内存太多的退出码不是 0。"""
    try:
        import atheris
    except ImportError:
        sys.exit(f"没有装 Atheris，请先 {INSTALL}")
    with atheris.instrument_imports(include=["engine", "reports"]):
        found = target(name)
        _warm(found.run, found.seeds())
    own = out / name
    corpus = own / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for data in (*found.seeds(), *kept(name)):
        (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    settings = {
        "atheris_runs": inputs,
        "seed": seed,
        "max_len": found.length,
        "len_control": 0 if found.length >= _LONG else 100,
        "timeout": BOUND,
        "report_slow_units": BOUND,
        "rss_limit_mb": MEMORY,
        "artifact_prefix": f"{own / 'found'}/",
    }
    options = [f"-{key}={value}" for key, value in settings.items()]
    atheris.Setup([sys.argv[0], *options, str(corpus)], _Watched(found.run, own).once)
    atheris.Fuzz()


def kept(name: str) -> Iterator[bytes]:
    """提交了的输入：留下的和找出过毛病的。"""
    for folder in (KEPT / "corpus" / name, KEPT / "cases" / name):
        if folder.is_dir():
            yield from (path.read_bytes() for path in sorted(folder.iterdir()))


def slowest(own: Path) -> float:
    """最慢的一次，秒。"""
    path = own / "slowest.json"
    return float(json.loads(path.read_text("utf-8"))["seconds"]) if path.exists() else 0.0


def _warm(run: Callable[[bytes], None], seeds: Iterable[bytes]) -> None:
    """用到才载入的模块也要在记录范围之内载入。"""
    for data in seeds:
        try:
            run(data)
        except Exception:  # noqa: BLE001  毛病由 _Watched 记
            continue


class _Watched:
    """试一次，记下毛病和最慢的一次；同一处的同一种毛病只记一个。"""

    def __init__(self, run: Callable[[bytes], None], own: Path) -> None:
        self.run = run
        self.own = own
        self.seen: set[str] = set()
        self.slowest = slowest(own)

    def once(self, data: bytes) -> None:
        began = time.process_time()
        try:
            self.run(data)
        except Exception as problem:  # noqa: BLE001  什么异常都是要报告的毛病
            self._record(data, problem)
        took = time.process_time() - began
        if took > self.slowest * 1.2 + 0.01:
            self.slowest = took
            (self.own / "slowest.json").write_text(json.dumps({"seconds": took, "input": data.hex()}), "utf-8")

    def _record(self, data: bytes, problem: Exception) -> None:
        frames = traceback.extract_tb(problem.__traceback__)
        own = [f for f in frames if Path(f.filename).is_relative_to(ROOT)]
        key = f"{type(problem).__name__}@" + "|".join(f"{Path(f.filename).name}:{f.lineno}" for f in own[-2:])
        if key in self.seen:
            return
        self.seen.add(key)
        path = self.own / "found" / hashlib.sha256(key.encode()).hexdigest()[:12]
        path.write_bytes(data)
        path.with_suffix(".txt").write_text("".join(traceback.format_exception(problem)), "utf-8", "replace")
