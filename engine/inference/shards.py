"""查询编成 durable_rules 的规则集，事实写成它要的样子；只写文字，不碰引擎。

- 值、种类、键名、别名都换成短记号，原文留在外面：只剩记号的等值比较，没有长度、类型、转义的问题。
- 每个模式先写种类，再写常数，后写连接。一个模式的几个常数合成一个属性，事实合乎才有这个属性：引擎凭属性名的
  散列找条件，不合乎的一个也不比。连接用到的键都给值，缺的给一个与什么都不相等的记号。
- 规则集最后一条是永不成立的守卫（否则 C 代码越界读）；含“不存在”的规则先连好各事实，再等最后送入的 GO。
- 写法相同的查询只送一次；只有一个模式的、有一个模式在文件里没有候选的，不必送。
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
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

Constants = tuple[tuple[str, str | bool], ...]
"""一个模式的各个常数，见 Pattern.constants。"""


@dataclass(frozen=True, slots=True)
class KindUse:
    """分片怎样使用一种事实。

    token  种类的记号
    fixed  各模式的常数的属性名
    joins  （属性名，用来相连的键）
    """

    token: str
    fixed: frozenset[str]
    joins: tuple[tuple[str, str], ...]

    @property
    def properties(self) -> int:
        return len(self.fixed) + len(self.joins)


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
    """几组查询编译成的规则集。sizes 是各组的一次匹配有几个事实，constants 是各模式的常数的属性名。"""

    number: int
    groups: tuple[Group, ...]
    ruleset: str
    kinds: Mapping[str, KindUse]
    sizes: tuple[int, ...]
    constants: Mapping[Constants, str]

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
    """按所用事实的种类、表相近的排在一起，再依上限切成分片：越集中，每个分片要读的事实越少。"""
    shards: list[list[Group]] = []
    joins, leaves = 0, frozenset[tuple[object, ...]]()
    for group in sorted(groups, key=_uses):
        query = group.first
        more = len(query.patterns) - 1 + any(pattern.absent for pattern in query.patterns)
        grown = leaves | _leaves(query)
        crowded = max(Counter(kind for kind, *_ in grown).values()) > MAX_PER_KIND
        if not shards or len(shards[-1]) == MAX_RULES or joins + more > MAX_JOINS or crowded:
            shards.append([])
            joins, grown = 0, _leaves(query)
        shards[-1].append(group)
        joins, leaves = joins + more, grown
    constants: dict[Constants, str] = {}
    for pattern in (p for group in groups for p in group.first.patterns):
        constants.setdefault(pattern.constants, f"c{len(constants)}")
    return tuple(_compile(number, tuple(own), constants) for number, own in enumerate(shards, 1))


def _uses(group: Group) -> list[tuple[str, str]]:
    """各模式的事实是哪一种、哪张表的。"""
    return [(pattern.kind, str(pattern.where.get("table", ""))) for pattern in group.first.patterns]


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


def _compile(number: int, groups: tuple[Group, ...], constants: Mapping[Constants, str]) -> Shard:
    fixed: dict[str, set[str]] = {}  # 种类 → 各模式的常数的属性名
    joins: dict[str, dict[str, None]] = {}  # 种类 → 用来相连的键
    names: dict[str, str] = {}  # 键 → 属性名
    for group in groups:
        for pattern in group.first.patterns:
            own = fixed.setdefault(pattern.kind, set())
            if pattern.constants:
                own.add(constants[pattern.constants])
        for kind, key in sorted(group.joined):
            joins.setdefault(kind, {})[key] = None
            names.setdefault(key, f"p{len(names)}")
    kinds = {
        kind: KindUse(f"k{n}", frozenset(own), tuple((names[key], key) for key in joins.get(kind, ())))
        for n, (kind, own) in enumerate(fixed.items())
    }
    rules: dict[str, object] = {f"r{n}": _rule(group.first, kinds, names, constants) for n, group in enumerate(groups)}
    rules["~hb"] = {"all": [{"m": {"~hb": 1}}]}
    rules["~guard"] = {"all": [{"m": {"$and": [{"~never": 1}, {"~never": 2}]}}]}  # 必须在最后
    sizes = tuple(len(group.present) for group in groups)
    return Shard(number, groups, json.dumps(rules, separators=(",", ":")), kinds, sizes, constants)


def _rule(
    query: Query, kinds: Mapping[str, KindUse], names: Mapping[str, str], constants: Mapping[Constants, str]
) -> dict[str, object]:
    slots = _slots(query)
    present: list[object] = []
    absent: list[object] = []
    for pattern in query.patterns:
        conditions: list[object] = [{"k": kinds[pattern.kind].token}]
        if pattern.constants:
            conditions.append({constants[pattern.constants]: 1})
        conditions += [{names[own]: {slots[alias]: names[key]}} for own, (alias, key) in pattern.joins.items()]
        if pattern.absent:
            absent.append({f"n{len(absent)}$not": {"$and": conditions}})
        else:
            present.append({slots[pattern.alias]: {"$and": conditions}})
    go: list[object] = [{"go": {"~go": 1}}] if absent else []
    return {"all": [*present, *go, *absent], "cap": _CAP}


def batch(shard: Shard, index: FactIndex, tokens: dict[str | bool, str]) -> str:
    """分片用得上的事实，只带用得上的键，写成 JSON；一组也不可能匹配的为空串。

    tokens 是用来相连的值的记号，遇到的值加进去。
    """
    if len(index.ids) > MAX_FACTS or any(use.properties > MAX_PROPERTIES for use in shard.kinds.values()):
        raise EngineFault(f"事实超过 {MAX_FACTS} 个，或一种事实用到的键超过 {MAX_PROPERTIES} 个")
    joined: set[tuple[str, str]] = set()
    wanted: dict[str, dict[Constants, list[int]]] = {}  # 种类 → 常数 → 合乎的事实
    for group in shard.groups:
        if all(map(index.pick, group.present)):
            joined |= group.joined
            for pattern in group.first.patterns:
                wanted.setdefault(pattern.kind, {})[pattern.constants] = index.pick(pattern)
    if not wanted:
        return ""
    lines: list[str] = []
    for kind, picked in wanted.items():
        use = shard.kinds[kind]
        held: dict[int, str] = {}  # 事实 → 它合乎的常数
        for constants, positions in picked.items():
            text = f',"{shard.constants[constants]}":1' if constants else ""
            for position in positions:
                held[position] = held.get(position, "") + text
        chosen = sorted(held)
        columns = [_joined(name, key, chosen, index, tokens) for name, key in use.joins if (kind, key) in joined]
        rests = map("".join, zip(*columns, strict=True)) if columns else repeat("", len(chosen))
        lines += [
            f'{{"id":"f{position}","k":"{use.token}"{held[position]}{rest}}}'
            for position, rest in zip(chosen, rests, strict=True)
        ]
    return "[" + ",".join([*lines, *_LAST]) + "]"


def _joined(
    name: str, key: str, positions: Sequence[int], index: FactIndex, tokens: dict[str | bool, str]
) -> list[str]:
    """各事实用来相连的一个属性。缺的给一个与谁都不相等的记号：同一事实不占两个位置。"""
    values = [index.keys[position].get(key) for position in positions]
    different = [value for value in dict.fromkeys(values) if value is not None]
    fresh = [value for value in different if value not in tokens]
    index.check(key, fresh)
    tokens.update(zip(fresh, (f"v{n}" for n in range(len(tokens), len(tokens) + len(fresh))), strict=True))
    said = {value: f',"{name}":"{tokens[value]}"' for value in different}
    return [
        f',"{name}":"m{position}"' if value is None else said[value]
        for position, value in zip(positions, values, strict=True)
    ]
