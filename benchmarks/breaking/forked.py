"""由本进程分叉出来运行一条命令：程序、规则已经载入，省去每次开头的两秒；此后与另起的一样。"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import cli
import commands.audit
from engine.inference import durable

_FAILED = 70


@functools.cache
def warm() -> None:
    """规则只读一遍，各次共用；匹配的引擎先载入。"""
    commands.audit.auditor_of = functools.cache(commands.audit.auditor_of)  # type: ignore[assignment]
    commands.audit.auditor_of((), "durable", "", "", (), "")
    durable.unavailable()


class Forked:
    """样子同 subprocess.Popen。"""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, timeout: float) -> int:
        until = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("gouji", timeout)
            time.sleep(0.01)
        return code

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def start(
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    output: tuple[IO[bytes], IO[bytes]],
    prepare: Callable[[], None] | None,
    prelude: str,
) -> Forked:
    """在 folder 里运行 gouji arguments；先 prepare，再 prelude。"""
    warm()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return Forked(pid)
    code: int | str | None = _FAILED
    try:
        os.setsid()
        os.chdir(folder)
        os.environ.update(environment)
        for number, stream in enumerate(output, 1):
            os.dup2(stream.fileno(), number)
        if prepare is not None:
            prepare()
        exec(prelude, {})
        try:
            cli.main(list(arguments))
        except SystemExit as ended:
            code = ended.code
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001  分叉出来的，不能回到试验的程序里去
        traceback.print_exc()
    finally:
        os._exit(code if isinstance(code, int) else _FAILED)
