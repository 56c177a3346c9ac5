# ruff: noqa: N802　测试名是中文句子
"""围栏：送进 durable_rules 的只有验证过的写法，写满上限也照常。每一项毛病与测试的对应见 docs/durable.md。"""

from __future__ import annotations

import functools
import json
import random
import re
import sys
import threading
from typing import Any

import pytest

from benchmarks.differential_match import TWINS, compare, random_facts, random_queries
from engine.inference import durable, reference, shards
from engine.inference.durable import DurableMatcher, unavailable
from engine.inference.patterns import Pattern, Query
from engine.inference.reference import CONDITION_LIMIT, PATTERN_LIMIT, FactIndex, ReferenceMatcher
from engine.inference.shards import Shard, compile_shards, grouped
from engine.isolation import Send, run_in_child
from tests.inference.sample import cells, facts_of, pair, query

pytestmark = pytest.mark.skipif(bool(unavailable()), reason="这里用不了 durable_rules")

FACTS = cells(("收入", "1"), ("支出", "1"), ("收入", "2"))


@functools.cache
def sent() -> list[tuple[Shard, FactIndex, dict[str, Any], list[dict[str, Any]]]]:
    """随机的分片、文件的事实、它的规则集、送给它的事实（没有可送的为空）。"""
    made = []
    for seed in range(200):
        rng = random.Random(seed)
        index = FactIndex(random_facts(rng))
        several = compile_shards(grouped(random_queries(rng)))
        tokens: dict[str | bool, str] = {}
        for shard in several:
            facts = json.loads(shards.batch(shard, index, tokens) or "[]")
            made.append((shard, index, json.loads(shard.ruleset), facts))
    return made


def parts(condition: dict[str, Any], before: list[str]) -> int:
    """一个条件是哪一种：0 种类，1 常数，2 与 before 中的一个相连。都不是就不对。"""
    ((left, right),) = condition.items()
    if not isinstance(right, dict):
        assert re.fullmatch(r"k k\d{1,3}|c\d{1,6} 1", f"{left} {right}")
        return 0 if left == "k" else 1
    ((alias, key),) = right.items()
    assert alias in before and re.fullmatch(r"p\d{1,5} p\d{1,5}", f"{left} {key}")
    return 2


def test_规则集里只有验证过的写法() -> None:
    """别名、属性、值都是短记号；每个模式是一层 $and：先种类，再常数，后相连；要求没有的在 GO 之后。

    常数是一个属性，值总是 1：引擎的 1 与 1.0、真的分别就用不上。
    """
    seen = [0, 0, 0]
    negated = 0
    for shard, _, ruleset, _ in sent():
        rules = dict(ruleset)
        assert list(rules) == [*(f"r{n}" for n in range(len(shard.groups))), "~hb", "~guard"]
        assert rules.pop("~guard") == {"all": [{"m": {"$and": [{"~never": 1}, {"~never": 2}]}}]}
        assert rules.pop("~hb") == {"all": [{"m": {"~hb": 1}}]}
        for number, rule in enumerate(rules.values()):
            assert list(rule) == ["all", "cap"]
            assert rule["cap"] == 1000
            present = [f"a{n}" for n in range(shard.sizes[number])]
            absent = [f"n{n}$not" for n in range(sum(p.absent for p in shard.groups[number].first.patterns))]
            negated += len(absent)
            patterns = {alias: body for pattern in rule["all"] for alias, body in pattern.items()}
            assert list(patterns) == [*present, *(["go"] if absent else []), *absent]
            assert patterns.pop("go", {"~go": 1}) == {"~go": 1}
            for place, body in enumerate(patterns.values()):
                assert list(body) == ["$and"]
                order = [parts(condition, present[:place]) for condition in body["$and"]]
                assert order == sorted(order)
                assert order.count(0) == 1
                assert order.count(1) <= 1  # 几个常数合成一个
                seen = [old + order.count(n) for n, old in enumerate(seen)]
    assert min(*seen, negated) > 100


