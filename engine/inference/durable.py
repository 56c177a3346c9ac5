"""durable_rules 匹配器：全项目只有这里接触 durable_rules 2.0.28，而且只用它的 C 模块、只用实测可靠的那部分。

- 值、种类、键名、别名都换成短记号送进去，原文留在外面：只剩记号的等值比较，没有长度、类型、转义的问题。
- 每个模式先写种类，再写常数，后写连接；每个被引用的键都给值，缺的给一个与什么都不相等的记号。
- 规则集最后一条是永不成立的守卫（否则 C 代码越界读）；含“不存在”的规则先连好各事实，再等最后送入的 GO。
- 送完事实后另送一个心跳，它的规则没有触发就说明整批没有读完，该分片作废。
- 每份文件在一个子进程里匹配；崩溃、超时、报错的分片由参照匹配器重做，并留下说明。
"""

from __future__ import annotations

import contextlib
import importlib
import json
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import ModuleType

from engine.errors import EngineFault
from engine.facts.model import Fact
from engine.inference import reference
from engine.inference.patterns import Match, Matches, Pattern, Query
from engine.inference.reference import FactIndex, Frame, as_matches, check_queries, positives
from engine.isolation import Send, can_fork, run_in_child

MAX_RULES, MAX_JOINS, MAX_PER_KIND = 50, 56, 60  # 一个事实同时展开 65 个分支即报错 303
MAX_FACTS = 60_000  # 实测过的每个会话的事实数；f0…f59999 的 32 位散列互不相同，见测试
MAX_PROPERTIES = 200  # 一个事实至多 252 个属性，超出的整批被悄悄截断
MAX_PAIRS = 400_000  # 一个分片全部查询的组合数合计
_CAP = 1000  # 每次取回的匹配数
_KEPT_RULESETS, _KEPT_PLANS = 128, 8

_LAST = ('{"id":"~go","~go":1}', '{"id":"~hb","~hb":1}')
_OK, _FAULT = b"=", b"!"
_REDONE = "已由参照匹配器重做"

Tokens = Mapping[str | bool, str]
Found = Mapping[int, Sequence[Frame]]
"""分片内的查询序号 → 匹配。"""


@dataclass(frozen=True, slots=True)
class KindUse:
    """分片怎样使用一种事实：记号、（属性名，键）、有哪些模式会取它。"""

    token: str
    properties: tuple[tuple[str, str], ...]
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Shard:
    """一组查询编译成的规则集。constants 是规则集中出现的常数的记号。"""

    number: int
    queries: tuple[Query, ...]
    ruleset: str
    kinds: Mapping[str, KindUse]
    constants: Tokens

    @property
    def key(self) -> tuple[int, str]:
        return self.number, self.ruleset

    @property
    def rules(self) -> str:
        """报错时指明是哪些规则。"""
        names = list(dict.fromkeys((q.rule_id or q.id) + (f":{q.line}" if q.line else "") for q in self.queries))
        return "、".join(names[:3]) + (f" 等 {len(names)} 条" if len(names) > 3 else "")


def unavailable() -> str:
    """durable_rules 用不了的原因，可用时为空串。"""
    if not can_fork():
        return "本系统不能分叉子进程，无法隔离 durable_rules"
    try:
        _engine()
    except ImportError:
        return "未能导入 durable_rules（只支持 CPython 3.11、3.12，安装时要有 C 编译器）"
    return ""


def _engine() -> ModuleType:
    return importlib.import_module("durable_rules_engine")


def compile_shards(queries: Sequence[Query]) -> tuple[Shard, ...]:
    """按所用事实种类相近的排在一起，再依上限切成分片：种类越集中，每个分片要读的事实越少。"""
    groups: list[list[Query]] = []
    joins, leaves = 0, frozenset[tuple[object, ...]]()
    for query in sorted(queries, key=lambda query: [pattern.kind for pattern in query.patterns]):
        more = len(query.patterns) - 1 + any(pattern.absent for pattern in query.patterns)
        grown = leaves | _leaves(query)
        crowded = max(Counter(kind for kind, *_ in grown).values()) > MAX_PER_KIND
        if not groups or len(groups[-1]) == MAX_RULES or joins + more > MAX_JOINS or crowded:
            groups.append([])
            joins, grown = 0, _leaves(query)
        groups[-1].append(query)
        joins, leaves = joins + more, grown
    return tuple(_compile(number, tuple(group)) for number, group in enumerate(groups, 1))


def _leaves(query: Query) -> frozenset[tuple[object, ...]]:
    """各模式在引擎条件树上的叶；条件相同的共用一叶。"""
    slots = _slots(query)
    return frozenset(
        (p.kind, *sorted(p.where.items()), *sorted((own, slots[alias], key) for own, (alias, key) in p.joins.items()))
        for p in query.patterns
    )


