# ruff: noqa: N802　测试名是中文句子
"""通用性的抽样：虚构公开件没有差错的不报错误和提示，埋了差错的查得出。全部的数见 benchmarks.generality。"""

from __future__ import annotations

import pytest

from benchmarks.generality import clean, plan, tried
from benchmarks.generator.compose import disclosure
from benchmarks.generator.planting import families, kinds

CLEAN = range(1001, 1021)
# 104 种差错里隔着取，每种在一份有可埋之处的文件里埋一次
SAMPLED = kinds()[::3]


@pytest.mark.parametrize("seed", CLEAN)
def test_没有差错的公开件不报错误和提示(seed: int) -> None:
    assert clean(seed) == []


@pytest.mark.parametrize("kind", SAMPLED)
def test_埋下的差错查得出(kind: str) -> None:
    result = next(r for seed in range(2001, 2101) if (r := tried((seed, kind))) is not None)
    assert result.found, result.note


def test_同一种子得到同样的文件() -> None:
    assert disclosure(7).text() == disclosure(7).text()
    assert disclosure(7).text() != disclosure(8).text()


def test_各类规则都有差错可埋() -> None:
    assert set(families()) == {
        "表内勾稽", "表间勾稽", "表文一致", "计算", "三公经费", "绩效目标", "完整性", "年份单位", "科目", "文字规范",
    }  # fmt: skip


def test_每种差错都轮得到() -> None:
    assert {kind for _, kind in plan(range(1, 11), 10)} == set(kinds())
