"""把一批报告写到文件夹里：各份自己的（网页、意见书、带批注的 PDF 副本），和整批的。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine import atomic
from engine.readers.bundle import Source
from engine.readers.limits import DEFAULTS, Limits
from reports import annotate, html, json_report, pictures, spool
from reports.naming import FORMATS, file_name

INDEX = "index.html"
# 终端里至多列出这么多个文件名
MOST_TOLD = 8


@dataclass(frozen=True)
class Wanted:
    """要写什么：写到哪里，哪几种格式，要不要批注；templates 是另给的模板文件夹。"""

    out: Path
    formats: tuple[str, ...]
    annotated: bool = False
    limits: Limits = DEFAULTS
    templates: Path | None = None


@dataclass(frozen=True)
class Written:
    """写出了哪些；pages 是各份的网页，不必一一说。faults 是没有写成的副本，一句一个。

    passing 换个时候再写可能不同：画小图的进程中途死了、超时。
    """

    pages: list[str] = field(default_factory=list)
    opinions: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    passing: bool = False

    @property
    def files(self) -> list[str]:
        return [*self.pages, *self.opinions, *self.reports, *self.copies]


Each = Callable[[Mapping[str, str]], Iterable[Written]]
"""各份的文件名（path → 网页的文件名）→ 写好的各份。"""


def told(names: list[str]) -> str:
    """写出了哪些文件；多的只说个数。"""
    more = len(names) - MOST_TOLD
    return "、".join(names[:MOST_TOLD]) + (f"，另有 {more} 个文件" if more > 0 else "")


def write(report: Mapping[str, Any], wanted: Wanted, each: Each | None = None) -> Written:
    """先写各份自己的，再写整批的：汇总里的链接总有着落。each 省略的，一份份写，没有小图和批注。

    report["documents"] 可以放在磁盘上（见 spool）。写不进去抛出 OSError，模板有错抛出 UsageError。
    """
    atomic.sweep(wanted.out)
    names = html.file_names({"documents": spool.summaries(report["documents"])})
    written = Written()
    for own in (each or _one_by_one(report, wanted))(names):
        written.opinions.extend(own.opinions)
        written.copies.extend(own.copies)
        written.faults.extend(own.faults)
    wanted.out.mkdir(parents=True, exist_ok=True)
    for kind in (kind for kind in FORMATS if kind in wanted.formats):
        for name, chunks in _whole(kind, report, names, wanted):
            with atomic.writing(wanted.out / name) as stream:
                stream.writelines(chunks)
            written.reports.append(str(wanted.out / name))
    written.reports.extend(written.opinions)
    if wanted.annotated and not written.copies and not written.faults:
        written.faults.append("没有可写批注的 PDF。")
    return written


def _one_by_one(report: Mapping[str, Any], wanted: Wanted) -> Each:
    return lambda names: (write_one(report, d, None, names[d["path"]], wanted) for d in report["documents"])


def write_one(
    report: Mapping[str, Any], document: Mapping[str, Any], source: Source | None, name: str, wanted: Wanted
) -> Written:
    """一份自己的各个文件；source 是原件，画小图、写批注用，没有的不画、不写。"""
    audited = document["status"] == "audited"
    source = source if audited else None
    illustrated = source if "html" in wanted.formats else None
    shown = pictures.pictures(document, illustrated, wanted.limits) if illustrated else pictures.NONE
    written = Written(passing=bool(shown.why))
    if "html" in wanted.formats:
        page = html.render_document(report, document, wanted.templates, shown)
        written.pages.append(_write(page.encode(), wanted.out / name))
        failed = file_name({**document, "sha256": ""})
        if audited and failed != name:  # 上一次没有核查成的，那一页不作数了
            (wanted.out / failed).unlink(missing_ok=True)
    if "docx" in wanted.formats and audited:
        from reports import opinion

        path = wanted.out / f"{name.removesuffix('.html')}-{opinion.TEMPLATE}"
        written.opinions.append(_write(opinion.render(report, document, wanted.templates), path))
    for copy in annotate.copies(document, source, wanted.limits) if wanted.annotated and source else ():
        if copy.data:
            written.copies.append(_write(copy.data, wanted.out / annotate.copy_name(name, copy)))
        else:
            which = f"{document['path']}{f' 的 {copy.file}' if copy.file else ''}"
            written.faults.append(f"{which}：批注没有写成（{copy.why}），请看 HTML 报告。")
    return written


def _write(data: bytes, path: Path) -> str:
    atomic.write(data, path)
    return str(path)


def _whole(
    kind: str, report: Mapping[str, Any], names: Mapping[str, str], wanted: Wanted
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """一种格式整批的各个文件：文件名、内容的各段。用不到的库不载入。"""
    if kind == "html":
        briefs = spool.summaries(report["documents"])
        yield INDEX, (html.render_index(report, names, wanted.templates, briefs).encode(),)
    elif kind == "json":
        yield "report.json", json_report.chunks(report, spool.texts(report["documents"]))
    elif kind == "xlsx":
        from reports import xlsx

        yield "整改台账.xlsx", (xlsx.render(report, names if "html" in wanted.formats else {}),)
    elif kind == "csv":
        from reports import tables_csv

        yield "问题清单.csv", (tables_csv.render(report).encode(),)
        yield "无法核查.csv", (tables_csv.render_unknown(report).encode(),)
    elif kind == "sarif":
        from reports import sarif

        yield "report.sarif", (sarif.render(report).encode(),)
    elif kind == "junit":
        from reports import junit

        yield "junit.xml", (junit.render(report),)
