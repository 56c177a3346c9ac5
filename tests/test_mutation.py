# ruff: noqa: N802　测试名是中文句子
"""变异测试的工具：找得到改法，换上就起作用，本进程始终是原来的。察觉几成见 docs/mutation.md。"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.mutating.mutants import Mutant, find, in_order
from benchmarks.mutating.swap import Program
from engine.checks.common import quote
from engine.isolation import Send, run_in_child
from engine.numbers import Interval

ROOT = Path(__file__).resolve().parents[1]
FILE = "engine/numbers.py"


@pytest.fixture(scope="module")
def mutants() -> tuple[Mutant, ...]:
    return tuple(find(ROOT, FILE))


def changed(mutants: tuple[Mutant, ...], function: str, after: str) -> Mutant:
    (found,) = (m for m in mutants if m.function == function and m.changed()[1] == after)
    return found


def test_改法各有各的键_只改一处(mutants: tuple[Mutant, ...]) -> None:
    assert len({m.key for m in mutants}) == len(mutants) > 100
    mutant = changed(mutants, "Interval.may_be_below", "return self.low <= other.high")
    assert mutant.changed()[0] == "return self.low < other.high"
    before = (ROOT / FILE).read_text(encoding="utf-8").splitlines()
    after = mutant.source().splitlines()
    assert [n for n, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new] == [mutant.line]


def test_换上以后就起作用_本进程不变(mutants: tuple[Mutant, ...]) -> None:
    program = Program(ROOT, [FILE])
    mutant = changed(mutants, "Interval.may_be_below", "return self.low <= other.high")
    zero = Interval.exact(0)

    def work(send: Send) -> None:
        program.swap(mutant)
        send(str(zero.may_be_below(zero)).encode())

    assert run_in_child(work, 20).messages == (b"True",)
    assert not zero.may_be_below(zero)


def test_参数的缺省值也换() -> None:
    file = "engine/checks/common.py"
    program = Program(ROOT, [file])
    mutant = changed(tuple(find(ROOT, file)), "quote", "def quote(facts: FactSet, fact: Fact, width: int = 61) -> str:")

    def work(send: Send) -> None:
        program.swap(mutant)
        send(str(quote.__defaults__).encode())

    assert run_in_child(work, 20).messages == (b"(61,)",)
    assert quote.__defaults__ == (60,)


def test_次序只看种子_各文件按比例穿插(mutants: tuple[Mutant, ...]) -> None:
    other = tuple(find(ROOT, "engine/inference/select.py"))
    order = in_order([*mutants, *other], 8)
    assert order == in_order([*other, *mutants], 8)
    half = order[: len(order) // 2]
    assert abs(sum(m.file == FILE for m in half) - len(mutants) / 2) <= 1
