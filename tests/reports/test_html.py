"""HTML 报告：与定稿逐字节相同；恶意文字不生效；没有脚本也不缺内容。"""

from __future__ import annotations

import base64
import copy
import hashlib
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from engine.errors import UsageError
from reports import html
from reports.html import file_names, render_document, render_index
from tests.reports import sample

GOLDEN = Path(__file__).parent / "golden"
# 允许不闭合的标签
VOID = {"meta", "br", "input", "rect", "link", "img"}


class Page(HTMLParser):
    """把页面拆成标签、属性和正文，并检查标签成对。"""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.stack: list[str] = []
        self.text = ""
        self.scripts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack and self.stack[-1] == tag, f"</{tag}> 与 <{self.stack[-1:]}> 不配对"
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] == "script":
            self.scripts.append(data)
        elif not self.stack or self.stack[-1] != "style":
            self.text += data

    def attributes(self, name: str) -> list[str]:
        return [attrs[name] for _, attrs in self.tags if name in attrs]


def pages(report: dict[str, Any]) -> dict[str, str]:
    """一批报告的全部页面。"""
    found = {f"document-{index}": render_document(report, doc) for index, doc in enumerate(report["documents"])}
    return {**found, "index": render_index(report, file_names(report))}


@pytest.mark.parametrize("name", ["document-0", "document-1", "document-2", "index"])
def test_matches_the_golden_page(name: str) -> None:
    """改动模板后用 GOUJI_UPDATE_GOLDEN=1 重新定稿，并在浏览器里看过再提交。"""
    page, path = pages(sample.report())[name], GOLDEN / f"{name}.html"
    if os.environ.get("GOUJI_UPDATE_GOLDEN"):
        path.write_text(page, encoding="utf-8", newline="\n")
    assert page == path.read_text(encoding="utf-8")


def test_same_input_gives_same_bytes_and_leaves_the_report_alone() -> None:
    report = sample.report()
    before = copy.deepcopy(report)
    assert pages(report) == pages(copy.deepcopy(report))
    assert report == before


@pytest.mark.parametrize("report", [sample.report(), sample.hostile()], ids=["sample", "hostile"])
def test_every_page_is_well_formed_and_self_contained(report: dict[str, Any]) -> None:
    for text in pages(report).values():
        page = Page(text)
        assert not page.stack
        assert {tag for tag, _ in page.tags}.isdisjoint({"img", "link", "iframe", "object", "embed", "base"})
        assert not page.attributes("src") and not page.attributes("style")
        assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
        assert "url(" not in text and "@import" not in text
        assert len(page.scripts) == 1


def test_links_inside_the_page_lead_somewhere() -> None:
    page = Page(render_document(sample.report(), sample.audited()))
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.attributes("href")} <= set(ids)
    assert {"F-001", "rule-SUM-101", "conclusion", "unknown"} <= set(ids)
    assert set(" ".join(page.attributes("aria-labelledby")).split()) <= set(ids)


