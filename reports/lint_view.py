"""规则检查的结果：给人看的带原文和插入符，给程序看的是 JSON。

错误: 没有“基本之出”这一栏，是否为“基本支出”？
  --> 我的规则/表内勾稽/SUM-901.yaml:7:16
7 | assert: "合计 == 基本之出 + 项目支出"
  |                  ^^^^^^^^
  = 可用：基本支出、项目支出、……

列数按字数，插入符按显示宽度：一个汉字占两格。
"""

from __future__ import annotations

import codecs
import difflib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from engine.lint.complaint import Complaint, Report
from engine.yaml_source import MAX_BYTES
from reports.terminal import cells
from reports.text import visible

_WORDS: Final = {"error": ("错误", "31"), "warning": ("提醒", "33")}
_WIDEST: Final = 100
"""原文一行至多显示多少格，长的只留出错处的前后。"""
_CHOICES: Final = 8  # 相近的列这么多，其余只报个数
# 错处的一个词：基本之出、SUM-901、各项.本年
_WORD: Final = re.compile(r"[\w.\-]+")
# 意见里说的那个词：没有“基本之出”这一栏
_QUOTED: Final = re.compile(r"“([^“”]+)”")


def as_text(report: Report, color: bool) -> str:
    """逐处列出，最后一句结论；末尾有换行。"""
    blocks = [*_placed(report, color), *_whole_files(report, color)]
    return "".join(f"{block}\n\n" for block in blocks) + summary(report) + "\n"


def summary(report: Report) -> str:
    """一句结论：检查了 3 条规则：错误 2 处，提醒 1 处。"""
    errors, warnings = report.count("error"), report.count("warning")
    said = f"错误 {errors} 处" if errors else "没有错误"
    said += f"，提醒 {warnings} 处" if warnings else ""
    return f"检查了 {report.rules} 条规则：{said}。"


def as_json(report: Report) -> str:
    """{"rules": 条数, "errors": 处数, "warnings": 处数, "complaints": [{…}]}，末尾有换行。"""
    whole = {
        "rules": report.rules,
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        "complaints": [
            {
                "severity": c.severity,
                "file": c.path.as_posix(),
                "line": c.line,
                "column": c.column,
                "message": c.message,
                "rule_id": c.rule_id,
                "choices": list(c.choices),
            }
            for c in report.complaints
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _placed(report: Report, color: bool) -> Iterator[str]:
    """指得出行列的，各带原文。"""
    for complaint in report.complaints:
        if complaint.line:
            yield "\n".join(_frame(complaint, color))


def _whole_files(report: Report, color: bool) -> Iterator[str]:
    """说的是整个文件的，同样的话只说一遍。"""
    groups: dict[tuple[str, str], list[Complaint]] = {}
    for complaint in report.complaints:
        if not complaint.line:
            groups.setdefault((complaint.severity, complaint.message), []).append(complaint)
    for (severity, message), members in groups.items():
        yield "\n".join(
            [_head(severity, visible(message), color), *(f"  --> {visible(c.path.as_posix())}" for c in members)]
        )


def _head(severity: str, message: str, color: bool) -> str:
    word, code = _WORDS[severity]
    return f"\x1b[{code}m{word}\x1b[0m: {message}" if color else f"{word}: {message}"


def _frame(complaint: Complaint, color: bool) -> Iterator[str]:
    yield _head(complaint.severity, visible(complaint.message), color)
    yield f"  --> {visible(complaint.path.as_posix())}:{complaint.line}:{complaint.column}"
    lines = _lines(complaint.path)
    if complaint.line <= len(lines):
        number = str(complaint.line)
        margin = " " * len(number)
        shown, before, marked = _cut(lines[complaint.line - 1], complaint)
        carets = "^" * max(1, cells(marked))
        yield f"{number} | {shown}"
        yield f"{margin} | {' ' * cells(before)}" + (
            f"\x1b[{_WORDS[complaint.severity][1]}m{carets}\x1b[0m" if color else carets
        )
    if complaint.choices:
        yield f"  = 可用：{_choices(complaint)}"


def _cut(line: str, complaint: Complaint) -> tuple[str, str, str]:
    """（显示的一行，插入符之前的字，插入符下的字）；太长的行只留出错处前后。"""
    at = complaint.column - 1
    start, end = at, at + len(_marked(line, at, complaint.message))
    marked = visible(line[start:end])
    before, after = visible(line[:start]), visible(line[end:])
    left, right = "", ""
    while before and cells(before) > _WIDEST // 2:
        before, left = before[1:], "…"
    while after and cells(left + before + marked + after) > _WIDEST:
        after, right = after[:-1], "…"
    return f"{left}{before}{marked}{after}{right}", left + before, marked


def _marked(line: str, at: int, message: str) -> str:
    """插入符标出的字：意见里引的那个词在这里就标它，否则标这里的一个词。"""
    for word in _QUOTED.findall(message):
        if line.startswith(word, at):
            return str(word)
    found = _WORD.match(line, at)
    return found[0] if found else line[at : at + 1]


def _choices(complaint: Complaint) -> str:
    """可以写的名称，与写错的相近的在前；太多的只列一些。"""
    wrong = next(iter(_QUOTED.findall(complaint.message)), "")

    def order(choice: str) -> tuple[float, str]:
        return -difflib.SequenceMatcher(None, wrong, choice).ratio(), choice

    ordered = sorted(set(complaint.choices), key=order)
    more = f"……共 {len(ordered)} 个" if len(ordered) > _CHOICES else ""
    return "、".join(ordered[:_CHOICES]) + more


@cache
def _lines(path: Path) -> tuple[str, ...]:
    """文件的各行；打不开的没有。"""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES).removeprefix(codecs.BOM_UTF8)
    except (OSError, ValueError):  # ValueError：路径里有空字符
        return ()
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return tuple(text.split("\n"))
