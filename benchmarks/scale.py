"""规模：一条命令量一遍，写出 JSON 和 Markdown 表。

用法：python benchmarks/scale.py [--quick] [--only 名称…] [--docs 文件夹] [--out 文件夹]
名称见 --help。全量约一刻钟，--quick 约两分钟。处理器时间连同子进程，几遍取最短；同一次运行里的比值才好比较。
有一条线没有达到的，以 1 退出。
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.scaling import documents, floor, many_rules, plan, processes, size, stages  # noqa: E402
from benchmarks.scaling.table import Measured, goals, markdown  # noqa: E402
from benchmarks.scaling.work import Work  # noqa: E402

MEASURES: dict[str, Callable[[Work], Measured]] = {
    "stages": stages.measure,
    "floor": floor.measure,
    "size": size.measure,
    "rules": many_rules.measure,
    "documents": documents.measure,
    "processes": processes.measure,
}
_DOCUMENTS, _QUICK_DOCUMENTS = 10_000, 30

_MARKS = ("<!-- scale -->", "<!-- /scale -->")


def main(arguments: list[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    measured = []
    count = given.documents or (_QUICK_DOCUMENTS if given.quick else _DOCUMENTS)
    for name in given.only or MEASURES:
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            work = Work(Path(folder), given.quick, given.engine, count, given.seconds, given.docs)
            measured.append(MEASURES[name](work))
        print(_section(measured[-1]), flush=True)
        print(f"（{name} 用了 {time.monotonic() - start:.0f} 秒）\n", file=sys.stderr, flush=True)
    every = [goal for m in measured for goal in m.goals]
    million = plan.table(measured)
    told = [markdown(goals(every)), *([markdown(million)] if million else [])]
    about = _about(sys.argv[1:] if arguments is None else arguments)
    print("\n\n".join(told))
    data = {
        "about": about,
        "goals": [dataclasses.asdict(g) | {"verdict": g.verdict} for g in every],
        "measured": [m.data() for m in measured],
    }
    (given.out / "scale.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    found = "\n\n".join(["；".join(f"{k} {v}" for k, v in about.items()) + "。", *told, *map(_section, measured)])
    (given.out / "scale.md").write_text(f"# 规模\n\n{found}", encoding="utf-8")
    if given.page is not None:
        _put(found.replace("\n## ", "\n### "), given.page)
    return int(any(goal.verdict == "没有达到" for goal in every))


def _put(found: str, page: Path) -> None:
    """换掉这一页两个记号之间的。"""
    before, rest = page.read_text(encoding="utf-8").split(_MARKS[0])
    after = rest.split(_MARKS[1])[1]
    page.write_text(f"{before}{_MARKS[0]}\n\n{found.strip()}\n\n{_MARKS[1]}{after}", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="量得少，约两分钟，看程序坏没坏")
    parser.add_argument("--only", nargs="+", choices=tuple(MEASURES), help="只量这几项")
    parser.add_argument("--docs", type=Path, help="用这个文件夹里的公开件（.txt、.pdf）量一份的时间和底线")
    parser.add_argument("--engine", choices=("durable", "reference"), default="durable", help="匹配器")
    parser.add_argument(
        "--documents", type=int, help=f"份数最多到多少，默认 {_DOCUMENTS}（--quick {_QUICK_DOCUMENTS}）"
    )
    parser.add_argument("--seconds", type=float, default=600, help="份数的阶梯估计超过这么多秒的一级不做")
    parser.add_argument("--page", type=Path, help=f"另把结果写进这一页的 {_MARKS[0]} 与 {_MARKS[1]} 之间")
    parser.add_argument("--out", type=Path, default=Path("gouji-benchmarks"), help="scale.json、scale.md 写到哪里")
    return parser


def _section(measured: Measured) -> str:
    parts = [f"## {measured.title}", *map(markdown, measured.tables), *measured.notes]
    return "\n\n".join(parts) + "\n"


def _about(arguments: list[str]) -> dict[str, str]:
    """哪一天、哪台机器、哪个版本、哪条命令。"""
    return {
        "命令": " ".join(("python benchmarks/scale.py", *arguments)),
        "日期": datetime.date.today().isoformat(),
        "机器": f"{_processor()}，{_cores()} 核可用",
        "系统": f"{platform.system()} {platform.release()}，Python {platform.python_version()}",
        "版本": _revision(),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _revision() -> str:
    git = shutil.which("git")
    if git is None:
        return "不详"
    done = subprocess.run(
        [git, "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "不详"


if __name__ == "__main__":
    sys.exit(main())
