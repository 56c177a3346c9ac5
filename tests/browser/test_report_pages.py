"""在真的浏览器里看报告：不报话、不外取、不溢出；有没有脚本都不缺内容；打印成 A4；恶意文字只是文字。

没有 Chromium 的机器跳过；不靠浏览器的检查在 tests/reports/test_html.py。
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from reports.html import file_names, render_document, render_index
from tests.browser import axe
from tests.browser.chromium import Tab, browser, found
from tests.reports import sample
from tests.reports.batch_sample import batch

pytestmark = pytest.mark.skipif(not found(), reason="没有 Chromium（可用 GOUJI_CHROMIUM 指明）")

AXE = Path(os.environ.get("GOUJI_AXE", "node_modules/axe-core/axe.min.js"))
# 露在窗口右边之外、又不在可横向滚动的框里的元素
OVERFLOWING = """(() => [...document.querySelectorAll('body *')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && box.right > innerWidth + 1 && !e.closest('.scroll') && !e.closest('.vh') && !e.closest('thead');
}).slice(0, 3).map(e => e.outerHTML.slice(0, 120)))()"""
# 文字比自己的格子宽、又看不到的
CLIPPED = """(() => [...document.querySelectorAll('td, th, dd, dt, p, li, summary, a')].filter(e => {
    const style = getComputedStyle(e);
    const cut = style.overflowX === 'hidden' && e.scrollWidth > e.clientWidth + 1;
    return cut && !e.closest('.vh') && !e.closest('thead');
}).slice(0, 3).map(e => e.outerHTML.slice(0, 120)))()"""
SHOWN_CARDS = "[...document.querySelectorAll('.card')].filter(e => e.offsetParent).length"


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with browser() as chromium:
        yield chromium.tab()


def bad_input() -> dict[str, Any]:
    """公开文本里写着脚本、模板、公式、倒序的字、控制字符、一格十万字。"""
    report = sample.report()
    document = report["documents"][0]
    odd = "<script>alert(1)</script>}}{{ 7*7 }}=cmd|' /C calc'!A0\u202e00.21\u2066\x00\x1b[31m עברית 12.50"
    document["findings"][1]["evidence"][1] |= {"quote": f"{odd}：150.23", "mark": "150.23"}
    document["findings"][1]["message"] = odd
    document["findings"][0]["excerpt"]["rows"][0]["cells"][1] = "长" * 50_000 + "W" * 50_000
    document["entity"] = odd
    return report


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("报告")
    made = {
        "一份": render_document(sample.report(), sample.audited()),
        "没有问题": render_document(sample.report(), sample.clean()),
        "恶意": render_document(sample.hostile(), sample.hostile()["documents"][0]),
        "怪字": render_document(bad_input(), bad_input()["documents"][0]),
        "汇总": render_index(sample.report(), file_names(sample.report())),
        "一批": render_index(batch(40), file_names(batch(40))),
        "恶意汇总": render_index(sample.hostile(), {}),
    }
    for name, text in made.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


NAMES = ["一份", "没有问题", "恶意", "怪字", "汇总", "一批", "恶意汇总"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("script", [True, False], ids=["有脚本", "没有脚本"])
def test_quiet_self_contained_and_within_the_window(
    tab: Tab, pages: dict[str, Path], name: str, width: int, script: bool
) -> None:
    tab.look(width, script=script)
    tab.open(pages[name])
    assert tab.messages == []
    assert tab.requests == []
    assert tab.run("document.documentElement.scrollWidth") == width
    assert tab.run(OVERFLOWING) == []
    assert tab.run(CLIPPED) == []


def test_dark_follows_the_system(tab: Tab, pages: dict[str, Path]) -> None:
    grounds = []
    for dark in (False, True):
        tab.look(1280, dark=dark)
        tab.open(pages["一份"])
        grounds.append(tab.run("getComputedStyle(document.querySelector('.paper')).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(25, 27, 31)"]


def test_without_scripts_nothing_is_missing(tab: Tab, pages: dict[str, Path]) -> None:
    seen = []
    for script in (False, True):
        tab.look(1280, script=script)
        tab.open(pages["一份"])
        seen.append(tab.run("document.querySelector('main').innerText.replace(/\\s+/g, '')"))
        assert tab.run(SHOWN_CARDS) == 7
    assert not tab.run("document.querySelector('#filter').hidden")
    controls = tab.run("document.querySelector('#filter').innerText.replace(/\\s+/g, '')")
    assert seen[1].replace(controls, "") == seen[0]


def test_the_filter_narrows_both_the_list_and_the_cards(tab: Tab, pages: dict[str, Path]) -> None:
    tab.look(1280)
    tab.open(pages["一份"])
    tab.run("document.querySelector('[name=level][value=error]').click()")
    assert tab.run(SHOWN_CARDS) == 3
    assert tab.run("[...document.querySelectorAll('.list tbody tr')].filter(e => e.offsetParent).length") == 3
    tab.run("""(() => { const box = document.querySelector('[name=words]');
        box.value = '１５．２０'; box.dispatchEvent(new Event('input', {bubbles: true})); })()""")
    assert tab.run(SHOWN_CARDS) == 1  # 全角数字也找得到
    assert "显示 1 / 7 项" in tab.run("document.querySelector('output').textContent")


def test_hostile_text_is_only_text(tab: Tab, pages: dict[str, Path]) -> None:
    tab.look(1280)
    tab.open(pages["怪字"])
    text = tab.run("document.body.innerText")
    for shown in (
        "<script>alert(1)</script>}}{{ 7*7 }}=cmd|' /C calc'!A0",
        "⟦U+202E⟧",
        "⟦U+2066⟧",
        "⟦U+0000⟧",
        "⟦U+001B⟧",
    ):
        assert shown in text
    assert tab.run("[document.scripts.length, document.images.length]") == [1, 0]
    assert tab.run("getComputedStyle(document.querySelector('blockquote')).unicodeBidi") == "isolate"
    assert "（共 100,000 字）" in text


def test_a_link_into_a_folded_rule_opens_it(tab: Tab, pages: dict[str, Path]) -> None:
    tab.look(1280, script=False)
    tab.open(pages["一份"], "#rule-XTB-201")
    assert tab.run("document.querySelector('#rule-XTB-201').checkVisibility()")


def test_the_first_tab_stop_skips_to_the_conclusion(tab: Tab, pages: dict[str, Path]) -> None:
    tab.look(1280)
    tab.open(pages["一份"])
    tab.press("Tab", 9)
    assert tab.run("document.activeElement.getAttribute('href')") == "#conclusion"
    assert tab.run("document.activeElement.getBoundingClientRect().left") >= 0


def printed(tab: Tab, page: Path, folder: Path) -> list[tuple[tuple[float, float], str]]:
    """打印成 PDF，各页的大小（磅）和文字。"""
    tab.look(1280, script=False)
    tab.open(page)
    path = folder / "打印.pdf"
    path.write_bytes(tab.pdf())
    with pypdfium2.PdfDocument(path) as document:
        return [(leaf.get_size(), leaf.get_textpage().get_text_bounded()) for leaf in document]


def test_prints_on_a4_with_page_numbers_and_the_conclusion_on_one_page(
    tab: Tab, pages: dict[str, Path], tmp_path: Path
) -> None:
    leaves = printed(tab, pages["一份"], tmp_path)
    assert {tuple(sorted(round(edge / 72 * 25.4) for edge in size)) for size, _ in leaves} == {(210, 297)}
    for number, (_, text) in enumerate(leaves, start=1):
        assert f"第 {number} 页 共 {len(leaves)} 页" in text
    first = "".join(leaves[0][1].split())
    assert "一、结论" in first and "最突出的问题" in first and "复核人" in first and "规则集哈希" in first
    assert "二、核查范围与覆盖" not in first


def test_print_opens_the_folds_and_repeats_the_heads(tab: Tab, pages: dict[str, Path], tmp_path: Path) -> None:
    whole = "".join("".join(text.split()) for _, text in printed(tab, pages["一份"], tmp_path))
    for folded in ("单位（公章）", "通过的一处（供抽查）", "目录与正文对照", "没有对应的事项"):
        assert folded in whole
    many = sample.audited()
    many["findings"] = [{**f, "display": f"F-{n:03}"} for n in range(60) for f in [sample.findings()[n % 7]]]
    page = tmp_path / "多.html"
    page.write_text(render_document(sample.report(), many), encoding="utf-8")
    leaves = ["".join(text.split()) for _, text in printed(tab, page, tmp_path)]
    assert sum("单位说明整改措施完成日期签章" in text for text in leaves) > 1


def test_the_head_and_the_unit_stay_in_sight(tab: Tab, pages: dict[str, Path]) -> None:
    for width in (390, 1280):
        tab.look(width)
        tab.open(pages["一批"])
        seen = tab.run("""(() => { const box = document.querySelector('.tall'), at = e => e.getBoundingClientRect();
            box.scrollIntoView(); box.scrollTop = 900; box.scrollLeft = 300;
            const row = document.elementFromPoint(at(box).left + 20, at(box).top + 200).closest('tr');
            return [at(box.querySelector('thead')).top - at(box).top, at(row.firstElementChild).left - at(box).left,
                box.scrollTop]; })()""")
        assert seen[2] == 900 and abs(seen[0]) <= 1 and abs(seen[1]) <= 1


def test_the_batch_filter_narrows_the_units(tab: Tab, pages: dict[str, Path]) -> None:
    tab.look(1280)
    tab.open(pages["一批"])
    tab.run("[...document.querySelectorAll('[name=level]')].slice(1).forEach(e => e.click())")
    shown = "[...document.querySelectorAll('.units tbody tr')].filter(e => e.offsetParent).length"
    assert tab.run(shown) == 20
    tab.run("""(() => { const box = document.querySelector('[name=words]');
        box.value = '第007'; box.dispatchEvent(new Event('input', {bubbles: true})); })()""")
    assert tab.run(shown) == 1


def test_the_batch_prints_every_unit_on_landscape_a4(tab: Tab, pages: dict[str, Path], tmp_path: Path) -> None:
    leaves = printed(tab, pages["一批"], tmp_path)
    assert {(round(w / 72 * 25.4), round(h / 72 * 25.4)) for (w, h), _ in leaves} == {(297, 210)}
    whole = "".join("".join(text.split()) for _, text in leaves)
    assert all(whole.count(f"第{n:03}虚构局") >= 2 for n in range(1, 41))
    assert sum("单位与文件" in text and "金额识别" in text for _, text in leaves) > 1  # 每页重印表头


@pytest.mark.skipif(not AXE.is_file(), reason="没有 axe-core（npm install axe-core，或用 GOUJI_AXE 指明）")
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(tab: Tab, pages: dict[str, Path], name: str) -> None:
    assert axe.violations(tab, pages[name], AXE.read_text(encoding="utf-8")) == []
