"""增长的快慢：cost = a·nᵏ 的 k，由双对数最小二乘得出。"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple


class Fit(NamedTuple):
    """指数与 R²；点太少（不到 3 个）时没有拟合。"""

    exponent: float
    r2: float


def fit(xs: Sequence[float], ys: Sequence[float]) -> Fit:
    """xs 不全相同，xs、ys 都大于零。"""
    lx, ly = [math.log(x) for x in xs], [math.log(y) for y in ys]
    mx, my = sum(lx) / len(lx), sum(ly) / len(ly)
    sxx = sum((x - mx) ** 2 for x in lx)
    sxy = sum((x - mx) * (y - my) for x, y in zip(lx, ly, strict=True))
    syy = sum((y - my) ** 2 for y in ly)
    return Fit(sxy / sxx, sxy * sxy / (sxx * syy) if syy else 1.0)


def n_log_n(xs: Sequence[float]) -> float:
    """n·log n 在同样这些点上拟合出的指数：1 稍多，随范围而变。"""
    return fit(xs, [x * math.log2(x) for x in xs]).exponent


def marginal(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float]:
    """cost = a + b·n 的 (a, b)：按相对误差最小，各点一样要紧。固定的开销与每多一份的开销分开说。"""
    weights = [1 / (y * y) for y in ys]
    w = sum(weights)
    mx = sum(k * x for k, x in zip(weights, xs, strict=True)) / w
    my = sum(k * y for k, y in zip(weights, ys, strict=True)) / w
    sxx = sum(k * (x - mx) ** 2 for k, x in zip(weights, xs, strict=True))
    sxy = sum(k * (x - mx) * (y - my) for k, x, y in zip(weights, xs, ys, strict=True))
    return my - sxy / sxx * mx, sxy / sxx
