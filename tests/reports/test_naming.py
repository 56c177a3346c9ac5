"""文件命名与报告编号。"""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from reports.naming import file_name, file_names, href, report_number, short_href
from tests.reports import sample

SHA = "3f9a1c" + "0" * 58


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("甲/云溪市示例区水务局2024年度部门决算.md", "云溪市示例区水务局2024年度部门决算-md-3f9a1c.html"),
        ("甲.PDF", "甲-pdf-3f9a1c.html"),
        ("没有扩展名", "没有扩展名-file-3f9a1c.html"),
        ("a b#c?d%e.docx", "a_b_c_d_e-docx-3f9a1c.html"),
        ("javascript:alert(1).html", "javascript_alert(1)-html-3f9a1c.html"),
        (r"C:\公开\乙.xlsx", "乙-xlsx-3f9a1c.html"),
        ("...", "文档-file-3f9a1c.html"),
    ],
)
def test_the_name_is_stem_format_and_hash(path: str, name: str) -> None:
    assert file_name({"path": path, "sha256": SHA}) == name


def test_a_long_name_fits_the_file_system() -> None:
    assert len(file_name({"path": "长" * 400 + ".pdf", "sha256": SHA}).encode()) < 200


def test_a_file_without_hash_is_named_by_its_path() -> None:
    one, two = (file_name({"path": f"{folder}/甲.pdf", "sha256": ""}) for folder in "ab")
    assert one != two


def test_the_same_file_in_two_folders_gets_two_names() -> None:
    report = {"documents": [{"path": f"{folder}/甲.pdf", "sha256": SHA} for folder in "abc"]}
    names = file_names(report)
    assert len(set(names.values())) == 3 and names["a/甲.pdf"] == "甲-pdf-3f9a1c.html"
    assert names == file_names(report)


def test_the_number_depends_on_file_and_ruleset_only() -> None:
    report, document = sample.report(), sample.audited()
    number = report_number(report, document)
    assert number == report_number(report, {**document, "path": "别处.md"})
    report["ruleset"]["sha256"] = SHA
    assert number != report_number(report, document)


def test_links_keep_the_characters_and_escape_the_rest() -> None:
    name = "云溪市水务局 2024#?:%\ud800-txt-3f9a1c.html"
    assert short_href(name) == "./云溪市水务局%202024%23%3F%3A%25%3F-txt-3f9a1c.html"
    assert href(name).isascii() and short_href("") == href("") == ""
    assert unquote(short_href(name)) == unquote(href(name))
