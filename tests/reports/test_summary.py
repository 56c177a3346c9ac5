"""一份文件的 summary：小、只含能写成 JSON 的值，数与报告的相同；说法去掉数字后可比。"""

from __future__ import annotations

import json

import pytest

from reports.schema import complete_document
from reports.summary import summary, worded
from tests.reports import batch_sample, sample


def test_it_counts_what_the_report_says() -> None:
    own = summary(sample.audited())
    rules = {(rule["rule_id"], rule["severity"]): (rule["count"], rule["first"]) for rule in own["rules"]}
    assert rules[("SUM-101", "error")] == (1, "F-001") and sum(count for count, _ in rules.values()) == 7
    assert own["counts"]["unknown"] == 27 and own["unknown"]["TXT-301"] == 1
    assert own["checked"]["SUM-101"] == 187 and "SG-501" in own["checked"]
    assert own["share"] == "0.9349"
    assert own["sangong"] == {"prior": "12.80", "now": "15.20", "unit": "万元"}


def test_a_budget_takes_the_budget_figure_as_this_year() -> None:
    document = sample.audited()
    document["sangong"][0] |= {"final": ""}
    found = summary(document)["sangong"]
    assert found is not None and found["now"] == "16.00"
    document["sangong"] = document["sangong"][1:]
    assert summary(document)["sangong"] is None


def test_the_largest_difference_is_that_of_an_error() -> None:
    document = batch_sample.document("甲局", findings=(0, 4))
    document["findings"][1]["difference"] = "9999.00"  # 提示里的差额是比上年高出的
    found = summary(document)["largest"]
    assert found is not None
    assert (found["difference"], found["first"], found["rule_id"]) == ("10.00", "F-001", "SUM-101")


def test_filled_or_not_it_is_the_same_and_json_keeps_it() -> None:
    for document in sample.report()["documents"]:
        own = summary(document)
        assert own == summary(complete_document(document))
        assert json.loads(json.dumps(own)) == own


def test_an_unread_file_has_its_reason_and_no_counts() -> None:
    own = summary(sample.refused("unreadable", "坏.pdf", "打不开"))
    assert (own["status"], own["error"], own["rules"], own["counts"]["pass"]) == ("unreadable", "打不开", [], 0)


def test_it_stays_small_however_long_the_report() -> None:
    document = batch_sample.document("甲局", findings=tuple(range(7)) * 60)
    for number, finding in enumerate(document["findings"]):
        finding |= {"message": finding["message"] + "长" * 5_000, "at": f"{number}"}
    assert len(json.dumps(summary(document), ensure_ascii=False)) < 200_000 < len(json.dumps(document))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("“教育支出”合计1,986.60万元，相差3.00万元", "“教育支出”合计880,400元，相差12元"),
        ("增长4.1%，文中为-3.5%", "增长12%，文中为0.5%"),
        ("相差9.20个百分点；另有3处因此不符（A-1）", "相差1个百分点"),
        ("甲局2024年度决算残留“XX万元”（同样的问题共2处）", "乙局2023年度决算残留“XX万元”"),
    ],
)
def test_same_words_with_other_figures(one: str, two: str) -> None:
    assert worded(one, "甲局") == worded(two, "乙局")


@pytest.mark.parametrize(
    ("one", "two"),
    [("“教育支出”相差1元", "“农林水支出”相差1元"), ("残留“增加（减少）”", "残留“增长（下降）”"), ("少1元", "多1元")],
)
def test_other_words_stay_apart(one: str, two: str) -> None:
    assert worded(one) != worded(two)
