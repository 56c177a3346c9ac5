"""要素：目录宣布的和正文出现的表与章节。"""

from __future__ import annotations

import re
from decimal import Decimal

from engine.document import Paragraph
from engine.facts.cells import first_of_sets
from engine.facts.maker import Maker
from engine.facts.model import Fact
from engine.numbers import Quantity
from engine.recognition.outline import Outline
from engine.recognition.statements import Statement, is_blind
from engine.recognition.vocabulary import TableKind, Vocabulary, plain_title

# 情况说明中说明没有这项收支：未安排政府性基金支出
NONE_SAID = re.compile(r"(?:没有|无|未安排|未使用|不涉及|未发生)[^。;]{0,24}")
# 附注说明没有数据：此表无数据
_NONE_NOTED = re.compile(r"空表|无数据|没有|无此项|此项无|未安排|无内容|无相关|(?<!本)无")
# 附注说是空表：故本表为空表
_EMPTY_NOTED = re.compile(r"(?:故|因此|所以)?本表(?:为空表|无数据|无发生额)|此表为空")


def part_facts(
    make: Maker,
    outline: Outline,
    statements: tuple[Statement, ...],
    announced: tuple[tuple[TableKind, int], ...],
    vocabulary: Vocabulary,
) -> list[Fact]:
    """announced（目录宣布）、part（正文出现）、table（认出的表）、section（正文各节）。"""
    facts: list[Fact] = []
    present = tuple(dict.fromkeys(s.kind.name for s in statements))
    seen = {s.kind.name for s in statements if not is_blind(s)}
    firsts = first_of_sets(make, statements)
    silent = _nothing_said(make, outline)
    for entry, source in (*((e, "目录") for e in outline.toc), *((e, "清单") for e in outline.lists)):
        if entry.table is None and entry.section is None:
            continue
        name = entry.table.name if entry.table else (entry.section.name if entry.section else "")
        place = make.place(entry.block, (0, len(make.text(entry.block))), source)
        facts.append(
            make.fact(
                "announced",
                {
                    "concept": name,
                    "type": "表格" if entry.table else "章节",
                    "title": entry.title,
                    "source": source,
                    "number": entry.mark.style if entry.mark else "",
                },
                place,
                entry.title,
            )
        )
    for statement in statements:
        title = statement.title_block
        place = make.place(
            title if title is not None else statement.table.index,
            None,
            "",
            None if title is not None else statement.table.line,
            statement.name,
        )
        noted = bool(statement.blank_note) or _noted(make, statement)
        said = any(
            word in text
            for word in _subject_words(statement)
            for text in silent.get(make.sets.of(statement.table.index), ())
        )
        titled = _title_year(make, plain_title(statement.title), title, _TABLE_YEAR) if title is not None else {}
        facts.append(
            make.fact(
                "table",
                {
                    "table": statement.kind.name,
                    "instance": statement.name,
                    "scope": statement.kind.scope,
                    "empty": statement.empty,
                    "noted": noted or said,
                    "first": statement.name in firsts,
                    "has_年份": bool(titled),
                    "misnoted": not statement.empty and _misnoted(make, statement),
                },
                place,
                statement.title,
                None,
                titled,
            )
        )
    concepts: dict[str, tuple[str, int]] = {}
    for section in outline.sections:
        titled = _title_year(make, section.title, section.block)
        for kind in vocabulary.sections_of_title(section.title):
            concepts.setdefault(kind.name, ("章节", section.block))
        facts.append(
            make.fact(
                "section",
                {
                    "section": section.kind,
                    "title": section.title,
                    "own": section.own_kind,
                    "level": str(section.level),
                    "scope": section.scope,
                    "has_年份": bool(titled),
                },
                make.place(section.block, None, section.printed),
                section.printed,
                None,
                titled,
            )
        )
    for name in present:
        block = next(s.table.index for s in statements if s.kind.name == name)
        concepts[name] = ("表格", block)
    for name, (kind_name, block) in concepts.items():
        paragraph = make.document.blocks[block]
        place = make.place(block, None, "", paragraph.line)
        facts.append(
            make.fact(
                "part",
                {"concept": name, "type": kind_name, "readable": kind_name != "表格" or name in seen},
                place,
                make.text(block) or name,
            )
        )
    for unread, block in announced:
        facts.append(
            make.fact(
                "part", {"concept": unread.name, "type": "表格", "readable": False}, make.place(block), make.text(block)
            )
        )
    return facts


# 2023年度部门决算情况说明 / 2024年度收入决算表：标题里的年份就是文件年度
_TITLE_YEAR = re.compile(r"((?:19|20)\d\d)年度?[^,。;]{0,24}?(预算|决算)(?:表|总表|公开|情况说明|编制说明|明细表)?$")
# 2025年部门收支总体情况表：没有写预算、决算的表题；2023-2025年的对比表、2024年结转项目支出表不算
_TABLE_YEAR = re.compile(
    r"^[^,。;\d]{0,30}((?:19|20)\d\d)年度?(?![-—至、]|结转|结余|初|末|底|上年|执行|完成|提前|下达)[^,。;\d预决]{0,30}表(?:\(|$)"
)


def _title_year(make: Maker, title: str, block: int, loose: re.Pattern[str] | None = None) -> dict[str, Fact]:
    """标题写明的年份；与本文种不同的（预算文件里的上年决算）不算。loose 为没有写文种也算的写法。"""
    found = _TITLE_YEAR.search(title)
    if found and found[2] != make.identity.kind:
        return {}
    found = found or (loose.search(title) if loose else None)
    if not found:
        return {}
    year = f"{found[1]}年"
    place = make.place(block, (0, max(1, min(40, len(make.text(block))))))
    return {
        "年份": make.fact("stated", {"slot": "年份"}, place, year, Quantity(Decimal(found[1]), "年", Decimal(0), year))
    }


def _note_texts(make: Maker, statement: Statement) -> list[str]:
    return [make.text(n) for n in statement.notes]


def _subject_words(statement: Statement) -> tuple[str, ...]:
    name = statement.kind.name
    for word in ("政府性基金", "国有资本", "三公", "项目支出"):
        if word in name:
            return (word,)
    return ()


def _noted(make: Maker, statement: Statement) -> bool:
    """表的附注说明了没有数据；附注点名别的表时不算。"""
    words = _subject_words(statement)
    for text in _note_texts(make, statement):
        plain = text.replace('"', "")
        others = [w for w in ("政府性基金", "国有资本", "三公") if w in plain and w not in words]
        if _NONE_NOTED.search(plain) and not (others and not any(w in plain for w in words)):
            return True
    return False


def _nothing_said(make: Maker, outline: Outline) -> dict[str, list[str]]:
    """第几套 → 情况说明里说没有某项收支的各段，去掉引号。"""
    found: dict[str, list[str]] = {}
    for block in make.document.blocks[outline.body :]:
        if isinstance(block, Paragraph) and NONE_SAID.search(block.text.norm):
            section = outline.section_at(block.index)
            if section and section.kind not in ("名词解释", ""):
                found.setdefault(make.sets.of(block.index), []).append(block.text.norm.replace('"', ""))
    return found


def _misnoted(make: Maker, statement: Statement) -> bool:
    """有数的表下写着“本表为空表”；“若为空表，则……”不算。"""
    for text in _note_texts(make, statement):
        if _EMPTY_NOTED.search(text) and "若" not in text and "如" not in text:
            words = _subject_words(statement)
            others = [w for w in ("政府性基金", "国有资本", "三公") if w in text.replace('"', "") and w not in words]
            if not others:
                return True
    return False
