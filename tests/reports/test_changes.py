# ruff: noqa: N802　测试名是中文句子
"""与上次对比：哪份对哪份，哪个问题对哪个；没有查成的不说已整改，对不上的不说全是新增。"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from engine.errors import UsageError
from reports import changes, html, schema
from reports.baseline import NOT_FOUND, with_baseline
from tests.reports import sample
from tests.reports.history_sample import WAIVER, earlier, finding, loaded


def compared(old: dict[str, Any] | None = None, new: dict[str, Any] | None = None) -> dict[str, Any]:
    found = with_baseline(new or sample.report(), loaded(old or earlier()))
    assert schema.validate(found) == []
    return found


def items(report: dict[str, Any], number: int = 0) -> dict[str, tuple[str, str]]:
    return {i["id"]: (i["change"], i["note"]) for i in report["documents"][number]["comparison"]["items"]}


def test_四种变化和不能断定的() -> None:
    found = items(compared())
    first, second, third = (f["id"] for f in sample.findings()[:3])
    assert found[first] == ("changed", "公开数 190.00 → 186.52；差额 13.48 → 10.00")
    assert found[second][0] == "persisting"
    assert found[third][0] == "new"
    assert found["old-fixed"] == ("resolved", "上次合计列示 5.00")
    assert found["old-rule"][0] == "unchecked"
    assert "没有这条规则" in found["old-rule"][1]


def test_问题的状态随之写上() -> None:
    assert [f["status"] for f in compared()["documents"][0]["findings"]][:3] == ["数值已变", "未整改", "新增"]


def test_报告里有对比一节_也有不能断定的() -> None:
    report = compared()
    page = html.render_document(report, report["documents"][0])
    assert "与上次检查对比" in page and "2026-05-01" in page
    for word in ("新增", "未整改", "数值已变", "已整改", "本次未核查"):
        assert word in page


def test_记下上次的报告和规则集的不同() -> None:
    report = compared()
    assert report["run"]["inputs"][-1]["what"] == "上次的报告"
    assert any("规则集不同" in note for note in report["baseline"]["notes"])
    assert compared(sample.report())["baseline"]["notes"] == []


def test_原报告不动() -> None:
    report, old = sample.report(), loaded(earlier())
    before = copy.deepcopy((report, old))
    with_baseline(report, old)
    assert (report, old) == before


def test_上次没有这条规则的新增_说明一句() -> None:
    old = earlier()
    old["ruleset"]["rules"] = [r for r in old["ruleset"]["rules"] if r["id"] != "CALC-401"]
    change, note = items(compared(old))[sample.findings()[2]["id"]]
    assert change == "new"
    assert "上次没有这条规则" in note


def gone(**outcomes: Any) -> tuple[str, str]:
    """上次有、这次没有的一个 SUM-101 问题，这次的结果改成这样时怎么说。"""
    old, new = sample.report(), sample.report()
    old["documents"][0]["findings"].append(finding("gone"))
    document = new["documents"][0]
    document["unread"] = outcomes.pop("unread", [])
    document["waivers"] = outcomes.pop("waivers", [])
    counts = next(r for r in document["outcomes"]["rules"] if r["rule_id"] == "SUM-101")
    document["outcomes"]["unknown"] = outcomes.pop("unknown", [])
    counts.update(outcomes)
    return items(compared(old, new))["gone"]


def test_查了而没有再查出的才是已整改() -> None:
    assert gone()[0] == "resolved"


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ({"unknown": [{"rule_id": "SUM-101", "at": "某表/gone", "reason": "表没有读出"}]}, "无法核查：表没有读出"),
        ({"pass": 0, "fail": 0}, "不适用"),
        ({"pass": 0, "fail": 0, "rule_error": 1}, "出错"),
        ({"unread": ["第 3 页：太模糊"]}, "没有读全"),
        (
            {"pass": 0, "fail": 0, "unknown": [{"rule_id": "SUM-101", "at": "别处", "reason": "数认不清"}]},
            "数认不清",
        ),
    ],
)
def test_没有查成的不说已整改(outcomes: dict[str, Any], words: str) -> None:
    change, note = gone(**outcomes)
    assert change == "unchecked"
    assert words in note


@pytest.mark.parametrize("at", ["某表/gone", ""])
def test_豁免了的是已豁免(at: str) -> None:
    assert gone(waivers=[{**WAIVER, "at": at}])[0] == "waived"
    assert gone(waivers=[{**WAIVER, "at": at, "state": "expired"}])[0] == "resolved"


def test_并入别的问题的仍是未整改() -> None:
    old, new = sample.report(), sample.report()
    own = finding("folded")
    old["documents"][0]["findings"].append(own)
    keys = ("id", "rule_id", "title", "family", "severity", "message", "at", "occurrences")
    new["documents"][0]["findings"][0]["related"] = [{k: own[k] for k in keys}]
    assert changes.compared(old["documents"][0], new["documents"][0], old, new, "")["items"][-1] == {
        "change": "persisting",
        "id": "folded",
        "title": own["title"],
        "note": f"{own['message']}；并入 F-001",
        **{k: own[k] for k in ("rule_id", "severity", "message")},
    }
    back = changes.compared(new["documents"][0], old["documents"][0], new, old, "")["items"][-1]
    assert (back["change"], back["note"]) == ("persisting", f"{own['message']}；上次并入 F-001")


def test_没有公开数的_看原文里的数变没有() -> None:
    old = sample.report()
    old["documents"][0]["findings"][5]["evidence"][1]["value"] = "8"
    change, note = items(compared(old))[sample.findings()[5]["id"]]
    assert (change, note) == ("changed", "原文 较高、8 → 较高、12")


def test_证据次序不同不算变() -> None:
    old = sample.report()
    old["documents"][0]["findings"][5]["evidence"].reverse()
    assert items(compared(old))[sample.findings()[5]["id"]][0] == "persisting"


# ---- 哪份对哪份


def test_文件名变了凭单位年度文种() -> None:
    old = earlier()
    old["documents"][0] |= {"name": "旧名.txt", "path": "别处/旧名.txt"}
    assert items(compared(old))["old-fixed"][0] == "resolved"


def test_单位认得与上次不同_凭文件名_问题凭规则和位置() -> None:
    old, new = sample.report(), sample.report()
    for number, one in enumerate(old["documents"][0]["findings"]):
        one |= {"id": f"old-{number}", "at": f"位置{number}"}
    for number, one in enumerate(new["documents"][0]["findings"]):
        one["at"] = f"位置{number}"
    old["documents"][0]["entity"] = ""
    assert {change for change, _ in items(compared(old, new)).values()} == {"persisting"}


def test_同名的另一年不是同一份() -> None:
    old = sample.report()
    old["documents"] = old["documents"][:1]
    old["documents"][0]["year"] = "2023"
    with pytest.raises(UsageError, match="没有一份文件与这次的对得上"):
        compared(old)


def test_同一单位同一年度有两份的_凭文件名分() -> None:
    old, new = sample.report(), sample.report()
    for report in (old, new):
        twin = copy.deepcopy(report["documents"][0])
        report["documents"].insert(1, {**twin, "name": "另一份.md", "path": "另一份.md", "findings": []})
    found = changes.pairs(old["documents"], new["documents"])
    assert [(a["name"], b["name"]) for a, b in found] == [
        (d["name"], d["name"]) for d in new["documents"] if d["status"] == "audited"
    ]


def test_上次没有的文件_不说全是新增_说没有对比() -> None:
    old = earlier()
    old["documents"] = [d for d in old["documents"] if d["kind" if "kind" in d else "name"] != "预算"]
    report = compared(old)
    clean = report["documents"][1]
    assert "comparison" not in clean
    assert NOT_FOUND in clean["notes"]


def test_这次没有的文件列出来() -> None:
    new = sample.report()
    del new["documents"][1]
    (missing,) = compared(None, new)["baseline"]["missing"]
    assert missing["entity"] == "云溪市示例区档案馆"


def test_一份也对不上是错误_不是全部新增() -> None:
    old = sample.report()
    old["documents"] = [sample.refused("unreadable", "甲.pdf", "损坏")]
    with pytest.raises(UsageError, match=r"上次/report\.json：.*没有一份文件与这次的对得上"):
        compared(old)
