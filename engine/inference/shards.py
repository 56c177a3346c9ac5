"""查询编成 durable_rules 的规则集，事实写成它要的样子；只写文字，不碰引擎。

- 值、种类、键名、别名都换成短记号，原文留在外面：只剩记号的等值比较，没有长度、类型、转义的问题。
- 每个模式先写种类，再写常数，后写连接。连接用到的键都给值，缺的给一个与什么都不相等的记号；只与常数比的键，
  不相等的不写。
- 规则集最后一条是永不成立的守卫（否则 C 代码越界读）；含“不存在”的规则先连好各事实，再等最后送入的 GO。
- 写法相同的查询只送一次；只有一个模式的、有一个模式在文件里没有候选的，不必送。
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

from engine.errors import EngineFault
from engine.inference.patterns import Pattern, Query
from engine.inference.reference import FactIndex, positives

MAX_RULES, MAX_JOINS, MAX_PER_KIND = 50, 56, 60  # 一个事实同时展开 65 个分支即报错 303
MAX_FACTS = 60_000  # 实测过的每个会话的事实数；f0…f59999 的 32 位散列互不相同，见测试
MAX_PROPERTIES = 200  # 一个事实至多 252 个属性，超出的整批被悄悄截断
_CAP = 1000  # 每次取回的匹配数

_LAST = ('{"id":"~go","~go":1}', '{"id":"~hb","~hb":1}')

Tokens = Mapping[str | bool, str]


@dataclass(frozen=True, slots=True)
class KindUse:
    """分片怎样使用一种事实：记号、（属性名，键）。"""

    token: str
    properties: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """写法相同的查询：只有编号、别名不同。

    present 第一个查询里各个肯定的模式
    joined  用来相连的（种类，键）
    """

    queries: tuple[Query, ...]
    present: tuple[Pattern, ...]
    joined: frozenset[tuple[str, str]]

    @property
    def first(self) -> Query:
        return self.queries[0]

    @property
    def alone(self) -> bool:
        """只有一个模式：按常数一挑就是，没有可连接的。"""
        return len(self.first.patterns) == 1


@dataclass(frozen=True, slots=True)
class Shard:
    """几组查询编译成的规则集。sizes 是各组的一次匹配有几个事实，constants 是全部分片的常数的记号。"""

    number: int
    groups: tuple[Group, ...]
    ruleset: str
    kinds: Mapping[str, KindUse]
    sizes: tuple[int, ...]
    constants: Tokens

    @property
    def rules(self) -> str:
        """报错时指明是哪些规则。"""
        queries = (query for group in self.groups for query in group.queries)
        names = list(dict.fromkeys((q.rule_id or q.id) + (f":{q.line}" if q.line else "") for q in queries))
        return "、".join(names[:3]) + (f" 等 {len(names)} 条" if len(names) > 3 else "")


def grouped(queries: Sequence[Query]) -> tuple[Group, ...]:
    """写法相同的归在一起。"""
    alike: dict[object, list[Query]] = {}
    for query in queries:
        alike.setdefault(_shape(query), []).append(query)
    return tuple(Group(tuple(own), tuple(positives(own[0])), _joins(own[0])) for own in alike.values())


def compile_shards(groups: Sequence[Group]) -> tuple[Shard, ...]:
    """按所用事实种类相近的排在一起，再依上限切成分片：种类越集中，每个分片要读的事实越少。"""
    shards: list[list[Group]] = []
    joins, leaves = 0, frozenset[tuple[object, ...]]()
    for group in sorted(groups, key=lambda group: [p.kind for p in group.first.patterns]):
        query = group.first
        more = len(query.patterns) - 1 + any(pattern.absent for pattern in query.patterns)
        grown = leaves | _leaves(query)
        crowded = max(Counter(kind for kind, *_ in grown).values()) > MAX_PER_KIND
        if not shards or len(shards[-1]) == MAX_RULES or joins + more > MAX_JOINS or crowded:
            shards.append([])
            joins, grown = 0, _leaves(query)
        shards[-1].append(group)
        joins, leaves = joins + more, grown
    constants: dict[str | bool, str] = {}
    for value in (v for group in groups for p in group.first.patterns for v in p.where.values()):
        constants.setdefault(value, f"c{len(constants)}")
    return tuple(_compile(number, tuple(own), constants) for number, own in enumerate(shards, 1))


def _shape(query: Query) -> object:
    """查询的写法，与编号、别名无关。"""
    slots = _slots(query)
    return tuple(
        (
            p.kind,
            frozenset(p.where.items()),
            frozenset((own, slots[alias], key) for own, (alias, key) in p.joins.items()),
            p.absent,
        )
        for p in query.patterns
    )


def _leaves(query: Query) -> frozenset[tuple[object, ...]]:
    """各模式在引擎条件树上的叶；条件相同的共用一叶。"""
    slots = _slots(query)
    return frozenset(
        (p.kind, *sorted(p.where.items()), *sorted((own, slots[alias], key) for own, (alias, key) in p.joins.items()))
        for p in query.patterns
    )


def _joins(query: Query) -> frozenset[tuple[str, str]]:
    kind_of = {pattern.alias: pattern.kind for pattern in query.patterns}
    return frozenset(
        end
        for pattern in query.patterns
        for key, (alias, theirs) in pattern.joins.items()
        for end in ((pattern.kind, key), (kind_of[alias], theirs))
    )


def _slots(query: Query) -> dict[str, str]:
    """别名 → 引擎中的别名。"""
    return {pattern.alias: f"a{slot}" for slot, pattern in enumerate(positives(query))}


def _compile(number: int, groups: tuple[Group, ...], constants: Tokens) -> Shard:
    keys: dict[str, dict[str, None]] = {}  # 种类 → 用到的键
    queries = [group.first for group in groups]
    for group in groups:
        for pattern in group.first.patterns:
            keys.setdefault(pattern.kind, {}).update(dict.fromkeys(pattern.where))
        for kind, key in sorted(group.joined):
            keys[kind][key] = None
    names: dict[str | bool, str] = {}
    for used in keys.values():
        for key in used:
            names.setdefault(key, f"p{len(names)}")
    kinds = {
        kind: KindUse(f"k{n}", tuple((names[key], key) for key in used)) for n, (kind, used) in enumerate(keys.items())
    }
    rules: dict[str, object] = {f"r{n}": _rule(query, kinds, names, constants) for n, query in enumerate(queries)}
    rules["~hb"] = {"all": [{"m": {"~hb": 1}}]}
    rules["~guard"] = {"all": [{"m": {"$and": [{"~never": 1}, {"~never": 2}]}}]}  # 必须在最后
    sizes = tuple(len(group.present) for group in groups)
    return Shard(number, groups, json.dumps(rules, separators=(",", ":")), kinds, sizes, constants)


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


def batch(shard: Shard, index: FactIndex, tokens: dict[str | bool, str]) -> str:
    """分片用得上的事实，只带用得上的键，写成 JSON；一组也不可能匹配的为空串。

    tokens 起先是常数的记号，遇到的值加进去。
    """
    if len(index.ids) > MAX_FACTS or any(len(use.properties) > MAX_PROPERTIES for use in shard.kinds.values()):
        raise EngineFault(f"事实超过 {MAX_FACTS} 个，或一种事实用到的键超过 {MAX_PROPERTIES} 个")
    wanted: dict[str, set[int]] = {}
    asked: dict[tuple[str, str], set[str | bool]] = {}  # （种类，键）→ 要比的常数
    joined: set[tuple[str, str]] = set()
    for group in shard.groups:
        if all(map(index.pick, group.present)):
            joined |= group.joined
            for pattern in group.first.patterns:
                wanted.setdefault(pattern.kind, set()).update(index.pick(pattern))
                for key, value in pattern.where.items():
                    asked.setdefault((pattern.kind, key), set()).add(value)
    if not wanted:
        return ""
    lines: list[str] = []
    for kind, positions in wanted.items():
        use, whole = shard.kinds[kind], index.of_kind(kind)
        chosen = sorted(positions)
        rows = range(len(whole)) if len(chosen) == len(whole) else [bisect_left(whole, p) for p in chosen]
        columns = []
        for name, key in use.properties:
            column = index.column(kind, key)
            if (kind, key) in joined:
                columns.append(_joined(name, zip(chosen, [column[row] for row in rows], strict=True), tokens))
            elif (kind, key) in asked:  # 只与常数比的，都不相等就不必写
                same: dict[str | bool | None, str] = {v: f',"{name}":"{tokens[v]}"' for v in asked[kind, key]}
                columns.append([same.get(column[row], "") for row in rows])
        rests = map("".join, zip(*columns, strict=True)) if columns else repeat("")
        head = f',"k":"{use.token}"'
        lines += [f'{{"id":"f{position}"{head}{rest}}}' for position, rest in zip(chosen, rests, strict=False)]
    return "[" + ",".join([*lines, *_LAST]) + "]"


def _joined(name: str, values: Iterable[tuple[int, str | bool | None]], tokens: dict[str | bool, str]) -> list[str]:
    """各事实（序号，值）用来相连的一个属性。缺的给一个与谁都不相等的记号：同一事实不占两个位置。"""
    found: list[str] = []
    for position, value in values:
        if value is None:
            found.append(f',"{name}":"m{position}"')
        else:
            if value not in tokens:
                tokens[value] = f"v{len(tokens)}"
            found.append(f',"{name}":"{tokens[value]}"')
    return found
