# ruff: noqa: N802　测试名是中文句子
"""改数的抽样：没有差错的公开件里改一个金额，报得出来。全部的数见 benchmarks.alterations。"""

from __future__ import annotations

import pytest

from benchmarks.alterations import CLEAN, changes, originals, tried

EVERY = 61
SEEDED = ("#1005",)
ALONE = ("单页加工成本",)  # 文件里没有别的数可比，见 docs/generality.md


@pytest.mark.parametrize("name", [*map(str, CLEAN), *SEEDED], ids=["决算示例", "预算示例", *SEEDED])
def test_改过的金额查得出(name: str) -> None:
    sampled = [c for c in changes(originals(name)) if not any(word in c.text for word in ALONE)][::EVERY]
    assert sampled
    missed = [f"{c.line}: {c.old}→{c.new} {c.text[:60]}" for c in sampled if not tried((name, c))[0]]
    assert missed == []
