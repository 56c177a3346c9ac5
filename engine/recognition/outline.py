"""目录和章节：哪些段落是目录，哪些是标题，每段正文属于哪一节。"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from engine.document import Document, Paragraph, Table
from engine.readers.marks import Mark, mark_of
from engine.recognition.statements import is_title
from engine.recognition.vocabulary import SectionKind, TableKind, Vocabulary

# 目录项后的引导点和页码：一、部门职责……3
_LEADER = re.compile(r"(?:(?<!\.)\.{2,}+|(?<!…)…++|(?<!·)·{2,}+)\d*+$")
# 标题与正文印在一行：七、政府性基金预算收支情况说明2024年度本部门无……
_FUSED = re.compile(r"^(.{4,36}?(?:情况说明|说明|情况))(?=(?:20\d\d年|本部门|本单位|我部门|我单位)).{10,}")
_HEADING_LENGTH = {1: 60, 2: 45, 3: 45, 4: 25}
_ENTRY_LENGTH = 70
_SENTENCE = re.compile(r"[。;,]|\d(?:万元|亿元|元)|:.+")
_WHOLE_PARTS = ("名词解释", "重点工作", "附件")  # 整个部分就是一节
_MIN_LIST = 4  # 连续这么多个“一、××表”就是表格清单，不是章节


@dataclass(frozen=True, slots=True)
class Entry:
    """目录（或正文内表格清单）中的一项。"""

    block: int
    title: str
    mark: Mark | None
    part: str
    table: TableKind | None
    section: SectionKind | None


@dataclass(frozen=True, slots=True)
class Section:
    """一节。block 为标题段，end 为下一个同级或更高级标题段；kind 自己没有认出时沿用上级的。"""

    block: int
    end: int
    level: int
    ordinal: int
    title: str
    path: tuple[str, ...]
    kind: str
    scope: str
    own_kind: bool
    parent: int | None
    style: str
    printed: str = ""


@dataclass(frozen=True)
class Outline:
    """文件的骨架。"""

    toc: tuple[Entry, ...]
    lists: tuple[Entry, ...]
    sections: tuple[Section, ...]
    toc_blocks: frozenset[int]
    body: int

    def section_at(self, block: int) -> Section | None:
        """正文段落所属的最内一节。"""
        return self._owners.get(block)

    @cached_property
    def _owners(self) -> dict[int, Section]:
        """段落 → 最内一节：里面的一节排在后面，盖过外面的。"""
        return {block: section for section in self.sections for block in range(section.block, section.end)}


def _entry(paragraph: Paragraph, part: str, vocabulary: Vocabulary, document: str) -> Entry:
    text = _LEADER.sub("", paragraph.text.norm)
    mark = mark_of(text)
    title = text[mark.length :] if mark else text
    return Entry(
        paragraph.index,
        title,
        mark,
        part,
        vocabulary.table_of_title(title, document) if is_title(title) else None,
        None if is_title(title) else vocabulary.section_of_title(title),
    )


def _toc(document: Document, vocabulary: Vocabulary, kind: str) -> tuple[tuple[Entry, ...], int]:
    """目录各项和正文起点；没有目录时为空。"""
    start = next(
        (
            b.index
            for b in document.blocks[:60]
            if isinstance(b, Paragraph) and b.text.norm in ("目录", "目次", "目录:")
        ),
        None,
    )
    if start is None:
        return (), 0
    entries: list[Entry] = []
    part, seen, numbered = "", set(), set()
    for block in document.blocks[start + 1 :]:
        if isinstance(block, Table):
            # 目录之后直接是表：表格上方的标题不是目录项
            return _without_caption(entries), entries[-1].block + 1 if entries else start + 1
        entry = _entry(block, part, vocabulary, kind)
        text = _LEADER.sub("", block.text.norm)
        key = (entry.mark.style, entry.mark.ordinal) if entry.mark and entry.mark.level == 1 else text
        repeated = entry.mark is None and entry.title in numbered
        if key in seen or repeated:
            return tuple(entries), block.index
        if len(text) > _ENTRY_LENGTH or text.endswith(("。", "如下:")):
            return _before_body(entries, block, document)
        if entry.mark is None and not is_title(text) and entries and len(text) > 30:
            return _before_body(entries, block, document)
        seen.add(key)
        if entry.mark is not None:
            numbered.add(entry.title)
        if entry.mark and entry.mark.level == 1:
            part = entry.title
        entries.append(Entry(entry.block, entry.title, entry.mark, part, entry.table, entry.section))
    return tuple(entries), len(document.blocks)


def _before_body(entries: list[Entry], sentence: Paragraph, document: Document) -> tuple[tuple[Entry, ...], int]:
    """正文的第一句（sentence）紧接着的标题，后面没有再印的，是正文的，不是目录的：目录残缺，或只有“目录”二字。"""
    own = len(entries)
    level = len(_HEADING_LENGTH) + 1
    while own and (mark := entries[own - 1].mark) is not None and mark.level < level:
        own, level = own - 1, mark.level
    if own == len(entries):
        return tuple(entries), sentence.index
    above, below = (
        {_LEADER.sub("", b.text.norm) for b in blocks if isinstance(b, Paragraph)}
        for blocks in (document.blocks[entries[own].block : sentence.index], document.blocks[sentence.index :])
    )
    if above & below:
        return tuple(entries), sentence.index
    return tuple(entries[:own]), entries[own].block


def _without_caption(entries: list[Entry]) -> tuple[Entry, ...]:
    while entries and entries[-1].mark is None:
        entries.pop()
    return tuple(entries)


# 标题以句号收尾，或后面接着写正文：(二)政府采购支出情况。　2.收入情况。2024年度收入合计……
_STOPPED = re.compile(r"^([^。;,:\d]{3,36}?(?:情况说明|说明|情况))。")


def _heading(paragraph: Paragraph, vocabulary: Vocabulary) -> tuple[Mark, int, str] | None:
    """是标题则给出（序号，层级，标题文字）。"""
    text = paragraph.text.norm
    mark = mark_of(text)
    if mark is None:
        return None
    body = text[mark.length :].rstrip(":")
    fused = _FUSED.match(text[mark.length :])
    if fused and mark.level == 2:
        return mark, mark.level, fused[1]
    stopped = _STOPPED.match(text[mark.length :])
    if stopped and mark.level > 1 and vocabulary.section_of_title(stopped[1]):
        return mark, mark.level, stopped[1]
    limit = _HEADING_LENGTH.get(mark.level)
    if limit is None or not body or len(body) > limit:
        return None
    if _SENTENCE.search(body) and not paragraph.heading:
        return None
    if mark.level == 4 and not paragraph.heading and re.search(r"\d", body):
        return None
    return mark, mark.level, body


_NO_MARK = Mark("", 2, 0, 0)


def _titled(paragraph: Paragraph, toc: tuple[Entry, ...], vocabulary: Vocabulary) -> tuple[Mark, int, str] | None:
    """正文里不编号的标题：短，没有标点，与目录中某一节是同一种。"""
    text = paragraph.text.norm
    if not toc or len(text) > _HEADING_LENGTH[2] or _SENTENCE.search(text) or mark_of(text) or is_title(text):
        return None
    kind = vocabulary.section_of_title(text)
    if kind is None or not any(e.section is not None and e.section.name == kind.name for e in toc):
        return None
    return _NO_MARK, _NO_MARK.level, text


def _table_lists(document: Document, body: int, vocabulary: Vocabulary, kind: str) -> tuple[Entry, ...]:
    """正文里连续罗列表名的清单。"""
    found: list[Entry] = []
    run: list[Paragraph] = []
    for block in (*document.blocks[body:], None):
        mark = mark_of(block.text.norm) if isinstance(block, Paragraph) else None
        if isinstance(block, Paragraph) and mark and mark.level > 1 and is_title(block.text.norm[mark.length :]):
            run.append(block)
            continue
        if len(run) >= _MIN_LIST:
            found += [_entry(p, "", vocabulary, kind) for p in run]
        run = []
    return tuple(found)


def read_outline(document: Document, vocabulary: Vocabulary, kind: str) -> Outline:
    """文档 → 目录、表格清单、章节。"""
    toc, body = _toc(document, vocabulary, kind)
    lists = _table_lists(document, body, vocabulary, kind)
    listed = {e.block for e in lists}
    stack: list[int] = []
    drafts: list[Section] = []
    ends: dict[int, int] = {}  # 第几节到哪一段为止
    end = len(document.blocks)
    for block in document.blocks[body:]:
        if not isinstance(block, Paragraph) or block.index in listed:
            continue
        heading = _heading(block, vocabulary) or _titled(block, toc, vocabulary)
        if heading is None:
            continue
        mark, level, title = heading
        if is_title(title) and vocabulary.table_of_title(title, kind):
            continue
        while stack and drafts[stack[-1]].level >= level:
            ends[stack.pop()] = block.index
        parent = stack[-1] if stack else None
        own = vocabulary.section_of_title(title) if level > 1 or any(w in title for w in _WHOLE_PARTS) else None
        inherited = drafts[parent] if parent is not None and drafts[parent].level > 1 else None
        if parent is not None and drafts[parent].own_kind and drafts[parent].level == 1:
            inherited = drafts[parent]
        path = (*drafts[parent].path, title) if parent is not None else (title,)
        drafts.append(
            Section(
                block.index,
                end,
                level,
                mark.ordinal,
                title,
                path,
                own.name if own else (inherited.kind if inherited else ""),
                own.scope if own else (inherited.scope if inherited else "无"),
                own is not None,
                parent,
                mark.style,
                block.text.quote(mark.length, mark.length + len(title)),
            )
        )
        stack.append(len(drafts) - 1)
    sections = tuple(replace(s, end=ends.get(number, end)) for number, s in enumerate(drafts))
    return Outline(toc, lists, sections, frozenset(range(_first(toc), body)) if toc else frozenset(), body)


def _first(toc: tuple[Entry, ...]) -> int:
    return max(0, toc[0].block - 1) if toc else 0
