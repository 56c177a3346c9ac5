# ruff: noqa: N802　测试名是中文句子
"""durable_rules 真的崩溃、停不下来、丢事实、报错、吃光内存：结果不变，留一句话，下一次照常。

这些毛病都不是假装的：送进去的正是围栏平时挡住的东西。
"""

from __future__ import annotations

import os
import re
import signal
from array import array
from collections.abc import Callable

import pytest

from engine.errors import EngineFault
from engine.inference import durable, shards
from engine.inference.durable import DurableMatcher, unavailable
from engine.inference.patterns import Pattern, Query
from engine.inference.reference import ReferenceMatcher
from engine.isolation import Bounds, Send
from tests.inference.sample import cells, pair, query

pytestmark = pytest.mark.skipif(bool(unavailable()), reason="这里用不了 durable_rules")

FACTS = cells(("收入", "1"), ("支出", "1"), ("收入", "2"))


def redone(*said: str, queries: tuple[Query, ...] = (pair("q"),), timeout: float = 30.0) -> None:
    """结果不变，留一句话；出过事的子进程不再用，下一次照常。"""
    expected = ReferenceMatcher().match(queries, FACTS)
    matches = DurableMatcher(timeout).match(queries, FACTS)
    assert matches.by_query == expected.by_query
    (note,) = matches.notes
    assert note.startswith("规则分片 1 在 durable_rules 中") and note.endswith("已由参照匹配器重做")
    assert all(words in note for words in said), note
    assert all(servant._child is None for servant in durable._SERVANTS.values())


def well() -> None:
    matches = DurableMatcher().match((pair("q"),), FACTS)
    assert matches == ReferenceMatcher().match((pair("q"),), FACTS)
    assert matches.by_query["q"]


def corrupt(monkeypatch: pytest.MonkeyPatch, change: Callable[[str], str]) -> None:
    """送出的事实改坏：验证围栏挡住的正是这些。"""
    honest = shards.batch
    monkeypatch.setattr(durable, "batch", lambda *given: change(honest(*given)))


def test_真的崩溃(monkeypatch: pytest.MonkeyPatch) -> None:
    corrupt(monkeypatch, lambda _: "[{}]")
    redone("异常终止（SIG")
    monkeypatch.undo()
    well()


def test_真的停不下来(monkeypatch: pytest.MonkeyPatch) -> None:
    """C 代码的死循环，信号打不断，只有终止进程。"""
    corrupt(monkeypatch, lambda _: '[{"id":"f0","k":"k0"},{}]')
    redone("超时（时限 0.5 秒）", timeout=0.5)
    monkeypatch.undo()
    well()


def test_子进程停住了_问得再长也到时限为止() -> None:
    """被暂停的子进程不读，管道写满了；不能一直等着写。"""
    matcher = DurableMatcher(2.0)
    matcher.match((pair("q"),), FACTS)
    os.kill(durable._SERVANTS[2.0]._child.pid, signal.SIGSTOP)
    facts = cells(*((table, str(n)) for n in range(3000) for table in ("收入", "支出")))
    (note,) = matcher.match((pair("q"),), facts).notes
    assert "超时（时限 2 秒）" in note
    well()


@pytest.mark.parametrize("bad", ["1e-07", "1e+16", "Infinity", '{"x":1}' * 2])
def test_真的丢了后面的事实(monkeypatch: pytest.MonkeyPatch, bad: str) -> None:
    corrupt(monkeypatch, lambda sent: sent.replace('{"id":"f1"', f'{{"id":"f9","x":{bad}}},{{"id":"f1"'))
    redone("报错（这批事实没有读完；含规则 Q:7）")


def test_真的超过它的上限(monkeypatch: pytest.MonkeyPatch) -> None:
    """不分片：一个事实同时展开太多分支。"""
    for name in ("MAX_RULES", "MAX_JOINS", "MAX_PER_KIND"):
        monkeypatch.setattr(shards, name, 1000)
    many = tuple(
        query(f"q{n}", Pattern("a", "cell"), Pattern("b", "cell", {}, {"科目": ("a", "科目"), f"键{n}": ("a", "表")}))
        for n in range(80)
    )
    redone("报错（", "error code: 303", "含规则 Q0:7、Q1:7、Q2:7 等 80 条", queries=many)


def test_交回的不全(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = durable._BOUND
    monkeypatch.setattr(durable, "_BOUND", re.compile(honest.pattern.replace("f", "x")))
    redone("报错（交回的匹配不全")
    for half in ('{"r0":[{"a0":{"id":"f1"}}]}', '{"r0":[{"a0":{"id":"f1"},"a0":{"id":"f2"}}]}', '{"r0":[]}'):
        monkeypatch.undo()
        with pytest.raises((EngineFault, IndexError)):
            durable._frames(half, 2)


def test_内存不够(monkeypatch: pytest.MonkeyPatch) -> None:
    """上限只够装规则集，不够装事实。"""
    monkeypatch.setattr(durable, "_BOUNDS", Bounds(memory=48, answer=16))
    facts = cells(*((table, str(n)) for n in range(6000) for table in ("收入", "支出")))
    matches = DurableMatcher().match((pair("q"),), facts)
    assert matches.by_query == ReferenceMatcher().match((pair("q"),), facts).by_query
    (note,) = matches.notes
    assert re.search(r"报错（.*(101|内存不够)|异常", note), note


def test_送回的太多(monkeypatch: pytest.MonkeyPatch) -> None:
    def flood(request: bytes, send: Send) -> None:
        send(b"=" * (8 << 20))

    monkeypatch.setattr(durable, "_answer", flood)
    monkeypatch.setattr(durable, "_BOUNDS", Bounds(answer=4))
    redone("送回的结果太大")


def test_报错的文字不成样子_照样留一句话(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "_answer", lambda _, send: send(b"!\xff"))
    redone("报错（")


def answers(*numbers: int) -> bytes:
    return b"=" + array("q", numbers).tobytes()


@pytest.mark.parametrize(
    "answer",
    [
        b"=",
        b"=\xff",
        answers(0)[:-1],
        answers(3, 0, 2),  # 说有三个整数，只有两个
        answers(4, 0, 2, 0, 3),  # 只有三个事实
        answers(4, 0, 2, 0, -1),
        answers(4, 7, 2, 0, 1),  # 没有这一组
        answers(4, -1, 2, 0, 1),
        answers(3, 0, 1, 0),  # 一次匹配是两个事实
        answers(4, 0, 3, 0, 1),
        answers(4, 0, -1, 0, 1),
        answers(1, 0),
    ],
)
def test_答的不成样子(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    """引擎坏过内存，子进程说什么都不能全信。"""
    monkeypatch.setattr(durable, "_answer", lambda _, send: send(answer))
    redone("报错（答的不成样子")
