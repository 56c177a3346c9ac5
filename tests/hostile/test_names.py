# ruff: noqa: N802　测试名是中文句子
"""单位名称、文件名像 SQL：进了历年库只是文字，相比、查、导出、去掉都不多动一份。"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from engine.store import Store, looking, record_of
from tests.store.yearly import budget, facts_of, names, stored

NASTY = (
    "x'); DROP TABLE documents; --",
    "%' OR '1'='1",
    "_%\\",
    "\"; ATTACH 'x.db'; --",
    "?1 $1 :a",
    "$$; DELETE FROM facts; $$",
)


def unit(bad: str) -> str:
    """处处都有的名称不与往年的比，要有地名。"""
    return f"白鹭区{bad}园林局"


def test_像SQL的名称_进了历年库只是文字(tmp_path: Path) -> None:
    path = tmp_path / "历年'; DROP TABLE facts; --.duckdb"
    named = {}
    for number, bad in enumerate(NASTY):
        facts = facts_of(budget(2024, f"3.2{number}"))
        named[f"{bad}.txt"] = replace(facts, identity=replace(facts.identity, entity=unit(bad)))
    stored(path, *(record_of(Path(file), one, "r1") for file, one in named.items()))
    with Store.open(path, names(), read_only=False) as library:
        listed = looking.listed(library)
        assert {one.path: one.entity for one in listed} == {f"{bad}.txt": unit(bad) for bad in NASTY}
        for file, one in named.items():
            found = library.related(replace(one.identity, year="2025"), "别的")
            assert {source.path for source in found.sources} == {file}
        for form in (looking.CSV, looking.PARQUET):
            written = looking.export(library, tmp_path / "导'; DROP TABLE facts; --", form, str)
            assert all(file.stat().st_size for file in written)
        rows = duckdb.execute("SELECT count(DISTINCT entity) FROM read_parquet(?)", [str(written[0])]).fetchall()
        assert rows == [(len(NASTY),)]
        (chosen,) = looking.matching(library, f"{NASTY[0]}.txt")
        library.forget([chosen.document])
        assert len(looking.listed(library)) == len(NASTY) - 1
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([path.name, "导'; DROP TABLE facts; --"])
