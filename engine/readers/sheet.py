"""工作表 → 段落和表格：标题、单位行、注从网格里分出来，一张工作表里有几张表的分开。xlsx、xls 共用。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from engine.document import Document, Spot
from engine.errors import DocumentError
from engine.readers.assemble import Assembler, GridCell
from engine.text import norm

_LETTERS = 26
# 表的标题：2025年部门收支总表　项目支出绩效目标表(一)　支出预算表（续）
_TITLE = re.compile(r"..表(?:\(.{1,8}\))?$")
# 只是表号，不是标题：公开01表　表3-1　预算02表　附表1
_TABLE_NUMBER = re.compile(r"^(?:财决|财预|预算|部门|决算)?(?:公开|附|预算|决算)?(?:表\d[\d-]*|[\d-]+表)$")
# 表格上方一格里的说明：部门：某某局　金额单位：万元　2025年度　（2025年度）
_META = re.compile(r"^(?:.{1,10}:.*|\(?\d{4}年?度?\)?|\(单位.{1,6}\))$")
# 表下的注：注：本表……　说明：……　备注：……
_NOTE = re.compile(r"^(?:注\d?[:.、]|\*|说明:|备注:)")
_LONG = 25  # 只有一格有字、又这么长的一行是文字，不是数据
_TITLE_ROWS = 6  # 标题、表号、部门、年度、单位不过五六行
# 没有改过的工作表名：Sheet1　工作表1
_PLAIN_NAME = re.compile(r"^(?:sheet|工作表|表)\d*$", re.I)
# 工作表名前面的编号：01部门收支总表　3.支出表
_NAME_NUMBER = re.compile(r"^\d{1,2}[\s.、_-]*(?=\D)")
_LISTED = 5  # 备注里至多列出这么多格的地址
_CONTENTS = ("目录", "目次")


class Entry(NamedTuple):
    """一格印出来的字；doubtful 表示它该有数而文件里没有（公式没有算过）。"""

    text: str
    doubtful: bool = False


@dataclass(slots=True)
class Sheet:
    """一张工作表里看得见的部分。行号、列号从 1 起。merges 是（上，左，下，右）。"""

    name: str
    cells: dict[tuple[int, int], Entry] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


class _Slot(NamedTuple):
    """看得见的一格。"""

    text: str
    merged: str
    doubtful: bool
    address: tuple[int, int]


_Row = list[_Slot]


def address(row: int, column: int) -> str:
    """（7，3）→ C7。"""
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def unread(name: str, cells: list[str]) -> str:
    """公式没有值的各格（C7……）的一句话。"""
    listed = "、".join(cells[:_LISTED]) + (f" 等 {len(cells)} 格" if len(cells) > _LISTED else "")
    return f"工作表“{name}”的 {listed}是没有算过或算错的公式，读不到数，请用 Excel 打开、保存后再核查。"


class Workbook:
    """依次收下工作表，拼成文档的块。cells 是一张表的格数上限。"""

    def __init__(self, cells: int) -> None:
        self.assembler = Assembler()
        self.remarks: list[str] = []
        self.unread: list[str] = []
        self._most = cells

    def add(self, sheet: Sheet) -> None:
        rows = self._visible(sheet)
        if rows and norm(_joined(rows[0])) in _CONTENTS:
            for row in rows:
                self._paragraph(sheet, row, _joined(_without_page(row)))
            return
        named = False  # 一张工作表的名字只作一张表的标题
        for block in _blocks(rows):
            named = self._block(sheet, block, named) or named

    def document(self, path: Path, sha256: str) -> Document:
        """各工作表读完；一点也没有读到抛出 DocumentError。"""
        blocks = self.assembler.finish()
        if not blocks:
            why = "".join([*self.unread, *self.remarks][:1]).rstrip("。") or "工作表都是空的"
            raise DocumentError(f"{path}：工作簿里没有读到内容（{why}），请检查是否下载完整、工作表是否隐藏。")
        spots = tuple(self.assembler.spots)
        return Document(str(path), sha256, blocks, len(spots), tuple(self.remarks), spots, tuple(self.unread))

    def _visible(self, sheet: Sheet) -> list[_Row]:
        """有字的范围内看得见的行；全空的行留着分段用。"""
        filled = [at for at, entry in sheet.cells.items() if norm(entry.text) or entry.doubtful]
        hidden = [(r, c) for r, c in filled if r in sheet.hidden_rows or c in sheet.hidden_columns]
        if hidden:
            lost_rows = len({r for r, _ in hidden if r in sheet.hidden_rows})
            lost_columns = len({c for _, c in hidden if c in sheet.hidden_columns})
            parts = [f"{lost_rows} 行"] * bool(lost_rows) + [f"{lost_columns} 栏"] * bool(lost_columns)
            self.remarks.append(f"工作表“{sheet.name}”有 {'、'.join(parts)}是隐藏的，没有读。")
        if not filled:
            return []
        marks, moved = _marks(sheet, max(r for r, _ in filled), max(c for _, c in filled))
        filled += moved.values()
        rows = sorted({r for r, _ in filled if r not in sheet.hidden_rows})
        columns = sorted(
            {c for _, c in filled if c not in sheet.hidden_columns}
            | {c for (_, c), mark in marks.items() if mark and c not in sheet.hidden_columns}
        )
        if not rows or not columns:
            return []
        if len(rows) * len(columns) > self._most:
            self.unread.append(f"工作表“{sheet.name}”超过 {self._most} 格，没有读。")
            return []
        source = {target: origin for origin, target in moved.items()}
        found: list[_Row] = []
        last = rows[0]
        for r in rows:
            if not all(n in sheet.hidden_rows for n in range(last + 1, r)):
                found.append([])  # 中间隔着空行
            last = r
            line = []
            for c in columns:
                entry = sheet.cells.get(source.get((r, c), (r, c)), Entry(""))
                mark = marks.get((r, c), "")
                line.append(_Slot("" if mark else entry.text, mark, entry.doubtful and not mark, (r, c)))
            found.append(line)
        return found

    def _block(self, sheet: Sheet, rows: list[_Row], named: bool) -> bool:
        """一块：标题、网格、注；返回其中有没有网格。"""
        head = _captions(rows)
        foot = _notes(rows, head)
        body = rows[head : len(rows) - foot]
        title = _NAME_NUMBER.sub("", sheet.name.strip())
        if body and not named and not _titled(rows[: head + _TITLE_ROWS]) and not _PLAIN_NAME.match(title):
            self.assembler.paragraph(title, self._spot(sheet, body[0][0].address))
        for row in rows[:head]:
            for slot in _filled(row):
                self._paragraph(sheet, [slot], slot.text)
        if body:
            self.assembler.table([[self._cell(sheet, slot) for slot in row] for row in _narrowed(body)])
        for row in rows[len(rows) - foot :]:
            self._paragraph(sheet, row, _joined(row))
        return bool(body)

    def _paragraph(self, sheet: Sheet, row: _Row, text: str) -> None:
        if not norm(text):
            return
        spot = self._spot(sheet, (_filled(row) or row)[0].address)
        for number, line in enumerate(part for part in text.split("\n") if norm(part)):
            self.assembler.line(line, spot, fresh=None if number else True)

    def _cell(self, sheet: Sheet, slot: _Slot) -> GridCell:
        return GridCell(slot.text, self._spot(sheet, slot.address), slot.merged, slot.doubtful)

    def _spot(self, sheet: Sheet, at: tuple[int, int]) -> int:
        return self.assembler.spot(Spot(label=f"{sheet.name}!{address(*at)}"))


_Moved = dict[tuple[int, int], tuple[int, int]]


def _marks(sheet: Sheet, last_row: int, last_column: int) -> tuple[dict[tuple[int, int], str], _Moved]:
    """各格的合并记号；左上角那一行一列隐藏了的，字移到看得见的第一格（原处 → 新处）。

    标题常合并到整行一万多列，只看有字的范围。
    """
    marks: dict[tuple[int, int], str] = {}
    moved: _Moved = {}
    for top, left, bottom, right in sheet.merges:
        rows = [r for r in range(top, min(bottom, last_row) + 1) if r not in sheet.hidden_rows]
        columns = [c for c in range(left, min(right, last_column) + 1) if c not in sheet.hidden_columns]
        if not rows or not columns:
            continue
        if (rows[0], columns[0]) != (top, left):
            moved[top, left] = rows[0], columns[0]
        for r in rows:
            for c in columns:
                marks[r, c] = "<" if c > columns[0] else "^" if r > rows[0] else ""
    return marks, moved


def _filled(row: _Row) -> _Row:
    return [s for s in row if norm(s.text) or s.doubtful]


def _joined(row: _Row) -> str:
    return " ".join(s.text.strip() for s in _filled(row))


def _without_page(row: _Row) -> _Row:
    """目录表里的一行去掉末尾的页码。"""
    filled = _filled(row)
    return filled[:-1] if len(filled) > 1 and norm(filled[-1].text).isdigit() else filled


def _is_title(text: str) -> bool:
    plain = norm(text)
    return bool(_TITLE.search(plain)) and not _TABLE_NUMBER.match(plain)


def _titled(rows: list[_Row]) -> bool:
    """开头几行里有标题；标题也可能印在网格里（与单位同一行）。"""
    return any(_is_title(s.text) for row in rows for s in _filled(row)[:1])


def _alone(row: _Row) -> bool:
    """这一行只有一格有字。"""
    return len(_filled(row)) == 1


def _is_caption(row: _Row) -> bool:
    """标题行、单位行：只有一格有字，或几格都是“部门：”“单位：万元”“公开01表”一类。"""
    texts = [norm(s.text) for s in _filled(row)]
    if len(texts) == 1:
        return True
    return bool(texts) and all(_META.match(t) or _TABLE_NUMBER.match(t) or _is_title(t) for t in texts)


def _said(text: str) -> bool:
    """表格上方常有的说明、标题、表号，或括号里的一句（2025年度）。"""
    plain = norm(text)
    return bool(_META.match(plain) or _TABLE_NUMBER.match(plain) or _NOTE.match(plain)) or (
        _is_title(plain) or plain.startswith("(") or len(plain) > _LONG
    )


def _captions(rows: list[_Row]) -> int:
    """网格之上有几行标题、单位。整块都是一行一格的文字时，全部是段落。"""
    count = 0
    while count < len(rows) and _is_caption(rows[count]):
        count += 1
    # 竖着并下来的格是表头，不是标题
    while 0 < count < len(rows) and any(s.merged == "^" for s in rows[count]):
        count -= 1
    # 单位行之下、网格之上还有一格并满一行的字：表头的第一层，如“2025年预算数”
    if 1 < count < len(rows) and any("单位:" in norm(_joined(row)) for row in rows[: count - 1]):
        count -= _alone(rows[count - 1]) and not _said(_joined(rows[count - 1]))
    return count


def _notes(rows: list[_Row], head: int) -> int:
    """网格之下有几行注。只有名称的数据行（合计、结转下年）不是注。"""
    count = 0
    while count < len(rows) - head:
        row = rows[len(rows) - 1 - count]
        if not _alone(row):
            break
        slot = _filled(row)[0]
        text = norm(slot.text)
        if not (_NOTE.match(text) or len(text) > _LONG):
            break
        count += 1
    return count


def _blocks(rows: Iterable[_Row]) -> list[list[_Row]]:
    """按空行、标题行分块；空行之后不是标题、单位行的，仍是同一张表。"""
    blocks: list[list[_Row]] = []
    gap = True
    for row in rows:
        if not _filled(row):
            gap = True
            continue
        fresh = not blocks or (_is_caption(row) and not all(map(_is_caption, blocks[-1])) and (gap or _starts(row)))
        if fresh:
            blocks.append([])
        blocks[-1].append(row)
        gap = False
    return blocks


def _starts(row: _Row) -> bool:
    """表格当中的一行标题：另一张表从这里开始。"""
    return _alone(row) and _is_title(_filled(row)[0].text)


def _narrowed(rows: list[_Row]) -> list[_Row]:
    """去掉整列没有字的列：多半被合并到左边，或是留空的间隔。"""
    kept = [c for c in range(len(rows[0])) if any(norm(row[c].text) or row[c].doubtful for row in rows)]
    return [[row[c] for c in kept] for row in rows]
