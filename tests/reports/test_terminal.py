"""终端摘要：结论在前，汉字对齐，控制字符不进终端。"""

from __future__ import annotations

import re
from typing import Any

import pytest

from reports.baseline import with_baseline
from reports.terminal import cells, summary, wrap
from tests.reports import sample
from tests.reports.history_sample import earlier, loaded


def test_summary_starts_with_the_conclusion_and_lists_the_errors() -> None:
    lines = summary(sample.report(), color=False, width=100).splitlines()
    assert lines[:2] == [
        "共 4 份文件，核查 2 份，发现需要核实的问题 7 项：错误 4 项、提示 2 项、说明 1 项。",
        "无法核查 28 处，不能视为没有问题。",
    ]
    assert "✗ 云溪市示例区水务局2024年度部门决算    错误   4  提示   2  说明   1  无法核查  27" in lines
    assert sum("F-00" in line for line in lines) == 4
    assert any("文件损坏：没有可读的页" in line for line in lines)


def test_columns_line_up() -> None:
    lines = [line for line in summary(sample.report(), False, 120).splitlines() if "无法核查  " in line]
    assert len(lines) == 2
    assert len({cells(line[: line.index("错误")]) for line in lines}) == 1


@pytest.mark.parametrize("width", [20, 52, 80, 140])
def test_no_line_is_wider_than_asked(width: int) -> None:
    for report in (sample.report(), sample.hostile()):
        assert all(cells(line) <= max(width, 52) for line in summary(report, False, width).splitlines())


def test_colour_is_the_only_escape_sequence() -> None:
    plain, coloured = (summary(sample.hostile(), color, 100) for color in (False, True))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", plain)
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain


def test_numbers_are_not_broken_and_lines_do_not_start_with_a_stop() -> None:
    lines = wrap("合计列示 1,052,300.00 元，相差 45.00。", 20)
    assert "".join(lines).count("1,052,300.00") == 1
    assert all(line[0] not in "，。" for line in lines)


def test_what_was_merged_follows_its_finding() -> None:
    report = sample.report()
    finding = next(f for f in report["documents"][0]["findings"] if f["severity"] == "error")
    merged = {key: finding[key] for key in ("id", "title", "family", "severity", "occurrences")}
    finding["related"] = [{**merged, "rule_id": "CALC-1", "message": "增减率\x1b[2J也不符", "at": ""}]
    lines = summary(report, False, 100).splitlines()
    (at,) = [n for n, line in enumerate(lines) if "同一根源 CALC-1  增减率" in line]
    assert lines[at].startswith(" " * 8)
    assert "\x1b" not in lines[at]
    assert finding["rule_id"] in "".join(lines[at - 3 : at])


def linked(report: dict[str, Any]) -> str:
    pages = {document["path"]: f"file:///out/{n}.html" for n, document in enumerate(report["documents"])}
    return summary(report, True, 100, pages)


def test_links_lead_to_the_report_and_the_card() -> None:
    text = linked(sample.report())
    assert "\x1b]8;;file:///out/0.html\x1b\\云溪市示例区水务局2024年度部门决算\x1b]8;;\x1b\\" in text
    assert "\x1b]8;;file:///out/0.html#F-001\x1b\\F-001\x1b]8;;\x1b\\" in text


def test_links_and_colour_change_nothing_else() -> None:
    for report in (sample.report(), sample.hostile()):
        bare = re.sub(r"\x1b\]8;;[^\x1b]*\x1b\\|\x1b\[\d+m", "", linked(report))
        assert bare == summary(report, False, 100)


def test_changes_since_last_time_follow_the_conclusion() -> None:
    compared = with_baseline(sample.report(), loaded(earlier()))
    (line,) = [line for line in summary(compared, False, 120).splitlines() if "与上次" in line]
    assert line == "与上次相比：新增 1 项、未整改 5 项、数值已变 1 项、已整改 1 项、本次未核查 1 项。"
