"""守望：隔一会儿看看文件的修改时间，变了就重做。

事实一份文件只抽取一次；只有规则变了，就只重读规则、重新匹配和判断。
用轮询而不用 watchfiles：规则文件夹至多几百个文件，看一遍不到几毫秒，网络盘、容器里也可靠，不必多一个依赖。
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from engine.audit import Auditor
from engine.errors import DocumentError, RuleError, UsageError
from engine.facts.build import FactSet
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.layers import SKIPPED
from engine.ruleset.manifest import NAME
from engine.watch.change import Change, State, difference, state_of

INTERVAL = 0.1  # 秒；存盘后至多两轮开始核查，看一遍的花费可以不计
_SUFFIXES = (".yaml", ".yml", ".csv")

Stamps = dict[str, tuple[int, int]]
"""文件 →（修改时间，大小）。"""


class Session:
    """守着一份公开件。

    file 文件或文件夹；roots 规则文件夹，第一个是随附的，不守；
    read 怎么由文件得到事实；auditor 怎么由词汇读规则，得到核查的人
    """

    def __init__(
        self,
        file: Path,
        roots: tuple[Path, ...],
        read: Callable[[Auditor], FactSet],
        auditor: Callable[[Vocabulary], Auditor],
    ) -> None:
        self._file = file
        self._read = read
        self._roots = roots
        self._auditor = auditor
        self._seen: tuple[Stamps, Stamps] | None = None
        self._saving: tuple[Stamps, Stamps] | None = None
        self._vocabulary: Vocabulary | None = None
        self._facts: FactSet | None = None
        self._state = State()

    def look(self) -> Change | None:
        """看一遍；没有变动、还在变动为 None。第一遍给出全貌，那时用法不对的抛出 UsageError。"""
        now = stamps((self._file,), ("",)), stamps(self._roots[1:], _SUFFIXES)
        if now == self._seen:
            return None
        if self._seen is not None and now != self._saving:  # 可能正写到一半：下一轮没有再变才读
            self._saving = now
            return None
        if self._seen is None or now[0] != self._seen[0] or _vocabulary(self._seen[1], now[1]):
            self._vocabulary = self._facts = None
        self._seen = now
        before, self._state = self._state, self._audited()
        return difference(before, self._state)

    def _audited(self) -> State:
        """核查一遍；读不出来、规则文件夹没有了，写进状态，等下一次存盘。"""
        last = self._state
        try:
            self._vocabulary = self._vocabulary or Vocabulary.load(self._roots[0])
            auditor = self._auditor(self._vocabulary)
            self._facts = self._facts or self._read(auditor)
            return state_of(auditor.ruleset, auditor.judge(self._facts))
        except (DocumentError, RuleError) as problem:
            faults = tuple(problem.faults) if isinstance(problem, RuleError) else last.faults
            return State(last.rules, last.findings, faults, str(problem))
        except UsageError as problem:
            if not last.rules:
                raise
            return State(last.rules, last.findings, last.faults, str(problem))


def stamps(paths: Sequence[Path], suffixes: tuple[str, ...]) -> Stamps:
    """各文件、各文件夹里扩展名相符的文件此刻的修改时间和大小；看不到的不在其中。"""
    found: Stamps = {}
    for name in (n for path in paths for n in _names(path, suffixes)):
        try:
            info = os.stat(name)  # noqa: PTH116
        except OSError:  # 编辑器存盘时先删后写，下一轮再看
            continue
        if stat.S_ISREG(info.st_mode):
            found[name] = (info.st_mtime_ns, info.st_size)
    return found


def _names(path: Path, suffixes: tuple[str, ...]) -> Iterator[str]:
    if not os.path.isdir(path):  # noqa: PTH112  没有权限时不抛异常
        yield str(path)
        return
    for folder, _, names in os.walk(path):
        yield from (os.path.join(folder, n) for n in names if n.lower().endswith(suffixes))  # noqa: PTH118


def _vocabulary(before: Stamps, after: Stamps) -> bool:
    """变的是词汇、代码表，或者哪一层给哪些文件用：认出来的东西会变，要从头读。"""
    changed = {n for n in (*before, *after) if before.get(n) != after.get(n)}
    return any({*SKIPPED, NAME} & set(Path(n).parts) for n in changed)
