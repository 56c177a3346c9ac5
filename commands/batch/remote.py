"""在别的机器上核查：文件的内容随任务送去，结果送回来存进这里的缓存；历年库只在这里。

送内容而不送路径：工作进程不必看得见同一个文件夹，它算出的键也就是这里的键。
"""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from commands.batch import past
from commands.batch.kept import Kept
from commands.batch.piece import Held, Piece, audit_source, held_of, known_key
from commands.batch.results import Made, facts_key, known, stored
from commands.batch.setting import Setting, identity_of, traits_of
from engine.batch.cache import Damaged
from engine.batch.cluster import Cluster
from engine.batch.pool import Lost
from engine.errors import UsageError
from engine.facts.prior import NOTHING, Related
from engine.readers.bundle import Source

Given = tuple[int, Made | Lost]
"""（第几份，结果）。"""

_ONE = threading.Lock()  # 工作进程可以有几个线程，而核查要分叉：一次一份


@dataclass(frozen=True)
class Task:
    """送去的一份：怎样核查，各文件的内容，可比的其他公开件。"""

    setting: Setting
    source: Source
    held: Held
    related: Related = NOTHING


def check(cluster: Cluster, setting: Setting) -> None:
    """各工作进程的程序、规则等与这里的相同；不同的抛出 UsageError，说哪里不同。"""
    own = traits_of(setting, setting.auditor())
    for address, theirs in sorted(cluster.everywhere(traits, _sent(setting)).items()):
        if not isinstance(theirs, dict):
            raise UsageError(f"工作进程 {address}：问不出它的程序和规则（{_told(theirs)}），请装上同一版本的 gouji。")
        if other := [name for name in own if theirs.get(name) != own[name]]:
            raise UsageError(f"工作进程 {address}：{'、'.join(other)}与这里的不同，结果会不一致，请换成一样的。")


def traits(setting: Setting) -> dict[str, str]:
    """在工作进程里：它的各样，见 traits_of。工作进程活得长，规则可能改过，所以重读一遍。"""
    with _ONE:
        auditor = setting.renewed()
        _SAME[setting] = identity_of(setting, auditor)
        return traits_of(setting, auditor)


def audit(task: Task) -> Piece:
    """在工作进程里：核查一份。中途加入的工作进程没有核对过，所以每次都看。"""
    setting = task.setting
    with _ONE:
        if _SAME.get(setting) != setting.identity:
            _SAME[setting] = identity_of(setting, setting.renewed())
        if _SAME[setting] != setting.identity:
            raise UsageError(f"工作进程 {socket.gethostname()}：程序或规则与派活的不同，没有核查，请换成一样的。")
        return audit_source(setting, task.source, lambda _, __: task.related, task.held)


_SAME: dict[Setting, str] = {}
"""在工作进程里：各设定在这里的指纹。"""


def _sent(setting: Setting) -> Setting:
    """送去的设定：历年库不去。"""
    return replace(setting, store=None)


def _told(problem: object) -> str:
    return f"{type(problem).__name__}：{problem}"


def first(setting: Setting, kept: Kept, sources: Iterable[Source], cluster: Cluster) -> Iterator[Given]:
    """同 run.make，各份做一遍。库里有可比的而没有做过的，先不比：读过才知道是哪个单位；都读过再比。"""

    def prepared() -> Iterator[Made | Task]:
        for source in sources:
            held = held_of(source, setting.limits)
            task = Task(_sent(setting), source, held)
            if not kept.reuse:
                yield task
                continue
            base = known_key(setting.identity, source, setting.limits, held)
            try:
                yield known(setting, kept, base) or replace(task, related=_related(setting, kept, base))
            except Damaged:
                yield task

    return _given(cluster, kept, prepared())


def again(
    setting: Setting, kept: Kept, batch: past.Batch, tasks: Iterable[tuple[Source, str]], cluster: Cluster
) -> Iterator[Given]:
    """同 run.make_again：可比的变了才再送一次。"""

    def prepared() -> Iterator[Made | Task]:
        for source, base in tasks:
            if found := known(setting, kept, base, batch):
                yield found
            else:
                held = held_of(source, setting.limits)
                yield Task(_sent(setting), source, held, _related(setting, kept, base, batch))

    return _given(cluster, kept, prepared())


def _related(setting: Setting, kept: Kept, base: str, batch: past.Batch | None = None) -> Related:
    """历年库里可比的；没有库、还不知道是哪个单位的没有。"""
    if not setting.store or not kept.cache.has(facts_key(base)):
        return NOTHING
    brief = past.brief_of(kept.cache, facts_key(base))
    return past.related(setting, brief.identity, brief.sha256, batch) if brief else NOTHING


def _given(cluster: Cluster, kept: Kept, prepared: Iterable[Made | Task]) -> Iterator[Given]:
    """已经有的直接给，没有的送去做，送回来的存着。"""
    ready: deque[Given] = deque()
    numbers: list[int] = []

    def tasks() -> Iterator[Task]:
        for number, one in enumerate(prepared):
            if isinstance(one, Task):
                numbers.append(number)
                yield one
            else:
                ready.append((number, one))

    for at, piece in cluster.run(audit, tasks()):
        while ready:
            yield ready.popleft()
        yield numbers[at], piece if isinstance(piece, Lost) else stored(kept, piece)
    yield from ready
