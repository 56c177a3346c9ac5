# ruff: noqa: N802　测试名是中文句子
"""同一份公开件存成各种格式，读出来的事实、查出来的问题与 TXT 的相同（位置除外）。

样本由 tests/fixtures/formats/make.py 造出。
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.audit import Auditor
from engine.document import Document
from engine.facts.build import FactSet, extract
from engine.facts.model import Fact
from engine.inference.select import matcher
from engine.readers import doc, read, read_source
from engine.readers.bundle import together
from tests.audit_tools import EXAMPLES, load_rules, vocabulary

FORMATS = Path(__file__).resolve().parents[1] / "fixtures" / "formats"
NAMES = ("青石区水务局2025年部门预算-差错", "青石区档案馆2024年部门决算-差错")
FORMS = ("pdf", "docx", "doc", "html", "xlsx+docx")
# 说明里的第几页第几行，随格式而变：第3页　第12行　第 3 页
_PLACE = re.compile(r"第\s?\d+\s?[页行段]|P\d+")


def document(name: str, form: str) -> Document:
    if form == "txt":
        return read(EXAMPLES / f"{name}.txt")
    if form == "xlsx+docx":
        source = together(FORMATS / name, (FORMATS / name).iterdir())
        found, failures = read_source(source)
        assert found is not None
        assert not failures
        return found
    return read(FORMATS / f"{name}.{form}")


@cache
def facts(name: str, form: str) -> FactSet:
    return extract(document(name, form), vocabulary())


@cache
def findings(name: str, form: str) -> Counter[tuple[str, str, str]]:
    audit = Auditor(load_rules(None), vocabulary(), matcher("reference")).judge(facts(name, form))
    return Counter((f.rule.id, f.severity, _PLACE.sub("", f.message)) for f in audit.findings)


def plain(fact: Fact) -> tuple[Any, ...]:
    """事实去掉编号和位置。"""
    return (
        fact.kind,
        tuple(sorted(fact.keys.items())),
        fact.quantity and replace(fact.quantity, printed=_close(fact.quantity.printed)),
        _close(fact.printed),
        tuple(sorted((slot, plain(f)) for slot, f in fact.slots.items())),
        tuple(plain(f) for f in fact.items),
    )


def _close(printed: str) -> str:
    """折行处引文里有空格，不计。"""
    return "".join(printed.split())


def installed(form: str) -> None:
    if form == "doc" and not doc.find():
        pytest.skip("没有装 LibreOffice，读不了 doc")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_事实与纯文本相同(name: str, form: str) -> None:
    installed(form)
    expected = Counter(map(repr, map(plain, facts(name, "txt").facts)))
    found = Counter(map(repr, map(plain, facts(name, form).facts)))
    missing, extra = sorted((expected - found).elements()), sorted((found - expected).elements())
    assert (missing, extra) == ([], []), f"少 {len(missing)} 个，多 {len(extra)} 个，共 {expected.total()} 个"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_问题与纯文本相同(name: str, form: str) -> None:
    installed(form)
    expected = findings(name, "txt")
    assert expected
    assert findings(name, form) == expected
