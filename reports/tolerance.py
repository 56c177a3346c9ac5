"""容许尾差：两边各数四舍五入前的半个区间之和。差额大于它，才是对不上。"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from engine.outcome import Step

ADDED = ("", "+", "-")
"""只有加减的一边，半个区间才等于各项之和。"""


def tolerance(steps: Sequence[Step]) -> Decimal | None:
    """计算过程 → 容许的差，单位同各步；不是比相等的、没有区间的为 None。

    计算过程有两种排法：一行“==”隔开左右两边，末行“＝ 核算”是右边的结果；
    或者“=”那一行是一边，其余是另一边。
    """
    split = next((n for n, s in enumerate(steps) if s.sign == "=="), None)
    if split is not None:
        left, right = list(steps[:split]), [s for s in steps[split + 1 :] if s.sign == "＝"]
    elif any(s.sign in ("==", "!=", "<", ">", "<=", ">=") for s in steps):
        return None
    else:
        left, right = [s for s in steps if s.sign == "="], [s for s in steps if s.sign != "="]
    if not left or not right or any(s.sign not in ADDED for s in left if s.sign != "="):
        return None
    halves = [_half(s) for s in (*left, *right)]
    return sum((h for h in halves if h is not None), Decimal(0)) if None not in halves else None


def _half(step: Step) -> Decimal | None:
    return None if step.low is None or step.high is None else (step.high - step.low) / 2
