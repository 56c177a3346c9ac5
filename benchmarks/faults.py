"""把一批核查弄坏再接着做，结果与没有打断的逐字节比；印出 Markdown 表。

用法：python benchmarks/faults.py [--kills 100] [--seed 8] [--pairs 6] [--only 字样…]
全部约半小时。有一处不同、有一个进程没有走、有一句话说得不清楚的，以 1 退出。
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.breaking import documents, hurts, kills  # noqa: E402
from benchmarks.breaking.desk import Desk, Whole  # noqa: E402
from benchmarks.breaking.hurts import Hurt  # noqa: E402
from benchmarks.breaking.kills import Killed  # noqa: E402

_Found = TypeVar("_Found", Killed, Hurt)


def main(arguments: list[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gouji-faults-") as temporary:
        folder = Path(temporary).resolve()
        source = folder / "公开件"
        count = documents.make(source, given.pairs)
        whole = Whole.of(Desk(folder / "没有打断", source))
        print(f"{count} 份公开件，报告 {len(whole.outputs)} 个文件，库里 {len(whole.rows[1])} 个事实。", flush=True)
        killed = _told(kills.run(folder, source, whole, count, given.kills, given.seed))
        hurt = [] if given.only == ["kills"] else _told(hurts.run(folder, source, whole, given.only))
    for line in (*_kills(killed), "", *_hurts(hurt)):
        print(line)
    wrong = sum(one.wrong for one in (*killed, *hurt))
    print(f"\n共 {len(killed)} 次 kill -9、{len(hurt)} 种别的毛病，不对的 {wrong}；{time.monotonic() - began:.0f} 秒。")
    return int(wrong > 0)


def _told(found: Iterator[_Found]) -> list[_Found]:
    """边做边说，不对的说全。"""
    kept = []
    for one in found:
        kept.append(one)
        print(
            one if one.wrong else f"{one.number if isinstance(one, Killed) else one.name} 对",
            file=sys.stderr,
            flush=True,
        )
    return kept


def _kills(killed: list[Killed]) -> Iterator[str]:
    yield "| 阶段 | " + " | ".join(kills.TARGETS) + " |"
    yield "|---|" + "---:|" * len(kills.TARGETS)
    times = Counter((one.phase, one.target) for one in killed)
    for phase in kills.PHASES:
        yield f"| {phase} | " + " | ".join(str(times[phase, target]) for target in kills.TARGETS) + " |"
    yield ""
    yield (
        f"写到一半却用了正式名字的 {sum(bool(k.half) for k in killed)} 次，"
        f"没有走的进程 {sum(k.orphans for k in killed)} 个"
        f"（最后一个走得最晚的在 {max((k.seconds for k in killed), default=0):.1f} 秒），"
        f"接着做之后与没有打断的不同的 {sum(bool(k.differences) for k in killed)} 次，"
        f"留下东西的 {sum(bool(k.left) for k in killed)} 次，说得不清楚的 {sum(bool(k.odd) for k in killed)} 次。"
    )


def _hurts(hurt: list[Hurt]) -> Iterator[str]:
    yield "| 毛病 | 退出码 | 说的话 | 那一次的结果 | 修好之后接着做 |"
    yield "|---|---:|---|---|---|"
    for one in hurt:
        said = one.said.splitlines()[0].replace("|", "\\|") if one.said else "—"
        result = "不同" if one.differences else "相同"
        yield f"| {one.name} | {one.code} | {one.unable or said} | {_kind(one)} | {result} |"


def _kind(one: Hurt) -> str:
    if one.same:
        return "相同"
    return "没有做成" if one.code else "结论相同，另有说明"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100, help="杀几次，默认 100")
    parser.add_argument("--only", nargs="+", default=[], help="只做名称里有这些字的毛病；kills 为只杀进程")
    parser.add_argument("--seed", type=int, default=8, help="种子，默认 8")
    parser.add_argument("--pairs", type=int, default=6, help="几个单位各两年的文本，默认 6；另有几种格式各一份")
    return parser


if __name__ == "__main__":
    sys.exit(main())