def test_送的事实都有编号和种类_值只有短记号_最后是GO和心跳() -> None:
    batches = missing = 0
    for shard, index, _, facts in sent():
        if not facts:
            continue
        batches += 1
        assert facts[-2:] == [{"id": "~go", "~go": 1}, {"id": "~hb", "~hb": 1}]
        kinds = {use.token: kind for kind, use in shard.kinds.items()}
        joined = {pair for group in shard.groups if all(map(index.pick, group.present)) for pair in group.joined}
        ids = [fact["id"] for fact in facts]
        assert len(set(ids)) == len(ids)
        for fact in facts[:-2]:
            assert list(fact)[:2] == ["id", "k"]
            assert len(fact) <= shards.MAX_PROPERTIES + 2
            assert re.fullmatch(r"f\d{1,5}", fact["id"])
            kind = kinds[fact["k"]]
            use = shard.kinds[kind]
            joins = {name for name, _ in use.joins}
            assert set(fact) <= {"id", "k", *use.fixed, *joins}
            assert all(re.fullmatch(r"[vm]\d{1,6}", value) for key, value in fact.items() if key in joins)
            assert all(value == 1 and type(value) is int for key, value in fact.items() if key in use.fixed)
            # 有候选的规则用来相连的，一个也不缺
            assert set(fact) >= {name for name, key in use.joins if (kind, key) in joined}
            missing += any(fact.get(name, "").startswith("m") for name in joins)
    assert batches > 30
    assert missing > 100


def test_分片的大小离引擎的上限都有余地() -> None:
    """一个节点下的条件 511，同一个模式的规则 255，一个模式的式子 29，一次匹配的事实 16，属性 252。"""
    assert shards.MAX_RULES + shards.MAX_JOINS < 511
    assert shards.MAX_RULES < 255
    assert CONDITION_LIMIT + 1 <= 29
    assert PATTERN_LIMIT + 1 <= 16
    assert shards.MAX_PROPERTIES + 2 <= 252


def test_组合不多的不细算_不会因此不送() -> None:
    assert reference._FEW <= reference.PAIR_LIMIT
    assert reference._FEW * shards.MAX_RULES <= durable.MAX_PAIRS
    for shard, _, ruleset, _ in sent():
        assert len(shard.groups) <= shards.MAX_RULES
        assert sum(len(rule["all"]) - 1 for rule in ruleset.values()) <= shards.MAX_JOINS


def agree(queries: tuple[Query, ...], facts: Any) -> int:
    """两种匹配器一样，没有故障；返回匹配数。"""
    matches = DurableMatcher().match(queries, facts)
    assert matches == ReferenceMatcher().match(queries, facts)
    return sum(map(len, matches.by_query.values()))


def test_写满上限也照常() -> None:
    keys = [f"键{n}" for n in range(CONDITION_LIMIT)]
    full = dict.fromkeys(keys, "x")
    first = Pattern("a0", "cell", full)
    chain = [Pattern(f"a{n}", "cell", {}, {key: (f"a{n - 1}", key) for key in keys}) for n in range(1, PATTERN_LIMIT)]
    facts = facts_of(*[("cell", full)] * 3, *[("part", full)] * 9)
    assert agree((query("q1", first, *chain[:2]),), facts) == 6
    wide = [Pattern(f"b{n}", f"种{n}", {}, {"键": ("b0", "键")} if n else {}) for n in range(PATTERN_LIMIT)]
    assert agree((query("q2", *wide),), facts_of(*((f"种{n}", {"键": "x"}) for n in range(PATTERN_LIMIT)))) == 1


