# ruff: noqa: N802　测试名是中文句子
"""durable_rules 的围栏：分片上限、编号散列、故障时改用参照匹配器。"""

from __future__ import annotations

import json
import os
import signal
import time
from typing import Any

import pytest

from engine.errors import EngineFault
from engine.inference import durable, reference, shards
from engine.inference.durable import DurableMatcher
from engine.inference.patterns import Pattern, Query
from engine.inference.reference import FactIndex, ReferenceMatcher
from engine.inference.shards import Shard, compile_shards, grouped
from tests.inference.sample import cells, facts_of, pair, query

MARKS = {f"记号{n}": True for n in range(80)}
FACTS = facts_of(
    ("cell", {"表": "收入", "科目": "1", **MARKS}),
    ("cell", {"表": "支出", "科目": "1"}),
    ("cell", {"表": "收入", "科目": "2", **MARKS}),
)


def compiled(queries: tuple[Query, ...]) -> tuple[Shard, ...]:
    return compile_shards(grouped(queries))


def marked(number: int) -> Query:
    """各不相同的查询，都找得到；单数的要求没有。"""
    return query(
        f"q{number}",
        Pattern("左", "cell", {"表": "收入", f"记号{number}": True}),
        Pattern("右", "cell", {"表": "支出"}, {"科目": ("左", "科目")}, absent=number % 2 == 1),
    )


# 有的 1 个连接，有的另加 GO 共 2 个，56 个满一片，因此成三片
MANY = tuple(marked(n) for n in range(80))


def same(queries: tuple[Query, ...], *said: str, timeout: float = 30.0) -> tuple[str, ...]:
    """结果与参照相同；返回说明。"""
    matches = DurableMatcher(timeout).match(queries, FACTS)
    assert matches.by_query == ReferenceMatcher().match(queries, FACTS).by_query
    assert len(matches.notes) == len(said)
    for note, words in zip(matches.notes, said, strict=True):
        assert words in note
    return matches.notes


def sabotage(monkeypatch: pytest.MonkeyPatch, number: int, harm: Any) -> None:
    """子进程运行第 number 个分片时先做 harm。"""
    honest = durable._handle

    def handle(engine: Any, shard: int, ruleset: str) -> int:
        if shard == number:
            harm()
        return honest(engine, shard, ruleset)

    monkeypatch.setattr(durable, "_handle", handle)


