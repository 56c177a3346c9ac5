"""隔离：在分叉出的子进程中做一件事，子进程崩溃、超时都不影响本进程。

子进程只用 os.fork 与管道，不经 multiprocessing：它不再导入什么，做完即以 os._exit 退出。
已经送回的结果不会因为后来的崩溃而丢失。
"""

from __future__ import annotations

import faulthandler
import gc
import os
import selectors
import signal
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

Send = Callable[[bytes], None]

_LENGTH = struct.Struct("<Q")
_CHUNK = 1 << 20
_FAILED = 70  # 子进程中抛出 Python 异常时的退出状态


@dataclass(frozen=True, slots=True)
class Ran:
    """子进程的结果。

    messages  依次完整送回的各条
    ended     非正常结束的死因，正常为空串
    timed_out 是否因为到了时限
    """

    messages: tuple[bytes, ...]
    ended: str = ""
    timed_out: bool = False


def can_fork() -> bool:
    return hasattr(os, "fork")


def run_in_child(work: Callable[[Send], None], timeout: float) -> Ran:
    """在子进程中运行 work(send)，收齐它送回的各条；到时限即终止它。"""
    if timeout <= 0:
        return Ran((), "超时", timed_out=True)
    reader, writer = os.pipe()
    try:
        pid = os.fork()
    except OSError as error:
        os.close(reader)
        os.close(writer)
        return Ran((), f"未能启动（无法另起子进程：{error.strerror}）")
    if pid == 0:
        os.close(reader)
        _child(work, writer, timeout)
    os.close(writer)
    status: int | None = None
    try:
        data, in_time = _read_all(reader, time.monotonic() + timeout)
        if not in_time:
            os.kill(pid, signal.SIGKILL)
        status = os.waitpid(pid, 0)[1]
    finally:
        os.close(reader)
        if status is None:  # 等待中被打断（例如 Ctrl-C）：不留下无人看管的子进程
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    messages = _split(data)
    if not in_time:
        return Ran(messages, "超时", timed_out=True)
    return Ran(messages, _cause(os.waitstatus_to_exitcode(status)))


def _cause(exitcode: int) -> str:
    if exitcode == 0:
        return ""
    if exitcode > 0:
        return f"异常退出（状态 {exitcode}）"
    names = {number.value: number.name for number in signal.Signals}
    return f"异常终止（{names.get(-exitcode, f'信号 {-exitcode}')}）"


def _child(work: Callable[[Send], None], writer: int, timeout: float) -> None:
    """子进程的一生；从不返回。"""
    status = _FAILED
    try:
        gc.disable()  # 回收会写到每个对象头上，白白复制父进程的内存页
        faulthandler.disable()  # 崩溃由父进程报告，不必往错误输出再写一遍
        _limit(timeout)
        work(lambda message: _write(writer, message))
        status = 0
    finally:
        os._exit(status)


def _limit(timeout: float) -> None:
    """不留核心转储；父进程被杀后子进程也不会永远空转。"""
    import resource  # 只有能分叉的系统才有

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    seconds = int(timeout) + 5
    if hard == resource.RLIM_INFINITY or seconds < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def _write(writer: int, message: bytes) -> None:
    data = memoryview(_LENGTH.pack(len(message)) + message)
    while data:
        data = data[os.write(writer, data) :]


def _read_all(reader: int, deadline: float) -> tuple[bytes, bool]:
    """读到对方关闭为止；到时限时返回已读到的与 False。"""
    parts: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(reader, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if not selector.select(left):
                continue
            part = os.read(reader, _CHUNK)
            if not part:
                return b"".join(parts), True
            parts.append(part)
    return b"".join(parts), False


def _split(data: bytes) -> tuple[bytes, ...]:
    """切成一条条；最后没送完的一条不要。"""
    messages: list[bytes] = []
    start = 0
    while start + _LENGTH.size <= len(data):
        begin = start + _LENGTH.size
        end = begin + int(_LENGTH.unpack_from(data, start)[0])
        if end > len(data):
            break
        messages.append(data[begin:end])
        start = end
    return tuple(messages)
