"""几个进程同时做：一件件分出去，做完一件取回一件；一个进程中途死了，只损失它手上那一件。

用标准库的 ProcessPoolExecutor。它在一个进程死后整个报废，分不清是哪一件害的：把当时分出去还没有做完的
各件换一个新的池子，一次一件重做；单独做又死的，才是它。

停住不动的（被 SIGSTOP 停下、在一个库里出不来）不会自己死：各进程每秒报一次平安，很久没有报的由主进程杀掉。
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import struct
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from types import FrameType, TracebackType
from typing import Any, Generic, NamedTuple, TypeVar

from engine import atomic
from engine.errors import UsageError
from engine.isolation import can_fork, kill_all, watch_parent
from engine.os_errors import reason

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 2  # 每个进程手上一件，另有一件等着
_SEVERAL, _TURNS = 8, 32  # 很快的，一次至多给这么多件；每个进程约轮到这么多次，免得有的忙有的闲
_YOUNG = 100_000  # 一份大的公开件同时在用的不到六万个；超过的才扫
_WORN = 200  # 一个进程平均做这么多件就都换新的：解析库漏的、内存里的碎片都还掉，不随份数长
_LOOK = 1.0  # 秒；主进程等的时候隔这么久看一次
_SILENT = 600
"""看了这么多次都没有听到一个进程报平安，就是停住了。不数秒：按 Ctrl-Z 停下的，接着做时钟已经走远。
一步最久的是往很大的历年库里存，留足。"""
_GRACE = 10
"""让它走而至多等这么多次：正在一个库里的，做完那一步才走。"""
_STOPPED = 143  # 被 SIGTERM 终止的退出状态，照惯例是 128+15


class Lost(NamedTuple):
    """没有做成的一件：做它的进程死了。"""


LOST = Lost()


def cores() -> int:
    """本进程可以用的处理器核数。"""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pool:
    """若干个工作进程；用 with，离开时都结束，出了异常（例如 Ctrl-C）立刻结束。

    能分叉的系统由本进程分叉出来，之前载入的都在；做的事（函数和它的参数、结果）要能 pickle。
    threads 为真的，本进程里有线程在跑，分叉不得，另起 Python。
    """

    def __init__(self, jobs: int, threads: bool = False) -> None:
        self._jobs = jobs
        self._method = "fork" if can_fork() and not threads else "spawn"
        self._executor: ProcessPoolExecutor | None = None
        self._others: set[BaseProcess] = set()
        self._heard, self._beat = _pipe() if self._method == "fork" else (-1, -1)
        self._silent: dict[int, int] = {}
        self._given = 0
        self._deaf = False
        self._hook = threading.excepthook

    def __enter__(self) -> Pool:
        self._hook, threading.excepthook = threading.excepthook, self._thread_died
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self._end(at_once=kind is not None)
        gc.unfreeze()
        threading.excepthook = self._hook
        for end in {self._heard, self._beat} - {-1}:
            os.close(end)

    def end(self) -> None:
        """各进程做完手上的就结束；再要时另起。"""
        self._end(at_once=False)

    def run(
        self, work: Callable[[Item], Result], items: Iterable[Item], short: int = 0, long: int = 0
    ) -> Iterator[tuple[int, Result | Lost]]:
        """各做一遍，做完给出（第几件，结果），次序不定；手上只留几件，多少都不占内存。

        一件多半只要几毫秒的，short 给出约有多少件：一次给一个进程几件，免得来回的工夫占去一成。
        开头有 long 件要做很久的，等它们的时候不换新的进程：换要等都做完手上的。
        work 里抛出的异常照抛。进程起不来抛出 UsageError。
        """
        waiting = _batched(items, min(_SEVERAL, 1 + short // (self._jobs * _TURNS)))
        running: dict[Future[list[Result | Lost]], _Task[Item]] = {}
        try:
            while True:
                broken = self._fill(work, waiting, running, long)
                if not running and not broken:
                    if not self._worn:
                        return
                    self.end()
                    continue
                done = self._wait(running) if running else set()
                suspects = list(broken)
                for future in done:
                    task = running.pop(future)
                    if isinstance(future.exception(), BrokenProcessPool):
                        suspects.append(task)
                    else:
                        yield from task.got(future)
                if suspects:
                    yield from self._again(work, suspects, running)
        finally:
            for future in running:
                future.cancel()

    def _fill(
        self, work: Callable[[Item], Result], waiting: Iterator[_Task[Item]], running: dict[Any, _Task[Item]], long: int
    ) -> list[_Task[Item]]:
        """补足分出去的；池子恰好报废了，没有分出去的还回来。该换新的进程了，先不分。"""
        while len(running) < self._jobs * _AHEAD:
            if self._worn and all(task.number >= long for task in running.values()):
                break
            task = next(waiting, None)
            if task is None:
                break
            try:
                running[self._submit(work, task.items)] = task
            except BrokenProcessPool:
                return [task]
        return []

    @property
    def _worn(self) -> bool:
        """现在这些进程做得够多了。"""
        return self._executor is not None and self._given >= self._jobs * _WORN

    def _again(
        self, work: Callable[[Item], Result], suspects: list[_Task[Item]], running: dict[Any, _Task[Item]]
    ) -> Iterator[tuple[int, Result | Lost]]:
        """池子报废了：没有做完的各件，一次一件重做。"""
        wait(running)  # 报废之后，还没有做完的都立刻以异常结束
        for future, task in running.items():
            if isinstance(future.exception(), BrokenProcessPool):
                suspects.append(task)
            else:
                yield from task.got(future)
        running.clear()
        self._end(at_once=True)
        for task in sorted((one for task in suspects for one in task.apart()), key=lambda task: task.number):
            try:
                alone = self._submit(work, task.items)
                self._wait([alone])
                yield from task.got(alone)
            except BrokenProcessPool:
                self._end(at_once=True)
                yield task.number, LOST

    def _submit(self, work: Callable[[Item], Result], items: tuple[Item, ...]) -> Future[list[Result | Lost]]:
        try:
            if self._executor is None:
                self._others = set(multiprocessing.active_children())
                context = multiprocessing.get_context(self._method)
                self._silent.clear()
                self._given = 0
                self._deaf = False
                gc.freeze()  # 本进程的垃圾回收也不再扫已有的：扫到的内存页就不能与各进程共用了
                self._executor = ProcessPoolExecutor(self._jobs, context, _begin, (os.getpid(), self._beat))
            self._given += len(items)
            return self._executor.submit(_each, work, items)
        except OSError as problem:
            raise UsageError(f"另起不了进程（{reason(problem)}），请减少 --jobs，或关掉别的程序。") from None
        except RuntimeError as problem:
            if isinstance(problem, BrokenProcessPool) or "thread" not in str(problem):
                raise
            raise self._threadless() from None

    def _wait(self, running: Collection[Future[Result]]) -> set[Future[Result]]:
        """等到做完一件；停住不动的进程杀掉，池子就报废了。"""
        while not (done := wait(running, timeout=_LOOK, return_when=FIRST_COMPLETED).done):
            if self._deaf:
                raise self._threadless()
            for process in self._stuck():
                process.kill()
        return done

    def _thread_died(self, told: threading.ExceptHookArgs) -> None:
        """池子自己的线程死了（多半是它又另起不了线程）：分出去的不会再有回音。"""
        if type(told.thread).__module__.startswith("concurrent.futures"):
            self._deaf = True
        else:
            self._hook(told)

    def _threadless(self) -> UsageError:
        self._end(at_once=True)
        return UsageError("另起不了线程（内存不够，或者到了线程个数的上限），请减少 --jobs，或关掉别的程序。")

    def _stuck(self) -> list[BaseProcess]:
        """很久没有报平安的进程。"""
        if self._heard < 0:
            return []
        heard = set(_pids(self._heard))
        own = {process.pid or 0: process for process in self._own()}
        self._silent = {pid: 0 if pid in heard else self._silent.get(pid, 0) + 1 for pid in own}
        return [own[pid] for pid, looks in self._silent.items() if looks > _SILENT]

    def _own(self) -> set[BaseProcess]:
        return set(multiprocessing.active_children()) - self._others

    def _end(self, at_once: bool) -> None:
        if self._executor is None:
            return
        own = self._own()
        for process in own if at_once else ():
            process.terminate()
        for process in own if self._method == "fork" else ():
            with contextlib.suppress(OSError):  # 被 SIGSTOP 停着的，接着走才走得了
                os.kill(process.pid or 0, signal.SIGCONT)
        if at_once:
            _bury(own)
        with contextlib.suppress(RuntimeError):  # 它的线程没有起得来的，等不得
            self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = None


def _bury(processes: Collection[BaseProcess]) -> None:
    """等它们走；在一个库里出不来的，等一会儿就杀掉。"""
    for _ in range(_GRACE):
        if not (alive := [process.sentinel for process in processes if process.is_alive()]):
            return
        connection.wait(alive, timeout=_LOOK)
    for process in processes:
        process.kill()


class _Task(NamedTuple, Generic[Item]):
    """一次分出去的：头一件是第几件，各件。"""

    number: int
    items: tuple[Item, ...]

    def apart(self) -> Iterator[_Task[Item]]:
        return (_Task(number, (item,)) for number, item in enumerate(self.items, self.number))

    def got(self, future: Future[list[Any]]) -> Iterator[tuple[int, Any]]:
        """各件的结果；送不回来的（内存不够），与做它的进程死了一样。"""
        found = [LOST] * len(self.items) if isinstance(future.exception(), MemoryError) else future.result()
        return enumerate(found, self.number)


def _batched(items: Iterable[Item], size: int) -> Iterator[_Task[Item]]:
    given, number = iter(items), 0
    while several := tuple(islice(given, size)):
        yield _Task(number, several)
        number += len(several)


# ---- 报平安的管道：各进程每秒写进自己的进程号

_PID = struct.Struct("<I")


def _pipe() -> tuple[int, int]:
    """（读，写），都不等待。"""
    ends = os.pipe()
    for end in ends:
        os.set_blocking(end, False)
    return ends


def _pids(heard: int) -> Iterator[int]:
    with contextlib.suppress(BlockingIOError):  # 读完了
        while data := os.read(heard, _PID.size << 10):
            yield from (pid for (pid,) in _PID.iter_unpack(data))


# ---- 在工作进程里


def _each(work: Callable[[Item], Result], items: tuple[Item, ...]) -> list[Result | Lost]:
    return [_one(work, item) for item in items]


def _one(work: Callable[[Item], Result], item: Item) -> Result | Lost:
    """内存不够的，与被系统杀掉一样。"""
    try:
        return work(item)
    except MemoryError:
        return LOST


def collect_seldom() -> None:
    """垃圾回收只防万一：一份公开件核查完不留下环（有测试），用过的立刻就放掉，不必每七百个对象扫一遍。

    已有的对象不再扫描：扫描会写到每个对象头上，白白复制父进程的内存页。
    """
    gc.freeze()
    gc.set_threshold(_YOUNG)


def _begin(parent: int, beat: int) -> None:
    """Ctrl-C 由主进程处理；主进程没有了，工作进程也不留下。beat 是报平安的管道，没有的为 -1。"""
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    me = _PID.pack(os.getpid())

    def alive() -> None:
        with contextlib.suppress(OSError):  # 主进程许久没有来看，满了；正要结束，关上了
            os.write(beat, me)

    watch_parent(parent, lambda: _leave(signal.SIGTERM, None), alive if beat >= 0 else lambda: None)


def _leave(_: int, __: FrameType | None) -> None:
    """不抛异常：抛在析构、分叉的钩子里会被吞掉。正在写的、手上的子进程都不留下。"""
    atomic.discard()
    kill_all()
    os._exit(_STOPPED)
