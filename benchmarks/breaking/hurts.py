"""kill -9 之外的各种毛病：弄坏着做一遍，修好了接着做，与没有打断的比。"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.breaking import damage, disk, processes, strain
from benchmarks.breaking.desk import Desk, Ended, Whole

FAULTS = {name: harm for module in (disk, strain, damage) for name, harm in module.faults()}
_BOUND = 15.0


@dataclass(frozen=True)
class Hurt:
    """一种毛病。

    code、said  弄坏着做的那一次的退出码、标准错误（没有的，报告里的说明）；same 那一次就与没有打断的一样
    differences 接着做之后与没有打断的不同的，odd 说得不清楚的话，orphans 没有走的进程，left 还留着的
    unable      这台机器上做不了的原因
    """

    name: str
    code: int | None = None
    said: str = ""
    same: bool = False
    differences: tuple[str, ...] = ()
    odd: str = ""
    orphans: int = 0
    left: tuple[str, ...] = ()
    unable: str = ""

    @property
    def wrong(self) -> bool:
        return bool(not self.unable and (self.differences or self.odd or self.orphans or self.left))


def run(folder: Path, documents: Path, whole: Whole, only: list[str]) -> Iterator[Hurt]:
    for number, (name, harm) in enumerate(FAULTS.items()):
        if only and not any(word in name for word in only):
            continue
        desk = Desk(folder / f"坏{number}", documents)
        try:
            ended = harm(desk)
        except disk.Unable as why:
            yield Hurt(name, unable=str(why))
            continue
        yield _judged(name, desk, ended, whole)
        shutil.rmtree(desk.folder)


def _judged(name: str, desk: Desk, ended: Ended, whole: Whole) -> Hurt:
    _, still = processes.orphans(desk.folder, _BOUND)
    processes.kill(still)
    same = not whole.differences(desk, ended, store=False)
    # 做不成的要说为什么；没有做成而又没有说的，也算说得不清楚。结论不变、只是另由谁做的，说在报告里
    noted = [] if same or ended.err else whole.noted(desk)
    silent = "" if same or ended.err or noted or ended.code == 3 else f"退出码 {ended.code}，什么也没有说"
    resumed = desk.run("--resume")
    odd = ended.clear or resumed.clear or silent
    left = [p for p in desk.leftovers() if p not in ("tmp", "out")]
    differences = tuple(whole.differences(desk, resumed))
    said = ended.err.strip() or "".join(f"报告里：{note}" for note in noted[:1])
    return Hurt(name, ended.code, said, same, differences, odd, len(still), tuple(left))