def test_键多到上限照常_再多的不送(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(count: int) -> tuple[Query, ...]:
        return tuple(
            query(
                f"q{start}",
                Pattern("a", "cell"),
                Pattern("b", "cell", {}, {f"键{n}": ("a", f"键{n}") for n in range(start, min(start + 20, count))}),
            )
            for start in range(0, count, 20)
        )

    facts = facts_of(*[("cell", {f"键{n}": "x" for n in range(201)})] * 2)
    assert agree(asked(200), facts) == 20
    matches = DurableMatcher().match(asked(201), facts)
    assert matches.by_query == ReferenceMatcher().match(asked(201), facts).by_query
    (note,) = matches.notes
    assert "用到的键超过 200 个" in note and note.endswith("已由参照匹配器重做")


def test_一条规则的匹配上千也取全() -> None:
    assert agree((pair("q"), pair("r", "支出", "收入")), cells(*[("收入", "1")] * 50, *[("支出", "1")] * 51)) == 5100


def test_数是文字_照字样比较() -> None:
    """引擎把 '1' 与 1 相等、把大数截断；这里没有数。"""
    texts = ("1", "1.0", "01", "-0", "0", "1e-07", "0.0000001", "9223372036854775807", "9223372036854775808", "True")
    facts = facts_of(*(("cell", {"数": text}) for text in (*texts, True, *texts)))
    same = query("q", Pattern("a", "cell"), Pattern("b", "cell", {}, {"数": ("a", "数")}))
    assert agree((same,), facts) == 2 * len(texts)
    assert agree(tuple(query(f"c{n}", Pattern("a", "cell", {"数": t})) for n, t in enumerate(texts)), facts) == 20


def test_散列相同的编号_键_值都分得开() -> None:
    keys = dict.fromkeys(TWINS, "x")
    facts = tuple(
        type(fact)(name, fact.kind, fact.keys, fact.place)
        for name, fact in zip(
            (*TWINS, "~go", "sid-0"),
            facts_of(("cell", keys), ("cell", {TWINS[0]: TWINS[0]}), ("cell", {TWINS[1]: TWINS[1]}), ("cell", keys)),
            strict=True,
        )
    )
    join = query("q", Pattern("a", "cell"), Pattern("b", "cell", {}, {TWINS[1]: ("a", TWINS[0])}))
    assert agree((join, query("r", Pattern("a", "cell", {TWINS[0]: TWINS[1]}))), facts) == 2


def test_要求没有的_事实先来后到都一样() -> None:
    rng = random.Random(7)
    rows = [("cell", {"表": rng.choice("收支"), "科目": str(rng.randint(1, 9))}) for _ in range(30)]
    queries = (pair("q", "收", "支", absent=True), query("r", Pattern("n", "cell", {"表": "余"}, absent=True)))
    counts = set()
    for _ in range(10):
        rng.shuffle(rows)
        counts.add(agree(queries, facts_of(*rows)))
    assert len(counts) == 1


def test_不经它自带的接口_不开线程() -> None:
    before = threading.active_count()
    assert agree((pair("q"),), FACTS) == 1
    assert threading.active_count() == before
    assert not {"durable", "durable.engine", "durable.lang"} & set(sys.modules)


def test_没有查询_没有事实都不送(monkeypatch: pytest.MonkeyPatch) -> None:
    """空的规则集它照收而永不触发，空的一批使它崩溃。"""
    assert agree((), FACTS) == agree((pair("q"),), ()) == 0
    assert not durable._SERVANTS or all(servant._child is None for servant in durable._SERVANTS.values())


def test_几个线程同时用() -> None:
    expected = ReferenceMatcher().match((pair("q"),), FACTS)
    matcher, got = DurableMatcher(), []
    threads = [
        threading.Thread(target=lambda: got.extend(matcher.match((pair("q"),), FACTS) for _ in range(20)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [expected] * 80


def test_分叉出来的进程另有自己的() -> None:
    """工作进程由分叉而来，不与父进程抢同一个子进程。"""
    matcher = DurableMatcher()
    expected = matcher.match((pair("q"),), FACTS)

    def work(send: Send) -> None:
        for _ in range(5):
            send(b"1" if matcher.match((pair("q"),), FACTS) == expected else b"0")

    assert run_in_child(work, 30).messages == (b"1",) * 5
    assert matcher.match((pair("q"),), FACTS) == expected


def test_随机的几十组与参照匹配器_与定义都相同() -> None:
    """benchmarks/differential_match.py 的开头一段；长的见 docs/durable.md。"""
    said: list[str] = []
    counts = compare(300, 2, 3, said.append)
    assert (said, counts.不同, counts.故障) == ([], 0, 0)
    assert min(counts.匹配, counts.不存在, counts.逐个列举) > 300
    assert counts.空匹配 > 30


def test_没有候选的规则用来相连的键不送_同片的规则照常() -> None:
    """引擎遇到左边的事实缺了相连的属性，有的时候整批报错；没有候选的规则也在规则集里。"""
    alive = query("q1", Pattern("x", "cell", {"表": "收入"}), Pattern("y", "cell", {"表": "支出"}, {"栏": ("x", "栏")}))
    for others in ({"科目": ("a", "科目")}, {"科目": ("a", "科目"), "栏": ("a", "科目")}, {"栏": ("a", "科目")}):
        for where in ({"表": "支出"}, {}):
            idle = query(
                "q2",
                Pattern("a", "cell", {"表": "收入"} if where else {}),
                Pattern("b", "cell", where, others),
                Pattern("c", "没有的", {}, {"科目": ("b", "科目")}),
            )
            keys = {"栏": "本年", "科目": "1"}
            facts = facts_of(*(("cell", {"表": table, **keys}) for table in ("收入", "支出", "收入")))
            assert agree((alive, idle), facts) == agree((idle, alive), facts) == 2
