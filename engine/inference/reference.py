"""参照匹配器：用散列连接与反连接直接求出匹配，是 durable_rules 的对照，也是它不可用、出故障时的后备。

查询的语义以本模块为准：
- 一个事实在一次匹配中至多占一个位置；
- absent 的模式要求：除本次匹配已占用的事实外，没有别的事实符合它；
- 事实缺少某键时，该键与任何常数、任何键都不相等；文字与真假永不相等；
- 全部模式都是 absent 的查询，成立时得到一个空匹配 ()。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from engine.errors import EngineFault, RuleError, RuleFault
from engine.facts.model import Fact
from engine.inference.patterns import Match, Matches, Pattern, Query

PAIR_LIMIT = 200_000  # 一个查询要比对的事实组合数上限；durable_rules 每个待处理匹配约占 1.2 KB
PATTERN_LIMIT = 12  # durable_rules 一次匹配至多 16 个事实
CONDITION_LIMIT = 24  # durable_rules 一个模式至多 29 个等值条件
_FEW = 8_000  # 乘积不过这么多的组合数不细算：一个分片五十个查询都是这么多，也不过一个分片的上限 400,000

Frame = tuple[int, ...]
"""一次匹配：各个肯定模式所取事实的序号，按模式次序。"""

T = TypeVar("T")
_Value = str | bool
_VALUES = (str, bool)
_Group = Mapping[tuple[_Value | None, ...], list[int]]
_NONE: list[int] = []


@dataclass(slots=True)
class _Branch:
    """一些事实的序号，从小到大；splits 是它们再按一个键的值分开：键 → 值 → 分枝。用到哪个键才分。"""

    positions: list[int]
    splits: dict[str, dict[_Value | None, _Branch]] | None = None


def check_queries(queries: Sequence[Query]) -> None:
    """查询写错时抛出 RuleError，逐处说明。编译规则时即可调用。"""
    faults: list[RuleFault] = []
    seen: set[str] = set()
    for query in queries:
        problems = [*_problems(query), *([f"查询编号“{query.id}”重复"] if query.id in seen else [])]
        seen.add(query.id)
        name = query.rule_id or query.id
        faults += [RuleFault(name, query.line, 1 if query.line else 0, text, query.rule_id) for text in problems]
    if faults:
        raise RuleError(faults)


def _problems(query: Query) -> Iterable[str]:
    where = f"查询 {query.id} 的模式"
    if not 0 < len(query.patterns) <= PATTERN_LIMIT:
        yield f"查询 {query.id} 有 {len(query.patterns)} 个模式，应为 1 至 {PATTERN_LIMIT} 个"
    seen: dict[str, bool] = {}
    anchored = False
    for pattern in query.patterns:
        if not pattern.alias or pattern.alias in seen:
            yield f"{where}别名“{pattern.alias}”为空或重复"
        if not pattern.kind:
            yield f"{where}“{pattern.alias}”没有写事实种类"
        if len(pattern.where) + len(pattern.joins) > CONDITION_LIMIT:
            yield f"{where}“{pattern.alias}”的条件超过 {CONDITION_LIMIT} 个"
        for key, value in pattern.where.items():
            if not isinstance(value, str | bool):
                yield f"{where}“{pattern.alias}”的 {key} 应为文字或真假"
        for alias, _ in pattern.joins.values():
            if alias not in seen:
                yield f"{where}“{pattern.alias}”连接到前面没有的别名“{alias}”"
            elif seen[alias]:
                yield f"{where}“{pattern.alias}”不能连接到表示不存在的别名“{alias}”"
        if not pattern.absent:
            if anchored and not pattern.joins:
                yield f"{where}“{pattern.alias}”没有连接键，请写明它与前面哪个别名的哪个键相等"
            anchored = True
        seen[pattern.alias] = pattern.absent


def positives(query: Query) -> list[Pattern]:
    return [pattern for pattern in query.patterns if not pattern.absent]


def _apart(positions: Iterable[int], values: Iterable[T]) -> dict[T, _Branch]:
    """各序号按它的值分开。"""
    apart: dict[T, _Branch] = {}
    for position, value in zip(positions, values, strict=True):
        branch = apart.get(value)
        if branch is None:
            apart[value] = _Branch([position])
        else:
            branch.positions.append(position)
    return apart


class FactIndex:
    """一份文件的事实，按种类、常数和连接键分组；各查询共用。"""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = facts
        self.ids = [fact.id for fact in facts]
        self.keys = [fact.keys for fact in facts]
        if len(set(self.ids)) != len(self.ids):
            raise EngineFault("事实编号有重复，无法匹配；请检查抽取环节的编号")
        self._by_kind = _apart(range(len(facts)), [fact.kind for fact in facts])
        self._grouped: dict[tuple[object, ...], _Group] = {}
        self._picked: dict[int, tuple[Pattern, list[int]]] = {}

    def pick(self, pattern: Pattern) -> list[int]:
        """种类与常数都符合的事实序号，从小到大。"""
        known = self._picked.get(id(pattern))  # 拿着模式，编号就不会给别的
        if known is None:
            known = self._picked[id(pattern)] = (pattern, self._pick(pattern))
        return known[1]

    def _pick(self, pattern: Pattern) -> list[int]:
        branch = self._by_kind.get(pattern.kind)
        for name, value in pattern.constants:
            if branch is None:
                break
            if branch.splits is None:
                branch.splits = {}
            split = branch.splits.get(name)
            if split is None:
                split = branch.splits[name] = self._split(branch.positions, name)
            branch = split.get(value)
        return branch.positions if branch is not None else _NONE

    def _split(self, positions: list[int], name: str) -> dict[_Value | None, _Branch]:
        keys = self.keys
        apart = _apart(positions, [keys[position].get(name) for position in positions])
        self.check(name, apart)
        return apart

    def check(self, name: str, values: Iterable[object]) -> None:
        """匹配用到的键 name 的值都是文字、真假或者没有；不是的抛出 EngineFault。"""
        if not all(value is None or isinstance(value, _VALUES) for value in values):
            wrong = next(n for n, keys in enumerate(self.keys) if not isinstance(keys.get(name, ""), _VALUES))
            raise EngineFault(f"事实 {self.ids[wrong]} 的键 {name} 不是文字或真假，无法匹配")

    def group(self, pattern: Pattern, keys: tuple[str, ...]) -> _Group:
        """pick 的结果按 keys 的值分组；缺少任何一键的不在其中。"""
        name = (pattern.kind, pattern.constants, keys)
        groups = self._grouped.get(name)
        if groups is None:
            made: dict[tuple[_Value | None, ...], list[int]] = {}
            for position in self.pick(pattern):
                values = self.values(position, keys)
                if None not in values:
                    made.setdefault(values, []).append(position)
            for key, column in zip(keys, zip(*made, strict=True), strict=False):
                self.check(key, column)
            groups = self._grouped[name] = made
        return groups

    def values(self, position: int, keys: Sequence[str]) -> tuple[_Value | None, ...]:
        return tuple(map(self.keys[position].get, keys))


def pair_estimate(present: Sequence[Pattern], index: FactIndex) -> int:
    """各个肯定的模式逐步连接时最多会有多少组合（上界）。每个模式只按连接键最多的那个别名计；很少的就是乘积。"""
    product = 1
    for pattern in present:
        product *= len(index.pick(pattern))
        if not product:  # 后面的不必挑
            return 0
    if product <= _FEW or len(present) < 2:
        return product
    return max(_combinations(present[:count], index) for count in range(2, len(present) + 1))


def _combinations(present: Sequence[Pattern], index: FactIndex) -> int:
    """把各模式看作一棵以第一个为根的树，自叶向根乘出组合数，不逐个列举。"""
    weights: dict[str, dict[int, int]] = {}
    by_alias = {pattern.alias: pattern for pattern in present}
    for pattern in reversed(present[1:]):
        linked = [alias for alias, _ in pattern.joins.values()]
        parent = max(dict.fromkeys(linked), key=linked.count)
        own = tuple(key for key, (alias, _) in pattern.joins.items() if alias == parent)
        theirs = tuple(key for alias, key in pattern.joins.values() if alias == parent)
        weight = weights.get(pattern.alias)
        sizes = {
            values: len(found) if weight is None else sum(weight[position] for position in found)
            for values, found in index.group(pattern, own).items()
        }
        known = weights.get(parent, {})
        weights[parent] = {
            position: known.get(position, 1) * sizes.get(index.values(position, theirs), 0)
            for position in index.pick(by_alias[parent])
        }
    return sum(weights[present[0].alias].values())


def refusal(query: Query, estimate: int) -> str:
    """组合过多、不予匹配的理由；可以匹配时为空串。"""
    if estimate <= PAIR_LIMIT:
        return ""
    at = f"规则 {query.rule_id or query.id}" + (f"（第 {query.line} 行）" if query.line else "")
    return f"{at}要比对约 {estimate:,} 组事实，超过上限 {PAIR_LIMIT:,} 组；请增加常数条件或连接键"


def find(query: Query, index: FactIndex) -> list[Frame]:
    """一个查询的全部匹配。"""
    frames: list[Frame] = [()]
    slots: dict[str, int] = {}
    for pattern in positives(query):
        frames = [
            (*frame, position)
            for frame in frames
            for position in _partners(pattern, frame, slots, index)
            if position not in frame
        ]
        slots[pattern.alias] = len(slots)
    for pattern in query.patterns:
        if pattern.absent:
            frames = [f for f in frames if all(position in f for position in _partners(pattern, f, slots, index))]
    return frames


def _partners(pattern: Pattern, frame: Frame, slots: Mapping[str, int], index: FactIndex) -> Sequence[int]:
    if not pattern.joins:
        return index.pick(pattern)
    values = tuple([index.keys[frame[slots[alias]]].get(key) for alias, key in pattern.joins.values()])
    return index.group(pattern, tuple(pattern.joins)).get(values, ())


def as_matches(query: Query, frames: Iterable[Frame], index: FactIndex) -> tuple[Match, ...]:
    """去重，按事实在文件中的次序排好，换成事实。"""
    slots = sorted((pattern.alias, slot) for slot, pattern in enumerate(positives(query)))
    facts = index.facts
    return tuple([{alias: facts[frame[slot]] for alias, slot in slots} for frame in sorted(set(frames))])


class ReferenceMatcher:
    """逐个查询求匹配。notes 原样带入结果，用于说明为什么没有用 durable_rules。"""

    def __init__(self, notes: tuple[str, ...] = ()) -> None:
        self.name = "reference"
        self._notes = notes

    def ready(self) -> None:
        """没有要准备的。"""

    def match(self, queries: tuple[Query, ...], facts: tuple[Fact, ...]) -> Matches:
        check_queries(queries)
        index = FactIndex(facts)
        refused = {q.id: why for q in queries if (why := refusal(q, pair_estimate(positives(q), index)))}
        by_query = {q.id: () if q.id in refused else as_matches(q, find(q, index), index) for q in queries}
        return Matches(by_query, self._notes, refused)
