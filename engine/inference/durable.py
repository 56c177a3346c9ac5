"""durable_rules 匹配器：全项目只有这里接触 durable_rules 2.0.28，而且只用它的 C 模块、只用实测可靠的那部分。

- 送进去的只有短记号和等值条件，见 shards；只有一个模式的查询没有可连接的，由索引直接挑，不送。
- 送完事实后另送一个心跳，它的规则没有触发就说明整批没有读完，该分片作废。
- 在一个留用的子进程里匹配，一份文件一个会话，用完即删；崩溃、超时、报错的分片由参照匹配器重做，
  留下说明，子进程换新的。子进程死了，先另起一个再试一次：可能是闲着的时候被外面杀了。
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import pickle
import re
import threading
import time
from array import array
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from types import ModuleType

from engine.errors import EngineFault
from engine.facts.model import Fact
from engine.inference import reference
from engine.inference.patterns import Match, Matches, Query
from engine.inference.reference import FactIndex, Frame, as_matches, check_queries
from engine.inference.shards import Group, Shard, batch, compile_shards, grouped
from engine.isolation import Bounds, Send, can_fork
from engine.servant import Servant

MAX_PAIRS = 400_000  # 一个分片全部查询的组合数合计
_KEPT_RULESETS, _KEPT_PLANS = 128, 8
# 组合数、事实数都到上限时，子进程约 1 GB，一个分片的答案约 40 MB；到这两个数的已经不对了
_BOUNDS = Bounds(memory=4096, answer=1024)
_VERSION = "2.0.28"  # 围栏只对这个版本验证过
_ROUNDS = 400  # 一个子进程答这么多次就换新的：引擎每个会话都漏一点内存，四百次 6 MB；换得勤，分叉时又抄一份内存

_OK, _FAULT = b"=", b"!"
_REDONE = "已由参照匹配器重做"

Found = Mapping[int, Sequence[Frame]]
"""分片内的组的序号 → 匹配。"""


def unavailable() -> str:
    """durable_rules 用不了的原因，可用时为空串。"""
    if not can_fork():
        return "本系统不能分叉子进程，无法隔离 durable_rules"
    try:
        _engine()
        version = metadata.version("durable_rules")
    except ImportError:  # 没有元数据的也是
        return "未能导入 durable_rules（只支持 CPython 3.11、3.12，安装时要有 C 编译器）"
    return "" if version == _VERSION else f"装的 durable_rules 是 {version}，只验证过 {_VERSION}"


def _engine() -> ModuleType:
    return importlib.import_module("durable_rules_engine")


# ---------- 以下在子进程中

_HANDLES: OrderedDict[tuple[int, str], int] = OrderedDict()
"""（分片号，规则集）→ 句柄。键中有分片号：两个分片编译出的规则集可以一样，句柄各用各的。"""
# {"r3":[{"a0":{"id":"f12","k":"k0"},"a1":{"id":"f7","k":"k1"}}]}：值都是短记号，里面没有引号和括号
_BOUND = re.compile(r'"a(\d+)":\{"id":"f(\d+)"')


def _keep_memory() -> None:
    """会话删去后放掉的内存留着给下一份：glibc 见堆顶空出 128 KB 就还给系统，下一份又要缺页一两千次。

    别的 C 库没有这两项，照旧。
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES)
        libc.mallopt(_M_MMAP_THRESHOLD, _KEPT_BYTES)


_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # mallopt(3)，malloc.h
_KEPT_BYTES = 16 << 20  # 一份大的公开件一个会话几 MB


def _answer(request: bytes, send: Send) -> None:
    """问的是 [（分片号，规则集，各组一次匹配有几个事实，事实）]，逐个分片答各组的匹配。"""
    engine = _engine()
    for number, ruleset, sizes, facts in pickle.loads(request):  # 问的是父进程
        try:
            found = _run_shard(engine, _handle(engine, number, ruleset), sizes, facts)
            answer = _OK + _packed(found)
        except (engine.error, EngineFault, MemoryError) as error:
            answer = _FAULT + (str(error) or "内存不够").encode()
            _HANDLES.pop((number, ruleset), None)  # 里头不知道成了什么样，也不去删它
        send(answer)


def _packed(found: Mapping[int, Sequence[int]]) -> bytes:
    """后面有几个整数，然后逐组：组的序号、几个事实、各事实的序号。"""
    numbers = [n for group, flat in found.items() for n in (group, len(flat), *flat)]
    return array("q", [len(numbers), *numbers]).tobytes()


