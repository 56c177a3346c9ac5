"""kill -9：在一批的各个阶段、杀各种进程，看留下什么，再接着做。"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.breaking import processes
from benchmarks.breaking.desk import OUT, STORE, Desk, Process, Whole

PHASES = ("开始", "核查", "存进历年库", "与历年的再比", "写报告")
TARGETS = (processes.EVERYONE, processes.MAIN, processes.WORKER, processes.CHILD)
_BOUND = 15.0
"""秒；父进程没有了，一秒之内知道，手上正在做的一步做完就走。机器忙，放宽些。"""
_LOOK = 0.01
_TOLD = "读的时候解析程序异常终止".encode()
"""读文件的子进程被杀，那一份在这一次的报告里说读不出来；接着做时再读。"""


@dataclass(frozen=True)
class Killed:
    """杀了一次。

    phase 阶段，target 杀的是谁；orphans 是过了时限还在的进程数，seconds 是最后一个走的时候
    half 写到一半的，differences 接着做之后与没有打断的不同的，odd 说得不清楚的话，left 接着做之后还留着的
    """

    number: int
    phase: str
    target: str
    seconds: float
    orphans: int
    half: list[str]
    differences: list[str]
    odd: str
    left: list[str]

    @property
    def wrong(self) -> bool:
        return bool(self.orphans or self.half or self.differences or self.odd or self.left)


def run(folder: Path, documents: Path, whole: Whole, count: int, kills: int, seed: int) -> Iterator[Killed]:
    """杀 kills 次，一次一张新的桌子；各阶段、各种进程轮着来，时刻由种子定。"""
    for number in range(kills):
        rng = random.Random(f"{seed} {number}")
        phase = PHASES[number % len(PHASES)]
        target = TARGETS[number // len(PHASES) % len(TARGETS)]
        found = None
        while found is None:
            desk = Desk(folder / f"杀{number}", documents)
            found = _once(number, desk, whole, count, phase, target, rng)
            shutil.rmtree(desk.folder)
        yield found


def _once(
    number: int, desk: Desk, whole: Whole, count: int, phase: str, target: str, rng: random.Random
) -> Killed | None:
    """杀一次，再接着做；没有来得及杀就做完了的为 None。"""
    process = desk.fresh() if phase == PHASES[0] else desk.start()
    _wait(process, _moment(desk, count, phase, rng))
    time.sleep(rng.uniform(0, 0.03))
    pick, last = rng.randrange(1 << 16), rng.randint(0, count)
    while not (pids := processes.chosen(process.pid, target, pick)) and process.poll() is None:
        if len(desk.outputs()) > last:  # 快完了还没有这种进程
            break
        time.sleep(_LOOK)
    if not pids:
        target, pids = processes.MAIN, [process.pid]
    alive = process.poll() is None
    if alive:
        processes.kill(pids)
    ended = desk.finish(process)
    if not alive:
        return None
    seconds, still = processes.orphans(desk.folder, _BOUND)
    processes.kill(still)
    died = process.pid in pids
    half = desk.half(whole.outputs, whole.rows) if died else []
    same = died or _TOLD in desk.outputs().get("report.json", b"")
    differences = [] if same else [f"没有接着做：{d}" for d in whole.differences(desk, ended)]
    resumed = desk.run("--resume")
    return Killed(
        number,
        phase,
        target,
        seconds,
        len(still),
        half,
        differences + whole.differences(desk, resumed),
        "" if died and not resumed.clear else ended.clear or resumed.clear,
        desk.leftovers(),
    )


def _wait(process: Process, reached: Callable[[], bool]) -> None:
    while process.poll() is None and not reached():
        time.sleep(_LOOK)


def _moment(desk: Desk, count: int, phase: str, rng: random.Random) -> Callable[[], bool]:
    """到没到动手的时候：看磁盘上写到了哪一步，与机器快慢无关。"""
    if phase == "开始":
        until = time.monotonic() + rng.uniform(0, 4)
        return lambda: time.monotonic() >= until
    if phase == "核查":  # 一份两项：结果、它的事实
        made = rng.randint(1, 2 * count - 2)
        return lambda: len(desk.entries()) >= made
    if phase == "存进历年库":  # 提交才有日志，之前看不出存到了哪里：最后一份核查完，再过一会儿
        log = desk.folder / f"{STORE}.wal"
        looks = iter(range(rng.randint(0, 40)))
        full = 2 * count - 2
        return lambda: len(desk.entries()) >= full and (log.exists() or next(looks, None) is None)
    if phase == "与历年的再比":
        made = 2 * count + rng.randint(1, 6)
        return lambda: len(desk.entries()) >= made
    written = rng.randint(1, count + 1)
    return lambda: len(list((desk.folder / OUT).glob("[!.]*"))) >= written
