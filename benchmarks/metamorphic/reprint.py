"""改写金额的变换：元与万元互换；全部金额乘以十的若干次方，小数位跟着移。

哪些数是金额：文字里后面写着元、万元的；表里有单位行的表中有小数的那些栏；绩效表单里金额各行。
整数的门槛（“单位价值50万元以上”）是制度的标准，不是这个单位的金额，不动。
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.metamorphic.pieces import UNIT_LINE, Grid, Line, Piece, Pieces, join, split, unit_of
from engine.text import norm

# 740.11万元　1,200元　21.30 万元；“50万元以上”“100万元（含）以上”是门槛
_MONEY = re.compile(
    r"(?<![\d.,])(?P<number>\d[\d,]*(?:\.\d+)?)(?P<gap>\s*)(?P<unit>万元|元)(?!(?:（含）|\(含\))?\s*(?:以[上下]|/))"
)
# 表里的金额：1,224.80　-3.00　0
_CELL = re.compile(r"\s*-?\d[\d,]*(?:\.\d+)?\s*")
# 表单里金额的行：项目资金（万元）　其中：财政拨款　上年结转资金
_MONEY_ROW = re.compile(r"资金|拨款|预算|支出|收入|结转|总额")
_NOT_MONEY_COLUMN = re.compile(r"分值|得分|权重|执行率")
# 表单里带单位的指标值：≤12.30万元
_WITH_UNIT = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>万元|元)")


@dataclass(frozen=True)
class Amount:
    """一处金额：印的数和单位。"""

    printed: str
    unit: str

    @property
    def value(self) -> Decimal:
        return Decimal(self.printed.replace(",", ""))

    @property
    def places(self) -> int:
        return len(self.printed.partition(".")[2])


Change = Callable[[Amount], Amount]
FINEST = 6
"""万元印到分是六位小数；再细的公开件没有，报告也只印到这里。"""


def printed(value: Decimal, places: int, like: str) -> str:
    """按 places 位小数印，千分位照 like；四位以上而 like 看不出有没有千分位的不加。"""
    whole = value.quantize(Decimal(1).scaleb(-places))
    return f"{whole:,}" if "," in like else f"{whole:f}"


def shifted(power: int) -> Change:
    """乘以 10 的 power 次方，小数位跟着移；小数位不够、比分还细的抛出 ValueError。"""

    def change(amount: Amount) -> Amount:
        places = amount.places - power
        if not 0 <= places <= FINEST:
            raise ValueError(f"{amount.printed}的小数点移不了{power}位")
        return Amount(printed(amount.value.scaleb(power), places, amount.printed), amount.unit)

    return change


def to_yuan(amount: Amount) -> Amount:
    """万元 → 元，两位小数。"""
    if amount.unit == "元":
        return amount
    return Amount(printed(amount.value.scaleb(4), 2, amount.printed), "元")


def to_wan(amount: Amount) -> Amount:
    """元 → 万元，六位小数：一分钱也不丢。"""
    if amount.unit == "万元":
        return amount
    return Amount(printed(amount.value.scaleb(-4), 6, amount.printed), "万元")


def _prose(text: str, change: Change) -> str:
    def put(found: re.Match[str]) -> str:
        new = change(Amount(found["number"], found["unit"]))
        return f"{new.printed}{found['gap']}{new.unit}"

    return _MONEY.sub(put, text)


def _grid(grid: Grid, unit: str, change: Change) -> Grid:
    """一张有单位的表：有小数的各栏。"""
    columns = {c for row in grid.rows for c, cell in enumerate(row) if "." in cell and _CELL.fullmatch(cell)}
    # 编码栏里没有小数；栏次行的 1、2、3 在金额栏里，整数而不为零的不动
    rows = tuple(
        tuple(_cell(cell, unit, change) if c in columns else cell for c, cell in enumerate(row)) for row in grid.rows
    )
    return Grid(rows, grid.piped)


def _cell(cell: str, unit: str, change: Change) -> str:
    bare = cell.strip()
    if not _CELL.fullmatch(cell) or ("." not in bare and bare.strip("-0")):
        return cell
    sign = "-" if bare.startswith("-") else ""
    if "." not in bare:  # 印作“0”的零
        return cell
    return sign + change(Amount(bare.removeprefix("-"), unit)).printed


def _form(grid: Grid, change: Change) -> Grid:
    """绩效表单，单位写在格里：项目资金（万元）各行，≤12.30万元，指标值与“万元”分在两格的。"""
    skipped: set[int] = set()
    rows = []
    for row in grid.rows:
        heads = {c for c, cell in enumerate(row) if _NOT_MONEY_COLUMN.search(norm(cell))}
        skipped = heads or skipped
        apart = any(norm(cell) == "万元" for cell in row)
        labelled = any(_MONEY_ROW.search(norm(cell)) for cell in row[:3]) and not any("≤" in c for c in row)
        cells = []
        for c, cell in enumerate(row):
            if _WITH_UNIT.search(cell) and c not in skipped:
                cells.append(_WITH_UNIT.sub(lambda m: _joined(change(Amount(m["number"], m["unit"]))), cell))
            elif (apart or labelled) and c not in skipped and "." in cell:
                cells.append(_cell(cell, "万元", change))
            else:
                cells.append(cell)
        rows.append(tuple(cells))
    return Grid(tuple(rows), grid.piped)


def _joined(amount: Amount) -> str:
    return f"{amount.printed}{amount.unit}"


def _units(pieces: Pieces) -> Iterator[tuple[int, Piece, str]]:
    """各件及其金额单位；没有写单位的表照前一张。"""
    last = ""
    for n, piece in enumerate(pieces):
        if isinstance(piece, Grid) and not piece.form:
            last = unit_of(pieces, n) or last
            yield n, piece, last
        else:
            yield n, piece, ""


def scaled(text: str, power: int) -> str | None:
    """全部金额乘以 10 的 power 次方；有小数位不够、比分还细的，表没有单位的，给 None。"""
    pieces = split(text)
    change = shifted(power)
    found: list[Piece] = []
    try:
        for _, piece, unit in _units(pieces):
            if isinstance(piece, Line):
                found.append(Line(_prose(piece.text, change)))
            elif piece.form:
                found.append(_form(piece, change))
            elif unit:
                found.append(_grid(piece, unit, change))
            else:
                return None
    except ValueError:
        return None
    return join(found)


def converted(text: str, rng: random.Random, prose: bool | None = None, tables: bool | None = None) -> str | None:
    """元 ↔ 万元：文字、各张表随机取舍，至少换一样。绩效表单自己写着单位，不换。"""
    pieces = split(text)
    written = [p for p in pieces if isinstance(p, Line) and _MONEY.search(p.text)]
    prose = rng.random() < 0.5 if prose is None else prose
    tables = (not prose or rng.random() < 0.5) if tables is None else tables
    in_yuan = bool(written) and all(m["unit"] == "元" for p in written for m in _MONEY.finditer(p.text))
    change = to_wan if in_yuan else to_yuan
    found: list[Piece] = []
    turned: dict[int, str] = {}  # 换了单位的表 → 新单位
    last, now = "", ""
    for n, piece, unit in _units(pieces):
        if not isinstance(piece, Grid) or piece.form:
            continue
        own = unit_of(pieces, n)
        if not unit:
            return None
        if own:
            last = own
            now = ("万元" if own == "元" else "元") if tables and rng.random() < 0.7 else own
        if now != last:
            turned[n] = now
    if not turned and not (prose and written):
        return None
    for n, piece in enumerate(pieces):
        if isinstance(piece, Grid):
            if n in turned:
                found.append(
                    _grid(piece, "元" if turned[n] == "万元" else "万元", to_wan if turned[n] == "万元" else to_yuan)
                )
            else:
                found.append(piece)
            continue
        if UNIT_LINE.search(piece.text):
            table = next((k for k in range(n + 1, len(pieces)) if isinstance(pieces[k], Grid)), None)
            new = turned.get(table, "") if table is not None else ""
            found.append(Line(UNIT_LINE.sub(lambda m, new=new: m["label"] + (new or m["unit"]), piece.text)))
        else:
            found.append(Line(_prose(piece.text, change)) if prose else piece)
    return join(found)


def in_yuan(text: str) -> bool:
    """文字里或表里有以元计的金额。"""
    pieces = split(text)
    written = any(m["unit"] == "元" for p in pieces if isinstance(p, Line) for m in _MONEY.finditer(p.text))
    return written or any(unit == "元" for _, _, unit in _units(pieces))
