"""终端摘要：结论在前，每份文档一行，随后列出“错误”级别的问题；汉字按两格对齐。

其余级别的问题和全部证据在 HTML 报告里。公开文本中的控制字符一律显形，不会干扰终端。
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from reports import changes, labels, spool
from reports.batch_verdict import batch_verdict
from reports.document_view import subject
from reports.schema import complete
from reports.text import anchor, grouped, visible

_COLORS = {"error": "31", "warning": "33", "info": "36", "unknown": "35", "bold": "1"}
MIN_WIDTH = 52
# “错误 n  提示 n  说明 n  无法核查 n”的宽度；名称一栏至少要剩 MIN_COLUMN 格，否则另起一行。
_FIGURES = 44
MIN_COLUMN = 40
# 折行的最小单位：一串半角字符（如 1,052,300.00）或一个全角字，连同其后的收尾标点；空白自成一段
_TOKEN = re.compile(r"\s+|(?:[!-~]+|[^\s!-~])[，。；：、！？”’）》】…]*")
# 一份文档先列出的错误数，其余只报个数。
SHOWN_ERRORS = 20
# 至多逐份列出这么多份；更多的只列没有核查的，其余看汇总：终端里几千行没有人看
MOST_DOCUMENTS = 200


def summary(report: Mapping[str, Any], color: bool, width: int, pages: Mapping[str, str] | None = None) -> str:
    """整批的摘要，每行显示宽度不超过 width（至少 52 格），末尾有换行。

    pages：文件的 path → 单份 HTML 报告的网址；给了就把文件名、问题编号做成终端里的链接。
    """
    whole, paint = complete(report), _Paint(color)
    pages = pages or {}
    width = max(width, MIN_WIDTH)
    briefs = spool.summaries(whole["documents"])
    lines = [paint("bold", line) for sentence in batch_verdict(whole, briefs) for line in wrap(sentence, width)]
    if whole["baseline"]:
        lines += wrap(f"与上次相比：{changes.tally(changes.counts(whole))}。", width)
    if len(whole["documents"]) > MOST_DOCUMENTS:
        return "\n".join([*lines, *_refused(whole["documents"], paint, width, pages)]) + "\n"
    names = [_name(document) for document in whole["documents"]]
    longest = max((cells(name) for name in names), default=0)
    column = min(longest, width - _FIGURES - 4)
    if column < min(longest, MIN_COLUMN):
        column = 0
    for name, document in zip(names, whole["documents"], strict=True):
        lines += ["", *_document(document, name, column, paint, width, pages.get(document["path"], ""))]
    return "\n".join(lines) + "\n"


def _refused(
    documents: Iterable[Mapping[str, Any]], paint: _Paint, width: int, pages: Mapping[str, str]
) -> Iterator[str]:
    """只列没有核查的。"""
    refused = [one for one in spool.summaries(documents) if one["status"] != "audited"]
    for one in refused[:MOST_DOCUMENTS]:
        yield ""
        yield from _document(one, _name(one), 0, paint, width, pages.get(one["path"], ""))
    if len(refused) > MOST_DOCUMENTS:
        yield f"\n另有 {grouped(len(refused) - MOST_DOCUMENTS)} 份没有核查，见报告。"


def _name(document: Mapping[str, Any]) -> str:
    return clean(subject(document) if document["status"] == "audited" else str(document["name"]))


def _document(
    document: Mapping[str, Any], name: str, column: int, paint: _Paint, width: int, page: str
) -> Iterator[str]:
    """一份文档：名称与计数一行（column 为零时窄屏，分两行），其后是错误。"""
    if document["status"] != "audited":
        label = labels.DOCUMENT_STATUS.get(document["status"], labels.Label("·", document["status"]))
        yield from _row(label.mark, name, column, paint("unknown", label.word), width, _Link(page))
        yield from wrap(clean(document["error"] or "未说明原因"), width, "    ")
        return
    counts = Counter(item["severity"] for item in document["findings"])
    figures = [
        paint(key if counts[key] else "", f"{label.word} {counts[key]:>3}") for key, label in labels.SEVERITIES.items()
    ]
    unknown = document["outcomes"]["counts"]["unknown"]
    figures.append(paint("unknown" if unknown else "", f"无法核查 {grouped(unknown):>3}"))
    mark = "✗" if counts["error"] else "!" if counts["warning"] else "?" if unknown else "✓"
    yield from _row(mark, name, column, "  ".join(figures), width, _Link(page))
    for part in document["unread"]:
        yield from wrap("没有读全：" + clean(part), width, " " * 4)
    errors = [item for item in document["findings"] if item["severity"] == "error"]
    for item in errors[:SHOWN_ERRORS]:
        head = f"    {clean(item['display'])} {clean(item['rule_id'])}  "
        first, *rest = wrap(head + clean(item["message"]), width, " " * 4, first="")
        shown = clean(item["display"])
        link = _Link(f"{page}#{quote(anchor(item['display']))}" if page else "")
        yield paint("error", first.replace(shown, link(shown), 1))
        yield from rest
        for other in item["related"]:
            yield from wrap(f"同一根源 {clean(other['rule_id'])}  {clean(other['message'])}", width, " " * 8)
    if len(errors) > SHOWN_ERRORS:
        yield f"    另有 {len(errors) - SHOWN_ERRORS} 项错误，见报告。"


def _row(mark: str, name: str, column: int, figures: str, width: int, link: _Link) -> Iterator[str]:
    shown = cut(name, column or width - 2)
    if column:
        yield f"{mark} {link(shown)}{' ' * (column - cells(shown))}  {figures}"
    else:
        yield f"{mark} {link(shown)}"
        yield f"    {figures}"


class _Paint:
    """给文字上色；不上色时原样返回。空名字不上色。"""

    def __init__(self, color: bool) -> None:
        self._color = color

    def __call__(self, name: str, text: str) -> str:
        return f"\x1b[{_COLORS[name]}m{text}\x1b[0m" if self._color and name in _COLORS else text


class _Link:
    """终端里的链接（OSC 8）；没有网址时原样返回。网址须已转码，没有控制字符。"""

    def __init__(self, address: str) -> None:
        self._address = address

    def __call__(self, text: str) -> str:
        return f"\x1b]8;;{self._address}\x1b\\{text}\x1b]8;;\x1b\\" if self._address else text


def clean(text: str) -> str:
    """一行文字：空白并成一个，控制字符显形。"""
    return visible(" ".join(text.split()))


def cells(text: str) -> int:
    """显示宽度：全角两格，附加符号不占格。"""
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, width: int) -> str:
    """右侧补空格到 width 格。"""
    return text + " " * max(0, width - cells(text))


def cut(text: str, width: int) -> str:
    """超出 width 格时截断，末尾用 … 表示。"""
    if cells(text) <= width:
        return text
    kept = ""
    for char in text:
        if cells(kept) + _cell(char) > width - 1:
            break
        kept += char
    return kept + "…"


def wrap(text: str, width: int, indent: str = "", first: str | None = None) -> list[str]:
    """按显示宽度折行；indent 为各行缩进，first 为首行缩进（默认同 indent）。

    数字和编号不从中间断开，行首不放收尾的标点；一个词比整行还长时才硬断。
    """
    line = indent if first is None else first
    lines: list[str] = []
    room = width - cells(indent)
    for token in _TOKEN.findall(text):
        for piece in _pieces(token, room):
            if cells(line) + cells(piece.rstrip()) > width:
                lines.append(line.rstrip())
                line, piece = indent, piece.lstrip()
            line += piece
    return [*lines, line.rstrip()]


def _pieces(token: str, room: int) -> Iterator[str]:
    """放得下的词原样，放不下的逐字。"""
    if cells(token) <= room:
        yield token
    else:
        yield from token
