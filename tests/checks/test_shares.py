# ruff: noqa: N802　测试名是中文句子
"""占比的底数：句中写明的、列举的总额、本节的总额、各项之和，取哪一个，依什么次序。"""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.checks.common import Context
from engine.checks.shares import BASES, bases, share_word
from engine.document import Place
from engine.facts.model import Fact
from tests.disclosures import budget, explained, facts_of, table, vocabulary

SPENDING = table("部门支出总表", "科目编码|科目名称|合计|基本支出|项目支出", "|合计|30.00|20.00|10.00")


def found(text: str, name: str, *kinds: str) -> tuple[list[Fact], bool]:
    """写了占比的那一条可用的底数，和写明的底数找到没有。"""
    facts = facts_of(text)
    (subject,) = (s for s in facts.of("statement") if "占比" in s.slots and s.key("name") == name)
    return bases(subject, Context(facts, vocabulary()), kinds or BASES[:3])


def shown(text: str, name: str, *kinds: str) -> tuple[list[str], bool]:
    items, named = found(text, name, *kinds)
    return [item.printed for item in items], named


def said(*sentences: str) -> str:
    return budget(SPENDING, explained("支出预算情况说明", *sentences))


def purchases(*parts: str, whole: str = "300.00") -> str:
    return budget(explained("政府采购情况说明", f"2025年政府采购预算总额{whole}万元，其中：{'、'.join(parts)}。"))


@pytest.mark.parametrize(
    ("base", "word"),
    [("本年支出合计的", "本年支出合计"), ("项目支出总额的", "项目支出"), ("的士补贴总额", "的士补贴"), ("", "")],
)
def test_占的是什么_不带的字和总额(base: str, word: str) -> None:
    assert share_word(Fact("甲", "statement", {"share_base": base}, Place())) == word


@pytest.mark.parametrize(
    ("base", "printed", "named"),
    [
        ("本年支出合计", ["30.00"], True),
        ("2025年度支出合计", ["30.00"], True),
        ("本部门项目支出", ["10.00"], True),
        ("全部支出合计", ["30.00"], True),
        ("政府性基金项目支出", [], False),  # 不只是项目支出
        ("园林支出合计", [], False),
        ("支出合计数额", [], False),
    ],
)
def test_写明的底数_前面只有不改所指的字才是那个数(base: str, printed: list[str], named: bool) -> None:
    assert shown(said(f"2025年苗木补栽2.00万元，占{base}的20%。"), "苗木补栽", "句中") == (printed, named)


def test_写明的底数也可以是文中说过的数() -> None:
    text = said("2025年园林改造支出8.00万元。", "苗木补栽2.00万元，占园林改造支出的25%。")
    assert shown(text, "苗木补栽", "句中") == (["8.00万元"], True)


def test_写明的底数只有两个字的_照样找() -> None:
    text = said("2025年政府采购预算10.00万元。", "苗木补栽2.00万元，占采购的20%。")
    assert shown(text, "苗木补栽", "句中") == (["10.00万元"], True)


def test_没有写明的_依次是列举的总额_本节前面的总额() -> None:
    text = purchases("政府采购货物预算100.00万元，占40.00%", "政府采购服务预算150.00万元，占60.00%")
    assert shown(text, "政府采购货物预算") == (["300.00万元"], True)
    assert shown(text, "政府采购货物预算", "总体") == (["300.00万元"], True)
    assert shown(text, "政府采购货物预算", "各项之和", "总体") == (["250万元", "300.00万元"], True)
    assert shown(text, "政府采购货物预算", "句中") == ([], True)
    assert shown(text, "政府采购服务预算", "本节") == (["300.00万元"], True)  # 列举里的一项不是总额


def test_各项之和_末位单位也相加_称作各项之和() -> None:
    text = purchases("政府采购货物预算100.00万元，占40.00%", "政府采购服务预算150.50万元，占60.00%")
    ((total,), _) = found(text, "政府采购货物预算", "各项之和")
    assert total.quantity is not None
    assert (total.quantity.value, total.quantity.unit) == (Decimal("250.5"), "万元")
    assert total.quantity.quantum == Decimal("0.02")
    assert (total.printed, dict(total.keys)) == ("250.5万元", {"label": "各项之和"})


def test_各项的单位不同_没有各项之和() -> None:
    text = purchases("政府采购货物预算100.00万元，占40.00%", "政府采购服务预算1500000元，占60.00%")
    assert shown(text, "政府采购货物预算", "各项之和") == ([], True)


def test_自己的本年数_零_都不作底数() -> None:
    zero = purchases("政府采购货物预算0.00万元，占0.00%", "政府采购服务预算0.00万元，占0.00%", whole="0.00")
    assert shown(zero, "政府采购货物预算", *BASES) == ([], True)
    own = said("2025年项目支出10.00万元，占项目支出的100%。")
    assert [f.place.table for f in found(own, "项目支出", "句中")[0]] == ["支出总表"]  # 表中的是另一个数