def test_policy_names_exactly_the_one_script() -> None:
    text = render_document(sample.report(), sample.audited())
    page = Page(text)
    script = page.scripts[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = [attrs["content"] for _, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; " + f"script-src 'sha256-{digest}'"
    )
    assert len(script.encode()) <= 3000
    assert script == Page(render_index(sample.report(), {})).scripts[0]


def test_hostile_text_is_shown_and_never_acts() -> None:
    for text in pages(sample.hostile()).values():
        page = Page(text)
        assert "<script>alert(1)</script>" in page.text and "{{ 7*7 }}" in page.text
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", text)
        assert "⟦U+202E⟧" in page.text and "⟦U+0000⟧" in page.text and "⟦U+D800⟧" in page.text
        text.encode("utf-8")


def test_unknowns_come_before_the_findings_and_are_counted() -> None:
    text = render_document(sample.report(), sample.audited())
    assert text.index('id="conclusion"') < text.index('id="unknown"') < text.index('id="findings"')
    assert "无法核查（27 处）" in text
    assert "另有 27 处应查而无法核查，不能视为没有问题" in text


def test_nothing_found_is_not_called_sound() -> None:
    page = Page(render_document(sample.report(), sample.clean())).text
    assert "在已核查的范围内没有发现问题" in page and "另有 1 处应查而无法核查" in page
    empty = sample.clean()
    empty["outcomes"]["counts"] = dict.fromkeys(sample.COUNTS, 0)
    assert "没有任何一处完成核查，不能对该文件作出评价" in render_document(sample.report(), empty)


def test_a_head_no_rule_reached_says_so() -> None:
    text = render_document(sample.report(), sample.audited())
    assert '<th scope="row">及时性</th><td class="c" colspan="4">未核查</td>' in text


def test_an_unread_file_still_gets_a_page_with_its_reason() -> None:
    report = sample.report()
    assert "文件未能读入，没有进行核查。原因：文件损坏：没有可读的页。" in render_document(
        report, report["documents"][2]
    )
    assert "不是预算、决算公开文本（没有预决算表格和说明）" in render_document(report, report["documents"][3])


def test_empty_sections_say_they_are_empty_and_keep_their_numbers() -> None:
    page = Page(render_document(sample.report(), sample.clean()))
    for told in ("没有读到“三公”经费的数", "没有读到绩效指标", "没有登记豁免事项", "没有提供上次的报告，未作对比"):
        assert told in page.text
    assert "十二、通过的检查" in page.text and "十五、复现" in page.text


def test_optional_sections_appear_when_there_is_data() -> None:
    document = sample.audited()
    waiver = {
        "rule_id": "SG-501",
        "at": "三公经费",
        "reason": "机构合并",
        "document": "云溪财〔2025〕1号",
        "approver": "某某",
    }
    document["waivers"] = [{**waiver, "expires": "2025-12-31", "state": "expired"}]
    change = {"change": "resolved", "id": "x", "title": "表名不一致", "note": ""}
    document["comparison"] = {"against": "GJ-0000000000", "items": [change]}
    page = render_document(sample.report(), document)
    assert "<b>已过期</b>" in page and "已整改 1 项" in page and "表名不一致" in page


def test_what_was_merged_is_listed_on_the_card_with_its_rule() -> None:
    document = sample.audited()
    finding = document["findings"][0]
    other = next(f for f in document["findings"] if f["rule_id"] != finding["rule_id"])
    merged = {key: other[key] for key in ("id", "rule_id", "title", "family", "severity", "occurrences")}
    finding["related"] = [{**merged, "message": "<b>增减率</b>也不符", "at": "支出情况/208"}]
    document["findings"] = [finding]
    page = render_document(sample.report(), document)
    card = page[page.index("<h4>同一根源</h4>") :]
    assert "&lt;b&gt;增减率&lt;/b&gt;也不符" in card[:600]
    assert other["rule_id"] in page[page.index('id="rules"') :], "并入的规则也要在规则说明附录里"
    assert "同一根源" not in render_document(sample.report(), sample.audited())


def test_marks_fall_on_the_number_and_cells_are_outlined() -> None:
    page = render_document(sample.report(), sample.audited())
    assert "2024年度支出总计1,986.60万元，与2023年度相比增加96.40万元，增长<mark>4.1%</mark>。" in page
    assert '<td data-l="合计" class="hit n"><mark>142.30</mark></td>' in page


def test_index_links_are_relative_and_encoded() -> None:
    report = sample.report()
    name = "javascript:alert(1)#?.html"
    page = Page(render_index(report, {report["documents"][0]["path"]: name}))
    links = [link for link in page.attributes("href") if not link.startswith("#")]
    assert links and all(link.startswith("./javascript%3Aalert%281%29%23%3F.html") for link in links)


def test_five_hundred_findings_stay_under_two_megabytes() -> None:
    document = sample.audited()
    document["findings"] = [
        {**finding, "display": f"F-{number:03}", "id": f"{number}"}
        for number in range(500)
        for finding in [sample.findings()[number % 7]]
    ]
    page = render_document(sample.report(), document)
    assert len(page.encode()) < 2_000_000
    assert '<details class="body">' in page  # 问题多时细节折叠，打印时仍展开


def test_templates_can_be_overridden_one_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "partials").mkdir()
    (tmp_path / "partials" / "masthead.html.j2").write_text("<h1>{{ subject }}·本局版式</h1>", encoding="utf-8")
    page = render_document(sample.hostile(), sample.hostile()["documents"][0], templates=tmp_path)
    assert "本局版式" in page and "核查范围与覆盖" in page
    assert "<img" not in page  # 自己的模板也自动转义


