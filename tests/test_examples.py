# ruff: noqa: N802　测试名是中文句子
"""示例公开件：规范件没有错误和提示，差错件埋设的错误都查得出，没有来历不明的错误。

planted.yaml 的 tokens（或某一组 alt_tokens）都在同一个问题的说明和证据里，就是查出了这一条。
查出的错误要么合于某一条，要么带着某一条改动才有的字样（规范件里没有的数），即 breaks 所说的牵连。
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.findings.group import Finding
from tests.audit_tools import EXAMPLES, audit_example, evidence_text

FILES: list[dict[str, Any]] = yaml.safe_load((EXAMPLES / "planted.yaml").read_text(encoding="utf-8"))["files"]
CLEAN = [f for f in FILES if f["clean"]]
PLANTED = [f for f in FILES if not f["clean"]]
ENTRIES = [(f, e) for f in PLANTED for e in f["findings"]]
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_QUOTES = str.maketrans(dict.fromkeys("\"'“”‘’", "") | dict.fromkeys("−–—－", "-"))


def norm(text: str) -> str:
    """去空白、引号、千分位，全半角和负号统一。"""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).translate(_QUOTES))
    return re.sub(r"(?<=\d),(?=\d{3})", "", folded)


class Said:
    """一段话：数按数比（46.3 就是 46.30），其余按字比。"""

    def __init__(self, text: str) -> None:
        self.text = norm(text)
        self.numbers = {Decimal(n) for n in _NUMBER.findall(self.text)}

    def has(self, token: object) -> bool:
        word = norm(str(token))
        return Decimal(word) in self.numbers if _NUMBER.fullmatch(word) else word in self.text


def token_sets(entry: dict[str, Any]) -> list[list[Any]]:
    return [entry["tokens"], *entry.get("alt_tokens", [])]


def matches(said: Said, entry: dict[str, Any]) -> bool:
    return any(all(said.has(t) for t in tokens) for tokens in token_sets(entry))


def marks(file: dict[str, Any], entry: dict[str, Any]) -> list[Any]:
    """只有这条改动才会出现的字样：规范件里没有的。"""
    clean = Said((EXAMPLES / file["based_on"]).read_text(encoding="utf-8"))
    return [t for tokens in token_sets(entry) for t in tokens if not clean.has(t)]


def errors(name: str) -> list[Finding]:
    return [f for f in audit_example(name).audit.findings if f.severity == "error"]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f["file"])
def test_文种年度单位都认得(file: dict[str, Any]) -> None:
    identity = audit_example(file["file"]).audit.facts.identity
    assert (identity.kind, identity.year, identity.entity) == (file["kind"], str(file["year"]), file["unit"])


@pytest.mark.parametrize("file", CLEAN, ids=lambda f: f["file"])
def test_规范件没有错误和提示(file: dict[str, Any]) -> None:
    found = [f.message for f in audit_example(file["file"]).audit.findings if f.severity in ("error", "warning")]
    assert found == []


@pytest.mark.parametrize("file", CLEAN, ids=lambda f: f["file"])
def test_规范件的尾差都认作尾差(file: dict[str, Any]) -> None:
    """列出的每一处都在结论的说明里，没有一处成了问题。"""
    notes = [Said(o.note) for _, o in audit_example(file["file"]).audit.results if o.note]
    for entry in file["rounding_ok"]:
        if "占比" not in entry["where"]:
            assert any(n.has(entry["printed"]) and n.has(entry["sum"]) for n in notes), entry["where"]


@pytest.mark.parametrize(("file", "entry"), ENTRIES, ids=[f"{e['id']}{e['family']}" for _, e in ENTRIES])
def test_埋设的差错(file: dict[str, Any], entry: dict[str, Any]) -> None:
    """错误要作为错误或提示报出来，提示至少要作为说明报出来。"""
    found = [f for f in audit_example(file["file"]).audit.findings if matches(Said(evidence_text(f)), entry)]
    assert found, entry["why"]
    if entry["severity"] == "error":
        assert any(f.severity in ("error", "warning") for f in found), [f.severity for f in found]


@pytest.mark.parametrize("file", PLANTED, ids=lambda f: f["file"])
def test_没有来历不明的错误(file: dict[str, Any]) -> None:
    known = [(entry, marks(file, entry)) for entry in file["findings"]]
    strange = []
    for finding in errors(file["file"]):
        said = Said(evidence_text(finding))
        if not any(matches(said, entry) or any(said.has(m) for m in own) for entry, own in known):
            strange.append(f"{finding.rule.id} {finding.message}")
    assert strange == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: f["file"])
def test_证据的行里真有引的话(file: dict[str, Any]) -> None:
    """照着行号去找，原文就在那里（示例没有折行的段落）。"""
    path: Path = EXAMPLES / file["file"]
    lines = path.read_text(encoding="utf-8").split("\n")
    for finding in audit_example(file["file"]).audit.findings:
        for item in finding.evidence:
            assert item.place.line, finding.message
            assert norm(item.quote) in norm(lines[item.place.line - 1]), finding.message
