"""表头：多行、合并的表头还原成每一栏的路径，认出规范栏名；收支两侧、并列几组分开。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from engine.document import Cell, Table
from engine.readers.marks import mark_of
from engine.recognition.vocabulary import TableKind, Vocabulary, plain_title
from engine.remember import MOST

# 单位:万元　金额单位:人民币元　(单位:元)　本表金额单位为元　以元为单位
_UNIT = re.compile(r"单位(?::|均?为)?\(?(?:人民币)?(万元|千元|亿元|元)|以(?:人民币)?(万元|千元|亿元|元)为单位")
# 栏次行里除数字外的字：栏次、**、行次
_INDEX_WORDS = {"栏次", "**", "*", "行次", "栏目", ""}
# 编码与名称同格：[2080505]机关事业单位…… / 2080505机关事业单位……
_CODE_AND_NAME = re.compile(r"^\[?(\d{3}|\d{5}|\d{7})\]?[-—]?[^\d.,%].*")
# 写在空表里的一行说明：本部门2025年无政府性基金预算支出
_NOTE_ROW = re.compile(r"^.{0,16}(?:没有|未安排|未发生|无).{4,}|无数据|为空表")
_MAX_HEADER = 8
OTHER_GROUP = "另组"
_SIDES = {"收入", "支出", "本年收入", "本年支出"}  # 两侧表最上一行的字，不是栏目


@dataclass(frozen=True, slots=True)
class Column:
    """一栏。name 规范栏名；basis 预算数、决算数或空；period 本年、上年；row 侧放的表，这一栏的数在第几行。"""

    index: int
    path: tuple[str, ...]
    group: str
    name: str
    basis: str
    period: str
    row: int | None = None

    @property
    def label(self) -> str:
        """同一侧内区分各栏：公务接待费/决算数。"""
        suffix = "" if self.period == "本年" else f"/{self.period}"
        return self.name + (f"/{self.basis}" if self.basis else "") + suffix


@dataclass(frozen=True, slots=True)
class Half:
    """表的一侧或一组。side 为 收入、支出或空。"""

    side: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[Column, ...]:
        return tuple(c for c in self.columns if c.group == "名称栏")

    @property
    def codes(self) -> tuple[Column, ...]:
        return tuple(c for c in self.columns if c.group == "编码栏" and c.name not in ("行次", "单位代码"))

    @property
    def amounts(self) -> tuple[Column, ...]:
        return tuple(c for c in self.columns if c.group == "金额栏")


def unit_in(text: str) -> str:
    """一句（归一化的）话里说的金额单位；没有说为空串。"""
    found = _UNIT.search(text) if "元" in text else None
    return found[found.lastindex or 0] if found else ""


@dataclass(frozen=True, slots=True)
class Grid:
    """表头与表体的分界。top 为表内标题行之后的第一行，body 为第一个数据行。"""

    top: int
    body: int
    title: str
    kind: TableKind | None
    unit: str

    @classmethod
    def of(cls, table: Table, vocabulary: Vocabulary, document: str) -> Grid:
        top, title, kind, unit = 0, "", None, ""
        for row in table.rows[:4]:
            texts = [c.text.norm for c in row if c.text.norm]
            if not texts or (len(texts) > 2 and not all(map(_is_meta, texts))):
                break
            stated = next(filter(None, map(unit_in, texts)), "")
            found = next(
                (vocabulary.table_of_title(t, document) for t in texts if t.rstrip(")").endswith("表") or "表(" in t),
                None,
            )
            if not stated and not found and not any(map(_is_meta, texts)):
                break
            unit = unit or stated
            if found:
                title, kind = texts[0], found
            top += 1
        body = _body(table, top, vocabulary)
        return cls(top, body, title, kind, unit or _unit_in_head(table, top, body))


# 表头上方的说明：部门：某某局　2024年度　金额单位：万元　公开05表
_META = re.compile(
    r"^(?:编制|填报|(?:编报|填报|预算)?(?:部门|单位)(?:名称)?:|(?:金额)?单位:|(?:财决)?公开|预算公开|\d*年度$|(?:19|20)\d\d年度?$)"
)


def _is_meta(text: str) -> bool:
    return bool(_META.match(text))


# 表头里的单位：合计（元）、金额(万元)
_UNIT_IN_HEAD = re.compile(r"\((?:单位:)?(万元|千元|亿元|元)\)$")


def _unit_in_head(table: Table, top: int, body: int) -> str:
    """金额栏表头括号里的单位；几栏不一致的不认。"""
    found = {m[1] for row in table.rows[top:body] for c in row if (m := _UNIT_IN_HEAD.search(c.text.norm))}
    return found.pop() if len(found) == 1 else ""


def unit_in_form(table: Table) -> str:
    """绩效表单的标签写的单位：项目资金（万元）；只看指标表头以上，几处不一致的不认。"""
    stop = next((n for n, row in enumerate(table.rows) if any("级指标" in c.text.norm for c in row)), len(table.rows))
    return _unit_in_head(table, 0, stop)


def is_index_row(row: tuple[Cell, ...]) -> bool:
    """栏次行：1 2 3 …… 或 栏次 1 栏次 2。"""
    words = {c.text.norm for c in row if c.status not in ("number", "blank")}
    if not words <= _INDEX_WORDS | {"栏次"}:
        return False
    if "栏次" in words:
        return True
    numbers = [c.value for c in row if c.status == "number"]
    if not numbers:
        return bool(words - {""})
    return (
        all(n == n.to_integral_value() and 0 < n <= 40 for n in numbers if n is not None)
        and numbers == sorted(numbers, key=lambda n: n or 0)
        and len(set(numbers)) == len(numbers)
        and (bool(words - {""}) or len(numbers) > 2)
    )


def _is_data(row: tuple[Cell, ...], vocabulary: Vocabulary) -> bool:
    filled = [c for c in row if c.text.norm]
    if not filled:
        return False
    if any(c.status in ("number", "unreadable") for c in filled):
        return True
    if len(filled) == 1 and _NOTE_ROW.search(filled[0].text.norm):
        return True
    first = filled[0].text.norm
    if _CODE_AND_NAME.match(first):
        return True
    mark = mark_of(first)
    if mark and mark.style == "一、":
        return True
    return len(filled) <= 2 and vocabulary.row_role(first) in ("合计", "本年收入合计", "本年支出合计")


def _body(table: Table, top: int, vocabulary: Vocabulary) -> int:
    """第一个数据行；栏次行归表头。"""
    limit = min(len(table.rows), top + _MAX_HEADER)
    for index in range(top, limit):
        if is_index_row(table.rows[index]):
            end = index + 1
            while end < len(table.rows) and is_index_row(table.rows[end]):
                end += 1
            return end
        if index > top and _is_data(table.rows[index], vocabulary):
            return index
    return min(len(table.rows), limit)


def paths_of(table: Table, top: int, body: int) -> list[tuple[str, ...]]:
    """每栏的表头路径。合并的格取被并入的那格的字；没有合并记号的空格，下面还有字才向左取值，即上面多半是横向合并的格。"""
    head = [row for row in table.rows[top:body] if not is_index_row(row)]
    paths: list[list[str]] = [[] for _ in range(table.width)]
    above = [""] * table.width
    for depth, row in enumerate(head):
        last, owner = "", -1
        here = list(above)
        for column, cell in enumerate(row):
            text = cell.text.norm
            below = any(head[d][column].text.norm for d in range(depth + 1, len(head)))
            if cell.merged == "^":
                last, owner = above[column], column
                continue
            if text:
                last, owner = text, column
            elif cell.merged == "<":
                pass
            # 横向合并的格不会跨过上一层的分界
            elif not (below and last and above[column] == above[owner]):
                continue
            here[column] = last
            if not paths[column] or paths[column][-1] != last:
                paths[column].append(last)
        above = here
    return [tuple(path) for path in paths]


def _levels(table: Table, grid: Grid) -> dict[int, str]:
    """“类｜款｜项”印在表头末行或合计行上：列 → 类、款、项。"""
    found: dict[int, str] = {}
    for row in table.rows[grid.top : grid.body + 1]:
        texts = [c.text.norm for c in row]
        for i in range(len(texts) - 1):
            if texts[i] == "类" and texts[i + 1] == "款":
                found |= {i: "类", i + 1: "款"}
                if texts[i + 2 : i + 3] == ["项"]:
                    found[i + 2] = "项"
    return found


def _sides(table: Table, top: int, body: int) -> tuple[int, int] | None:
    """收入、支出两侧的起始列；不是两侧的表为 None。"""
    for row in table.rows[top:body]:
        texts = [c.text.norm for c in row]
        for left, right in (("收入", "支出"), ("本年收入", "本年支出")):
            if left in texts and right in texts and texts.index(left) < texts.index(right):
                return texts.index(left), texts.index(right)
    return None


def column_of(index: int, path: tuple[str, ...], kind: TableKind, vocabulary: Vocabulary, year: str) -> Column:
    """表头路径说的是哪一栏。year 是文件年度，用于区分上年栏。"""
    two_sided = kind.layout == "左右"
    if two_sided and set(path) <= _SIDES and path:
        return Column(index, path, "名称栏", "科目名称", "", "本年")
    parts = tuple(p for p in path if p not in _SIDES) if two_sided else path
    basis = next((b for p in reversed(parts) if (b := vocabulary.basis(p))), "")
    joined = "".join(path)
    prior = any(w in joined for w in vocabulary.prior_words if f"{w}结转" not in joined) or (
        year.isdigit() and f"{int(year) - 1}年" in joined
    )
    period = "上年" if prior else "本年"
    if any(word in joined for word in vocabulary.skipped_columns):
        return Column(index, path, "不取数", parts[-1] if parts else "", basis, period)
    named = tuple(p for p in parts if not vocabulary.basis(p))
    group, name = vocabulary.column(named or parts, kind.name)
    # 单行的三公表里，认不出的一栏不能当作合计
    if (not name and basis and not (named and kind.layout == "单行")) or (group == "金额栏" and kind.layout == "并列"):
        group, name = vocabulary.column((basis or "合计",), kind.name)
    return Column(index, path, group, name, basis if kind.layout == "单行" else "", period)


def read_header(
    table: Table, grid: Grid, kind: TableKind, vocabulary: Vocabulary, year: str
) -> tuple[tuple[Half, ...], tuple[str, ...]]:
    """表头 →（各侧各组的栏，认不出的栏）。"""
    paths = paths_of(table, grid.top, grid.body)
    columns = [column_of(i, p, kind, vocabulary, year) for i, p in enumerate(paths)]
    standard = vocabulary.standard_columns(kind.name, len(columns))
    if standard and len({c.label for c in columns if c.group == "金额栏"}) < len(columns):
        named = [label.split("/") for label in standard]
        return (
            Half(
                "", tuple(Column(i, paths[i], "金额栏", name, basis, "本年") for i, (name, basis) in enumerate(named))
            ),
        ), ()
    levels = _levels(table, grid)
    columns = [
        Column(c.index, c.path, "编码栏", levels[c.index], "", "本年") if c.index in levels else c for c in columns
    ]
    unknown = tuple(">".join(c.path) for c in columns if c.path and not c.name)
    sides = _sides(table, grid.top, grid.body) if kind.layout == "左右" else None
    if sides is None and kind.layout == "左右":
        names = [c.index for c in columns if c.group == "名称栏"]
        sides = (names[0], names[1]) if len(names) == 2 else None
    if sides:
        left, right = sides
        return (*_groups("收入", columns[left:right]), *_groups("支出", columns[right:])), unknown
    starts = [c.index for c in columns if c.group == "编码栏" and c.name in ("科目编码", "类")]
    if len(starts) > 1:
        ends = [*starts[1:], len(columns)]
        return tuple(Half("", tuple(columns[a:b])) for a, b in zip(starts, ends, strict=True)), unknown
    return (Half("", tuple(columns)),), unknown


def _groups(side: str, columns: list[Column]) -> tuple[Half, ...]:
    """一侧有几组名称栏（支出按功能、按经济分类各列一遍）的，第一组是这一侧，其余另算，免得加两遍。"""
    starts = [n for n, c in enumerate(columns) if c.group == "名称栏"][1:]
    edges = [0, *starts, len(columns)]
    parts = [tuple(columns[a:b]) for a, b in pairwise(edges)]
    return tuple(Half(side if n == 0 else OTHER_GROUP, part) for n, part in enumerate(parts))


@lru_cache(maxsize=MOST)  # 各份公开件的行名大多相同
def strip_mark(name: str) -> str:
    """行名去掉序号和“其中：”：一、一般公共服务支出 → 一般公共服务支出。"""
    text = plain_title(name)
    mark = mark_of(text)
    if mark:
        text = text[mark.length :]
    return text.removeprefix("其中:").removeprefix("其中")
