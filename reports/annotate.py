"""把问题写成批注：每个 PDF 出一份副本，有关的地方框起来，附上编号、级别、事实、建议、规则。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.readers.bundle import Source
from engine.readers.limits import Limits
from reports import labels, sources
from reports.text import visible

if TYPE_CHECKING:
    from engine.readers.pdf_notes import Note

_COLORS = {"error": (200, 16, 24), "warning": (208, 120, 0), "info": (28, 79, 134)}
_OTHER = (84, 82, 76)


class Copy(NamedTuple):
    """一份带批注的副本：出自公开件里的哪个文件，PDF 的内容；没有写成的内容为空，why 是原因。"""

    file: str
    data: bytes
    why: str = ""


def copies(document: Mapping[str, Any], source: Source, limits: Limits) -> tuple[Copy, ...]:
    """报告里的一份文件 → 各 PDF 的副本；没有 PDF 的一份也没有。没有范围的问题在第一个 PDF 的首页放便签。"""
    names = list(source.names.values()) if len(source.files) > 1 else [""] if source.files else []
    found: list[Copy] = []
    for file in names:
        opened = sources.opened(source, file, limits)
        if opened is None or opened[0] != "pdf":
            continue
        notes = list(_notes(document, file, first=not found))
        found.append(_copy(file, opened[1], notes, limits))
    return tuple(found)


def _copy(file: str, data: bytes, notes: list[Note], limits: Limits) -> Copy:
    done, ended = sources.in_child(_annotated, (data, notes), limits, "engine.readers.pdf_notes")
    return Copy(file, done.get(0, b""), "" if 0 in done else ended or "没有结果")


def _annotated(data: bytes, notes: list[Note]) -> Iterator[tuple[int, bytes]]:
    """在子进程里写批注。"""
    from engine.readers import pdf_notes

    yield 0, pdf_notes.annotated(data, notes)


def _notes(document: Mapping[str, Any], file: str, first: bool) -> Iterator[Note]:
    """同一个问题的同一处只写一次；没有哪一处在页面上的，写成便签。"""
    from engine.readers.pdf_notes import Note

    for finding in document.get("findings", ()):
        body, color = _body(finding), _COLORS.get(finding["severity"], _OTHER)
        title = f"勾稽 {finding['display']} {labels.severity(finding['severity']).word}"
        seen: set[tuple[Any, ...]] = set()
        placed = False
        for item in finding["evidence"]:
            at = item["location"]
            if not at.get("page") or not at.get("box"):
                continue
            placed = True
            key = (at.get("file", ""), at["page"], *at["box"])
            if at.get("file", "") == file and key not in seen:
                seen.add(key)
                left, top, right, bottom = at["box"]
                yield Note(at["page"], (left, top, right, bottom), at.get("turn", 0), title, body, color)
        if not placed and first:
            yield Note(1, None, 0, title, body, color)


def _body(finding: Mapping[str, Any]) -> str:
    parts = (
        f"{finding['display']}　{labels.severity(finding['severity']).word}　{finding['title']}",
        finding["message"],
        f"可能原因：{finding['likely_cause']}" if finding["likely_cause"] else "",
        f"建议：{finding['advice']}" if finding["advice"] else "",
        f"规则：{finding['rule_id']}（机器核查，须与原件核对后认定）",
    )
    return visible("\n".join(part for part in parts if part))


def copy_name(report_name: str, copy: Copy) -> str:
    """副本的文件名：与报告同名，加“批注”；几个文件合成一份的再加文件名。"""
    stem = Path(report_name).stem
    own = copy.file.replace("/", "-").replace("\\", "-").removesuffix(".pdf")
    return f"{stem}-批注{f'-{own}' if own else ''}.pdf"
