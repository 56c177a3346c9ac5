"""匹配器的测试共用的。"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.inference import durable


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """不受别的测试留下的规则集、子进程影响。"""
    durable.stop()
    yield
    durable._PLANS.clear()
    durable.stop()
