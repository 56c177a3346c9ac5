"""代码表和要素矩阵的事实：只取文件用得上的行。"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine.document import Place
from engine.errors import UsageError
from engine.facts.build import FactSet
from engine.facts.maker import Maker
from engine.facts.model import Fact
from engine.os_errors import reason
from engine.recognition.codes import bare
from engine.recognition.vocabulary import Vocabulary

LISTS = {"支出功能分类科目": "functional", "支出经济分类科目": "economic"}


def reference_facts(
    facts: FactSet, vocabulary: Vocabulary, required: Mapping[str, Sequence[Mapping[str, str]]]
) -> tuple[Fact, ...]:
    """表中出现的编码在代码表里的行（reference），本文种的公开要素（required，矩阵名 → required_rows）。"""
    make = Maker(facts.document, facts.identity, "r")
    codes = sorted({f.key("code") for f in facts.of("row") if f.keys["has_code"]})
    found: list[Fact] = []
    for name, attribute in LISTS.items():
        known = getattr(vocabulary, attribute)
        for code in codes:
            subject = known.by_code.get(code)
            if subject is not None:
                found.append(
                    make.fact(
                        "reference",
                        {"list": name, "code": code, "name": bare(subject.name), "certainty": subject.certainty},
                        Place(),
                        subject.name,
                    )
                )
    for matrix, rows in required.items():
        for row in rows:
            found.append(make.fact("required", {**row, "matrix": matrix}, Place(), row["concept"]))
    return tuple(found)


def required_rows(path: Path, kind: str, tier: str = "") -> list[Mapping[str, str]]:
    """矩阵 CSV → 本文种的要素行（要素、类别、级、条件、可以代替它的要素）。

    有“文种-预算-县级”这样的栏时，该层级的文件看这一栏，这一栏空白的看“文种-预算”。
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise UsageError(f"{path}：公开要素矩阵打不开（{reason(problem)}），请检查规则目录是否完整。") from None
    rows: list[Mapping[str, str]] = []
    for row in csv.DictReader(text.splitlines()):
        level = (row.get(f"文种-{kind}-{tier}") or "").strip() or (row.get(f"文种-{kind}") or "").strip()
        if level in ("◎", "○", "△", "×"):
            rows.append(
                {
                    "concept": (row["要素"] or "").strip(),
                    "type": (row["类别"] or "").strip(),
                    "level": level,
                    "condition": (row.get("条件") or "").strip(),
                    "instead": (row.get("或") or "").strip(),
                }
            )
    return rows
