# ruff: noqa: N802　测试名是中文句子
"""应有的结论一条不能多、一条不能少，差在哪里要说清。"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.ruletest.compare import same_place
from tests.ruletest.bench import case, result, statuses, told

AT = "at: 支出总表 / 2130301"


def test_结论相符(tmp_path: Path) -> None:
    found = result(tmp_path, case("30.00", f"outcome: pass, {AT}"), case("31.00", "outcome: fail", name="不符"))
    assert statuses(found) == ["passed", "passed"]
    assert found.warnings == ()


def test_没有写到的问题_算不相符_印出原话(tmp_path: Path) -> None:
    found = result(tmp_path, case("31.00"))
    assert statuses(found) == ["failed"]
    assert told(found) == [
        "多出一条：fail 支出总表/2130301（error）：“2130301 行政运行”合计31.00万元，相加为30.00万元，相差1.00万元"
    ]


def test_没有写到的无法核查_也算不相符(tmp_path: Path) -> None:
    (text,) = told(result(tmp_path, case("3O.00")))
    assert text.startswith("多出一条：unknown 支出总表/2130301：")


def test_写了而没有的_算不相符(tmp_path: Path) -> None:
    found = result(tmp_path, case("30.00", f"outcome: fail, {AT}"))
    assert statuses(found) == ["failed"]
    assert told(found)[0].startswith(
        f"少了一条：fail {AT.removeprefix('at: ')}；最接近的一条：结论应是 fail，实为 pass"
    )
    assert found.cases[0].differences[0].mark.line == 12


def test_同样的问题只写了一条而有两条(tmp_path: Path) -> None:
    two = case("31.00", "outcome: fail").replace(
        "项目支出\n", "项目支出\n          2130302  | 其他 | 9.00 | 1.00 | 1.00\n"
    )
    assert [t.partition("（")[0] for t in told(result(tmp_path, two))] == ["多出一条：fail 支出总表/2130301"]
    counted = two.replace("outcome: fail", "outcome: fail, count: 2")
    assert statuses(result(tmp_path, counted)) == ["passed"]


@pytest.mark.parametrize(
    ("expect", "wrong"),
    [
        ("outcome: fail, at: 支出总表 / 合计", "位置应是“支出总表 / 合计”，实为“支出总表/2130301”"),
        ('outcome: fail, diff: "2.00"', "差额应是 2.00，实为“1.00万元”"),
        ("outcome: fail, diff: 1.00元", "差额应是 1.00元，实为“1.00万元”"),
        ("outcome: fail, severity: warning", "级别应是 warning，实为 error"),
        ("outcome: fail, message: 漏列", "说法里应有“漏列”"),
        ("outcome: fail, cause: 颠倒", "可能原因里应有“颠倒”，实为“”"),
    ],
)
def test_每一项都比(expect: str, wrong: str, tmp_path: Path) -> None:
    found = result(tmp_path, case("31.00", expect))
    assert statuses(found) == ["failed"]
    assert wrong in told(found)[0]


@pytest.mark.parametrize(
    "expect",
    [
        f'outcome: fail, {AT}, diff: "1.00", severity: error, message: [相加为30.00, 相差1.00]',
        "outcome: fail, diff: 1.00万元",
        'outcome: fail, diff: "1"',
    ],
)
def test_写对的都相符(expect: str, tmp_path: Path) -> None:
    assert statuses(result(tmp_path, case("31.00", expect))) == ["passed"]


def test_尾差看附带的说明_无法核查看原因(tmp_path: Path) -> None:
    edge = case("30.01", "outcome: pass, note: 容许范围")
    unclear = case("3O.00", "outcome: unknown, reason: 缺少合计", name="认不清")
    assert statuses(result(tmp_path, edge, unclear)) == ["passed", "passed"]
    assert statuses(result(tmp_path, case("30.00", "outcome: pass, note: 容许范围"))) == ["failed"]


def test_通过的写了几条就要几条(tmp_path: Path) -> None:
    two = case("30.00", "outcome: pass, count: 1").replace(
        "项目支出\n", "项目支出\n          2130302  | 其他 | 2.00 | 1.00 | 1.00\n"
    )
    assert told(result(tmp_path, two)) == ["多于 count 所写的 1 条：pass 支出总表/2130301"]
    assert statuses(result(tmp_path, two.replace("count: 1", "count: 2"))) == ["passed"]
    assert statuses(result(tmp_path, two.replace("count: 1", "count: 3"))) == ["failed"]


def test_宽的一条不抢严的一条(tmp_path: Path) -> None:
    """“有一个问题”和“某处有问题”各占一条，写的先后不要紧。"""
    two = case("31.00", "outcome: fail", f"outcome: fail, {AT}").replace(
        "项目支出\n", "项目支出\n          2130302  | 其他 | 9.00 | 1.00 | 1.00\n"
    )
    assert statuses(result(tmp_path, two)) == ["passed"]


@pytest.mark.parametrize(
    ("written", "at", "same"),
    [
        ("支出总表 / 208 / 合计", "支出总表/208/合计", True),
        ("“三公”经费情况/公务接待费", '"三公"经费情况/公务接待费', True),
        ("三公经费支出表 / 合计 / 因公出国(境)费", "三公经费支出表/合计/因公出国（境）费", True),
        ("甲表 / 合计", "甲表/合计=乙表/合计", True),
        ("乙表 / 合计", "甲表/合计=乙表/合计", True),
        ("甲表 / 合计 = 乙表 / 合计", "甲表/合计=乙表/合计", True),
        ("乙表 / 合计 = 甲表 / 合计", "甲表/合计=乙表/合计", False),
        ("支出总表 / 208", "支出总表/208/合计", False),
    ],
)
def test_位置的写法(written: str, at: str, same: bool) -> None:
    assert same_place(written, at) is same


def test_待办另计_已经相符的说一声(tmp_path: Path) -> None:
    todo = "    todo: 是\n"
    found = result(tmp_path, case("31.00", more=todo), case("30.00", more=todo, name="已好"))
    assert statuses(found) == ["todo", "todo_done"]
    assert found.count("failed") == 0
    assert found.warnings == (
        "没有正例：至少要有一个不该报问题的用例",
        "没有反例：至少要有一个应当报问题（outcome: fail）的用例",
    )


def test_没有正例反例_提醒(tmp_path: Path) -> None:
    assert result(tmp_path, case("31.00", "outcome: fail")).warnings == ("没有正例：至少要有一个不该报问题的用例",)
    (lacking,) = result(tmp_path, case("30.00")).warnings
    assert lacking.startswith("没有反例")


def test_规则写错了_用例不运行(tmp_path: Path) -> None:
    from tests.ruletest.bench import SUM, faults

    found = result(tmp_path, case("30.00"), rule_text=SUM.replace("基本支出 + ", "基本之出 + "))
    assert found.broken
    assert found.cases == ()
    assert "基本之出" in faults(found)[0][2]
