"""名词解释与报表：解释的科目表中有没有用到，表中用到的科目有没有解释。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.checks.common import Context, evidence, is_zero, lost_tables, own_tables
from engine.checks.subjects import same_name
from engine.facts.model import Fact
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Outcome
from engine.recognition.codes import bare

_EXPLAINS = 3
"""解释了这么多个科目的，才看作逐个解释了科目；只解释一两个的是举例。"""
_SHOWN = 6


def _used(tables: Sequence[str], context: Context) -> dict[str, Fact]:
    """各表有数的项级科目：名称 → 行。"""
    found: dict[str, Fact] = {}
    for row in context.facts.of("row", has_code=True):
        if row.key("table") in tables and len(row.key("code")) == 7 and not all(map(is_zero, row.slots.values())):
            found.setdefault(bare(row.key("name")), row)
    return found


def _outcome(part: str, items: Sequence[Fact], names: Sequence[str], context: Context) -> Outcome:
    shown = "、".join(names[:_SHOWN]) + (f"等{len(names)}个" if len(names) > _SHOWN else "")
    fields = {"place": "名词解释", "key": "", "printed": shown, "expected": "", "problem": part, "table": ""}
    return Outcome(FAIL, f"名词解释/{part}", fields=fields, evidence=evidence(context.facts, *items[:_SHOWN]))


def _unsure(part: str, lost: Sequence[str]) -> Outcome:
    return Outcome(UNKNOWN, f"名词解释/{part}", f"没有读到{'、'.join(f'《{t}》' for t in lost)}，不知道还用到哪些科目")


def _unseen(tables: Sequence[str], context: Context) -> tuple[str, ...]:
    """没有读到的部门的支出表，目录列没有列都一样：它包括别的各表的科目，读到了它才看全了。"""
    whole = [t for t in tables if context.vocabulary.table(t).scope == "部门"]
    read = {row.key("table") for row in context.facts.of("row")}
    return tuple(t for t in own_tables(whole, context) if t not in read)


def unused(explained: Sequence[Fact], tables: Sequence[str], context: Context) -> Iterator[Outcome]:
    """解释了而各表没有用到的项级科目，合成一个问题。"""
    used = _used(tables, context)
    named = [n for n in explained if n.key("项")]
    if not named or not used:
        yield Outcome(NOT_APPLICABLE, "名词解释", "名词解释没有解释科目，或者表中没有项级科目")
        return
    if context.facts.document.unread:
        yield Outcome(UNKNOWN, "名词解释", "文件没有读全，不能断定没有")
        return
    strange = [n for n in named if not any(same_name(n.key("项"), u) for u in used)]
    if strange and (lost := _unseen(tables, context)):
        yield _unsure("没有用到", lost)
    elif strange:
        yield _outcome("没有用到", strange, [n.key("项") for n in strange], context)
    else:
        yield Outcome(PASS, "名词解释/没有用到")


def unexplained(explained: Sequence[Fact], tables: Sequence[str], context: Context) -> Iterator[Outcome]:
    """用到而名词解释没有解释的项级科目，合成一个问题；没有逐个解释科目的不适用。"""
    used = _used(tables, context)
    named = {bare(n.key("项")) for n in explained if n.key("项")}
    if len(named) < _EXPLAINS or not used:
        yield Outcome(NOT_APPLICABLE, "名词解释", "名词解释没有逐个解释科目，或者表中没有项级科目")
        return
    if context.facts.document.unread:
        yield Outcome(UNKNOWN, "名词解释", "文件没有读全，不能断定没有")
        return
    lacking = {name: row for name, row in used.items() if not any(same_name(name, n) for n in named)}
    if lacking:
        yield _outcome("没有解释", tuple(lacking.values()), tuple(lacking), context)
    elif lost := tuple(dict.fromkeys((*_unseen(tables, context), *lost_tables(tables, context)))):
        yield _unsure("没有解释", lost)
    else:
        yield Outcome(PASS, "名词解释/没有解释")
