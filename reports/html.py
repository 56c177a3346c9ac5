"""HTML 报告：一个文件，不取外部资源，没有脚本也不缺内容，可打印、可签收。

`render_document` 出单份报告，`render_index` 出汇总，`file_name` 给文件名。
模板在 reports/templates/；templates 参数指定的目录可逐个替换其中的文件。
相同的输入得到相同的字节：不取时钟、不取随机数。
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import text
from reports.document_view import document_view
from reports.index_view import index_view
from reports.naming import file_name, file_names
from reports.pictures import NONE, Pictures
from reports.schema import complete, complete_document

__all__ = ["file_name", "file_names", "render_document", "render_index"]

TEMPLATES = Path(__file__).parent / "templates"
SCRIPT = "filter.js"


def render_document(
    report: Mapping[str, Any],
    document: Mapping[str, Any],
    templates: Path | None = None,
    shown: Pictures = NONE,
) -> str:
    """一份文档的审核报告。document 是 report["documents"] 中的一项；shown 是证据在原件上的小图。"""
    whole = complete({**report, "documents": []})
    return _render("document.html.j2", document_view(whole, complete_document(document), shown), templates)


def render_index(report: Mapping[str, Any], links: Mapping[str, str], templates: Path | None = None) -> str:
    """整批的汇总报告。links：文档的 path → 单份报告的相对路径（file_names 的结果即可）。"""
    return _render("index.html.j2", index_view(complete(report), links), templates)


def _render(name: str, view: Mapping[str, Any], templates: Path | None) -> str:
    environment = _environment(str(templates) if templates else "")
    return environment.get_template(name).render(view)


@lru_cache(maxsize=4)
def _environment(templates: str) -> Environment:
    """自动转义总是开着，与文件扩展名无关；用到没有的变量就报错。"""
    folders = [templates, str(TEMPLATES)] if templates else [str(TEMPLATES)]
    loader: BaseLoader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=text.finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters.update(
        marked=text.marked, grouped=text.grouped, anchor=text.anchor, clipped=text.clipped, unit_of=text.unit_of
    )
    environment.tests.update(figure=text.figure)
    script = loader.get_source(environment, SCRIPT)[0].strip()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment.globals.update(script=Markup(script), script_hash=Markup(f"sha256-{digest}"))
    return environment