def _slots(query: Query) -> dict[str, str]:
    """别名 → 引擎中的别名。"""
    return {pattern.alias: f"a{slot}" for slot, pattern in enumerate(positives(query))}


def _compile(number: int, queries: tuple[Query, ...]) -> Shard:
    keys: dict[str, dict[str, None]] = {}  # 种类 → 用到的键
    patterns: dict[str, list[Pattern]] = {}
    constants: dict[str | bool, str] = {}
    for query in queries:
        kind_of = {pattern.alias: pattern.kind for pattern in query.patterns}
        for pattern in query.patterns:
            patterns.setdefault(pattern.kind, []).append(pattern)
            keys.setdefault(pattern.kind, {}).update(dict.fromkeys([*pattern.where, *pattern.joins]))
            for alias, key in pattern.joins.values():
                keys[kind_of[alias]][key] = None
            for value in pattern.where.values():
                constants.setdefault(value, f"c{len(constants)}")
    names: dict[str | bool, str] = {}
    for used in keys.values():
        for key in used:
            names.setdefault(key, f"p{len(names)}")
    kinds = {
        kind: KindUse(f"k{n}", tuple((names[key], key) for key in used), tuple(patterns[kind]))
        for n, (kind, used) in enumerate(keys.items())
    }
    rules: dict[str, object] = {f"r{n}": _rule(query, kinds, names, constants) for n, query in enumerate(queries)}
    rules["~hb"] = {"all": [{"m": {"~hb": 1}}]}
    rules["~guard"] = {"all": [{"m": {"$and": [{"~never": 1}, {"~never": 2}]}}]}  # 必须在最后
    return Shard(number, queries, json.dumps(rules, separators=(",", ":")), kinds, constants)


def _rule(query: Query, kinds: Mapping[str, KindUse], names: Tokens, constants: Tokens) -> dict[str, object]:
    slots = _slots(query)
    present: list[object] = []
    absent: list[object] = []
    for pattern in query.patterns:
        conditions: list[object] = [{"k": kinds[pattern.kind].token}]
        conditions += [{names[key]: constants[value]} for key, value in sorted(pattern.where.items())]
        conditions += [{names[own]: {slots[alias]: names[key]}} for own, (alias, key) in pattern.joins.items()]
        if pattern.absent:
            absent.append({f"n{len(absent)}$not": {"$and": conditions}})
        else:
            present.append({slots[pattern.alias]: {"$and": conditions}})
    go: list[object] = [{"go": {"~go": 1}}] if absent else []
    return {"all": [*present, *go, *absent], "cap": _CAP}


def _batch(shard: Shard, index: FactIndex, tokens: dict[str | bool, str]) -> str:
    """分片用得上的事实，只带用得上的键，写成 JSON。以下三个函数在子进程中运行。"""
    if len(index.ids) > MAX_FACTS or any(len(use.properties) > MAX_PROPERTIES for use in shard.kinds.values()):
        raise EngineFault(f"事实超过 {MAX_FACTS} 个，或一种事实用到的键超过 {MAX_PROPERTIES} 个")
    lines: list[str] = []
    for use in shard.kinds.values():
        for position in sorted({position for pattern in use.patterns for position in index.pick(pattern)}):
            own = index.keys[position]
            parts = [f'{{"id":"f{position}","k":"{use.token}"']
            for name, key in use.properties:
                value = own.get(key)
                if value is None:
                    token = f"m{position}"  # 缺：同一事实不占两个位置，故与谁都不相等
                else:
                    token = shard.constants.get(value) or tokens.setdefault(value, f"v{len(tokens)}")
                parts.append(f'"{name}":"{token}"')
            lines.append(",".join(parts) + "}")
    return "[" + ",".join([*lines, *_LAST]) + "]"


def _run_shard(engine: ModuleType, handle: int, shard: Shard, batch: str) -> dict[int, list[Frame]]:
    """送入一批事实，取回全部匹配。会话不删除：它随子进程一起消失。"""
    _, session = engine.assert_facts(handle, batch)
    slots = [[f"a{slot}" for slot in range(len(positives(query)))] for query in shard.queries]
    found: dict[int, list[Frame]] = {}
    alive = False
    message = (engine.start_action_for_state(handle, session) or ("", ""))[1]
    while message:
        ((name, content),) = json.loads(message).items()
        if name == "~hb":
            alive = True
        else:
            number = int(name[1:])
            matches = content if isinstance(content, list) else [content]
            frames = found.setdefault(number, [])
            frames += [tuple([int(match[slot]["id"][1:]) for slot in slots[number]]) for match in matches]
        message = engine.complete_and_start_action(handle, session)
    if not alive:
        raise EngineFault("这批事实没有读完")
    return found