def _handle(engine: ModuleType, number: int, ruleset: str) -> int:
    key = (number, ruleset)
    if key not in _HANDLES:
        _HANDLES[key] = engine.create_ruleset("gouji", ruleset)
    _HANDLES.move_to_end(key)
    while len(_HANDLES) > _KEPT_RULESETS:
        engine.delete_ruleset(_HANDLES.popitem(last=False)[1])
    return _HANDLES[key]


def _run_shard(engine: ModuleType, handle: int, sizes: Sequence[int], facts: str) -> dict[int, list[int]]:
    """送入一批事实，取回全部匹配（几个事实一次，接连排列），删去会话。心跳触发之前删去会坏内存，所以先看。"""
    _, session = engine.assert_facts(handle, facts)
    found: dict[int, list[int]] = {}
    alive = False
    message = (engine.start_action_for_state(handle, session) or ("", ""))[1]
    while message:
        name = message[2 : message.index('"', 2)]  # {"r3":…
        if name == "~hb":
            alive = True
        else:
            number = int(name[1:])
            found.setdefault(number, []).extend(_frames(message, sizes[number]))
        message = engine.complete_and_start_action(handle, session)
    if not alive:
        raise EngineFault("这批事实没有读完")
    engine.delete_state(handle, None)
    return found


