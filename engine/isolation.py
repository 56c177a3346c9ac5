"""隔离：在分叉出的子进程中做一件事，子进程崩溃、超时、吃光内存都不影响本进程。

子进程自成一个进程组，它另外启动的程序随它一起终止；父进程被杀，它们也不留下。
子进程只用 os.fork 与管道，不经 multiprocessing：它不再导入什么，做完即以 os._exit 退出。
已经送回的结果不会因为后来的崩溃而丢失。
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import os
import selectors
import signal
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from engine.errors import Late

Send = Callable[[bytes], None]

LENGTH = struct.Struct("<Q")
CHUNK = 1 << 20
MB = 1 << 20
LATE, TOO_MUCH = "超时", "送回的结果太大"
FAILED = 70  # 子进程中抛出 Python 异常时的退出状态
_LOOK = 1.0  # 秒；隔这么久看一次父进程还在不在


@dataclass(frozen=True, slots=True)
class Bounds:
    """子进程的上限；0 为不限。

    memory 分叉之后另要的地址空间，MB；线程的栈、映射的文件都算在内
    output 写出的单个文件，MB
    answer 送回的结果合计，MB
    """

    memory: int = 0
    output: int = 0
    answer: int = 0


UNBOUNDED = Bounds()


@dataclass(frozen=True, slots=True)
class Ran:
    """子进程的结果。

    messages  依次完整送回的各条
    ended     非正常结束的死因，正常为空串
    timed_out 是否因为到了时限
    seconds   用掉的处理器秒数，连同它收过尸的子进程
    """

    messages: tuple[bytes, ...]
    ended: str = ""
    timed_out: bool = False
    seconds: float = 0.0


def can_fork() -> bool:
    return hasattr(os, "fork")


def watch_parent(parent: int, orphaned: Callable[[], None], alive: Callable[[], None] = lambda: None) -> None:
    """隔一会儿看一次父进程还在不在：在就做 alive，不在了就做 orphaned；只能在主线程里用。

    用计时器，不开线程：还要分叉。
    """
    if not hasattr(signal, "setitimer"):
        return

    def look(_: int, __: FrameType | None) -> None:
        if os.getppid() != parent:
            orphaned()
        alive()

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _LOOK, _LOOK)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """其中至多用这么多秒处理器时间（子进程的不算），超过的抛出 Late；不在主线程里、没有计时器的系统不限。"""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(_: int, __: FrameType | None) -> None:
        raise Late

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds, _LOOK)  # 抛在析构里会被吞掉，再抛
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def run_in_child(work: Callable[[Send], None], timeout: float, bounds: Bounds = UNBOUNDED) -> Ran:
    """在子进程中运行 work(send)，收齐它送回的各条；到时限（秒）或超出上限即终止它。"""
    if timeout <= 0:
        return Ran((), LATE, timed_out=True)
    reader, writer = os.pipe()
    parent = os.getpid()
    try:
        pid = os.fork()
    except OSError as error:
        os.close(reader)
        os.close(writer)
        return Ran((), f"未能启动（无法另起子进程：{error.strerror}）")
    if pid == 0:
        os.close(reader)
        _child(work, writer, timeout, bounds, parent)
    os.close(writer)
    adopt(pid)
    ended: tuple[int, float] | None = None
    try:
        data, stopped = _read_all(reader, time.monotonic() + timeout, bounds.answer * MB)
        if stopped:
            kill(pid)
        else:
            _settled(pid)
        ended = reap(pid)
    finally:
        os.close(reader)
        if ended is None:  # 等待中被打断（例如 Ctrl-C）：不留下无人看管的子进程
            kill(pid)
            reap(pid)
    messages = split(data)
    status, seconds = ended
    if stopped:
        return Ran(messages, stopped, stopped == LATE, seconds)
    return Ran(messages, cause(os.waitstatus_to_exitcode(status)), seconds=seconds)


def own_group(pid: int) -> None:
    """让子进程自成一组；父子两边都做，不论谁先谁后。"""
    with contextlib.suppress(OSError):
        os.setpgid(pid, pid)


_LIVE: set[int] = set()
"""本进程的子进程，还没有收尸的；分叉出去的不管父进程的。"""
if can_fork():
    os.register_at_fork(after_in_child=_LIVE.clear)


def adopt(pid: int) -> None:
    """刚分叉出来的子进程，由父进程记下。"""
    own_group(pid)
    _LIVE.add(pid)


def reap(pid: int) -> tuple[int, float]:
    """等子进程结束：（wait 的状态，它用掉的处理器秒数）。"""
    _LIVE.discard(pid)
    _, status, used = os.wait4(pid, 0)
    return status, used.ru_utime + used.ru_stime


def kill_all() -> None:
    """终止本进程的子进程：进程不等做完就要结束时用，信号的处理函数里也可以。"""
    for pid in tuple(_LIVE):
        kill(pid)


def kill(pid: int) -> None:
    """终止子进程和它启动的程序；已经没有了的不管。"""
    for end in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            end(pid, signal.SIGKILL)


def _settled(pid: int) -> None:
    """等子进程结束，还没有收尸的时候终止它另外启动的程序：收了尸，组号就可能是别人的。"""
    if not hasattr(os, "waitid"):  # 较早的 macOS
        return
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)


def cause(exitcode: int) -> str:
    if exitcode == 0:
        return ""
    if exitcode > 0:
        return f"异常退出（状态 {exitcode}）"
    names = {number.value: number.name for number in signal.Signals}
    return f"异常终止（{names.get(-exitcode, f'信号 {-exitcode}')}）"


def _child(work: Callable[[Send], None], writer: int, timeout: float, bounds: Bounds, parent: int) -> None:
    """子进程的一生；从不返回。"""
    status = FAILED
    try:
        settle()
        _limit(timeout, bounds)
        watch_parent(parent, lambda: os.killpg(0, signal.SIGKILL))
        work(lambda message: write(writer, message))
        status = 0
    finally:
        os._exit(status)


def settle() -> None:
    """子进程里头一件事：自成一组，不留核心转储。"""
    import resource  # 只有能分叉的系统才有

    gc.disable()  # 回收会写到每个对象头上，白白复制父进程的内存页
    faulthandler.disable()  # 崩溃由父进程报告，不必往错误输出再写一遍
    own_group(0)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _limit(timeout: float, bounds: Bounds) -> None:
    """父进程被杀后子进程也不会永远空转。"""
    import resource

    # 处理器时间是各线程合计的，几个处理器同时算，不能早于时限用完
    _at_most(resource.RLIMIT_CPU, (int(timeout) + 5) * (os.cpu_count() or 1))
    bind(bounds)


def bind(bounds: Bounds) -> None:
    """子进程的内存、写出的文件从此有上限；送回的多少由父进程看着。"""
    import resource

    if bounds.memory:
        _at_most(resource.RLIMIT_AS, bounds.memory * MB + _held())
    if bounds.output:
        _at_most(resource.RLIMIT_FSIZE, bounds.output * MB)


def _at_most(kind: int, most: int) -> None:
    import resource

    hard = resource.getrlimit(kind)[1]
    with contextlib.suppress(ValueError, OSError):  # macOS 不许限制地址空间
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _held() -> int:
    """已经占着的地址空间，字节；分叉时从父进程带来的不算子进程的。没有 /proc 的系统为 0。"""
    try:
        with Path("/proc/self/statm").open("rb") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGESIZE")
    except OSError:
        return 0


def write(writer: int, message: bytes) -> None:
    data = memoryview(LENGTH.pack(len(message)) + message)
    while data:
        data = data[os.write(writer, data) :]


def _read_all(reader: int, deadline: float, most: int) -> tuple[bytes, str]:
    """读到对方关闭为止，返回空的原因；到时限、超过 most 字节时返回已读到的与原因。"""
    parts: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        selector.register(reader, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if not selector.select(left):
                continue
            part = os.read(reader, CHUNK)
            if not part:
                return b"".join(parts), ""
            parts.append(part)
            size += len(part)
            if most and size > most:
                return b"".join(parts), TOO_MUCH
    return b"".join(parts), LATE


def split(data: bytes | bytearray) -> tuple[bytes, ...]:
    """切成一条条；最后没送完的一条不要。"""
    return tuple(bytes(data[start:end]) for start, end in spans(data))


def spans(data: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """完整送到的各条的起止。"""
    start = LENGTH.size
    while start <= len(data):
        end = start + int(LENGTH.unpack_from(data, start - LENGTH.size)[0])
        if end > len(data):
            return
        yield start, end
        start = end + LENGTH.size
