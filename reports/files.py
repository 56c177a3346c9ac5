"""把一批报告写到文件夹里：HTML、JSON、带批注的 PDF 副本。"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from engine.readers.bundle import Source
from engine.readers.limits import Limits
from reports import annotate, html, json_report, pictures


class Written(NamedTuple):
    """写出了哪些报告、哪些副本；faults 是没有写成的副本，一句一个。"""

    reports: list[str]
    copies: list[str]
    faults: list[str]


def write(
    report: Mapping[str, Any],
    origin: Mapping[str, Source],
    out: Path,
    formats: tuple[str, ...],
    annotated: bool,
    limits: Limits,
    templates: Path | None = None,
) -> Written:
    """origin：核查了的各份的 path → 原件，画小图、写批注用。写不进去抛出 OSError。

    templates：换上的网页模板所在的文件夹。
    """
    out.mkdir(parents=True, exist_ok=True)
    names = html.file_names(report)
    if "json" in formats:
        json_report.write(report, out / "report.json")
    if "html" in formats:
        for document in report["documents"]:
            own = origin.get(document["path"])
            shown = pictures.pictures(document, own, limits) if own else pictures.NONE
            page = html.render_document(report, document, templates, shown)
            json_report.write_text(page, out / names[document["path"]])
        json_report.write_text(html.render_index(report, names, templates), out / "index.html")
    listed = [name for kind, name in (("html", "index.html"), ("json", "report.json")) if kind in formats]
    written = Written([str(out / name) for name in listed], [], [])
    if annotated:
        _annotate(report, origin, out, limits, written)
    return written


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
