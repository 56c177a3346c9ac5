# ruff: noqa: N802　测试名是中文句子
"""写错的规则在读规则时就说出来，指到行列；不到核查时才出错，更不悄悄地什么也不查。"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.ruleset.loader import load_ruleset
from tests.audit_tools import rule, vocabulary, write_rules

TARGETS = "check: indicators\ntables: [项目支出绩效目标表]\n"
FORMULA = "check: formula\ngiven: "

SAID = {
    "写法": "check: 加总",
    "必填的键": "check: hierarchy_sum",
    "表": "check: hierarchy_sum\ntables: [支出总账]",
    "栏": "check: hierarchy_sum\ntables: [支出总表]\ncolumns: [合记]",
    "成对的表": "check: tables_agree\npairs: ['支出总账/合计/合计 = 收入总表/合计/合计']",
    "取哪些数": f"{FORMULA}{{}}\nassert: 合计 == 1万元",
    "算式里的栏": f"{FORMULA}{{table: [支出总表]}}\nassert: 合记 == 1万元",
    "算式不是判断": f"{FORMULA}{{once: 是}}\nassert: 1万元 + 2万元",
    "陈述的概念": f"{FORMULA}{{statement: [本年], concepts: [公务招待费]}}\nassert: 本年 <= 1万元",
    "let": f"{FORMULA}{{once: 是}}\nlet: 甲\nassert: 1万元 == 1万元",
    "指标的词表": f"{TARGETS}rows:\n  - {{where: {{name_has: ['@好词']}}, must: {{never: 是}}, problem: 不好}}",
    "空的字样": "check: forbidden_text\nphrases: ['']",
    "矩阵是文件夹": "check: required_parts\nmatrix: reference",
    "条件不是键值": "check: implies\nif: 甲\nthen: 乙",
    "applies": "applies: 预算\ncheck: hierarchy_sum\ntables: [支出总表]",
    "年度写法": "applies: {year: '>=二零一九'}\ncheck: hierarchy_sum\ntables: [支出总表]",
    "年度区间": "applies: {year: 2019-2020-2021}\ncheck: hierarchy_sum\ntables: [支出总表]",
    "文种": "applies: {kind: 绩效}\ncheck: hierarchy_sum\ntables: [支出总表]",
    "没有成对也没有左右": "check: tables_agree\nrelation: equal",
    "只有左表": "check: tables_agree\nleft: [支出总表]\njoin: code\ncolumns: [合计]",
    "左右没有栏": "check: tables_agree\nleft: [支出总表]\nright: [收入总表]",
    "成对的栏": "check: tables_agree\npairs: ['支出总表/合计/合记 = 收入总表/合计/合计']",
    "成对缺栏": "check: tables_agree\npairs: ['支出总表/合计 = 收入总表/合计']",
    "编码名称没有list": "check: reference\nof: 编码名称\ntables: [支出总表]",
    "列举没有tables": "check: reference\nof: 列举",
    "权重不是数": f"{TARGETS}weights: [一百]",
    "范围只有一端": f"{TARGETS}rows:\n  - {{where: {{numeric: 是}}, must: {{range: ['0']}}, problem: 甲}}",
    "范围不是数": f"{TARGETS}rows:\n  - {{where: {{numeric: 是}}, must: {{range: [低, 高]}}, problem: 甲}}",
    "指标什么也不查": TARGETS,
    "指标的概念": f"{TARGETS}rows:\n  - {{where: {{fact_zero: 招待}}, must: {{never: 是}}, problem: 甲}}",
    "要素什么也不查": "check: required_parts",
    "矩阵不是矩阵": "check: required_parts\nmatrix: reference/法规依据.yaml",
    "条件和要求是空的": "check: implies\nif: {}\nthen: {}",
    "条件的章节": "check: implies\nif: {section: [采购的事]}\nthen: {phrase: [甲], near: 本节}",
    "要求是空的": "check: implies\nif: {table: [支出总表]}\nthen: {}",
    "陈述的要素": f"{FORMULA}{{statement: [本念]}}\nassert: 本念 <= 1万元",
    "列举的类别": f"{FORMULA}{{list: [买东西]}}\nassert: sum(各项.本年) == 总体.本年",
    "行的词表": f"{FORMULA}{{table: [支出总表], names: ['@好词']}}\nassert: 合计 == 0",
    "needs的栏": f"{FORMULA}{{table: [支出总表]}}\nneeds: [合记]\nassert: 合计 == 0",
    "says的词表": f"{FORMULA}{{statement: [用途]}}\nassert: says(用途, 好词)",
    "fact的概念": f"{FORMULA}{{once: 是}}\nassert: fact(公务招待费, 本年) == 0",
    "when的概念": f"when: fact(公务招待费, 本年) > 0\n{FORMULA}{{once: 是}}\nassert: 1万元 == 1万元",
    "字样什么也不查": "check: forbidden_text",
    "字样的章节": "check: forbidden_text\nsections: [采购的事]\nphrases: [甲乙]",
    "按编码比没有tables": "check: facts_agree\nby: code",
    "比的要素": "check: facts_agree\nby: concept\nslot: 本念",
}


@pytest.mark.parametrize("body", [pytest.param(b, id=n) for n, b in SAID.items()])
def test_读规则时就说出来_指到行列(tmp_path: Path, body: str) -> None:
    found = load_ruleset((write_rules(tmp_path, rule(body)),), vocabulary())
    own = [e for e in found.errors if e.file == "试写/T-1.yaml"]
    assert own
    assert all(e.line and e.column and e.rule_id == "T-1" for e in own)
    assert all(re.search(r"[\u4e00-\u9fff]", e.message) for e in own)
    assert "T-1" not in {r.id for r in found.rules}


BAD_MANIFESTS = {
    "列表": "- 甲\n",
    "一句话": "甲\n",
    "heads不是键值": "heads: 甲\n",
    "severity不是键值": "severity: 高\n",
    "级别": "severity: {T-1: 很高}\n",
    "改级别的编号": "severity: {T-9: info}\n",
    "停用的编号": "disabled: [T-9]\n",
    "键": "diabled: [T-1]\n",
}


@pytest.mark.parametrize("text", [pytest.param(t, id=n) for n, t in BAD_MANIFESTS.items()])
def test_规则集清单写错_也说出来(tmp_path: Path, text: str) -> None:
    write_rules(tmp_path, rule("check: hierarchy_sum\ntables: [支出总表]"))
    (tmp_path / "ruleset.yaml").write_text(text, encoding="utf-8")
    found = load_ruleset((tmp_path,), vocabulary())
    assert [e for e in found.errors if e.file == "ruleset.yaml" and e.line]


def test_只停用一条_可以不写方括号(tmp_path: Path) -> None:
    """一个词当作只有一项的列表，不拆成单个字。"""
    body = "check: hierarchy_sum\ntables: [支出总表]"
    write_rules(tmp_path, rule(body), rule(body, ident="T-2"))
    (tmp_path / "ruleset.yaml").write_text("disabled: T-1\n", encoding="utf-8")
    found = load_ruleset((tmp_path,), vocabulary())
    assert [r.id for r in found.rules] == ["T-2"]
    assert not found.errors
