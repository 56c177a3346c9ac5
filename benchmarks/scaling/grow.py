"""把一份虚构的公开件放大：行多（一张表很长）、份多（许多单位合成一份）、字多（正文很长）。"""

from __future__ import annotations

from benchmarks.generator.compose import disclosure
from benchmarks.generator.draft import Para
from benchmarks.generator.places import Office, Task
from benchmarks.generator.subjects import function_names, levels

SEED = 7
_BASE_TASKS = 4
_MORE_TASKS = 21
"""多这么多个项目，全文就约长一倍。"""
_YEARS = (2019, 2026)  # 生成的文件的年度
# 住房保障是人员经费，转移性支出、债务付息等不是部门的项目；基金、国资科目另有自己的表
_NOT_TASKS = ("209", "221", "223", "229", "230", "231", "232", "233")
# 前两项列项目支出是要问的；名称里有引号、顿号的（“两房”建设）在文字里另有写法
_NOT_ITEMS = ("运行", "机关服务", "“", "、")


def _codes() -> list[str]:
    """可以列项目、名称多年不变的项级科目；06 款以后有的是基金科目，不用。"""
    first, last = map(function_names, _YEARS)
    return [
        c
        for c, name in first.items()
        if len(c) == 7
        and c[:3] not in _NOT_TASKS
        and c[3:5] < "06"
        and not any(word in name for word in _NOT_ITEMS)
        and all(first.get(part) == last.get(part) is not None for part in levels(c))
    ]


def office(tasks: int) -> Office:
    """有这么多个项目的单位，每个项目一个科目；科目用完了就从头再用。"""
    codes = _codes()
    made = tuple(
        Task(
            f"第{n + 1}项专项业务", codes[n * 7 % len(codes)], f"第{n + 1}项业务的开支", ("办理数量", "≥", n + 2, "件")
        )
        for n in range(tasks)
    )
    return Office("水务局", "行政单位", "2130301", made, least=tasks)


def rows(times: int) -> str:
    """行多：项目是原来的 times 倍，各张支出表、项目表、逐项说明、绩效目标表都随着变长。"""
    return disclosure(SEED, "预算", office(_BASE_TASKS + _MORE_TASKS * (times - 1))).text()


def copies(times: int) -> str:
    """份多：正文（表和说明）照样重复 times 遍，像一个部门把许多单位的表接着印；封面、目录、概况只一份。"""
    draft = disclosure(SEED, "预算", office(_BASE_TASKS))
    start = next(n for n, p in enumerate(draft.pieces) if isinstance(p, Para) and p.key in ("部分/表", "部分/说明"))
    end = next(n for n, p in enumerate(draft.pieces) if isinstance(p, Para) and p.key == "部分/名词")
    pieces = draft.pieces
    draft.pieces = pieces[:start] + pieces[start:end] * times + pieces[end:]
    return draft.text()


def words(times: int) -> str:
    """字多：没有数的正文（概况里的职责）补到全文的 times 倍长。"""
    draft = disclosure(SEED, "预算", office(_BASE_TASKS))
    whole = len(draft.text())
    duties = draft.paras("概况/职责")[1:]
    at = draft.pieces.index(duties[-1]) + 1
    one = sum(len(p.text) + 2 for p in duties)
    draft.pieces[at:at] = duties * (whole * (times - 1) // one)
    return draft.text()


def faults(times: int) -> str:
    """错多：行多的那一份，支出总表每十行改错一个数。"""
    draft = disclosure(SEED, "预算", office(_BASE_TASKS + _MORE_TASKS * (times - 1)))
    (table,) = draft.grids("支出总表")
    for name in table.names[5::10]:
        table.put(name, "合计", _shifted(table.at(name, "合计")))
    return draft.text()


def _shifted(printed: str) -> str:
    """改一个数字：1,064.63 → 2,064.63。"""
    at = next((n for n, c in enumerate(printed) if c in "12345678"), None)
    return printed if at is None else f"{printed[:at]}{int(printed[at]) + 1}{printed[at + 1 :]}"


GROWN = {"行多": rows, "份多": copies, "字多": words, "错多": faults}
