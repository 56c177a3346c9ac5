# ruff: noqa: N802　测试名是中文句子
"""解释一条规则：查了哪里、怎么算的、哪里没有查、为什么一处也没有。"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.audit import Auditor
from engine.checks import CHECKS, SECOND
from engine.explain.build import Explanation, explain
from engine.inference.select import matcher
from reports import explain_view
from reports.terminal import cells
from tests.audit_tools import (
    EXAMPLES,
    audit_example,
    budget,
    explained,
    gouji,
    load_rules,
    rule,
    table,
    vocabulary,
    write_rules,
)

HEAD = "科目编码|科目名称|合计|基本支出|项目支出"
NAMES = sorted(p.name for p in EXAMPLES.glob("*差错.txt"))
ROW_RULE = rule("check: formula\ngiven: {table: [支出总表]}\nneeds: [基本支出]\nassert: 合计 == 基本支出 + 项目支出")


def spent(*rows: str) -> str:
    return budget(table("部门支出总表", HEAD, *rows))


def explain_text(text: str, body: str, tmp_path: Path) -> Explanation:
    """用这一条规则解释这份文件。"""
    path = tmp_path / "公开件.txt"
    path.write_text(text, encoding="utf-8")
    ruleset = load_rules(body)
    facts = Auditor(ruleset, vocabulary(), matcher("reference")).facts(path)
    return explain(ruleset.rules[0], ruleset, vocabulary(), matcher("reference"), facts)


def data(text: str, body: str, tmp_path: Path) -> dict[str, Any]:
    return explain_view.data(explain_text(text, body, tmp_path))


def reasons(found: dict[str, Any]) -> dict[str, int]:
    return {g["reason"]: g["count"] for g in found["skipped"]}


# ---- 查了的各处


def test_通过的一处_印的数_区间_相差和容许都说出来(tmp_path: Path) -> None:
    found = data(spent("208|社会保障|5.01|3.00|2.00", "|合计|5.01|3.00|2.00"), ROW_RULE, tmp_path)
    place = next(p for p in found["places"] if p["at"].endswith("/208"))
    assert place["outcome"] == "pass"
    assert [f["printed"] for f in place["facts"]] == ["5.01", "3.00", "2.00"]
    assert [(s["sign"], s["printed"], s["low"], s["high"]) for s in place["calculation"]] == [
        ("+", "5.01", "5.005", "5.015"),
        ("==", "", "", ""),
        ("+", "3.00", "2.995", "3.005"),
        ("+", "2.00", "1.995", "2.005"),
        ("＝", "5.00万元", "4.99", "5.01"),
    ]
    (compared,) = place["comparisons"]
    assert (compared["difference"], compared["allowed"], compared["holds"]) == ("0.01", "0.015", True)
    assert place["facts"][0]["location"]["row"] == "208 社会保障"


def test_不符合的一处_说超过了多少_可能的原因(tmp_path: Path) -> None:
    body = rule("check: hierarchy_sum\ntables: [支出总表]", message="相差{diff}")
    text = spent("208|社会保障|5.00|5.00|", "20805|养老|2.00|2.00|", "20808|抚恤|4.00|4.00|", "|合计|5.00|5.00|")
    shown = explain_view.as_text(explain_text(text, body, tmp_path), 100)
    assert "✗ 不符合（错误）  支出总表/208/合计" in shown
    assert "相差1.00" in shown
    assert "5.00万元 应等于 6.00万元：相差 1.00万元，四舍五入至多能解释 0.015，超过了，不成立。" in shown


def test_比率的差写百分点(tmp_path: Path) -> None:
    body = rule(
        "check: formula\ngiven: {statement: [本年, 增减额, 增减率]}\n"
        "let: {上年数: 本年 - sign(方向) * 增减额}\nassert: abs(增减率) == 增减额 / 上年数"
    )
    text = budget(explained("收入预算情况说明", "2025年收入预算120.00万元，比2024年预算增加20.00万元，增长30.0%。"))
    assert "30% 应等于 20%：相差 10.00个百分点" in explain_view.as_text(
        explain_text(text, body, tmp_path), 100
    ).replace("相差 10个百分点", "相差 10.00个百分点")


# ---- 没有查的各处


def test_行的筛选_各说各的原因(tmp_path: Path) -> None:
    text = spent("208|社会保障|5.00|3.00|2.00", "210|卫生健康|||", "|合计|5.00|3.00|2.00")
    by_name = ROW_RULE.replace("[支出总表]}", "[支出总表], names: [社会保障]}")
    assert reasons(data(text, by_name, tmp_path)) == {"科目名称不在 names 之列": 2}
    by_code = ROW_RULE.replace("[支出总表]}", "[支出总表], codes: ['208', '210']}")
    assert reasons(data(text, by_code, tmp_path)) == {
        "科目编码不以 codes 所列的数字开头": 1,
        "这一行各栏都是空格或零": 1,
    }
    by_row = ROW_RULE.replace("[支出总表]}", "[支出总表], rows: [合计]}")
    assert reasons(data(text, by_row, tmp_path)) == {"不是 rows 所列的行": 2}


def test_缺要素的陈述_说缺哪个(tmp_path: Path) -> None:
    body = rule("check: formula\ngiven: {statement: [本年, 增减额]}\nassert: 本年 >= 增减额")
    text = budget(explained("收入预算情况说明", "2025年收入预算120.00万元，比2024年预算增长30.0%。"))
    assert reasons(data(text, body, tmp_path)) == {"缺少要素“增减额”": 1}


def test_文字只说了一次的_说没有可比的(tmp_path: Path) -> None:
    body = rule("check: facts_agree\nby: concept\nconcepts: [公务接待费]\namong: [phrases]")
    text = budget(explained("“三公”经费情况说明", "2025年公务接待费3.10万元。"))
    (skip,) = data(text, body, tmp_path)["skipped"]
    assert "“公务接待费”只此一处" in skip["reason"]


def test_键的说明从它是什么说起(tmp_path: Path) -> None:
    body = rule(
        "check: tables_agree\nrelation: at_most\npairs: [支出总表/合计/合计 = 支出总表/合计/基本支出]", message="有出入"
    )
    shown = explain_view.as_text(explain_text(spent("|合计|5.00|5.00|"), body, tmp_path), 100)
    assert "两边的关系（relation）：at_most" in shown


def test_没有下级的行_对不上的行(tmp_path: Path) -> None:
    sums = rule("check: hierarchy_sum\ntables: [支出总表]\ncolumns: [合计]")
    text = spent("208|社会保障|5.00|5.00|", "|合计|5.00|5.00|")
    found = reasons(data(text, sums, tmp_path))
    assert found["没有下级行"] == 2
    assert found["这一栏都是空格或零"] == 2
    assert found["“基本支出”栏不在 columns 之列"] == 1
    joined = rule(
        "check: tables_agree\nleft: [支出总表]\nright: [一般公共预算支出表]\njoin: code\ncolumns: [合计]",
    )
    two = budget(
        table("部门支出总表", HEAD, "208|社会保障|5.00|5.00|", "210|卫生健康|1.00|1.00|", "|合计|6.00|6.00|"),
        table("一般公共预算支出表", HEAD, "208|社会保障|5.00|5.00|", "|合计|5.00|5.00|"),
    )
    assert reasons(data(two, joined, tmp_path))["《一般公共预算支出表》没有同一科目编码的行"] == 1


def test_没有认出的表_分清宣布了和没有宣布(tmp_path: Path) -> None:
    body = ROW_RULE.replace("[支出总表]", "[支出总表, 一般公共预算支出表]")
    found = data(spent("208|社会保障|5.00|5.00|", "|合计|5.00|5.00|"), body, tmp_path)
    told = {p["at"]: p["reason"] for p in found["places"] if p["outcome"] == "not_applicable"}
    assert told == {"一般公共预算支出表": "文件没有《一般公共预算支出表》，目录也没有列"}


# ---- 一处也没有


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "given: {table: [支出总表]}\nassert: 人员经费 == 0\nneeds: [人员经费]",
            "没有认出这一栏；认出的栏有：合计、基本支出",
        ),
        ("given: {table: [支出总表], names: [社会保证]}\nassert: 合计 == 0", "是否为“社会保障”？"),
        ("given: {table: [支出决算表]}\nassert: 合计 == 0", "文件里没有规则要查的表（支出决算表）"),
        ("given: {list: [三公]}\nassert: sum(各项.本年) == 总体.本年", "文件里没有规则要的列举（三公）"),
        ("given: {statement: [占比]}\nassert: 占比 <= 100%", "文件里没有这条规则要看的内容"),
    ],
)
def test_零处要说最可能的原因(body: str, told: str, tmp_path: Path) -> None:
    text = spent("208|社会保障|5.00|5.00|", "|合计|5.00|5.00|")
    shown = explain_view.as_text(explain_text(text, rule(f"check: formula\n{body}"), tmp_path), 200)
    assert "零处：这条规则在这份文件里一处也没有查。" in shown
    assert told in shown


def test_指定的格不在表里_说有哪些行(tmp_path: Path) -> None:
    body = rule("check: tables_agree\npairs: [支出总表/总计/合计 = 支出总表/合计/基本支出]")
    shown = explain_view.as_text(
        explain_text(spent("208|社会保障|5.00|5.00|", "|合计|5.00|5.00|"), body, tmp_path), 200
    )
    assert "《支出总表》没有“总计”这一行" in shown
    assert "认出的行有：208、合计" in shown


def test_文种不符_条件不成立_连数一起说(tmp_path: Path) -> None:
    text = spent("208|社会保障|5.00|5.00|", "|合计|5.00|5.00|")
    final = explain_view.as_text(explain_text(text, ROW_RULE + "applies: {kind: [决算]}\n", tmp_path), 200)
    assert "规则适用的是决算，这份文件是县级、2025年预算" in final
    when = explain_view.as_text(explain_text(text, ROW_RULE + "when: fact(支出总额) > 10万元\n", tmp_path), 200)
    assert "5.00万元 应大于 10万元：不成立" in when
    assert "条件不成立" in when


# ---- 与核查一致，写给人看


@cache
def all_explained(name: str) -> tuple[Explanation, ...]:
    """随附的全部规则在一份示例上的解释。"""
    ruleset = load_rules(None)
    facts = Auditor(ruleset, vocabulary(), matcher("reference")).facts(EXAMPLES / name)
    return tuple(explain(r, ruleset, vocabulary(), matcher("reference"), facts) for r in ruleset.rules)


@pytest.mark.parametrize("name", NAMES)
def test_解释的结论与核查的逐条相同(name: str) -> None:
    audited = audit_example(name)
    for found in all_explained(name):
        ident = found.rule.id
        assert [(o.status, o.at, o.reason, o.message, o.note, o.likely_cause) for o in found.outcomes] == [
            (o.status, o.at, o.reason, o.message, o.note, o.likely_cause) for o in audited.outcomes(ident)
        ]
        shown = explain_view.as_text(found, 100)
        assert max(map(cells, shown.splitlines())) <= 100
        assert not re.search(r"\bf\d+\b|Fact\(|has_|None", shown), ident


def test_每一种写法都解释得出通过的一处() -> None:
    shown = {
        found.rule.check
        for name in NAMES
        for found in all_explained(name)
        if any(o.status == "pass" and (o.evidence or o.at in ("全文", "序号")) for o in found.outcomes)
    }
    assert shown == set(CHECKS) - set(SECOND)


# ---- 命令


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "公开件.txt"
    path.write_text(spent("208|社会保障|5.00|3.00|2.00", "|合计|5.50|3.00|2.00"), encoding="utf-8")
    return path


def test_命令_只看一处(file: Path) -> None:
    ran = gouji("explain", "SUM-110", file, "--at", "支出总表/合计", "--format", "json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert found["schema"] == "gouji-explain/1"
    assert [p["at"] for p in found["places"]] == ["支出总表/合计"]


def test_命令_草稿和规则文件夹里的规则(file: Path, tmp_path: Path) -> None:
    folder = write_rules(tmp_path / "规则", ROW_RULE)
    assert "T-1  试写的规则" in gouji("explain", "T-1", file, "--rules", folder).out
    assert "T-1  试写的规则" in gouji("explain", folder / "试写" / "T-1.yaml", file).out


def test_命令_地方的规则_按地区看_不用的说明在哪一层(file: Path) -> None:
    local = ("--rules", EXAMPLES / "地方规则")
    unused = gouji("explain", "JX-501", file, *local)
    assert unused.code == 2
    assert "规则“JX-501”在“" in unused.err
    assert "--region" in unused.err
    used = gouji("explain", "JX-501", file, *local, "--region", "江西省", "--level", "县级", "--format", "json")
    assert used.code == 0, used.err
    told = {line["key"]: line["value"] for line in json.loads(used.out)["rule"]["looks_for"]}
    assert told["params"] == "上限 = 3%"


def test_命令_规则写错_没有这条规则_文件读不出(file: Path, tmp_path: Path) -> None:
    folder = write_rules(tmp_path / "规则", ROW_RULE.replace("基本支出]", "基本之出]"))
    broken = gouji("explain", folder / "试写" / "T-1.yaml", file)
    assert broken.code == 2
    assert re.search(r"T-1\.yaml:\d+:\d+：没有“基本之出”", broken.err)
    unknown = gouji("explain", "SUM-11O", file)
    assert unknown.code == 2
    assert "没有“SUM-11O”这条规则，是否为“SUM-1" in unknown.err
    assert gouji("explain", tmp_path / "没有.yaml", file).code == 2
    assert gouji("explain", "SUM-110", tmp_path / "没有.txt").code == 3
