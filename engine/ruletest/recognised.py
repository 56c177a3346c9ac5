"""用例写的表、章节、年度，是不是照样认了出来；没有认出的，测试本身不成立。"""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import RuleFault
from engine.facts.build import FactSet
from engine.recognition.statements import Statement, is_blind
from engine.recognition.vocabulary import Vocabulary
from engine.ruletest.disclosure import Printed
from engine.ruletest.model import DocumentSpec, TableSpec


def faults_of(spec: DocumentSpec, page: Printed, facts: FactSet, vocabulary: Vocabulary) -> Iterator[RuleFault]:
    """没有照用例认出来的各处。"""
    identity = facts.identity
    for what, wanted, found in (("文种", spec.kind, identity.kind), ("年度", spec.year, identity.year)):
        if wanted != found:
            yield spec.mark.fault(f"{what}写的是“{wanted}”，由封面认出的是“{found}”，请检查 cover、preface")
    by_line = {s.table.line: s for s in facts.statements}
    for table, line in page.tables:
        yield from _table(table, by_line.get(line))
    headings = {facts.document.blocks[s.block].line: s for s in facts.outline.sections}
    known = {k.name for k in vocabulary.sections}
    for section, line in page.sections:
        found_section = headings.get(line)
        kind = found_section.kind if found_section else ""
        if section.name in known and kind != section.name:
            told = f"认成了“{kind}”" if kind else "没有认出来"
            yield section.mark.fault(f"“{section.name}”这一节{told}，请改 heading")


def _table(table: TableSpec, statement: Statement | None) -> Iterator[RuleFault]:
    if statement is None:
        yield table.mark.fault(f"这张表没有认出是哪种表，应是《{table.name}》，请检查 title 和表头")
        return
    if statement.name != table.name:
        yield table.mark.fault(f"这张表认成了《{statement.name}》，应是《{table.name}》，请检查 title 和表头")
        return
    for label in statement.unknown_columns:
        last = label.split(">")[-1]
        cell = next((c for row in table.rows for c in row if last in c.text), None)
        yield (cell.mark if cell else table.mark).fault(f"《{table.name}》没有认出“{label}”是什么栏")
    if is_blind(statement):
        yield table.mark.fault(f"《{table.name}》没有认出一个金额栏，请检查表头")