def test_a_template_that_asks_for_what_is_not_there_fails(tmp_path: Path) -> None:
    (tmp_path / "document.html.j2").write_text("{{ no_such_thing }}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"document\.html\.j2:1：没有这个变量"):
        render_document(sample.report(), sample.audited(), templates=tmp_path)


def test_no_template_switches_escaping_off() -> None:
    for path in html.TEMPLATES.rglob("*"):
        if path.suffix in (".j2", ".css", ".js"):
            assert not re.search(r"\|\s*safe\b|autoescape", path.read_text(encoding="utf-8")), path


def test_every_table_has_a_caption_and_every_heading_a_scope() -> None:
    for text in pages(sample.report()).values():
        page = Page(text)
        names = [tag for tag, _ in page.tags]
        assert names.count("table") == names.count("caption")
        assert all("scope" in attrs for tag, attrs in page.tags if tag == "th")
        assert ("html", {"lang": "zh-CN"}) in page.tags


def test_a_row_shown_in_the_excerpt_is_not_quoted_again() -> None:
    page = render_document(sample.report(), sample.audited())
    assert "<blockquote>208 | 社会保障和就业支出" not in page
    assert '<th scope="row">第 12 页</th>' in page


def test_one_sentence_is_quoted_once_with_every_number_marked() -> None:
    document = sample.audited()
    quote = "甲6.20万元、乙0.00万元，合计58.40万元。"
    place = {"page": None, "line": 9, "table": "", "row": "", "column": "", "section": "采购"}
    document["findings"][1]["evidence"] = [
        {"quote": quote, "mark": mark, "location": place, "value": mark, "unit": "万元"}
        for mark in ("58.40万元", "6.20万元", "0.00万元")
    ]
    page = render_document(sample.report(), document)
    marked = "甲<mark>6.20万元</mark>、乙<mark>0.00万元</mark>，合计<mark>58.40万元</mark>。"
    assert page.count("甲<mark>") == 1 and f"<blockquote>{marked}</blockquote>" in page


def test_the_calculation_reads_as_two_sides_and_a_result() -> None:
    document = sample.audited()
    steps = [
        ("+", "合计", "332.40"),
        ("==", "", ""),
        ("+", "甲", "300.00"),
        ("+", "乙", "32.85"),
        ("＝", "核算", "332.85"),
    ]
    document["findings"][0]["calculation"] = [
        {"sign": sign, "item": item, "printed": printed, "low": "", "high": "", "place": ""}
        for sign, item, printed in steps
    ]
    page = Page(render_document(sample.report(), document)).text
    card = page[page.index("四、逐项证据", 500) :]
    assert card.index("合计") < card.index("应等于") < card.index("甲") < card.index("容许尾差")


def test_very_long_text_is_cut_but_can_be_read_in_full() -> None:
    document = sample.audited()
    cell = "长" * 50_000 + "12.34" + "长" * 50_000
    document["findings"][1]["evidence"][1] |= {"quote": cell, "mark": "12.34"}
    document["findings"][1]["message"] = cell
    page = render_document(sample.report(), document)
    assert "<blockquote>……" in page and "全文（100,005 字）" in page and page.count("长" * 49_000) == 2
    assert "（共 100,005 字）" in page
    assert len(page.encode()) < 1_000_000


def test_difference_of_percentages_is_in_points() -> None:
    document = sample.audited()
    document["findings"][2] |= {"tolerance": "0.05", "unit": "%"}
    page = render_document(sample.report(), document)
    assert "0.05 <small>个百分点</small>" in page and "1.0 <small>个百分点</small>" in page
