"""留用的子进程：分叉一次，一问一答许多次。崩溃、超时的那一次如实说明，下一次另起一个。

分叉一次要几毫秒，里头的东西也要重新做一遍；一份文件一问的事，留用就省得多。隔离与 isolation 相同。
"""

from __future__ import annotations

import atexit
import contextlib
import os
import selectors
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass

from engine import isolation
from engine.isolation import CHUNK, FAILED, LATE, LENGTH, MB, TOO_MUCH, UNBOUNDED, Bounds, Ran, Send

Serve = Callable[[bytes, Send], None]
"""（问，送回）：在子进程里答一次。"""

_DONE = LENGTH.pack(2**64 - 1)
"""一次答完的记号：没有这么长的一条。"""


@dataclass
class _Child:
    pid: int
    ask: int
    answer: int
    owner: int
    rounds: int = 0


class Servant:
    """rounds 次之后换新的，免得里头越积越多；seconds 是一次至多几秒处理器时间；bounds 中送回的是一次合计。

    begin 是子进程里头一件事。
    """

    def __init__(
        self,
        serve: Serve,
        seconds: float,
        rounds: int,
        bounds: Bounds = UNBOUNDED,
        begin: Callable[[], None] = lambda: None,
    ) -> None:
        self._serve = serve
        self._seconds = seconds
        self._rounds = rounds
        self._bounds = bounds
        self._begin = begin
        self._child: _Child | None = None
        atexit.register(_close, weakref.ref(self))

    def start(self) -> None:
        """先分叉好；分叉不了的，问的时候再说。"""
        with contextlib.suppress(OSError):
            self._ready()

    def ask(self, request: bytes, timeout: float) -> Ran:
        """问一次，收齐送回的各条。"""
        if timeout <= 0:
            return Ran((), LATE, timed_out=True)
        try:
            child = self._ready()
        except OSError as error:
            return Ran((), f"未能启动（无法另起子进程：{error.strerror}）")
        child.rounds += 1
        deadline = time.monotonic() + timeout
        try:
            with contextlib.suppress(BrokenPipeError):  # 已经死了，下面读到的就是结束
                _put(child.ask, request, deadline)
            data, stopped = _read(child.answer, deadline, self._bounds.answer * MB)
        except BaseException:  # 等待中被打断（例如 Ctrl-C）：不留下无人看管的子进程
            self.close()
            raise
        messages = isolation.split(data)
        if stopped:
            self.close()
            return Ran(messages, stopped, timed_out=stopped == LATE)
        return Ran(messages) if _whole(data) else Ran(messages, self._died())

    def close(self) -> None:
        """不再用了。别的进程分叉时带来的不归本进程管。"""
        child, self._child = self._child, None
        if child is None:
            return
        for pipe in (child.ask, child.answer):
            with contextlib.suppress(OSError):
                os.close(pipe)
        if child.owner == os.getpid():
            isolation.kill(child.pid)
            isolation.reap(child.pid)

    def _ready(self) -> _Child:
        child = self._child
        if child is None or child.owner != os.getpid() or child.rounds >= self._rounds:
            self.close()
            child = self._child = self._start()
        return child

    def _start(self) -> _Child:
        pipes = [*os.pipe(), *os.pipe()]
        try:
            pid = os.fork()
        except OSError:
            for pipe in pipes:
                os.close(pipe)
            raise
        asked, ask, answer, answered = pipes
        if pid == 0:
            self._live(asked, answered)
        os.close(asked)
        os.close(answered)
        os.set_blocking(ask, False)
        isolation.adopt(pid)
        return _Child(pid, ask, answer, os.getpid())

    def _died(self) -> str:
        """收尸，给出死因。"""
        child, self._child = self._child, None
        assert child is not None
        os.close(child.ask)
        os.close(child.answer)
        return isolation.cause(os.waitstatus_to_exitcode(isolation.reap(child.pid)[0])) or "没有结果"

    def _live(self, asked: int, answered: int) -> None:
        """子进程的一生；从不返回。问的一方没有了就结束。"""
        status = FAILED
        try:
            isolation.settle()
            isolation.bind(self._bounds)
            _only(asked, answered)
            self._begin()
            while (request := _request(asked)) is not None:
                self._bound()
                self._serve(request, lambda message: isolation.write(answered, message))
                os.write(answered, _DONE)
            status = 0
        finally:
            os._exit(status)

    def _bound(self) -> None:
        """这一次的处理器时间；父进程被杀后也不会永远空转。"""
        import resource  # 只有能分叉的系统才有

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime + self._seconds) + 5
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _close(servant: weakref.ref[Servant]) -> None:
    found = servant()
    if found is not None:
        found.close()


def _only(*kept: int) -> None:
    """别的管道、文件都关上：留用的时间长，拿着别人的管道，别人就不知道对方已经结束。"""
    low = 3
    for number in sorted(kept):
        os.closerange(low, number)
        low = number + 1
    os.closerange(low, os.sysconf("SC_OPEN_MAX"))


def _request(asked: int) -> bytes | None:
    head = _exactly(asked, LENGTH.size)
    return None if head is None else _exactly(asked, LENGTH.unpack(head)[0])


def _exactly(pipe: int, size: int) -> bytes | None:
    parts: list[bytes] = []
    while size:
        part = os.read(pipe, min(size, CHUNK))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _put(ask: int, request: bytes, deadline: float) -> None:
    """写到写完或者到时限；对方停住了，没有写完的由读的一方说超时。"""
    data = memoryview(LENGTH.pack(len(request)) + request)
    with selectors.DefaultSelector() as selector:
        selector.register(ask, selectors.EVENT_WRITE)
        while data and (left := deadline - time.monotonic()) > 0:
            if selector.select(left):
                data = data[os.write(ask, data[:CHUNK]) :]


def _read(answer: int, deadline: float, most: int) -> tuple[bytearray, str]:
    """读到答完的记号，或对方关闭；到时限、超过 most 字节（0 为不限）时返回已读到的与原因。"""
    data = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(answer, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if not selector.select(left):
                continue
            part = os.read(answer, CHUNK)
            data += part
            if not part or _whole(data):
                return data, ""
            if most and len(data) > most:
                return data, TOO_MUCH
    return data, LATE


def _whole(data: bytes | bytearray) -> bool:
    """答完了：一条条数过去，后面正好是答完的记号。"""
    if not data.endswith(_DONE):
        return False
    return max((end for _, end in isolation.spans(data)), default=0) == len(data) - len(_DONE)
