# ruff: noqa: N802　测试名是中文句子
"""SARIF 2.1.0：合公布的格式；问题、无法核查、豁免、已整改各有各的写法。"""

from __future__ import annotations

import json
from typing import Any

from reports import sarif
from reports.baseline import with_baseline
from tests.reports import sample
from tests.reports.history_sample import WAIVER, earlier, loaded
from tests.reports.readers import sarif_problems


def run_of(report: dict[str, Any]) -> dict[str, Any]:
    text = sarif.render(report)
    assert sarif_problems(text) == []
    (run,) = json.loads(text)["runs"]
    found: dict[str, Any] = run
    return found


def test_合于公布的格式_恶意的文字也一样() -> None:
    for report in (sample.report(), sample.hostile(), {**sample.report(), "documents": []}):
        run_of(report)


def test_问题的级别_编号_位置() -> None:
    results = run_of(sample.report())["results"]
    findings = sample.findings()
    first = results[0]
    assert (first["kind"], first["level"], first["ruleId"]) == ("fail", "error", "SUM-101")
    assert first["message"]["text"] == findings[0]["message"]
    assert list(first["partialFingerprints"].values()) == [findings[0]["id"]]
    (at,) = first["locations"]
    assert at["physicalLocation"]["region"]["startLine"] == 214
    assert at["physicalLocation"]["properties"] == {"page": 12}
    assert at["logicalLocations"][0]["fullyQualifiedName"] == "支出决算表/208 社会保障和就业支出/合计"
    assert [r["level"] for r in results if r["kind"] == "fail"] == ["error"] * 4 + ["warning"] * 2 + ["note"]


def test_另一张表是有关的位置() -> None:
    second = run_of(sample.report())["results"][1]
    (other,) = second["relatedLocations"]
    assert other["physicalLocation"]["region"]["startLine"] == 455
    assert "文字" not in other["message"]["text"] and "150.23万元" in other["message"]["text"]
    assert second["occurrenceCount"] == 2


def test_没有行的写页和范围() -> None:
    report = sample.report()
    at = report["documents"][0]["findings"][0]["evidence"][0]["location"]
    at.update(line=None, box=[1.0, 2.0, 3.0, 4.0])
    physical = run_of(report)["results"][0]["locations"][0]["physicalLocation"]
    assert "region" not in physical
    assert physical["properties"] == {"page": 12, "box": [1.0, 2.0, 3.0, 4.0]}


def test_无法核查的一条不少_不算通过也不算问题() -> None:
    run = run_of(sample.report())
    unknown = [r for r in run["results"] if r["kind"] == "open"]
    assert len(unknown) == 27 + 1
    assert {r["level"] for r in unknown} == {"none"}
    assert all("无法核查" in r["message"]["text"] for r in unknown)


def test_没有读进来的文件_出错的规则_是通知() -> None:
    (invocation,) = run_of(sample.report())["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [n["message"]["text"] for n in invocation["toolExecutionNotifications"]]
    assert any("文件损坏：没有可读的页" in text for text in told)
    assert "XTB-219" in invocation["toolConfigurationNotifications"][0]["message"]["text"]


def test_豁免写明理由_批准人() -> None:
    report = sample.report()
    report["documents"][0]["waivers"] = [WAIVER, {**WAIVER, "state": "expired"}]
    waived = [r for r in run_of(report)["results"] if "suppressions" in r]
    assert [r["ruleId"] for r in waived] == ["SUM-101"]
    (suppression,) = waived[0]["suppressions"]
    assert suppression["status"] == "accepted"
    assert WAIVER["reason"] in suppression["justification"] and WAIVER["approver"] in suppression["justification"]


def test_与上次对比的写法() -> None:
    compared = with_baseline(sample.report(), loaded(earlier()))
    results = run_of(compared)["results"]
    states = {r["partialFingerprints"][sarif.FINGERPRINT]: r["baselineState"] for r in results if "baselineState" in r}
    items = compared["documents"][0]["comparison"]["items"]
    words = {"new": "new", "persisting": "unchanged", "changed": "updated", "resolved": "absent"}
    assert states == {item["id"]: words[item["change"]] for item in items if item["change"] in words}
    assert {"new", "unchanged", "updated", "absent"} <= set(states.values())


def test_没有对比时不写() -> None:
    assert all("baselineState" not in r for r in run_of(sample.report())["results"])


def test_路径都转成合规的地址() -> None:
    assert sarif.uri("甲 乙/#1?.txt") == "%E7%94%B2%20%E4%B9%99/%231%3F.txt"
    assert sarif.uri("/a/b.txt") == "file:///a/b.txt"
    assert sarif.uri("C:\\a\\b.txt") == "file:///C%3A/a/b.txt"
    assert sarif.uri("\x1b\ud800") == "%1B%3F"


def test_相同的字节() -> None:
    assert sarif.render(sample.report()) == sarif.render(sample.report())
