"""读回单位填好的整改台账（XLSX）：按问题编号认行，按栏名认栏；填的字照原样，对不上的一句一个。"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter

from engine import nursery
from engine.errors import DocumentError, UsageError
from engine.isolation import Bounds, Send, can_fork
from engine.readers import xlsx
from engine.readers.address import load as load_bytes
from engine.readers.limits import DEFAULTS
from engine.readers.number_format import shown
from reports import labels
from reports.cells import from_sheet
from reports.register import COLUMNS, ID, SHEET

# 表头之上容得下单位自己加的几行标题
_HEADER_WITHIN = 20
_OWN = {column.name for column in COLUMNS}


class Line(NamedTuple):
    """台账里的一行：第几行，各栏的文字（空的不列），其中单位另加的栏。"""

    number: int
    row: dict[str, str]
    extra: dict[str, str]

    @property
    def filled(self) -> dict[str, str]:
        """填写的各栏：report.json 里的键 → 文字。"""
        return {key: self.row.get(name, "") for key, name in labels.LEDGER_FIELDS.items()}

    @property
    def touched(self) -> bool:
        """填过什么没有。"""
        return any(text for key, text in self.filled.items() if key != "status") or bool(self.extra)


class Ledger(NamedTuple):
    """读回的台账。faults 是填得不合要求、认不出的，一句一个，写明第几行哪一栏。"""

    path: Path
    sha256: str
    lines: tuple[Line, ...]
    faults: tuple[str, ...]


def read(path: Path) -> Ledger:
    """读回台账；打不开、不是台账抛出 UsageError。台账是单位寄来的，同公开件一样在子进程里读，时间、内存有上限。"""
    try:
        data = load_bytes(path)
    except DocumentError as problem:
        raise UsageError(str(problem)) from None
    if not data.startswith(b"PK"):
        raise UsageError(f"{path}：不是 XLSX，请把填好的台账另存为 XLSX 再给出。")
    if not can_fork():
        return _read(path, data)
    ran = nursery.run(_work, (path, data), DEFAULTS.seconds, Bounds(DEFAULTS.memory))
    if not ran.messages:
        raise UsageError(f"{path}：读台账的程序{ran.ended or '没有结果'}，请用 Excel 或 WPS 打开、另存后再试。")
    told = json.loads(ran.messages[0])
    if "problem" in told:
        raise UsageError(told["problem"])
    lines = tuple(Line(*line) for line in told["lines"])
    return Ledger(path, told["sha256"], lines, tuple(told["faults"]))


def _work(send: Send, path: Path, data: bytes) -> None:
    send(_answer(path, data))


def _answer(path: Path, data: bytes) -> bytes:
    """在子进程里：读，写成 JSON。"""
    try:
        read = _read(path, data)
    except UsageError as problem:
        return json.dumps({"problem": str(problem)}).encode()
    except (MemoryError, RecursionError):
        told = f"{path}：台账太大或套得太深，读不下去，请用 Excel 或 WPS 打开、另存后再试。"
        return json.dumps({"problem": told}).encode()
    return json.dumps({"sha256": read.sha256, "lines": read.lines, "faults": read.faults}).encode()


def _read(path: Path, data: bytes) -> Ledger:
    try:
        values, written, _ = xlsx.books(path, data)
    except DocumentError as problem:
        raise UsageError(str(problem)) from None
    if SHEET not in values.sheetnames:
        names = "、".join(values.sheetnames[:5])
        raise UsageError(f"{path}：没有“{SHEET}”这张工作表（有 {names}），请给出 gouji 写的整改台账。")
    sheet = values[SHEET]
    header, named = _header(path, sheet)
    cells = _cells(sheet, written[SHEET])
    columns, faults = _columns(named, {c for r, c in cells if r > header})
    lines = tuple(_lines(cells, header, columns, faults))
    return Ledger(path, hashlib.sha256(data).hexdigest(), lines, tuple(faults))


def _header(path: Path, sheet: Any) -> tuple[int, dict[int, str]]:
    """表头在第几行，各栏的名称。"""
    for number in range(1, _HEADER_WITHIN + 1):
        names = {c: _text(cell) for (r, c), cell in sorted(sheet._cells.items()) if r == number}
        if ID in names.values():
            return number, {c: name for c, name in names.items() if name}
    raise UsageError(f"{path}：“{SHEET}”里没有“{ID}”一栏，认不出各行是哪个问题，请用 gouji 写的整改台账填写。")


def _columns(named: dict[int, str], used: set[int]) -> tuple[dict[int, str], list[str]]:
    """各栏的名称，互不相同：没有名称而有字的、与前面同名的，名称里加上栏号，字照样留着。"""
    found: dict[int, str] = {}
    faults: list[str] = []
    for column in sorted({*named, *used}):
        name, letter = named.get(column, ""), get_column_letter(column)
        if not name:
            found[column] = f"（{letter} 栏）"
            faults.append(f"“{SHEET}”{letter} 栏有字而没有栏名，留作“{found[column]}”，请在表头写上栏名。")
        elif name in found.values():
            found[column] = f"{name}（{letter} 栏）"
            faults.append(f"“{SHEET}”{letter} 栏与前面的一栏都叫“{name}”，留作“{found[column]}”，请改名。")
        else:
            found[column] = name
    return found, faults


def _cells(values: Any, written: Any) -> dict[tuple[int, int], str]:
    """有字的各格。合并的每一格都是同样的字；没有算过的公式照公式的写法。"""
    found: dict[tuple[int, int], str] = {}
    for at, cell in values._cells.items():
        source = written._cells.get(at)
        text = _text(cell) or (_text(source) if source is not None else "")
        if text:
            found[at] = text
    for area in values.merged_cells.ranges:
        first = found.get((area.min_row, area.min_col), "")
        if first:
            found |= dict.fromkeys(area.cells, first)
    return found


def _text(cell: Any) -> str:
    """一格的文字，照看到的样子；日期写成 2025-06-30。"""
    if cell.value is None:
        return ""
    if cell.is_date and hasattr(cell.value, "strftime"):
        midnight = not getattr(cell.value, "hour", 0) and not getattr(cell.value, "minute", 0)
        return str(cell.value.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M"))
    text = from_sheet(cell.value) if isinstance(cell.value, str) else shown(cell.value, cell.number_format)
    return text.strip()


def _lines(
    cells: dict[tuple[int, int], str], header: int, columns: dict[int, str], faults: list[str]
) -> Iterator[Line]:
    """表头之下各行；只剩表格自己那几栏的空行不算。"""
    for number in sorted({r for r, _ in cells if r > header}):
        row = {name: cells[number, column] for column, name in columns.items() if (number, column) in cells}
        extra = {name: text for name, text in row.items() if name not in _OWN}
        faults += _doubts(number, row, columns)
        yield Line(number, row, extra)


def _doubts(number: int, row: dict[str, str], columns: dict[int, str]) -> Iterator[str]:
    status = row.get("状态", "")
    if status and status not in labels.LEDGER_STATUS:
        letter = next(get_column_letter(c) for c, name in columns.items() if name == "状态")
        allowed = "、".join(labels.LEDGER_STATUS)
        yield f"“{SHEET}”{letter}{number}：“状态”写的是“{status}”，应是 {allowed} 之一，照原样保留。"
