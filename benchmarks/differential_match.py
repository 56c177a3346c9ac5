"""对照测试：随机事实与查询，比较 durable_rules 匹配器与参照匹配器的结果；小的几组再与按定义逐个列举的比。

一组是一批事实和一批查询；值里有数（小数、大数、负数、各种写法）、怪字、真假，有缺的键、重复的事实、
文件里没有的常数和种类、相连到别名、“不存在”。有任何不同，或者 durable_rules 出了故障，即打印出来并以 1 退出。

用法：python -m benchmarks.differential_match --sets 2000 --seed 1
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engine.document import Place
from engine.facts.model import Fact
from engine.inference import durable
from engine.inference.durable import DurableMatcher
from engine.inference.patterns import Match, Matches, Pattern, Query
from engine.inference.reference import ReferenceMatcher
from engine.isolation import Ran
from tests.inference.by_hand import by_hand

KINDS = ("cell", "stated", "part", "种类\n", "~hb")
KEYS = ("科目", "栏", "表", "id", "sid", "k", "", "$and", "~go", "名\x00称", "键" * 3000)
NUMBERS = ("0", "-0", "0.0", "00", "1", "1.0", "１", "-1", "20805", "020805", "1234.56", "1,234.56", "1e-07", "1e+16")
HUGE = ("9223372036854775807", "-9223372036854775808", "9" * 400, "0." + "0" * 60 + "1", "NaN", "Infinity", "1/3")
WORDS = ("", " ", "合计", "合计 ", "合\u200b计", "é", "e\u0301", "真", "True", "true", "null", "c0", "v1", "m1", "f1")
ODD = (
    "长" * 40_000,
    "长" * 39_999 + "短",
    "\ud800",
    '"\\\n\r\t\0',
    '{"id":"f1"}',
    "\U0001f600",
    "a0",
    "~hb",
    "sid-0",
    "𠮷",
)
VALUES: tuple[str | bool, ...] = (True, False, *NUMBERS, *HUGE, *WORDS, *ODD)
# 两个 32 位散列相同的字样：引擎凭散列认编号和属性名
TWINS = ("x2053546205", "x2013680310")
SMALL = 5  # 事实不多于这么多的，再按定义逐个列举
CROWDED = 500  # 每这么多组有一组事实特别多


@dataclass
class Counts:
    组: int = 0
    查询: int = 0
    事实: int = 0
    匹配: int = 0
    空匹配: int = 0
    不存在: int = 0
    逐个列举: int = 0
    拒绝: int = 0
    未送: int = 0
    故障: int = 0
    不同: int = 0

    def __str__(self) -> str:
        return "，".join(f"{field.name} {getattr(self, field.name):,}" for field in fields(self))


def random_values(rng: random.Random, pool: tuple[str | bool, ...]) -> list[str | bool]:
    return rng.sample(pool, rng.choice((1, 2, 3, 5, 8, 20, len(pool))))


def random_facts(rng: random.Random) -> tuple[Fact, ...]:
    """值少的连得上的多，值多的连得上的少；有的一模一样，只有编号不同。"""
    values = random_values(rng, (*VALUES, *TWINS))
    kinds = rng.sample(KINDS, rng.randint(1, len(KINDS)))
    names = rng.sample(KEYS, rng.randint(1, len(KEYS)))
    kept = rng.choice((0.3, 0.8, 1.0))
    made: list[Fact] = []
    for n in range(rng.choice((*range(6), 8, 20, 40, 80, 150, 150))):
        keys = {key: rng.choice(values) for key in names if rng.random() < kept}
        if made and rng.random() < 0.1:
            keys = dict(rng.choice(made).keys)
        made.append(Fact(f"f{n + 1}", rng.choice(kinds), keys, Place()))
    return tuple(made)


def random_query(
    rng: random.Random, name: str, keys: list[str], values: list[str | bool], kinds: tuple[str, ...] = KINDS
) -> Query:
    """别名故意取得次序与位置不同；“不存在”可在最前、单独、相连。"""
    patterns: list[Pattern] = []
    present: list[str] = []
    aliases = rng.sample(("甲", "乙", "b", "a", "z", "$not"), rng.choice((1, 2, 2, 3, 3, 4, 5)))
    for alias in aliases:
        absent = rng.random() < 0.3
        where = {key: rng.choice(values) for key in rng.sample(keys, min(len(keys), rng.choice((0, 0, 1, 1, 2))))}
        joins = {}
        if present and (not absent or rng.random() < 0.8):
            for own in rng.sample(keys, min(len(keys), rng.choice((1, 1, 2, 3)))):
                joins[own] = (rng.choice(present), own if rng.random() < 0.7 else rng.choice(keys))
        patterns.append(Pattern(alias, rng.choice(kinds), where, joins, absent))
        if not absent:
            present.append(alias)
    return Query(name, tuple(patterns), rule_id=name.upper(), line=rng.randint(0, 99))


def random_queries(rng: random.Random) -> tuple[Query, ...]:
    """有时只有两种写法反复出现：几个分片编译出的规则集完全一样。"""
    count = rng.choice((1, 2, 3, 4, 6)) if rng.random() < 0.93 else rng.choice((10, 30, 100))
    keys = rng.sample(KEYS, rng.choice((2, 3, len(KEYS))))
    values = random_values(rng, (*VALUES, *TWINS, "文件里没有的"))
    few = [random_query(rng, "", keys, values) for _ in range(2 if rng.random() < 0.2 else count)]
    return tuple(replace(few[n % len(few)], id=f"q{n}") for n in range(count))


def random_crowd(rng: random.Random) -> tuple[tuple[Query, ...], tuple[Fact, ...]]:
    """许多事实、很少的值：组合多得要拒绝，或者多得不送引擎，或者正好不到。"""
    values: list[str | bool] = list(rng.sample(NUMBERS, rng.choice((2, 4, 8))))
    kinds = KINDS[: rng.choice((1, 2))]
    facts = tuple(
        Fact(f"f{n + 1}", rng.choice(kinds), {"科目": rng.choice(values), "栏": rng.choice(values)}, Place())
        for n in range(rng.randint(200, 900))
    )
    queries = [random_query(rng, f"q{n}", ["科目", "栏"], values, kinds) for n in range(rng.choice((1, 2, 4, 8)))]
    return tuple(replace(q, patterns=q.patterns[:3]) for q in queries), facts


def differences(queries: tuple[Query, ...], facts: tuple[Fact, ...], got: Matches, expected: Matches) -> list[Query]:
    """两种匹配器不同的查询；事实不多的，参照匹配器也与定义比。次序也要相同。"""
    listed: dict[str, tuple[Match, ...]] = dict(expected.by_query)
    if len(facts) <= SMALL:
        listed = {q.id: () if q.id in expected.refused else by_hand(q, facts) for q in queries}
    return [
        query
        for query in queries
        if not got.by_query[query.id] == expected.by_query[query.id] == listed[query.id]
        or got.refused.get(query.id) != expected.refused.get(query.id)
    ]


class Inline:
    """不经子进程，就在本进程里匹配：机器忙的时候快几倍；崩溃了整个停下，也就看得见。"""

    def ask(self, request: bytes, _: float) -> Ran:
        messages: list[bytes] = []
        durable._answer(request, messages.append)
        return Ran(tuple(messages))

    def close(self) -> None:
        """出过故障的句柄已经扔掉，没有别的要收。"""


def compare(sets: int, seed: int, reuse: int, told: Callable[[str], None]) -> Counts:
    """比 sets 组；同一批查询用于 reuse 份文件。不同之处和匹配器的说明逐条交给 told。"""
    rng = random.Random(seed)
    durable, reference = DurableMatcher(), ReferenceMatcher()
    counts = Counts()
    for number in range(sets):
        if number % reuse == 0:
            queries = random_queries(rng)
            counts.不存在 += sum(pattern.absent for query in queries for pattern in query.patterns)
        if number % 10_000 == 0 and number:
            told(f"比过 {number:,} 组")
        facts = random_facts(rng)
        if number % CROWDED == CROWDED - 1:
            queries, facts = random_crowd(rng)
        expected = reference.match(queries, facts)
        got = durable.match(queries, facts)
        counts.组 += 1
        counts.查询 += len(queries)
        counts.事实 += len(facts)
        counts.匹配 += sum(map(len, expected.by_query.values()))
        counts.空匹配 += sum(matches == ({},) for matches in expected.by_query.values())
        counts.逐个列举 += len(queries) * (len(facts) <= SMALL)
        counts.拒绝 += len(expected.refused)
        unsent = [note for note in got.notes if "未经 durable_rules" in note]  # 组合太多，按规定不送
        counts.未送 += len(unsent)
        counts.故障 += len(got.notes) - len(unsent)
        for note in got.notes:
            told(f"第 {number} 组：{note}")
        if differing := differences(queries, facts, got, expected):
            counts.不同 += 1
            told(f"第 {number} 组不同：{differing[:2]}")
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description="比较两种匹配器")
    parser.add_argument("--sets", type=int, default=2000, help="随机组数")
    parser.add_argument("--seed", type=int, default=1, help="随机种子")
    parser.add_argument("--reuse", type=int, default=3, help="同一批查询用于几份文件")
    parser.add_argument("--inline", action="store_true", help="不经子进程")
    arguments = parser.parse_args()
    if arguments.inline:
        durable._servant = lambda _: Inline()  # type: ignore[assignment,return-value]
    started = time.perf_counter()
    counts = compare(arguments.sets, arguments.seed, arguments.reuse, lambda text: print(text, flush=True))
    print(f"{counts}；{time.perf_counter() - started:.1f} 秒")
    return 1 if counts.不同 or counts.故障 else 0


if __name__ == "__main__":
    raise SystemExit(main())
