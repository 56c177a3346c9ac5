"""把一批报告写到文件夹里：各种格式，以及带批注的 PDF 副本。"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import TemplateError, TemplateSyntaxError

from engine.errors import UsageError
from engine.readers.bundle import Source
from engine.readers.limits import Limits
from reports import annotate, html, json_report, pictures
from reports.naming import FORMATS

INDEX = "index.html"
# 写的次序：要用模板的在后，另给的模板写错了，别的已经写好
_ORDER = ("json", "csv", "sarif", "junit", "xlsx", "html", "docx")
# 终端里至多列出这么多个文件名
MOST_TOLD = 8

# 模板里的语法错、没有的变量、算不成的算式
_TEMPLATE_FAULTS = (TemplateError, TypeError, ValueError, KeyError, AttributeError, ArithmeticError)


class Written(NamedTuple):
    """写出了哪些报告、哪些副本；faults 是没有写成的副本，一句一个。"""

    reports: list[str]
    copies: list[str]
    faults: list[str]


def told(names: list[str]) -> str:
    """写出了哪些文件；多的只说个数。"""
    more = len(names) - MOST_TOLD
    return "、".join(names[:MOST_TOLD]) + (f"，另有 {more} 个文件" if more > 0 else "")


def write(
    report: Mapping[str, Any],
    origin: Mapping[str, Source],
    out: Path,
    formats: tuple[str, ...],
    annotated: bool,
    limits: Limits,
    templates: Path | None = None,
) -> Written:
    """origin：核查了的各份的 path → 原件，画小图、写批注用；没有原件的不画、不写。

    templates 是另给的模板文件夹。写不进去抛出 OSError，模板有错抛出 UsageError。
    """
    out.mkdir(parents=True, exist_ok=True)
    listed: dict[str, list[str]] = {}
    for kind in (kind for kind in _ORDER if kind in formats):
        for name, data in _rendered(kind, report, origin, formats, limits, templates):
            json_report.write_bytes(data, out / name)
            if not name.endswith(".html") or name == INDEX:
                listed.setdefault(kind, []).append(str(out / name))
    written = Written([name for kind in FORMATS for name in listed.get(kind, ())], [], [])
    if annotated:
        _annotate(report, origin, out, limits, written)
    return written


def _rendered(
    kind: str,
    report: Mapping[str, Any],
    origin: Mapping[str, Source],
    formats: tuple[str, ...],
    limits: Limits,
    templates: Path | None,
) -> Iterator[tuple[str, bytes]]:
    """一种格式的各个文件：文件名、内容。用不到的库不载入。"""
    names = html.file_names(report)
    if kind == "html":
        yield from _pages(report, origin, names, limits, templates)
    elif kind == "json":
        yield "report.json", json_report.dumps(report).encode()
    elif kind == "xlsx":
        from reports import xlsx

        yield "整改台账.xlsx", xlsx.render(report, names if "html" in formats else {})
    elif kind == "csv":
        from reports import tables_csv

        yield "问题清单.csv", tables_csv.render(report).encode()
        yield "无法核查.csv", tables_csv.render_unknown(report).encode()
    elif kind == "sarif":
        from reports import sarif

        yield "report.sarif", sarif.render(report).encode()
    elif kind == "junit":
        from reports import junit

        yield "junit.xml", junit.render(report)
    elif kind == "docx":
        from reports import opinion

        for document in report["documents"]:
            if document["status"] == "audited":
                name = names[document["path"]].removesuffix(".html")
                yield f"{name}-{opinion.TEMPLATE}", opinion.render(report, document, templates)


def _pages(
    report: Mapping[str, Any],
    origin: Mapping[str, Source],
    names: Mapping[str, str],
    limits: Limits,
    templates: Path | None,
) -> Iterator[tuple[str, bytes]]:
    try:
        for document in report["documents"]:
            own = origin.get(document["path"])
            shown = pictures.pictures(document, own, limits) if own else pictures.NONE
            yield names[document["path"]], html.render_document(report, document, templates, shown).encode()
        yield INDEX, html.render_index(report, names, templates).encode()
    except _TEMPLATE_FAULTS as problem:
        at = _at(problem)
        if templates is None or not at.startswith(str(templates)):
            raise
        raise UsageError(f"模板{at}：写得不对（{_said(problem)}），请改正，或删去它改用自带的。") from None


def _at(problem: Exception) -> str:
    """哪个模板的第几行：语法错误自己带着，运行时的看最后执行到哪里。"""
    if isinstance(problem, TemplateSyntaxError):
        return f"{problem.filename or problem.name}:{problem.lineno}"
    frames = [f for f in traceback.extract_tb(problem.__traceback__) if f.filename.endswith(".j2")]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""


def _said(problem: Exception) -> str:
    return str(getattr(problem, "message", "") or problem).split("\n")[0]


def _annotate(
    report: Mapping[str, Any], origin: Mapping[str, Source], out: Path, limits: Limits, written: Written
) -> None:
    names = html.file_names(report)
    for document in report["documents"]:
        own = origin.get(document["path"])
        for copy in annotate.copies(document, own, limits) if own else ():
            if not copy.data:
                which = f"{document['path']}{f' 的 {copy.file}' if copy.file else ''}"
                written.faults.append(f"{which}：批注没有写成（{copy.why}），请看 HTML 报告。")
                continue
            path = out / annotate.copy_name(names[document["path"]], copy)
            json_report.write_bytes(copy.data, path)
            written.copies.append(str(path))
    if not written.copies and not written.faults:
        written.faults.append("没有可写批注的 PDF。")
