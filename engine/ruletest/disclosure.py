"""用例 → 公开件的文字：封面、编制说明、目录、概况、各表、情况说明、名词解释、照印的文字，与真的公开件一样排。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from engine.errors import RuleError
from engine.readers.marks import mark_of
from engine.recognition.statements import table_kind_of
from engine.recognition.vocabulary import Vocabulary, plain_title
from engine.ruletest.keys import AUTO_TOC, NO_UNIT
from engine.ruletest.model import DocumentSpec, Line, SectionSpec, TableSpec
from engine.text import norm
from engine.yaml_source import Mark

_NUMERALS: Final = "一二三四五六七八九十"
_OPENING: Final = ("部门职责", "机构设置", "部门概况")
_GLOSSARY: Final = "名词解释"


@dataclass
class Printed:
    """排好的文字。

    origin   第几行 → 它在测试文件里的位置
    tables   各表和它第一行的行号；sections 各节和标题的行号
    """

    lines: list[str] = field(default_factory=list)
    origin: dict[int, Mark] = field(default_factory=dict)
    tables: list[tuple[TableSpec, int]] = field(default_factory=list)
    sections: list[tuple[SectionSpec, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def add(self, text: str, mark: Mark | None = None) -> int:
        """印一行，返回行号。"""
        self.lines.append(text)
        if mark is not None:
            self.origin[len(self.lines)] = mark
        return len(self.lines)

    def paragraph(self, text: str, mark: Mark | None = None) -> int:
        """印一段，后面空一行。"""
        number = self.add(text, mark)
        self.add("")
        return number


def print_disclosure(spec: DocumentSpec, vocabulary: Vocabulary) -> Printed:
    """排成文字。词汇里没有能认的标题时抛出 RuleError，请用例自己写 title、heading。"""
    page = Printed()
    page.paragraph(spec.cover)
    page.paragraph(spec.preface)
    parts = tuple(_parts(spec, vocabulary))
    for entry in _contents(spec, parts, vocabulary):
        page.paragraph(entry)
    for title, tables, sections in parts:
        page.paragraph(title)
        for table in tables:
            _table(page, table, vocabulary)
        for number, section in enumerate(sections):
            heading = _numbered(_heading(section, vocabulary), number) if _own_heading(title, section) else ""
            at = page.paragraph(heading, section.mark) if heading else len(page.lines) - 1
            page.sections.append((section, at))
            for line in section.paragraphs:
                page.paragraph(line.text, line.mark)
    for line in spec.text:
        page.paragraph(line.text, line.mark)
    return page


Part = tuple[str, tuple[TableSpec, ...], tuple[SectionSpec, ...]]


def _parts(spec: DocumentSpec, vocabulary: Vocabulary) -> Iterator[Part]:
    """“第一部分”起依次排；没有内容的部分不排。"""
    opening = tuple(s for s in spec.sections if s.name in _OPENING)
    glossary = tuple(s for s in spec.sections if s.name == _GLOSSARY)
    telling = tuple(s for s in spec.sections if s not in opening and s not in glossary)
    drafts: tuple[Part, ...] = (
        (f"{spec.entity}概况", (), opening),
        (f"{spec.entity}{spec.year}年部门{spec.kind}表", spec.tables, ()),
        (f"{spec.entity}{spec.year}年部门{spec.kind}情况说明", (), telling),
        *((section.heading or _GLOSSARY, (), (section,)) for section in glossary),
    )
    kept = [part for part in drafts if part[1] or part[2]]
    for number, (title, tables, sections) in enumerate(kept):
        yield f"第{_NUMERALS[number]}部分 {title}", tables, sections


def _own_heading(title: str, section: SectionSpec) -> bool:
    """名词解释自成一部分，部分的标题就是它的标题。"""
    return section.name != _GLOSSARY or _GLOSSARY not in norm(title)


def _contents(spec: DocumentSpec, parts: tuple[Part, ...], vocabulary: Vocabulary) -> Iterator[str]:
    if not spec.toc:
        return
    yield "目录"
    if spec.toc != (AUTO_TOC,):
        if parts and not any(line.startswith("第") and "部分" in line[:6] for line in spec.toc):
            yield parts[0][0]  # 正文再见到它，目录就到头了
        yield from spec.toc
        return
    for title, tables, sections in parts:
        yield title
        names = [_title(t, vocabulary) for t in tables]
        names += [_heading(s, vocabulary) for s in sections if _own_heading(title, s)]
        yield from (_numbered(name, number) for number, name in enumerate(dict.fromkeys(names)))


def _numbered(heading: str, number: int) -> str:
    """一、二、……；自带序号的照印。"""
    if mark_of(norm(heading)) is not None:
        return heading
    tens, units = divmod(number + 1, 10)
    prefix = ("" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens - 1] + "十") + (
        _NUMERALS[units - 1] if units else ""
    )
    return f"{prefix}、{heading}"


def _table(page: Printed, table: TableSpec, vocabulary: Vocabulary) -> None:
    page.paragraph(_title(table, vocabulary), table.mark)
    if table.unit != NO_UNIT:
        page.paragraph(f"单位：{table.unit}")
    for number, row in enumerate(table.rows):
        at = page.add("\t".join(cell.text for cell in row), _first(row))
        if number == 0:
            page.tables.append((table, at))
    page.add("")
    for note in table.notes:
        page.paragraph(note.text, note.mark)


def _first(row: tuple[Line, ...]) -> Mark:
    return next((cell.mark for cell in row if cell.text), row[0].mark)


def _title(table: TableSpec, vocabulary: Vocabulary) -> str:
    """表的标题：用例写的，否则规范名称或词汇里第一种认得出的写法。"""
    if table.title:
        return table.title
    kind = vocabulary.table(table.kind)
    for candidate in (kind.name, *(f"{''.join(w.have).removesuffix('表')}表" for w in kind.titles)):
        if (found := table_kind_of(norm(candidate), vocabulary, kind.document)) and found.name == kind.name:
            return candidate
    raise RuleError([table.mark.fault(f"词汇里没有能认作《{kind.name}》的标题，请另写 title")])


def _heading(section: SectionSpec, vocabulary: Vocabulary) -> str:
    if section.heading:
        return section.heading
    kinds = {k.name: k for k in vocabulary.sections}
    kind = kinds.get(section.name)
    if kind is None:
        return section.name  # 读入时已查过：词汇认得这个标题
    for candidate in (
        kind.name,
        *("".join(w.have) for w in kind.titles),
        *(f"{w.have[0]}情况说明" for w in kind.titles),
    ):
        found = vocabulary.section_of_title(plain_title(candidate))
        if found is not None and found.name == kind.name:
            return candidate
    raise RuleError([section.mark.fault(f"词汇里没有能认作“{kind.name}”的标题，请另写 heading")])
