"""套：一份文件里接连印了几套表和说明（部门的、各所属单位的），每一处属于第几套。

一套是从头排起的各种表，到同样的几种表又从头排起为止。表只能与同一套的表和文字比：别的单位的不是同一笔钱。
只有一两张表多印了一次的，不另成一套，照样与别的各表比。
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from engine.recognition.outline import Outline
from engine.recognition.statements import Statement
from engine.recognition.vocabulary import Vocabulary

FIRST = "1"
"""第一套；多数文件只有这一套。"""
UNSURE = "不明"
"""不知道说的是哪一套表的文字，一遍一个：不明1、不明2……"""
WHOLE = ""
"""说的是全份文件的事实，哪一套都用得上：文件年度。"""
_AGAIN = 2
"""至少这么多种接连又来一遍，才是另一套；只来一种的是多印了一张。"""
_SILENT = ("名词解释", "部门职责", "重点工作完成情况", "部门概况")  # 里面没有要与表核对的数


@dataclass(frozen=True, slots=True)
class Sets:
    """names 是各套的名字，依次 1、2……；blocks 里没有的块是第一套的；unsure 是不知道属于哪一套的几节的第一块。"""

    names: tuple[str, ...] = (FIRST,)
    unsure: tuple[int, ...] = ()
    blocks: Mapping[int | None, str] = field(default_factory=dict)

    def of(self, block: int | None) -> str:
        """一块（表、段落）属于第几套。"""
        return self.blocks.get(block, FIRST)


ONE = Sets()


@dataclass(frozen=True, slots=True)
class _Item:
    """一张表、一节：种类，这一种通常排在第几，在第几块。"""

    kind: str
    rank: int
    block: int


def divide(statements: Sequence[Statement], outline: Outline, vocabulary: Vocabulary) -> Sets:
    """认出的表、章节 → 各块属于第几套。绩效表逐个项目一张，不据以分套，跟着前面的表。"""
    main = [s for s in statements if s.kind.layout != "指标"]
    kinds = {k.name: rank for rank, k in enumerate(vocabulary.tables)}
    items = [_Item(s.kind.name, kinds[s.kind.name], s.table.index) for s in main]
    starts = _starts(items, lambda *found: _partial(main, *found))
    if len(starts) < _AGAIN:
        return ONE
    firsts = [min(_own(main[n])) for n in starts]
    sections = [s for s in outline.sections if s.own_kind and s.kind and s.kind not in _SILENT]
    ranks = {k.name: rank for rank, k in enumerate(vocabulary.sections)}
    runs = [sections[n].block for n in _starts([_Item(s.kind, ranks[s.kind], s.block) for s in sections])]
    owners = _owners(runs, firsts)
    blocks: dict[int | None, str] = {}
    end = max((s.end for s in sections), default=0)
    for (start, stop), name in zip(pairwise((*runs, end)), owners, strict=True):
        blocks.update(dict.fromkeys(range(start, stop), name))
    for statement in statements:
        name = str(max(1, bisect_right(firsts, statement.table.index)))
        blocks.update(dict.fromkeys(_own(statement), name))
    unsure = tuple(start for start, name in zip(runs, owners, strict=True) if name.startswith(UNSURE))
    return Sets(tuple(str(n) for n in range(1, len(starts) + 1)), unsure, blocks)


def _own(statement: Statement) -> tuple[int, ...]:
    """一张表和它的标题。"""
    title = () if statement.title_block is None else (statement.title_block,)
    return (statement.table.index, *title)


def _starts(items: Sequence[_Item], excused: Callable[[int, int, int], bool] = lambda *_: False) -> list[int]:
    """各套从第几项起。excused(这一套的起点, 又来一遍的起、止)：又来的一遍不算另一套。"""
    starts = [0] if items else []
    order: dict[str, int] = {}  # 这一套里各种的先后
    for n, item in enumerate(items):
        kind = item.kind
        if kind in order and kind != items[n - 1].kind:  # 接连的几张同种表是一张分成的
            end = _end(items, n)
            again = {i.kind for i in items[n:end] if order.get(i.kind, -1) >= order[kind]}
            if len(again) >= _AGAIN and not excused(starts[-1], n, end):
                start = _back(items, starts[-1], n)
                starts.append(start)
                order = {i.kind: m for m, i in enumerate(items[start:n])}
        order.setdefault(kind, len(order))
    return starts


def _end(items: Sequence[_Item], start: int) -> int:
    """从 start 起，到有一种再来为止。"""
    seen: set[str] = set()
    for n in range(start, len(items)):
        if items[n].kind in seen and items[n].kind != items[n - 1].kind:
            return n
        seen.add(items[n].kind)
    return len(items)


def _back(items: Sequence[_Item], start: int, n: int) -> int:
    """n 是又来的一项，它前面还有上一套（从 start 起）没有的几种：通常排在前面，又不离上一套更近的，归这一套。"""
    while n - 1 > start + 1 and items[n - 1].rank < items[n].rank:
        before, mine, after = (i.block for i in items[n - 2 : n + 1])
        if mine - before < after - mine:
            break
        n -= 1
    return n


def _partial(main: Sequence[Statement], first: int, start: int, end: int) -> bool:
    """又来的一遍只是同一单位的一部分表重印：数相同，种类不全同。没有重印的那几种，还是它的对照。"""
    before = {s.kind.name: s for s in reversed(main[first:start])}
    again = {s.kind.name: s for s in reversed(main[start:end])}
    pairs = [(_figures(before[kind]), _figures(s)) for kind, s in again.items() if kind in before]
    same = [a == b for a, b in pairs if a or b]
    return sum(same) * 2 >= max(1, len(same)) and before.keys() != again.keys()


def _figures(statement: Statement) -> tuple[object, ...]:
    """表里不为零的各数。"""
    return tuple(c.value for row in statement.table.rows for c in row if c.status == "number" and c.value)


def _owners(runs: Sequence[int], firsts: Sequence[int]) -> list[str]:
    """各遍说明（起点 runs）是第几套表（起点 firsts）的。

    遍数与套数相同的，依次对应；只有一遍的，是第一套（部门自己）的；不然，说明与表一遍隔一套的看位置。
    """
    if len(runs) == len(firsts):
        return [str(n) for n in range(1, len(runs) + 1)]
    if len(runs) == 1:
        return [FIRST]
    before = [bisect_right(firsts, start) for start in runs]
    if len(set(before)) < len(before):
        return [f"{UNSURE}{n}" for n in range(1, len(runs) + 1)]
    return [str(n if before[0] else n + 1) for n in before]
