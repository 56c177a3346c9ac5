"""行：科目编码还原成 3、5、7 位，认出合计行，连成上下级。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.document import Cell, Table
from engine.light import light
from engine.readers.marks import mark_of
from engine.recognition.codes import CodeList
from engine.recognition.header import Grid, Half, is_index_row, strip_mark
from engine.recognition.vocabulary import TableKind, Vocabulary

# 编码与名称同格：[208]社会保障和就业支出 / 2080505-机关事业单位…… / 208社会保障和就业支出
_SAME_CELL = re.compile(r"^\[?(\d{3}|\d{5}|\d{7})\]?[-—]?(?=[^\d.,%])")
# 一年一行：2024年 / 2025年预算
_YEAR = re.compile(r"^(?:19|20)\d\d年")
_DIGITS = re.compile(r"^\d{1,9}$")


DIVIDED = ("上年结转", "年初财政拨款结转和结余")
"""下面再分三本预算的行。"""


def divided(roles: Iterable[str]) -> tuple[str, ...]:
    """分项的规范名称：上年结转/一般公共预算拨款收入。"""
    parts = [role for role in dict.fromkeys(roles) if role.endswith("预算拨款收入")]
    return tuple(f"{head}/{part}" for head in DIVIDED for part in parts)


@light
@dataclass(frozen=True, slots=True)
class Row:
    """一行（并列、两侧的表，一侧一行）。

    role   合计行、来源行的规范名称；科目行为空
    up     上级行在本表行序列中的序号；没有为 None
    inferred 编码是凭名称推断的，不是印出来的
    """

    number: int
    index: int
    half: int
    code: str
    printed_code: str
    name: str
    label: str
    role: str
    up: int | None = None
    inferred: bool = False
    total: bool = False
    amount_column: int | None = None  # 数不在本组金额栏里时（合计行错位），在哪一列


class _Codes:
    """逐行还原编码，记住当前的类和款。"""

    def __init__(self, known: CodeList | None) -> None:
        self.known = known
        self.kind = ""
        self.item = ""

    def full(self, code: str, name: str) -> str:
        """短码补全：208 之下的 05 即 20805；名称能在代码表中核实时以名称为准。"""
        if len(code) in (3, 5, 7) or len(code) > 7:
            self._remember(code)
            return code
        if len(code) != 2 or not self.kind:
            return code
        candidates = [self.kind + code] + ([self.item + code] if self.item else [])
        confirmed = [
            c
            for c in candidates
            if self.known and c in self.known.by_code and strip_mark(self.known.by_code[c].name) == name
        ]
        chosen = confirmed[0] if confirmed else candidates[0]
        if len(confirmed) > 1 and chosen == self.item:
            chosen = confirmed[1]  # 款、项同码同名：这一款已经列过，这一行是项
        self._remember(chosen)
        return chosen

    def infer(self, name: str) -> str:
        """没有编码时凭名称推断：先看当前款下的项，再看当前类下的款，再看类。"""
        if self.known is None:
            return ""
        for parent, level in ((self.item, "项"), (self.kind, "款")):
            found = self.known.named(name, level, parent) if parent else None
            if found:
                self._remember(found.code)
                return found.code
        code = self.known.classes.get(name, "")
        self._remember(code)
        return code

    def _remember(self, code: str) -> None:
        if len(code) >= 3:
            if code[:3] != self.kind:
                self.item = ""
            self.kind = code[:3]
        if len(code) >= 5:
            self.item = code[:5]


def _printed_code(by_name: dict[str, Cell], carried: dict[str, str]) -> str:
    """编码栏的文字；类、款、项三栏连写，空着的类、款沿用上一行。"""
    if "类" in by_name and by_name["类"].status != "text":
        parts = []
        filled = [n for n in ("类", "款", "项") if n in by_name and by_name[n].text.norm]
        if not filled:
            return ""
        deepest = filled[-1]
        for part in ("类", "款", "项"):
            if part not in by_name:
                break
            text = by_name[part].text.norm or carried.get(part, "")
            carried[part] = text
            parts.append(text)
            if part == deepest:
                for lower in ("款", "项")[("类", "款", "项").index(part) :]:
                    carried[lower] = ""
                break
        return "".join(parts)
    return by_name["科目编码"].text.norm if "科目编码" in by_name else ""


# 收支两侧的“总计”各有其名；支出一侧没有收入来源行
_SIDED = {("收入", "合计"): "收入总计", ("支出", "合计"): "支出总计"}


def _sided(role: str, side: str) -> str:
    if side == "支出" and role.endswith("收入"):
        return ""
    return _SIDED.get((side, role), role)


_GROUP_TOTALS = ("人员经费合计", "公用经费合计")


def _group_totals(table: Table, grid: Grid, halves: tuple[Half, ...], vocabulary: Vocabulary) -> list[Row]:
    """并列几组的合计行：“人员经费合计”“公用经费合计”与两个数依次对应，不论印在哪一格、字有没有被拆开。"""
    found: list[Row] = []
    for index in range(grid.body, len(table.rows)):
        cells = table.rows[index]
        numbers = [c for c in cells if c.status == "number"]
        text = "".join(c.text.norm for c in cells if c.status == "text")
        if not 0 < len(numbers) <= len(_GROUP_TOTALS) or "经费合" not in text:
            continue
        roles: list[str] = []
        for start in range(len(text) - 3):
            role = next(
                (r for n in (8, 7, 6) if (r := vocabulary.row_role(text[start : start + n])) in _GROUP_TOTALS), ""
            )
            if role and role not in roles:
                roles.append(role)
        if len(roles) == len(numbers):
            for role, cell in zip(roles, numbers, strict=True):
                half = next(i for i, h in reversed(list(enumerate(halves))) if h.columns[0].index <= cell.column)
                found.append(Row(0, index, half, "", "", role, role, role, amount_column=cell.column))
    return found


def _unit_code(texts: list[str], printed: str, known: CodeList) -> str:
    """科目编码印在单位代码栏里：301 类行，或 30112 之下的 3011201。"""
    for text in texts:
        if _DIGITS.match(text) and (text in known.by_code or (len(printed) == 5 and text.startswith(printed))):
            return text
    return printed


def _signature(table: Table, index: int, half: Half) -> tuple[str, ...]:
    return tuple(table.rows[index][c.index].text.norm for c in half.amounts)


def read_rows(
    table: Table, grid: Grid, halves: tuple[Half, ...], kind: TableKind, vocabulary: Vocabulary
) -> tuple[Row, ...]:
    """表体 → 各行，含上下级。"""
    known = {"功能": vocabulary.functional, "经济": vocabulary.economic}.get(kind.classification)
    totals = _group_totals(table, grid, halves, vocabulary) if len(halves) > 1 and not halves[0].side else []
    taken = {row.index for row in totals}
    rows: list[Row] = []
    for number, half in enumerate(halves):
        lists = _guess(known, half, kind, vocabulary)
        rows += _half_rows(table, grid, half, number, lists, kind, vocabulary, taken, len(rows))
    rows += [replace(row, number=i) for i, row in enumerate(totals, start=len(rows))]
    return tuple(_linked(rows, table, halves))


def _guess(known: CodeList | None, half: Half, kind: TableKind, vocabulary: Vocabulary) -> CodeList | None:
    if half.side == "支出" or kind.name in ("支出总表", "收入总表"):
        return vocabulary.functional
    return known


def _half_rows(
    table: Table,
    grid: Grid,
    half: Half,
    number: int,
    known: CodeList | None,
    kind: TableKind,
    vocabulary: Vocabulary,
    taken: set[int],
    start: int,
) -> list[Row]:
    """一侧的各行，由 start 起编号；taken 里的行另有归属，只读不取。"""
    heads = {tuple([c.text.norm for c in row]) for row in table.rows[grid.top : grid.body]}
    firsts = {head[0] for head in heads}
    codes = _Codes(known)
    carried: dict[str, str] = {}
    found: list[Row] = []
    name_columns = [c.index for c in half.names]
    code_columns = [(c.name, c.index) for c in half.codes]
    amount_columns = [c.index for c in half.amounts]
    unit_codes = [c.index for c in half.columns if c.name == "单位代码"] if known is not None else []
    lone = True  # 还没有合计行，也没有一年一行
    for index in range(grid.body, len(table.rows)):
        row = table.rows[index]
        if row[0].text.norm in firsts and tuple([c.text.norm for c in row]) in heads:
            continue  # 换页后重复印的表头
        if is_index_row(row) and (
            any(c.text.norm == "栏次" for c in row) or not any(c.status == "number" for c in row)
        ):
            continue
        name = next((text for c in name_columns if (text := row[c].text.norm)), "")
        printed = _printed_code({level: row[c] for level, c in code_columns}, carried) if code_columns else ""
        if unit_codes and known is not None:
            printed = _unit_code([row[c].text.norm for c in unit_codes], printed, known)
        # 编码认得没有把握（扫描件）：名称在代码表里的，以名称为准
        unsure = any(row[c].status == "unreadable" for _, c in code_columns)
        if unsure and not _DIGITS.match(printed):
            printed = ""
        same = _SAME_CELL.match(name)
        if same and not printed:
            printed, name = same[1], name[same.end() :]
        if printed and not _DIGITS.match(printed):
            if not name or vocabulary.row_role(printed):
                name = name or printed
            same = _SAME_CELL.match(printed)
            if same:
                name, printed = printed[same.end() :], same[1]
            else:
                printed = ""
        label = strip_mark(name)
        if not name and not printed and all(row[c].status not in ("number", "unreadable") for c in amount_columns):
            continue
        role = vocabulary.row_role(label) if label and not printed else ""
        if not role and not printed and not label:
            # 合计二字印在别的栏里
            role = next(
                (r for c in row if c.status == "text" and (r := vocabulary.row_role(strip_mark(c.text.norm)))), ""
            )
        role = _sided(role, half.side)
        if not role and not printed and not label and kind.layout != "单行":
            continue
        inferred = False
        code = codes.infer(label) if unsure and label and not role else ""
        inferred = bool(code)
        if not code and printed:
            code = codes.full(printed, label)
        elif not printed and not role and label and (not code_columns or half.side == "支出"):
            code = codes.infer(label)
            inferred = bool(code)
        if index not in taken:
            found.append(Row(start + len(found), index, number, code, printed, name, label, role, None, inferred))
        lone = lone and role != "合计" and not _YEAR.match(label)
    if kind.layout == "单行" and found and lone:
        # 一行一个单位的表只有一行时，这一行就是合计
        found[0] = replace(found[0], role="合计")
    return found


def _linked(rows: list[Row], table: Table, halves: tuple[Half, ...]) -> list[Row]:
    """连上下级：科目归到前面最近的上级科目，没有上级科目的归到合计行。"""
    linked: list[Row] = []
    for number, half in enumerate(halves):
        own = [r for r in rows if r.half == number]
        linked += _linked_side(own) if half.side else _linked_codes(own, table, half)
    return sorted(linked, key=lambda r: r.number)


def _linked_codes(own: list[Row], table: Table, half: Half) -> list[Row]:
    """一行一个科目的表。重复印的合计行（单位行）不参与；有几个单位的，单位行在合计与科目之间。"""
    linked = []
    total = next((r for r in own if r.role == "合计"), None)
    anchor = total
    last: dict[str, Row] = {}
    for row in own:
        up: Row | None = None
        if row.code:
            up = _above(row.code, last) or anchor
            last[row.code] = row
        elif (
            not row.role
            and total is not None
            and half.codes
            and len(row.label) > 3
            and _signature(table, row.index, half) != _signature(table, total.index, half)
        ):
            up, anchor, last = total, row, {}
        linked.append(_placed(row, up, row is total, row.role))
    return linked


def _above(code: str, last: dict[str, Row]) -> Row | None:
    """最近的上级科目；上级之后又印了更高一级的，那个上级已经列完，不算。"""
    found, newest = None, -1
    for length in range(1, len(code)):
        row = last.get(code[:length])
        if row is not None and row.number > newest:
            newest = row.number
            found = row if length > 2 else None
    return found


def _placed(row: Row, up: Row | None, total: bool, role: str) -> Row:
    """连好上级的一行。"""
    if up is None and not total and role == row.role:
        return row
    return Row(
        row.number,
        row.index,
        row.half,
        row.code,
        row.printed_code,
        row.name,
        row.label,
        role,
        up.number if up is not None else None,
        row.inferred,
        total,
        row.amount_column,
    )


def _after(row: Row, total: Row | None) -> bool:
    """排在合计行之后的不属于它；“一、本年收入”这样的标题行除外。"""
    return total is not None and row.number > total.number and mark_of(total.name) is None


def _deeper(row: Row, head: Row) -> bool:
    """序号比上面的低一级：一、财政拨款 之下的（一）一般公共预算。"""
    own, above = mark_of(row.name), mark_of(head.name)
    return own is not None and above is not None and own.level > above.level


_HEADS = ("财政拨款收入", "本年收入合计", "上年结转", "年初财政拨款结转和结余")
_SOURCES_END = "收入"


def _linked_side(own: list[Row]) -> list[Row]:
    """收支两侧的表：支出科目归到本年支出合计，收入来源归到本年收入合计；“上年结转”之下的来源归上年结转。"""
    linked: list[Row] = []
    spent = next((r for r in own if r.role == "本年支出合计"), None) or next(
        (r for r in own if r.role == "支出总计"), None
    )
    earned = next((r for r in own if r.role == "本年收入合计"), None)
    head: Row | None = None
    for row in own:
        up: Row | None = None
        numbered = mark_of(row.name) is not None
        if row.role in _HEADS and (numbered or row.role != "本年收入合计"):
            head = row
            up = earned if row.role == "财政拨款收入" and earned is not row else None
        elif row.name.startswith("其中"):
            up = None
        elif row.code:
            up = None if _after(row, spent) else spent
        elif row.role.endswith(_SOURCES_END):
            if head is not None and (not numbered or _deeper(row, head) or _after(row, earned)):
                up = head
            else:
                up, head = (None if _after(row, earned) else earned), None
        elif row.role:
            head = None
        role = f"{head.role}/{row.role}" if head is not None and up is head and head.role in DIVIDED else row.role
        linked.append(_placed(row, up if up is not row else None, row is spent or row is earned, role))
    return linked
