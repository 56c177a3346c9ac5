# ruff: noqa: N802　测试名是中文句子
"""问题的说法：只替换清单里的栏目。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import RuleError
from engine.ruleset.message import parse
from engine.yaml_source import Mark

MARK = Mark("f", 3, 10)
ALLOWED = frozenset({"table", "printed", "left.place", "增减额"})


def test_填入栏目_没有的填空() -> None:
    message = parse("{table}列示{printed}，{left.place}{ 增减额 }", MARK, ALLOWED)
    assert (
        message.render({"table": "收支总表", "printed": "33.13", "增减额": "{printed}"})
        == "收支总表列示33.13，{printed}"
    )
    assert message.fields == {"table", "printed", "left.place", "增减额"}


@pytest.mark.parametrize("name", ["“三公”经费支出表", '"三公"经费支出表'])
def test_双引号里的栏目_内容里的双引号改为单引号(name: str) -> None:
    message = parse("列有“{table}”，即{table}", MARK, ALLOWED)
    assert message.render({"table": name}) == f"列有“‘三公’经费支出表”，即{name}"


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("{table}列示{printd}", 20, "是否为“printed”？"),
        ("{table.__class__}", 11, "没有栏目“table.__class__”"),
        ("{}", 11, "没有栏目“”"),
        ("甲{table", 11, "没有配对"),
        ("甲}乙", 11, "前面没有"),
        ("{{table}}", 10, "没有配对"),
    ],
)
def test_写错的栏目(text: str, column: int, says: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text, MARK, ALLOWED)
    fault = caught.value.faults[0]
    assert (fault.line, fault.column) == (3, column)
    assert says in fault.message


@given(st.text(alphabet="{}甲tableprinted. ", max_size=40), st.text())
def test_任何文字要么能填要么说出错处(text: str, value: str) -> None:
    try:
        message = parse(text, MARK, ALLOWED)
    except RuleError:
        return
    assert "{" not in message.render({}) and "}" not in message.render({})
    message.render(dict.fromkeys(ALLOWED, value))
