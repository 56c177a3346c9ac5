"""逐个改错，逐个看测试察觉不察觉。

测试收集一次，每个改法分叉一个子进程，换上代码，跑走得到那一句的测试。

先跑察觉过同一函数的别的改法的，再跑在这个文件里走的行数与所需的时间之比最大的；一个不通过就停。
跑的测试合计不超过 budget 秒（处理器时间）。
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from benchmarks.mutating.cover import Reach
from benchmarks.mutating.mutants import Mutant
from benchmarks.mutating.swap import Program
from engine.isolation import Bounds, Send, run_in_child

KILLED, TIMEOUT, SURVIVED, UNCOVERED, INVALID = "killed", "timeout", "survived", "uncovered", "invalid"
"""察觉；死循环，到时限才停；跑完了没有察觉；没有测试走到；改后不成程序。"""

_SERVED = {"_answer", "_handle", "_run_shard", "_frames"}
"""匹配器的子进程里的函数：走到的行没有记，凡是走到 `_run` 的测试都算走得到。"""
_IDLE = 5.0  # 秒；没有改的测试从来不到它的百分之一，只给空转的用
_START = 0.005  # 秒；一个测试开头、收尾用的，量得的不含
_MEMORY = 4096  # MB；改错了会没完没了地要内存


@dataclass(frozen=True, slots=True)
class Verdict:
    """一个改法的结果。by 是察觉它的测试；ran、reaching 是跑了几个、走得到的有几个。"""

    key: str
    file: str
    function: str
    line: int
    before: str
    after: str
    verdict: str
    by: str
    seconds: float
    ran: int
    reaching: int

    def row(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


class Judge:
    """一个 pytest 会话里的判断。"""

    def __init__(self, session: pytest.Session, program: Program) -> None:
        self.items = {item.nodeid: item for item in session.items}
        self.program = program
        self.reach: dict[str, Reach] = {}
        self.served = program.lines("engine/inference/durable.py", "_run")
        self._killers: dict[tuple[str, str], Counter[str]] = {}
        self._scratch = Path(tempfile.mkdtemp(prefix="gouji-mutation-"))

    def close(self) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)

    def alone(self, test: str) -> bool:
        """在子进程里跑一个测试，通过没有。"""
        self.program.forget()
        return not any(self._failures([test]))

    def judge(self, mutant: Mutant, budget: float) -> Verdict:
        start = time.monotonic()
        tests = self._chosen(mutant)
        within = list(_within(tests, self.reach, budget))
        verdict, by, ran = self._run(mutant, within) if within else (UNCOVERED, "", 0)
        if verdict == KILLED:
            self._killers.setdefault((mutant.file, mutant.function), Counter())[by] += 1
        return Verdict(
            mutant.key,
            mutant.file,
            mutant.function,
            mutant.line,
            *mutant.changed(),
            verdict,
            by,
            round(time.monotonic() - start, 2),
            ran,
            len(tests),
        )

    def _chosen(self, mutant: Mutant) -> list[str]:
        """走得到那一句的测试，排好先后。"""
        lines = self.served if mutant.function in _SERVED else range(mutant.lines[0], mutant.lines[1] + 1)
        reaching = [t for t, r in self.reach.items() if not r.lines.get(mutant.file, frozenset()).isdisjoint(lines)]
        known = self._killers.get((mutant.file, mutant.function), Counter())
        return sorted(reaching, key=lambda t: (-known[t], -self._worth(t, mutant.file), t))

    def _worth(self, test: str, file: str) -> float:
        own = self.reach[test]
        return len(own.lines[file]) / (own.seconds + _START)

    def _run(self, mutant: Mutant, tests: Sequence[str]) -> tuple[str, str, int]:
        seconds = sum(self.reach[t].seconds for t in tests)

        def work(send: Send) -> None:
            most = int(_IDLE + 4 * seconds)
            resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
            try:
                self.program.swap(mutant)
            except SyntaxError:
                send(b"!")
                return
            for test, failed in zip(tests, self._failures(tests), strict=True):
                send(f"{int(failed)}{test}".encode())
                if failed:
                    return

        ran = run_in_child(work, timeout=30 + 8 * seconds, bounds=Bounds(memory=_MEMORY))
        told = [m.decode() for m in ran.messages]
        shutil.rmtree(self._scratch, ignore_errors=True)
        if "!" in told:
            return INVALID, "", 0
        if told and told[-1].startswith("1"):
            return KILLED, told[-1][1:], len(told)
        if not ran.ended:
            return SURVIVED, "", len(told)
        late = ran.timed_out or "SIGXCPU" in ran.ended or "SIGKILL" in ran.ended
        stopped = tests[min(len(told), len(tests) - 1)]
        return (TIMEOUT if late else KILLED), stopped, len(told) + 1

    def _failures(self, tests: Sequence[str]) -> Iterator[bool]:
        """依次跑，各个通过没有。只在子进程里用。"""
        self._scratch.mkdir(exist_ok=True)
        quiet = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(quiet, stream)
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123　随进程结束
        items = [self.items[test] for test in tests]
        factory = items[0].config._tmp_path_factory  # type: ignore[attr-defined]
        factory._basetemp = Path(tempfile.mkdtemp(dir=self._scratch))
        for item, following in zip(items, [*items[1:], items[-1]], strict=True):
            yield any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def _within(tests: Sequence[str], reach: dict[str, Reach], budget: float) -> Iterator[str]:
    """不超过 budget 秒的；至少一个。太久的跳过，后面还有快的。"""
    spent = 0.0
    for number, test in enumerate(tests):
        if number and spent + reach[test].seconds > budget:
            continue
        spent += reach[test].seconds
        yield test
