# ruff: noqa: N802　测试名是中文句子
"""轻便的数据类：除了造得快、运行时不拦赋值，与冻结的数据类处处相同。"""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass, field, fields, replace

import pytest

from engine.light import light


@light
@dataclass(frozen=True, slots=True)
class Amount:
    """一个数。"""

    value: int
    unit: str = "元"
    notes: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        return f"{self.value}{self.unit}"


@light
@dataclass(frozen=True, slots=True)
class Spot:
    page: int
    column: int = 0


def test_默认值_方法_相等_写法照旧() -> None:
    assert Amount(3).shown == "3元"
    assert Amount(3, unit="个") == Amount(3, "个", [])
    assert Amount(3) != Amount(4)
    assert repr(Amount(3)) == "Amount(value=3, unit='元', notes=[])"
    assert [f.name for f in fields(Amount)] == ["value", "unit", "notes"]
    assert replace(Amount(3), unit="人") == Amount(3, "人")


def test_缺了必有的项照样报错() -> None:
    with pytest.raises(TypeError, match="value"):
        Amount()  # type: ignore[call-arg]


def test_默认的列表各有各的() -> None:
    one, other = Amount(1), Amount(1)
    one.notes.append("甲")
    assert other.notes == []


def test_可以散列的照样作字典的键() -> None:
    assert {Spot(1, 2): "甲"}[Spot(1, 2)] == "甲"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_复制和序列化之后相等(again: object) -> None:
    assert callable(again)
    whole = (Amount(3, "个", ["甲"]), Spot(1))
    assert tuple(map(again, whole)) == whole
