# ruff: noqa: N802　测试名是中文句子
"""JUnit XML：合 junit-10.xsd；一个问题一个用例，查不了的是 skipped，读不进来的是 error。"""

from __future__ import annotations

from typing import Any

from lxml import etree

from reports import junit
from tests.reports import sample
from tests.reports.readers import junit as checked


def suites(report: dict[str, Any]) -> list[etree._Element]:
    return list(checked(junit.render(report)))


def names(suite: etree._Element, tag: str) -> list[str]:
    return [case.get("name", "") for case in suite.iterfind("testcase") if case.find(tag) is not None]


def test_合于公布的格式_恶意的文字也一样() -> None:
    for report in (sample.report(), sample.hostile(), {**sample.report(), "documents": []}):
        checked(junit.render(report))


def test_错误和提示是失败_说明不是() -> None:
    suite = suites(sample.report())[0]
    failed = names(suite, "failure")
    assert [name.split()[0] for name in failed] == ["SUM-101", "TXT-301", "CALC-401", "SG-501", "STR-601", "PERF-801"]
    kinds = {f.get("type") for f in suite.iterfind("testcase/failure")}
    assert kinds == {"错误", "提示"}
    first = suite.find("testcase/failure")
    assert first is not None and first.text is not None
    assert first.get("message") == sample.findings()[0]["message"]
    assert "208 | 社会保障和就业支出 | 186.52" in first.text and "第 12 页" in first.text
    assert any("TPL-701" in name for name in names(suite, "system-out"))


def test_计数与用例一致() -> None:
    root = checked(junit.render(sample.report()))
    for suite in root:
        assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
        assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("skipped", "")) == len(suite.findall("testcase/skipped"))
    assert root.get("failures") == "6"


def test_无法核查的是跳过_不是通过() -> None:
    suite = suites(sample.report())[0]
    assert [name.split()[0] for name in names(suite, "skipped")] == ["SUM-101", "XTB-201", "TXT-301"]
    told = [s.get("message", "") for s in suite.iterfind("testcase/skipped")]
    assert told[0].startswith("无法核查 22 处：表格未识别")


def test_没有读进来的_没有读全的_写错的规则是出错() -> None:
    report = sample.report()
    report["documents"][0]["unread"] = ["第 7 页：太模糊"]
    first, _, broken, refused, rules = suites(report)
    assert names(first, "error") == ["读全"]
    assert names(broken, "error") == names(refused, "error") == ["读入"]
    assert "XTB-219" in names(rules, "error")[0]


def test_同一根源并入的规则不算通过() -> None:
    report = sample.report()
    other = {"id": "abc", "rule_id": "XTB-201", "title": "甲", "family": "表间勾稽", "severity": "error"}
    report["documents"][0]["findings"][0]["related"] = [{**other, "message": "两表不一致", "at": "", "occurrences": 1}]
    suite = suites(report)[0]
    (name,) = [n for n in names(suite, "failure") if n.startswith("XTB-201")]
    assert name.endswith("[abc]")
    assert not any(n.startswith("XTB-201") for n in names(suite, "system-out"))


def test_用例名不随数目变() -> None:
    report = sample.report()
    before = [case.get("name") for case in suites(report)[0].iterfind("testcase")]
    report["documents"][0]["outcomes"]["rules"][1]["pass"] = 7
    assert [case.get("name") for case in suites(report)[0].iterfind("testcase")] == before
