"""计算过程的编排：左边（公开的数）、关系（应等于）、右边（各项），末尾是核算数、公开数、差额、容许尾差。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reports import labels
from reports.text import unit_of

_SIGNS = {"/": "÷", "*": "×", "-": "−", "＝": "=", "=": ""}
_RESULT = "＝"
POINTS = "个百分点"
"""两个百分数相差，按百分点说。"""


def calculation(finding: Mapping[str, Any]) -> dict[str, Any]:
    """rows 各行（关系占一行），foot 末尾几行；bounds 有没有上下限可列。"""
    left, sign, right = _sides(finding["calculation"])
    result = next((s for s in right if s["sign"] == _RESULT), None)
    rows = [*_shown(left), *([{"relation": labels.RELATIONS[sign]}] if sign else [])]
    rows += _shown([s for s in right if s["sign"] != _RESULT])
    return {
        "rows": rows,
        "foot": _foot(finding, result),
        "figures": sorted(_foot(finding, None), key=lambda row: row["name"] != "公开数")[:3],
        "bounds": any(s["low"] or s["high"] for s in finding["calculation"]),
    }


_Steps = Sequence[Mapping[str, Any]]


def _sides(steps: _Steps) -> tuple[_Steps, str, _Steps]:
    """（左边，关系，右边）。规则写明关系的照关系分；上下级、表表、表文的，头一行是一边，其余是另一边。"""
    at = next((n for n, s in enumerate(steps) if s["sign"] in labels.RELATIONS), None)
    if at is not None:
        return steps[:at], steps[at]["sign"], steps[at + 1 :]
    if len(steps) > 1 and any(s["sign"] == "=" for s in steps):
        return steps[:1], "==", steps[1:]
    return steps, "", ()


def _shown(side: _Steps) -> list[dict[str, Any]]:
    """一边的各行；头一行的加号不写。"""
    return [
        {
            **step,
            "relation": "",
            "sign": "" if number == 0 and step["sign"] == "+" else _SIGNS.get(step["sign"], step["sign"]),
        }
        for number, step in enumerate(side)
    ]


def _foot(finding: Mapping[str, Any], result: Mapping[str, Any] | None) -> list[dict[str, str]]:
    unit = finding["unit"]
    apart = POINTS if unit == "%" else unit
    low, high = (result["low"], result["high"]) if result else ("", "")
    rows = [
        {"name": "核算数", "value": finding["computed"], "unit": unit, "low": low, "high": high},
        {"name": "公开数", "value": finding["printed"], "unit": unit, "low": "", "high": ""},
        {"name": "差额", "value": finding["difference"], "unit": apart, "low": "", "high": ""},
        {"name": "容许尾差", "value": finding["tolerance"], "unit": apart, "low": "", "high": ""},
    ]
    return [{**row, "unit": unit_of(row["value"], row["unit"])} for row in rows if row["value"]]
