# ruff: noqa: N802　测试名是中文句子
"""单位名称 → 地区和层级；说不准的为空，不猜。"""

from __future__ import annotations

import pytest

from engine.facts.build import identity_of
from engine.recognition.regions import locate
from tests.disclosures import document_of, lines, vocabulary

UNITS = {
    "江西省林业局": ("江西省", "省级"),
    "赣州市园林局": ("江西省/赣州市", "市级"),
    "江西省赣州市园林局": ("江西省/赣州市", "市级"),
    "江西省赣州市白鹭区园林局": ("江西省/赣州市", "县级"),
    "白鹭区园林局": ("", "县级"),
    "白鹭县园林局": ("", "县级"),
    "白鹭县青石镇人民政府": ("", "乡级"),
    "赣州市白鹭区青石街道办事处": ("江西省/赣州市", "乡级"),
    "重庆市白鹭区园林局": ("重庆市", "县级"),
    "重庆市林业局": ("重庆市", "省级"),
    "恩施州林业局": ("湖北省/恩施土家族苗族自治州", "市级"),
    # 说不准的
    "园林局": ("", ""),
    "城市管理局": ("", ""),
    "城镇建设管理局": ("", ""),
    "白鹭经济技术开发区管理委员会": ("", ""),
    "园林局白鹭区分局": ("", ""),
    "峨眉山市园林局": ("", "县级"),  # 不是“眉山市”
    "赣州市人民政府驻杭州市办事处": ("江西省/赣州市", "市级"),
}


@pytest.mark.parametrize("name", UNITS)
def test_单位名称开头的地名定地区_通名定层级(name: str) -> None:
    assert locate(name, "", vocabulary().regions, vocabulary().words) == UNITS[name]


def test_封面比单位写得全的_以全的为准() -> None:
    found = locate("白鹭区园林局", "江西省赣州市白鹭区园林局2025年部门预算", vocabulary().regions, vocabulary().words)
    assert found == ("江西省/赣州市", "县级")


def test_封面与单位说的地区不同_不认() -> None:
    found = locate("赣州市园林局", "杭州市园林局2025年部门预算", vocabulary().regions, vocabulary().words)
    assert found[0] == ""


WRITTEN = {
    "江西": "江西省",
    "江西省": "江西省",
    "赣州": "江西省/赣州市",
    "江西/赣州": "江西省/赣州市",
    "江西省/赣州市/白鹭区": "江西省/赣州市/白鹭区",
    "吉林": "吉林省",
    "江西省/杭州市": "",
    "某某省": "",
    "江西省/": "",
}


@pytest.mark.parametrize("text", WRITTEN)
def test_写出来的地区_规范成路径(text: str) -> None:
    assert vocabulary().regions.path(text) == WRITTEN[text]


def test_文件的身份带着地区和层级() -> None:
    document = document_of(lines("江西省赣州市白鹭区园林局2025年部门预算", "收入支出预算数。"))
    found = identity_of(document, vocabulary())
    assert (found.region, found.level) == ("江西省/赣州市", "县级")
