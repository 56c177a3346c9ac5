"""分给别的机器做：接着一个 Dask 调度器，一件件送出去，做完一件取回一件。

工作进程死了，调度器把它手上的送给别的；同一件害死了几个的，最后单独再送一次，还是那样才算没有做成。
"""

from __future__ import annotations

import importlib
import logging
import math
import re
import time
import uuid
import warnings
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, TypeVar

from engine.batch.pool import LOST, Lost
from engine.errors import UsageError

Item = TypeVar("Item")
Result = TypeVar("Result")

_CONNECT = 5.0  # 秒；调度器不在，这么久就知道了
_TICK = 2.0  # 秒；隔这么久看一次工作进程还在不在
_IDLE = 60.0  # 秒；一个工作进程也没有，等这么久
_AHEAD = 2  # 每个线程手上一件，另有一件等着
_RESUME = "做好的都存着，同样的命令加上 --resume 接着做"
# tcp://10.0.0.1:8786  tls://调度:8786  tcp://[::1]:8786
_ADDRESS = re.compile(r"(?:tcp|tls)://(?:[^\s/:\[\]]+|\[[0-9a-fA-F:]+\]):\d{1,5}")


def _dask() -> Any:
    """用到才载入；没有装抛出 UsageError。"""
    try:
        return importlib.import_module("distributed")
    except ImportError:
        raise UsageError('--scheduler 要有 Dask，请先装上：pip install "gouji[dask]"。') from None


_LOGS = ("distributed", "distributed.client", "distributed.gc")
"""Dask 各定了级别的日志（distributed/config.py）；工作进程死了，它往标准错误上说英文，要说的我们自己说。"""


class Cluster:
    """一个 Dask 调度器和它的工作进程；用 with。接口同 Pool。没有装 Dask、接不上抛出 UsageError。"""

    def __init__(self, address: str) -> None:
        self.address = address
        self._client: Any = None
        self._threads = 0
        self._asked = -math.inf

    def __enter__(self) -> Cluster:
        distributed = _dask()
        if not _ADDRESS.fullmatch(self.address):
            raise UsageError(f"--scheduler：“{self.address}”不是地址，应写成 tcp://主机:端口。")
        for name in _LOGS:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        warnings.filterwarnings("ignore", module="distributed")
        try:
            self._client = distributed.Client(self.address, timeout=_CONNECT)
            self._client.wait_for_workers(1, timeout=_CONNECT)
        except (OSError, TimeoutError):
            connected = self._client is not None
            self._close()
            why = "上没有工作进程，请先启动 dask worker" if connected else "接不上，请检查地址、端口，以及它是否在运行"
            raise UsageError(f"调度器 {self.address} {why}。") from None
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self._close()

    def _close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close(timeout=_CONNECT)

    def everywhere(self, work: Callable[..., Result], *args: object) -> dict[str, Result | BaseException]:
        """每个工作进程各做一次：地址 → 结果，或出的错。"""
        found: dict[str, Result | BaseException] = self._client.run(work, *args, on_error="return")
        return found

    def run(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[int, Result | Lost]]:
        """各做一遍，做完一件给一件：（第几件，结果），次序不定。work 里抛出的异常照抛。"""
        killed = _dask().scheduler.KilledWorker
        waiting = enumerate(items)
        running: dict[Any, tuple[int, Item]] = {}
        suspects: list[tuple[int, Item]] = []
        try:
            while True:
                while len(running) < self._room() and (found := next(waiting, None)):
                    running[self._submit(work, found[1])] = found
                if not running:
                    break
                for future in self._done(running):
                    number, item = running.pop(future)
                    try:
                        yield number, future.result()
                    except killed:
                        suspects.append((number, item))
            for number, item in suspects:
                future = self._submit(work, item)
                running[future] = number, item
                self._done(running)
                del running[future]
                try:
                    yield number, future.result()
                except killed:
                    yield number, LOST
        finally:
            if running and self._client is not None:
                self._client.cancel(list(running))

    def _room(self) -> int:
        """同时送出去几件；工作进程会加入、离开，隔一会儿问一次。"""
        now = time.monotonic()
        if now - self._asked > _TICK:
            self._asked, self._threads = now, sum(self._client.nthreads().values())
        return max(1, self._threads) * _AHEAD

    def _submit(self, work: Callable[[Item], Result], item: Item) -> Any:
        # 内容随任务走，不先散发：散发的只在一个工作进程里，它死了就没有了
        return self._client.submit(work, item, key=f"gouji-{uuid.uuid4().hex}", pure=False)

    def _done(self, running: Iterable[Any]) -> list[Any]:
        """等到至少做完一件；工作进程都没有了、与调度器断了抛出 UsageError。"""
        wait = _dask().wait
        seen = time.monotonic()
        while True:
            try:
                done = list(wait(list(running), timeout=_TICK, return_when="FIRST_COMPLETED").done)
            except TimeoutError:
                done = []
            if self._client.status != "running" or any(f.status in ("cancelled", "lost") for f in done):
                raise UsageError(f"与调度器 {self.address} 的连接断了；{_RESUME}。")
            if done:
                return done
            if self._client.nthreads():
                seen = time.monotonic()
            elif time.monotonic() - seen > _IDLE:
                raise UsageError(f"调度器 {self.address} 上的工作进程都没有了；{_RESUME}。")
