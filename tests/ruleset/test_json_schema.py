# ruff: noqa: N802　测试名是中文句子
"""JSON Schema：随附的规则都符合，写错的不符合；编辑器补全得出表名、栏名、概念名，附有中文说明。"""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.checks import CHECKS
from engine.ruleset.json_schema import schemas
from engine.ruleset.layers import rule_files
from engine.ruleset.skeleton import SAMPLES
from engine.ruletest.json_schema import test_schema as schema_of_tests
from engine.yaml_source import compose, load_plain, plain
from tests.disclosures import RULES, vocabulary

ALL = {**schemas(vocabulary()), "test.schema.json": schema_of_tests(vocabulary())}
RULE = ALL["rule.schema.json"]


def wrong(text: str, schema: dict[str, Any] = RULE) -> list[str]:
    """不符合的地方，写作 $.given.table[0]。"""
    validator = Draft202012Validator(schema)
    found = list(validator.iter_errors(plain(compose(text, "f"))))
    deepest = []
    while found:
        error = found.pop()
        found += error.context or []
        if not error.context:
            deepest.append(error.json_path)
    return sorted(set(deepest))


def rule(body: str) -> str:
    return f"id: T-1\ntitle: 甲\nseverity: error\nmessage: 甲有误\n{body}\n"


@pytest.mark.parametrize("name", sorted(ALL))
def test_模式本身合乎规范(name: str) -> None:
    Draft202012Validator.check_schema(ALL[name])
    assert ALL[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_随附的规则和样板和清单都符合() -> None:
    validator = Draft202012Validator(RULE)
    files = [*rule_files(RULES), *(p for p in (RULES / SAMPLES).glob("*.yaml") if ".test" not in p.name)]
    assert len(files) > 100
    assert [(p.name, e.json_path) for p in files for e in validator.iter_errors(load_plain(p))] == []
    assert not list(Draft202012Validator(ALL["ruleset.schema.json"]).iter_errors(load_plain(RULES / "ruleset.yaml")))


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("check: hierarchy_sum\ntables: [支出总账]", "$.tables[0]"),
        ("check: hierarchy_sum\ntabels: [支出总表]", "$"),
        ("check: hierarchy_sum\ntables: [支出总表]\ncolumns: [合记]", "$.columns[0]"),
        ("check: 加总\ntables: [支出总表]", "$.check"),
        ("check: formula\ngiven: {statement: [本念]}\nassert: 本年 > 0", "$.given.statement[0]"),
        ("check: formula\ngiven: {tabel: [支出总表]}\nassert: 合计 > 0", "$.given"),
        ("check: formula\ngiven: {table: [支出总表], names: ['@没有的词表']}\nassert: 合计 > 0", "$.given.names[0]"),
        ("check: tables_agree\npairs: [支出总表/合计]", "$.pairs[0]"),
        ("check: indicators\ntables: [项目支出绩效目标表]\nrows: [{where: {numeric: 也许}}]", "$.rows[0]"),
        ("check: formula\nassert: 1 > 0", "$"),
        ("applies: {kind: [绩效]}\ncheck: hierarchy_sum\ntables: [支出总表]", "$.applies.kind[0]"),
        ("basis: [没有的依据]\ncheck: hierarchy_sum\ntables: [支出总表]", "$.basis[0]"),
    ],
)
def test_写错的不符合_指到那一处(body: str, place: str) -> None:
    assert place in wrong(rule(body))


@pytest.mark.parametrize(
    "body",
    [
        "check: hierarchy_sum\ntables: 支出总表",
        "check: hierarchy_sum\ntables: [=各表]\nparams: {各表: [支出总表, 收入总表]}",
        "check: formula\n"
        "given: {table: [支出总表], rows: [合计, '208', 随便什么行], names: ['@基本支出科目', 行政运行]}\n"
        "assert: 合计 > 0\nrounding_info: 是",
        "check: tables_agree\nleft: [财政拨款收支总表]\nright: [一般公共预算支出表]\ncolumns: [一般公共预算=合计]",
        "check: reference\nof: 未列\ntables: [支出总表]\nshare: 12.5",
    ],
)
def test_各种写法都收(body: str) -> None:
    assert not wrong(rule(body))


def test_编辑器按YAML读出的数和真假也收() -> None:
    whole = {"id": 101, "title": "甲", "severity": "error", "message": "甲", "check": "formula", "assert": "合计 > 0"}
    whole |= {"given": {"statement": ["本年"], "bound": True}}
    assert not list(Draft202012Validator(RULE).iter_errors(whole))


def test_补全得出名称_附有说明() -> None:
    names = RULE["$defs"]
    assert {"支出总表", "支出决算表"} <= set(names["表"]["enum"])
    assert {"合计", "基本支出"} <= set(names["栏"]["enum"])
    assert "机关运行经费" in names["概念"]["enum"]
    assert "@计数单位" in names["@词表"]["anyOf"][0]["enum"]
    for known in (names["表"], names["依据"], RULE["properties"]["check"]):
        assert len(known["enumDescriptions"]) == len(known["enum"])
        assert all(known["enumDescriptions"])


def test_每种写法一份定义_各键都有中文说明() -> None:
    assert set(CHECKS) <= set(RULE["$defs"])
    assert {branch["then"]["$ref"] for branch in RULE["allOf"]} == {f"#/$defs/{kind}" for kind in CHECKS}
    for kind in CHECKS:
        for key, value in RULE["$defs"][kind]["properties"].items():
            assert value.get("description"), (kind, key)
            assert value["markdownDescription"]
    assert "{row}" in RULE["$defs"]["hierarchy_sum"]["properties"]["message"]["description"]


def test_清单的模式() -> None:
    schema = ALL["ruleset.schema.json"]
    assert not wrong("version: '2026'\nseverity: {SUM-101: off}\ndisabled: [SUM-102]\n", schema)
    assert "$.severity['SUM-101']" in wrong("severity: {SUM-101: 很高}\n", schema)
    assert "$" in wrong("diabled: [SUM-101]\n", schema)


def test_测试的模式() -> None:
    schema = ALL["test.schema.json"]
    validator = Draft202012Validator(schema)
    files = [*RULES.rglob("*.test.yaml"), *(RULES / SAMPLES).glob("*.test.yaml")]
    assert [(p.name, e.json_path) for p in files for e in validator.iter_errors(load_plain(p))] == []
    case = "name: 甲\n    document: {kind: 预算, year: '2025', tables: {TABLE: 甲}}\n    expect: [{outcome: fail}]\n"
    text = f"rule: T-1\ncases:\n  - {case}"
    assert not wrong(text.replace("TABLE", "支出总表#2"), schema)
    assert "$.cases[0].document.tables" in wrong(text.replace("TABLE", "支出总账"), schema)
    assert "$.cases[0].expect[0].outcome" in wrong(text.replace("TABLE", "支出总表").replace("fail", "不符合"), schema)
