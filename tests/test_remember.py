# ruff: noqa: N802　测试名是中文句子
"""记住结果的方法：同一个实例、同样的参数只算一次，两个实例互不相干。"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import Any

from engine.remember import own_fields, remembered


@dataclass(frozen=True, eq=False)
class Names:
    suffix: str
    asked: list[str]

    @remembered
    def full(self, name: str, mark: str = "") -> str:
        """名称加上后缀。"""
        self.asked.append(name)
        return name + self.suffix + mark

    def __getstate__(self) -> dict[str, Any]:
        return own_fields(self)


def test_同样的参数只算一次_不同的参数各算各的() -> None:
    names = Names("局", [])
    assert [names.full("档案"), names.full("档案"), names.full("水务"), names.full("水务", "!")] == [
        "档案局",
        "档案局",
        "水务局",
        "水务局!",
    ]
    assert names.asked == ["档案", "水务", "水务"]


def test_两个实例互不相干() -> None:
    one, other = Names("局", []), Names("中心", [])
    assert (one.full("档案"), other.full("档案"), one.full("档案")) == ("档案局", "档案中心", "档案局")


def test_记住的结果不随实例序列化() -> None:
    names = Names("局", [])
    names.full("档案")
    again = pickle.loads(pickle.dumps(names))
    assert again.full("档案") == "档案局"
    assert again.asked == ["档案", "档案"]
    assert names.asked == ["档案"]
