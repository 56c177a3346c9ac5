"""测试共用：拼一份虚构的小公开件，走公开的入口读成文档、报表和事实。

表格一行一个字符串，格与格之间写“|”；单位、科目名称和数都是编的。
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from engine.document import Document, Paragraph, Table
from engine.facts.build import FactSet, extract
from engine.facts.model import Fact
from engine.readers import read
from engine.recognition.rows import Row
from engine.recognition.statements import Statement
from engine.recognition.vocabulary import Vocabulary

RULES = Path(__file__).resolve().parents[1] / "rules"
BUDGET_COVER = "白鹭区园林局2025年部门预算"
FINAL_COVER = "白鹭区园林局2024年度部门决算"


@cache
def vocabulary() -> Vocabulary:
    """规则目录里的词汇；整套测试只读一次。"""
    return Vocabulary.load(RULES)


# ---- 拼文件


def lines(*texts: str) -> str:
    """各段之间空一行。"""
    return "\n\n".join(texts)


def rows(*texts: str) -> str:
    """表格的各行：“甲|乙|1.00”→ 制表符分隔。"""
    return "\n".join("\t".join(cell.strip() for cell in text.split("|")) for text in texts)


def table(title: str, *texts: str, unit: str = "单位：万元") -> str:
    """带标题和单位行的一张表；unit 为空串时不印单位行。"""
    return lines(*(part for part in (title, unit, rows(*texts)) if part))


def budget(*parts: str, cover: str = BUDGET_COVER) -> str:
    """一份部门预算。"""
    return lines(cover, *parts)


def final_account(*parts: str, cover: str = FINAL_COVER) -> str:
    """一份部门决算。"""
    return lines(cover, *parts)


def explained(heading: str, *paragraphs: str, cover: str = BUDGET_COVER) -> str:
    """只有情况说明中一节的公开件；heading 为节名，不带序号。"""
    return lines(cover, "第三部分 部门情况说明", f"一、{heading}", *paragraphs)


# ---- 读文件


def document_of(source: str | bytes, name: str = "公开件.txt") -> Document:
    """写成文件再读入。"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(source.encode() if isinstance(source, str) else source)
        return read(path)


def facts_of(source: str | bytes) -> FactSet:
    """读入并抽取事实。"""
    return extract(document_of(source), vocabulary())


def paragraphs_of(source: str | bytes) -> list[str]:
    """各段的归一化文字。"""
    return [b.text.norm for b in document_of(source).blocks if isinstance(b, Paragraph)]


def tables_of(source: str | bytes) -> list[Table]:
    """各张表格的网格。"""
    return [b for b in document_of(source).blocks if isinstance(b, Table)]


def statements_of(source: str | bytes) -> tuple[Statement, ...]:
    """认出的各张报表。"""
    return facts_of(source).statements


def statement_of(source: str | bytes) -> Statement:
    """只有一张报表的公开件里的那一张。"""
    (statement,) = statements_of(source)
    return statement


def row_of(statement: Statement, name: str) -> Row:
    """凭规范名称、编码或行名找一行。"""
    (row,) = (r for r in statement.rows if name in (r.role, r.code, r.label))
    return row


def labels_of(statement: Statement) -> list[str]:
    """各金额栏的规范栏名，两侧、各组依次接排。"""
    return [column.label for half in statement.halves for column in half.amounts]


def cell_of(facts: FactSet, row: str, column: str, **keys: str | bool) -> Fact:
    """一行一栏的那个单元格。"""
    (cell,) = facts.of("cell", row=row, column=column, **keys)
    return cell


def claims_of(source: str | FactSet) -> list[Fact]:
    """情况说明的各条陈述。"""
    facts = facts_of(source) if isinstance(source, str) else source
    return list(facts.of("statement"))


def claim_of(source: str | FactSet, subject: str) -> Fact:
    """凭概念、编码或名称找一条陈述。"""
    (claim,) = (c for c in claims_of(source) if subject in (c.keys["concept"], c.keys["code"], c.keys["name"]))
    return claim


def value_of(claim: Fact, slot: str) -> str:
    """陈述中一个要素印的样子；没有为空串。"""
    return claim.slots[slot].printed if slot in claim.slots else ""
