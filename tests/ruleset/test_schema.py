# ruff: noqa: N802　测试名是中文句子
"""键的清单：未知的键、缺的键、形状不对的值，位置是键或值的位置。"""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.ruleset.schema import Field, Value, check
from engine.yaml_source import Scalar, compose

FIELDS = (
    Field("title", "text", required=True, doc="一句话说明查什么"),
    Field("权重", "number"),
    Field("convert_units", "boolean"),
    Field("relation", "choice", values=("equal", "at_most", "at_least")),
    Field("columns", "texts"),
    Field("compare", "mapping"),
    Field("given", "any"),
)


def run(text: str) -> tuple[dict[str, Value], list[tuple[int, int, str]]]:
    values, faults = check(compose(text, "f"), FIELDS, "规则")
    return values, [(f.line, f.column, f.message) for f in faults]


def test_各种值() -> None:
    values, faults = run(
        "title: 收支平衡\n权重: １,000.5\nconvert_units: 是\nrelation: at_most\n"
        "columns: 合计\ncompare: {科目名称: 名称}\ngiven: [甲]\n"
    )
    assert not faults
    given = values.pop("given")
    assert not isinstance(given, str | Decimal | bool | tuple | dict | Scalar) and given.mark.column == 8
    assert values == {
        "title": "收支平衡",
        "权重": Decimal("1000.5"),
        "convert_units": True,
        "relation": "at_most",
        "columns": ("合计",),
        "compare": {"科目名称": "名称"},
    }


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("title: 甲\ncolumms: [合计]\n", 2, 1, "没有“columms”这个键，是否为“columns”？"),
        ("title: 甲\n毫不相干的键: 1\n", 2, 1, "可用的键"),
        ("权重: 1\n", 1, 1, "缺少必填的键“title”（一句话说明查什么）"),
        ("title:\n", 1, 7, "没有内容"),
        ("title: {place}\n", 1, 8, "加引号"),
        ("title: [甲]\n", 1, 8, "现在是列表"),
        ("title: 甲\n权重: 九十\n", 2, 5, "应是一个数"),
        ("title: 甲\nconvert_units: yes\n", 2, 16, "true、false、是、否"),
        ("title: 甲\nrelation: equals\n", 2, 11, "是否为“equal”？"),
        ("title: 甲\ncolumns: {甲: 乙}\n", 2, 10, "应是列表"),
        ("title: 甲\ncolumns: []\n", 2, 10, "空列表"),
        ("title: 甲\ncolumns: [合计, [甲]]\n", 2, 15, "每一项"),
        ("title: 甲\ncompare: 甲\n", 2, 10, "键: 值"),
        ("title: 甲\ncompare: {甲: [乙]}\n", 2, 14, "一段文字"),
        ("- 甲\n", 1, 1, "规则应写成“键: 值”"),
    ],
)
def test_写错的键和值(text: str, line: int, column: int, says: str) -> None:
    _, faults = run(text)
    assert [fault[:2] for fault in faults] == [(line, column)]
    assert says in faults[0][2]
