"""序号：各级标题连续，表内各行不重复。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.checks.common import Context, evidence
from engine.document import Paragraph, Place
from engine.facts.model import Fact
from engine.outcome import FAIL, PASS, UNKNOWN, Evidence, Outcome
from engine.readers.marks import Mark, mark_of
from engine.text import nested, norm

_SHOWN = 18
"""说哪一项时，印出开头多少个字。"""
NOT_WHOLE = "文件没有读全，不能断定没有"


def headings(context: Context) -> Iterator[Outcome]:
    """“一、”“（一）”两个层次；识别残缺多见于“1.”，不查。"""
    document, outline = context.facts.document, context.facts.outline
    if document.unread:
        yield Outcome(UNKNOWN, "序号", NOT_WHOLE)
        return
    skip = outline.toc_blocks | {e.block for e in outline.lists}
    last: dict[str, tuple[Mark, Paragraph]] = {}
    broken = False
    for block in document.blocks[outline.body :]:
        if not isinstance(block, Paragraph) or block.index in skip:
            continue
        mark = mark_of(block.text.norm)
        if mark is None or mark.level > 3:
            continue
        for style in [s for s, (m, _) in last.items() if m.level > mark.level]:
            del last[style]
        before = last.get(mark.style)
        last[mark.style] = (mark, block)
        if (
            mark.style not in ("一、", "（一）")
            or mark.ordinal == 1
            or before is None
            or mark.ordinal == before[0].ordinal + 1
        ):
            continue
        between = "".join(
            b.text.norm for b in document.blocks[before[1].index : block.index] if isinstance(b, Paragraph)
        )
        if mark.ordinal > before[0].ordinal and all(
            _printed_mark(mark.style, n) in between for n in range(before[0].ordinal + 1, mark.ordinal)
        ):
            continue  # 缺的那一项接在上一段里，没有另起一行
        broken = True
        section = outline.section_at(block.index)
        where = section.printed if section else "正文"
        one, other = (_opening(p) for p in (before[1], block))
        problem = "序号重复" if mark.ordinal <= before[0].ordinal else "序号不连续"
        fields = {
            "part": where,
            "title": f"“{one}”之后是“{other}”",
            "condition": "",
            "problem": f"{problem}，应为第{before[0].ordinal + 1}项，实为第{mark.ordinal}项",
            "where": where,
        }
        place = Place(line=block.line, block=block.index, section=where, span=(0, min(30, len(block.text.norm))))
        quotes = tuple(
            Evidence(b.text.quote(0, min(60, len(b.text.norm))), Place(line=b.line, block=b.index, section=where))
            for b in (before[1], block)
        )
        yield Outcome(
            FAIL, f"序号/{where}/{mark.style}{mark.ordinal}", fields=fields, evidence=quotes, group=f"{place.block}"
        )
    if not broken:
        yield Outcome(PASS, "序号")


def _opening(paragraph: Paragraph) -> str:
    """一段的开头，长的截断。"""
    text = nested(paragraph.text.quote(0, _SHOWN))
    return text + "…" if len(paragraph.text.norm) > _SHOWN else text


def _printed_mark(style: str, ordinal: int) -> str:
    """第八项 → (八) 或 八、。"""
    return f"({_chinese(ordinal)})" if style == "（一）" else f"{_chinese(ordinal)}、"


def rows(tables: Iterable[str], context: Context) -> Iterator[Outcome]:
    """表的一侧里，“一、二、”的序号不重复，一侧只说头一处。

    缺号不算：只列有数的科目时会跳号。序号、名称都相同的是分组重列（本年收入、年初结转各列一遍三本预算），不算重复。
    """
    for table in tables:
        sides: dict[tuple[str, str], dict[int, Fact]] = {}
        broken: set[tuple[str, str]] = set()
        for row in context.facts.of("row", table=table):
            mark = mark_of(norm(row.printed))
            if mark is None or mark.style != "一、":
                continue
            key = (row.key("instance"), row.key("side"))
            seen = sides.setdefault(key, {})
            if mark.ordinal in seen and seen[mark.ordinal].key("name") != row.key("name") and key not in broken:
                broken.add(key)
                fields = {
                    "part": table,
                    "title": f"“{seen[mark.ordinal].printed}”“{row.printed}”",
                    "condition": "",
                    "problem": f"序号“{_chinese(mark.ordinal)}”重复",
                    "where": f"《{table}》{row.key('side')}",
                }
                yield Outcome(
                    FAIL,
                    f"{row.key('instance')}/{row.key('side')}/序号{mark.ordinal}",
                    fields=fields,
                    evidence=evidence(context.facts, seen[mark.ordinal], row),
                )
            seen[mark.ordinal] = row
        for instance, side in (s for s in sides if s not in broken):
            yield Outcome(PASS, f"{instance}/{side}/序号")


def _chinese(ordinal: int) -> str:
    """8 → 八，31 → 三十一。"""
    digits = "零一二三四五六七八九十"
    tens, units = divmod(ordinal, 10)
    if ordinal <= 10:
        return digits[ordinal]
    return (digits[tens] if tens > 1 else "") + "十" + (digits[units] if units else "")
