"""“三公”经费对照：预算、决算、上年三个数并列，另画长短条便于一眼比较。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports import labels
from reports.text import amount

# 条的全长，与模板中 SVG 的宽度一致。
BAR_LENGTH = 120


def sangong(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """每项加上三根条的长度；读不出的数和负数长度为零。同一单位内按最大的数折算。"""
    values = [{key: _value(item, key) for key in ("budget", "final", "prior")} for item in items]
    top = max((value for row in values for value in row.values()), default=Decimal(0))
    return [
        {**item, "bars": {key: int(value * BAR_LENGTH / top) if top else 0 for key, value in row.items()}}
        for item, row in zip(items, values, strict=True)
    ]


def _value(item: Mapping[str, Any], key: str) -> Decimal:
    value = amount(item[key])
    return max(Decimal(0), value * labels.MONEY.get(item["unit"], Decimal(1))) if value is not None else Decimal(0)
