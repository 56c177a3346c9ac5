"""汇总：数与各份报告的相同；没有读成的在问题之前；一样的问题归到一处；图旁有表；再多也不大。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from reports import bars
from reports.baseline import with_baseline
from reports.html import file_names, render_index
from reports.index_view import MOST_ROWS, index_view
from reports.schema import complete
from reports.summary import summary
from tests.reports import sample
from tests.reports.batch_sample import batch, document, report, units
from tests.reports.history_sample import earlier, loaded
from tests.reports.test_html import Page


def view(whole: dict[str, Any]) -> dict[str, Any]:
    summaries = map(summary, whole["documents"])
    return index_view(complete({**whole, "documents": []}), summaries, file_names(whole))


def row(whole: dict[str, Any], name: str) -> dict[str, str]:
    """单位 × 类别里的一行：类别 → 格里的字。"""
    seen = view(whole)
    (found,) = [r for r in seen["rows"] if r["name"] == name]
    return dict(zip(seen["families"], [cell["text"] for cell in found["cells"]], strict=True))


def test_the_page_comes_from_the_summaries_alone() -> None:
    whole = batch()
    header = {key: value for key, value in whole.items() if key != "documents"}
    links = file_names(whole)
    streamed: Iterator[dict[str, Any]] = (summary(one) for one in whole["documents"])
    assert render_index(header, links, summaries=streamed) == render_index(whole, links)


def test_what_was_not_read_comes_before_what_was_found() -> None:
    whole = sample.report()
    whole["documents"][0]["unread"] = ["第 3 页没有读出文字"]
    page = render_index(whole, {})
    places = [page.index(f'id="{key}"') for key in ("conclusion", "unread", "spread", "units", "by-rule", "common")]
    assert places == sorted(places)
    section = page[page.index('id="unread"') : page.index('id="spread"')]
    assert "文件损坏：没有可读的页" in section and "没有预决算表格和说明" in section
    assert "第 3 页没有读出文字" in section and "没有读全的文件（1 份）" in section


def test_the_reason_does_not_say_the_path_again() -> None:
    broken = sample.refused("unreadable", "坏.pdf", "公开文本/坏.pdf：打不开")
    assert view(report([broken]))["unread"][0]["why"] == ("打不开",)


def test_a_cell_counts_by_severity_and_leads_to_the_gravest() -> None:
    one = document("甲局", findings=(4, 0, 0))
    one["findings"][0] |= {"family": "表内勾稽"}
    seen = view(report([one, document("乙局")]))
    (place,) = [n for n, name in enumerate(seen["families"]) if name == "表内勾稽"]
    cell = seen["rows"][0]["cells"][place]
    assert cell["text"] == "✗2 !1" and cell["kind"] == "lv-error"
    assert re.fullmatch(r"\./甲局2024年度部门决算-txt-[0-9a-f]{6}\.html#F-002", cell["href"])


def test_checked_unknown_and_untouched_look_different() -> None:
    clean, blind, idle = document("甲局"), document("乙局"), document("丙局")
    clean["outcomes"]["rules"] = [{"rule_id": "SUM-101", **sample._counts(9, 0, 0, 0, 0, 0)}]
    blind["outcomes"]["rules"] = [{"rule_id": "SUM-101", **sample._counts(0, 0, 3, 4, 0, 0)}]
    idle["outcomes"]["rules"] = [{"rule_id": "SUM-101", **sample._counts(0, 0, 3, 0, 0, 0)}]
    whole = report([clean, blind, idle])
    assert [row(whole, name)["表内勾稽"] for name in ("甲局", "乙局", "丙局")] == ["–", "?4", "·"]


def test_families_without_findings_are_told_in_words() -> None:
    clean = document("甲局")
    clean["outcomes"]["rules"] = [{"rule_id": "SUM-101", **sample._counts(9, 0, 0, 0, 0, 0)}]
    seen = view(report([clean]))
    assert seen["families"] == [] and seen["clear"] == ["表内勾稽"] and "三公经费" in seen["unchecked"]
    page = render_index(report([clean]), {})
    assert "查了、都没有问题的类别：表内勾稽" in page and "一处也没有查的类别：" in page


def test_rules_that_only_group_are_not_a_family_left_unchecked() -> None:
    whole = report([document("甲局", findings=(0,))])
    merging = {**sample.RULES[0], "id": "META-1", "family": "归并", "check": "outcomes"}
    whole["ruleset"]["rules"].append(merging)
    seen = view(whole)
    assert "归并" not in [*seen["families"], *seen["clear"], *seen["unchecked"]]


def test_documents_of_one_unit_stand_together_in_the_order_of_paths() -> None:
    whole = report([document("乙局"), document("甲局"), document("乙局", "2025", "预算")])
    assert [(r["name"], r["which"]) for r in view(whole)["rows"]] == [
        ("乙局", "2024 决算"),
        ("乙局", "2025 预算"),
        ("甲局", "2024 决算"),
    ]


def test_the_matrix_can_be_filtered_by_severity_and_words() -> None:
    page = Page(render_index(batch(2), {}))
    levels = [attrs["data-level"] for tag, attrs in page.tags if tag == "tr" and "data-level" in attrs]
    assert levels == ["error warning info", "none", "info", "none"]
    assert ("form", "filter") in [(tag, attrs.get("id")) for tag, attrs in page.tags]


def test_the_same_defect_in_three_units_is_told_once() -> None:
    found = view(batch(6))["common"]
    assert [(one["rule_id"], one["units"]) for one in found["items"]] == [("SG-501", 3), ("SUM-101", 3)]
    assert "×" in found["items"][1]["words"] and "86.52" not in found["items"][1]["words"]
    page = render_index(batch(6), file_names(batch(6)))
    assert "疑为模板或口径的共性问题" in page


@pytest.mark.parametrize(
    "documents",
    [
        [document(name, findings=(0,)) for name in ("甲局", "乙局")],
        [document("甲局", str(year), findings=(0,)) for year in range(2021, 2025)],
        [document(name, findings=(6,)) for name in ("甲局", "乙局", "丙局")],
    ],
    ids=["两个单位", "同一单位的几年", "说明"],
)
def test_what_is_not_common(documents: list[dict[str, Any]]) -> None:
    whole = report(documents)
    assert view(whole)["common"]["items"] == []
    assert "没有 3 个以上单位都有的" in render_index(whole, {})


def test_another_place_is_another_defect() -> None:
    documents = [document(name, findings=(0,)) for name in ("甲局", "乙局", "丙局")]
    documents[0]["findings"][0]["at"] = "支出决算表/213/合计"
    assert view(report(documents))["common"]["items"] == []


def test_copies_and_corrections_are_told() -> None:
    first, second = document("甲局"), document("甲局", sha256=sample.digest("更正"))
    second["path"] = "公开文本/更正/甲局.txt"
    copied = document("乙局")
    again = {**copied, "path": "公开文本/重复/乙局.txt"}
    found = view(report([first, second, copied, again]))["repeats"]["items"]
    assert [(one["what"], [file["path"] for file in one["files"]]) for one in found] == [
        ("内容相同", [copied["path"], again["path"]]),
        ("同一单位、年度、文种，内容不同", [first["path"], second["path"]]),
    ]
    names = [(r["name"], r["which"]) for r in view(report([first, second]))["rows"]]
    assert names == [("甲局", f"2024 决算 {first['name']}"), ("甲局", f"2024 决算 {second['name']}")]
    assert "没有内容相同的文件" in render_index(report([first]), {})


def test_changes_since_last_time_follow_the_conclusion() -> None:
    compared = with_baseline(sample.report(), loaded(earlier()))
    page = render_index(compared, {})
    assert "与上次相比：新增 1 项、未整改 5 项、数值已变 1 项、已整改 1 项、本次未核查 1 项。" in page
    assert "与上次相比" not in render_index(sample.report(), {})


def test_what_was_compared_with_other_years_is_counted() -> None:
    taken = [{"relation": relation, "title": "", "path": "", "sha256": ""} for relation in ("上年决算", "本年预算")]
    whole = report([document("甲局", related=taken), document("乙局", related=taken[:1]), document("丙局")])
    assert "与历年库里的公开件相比过的 2 份：上年决算 2 份、本年预算 1 份。" in render_index(whole, {})
    assert "历年库" not in render_index(report([document("丙局")]), {})


def test_received_by_year_and_kind() -> None:
    whole = report([*batch(2)["documents"], sample.refused("unreadable", "坏.pdf", "打不开")])
    whole["documents"][0]["unread"] = ["第 3 页"]
    seen = view(whole)
    assert [tuple(line.values()) for line in seen["received"]] == [
        ("2024 年度 决算", 2, 2, 1, 1),
        ("2025 年度 预算", 2, 2, 0, 0),
    ]
    page = render_index(whole, {})
    assert "1 份，没有核查" in page and "不计公开率" in page and "不计及时率" in page


def test_every_chart_has_a_title_a_description_and_its_numbers_in_a_table() -> None:
    text = render_index(batch(), {})
    page = Page(text)
    drawn = [attrs for tag, attrs in page.tags if tag == "svg"]
    ids = page.attributes("id")
    assert len(drawn) == 4 and len(ids) == len(set(ids))
    for attrs in drawn:
        assert attrs["role"] == "img" and set(attrs["aria-labelledby"].split()) <= set(ids)
    for figure in text.split('<div class="figure">')[1:]:
        chart, table = figure.split("</svg>", 1)[0], figure.split("<tbody>", 1)[1].split("</tbody>")[0]
        told = re.findall(r'<text x="\d+" y="\d+">([^<]*)</text>', chart)
        numbers = {number for line in told for number in re.findall(r"\d[\d.]*", line)}
        assert numbers and all(re.search(rf">[^<]*{re.escape(number)}", table) for number in numbers)


def test_units_beyond_twenty_are_counted_not_drawn() -> None:
    documents = [document(name, findings=(0,)) for name in units(25)] + [document("没有问题的局")]
    page = render_index(report(documents), {})
    assert "其余 5 个有问题的单位见下一节。" in page and "另有 1 个单位在已核查的范围内没有发现问题。" in page
    assert "其余 5 个单位见 XLSX 台账的“单位类别”" in page and "其余 6 份见 XLSX 台账的“三公”" in page


def test_one_unit_is_not_compared_with_itself() -> None:
    page = render_index(report([document("甲局", findings=(0,))]), {})
    assert "各类别的问题" in page and "各单位的问题" not in page


def test_sangong_of_this_year_beside_last_year() -> None:
    seen = view(report([document("甲局")]))["charts"]["sangong"]
    assert [(r["prior"], r["now"], r["change"]) for r in seen["rows"]] == [("12.80万元", "15.20万元", "+2.4万元")]
    mixed = document("乙局")
    mixed["sangong"][0] |= {"final": "25,306.00", "unit": "元", "prior": "2.28万元"}
    (line,) = view(report([mixed]))["charts"]["sangong"]["rows"]
    assert (line["prior"], line["now"], line["change"]) == ("2.28万元", "25,306.00元", "+2506元")
    alone = document("丙局", sangong=[])
    assert "没有读到“三公”经费的总数" in render_index(report([alone]), {})


def test_a_unit_slip_does_not_hide_the_other_differences() -> None:
    documents = [document(name, findings=(0,)) for name in units(4)]
    documents[2]["findings"][0]["difference"] = "15010398.81"
    page = render_index(report(documents), {})
    assert f"{bars.BREAK} 15010398.81万元" in page and "断开画" in page


def test_hostile_names_are_only_text_in_every_section() -> None:
    bad = "<script>alert(1)</script>\u202e{{ 7*7 }}"
    documents = [document(f"{bad}{n}", findings=(0, 4)) for n in range(4)]
    documents.append(sample.refused("unreadable", f"{bad}.pdf", bad))
    documents += [{**documents[0], "path": f"另一处/{bad}"}]
    page = Page(render_index(report(documents), file_names(report(documents))))
    assert len(page.scripts) == 1 and "\u202e" not in page.text
    assert page.text.count("<script>alert(1)</script>⟦U+202E⟧{{ 7*7 }}") > 10


def test_a_batch_of_nothing_says_so() -> None:
    for whole in (report([]), report([sample.refused("unreadable", "坏.pdf", "打不开")])):
        text = Page(render_index(whole, {})).text
        assert "没有任何一处完成核查" in text and "没有完成核查的文件" in text


def many(count: int) -> Iterator[dict[str, Any]]:
    for n in range(count):
        own = summary(document("甲局", findings=tuple(range(7)) if n % 2 else (6,)))
        yield {**own, "path": f"公开文本/{n}.txt", "entity": f"云溪市示例区第{n:05}号虚构事业单位"}


def test_a_thousand_documents_stay_under_two_megabytes() -> None:
    name = "云溪市示例区第{:05}号虚构事业单位2024年度部门决算-txt-{:06x}.html"
    links = {f"公开文本/{n}.txt": name.format(n, n) for n in range(1000)}
    page = render_index(sample.report(), links, summaries=many(1000))
    assert len(page.encode()) < 2_000_000
    assert page.count("<tr data-key") == 1000 and "网页上只列" not in page


def test_beyond_that_the_gravest_are_listed_and_the_rest_counted() -> None:
    page = render_index(sample.report(), {}, summaries=many(MOST_ROWS * 2 + 5))
    assert page.count("<tr data-key") == MOST_ROWS == page.count('data-level="error')
    assert "另有 1,005 份见 XLSX 台账的“单位类别”" in page
    assert "共 2,005 份文件，核查 2,005 份" in page