def test_崩溃的分片由参照匹配器重做_其余照常(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(compiled(MANY)) == 3
    sabotage(monkeypatch, 2, lambda: os.kill(os.getpid(), signal.SIGSEGV))
    notes = same(MANY, "")
    assert notes == ("规则分片 2 在 durable_rules 中异常终止（SIGSEGV），已由参照匹配器重做",)


def test_闲着的时候被杀_另起一个_没有说明(monkeypatch: pytest.MonkeyPatch) -> None:
    same(MANY)
    for servant in durable._SERVANTS.values():
        assert servant._child is not None
        os.kill(servant._child.pid, signal.SIGKILL)
    assert same(MANY) == ()


def test_超时_连同尚未运行的分片一起重做(monkeypatch: pytest.MonkeyPatch) -> None:
    sabotage(monkeypatch, 2, lambda: time.sleep(60))
    started = time.monotonic()
    same(MANY, "规则分片 2 在 durable_rules 中超时（时限 0.5 秒）", "规则分片 3 因此未经 durable_rules", timeout=0.5)
    assert time.monotonic() - started < 5


def test_子进程里的意外也只是一条说明(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong() -> None:
        raise KeyError("意外")

    sabotage(monkeypatch, 1, wrong)
    same(MANY, "规则分片 1 在 durable_rules 中异常退出（状态 70）")


def test_引擎报错_说明含有哪些规则(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = durable._engine()

    def wrong() -> None:
        raise engine.error("Could not assert facts, error code: 303")

    sabotage(monkeypatch, 3, wrong)
    (note,) = same(MANY, "规则分片 3 在 durable_rules 中报错（Could not assert facts, error code: 303；含规则 Q")
    assert "等 " in note


def test_无法分叉也有结果(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    same(MANY[:3], "规则分片 1 在 durable_rules 中未能启动（无法另起子进程")


def test_整批没有读完就作废() -> None:
    (shard,) = compiled(MANY[:1])
    engine = durable._engine()
    cut = '[{"id":"f0","k":"k0"},{"id":"f1","x":1e-07},{"id":"~hb","~hb":1}]'
    with pytest.raises(EngineFault, match="没有读完"):
        durable._run_shard(engine, engine.create_ruleset("t", shard.ruleset), shard.sizes, cut)


def test_事实过多_组合合计过多都改由参照匹配器(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "MAX_FACTS", 2)
    same(MANY[:1], "事实超过 2 个")
    monkeypatch.setattr(durable, "MAX_PAIRS", 1)
    same(MANY[:1], "超过 1 组，未经 durable_rules")


def test_子进程留用_出了事换新的(monkeypatch: pytest.MonkeyPatch) -> None:
    forks = []
    fork = os.fork

    def counted() -> int:
        forks.append(1)
        return fork()

    monkeypatch.setattr(os, "fork", counted)
    for _ in range(4):
        same(MANY)
    assert len(forks) == 1
    assert len(durable._PLANS) == 1
    sabotage(monkeypatch, 2, lambda: os.kill(os.getpid(), signal.SIGSEGV))
    durable.stop()
    same(MANY, "SIGSEGV")  # 崩溃的一个，再试一次又崩溃的一个，重做其余分片的一个
    assert len(forks) == 4


def test_答够次数换新的(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "_ROUNDS", 3)
    pids = []
    for _ in range(7):
        same(MANY)
        pids.append(next(iter(durable._SERVANTS.values()))._child.pid)
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 1]


def test_一个子进程答许多份文件_前一份的事实不留给后一份() -> None:
    matcher, reference = DurableMatcher(), ReferenceMatcher()
    documents = [cells(("收入", "1"), ("支出", str(n % 3))) for n in range(60)]
    for facts in documents:
        assert matcher.match(MANY, facts) == reference.match(MANY, facts)


def test_写法相同的查询只送一次() -> None:
    twins = (pair("q1"), pair("q2"), pair("q3", right="别的表"))
    (shard,) = compiled(twins)
    assert [[q.id for q in group.queries] for group in shard.groups] == [["q1", "q2"], ["q3"]]
    same(twins)


def test_没有候选的不送() -> None:
    (shard,) = compiled((pair("q1", right="没有的表"),))
    assert shards.batch(shard, FactIndex(FACTS), {}) == ""
    same((pair("q1", right="没有的表"),))


def test_子进程里留用的规则集有上限(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "_KEPT_RULESETS", 2)
    monkeypatch.setattr(durable, "_HANDLES", type(durable._HANDLES)())
    engine = durable._engine()
    (shard,) = compiled((pair("q"),))
    for n in range(6):  # 写法一样，分片号不同的各留一个
        durable._handle(engine, n, shard.ruleset)
        assert len(durable._HANDLES) == min(n + 1, 2)


def test_分片在上限之内_且规则集以守卫结尾() -> None:
    for shard in compiled(MANY):
        rules = json.loads(shard.ruleset)
        assert list(rules)[-1] == "~guard"
        joins = sum(len(rule["all"]) - 1 for rule in rules.values())
        assert len(shard.groups) <= shards.MAX_RULES
        assert joins <= shards.MAX_JOINS


def test_一个事实同时符合一个分片的全部模式也不越过引擎上限() -> None:
    keys = [f"键{n}" for n in range(120)]
    single = tuple(query(f"a{n}", Pattern("a", "cell", {key: "x"})) for n, key in enumerate(keys))
    double = tuple(
        query(f"b{n}", Pattern("a", "cell", {key: "x"}), Pattern("b", "cell", {key: "x"}, {keys[-n]: ("a", key)}))
        for n, key in enumerate(keys)
    )
    triple = tuple(
        query(
            f"c{n}",
            Pattern("a", "cell"),
            Pattern("b", "cell", {}, {key: ("a", keys[0])}),
            Pattern("c", "cell", {}, {key: ("b", key), keys[n - 1]: ("a", key)}),
            Pattern("n", "cell", {key: "y"}, {keys[n - 2]: ("c", key)}, absent=True),
        )
        for n, key in enumerate(keys)
    )
    facts = facts_of(*[("cell", dict.fromkeys(keys, "x"))] * 4)
    for queries in (single, double, triple, single + double + triple):
        matches = DurableMatcher().match(queries, facts)
        assert matches == ReferenceMatcher().match(queries, facts)


def fnv32(text: str) -> int:
    """durable_rules 用来识别事实、属性名的 32 位散列。"""
    value = 0x811C9DC5
    for byte in text.encode("ascii"):
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def test_送入引擎的编号与属性名散列互不相同() -> None:
    ids = [f"f{n}" for n in range(shards.MAX_FACTS)] + ["~go", "~hb", "sid-0", "$pulse"]
    assert len({fnv32(name) for name in ids}) == len(ids)
    names = [f"{letter}{n}" for letter in "pc" for n in range(10_000)] + [
        "k",
        "id",
        "sid",
        "$s",
        "~go",
        "~hb",
        "~never",
    ]
    assert len({fnv32(name) for name in names}) == len(names)


def single(number: int) -> Query:
    return query(f"s{number}", Pattern("a", "cell", {"表": f"表{number}"}))


def joined(number: int, absent: bool = False) -> Query:
    """两种事实相连：各一叶，一个连接，要求没有的另加 GO。"""
    left = Pattern("a", "cell", {"表": f"表{number}"})
    return query(f"j{number}", left, Pattern("b", "part", {"表": f"表{number}"}, {"科目": ("a", "科目")}, absent))


def alike(number: int) -> Query:
    """同一种事实的两叶。"""
    same = {"科目": ("a", "科目")}
    return query(
        f"k{number}", Pattern("a", "cell", {"表": f"表{number}"}), Pattern("b", "cell", {"栏": f"{number}"}, same)
    )


@pytest.mark.parametrize(
    ("make", "most"),
    [(single, 50), (joined, 50), (lambda n: joined(n, absent=True), 28), (alike, 30)],
    ids=["规则数", "规则数_有连接", "连接数", "一种事实的叶数"],
)
def test_分片恰在上限的是一片_多一个就分(make: Any, most: int) -> None:
    full = tuple(make(n) for n in range(most))
    assert [len(shard.groups) for shard in compiled(full)] == [most]
    assert [len(shard.groups) for shard in compiled((*full, make(most)))] == [most, 1]
    assert [len(shard.groups) for shard in compiled(tuple(make(n) for n in range(2 * most + 1)))] == [
        most,
        most,
        1,
    ]


def test_事实种类相近的排在一起_分片从一编号() -> None:
    mixed = tuple(query(f"q{n}", Pattern("a", ("cell", "part")[n % 2], {"表": f"{n}"})) for n in range(60))
    found = compiled(mixed)
    assert [shard.number for shard in found] == [1, 2]
    assert [sorted(shard.kinds) for shard in found] == [["cell", "part"], ["part"]]


def test_报错时说的是哪些规则() -> None:
    (shard,) = compiled((single(1), single(1), Query("没有编号的", (Pattern("a", "cell"),))))
    assert shard.rules == "S1:7、没有编号的"
    (many,) = compiled(tuple(single(n) for n in range(4)))
    assert many.rules == "S0:7、S1:7、S2:7 等 4 条"
    (three,) = compiled(tuple(single(n) for n in range(3)))
    assert three.rules == "S0:7、S1:7、S2:7"


def test_正常时不靠参照匹配器(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ReferenceMatcher().match(MANY, FACTS).by_query

    def refuse(*_: object) -> None:
        raise AssertionError("不该由参照匹配器来做")

    monkeypatch.setattr(durable.reference, "find", refuse)
    assert DurableMatcher().match(MANY, FACTS).by_query == wanted


def test_事实恰在上限的照常(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "MAX_FACTS", len(FACTS))
    same(MANY[:1])
    (shard,) = compiled(MANY[:1])
    monkeypatch.setattr(shards, "MAX_PROPERTIES", max(use.properties for use in shard.kinds.values()))
    same(MANY[:1])
    monkeypatch.setattr(shards, "MAX_PROPERTIES", shards.MAX_PROPERTIES - 1)
    same(MANY[:1], "一种事实用到的键超过")


def test_组合合计恰在上限的照常(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [reference.pair_estimate(group.present, FactIndex(FACTS)) for group in compiled(MANY[:3])[0].groups]
    monkeypatch.setattr(durable, "MAX_PAIRS", sum(found))
    same(MANY[:3])
    monkeypatch.setattr(durable, "MAX_PAIRS", sum(found) - 1)
    assert same(MANY[:3], "") == (
        f"规则分片 1 要比对的事实组合超过 {sum(found) - 1} 组，未经 durable_rules，已由参照匹配器重做",
    )
