"""模糊试验：拿千奇百怪的输入试各个对象，看守不守承诺。引擎是 Atheris：凭走到过哪些代码决定再试什么。

用法：python benchmarks/fuzz.py [对象…] [--inputs 次数] [--seed 1] [--out gouji-benchmarks/fuzz]
      python benchmarks/fuzz.py --replay 对象 文件…

不写对象的各个都试，次数照 fuzzing/__init__.py 里的；一个对象一个子进程，依次做，只用一个处理器。
Atheris 不在锁定的依赖里（不是每个 Python 都有现成的包），用之前装：pip install atheris==3.0.0

印出各对象试了多少次、多少秒、走到多少处、几种毛病，写在 OUT/figures.json；OUT 里已有的接着试，次数累加，
走到过的地方（OUT/对象/corpus/）也留着。要从头来，换一个 OUT。毛病（不该有的异常、崩溃、
一次超过 BOUND 秒）各存一个输入在 OUT/对象/found/，旁边是经过；把输入放进 tests/fuzz/cases/对象/ 就成了回归测试。
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import resource
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.fuzzing import TARGETS, target  # noqa: E402

BOUND = 60  # 秒；平常一次不到十分之一秒，这台机器上最慢的不到一秒，挂住的远不止这个数
MEMORY = 4096  # MB；一次用到这么多就是毛病
CORPUS = ROOT / "tests" / "fuzz" / "corpus"
CASES = ROOT / "tests" / "fuzz" / "cases"
_LONG = 240  # 字节；这样的输入短了走不远，一开始就用到全长
_NOTHING = {"inputs": 0, "seconds": 0.0, "covered_before": 0, "covered": 0}
_RESTARTS = 40  # 崩溃了换个种子接着试，至多这么多次
# #25000 DONE   cov: 812 ft: 3021 corp: 140/9Kb lim: 64 exec/s: 5000 rss: 98Mb
_COVERED = re.compile(r"^#\d+\s+(INITED|NEW|REDUCE|DONE|pulse|RELOAD)\s+cov: (\d+) ft: (\d+)", re.M)
# 中途崩溃的没有 Done 一行，取最后一次印出的 #次数
_DONE = re.compile(r"^(?:Done (\d+) in|#(\d+)\t)", re.M)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("targets", nargs="*", help="、".join(TARGETS))
    parser.add_argument("--inputs", type=int, default=0, help="各试多少次；不写照默认")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=ROOT / "gouji-benchmarks" / "fuzz")
    parser.add_argument("--replay", action="store_true", help="第一个是对象，其余是文件：再试一次，照原样抛出")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.replay:
        for path in given.targets[1:]:
            target(given.targets[0]).run(Path(path).read_bytes())
        return 0
    if unknown := [name for name in given.targets if name not in TARGETS]:
        parser.error(f"没有对象 {'、'.join(unknown)}，可用 {'、'.join(TARGETS)}")
    if given.one:
        _fuzz(given.targets[0], given.inputs, given.seed, given.out)
    given.out.mkdir(parents=True, exist_ok=True)
    kept = given.out / "figures.json"
    figures = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    for name in given.targets or TARGETS:
        figures[name] = _campaign(
            name, given.inputs or TARGETS[name][1], given.seed, given.out, figures.get(name, _NOTHING)
        )
        print(_told(name, figures[name]), flush=True)
        kept.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(
        f"合计 {sum(f['inputs'] for f in figures.values()):,} 次，{sum(f['findings'] for f in figures.values())} 种毛病"
    )
    return 1 if any(f["findings"] for f in figures.values()) else 0


def _told(name: str, found: dict[str, Any]) -> str:
    return (
        f"{name}：{found['inputs']:,} 次，{found['seconds']:.0f} 秒处理器时间，走到 {found['covered_before']} → "
        f"{found['covered']} 处，最慢 {found['slowest']:.2f} 秒，{found['findings']} 种毛病"
    )


def _campaign(name: str, most: int, seed: int, out: Path, before: dict[str, Any]) -> dict[str, Any]:
    """一个对象：子进程里试，崩溃了接着试，直到连以前的够数。"""
    own = out / name
    inputs = most - before["inputs"]
    (own / "found").mkdir(parents=True, exist_ok=True)
    used, done, covered, crashes = _spent(), 0, [], 0
    while done < inputs and crashes < _RESTARTS:
        command = [sys.executable, __file__, name, "--one", "--out", str(out)]
        left = [f"--inputs={inputs - done}", f"--seed={seed + before['inputs'] + done}"]
        with (own / f"log-{crashes}.txt").open("wb") as log:
            code = subprocess.run([*command, *left], stdout=log, stderr=log, cwd=ROOT, check=False).returncode
        text = (own / f"log-{crashes}.txt").read_text("utf-8", "replace")
        counted = [int(done or at) for done, at in _DONE.findall(text)]
        done += max(counted, default=0)
        covered += [int(n) for _, n, _ in _COVERED.findall(text)]
        if code == 0:
            break
        crashes += 1
        if not counted:  # 没有试成：多半没有装 Atheris
            sys.exit(text[-2000:])
    return {
        "inputs": before["inputs"] + done,
        "seconds": round(before["seconds"] + _spent() - used, 1),
        "covered_before": before["covered_before"] or min(covered, default=0),
        "covered": max([before["covered"], *covered]),
        "slowest": _slowest(own),
        "findings": len([p for p in (own / "found").iterdir() if p.suffix != ".txt"]),
    }


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _slowest(own: Path) -> float:
    path = own / "slowest.json"
    return float(json.loads(path.read_text("utf-8"))["seconds"]) if path.exists() else 0.0


# ---- 子进程：一个对象


def _fuzz(name: str, inputs: int, seed: int, out: Path) -> None:
    """不返回：libFuzzer 试够了自己退出。"""
    try:
        import atheris
    except ImportError:
        sys.exit("没有装 Atheris，请先 pip install atheris==3.0.0")
    with atheris.instrument_imports(include=["engine", "reports"]):
        found = target(name)
        _warm(found.run, found.seeds())
    own = out / name
    grown = own / "corpus"
    grown.mkdir(parents=True, exist_ok=True)
    for data in (
        *found.seeds(),
        *(p.read_bytes() for p in _files(CORPUS / name)),
        *(p.read_bytes() for p in _files(CASES / name)),
    ):
        (grown / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    settings = {
        "atheris_runs": inputs,
        "seed": seed,
        "max_len": found.length,
        "timeout": BOUND,
        "report_slow_units": BOUND,
        "len_control": 0 if found.length >= _LONG else 100,
        "rss_limit_mb": MEMORY,
        "artifact_prefix": f"{own / 'found'}/",
        "print_final_stats": 1,
        "verbosity": 1,
    }
    atheris.Setup([sys.argv[0], *(f"-{k}={v}" for k, v in settings.items()), str(grown)], _Watched(found.run, own).once)
    atheris.Fuzz()


def _warm(run: Any, seeds: Any) -> None:
    """用到才载入的模块也要在记录范围之内载入。"""
    for data in seeds:
        try:
            run(data)
        except Exception:  # noqa: BLE001  毛病由 _Watched 记
            continue


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.is_file()) if folder.is_dir() else []


class _Watched:
    """试一次，记下毛病和最慢的一次；同一处的同一种毛病只记一个。"""

    def __init__(self, run: Any, own: Path) -> None:
        self.run = run
        self.own = own
        self.seen: set[str] = set()
        self.slowest = _slowest(own)

    def once(self, data: bytes) -> None:
        began = time.process_time()
        try:
            self.run(data)
        except Exception as problem:  # noqa: BLE001  什么异常都是要报告的毛病
            self._record(data, problem)
        took = time.process_time() - began
        if took > self.slowest + 0.05:
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


if __name__ == "__main__":
    sys.exit(main())
