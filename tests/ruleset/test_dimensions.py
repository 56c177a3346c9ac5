# ruff: noqa: N802　测试名是中文句子
"""算式的量纲：读规则时就看得出金额和比率相比，不必有文件。"""

from __future__ import annotations

from typing import Any

import pytest

from engine.ruleset.bindings import names_given
from engine.ruleset.dimensions import faults_of, kind_of
from engine.ruleset.expression import parse
from engine.ruleset.phrase import compile_phrase
from engine.yaml_source import Mark
from tests.disclosures import vocabulary

START = Mark("f", 1, 1)


def run(text: str, given: dict[str, Any], **lets: str) -> list[tuple[int, str]]:
    phrases = [compile_phrase(p, START) for p in given.get("text", ())]
    names = names_given(given, phrases, vocabulary())
    for name, expression in lets.items():
        kind = kind_of(parse(expression, START), names, vocabulary())
        assert kind is not None
        names[name] = kind
    return [(f.column, f.message) for f in faults_of(parse(text, START), names, vocabulary())]


STATEMENT = {"statement": ("本年",)}

WRONG = [
    ("占比 == 本年", STATEMENT, 7, "比率不能与金额比较"),
    ("增减率 <= 0.5", STATEMENT, 8, "比率不能与没有单位的数比较，比率请写百分号，例如 50%"),
    ("本年 >= 500", STATEMENT, 7, "金额不能与没有单位的数比较，金额请写单位，例如 50万元"),
    ("本年 + 占比 == 0", STATEMENT, 6, "金额不能与比率相加减"),
    ("本年 * 上年 == 0", STATEMENT, 6, "金额不能与金额相乘"),
    ("占比 / 本年 == 0", STATEMENT, 6, "比率不能与金额相除"),
    ("方向 == 增减额", STATEMENT, 1, "“方向”是词，不是数"),
    ("says(本年, 人员支出词)", STATEMENT, 6, "“本年”是数"),
    ("max(本年, 占比) == 0", STATEMENT, 9, "金额不能与比率相加减"),
    ("个数 == 本年", STATEMENT, 7, "不能与金额比较"),
    ("abs(增减率) == abs(增减额)", STATEMENT, 13, "比率不能与金额比较"),
    ("各项.本年 == 总体.本年", {"list": ("三公",)}, 1, "是一组数"),
    ("sum(各项.占比) == 总体.本年", {"list": ("三公",)}, 15, "比率不能与金额比较"),
    ("执行率 == 执行数", {"record": ("项目绩效自评表",)}, 8, "不能与金额比较"),
    ("收入总计 == 收入行", {"table": ("收支总表",), "each": "column"}, 9, "是一组数"),
    ("年份 == 占比", {"text": ("截至{年份:year}年占{占比:percent}",)}, 7, "没有单位的数不能与比率比较"),
    ("合计 == 文件年度", {"table": ("支出总表",)}, 0, ""),
    ("合计 == fact(文件年度)", {"table": ("支出总表",)}, 7, "金额不能与没有单位的数比较"),
    ("fact(公务接待费, 本年) > 50%", {"once": True}, 19, "金额不能与比率比较"),
]


@pytest.mark.parametrize(("text", "given", "column", "says"), WRONG)
def test_量纲不合_指到那个数(text: str, given: dict[str, Any], column: int, says: str) -> None:
    found = run(text, given)
    if not column:  # 不认得的名称不归这里说
        assert not found
        return
    assert [c for c, _ in found] == [column]
    assert says in found[0][1]


RIGHT = [
    ("占比 == 本年 / 底数", STATEMENT),
    ("abs(增减率) == abs(本年 - 上年) / 上年", STATEMENT),
    ("增减率 == 本年 / 上年 - 1", STATEMENT),
    ("本年 >= 0 and 占比 <= 100% and 本年 <= 50万元", STATEMENT),
    ("sign(方向) == sign(升降) or 个数 >= 3", STATEMENT),
    ("个数 >= fact(绩效目标表项目个数, 本年)", STATEMENT),
    ("count(各项.本年) >= 2 and sum(各项.本年) == 总体.本年", {"list": ("三公",)}),
    ("执行率 == 执行数 / 预算数", {"record": ("项目绩效自评表",)}),
    ("fact(车辆数, 本年) > 3", {"once": True}),
]


@pytest.mark.parametrize(("text", "given"), RIGHT)
def test_说得通的不报(text: str, given: dict[str, Any]) -> None:
    assert not run(text, given)


def test_let里的名称依次算出是什么() -> None:
    assert not run("增减率 == 增减额 / 上年数", STATEMENT, 上年数="本年 - sign(方向) * 增减额")
    assert run("占比 == 上年数", STATEMENT, 上年数="本年 - 增减额") == [(7, "比率不能与金额比较")]