def _work(engine: ModuleType, shards: Sequence[Shard], index: FactIndex, send: Send) -> None:
    tokens: dict[str | bool, str] = {}
    for shard in shards:
        try:
            handle = _HANDLES.get(shard.key)
            if handle is None:
                handle = engine.create_ruleset("gouji", shard.ruleset)
            found = _run_shard(engine, handle, shard, _batch(shard, index, tokens))
            answer = _OK + json.dumps(list(found.items()), separators=(",", ":")).encode()
        except (engine.error, EngineFault, MemoryError) as error:
            answer = _FAULT + f"报错（{error or type(error).__name__}；含规则 {shard.rules}）".encode()
        send(answer)


_LOCK = threading.Lock()  # 一次一个子进程：别的线程同时分叉会继承管道，使结束无从察觉
_PLANS: list[tuple[tuple[Query, ...], tuple[Shard, ...]]] = []
# （分片号，规则集）→ 句柄；None 表示已在子进程中成功过，本进程才敢编译。本进程从不送入事实，可以放心删除。
# 键中有分片号：两个分片编译出的规则集可以一样，句柄却不能共用，否则后一个看到前一个的事实。
_HANDLES: OrderedDict[tuple[int, str], int | None] = OrderedDict()


def _plan(queries: tuple[Query, ...]) -> tuple[Shard, ...]:
    """同一批文件的查询相同，编译结果留用。"""
    for known, shards in _PLANS:
        if known == queries:
            return shards
    shards = compile_shards(queries)
    _PLANS.append((queries, shards))
    del _PLANS[:-_KEPT_PLANS]
    return shards


def _prepare(engine: ModuleType, shards: Iterable[Shard]) -> None:
    for shard in shards:
        if shard.key in _HANDLES:
            _HANDLES.move_to_end(shard.key)
            if _HANDLES[shard.key] is None:
                with contextlib.suppress(engine.error):  # 没编成就留给子进程去编，由它报告
                    _HANDLES[shard.key] = engine.create_ruleset("gouji", shard.ruleset)
    while len(_HANDLES) > _KEPT_RULESETS:
        handle = _HANDLES.popitem(last=False)[1]
        if handle is not None:
            engine.delete_ruleset(handle)


def _run(shards: Sequence[Shard], index: FactIndex, timeout: float) -> tuple[dict[int, Found], list[str]]:
    """各分片的匹配（分片号 → 匹配）与故障说明；出故障的分片不在其中。"""
    engine = _engine()
    _prepare(engine, shards)
    found: dict[int, Found] = {}
    notes: list[str] = []
    deadline = time.monotonic() + timeout
    waiting = list(shards)
    while waiting:
        ran = run_in_child(partial(_work, engine, tuple(waiting), index), deadline - time.monotonic())
        for shard, answer in zip(waiting, ran.messages, strict=False):
            if answer[:1] == _OK:
                found[shard.number] = {number: [tuple(f) for f in frames] for number, frames in json.loads(answer[1:])}
                _HANDLES.setdefault(shard.key, None)
            else:
                notes.append(f"规则分片 {shard.number} 在 durable_rules 中{answer[1:].decode()}，{_REDONE}")
        failed, waiting = waiting[len(ran.messages) :][:1], waiting[len(ran.messages) + 1 :]
        ended = f"超时（时限 {timeout:g} 秒）" if ran.timed_out else ran.ended or "没有结果"
        notes += [f"规则分片 {shard.number} 在 durable_rules 中{ended}，{_REDONE}" for shard in failed]
        if ran.timed_out:
            notes += [f"规则分片 {shard.number} 因此未经 durable_rules，{_REDONE}" for shard in waiting]
            break
    return found, notes


class DurableMatcher:
    """经围栏使用 durable_rules；timeout 是一份文件全部分片合计的秒数。"""

    def __init__(self, timeout: float = 30.0) -> None:
        self.name = "durable"
        self._timeout = timeout

    def match(self, queries: tuple[Query, ...], facts: tuple[Fact, ...]) -> Matches:
        check_queries(queries)
        index = FactIndex(facts)
        estimates = {query.id: reference.pair_estimate(query, index) for query in queries}
        refused = {query.id: why for query in queries if (why := reference.refusal(query, estimates[query.id]))}
        with _LOCK:
            shards = _plan(tuple(query for query in queries if query.id not in refused))
            heavy = [s.number for s in shards if sum(estimates[query.id] for query in s.queries) > MAX_PAIRS]
            found, notes = _run([s for s in shards if s.number not in heavy], index, self._timeout)
        notes += [f"规则分片 {n} 要比对的事实组合超过 {MAX_PAIRS:,} 组，未经 durable_rules，{_REDONE}" for n in heavy]
        by_query: dict[str, tuple[Match, ...]] = dict.fromkeys((query.id for query in queries), ())
        for shard in shards:
            done = found.get(shard.number)
            for number, query in enumerate(shard.queries):
                frames = reference.find(query, index) if done is None else done.get(number, ())
                by_query[query.id] = as_matches(query, frames, index)
        return Matches(by_query, tuple(notes), refused)
