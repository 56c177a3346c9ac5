"""各种格式的报告：把一份合格的报告改得面目全非（合格式的），写得出、打得开、没有一个字成为标签或公式。"""

from __future__ import annotations

import copy
import csv
import io
import json
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any

import openpyxl

from benchmarks.fuzzing.draw import Draw
from reports import html, json_report, junit, opinion, sarif, tables_csv, terminal, xlsx
from reports.schema import faults
from tests.reports import sample
from tests.reports.readers import junit as junit_root
from tests.reports.readers import parts, sarif_problems

LENGTH = 300
Report = dict[str, Any]
_TEXTS = (
    "",
    "合计",
    "1,234.50",
    "-12.5",
    "=1+1",
    "＝1",
    "@SUM(A1)",
    "+cmd|'/c calc'!A0",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "{% raw %}",
    "</style>",
    "]]>",
    "\ud800",
    "\x00",
    "\x1b[31m",
    "\u202e",
    "_x0041_",
    "'",
    '"',
    "&amp;",
    "\n",
    "\r\n",
    "\n" * 300,
    "长" * 400,
    "W" * 300,
    "http://a/b?c=d",
    "javascript:alert(1)",
    "/",
    "..",
    "a/b\\c",
    "1e999",
    "NaN",
    "９９",
    "2024",
    "万元",
    "%",
)
_FIXED = {"schema", "engine", "status", "severity", "requirement", "type", "state", "check"}
"""取值有限的键：改了就不合格式，读回时已经说了。"""
_FORMULA = tuple("=@＝＋－＠")  # 表格软件当作公式的开头；半角的 + - 后面是数的不算，见 reports/cells.py
_VOID = {"meta", "br", "input", "rect", "link", "img", "hr", "wbr", "path", "circle", "line"}


@cache
def _sample() -> Report:
    """小一点的样例：两份文件，三个问题，无法核查的几条。"""
    report = sample.report()
    first = report["documents"][0]
    first["findings"] = first["findings"][:3]
    first["outcomes"]["unknown"] = first["outcomes"]["unknown"][:4]
    report["documents"] = [first, report["documents"][2]]
    return report


def run(data: bytes) -> None:
    draw = Draw(data)
    render = draw.pick(_RENDERERS)
    report = copy.deepcopy(_sample())
    for _ in range(1 + draw.below(12)):
        _changed(report, draw)
    paths = [document.get("path") for document in report.get("documents", ())]
    if faults(report) or len(set(paths)) < len(paths):  # 不合格式的，读回时就说了；一份文件只列一次
        return
    before = copy.deepcopy(report)
    render(report)
    assert report == before


def seeds() -> Iterator[bytes]:
    for n in range(64):
        yield bytes([n % len(_RENDERERS), 10, *((n * 11 + k * 7) % 256 for k in range(100))])


def _changed(report: Report, draw: Draw) -> None:
    """走到随便一处，改掉它：换成别的字、别的数，去掉一个键，重复一项，清空。"""
    here: Any = report
    for _ in range(2 + draw.below(10)):
        if isinstance(here, dict) and here:
            key: Any = draw.pick(sorted(here))
        elif isinstance(here, list) and here:
            key = draw.below(len(here))
        else:
            return
        if not isinstance(here[key], dict | list) or (not here[key]) or draw.byte() < 24:
            _replaced(here, key, draw)
            return
        here = here[key]


def _replaced(owner: Any, key: Any, draw: Draw) -> None:
    value = owner[key]
    way = draw.below(8)
    if key in _FIXED:
        return
    if isinstance(value, str):
        owner[key] = draw.words(_TEXTS, 4) if way else draw.digits()
    elif isinstance(value, bool):
        owner[key] = not value
    elif isinstance(value, int):
        owner[key] = draw.pick((0, 1, 7, 10**6, 10**15))
    elif way == 0 and isinstance(owner, dict):
        del owner[key]
    elif isinstance(value, list):
        owner[key] = draw.pick(([], value * 2, value[:1], value[::-1]))
    elif isinstance(owner, list):
        owner.append(copy.deepcopy(value))


# ---- 各种格式怎么算打得开


class _Page(HTMLParser):
    """标签成对；没有模板以外的脚本、事件、外部地址。"""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.feed(text)
        self.close()
        assert not self.stack, self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            if name in ("src", "href", "action"):
                assert not (value or "").strip().lower().startswith(("http", "javascript", "//")), (tag, value)
        if tag not in _VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        assert self.stack and self.stack[-1] == tag, (tag, self.stack[-3:])
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] == "script":
            assert "alert(1)" not in data


def _html(report: Report) -> None:
    for document in report["documents"]:
        page = html.render_document(report, document)
        page.encode()
        _Page(page)


def _index(report: Report) -> None:
    page = html.render_index(report, html.file_names(report))
    page.encode()
    _Page(page)


def _json(report: Report) -> None:
    text = json_report.dumps(report)
    assert json.loads(text.encode()) == report


def _xlsx(report: Report) -> None:
    data = xlsx.render(report, html.file_names(report))
    opened = parts(data)
    assert not any(b"<f>" in inside for name, inside in opened.items() if "worksheets" in name)
    openpyxl.load_workbook(io.BytesIO(data), read_only=True).close()


def _docx(report: Report) -> None:
    for document in report["documents"]:
        if document["status"] == "audited":
            parts(opinion.render(report, document))


def _sarif(report: Report) -> None:
    text = sarif.render(report)
    text.encode()
    assert sarif_problems(text) == []


def _junit(report: Report) -> None:
    junit_root(junit.render(report))


def _csv(report: Report) -> None:
    for text in (tables_csv.render(report), tables_csv.render_unknown(report)):
        text.encode()
        head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        assert all(len(row) == len(head) for row in rows)
        assert not any(cell.lstrip()[:1] in _FORMULA for row in rows for cell in row)


def _terminal(report: Report) -> None:
    text = terminal.summary(report, color=False, width=80)
    text.encode()
    assert not any(c < " " and c != "\n" for c in text)
    assert "\u202e" not in text


_RENDERERS: tuple[Callable[[Report], None], ...] = (
    *(_html, _index, _json, _xlsx, _docx, _sarif, _junit, _csv, _terminal),
)
