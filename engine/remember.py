"""记住结果的方法：同一个实例、同样的参数只算一次。

一批公开件里，表的标题、栏名、行名大多相同，认一次就够。
结果跟着实例走：实例没有了，结果也没有了；两份词汇互不相干。实例要序列化的，见 `own_fields`。
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache, partial
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

MOST = 4096
"""各处都记住这么多个：一份公开件里不同的字样不到两千，常见的总在其中；多了只占内存，一批越做越大。"""


class remembered(Generic[P, R]):  # noqa: N801  当作装饰器用，与 cached_property 同例
    """方法的装饰器：方法只看参数和不可变的实例，参数都可以散列。"""

    def __init__(self, method: Callable[Concatenate[Any, P], R]) -> None:
        self.method = method
        self.name = method.__name__
        self.__doc__ = method.__doc__

    def __get__(self, instance: Any, owner: type | None = None) -> Callable[P, R]:
        bound = cast("Callable[P, R]", lru_cache(maxsize=MOST)(partial(self.method, instance)))
        instance.__dict__[self.name] = bound  # 以后直接从实例取，不再经过这里
        return bound


def own_fields(instance: Any) -> dict[str, Any]:
    """数据类自己的各项，不带记住的结果；作 `__getstate__` 用。"""
    return {field.name: getattr(instance, field.name) for field in fields(instance)}
