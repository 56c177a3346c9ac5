"""识别没有把握的数：不参加核查，列为没有看懂，不报错误。用数字版的样本，把字的把握改低。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from engine.audit import Audit, Auditor
from engine.document import SURE, Document, Spot, Table
from engine.inference.select import matcher
from engine.outcome import UNKNOWN
from engine.readers import layout, pdf, read, scan
from engine.readers.ink import Glyph, Page
from engine.readers.limits import DEFAULTS
from tests.audit_tools import EXAMPLES, load_rules, vocabulary

BUDGET = Path(__file__).resolve().parents[1] / "fixtures" / "formats" / "青石区水务局2025年部门预算-差错.pdf"
DOUBT = SURE - 0.1


@cache
def pages() -> tuple[Page, ...]:
    with pdfium.PdfDocument(BUDGET) as source:
        return tuple(pdf.ink_pages(source, DEFAULTS))


def document(doubt: Callable[[Page, Glyph], bool]) -> Document:
    """把一部分字的把握改低以后的文档。"""
    changed = [
        replace(p, glyphs=tuple(g._replace(confidence=DOUBT) if doubt(p, g) else g for g in p.glyphs)) for p in pages()
    ]
    return layout.document(BUDGET, b"", changed, (), len(changed))


@cache
def auditor() -> Auditor:
    return Auditor(load_rules(None), vocabulary(), matcher("reference"))


def doubted_lines(source: Document, lines: set[int]) -> Document:
    spots = tuple(Spot(confidence=DOUBT if n in lines else 1.0) for n in range(1, source.line_count + 1))
    return replace(source, spots=spots)


def reasons(audit: Audit) -> set[str]:
    return {n.printed for n in audit.facts.not_understood if "没有把握" in n.reason}


def test_a_doubtful_cell_is_unreadable() -> None:
    page = next(p for p in pages() if len(p.strokes) > 40)
    seven = [g for g in page.glyphs if g.char == "7"]

    before = [c for b in document(lambda *_: False).blocks if isinstance(b, Table) for r in b.rows for c in r]
    after = [
        c
        for b in document(lambda p, g: p is page and g in seven).blocks
        if isinstance(b, Table)
        for r in b.rows
        for c in r
    ]

    changed = [(a, b) for a, b in zip(before, after, strict=True) if a.status != b.status]
    assert changed
    assert all("7" in a.text.norm and a.text == b.text and b.value is None for a, b in changed)
    assert {b.status for _, b in changed} == {"unreadable"}


def test_nothing_is_reported_from_numbers_that_are_doubtful() -> None:
    """全部数字都没有把握：凭数字的问题一个不报，也不多报别的。"""
    sure = auditor().audit(document(lambda *_: False))
    unsure = auditor().audit(document(lambda _, g: g.char.isdigit()))

    reported = {f.id for f in unsure.findings if f.severity == "error"}
    assert reported <= {f.id for f in sure.findings}
    assert not any(f.rule.id.startswith(("SUM", "XTB", "TXT")) for f in unsure.findings)


@pytest.mark.parametrize("name", ["青石区水务局2025年部门预算-差错.txt", "青石区档案馆2024年部门决算-差错.txt"])
def test_a_doubtful_amount_in_the_text_makes_its_check_unknown(name: str) -> None:
    source = read(EXAMPLES / name)
    before = auditor().audit(source)
    wrong = next(f for f in before.findings if f.rule.check == "facts_agree")
    stated = wrong.evidence[0]
    assert stated.place.line is not None

    after = auditor().audit(doubted_lines(source, {stated.place.line}))

    assert wrong.id not in {f.id for f in after.findings}
    assert {f.id for f in after.findings} <= {f.id for f in before.findings}
    unknown = [o for r, o in after.results if r.id == wrong.rule.id and o.status == UNKNOWN]
    assert any("没有把握" in o.reason for o in unknown)
    assert stated.value in reasons(after)
    assert not reasons(before)


def page_of(weak: int, sure: int, weak_char: str = "数") -> Page:
    glyphs = [
        Glyph(weak_char if n < weak else "数", 10.0 * n, 100, 10, 10, 0.5 if n < weak else 0.99)
        for n in range(weak + sure)
    ]
    return Page(3, 595, 842, (*glyphs, Glyph("1", 10, 200, 5, 10, 0.99)), kind="scan")


def test_a_page_with_many_weak_letters_is_not_trusted_and_says_so() -> None:
    weak = scan.guarded(page_of(6, 200))
    assert weak.glyphs[-1].confidence < SURE and "没有核查" in weak.remark
    for page in (page_of(4, 20), page_of(6, 2000)):
        assert scan.guarded(page) == page


def test_weak_punctuation_says_nothing_about_the_numbers() -> None:
    """全角的逗号、括号常常没有把握，字和数却都认得清楚。"""
    for mark in "，（）：、":
        page = page_of(20, 200, mark)
        assert scan.guarded(page) == page
