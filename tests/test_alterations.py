# ruff: noqa: N802　测试名是中文句子
"""改数的抽样：没有差错的公开件里改一个金额，报得出来。全部的数见 benchmarks.alterations。"""

from __future__ import annotations

import pytest

from benchmarks.alterations import CLEAN, changes, originals, tried

EVERY = 23
SEEDED = ("#1003", "#1005")


@pytest.mark.parametrize("name", [*map(str, CLEAN), *SEEDED], ids=lambda n: n.rsplit("/", 1)[-1])
def test_改过的金额查得出(name: str) -> None:
    sampled = list(changes(originals(name)))[::EVERY]
    missed = [f"{c.line}: {c.old}→{c.new} {c.text[:60]}" for c in sampled if not tried((name, c))[0]]
    assert len(missed) <= len(sampled) * 0.02, missed
