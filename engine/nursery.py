"""托儿所：一个留用的小进程，危险的事由它再分叉去做，一件一个子进程。

本进程大，自己分叉一次，以后每写到一页都要缺页一次，一份 PDF 几千次；由它分叉，缺页的是它，它什么也不写。
隔离与 isolation 相同：崩溃、超时、吃光内存的只是那一件。本进程没有了，它和正做着的一件至多一两秒也就没有了。
"""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Final

from engine.isolation import Bounds, Ran, Send, kill_all, run_in_child, watch_parent
from engine.servant import Servant

Work = Callable[..., None]
"""（送回，各参数）：在子进程里做的事，是模块里的函数，参数可以 pickle。"""

_SECONDS: Final = 60.0  # 它自己一件至多用这么多处理器时间：只是转交
_ROUNDS: Final = 1_000  # 分叉这么多次就换新的
_GRACE: Final = 10.0  # 秒；时限由它看着，本进程多等这么久


def run(
    work: Work, args: tuple[Any, ...], timeout: float, bounds: Bounds, prepare: Callable[[], object] | None = None
) -> Ran:
    """在一个新的子进程里 work(send, *args)，收齐送回的各条。prepare 在分叉之前做：载入各件共用的库。"""
    request = pickle.dumps((work, args, timeout, bounds, prepare), pickle.HIGHEST_PROTOCOL)
    with _LOCK:
        ran = _SERVANT.ask(request, timeout + _GRACE)
        if not ran.messages and not ran.timed_out:  # 多半是闲着的时候被外面杀了，另起一个再试
            ran = _SERVANT.ask(request, timeout + _GRACE)
    if not ran.messages:
        return ran
    ended, timed_out, seconds = pickle.loads(ran.messages[0])  # 它自己送回的，不是做事的子进程
    _SPENT[0] += seconds
    return Ran(ran.messages[1:], ended, timed_out, seconds)


def spent() -> float:
    """做过的各件一共用了多少处理器秒数：它们不是本进程的子进程，系统不记在本进程名下。"""
    return _SPENT[0]


def stop() -> None:
    """不再用了；再用时另起。"""
    _SERVANT.close()


def _serve(request: bytes, send: Send) -> None:
    """在留用的进程里：分叉，等它做完，转交。"""
    watch_parent(os.getppid(), _orphaned)
    work, args, timeout, bounds, prepare = pickle.loads(request)
    if prepare is not None:
        with suppress(ImportError):  # 没有装的，由做事的子进程说
            prepare()
    ran = run_in_child(partial(_call, work, args), timeout, bounds)
    send(pickle.dumps((ran.ended, ran.timed_out, ran.seconds)))
    for message in ran.messages:
        send(message)


def _call(work: Work, args: tuple[Any, ...], send: Send) -> None:
    work(send, *args)


def _orphaned() -> None:
    kill_all()
    os._exit(0)


_LOCK = threading.Lock()  # 一次一件
_SERVANT = Servant(_serve, _SECONDS, _ROUNDS)
_SPENT = [0.0]
