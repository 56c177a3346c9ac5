"""模糊试验：拿千奇百怪的输入试各个对象，看守不守承诺。引擎是 Atheris：凭走到过哪些代码决定再试什么。

用法：python benchmarks/fuzz.py [对象…] [--inputs 次数] [--seed 1] [--out gouji-benchmarks/fuzz]
      python benchmarks/fuzz.py --page docs/fuzzing.md
      python benchmarks/fuzz.py --replay 对象 文件…

不写对象的各个都试，次数照 fuzzing/__init__.py 里的；一个对象一个子进程，依次做，只用一个处理器。
Atheris 不在锁定的依赖里（不是每个 Python 都有现成的包），用之前装：pip install atheris==3.0.0

印出各对象试了多少次、多少秒、走到多少处、几种毛病，写在 OUT/figures.json；OUT 里已有的接着试，累加到够数为止，
走到过的地方（OUT/对象/corpus/）也留着，要从头来换一个 OUT。--page 不试，只把那一页的表换成 OUT 里的数。
毛病（不该有的异常、崩溃、一次超过时限）各存一个输入在 OUT/对象/found/，旁边是经过；
把输入放进 tests/fuzz/cases/对象/ 就成了回归测试。
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.fuzzing import TARGETS, guided, target  # noqa: E402

Figures = dict[str, Any]
_NOTHING: Figures = {"inputs": 0, "seconds": 0.0, "covered_before": 0, "covered": 0}
_RESTARTS = 40  # 崩溃了换个种子接着试，至多这么多次
# #25000 DONE   cov: 812 ft: 3021 corp: 140/9Kb lim: 64 exec/s: 5000 rss: 98Mb
_COVERED = re.compile(r"^#\d+\s+\w+\s+cov: (\d+) ft:", re.M)
# Done 25000 in 31 second(s)；中途崩溃的没有这一行，取最后一次印出的 #次数
_DONE = re.compile(r"^(?:Done (\d+) in|#(\d+)\t)", re.M)
_TABLE = re.compile(r"(?<=<!-- fuzz -->\n\n).*?(?=\n\n<!-- /fuzz -->)", re.S)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("targets", nargs="*", help="、".join(TARGETS))
    parser.add_argument("--inputs", type=int, default=0, help="各试到多少次为止；不写照默认")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=ROOT / "gouji-benchmarks" / "fuzz")
    parser.add_argument("--page", type=Path, help="不试，只把这一页的表换成 OUT 里的数")
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
        guided.fuzz(given.targets[0], given.inputs, given.seed, given.out)
    given.out.mkdir(parents=True, exist_ok=True)
    kept = given.out / "figures.json"
    figures: dict[str, Figures] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    if given.page:
        page = given.page.read_text("utf-8")
        given.page.write_text(_TABLE.sub(lambda _: _table(figures), page), "utf-8")
        return 0
    for name in given.targets or TARGETS:
        most = given.inputs or TARGETS[name][1]
        figures[name] = _campaign(name, most, given.seed, given.out, figures.get(name, _NOTHING))
        kept.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", "utf-8")
        print(_table({name: figures[name]}).splitlines()[2], flush=True)
    print(_table(figures))
    return 1 if any(f["findings"] for f in figures.values()) else 0


def _table(figures: dict[str, Figures]) -> str:
    """各对象一行，末了合计。"""
    head = ("对象", "试什么", "次数", "处理器时间", "走到的地方", "最慢一次", "毛病")
    rows = [
        (
            f"`{name}`",
            TARGETS[name][0],
            f"{found['inputs']:,}",
            f"{found['seconds']:.0f} 秒" if found["seconds"] else "没有记",
            f"{found['covered_before']:,} → {found['covered']:,}",
            f"{found['slowest']:.2f} 秒",
            f"{found['findings']} 种",
        )
        for name, found in ((name, figures[name]) for name in TARGETS if name in figures)
    ]
    inputs, seconds, findings = (sum(f[key] for f in figures.values()) for key in ("inputs", "seconds", "findings"))
    rows.append(("合计", "", f"{inputs:,}", f"{seconds:.0f} 秒", "", "", f"{findings} 种"))
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))


def _campaign(name: str, most: int, seed: int, out: Path, before: Figures) -> Figures:
    """一个对象：子进程里试，崩溃了接着试，直到连以前的够数。"""
    own = out / name
    (own / "found").mkdir(parents=True, exist_ok=True)
    used, done, covered, crashes = _spent(), before["inputs"], [before["covered"]], 0
    starts = [before["covered_before"]] if before["covered_before"] else []
    while done < most and crashes < _RESTARTS:
        command = [sys.executable, "-W", "ignore", __file__, name, "--one", "--out", str(out)]
        options = [f"--inputs={most - done}", f"--seed={seed + done}"]
        log = own / f"log-{done}.txt"
        with log.open("wb") as stream:
            code = subprocess.run([*command, *options], stdout=stream, stderr=stream, cwd=ROOT, check=False).returncode
        text = log.read_text("utf-8", "replace")
        counted = [int(all_ or at) for all_, at in _DONE.findall(text)]
        if not counted:  # 没有试成：多半没有装 Atheris
            sys.exit(text[-2000:])
        done += max(counted)
        found = [int(count) for count in _COVERED.findall(text)]
        starts += found[:1]
        covered += found
        crashes += code != 0
        if code == 0:
            break
    return {
        "inputs": done,
        "seconds": round(before["seconds"] + _spent() - used, 1),
        "covered_before": starts[0] if starts else 0,
        "covered": max(covered),
        "slowest": guided.slowest(own),
        "findings": len([path for path in (own / "found").iterdir() if path.suffix != ".txt"]),
    }


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
