"""把一批核查弄坏再接着做，结果与没有打断的逐字节比；写出 Markdown 表。

用法：python benchmarks/faults.py [--kills 100] [--seed 8] [--only kills 或各种毛病…] [--out 文件夹]
全部约半小时。有一处不同、有一个进程没有走、有一句话说得不清楚的，以 1 退出。
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.breaking import documents, kills  # noqa: E402
from benchmarks.breaking.desk import Desk, Whole  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    began = time.monotonic()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="gouji-faults-") as temporary:
        folder = Path(temporary).resolve()
        count = documents.make(folder / "公开件", given.pairs)
        whole = Whole.of(Desk(folder / "没有打断", folder / "公开件"))
        print(
            f"{count} 份公开件，没有打断的一次 {time.monotonic() - began:.0f} 秒，报告 {len(whole.outputs)} 个文件。",
            flush=True,
        )
        found = []
        for one in kills.run(folder, folder / "公开件", whole, count, given.kills, given.seed):
            found.append(one)
            wrong += one.wrong
            print(one, flush=True)
    table = Counter((k.phase, k.target) for k in found)
    for key, times in sorted(table.items()):
        print(*key, times)
    print(f"不对的 {wrong}，用了 {time.monotonic() - began:.0f} 秒")
    return int(wrong > 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100, help="杀几次，默认 100")
    parser.add_argument("--seed", type=int, default=8, help="种子，默认 8")
    parser.add_argument("--pairs", type=int, default=6, help="几个单位各两年的文本，默认 6；另有几种格式各一份")
    return parser


if __name__ == "__main__":
    sys.exit(main())
