"""HTML 报告：一个文件，不取外部资源，没有脚本也不缺内容，可打印、可签收。

`render_document` 出单份报告，`render_index` 出汇总，`file_name` 给文件名。
模板在 reports/templates/；templates 参数指定的目录可逐个替换其中的文件。
相同的输入得到相同的字节：不取时钟、不取随机数。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from reports.document_view import document_view
from reports.index_view import index_view
from reports.naming import file_name, file_names
from reports.pictures import MOST_PAGE, NONE, Pictures
from reports.schema import complete, complete_document
from reports.summary import summary
from reports.templating import TEMPLATES, check, render, replaced

__all__ = ["TEMPLATES", "file_name", "file_names", "render_document", "render_index", "try_templates"]


def render_document(
    report: Mapping[str, Any],
    document: Mapping[str, Any],
    templates: Path | None = None,
    shown: Pictures = NONE,
) -> str:
    """一份文档的审核报告。document 是 report["documents"] 中的一项；shown 是证据在原件上的小图。"""
    whole = complete({**report, "documents": []})
    filled, changed = complete_document(document), replaced(templates)

    def page(pictures: Pictures) -> str:
        view = {**document_view(whole, filled, pictures), "replaced": changed}
        return render("document.html.j2", view, templates)

    text = page(shown)
    over = len(text.encode()) - MOST_PAGE
    return page(shown.less(over)) if shown.by_key and over > 0 else text


def render_index(
    report: Mapping[str, Any],
    links: Mapping[str, str],
    templates: Path | None = None,
    summaries: Iterable[Mapping[str, Any]] | None = None,
) -> str:
    """整批的汇总报告。links：文档的 path → 单份报告的相对路径（file_names 的结果即可）。

    summaries 是各份文件的 summary，逐份给出，给了就不看 report["documents"]；不给就由它们得出。
    """
    header = complete({**report, "documents": []})
    view = index_view(header, map(summary, report["documents"]) if summaries is None else summaries, links)
    return render("index.html.j2", {**view, "replaced": replaced(templates)}, templates)


def try_templates(templates: Path) -> None:
    """核查之前先试换上的模板：用一份空的报告各填一遍。不行的抛出 UsageError，一句话说哪个文件第几行。"""
    check(templates)
    blank = complete({})
    document = {"path": "试", "name": "试", "sha256": "", "status": "audited", "error": ""}
    render_document(blank, document, templates)
    render_document(blank, {**document, "status": "unreadable"}, templates)
    render_index({**blank, "documents": [complete_document(document)]}, {}, templates)
