# ruff: noqa: N802　测试名是中文句子
"""数字颠倒：相邻或隔一位的两个数字写反，与小数点在哪里无关。"""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.findings.causes import digit_swap, likely


@pytest.mark.parametrize("power", range(-4, 3))
def test_小数点移到哪里_认不认得出都一样(power: int) -> None:
    def scaled(*numbers: str) -> tuple[Decimal, Decimal]:
        first, second = (Decimal(n).scaleb(power) for n in numbers)
        return first, second

    assert digit_swap(*scaled("30.96", "36.90"))  # 隔一位
    assert digit_swap(*scaled("39.60", "36.90"))  # 隔着小数点相邻
    assert not digit_swap(*scaled("90.63", "30.69"))  # 隔得远
    assert not digit_swap(*scaled("30.96", "30.99"))  # 只有一位不同


def test_小数点不在一处的不算() -> None:
    assert not digit_swap(Decimal("3.096"), Decimal("36.90"))


def test_没有印的零不算写反() -> None:
    def cause(printed: str, computed: str) -> str:
        return likely(Decimal(printed), Decimal(computed), [], "万元").name

    assert cause("1360.03", "1363.00") == "数字颠倒"
    assert cause("1360.03", "1363") != "数字颠倒"
    assert cause("36.900", "30.96") == "数字颠倒"


@pytest.mark.parametrize(("printed", "computed"), [("310.3", "130.30"), ("3103", "1303.00")])
def test_算出来的数多写的零不碍事(printed: str, computed: str) -> None:
    items = [("基本支出", Decimal(computed)), ("项目支出", Decimal(0))]
    found = likely(Decimal(printed), Decimal(computed), items, "万元")
    assert found.text == f"{printed}与{Decimal(computed).normalize():f}只是两位数字前后颠倒"
