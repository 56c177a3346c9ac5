# ruff: noqa: N802　测试名是中文句子
"""参数：默认值、地方改值、算式与别的键里的用法；写错了指到那个词。"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.ruleset.loader import load_ruleset
from engine.ruleset.model import Ruleset
from tests.audit_tools import audit_text, budget, explained, rule, vocabulary, write_rules

LIMIT = """check: formula
params: {上限: 5%}
given: {statement: [增减率]}
assert: 增减率 <= 上限
message: 增长{增减率}，超过{上限}"""
TEXT = budget(explained("收支预算总体情况", "收入总计105.00万元，比上年增加5.00万元，增长5.00%。"))


def loaded(folder: Path, body: str, manifest: str = "") -> Ruleset:
    write_rules(folder, rule(body))
    if manifest:
        (folder / "ruleset.yaml").write_text(manifest, encoding="utf-8")
    return load_ruleset((folder,), vocabulary())


def test_算式和说法里用参数的默认值() -> None:
    assert audit_text(TEXT, rule(LIMIT)).statuses() == {"pass": 1}
    found = audit_text(TEXT, rule(LIMIT.replace("5%}", "3%}")))
    assert found.finding().message == "增长5.00%，超过3%"


def test_核算过程里写参数的名字() -> None:
    found = audit_text(TEXT, rule(LIMIT.replace("5%}", "3%}")))
    assert ("上限", "3%") in [(s.item, s.printed) for s in found.finding().calculation]


def test_地方改了参数的_以改的为准(tmp_path: Path) -> None:
    ruleset = loaded(tmp_path, LIMIT, "params: {T-1: {上限: 4%}}\n")
    assert not ruleset.errors
    (own,) = ruleset.rules
    assert own.params == {"上限": "4%"}


def test_别的键整个值写成等号加参数名(tmp_path: Path) -> None:
    body = "check: indicators\nparams: {合计数: [90, 100]}\ntables: [项目支出绩效目标表]\nweights: =合计数"
    (own,) = loaded(tmp_path, body).rules
    assert own.body["weights"] == ("90", "100")


def test_列表里的参数摊开(tmp_path: Path) -> None:
    body = "check: indicators\nparams: {合计数: [90, 100]}\ntables: [项目支出绩效目标表]\nweights: [=合计数, 80]"
    (own,) = loaded(tmp_path, body).rules
    assert own.body["weights"] == ("90", "100", "80")


WRONG = {
    "没有用到": (LIMIT.replace("上限: 5%", "上限: 5%, 下限: 1%"), "", 5, "“下限”没有用到"),
    "没有这个参数": ("check: hierarchy_sum\ntables: =哪些表", "", 5, "没有“哪些表”这个参数"),
    "与要素同名": (LIMIT.replace("上限", "占比"), "", 5, "“占比”已经是"),
    "不是数": (LIMIT.replace("5%}", "很多}"), "", 7, "不是一个数"),
    "名字不对": (LIMIT.replace("上限: 5%", "3%: 5%"), "", 5, "参数名"),
    "值是空的": (LIMIT.replace("上限: 5%", "上限: ''"), "", 5, "没有内容"),
    "不是键值": (LIMIT.replace("{上限: 5%}", "上限"), "", 5, "名字: 值"),
    "地方改了没有的参数": (LIMIT, "params: {T-1: {上线: 3%}}\n", 1, "没有“上线”这个参数，是否为“上限”"),
    "地方改成别的量纲": (LIMIT, "params: {T-1: {上限: '3'}}\n", 1, "同样的 % 或单位"),
    "地方改了没有的规则": (LIMIT, "params: {T-9: {上限: 3%}}\n", 1, "没有“T-9”这条规则"),
    "地方的参数不是键值": (LIMIT, "params: {T-1: 3%}\n", 1, "规则编号"),
}


@pytest.mark.parametrize("name", WRONG)
def test_参数写错_指到那一行(tmp_path: Path, name: str) -> None:
    body, manifest, line, said = WRONG[name]
    errors = loaded(tmp_path, body, manifest).errors
    assert [e for e in errors if said in e.message and e.line == line], errors


def test_地方改成的值与直接写的一样检查_指到清单的那个词(tmp_path: Path) -> None:
    body = "check: hierarchy_sum\nparams: {哪些表: [支出总表]}\ntables: =哪些表"
    (fault,) = loaded(tmp_path, body, "params: {T-1: {哪些表: [支出总表, 支出总账]}}\n").errors
    assert (fault.file, fault.line, fault.column) == ("ruleset.yaml", 1, 28)
    assert "支出总账" in fault.message
