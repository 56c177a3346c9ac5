"""把一批报告写到文件夹里：各种格式，以及带批注的 PDF 副本。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from engine.readers.bundle import Source
from engine.readers.limits import Limits
from reports import annotate, html, json_report, pictures
from reports.naming import FORMATS

INDEX = "index.html"
# 终端里至多列出这么多个文件名
MOST_TOLD = 8


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
    written = Written([], [], [])
    for kind in (kind for kind in FORMATS if kind in formats):
        for name, data in _rendered(kind, report, origin, formats, limits, templates):
            json_report.write_bytes(data, out / name)
            if not name.endswith(".html") or name == INDEX:
                written.reports.append(str(out / name))
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
        for document in report["documents"]:
            own = origin.get(document["path"])
            shown = pictures.pictures(document, own, limits) if own else pictures.NONE
            yield names[document["path"]], html.render_document(report, document, templates, shown).encode()
        yield INDEX, html.render_index(report, names, templates).encode()
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