def _frames(message: str, size: int) -> list[int]:
    """一条消息里的各次匹配，每次 size 个事实的序号，按别名的次序；引擎不保证别名印出的先后。"""
    if not size:
        return []
    bound = _BOUND.findall(message)
    if not bound or len(bound) % size:
        raise EngineFault("交回的匹配不全")
    slots = [slot for slot, _ in bound]
    found = [int(position) for _, position in bound]
    if slots == [str(slot) for slot in range(size)] * (len(bound) // size):  # 多半就是这个次序
        return found
    positions = [-1] * len(bound)
    for n, (slot, position) in enumerate(zip(slots, found, strict=True)):
        positions[n - n % size + int(slot)] = position
    if -1 in positions:
        raise EngineFault("交回的匹配不全")
    return positions


# ---------- 以下在本进程中


@dataclass(frozen=True, slots=True)
class _Plan:
    """alone 是只有一个模式的各组，由索引直接挑；其余的编成分片。"""

    alone: tuple[Group, ...]
    shards: tuple[Shard, ...]


_LOCK = threading.Lock()  # 一个子进程一次答一份
_PLANS: list[tuple[tuple[Query, ...], _Plan]] = []
_SERVANTS: dict[float, Servant] = {}
"""时限 → 留用的子进程。"""


def _servant(timeout: float) -> Servant:
    if timeout not in _SERVANTS:
        _SERVANTS[timeout] = Servant(_answer, timeout, _ROUNDS, _BOUNDS, _keep_memory)
    return _SERVANTS[timeout]


def stop() -> None:
    """留用的子进程不再用了；再用时另起。"""
    while _SERVANTS:
        _SERVANTS.popitem()[1].close()


def _plan(queries: tuple[Query, ...]) -> _Plan:
    """同一批文件的查询相同，编译结果留用。"""
    for known, plan in _PLANS:
        if known == queries:
            return plan
    groups = grouped(queries)
    alone = tuple(group for group in groups if group.alone)
    plan = _Plan(alone, compile_shards([group for group in groups if not group.alone]))
    _PLANS.append((queries, plan))
    del _PLANS[:-_KEPT_PLANS]
    return plan


@dataclass
class _Ran:
    """各分片的匹配（分片号 → 匹配）与故障说明，出故障的分片不在其中；passing 的换个时候可能就好了。"""

    found: dict[int, Found] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    passing: bool = False


def _run(shards: Sequence[Shard], index: FactIndex, timeout: float) -> _Ran:
    done = _Ran()
    tokens: dict[str | bool, str] = {}
    waiting: list[tuple[Shard, str]] = []
    for shard in shards:
        try:
            facts = batch(shard, index, tokens)
        except EngineFault as fault:
            done.notes.append(_told(shard, str(fault)))
            continue
        if facts:
            waiting.append((shard, facts))
        else:
            done.found[shard.number] = {}
    deadline = time.monotonic() + timeout
    servant = _servant(timeout)
    died: Shard | None = None
    while waiting:
        request = pickle.dumps([(s.number, s.ruleset, s.sizes, facts) for s, facts in waiting])
        ran = servant.ask(request, deadline - time.monotonic())
        for (shard, _), answer in zip(waiting, ran.messages, strict=False):
            try:
                done.found[shard.number] = _understood(answer, shard.sizes, len(index.ids))
            except EngineFault as fault:
                done.notes.append(_told(shard, str(fault)))
                servant.close()  # 引擎报过错，里头不知道成了什么样
        waiting = waiting[len(ran.messages) :]
        if not waiting:
            break
        shard = waiting[0][0]
        done.passing = done.passing or ran.timed_out or died is shard
        if not ran.timed_out and died is not shard:
            died = shard
            continue
        ended = f"超时（时限 {timeout:g} 秒）" if ran.timed_out else ran.ended or "没有结果"
        done.notes.append(f"规则分片 {shard.number} 在 durable_rules 中{ended}，{_REDONE}")
        waiting = waiting[1:]
        if ran.timed_out:
            done.notes += [f"规则分片 {s.number} 因此未经 durable_rules，{_REDONE}" for s, _ in waiting]
            break
    return done


def _understood(answer: bytes, sizes: Sequence[int], facts: int) -> Found:
    """子进程的一条回答；它的内存可能已经坏了，不成样子的当作报错。"""
    if answer[:1] != _OK:
        raise EngineFault(answer[1:].decode(errors="replace"))
    numbers = array("q")
    found: dict[int, list[Frame]] = {}
    try:
        numbers.frombytes(answer[1:])
        at = 1
        whole = numbers[0] == len(numbers) - 1
        while whole and at < len(numbers):
            group, count = numbers[at : at + 2]
            flat = numbers[at + 2 : at + 2 + count].tolist()
            size = sizes[group]
            fits = 0 <= min(flat) <= max(flat) < facts if size else not flat
            whole = group >= 0 and len(flat) == count and fits
            found[group] = _split(flat, size)
            at += 2 + count
        if whole:
            return found
    except (ValueError, IndexError):
        pass
    raise EngineFault("答的不成样子")


def _told(shard: Shard, fault: str) -> str:
    return f"规则分片 {shard.number} 在 durable_rules 中报错（{fault}；含规则 {shard.rules}），{_REDONE}"


def _split(flat: Sequence[int], size: int) -> list[Frame]:
    if not size:  # 全部模式都是“不存在”的，成立就是一个空匹配
        return [()]
    return list(zip(*[iter(flat)] * size, strict=True))


class DurableMatcher:
    """经围栏使用 durable_rules；timeout 是一份文件全部分片合计的秒数。"""

    def __init__(self, timeout: float = 30.0) -> None:
        self.name = "durable"
        self._timeout = timeout
        self._checked: list[tuple[Query, ...]] = []

    def ready(self) -> None:
        with _LOCK:
            _servant(self._timeout).start()

    def match(self, queries: tuple[Query, ...], facts: tuple[Fact, ...]) -> Matches:
        if not any(queries is known for known in self._checked):  # 一批文件问的是同样的查询
            check_queries(queries)
            self._checked = [*self._checked, queries][-_KEPT_PLANS:]
        index = FactIndex(facts)
        with _LOCK:
            plan = _plan(queries)
            groups = [*plan.alone, *(group for shard in plan.shards for group in shard.groups)]
            estimates = {group.first.id: reference.pair_estimate(group.present, index) for group in groups}
            refused = {
                query.id: reference.refusal(query, estimates[group.first.id])
                for group in groups
                if estimates[group.first.id] > reference.PAIR_LIMIT
                for query in group.queries
            }
            if refused:
                plan = _plan(tuple(query for query in queries if query.id not in refused))
            sizes = {s.number: sum(estimates[group.first.id] for group in s.groups) for s in plan.shards}
            heavy = [number for number, size in sizes.items() if size > MAX_PAIRS]
            ran = _run([s for s in plan.shards if s.number not in heavy], index, self._timeout)
        many = f"要比对的事实组合超过 {MAX_PAIRS:,} 组，未经 durable_rules，{_REDONE}"
        notes = [*ran.notes, *(f"规则分片 {n} {many}" for n in heavy)]
        by_query: dict[str, tuple[Match, ...]] = dict.fromkeys((query.id for query in queries), ())
        for group in plan.alone:
            by_query.update(_matches(group, reference.find(group.first, index), index))
        for shard in plan.shards:
            done = ran.found.get(shard.number)
            for number, group in enumerate(shard.groups):
                frames = reference.find(group.first, index) if done is None else done.get(number, ())
                by_query.update(_matches(group, frames, index))
        return Matches(by_query, tuple(notes), refused, ran.passing)


def _matches(group: Group, frames: Sequence[Frame], index: FactIndex) -> Iterator[tuple[str, tuple[Match, ...]]]:
    """各查询的匹配；别名也相同的，匹配就是同一个。没有匹配的不给。"""
    same: dict[tuple[str, ...], tuple[Match, ...]] = {}
    for query in group.queries if frames else ():
        names = tuple(p.alias for p in query.patterns)
        if names not in same:
            same[names] = as_matches(query, frames, index)
        yield query.id, same[names]
