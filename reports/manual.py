"""规则手册：一个自带样式的网页，或一篇 Markdown；相同的规则得到相同的字节。"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import text

TEMPLATES = Path(__file__).parent / "templates"
SCRIPT = "search.js"
# Markdown 里有意义的字符：* _ ` | < > [ ] # \ ~
_MARKS = re.compile(r"([\\`*_\[\]<>|~#])")


def as_html(view: Mapping[str, Any]) -> str:
    """view 为 manual_view 的结果。"""
    environment = _environment(True)
    script = (TEMPLATES / "manual" / SCRIPT).read_text(encoding="utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page = environment.get_template("manual.html.j2")
    return page.render(view, script=Markup(script), script_hash=Markup(f"sha256-{digest}"))


def as_markdown(view: Mapping[str, Any]) -> str:
    """同 as_html 的内容，写成 Markdown。"""
    page = _environment(False).get_template("manual.md.j2").render(view)
    return re.sub(r"\n{3,}", "\n\n", page).strip() + "\n"


@cache
def _environment(escaped: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([str(TEMPLATES / "manual"), str(TEMPLATES)]),
        autoescape=escaped,
        undefined=StrictUndefined,
        finalize=text.finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters.update(md=escaped_markdown, anchor=text.anchor)
    environment.tests.update(figure=text.figure)
    return environment


def escaped_markdown(value: str) -> str:
    """一段文字放进 Markdown：有意义的字符前加反斜杠，换行成空格。"""
    return _MARKS.sub(r"\\\1", " ".join(value.split()))
