"""对照测试：随机事实与查询，比较 durable_rules 匹配器与参照匹配器的结果。

用法：python -m benchmarks.differential_match --sets 2000 --seed 1
有任何不同即打印出来并以 1 退出。
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engine.document import Place
from engine.facts.model import Fact
from engine.inference.durable import DurableMatcher
from engine.inference.patterns import Pattern, Query
from engine.inference.reference import ReferenceMatcher

KINDS = ("cell", "stated", "part")
KEYS = ("科目", "栏", "表", "合计", "概念")
ODD = ("长" * 40_000, "\ud800", '"\\\n\0')
VALUES: tuple[str | bool, ...] = ("", "20805", "合计", "真", "True", "true", True, False, "c0", "m1", *ODD)


def random_facts(rng: random.Random) -> tuple[Fact, ...]:
    values = rng.sample(VALUES, rng.randint(1, len(VALUES)))
    kinds = KINDS[: rng.randint(1, len(KINDS))]
    made = []
    for n in range(rng.choice((0, 1, 3, 8, 20, 40, 80))):
        keys = {key: rng.choice(values) for key in KEYS if rng.random() < 0.8}
        made.append(Fact(f"f{n + 1}", rng.choice(kinds), keys, Place()))
    return tuple(made)


def random_query(rng: random.Random, name: str) -> Query:
    """别名故意取得次序与位置不同；“不存在”可在最前、单独、相连。"""
    patterns: list[Pattern] = []
    present: list[str] = []
    aliases = rng.sample(("甲", "乙", "b", "a", "z"), rng.choice((1, 2, 2, 3, 3, 4)))
    for alias in aliases:
        absent = rng.random() < 0.3
        where = {key: rng.choice(VALUES) for key in rng.sample(KEYS, rng.choice((0, 0, 1, 1, 2)))}
        joins = {}
        if present and (not absent or rng.random() < 0.8):
            for own in rng.sample(KEYS, rng.choice((1, 1, 2, 3))):
                joins[own] = (rng.choice(present), own if rng.random() < 0.7 else rng.choice(KEYS))
        patterns.append(Pattern(alias, rng.choice(KINDS), where, joins, absent))
        if not absent:
            present.append(alias)
    return Query(name, tuple(patterns), rule_id=name.upper(), line=rng.randint(0, 99))


def random_queries(rng: random.Random) -> tuple[Query, ...]:
    """有时只有两种写法反复出现：几个分片编译出的规则集完全一样。"""
    count = rng.choice((1, 3, 10, 60, 130))
    few = [random_query(rng, "") for _ in range(2 if rng.random() < 0.2 else count)]
    return tuple(replace(few[n % len(few)], id=f"q{n}") for n in range(count))


def main() -> int:
    parser = argparse.ArgumentParser(description="比较两种匹配器")
    parser.add_argument("--sets", type=int, default=2000, help="随机组数")
    parser.add_argument("--seed", type=int, default=1, help="随机种子")
    parser.add_argument("--reuse", type=int, default=3, help="同一组查询用于几份文件")
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    durable, reference = DurableMatcher(), ReferenceMatcher()
    counts = dict.fromkeys(("组", "查询", "事实", "匹配", "空匹配", "拒绝", "说明", "不同"), 0)
    started = time.perf_counter()
    for number in range(arguments.sets):
        if number % arguments.reuse == 0:
            queries = random_queries(rng)
        facts = random_facts(rng)
        expected = reference.match(queries, facts)
        got = durable.match(queries, facts)
        counts["组"] += 1
        counts["查询"] += len(queries)
        counts["事实"] += len(facts)
        counts["匹配"] += sum(map(len, expected.by_query.values()))
        counts["空匹配"] += sum(matches == ((),) for matches in expected.by_query.values())
        counts["拒绝"] += len(expected.refused)
        counts["说明"] += len(got.notes)
        for note in got.notes:
            print(f"第 {number} 组：{note}")
        if (dict(got.by_query), dict(got.refused)) != (dict(expected.by_query), dict(expected.refused)):
            counts["不同"] += 1
            print(f"第 {number} 组不同：", [q for q in queries if got.by_query[q.id] != expected.by_query[q.id]][:2])
    print("，".join(f"{name} {count:,}" for name, count in counts.items()), f"；{time.perf_counter() - started:.1f} 秒")
    return 1 if counts["不同"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
