# ruff: noqa: N802　测试名是中文句子
"""还没有存进库的一批：与它比，同存进去之后比，一字不差。"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.facts.prior import Related
from engine.store import Brief, Names, Pending, Record, Store, StoreError
from tests.audit_tools import ROOT
from tests.disclosures import vocabulary
from tests.store.yearly import auditor, budget, facts_of, names, record, related, stored, totals

NOW = budget(2025, "3.10", "，比2024年预算减少0.40万元")
LAST = record(budget(2024, "3.50"), "去年.txt")
CORRECTED = record(budget(2024, "3.20"), "去年（更正）.txt")
OTHER = record(budget(2024, "3.20"), "另一份.txt")
SELF = record(budget(2024, "1.50", cover="白鹭区园林局（本级）2024年单位预算"), "本级.txt")
FINAL = record(totals(2024, "决算", "97.00"), "上年决算.txt")
NAMELESS = replace(LAST, entity="", sha256="0" * 64)
AGAIN = replace(LAST, ruleset="r2")
RENAMED = replace(LAST, path="改名.txt")


def _brief(one: Record) -> Brief:
    return Brief(*json.loads(one.json().partition("\n")[0]))


def _prepared(store: Path, batch: list[Record], path: Path, day: str = "", known: Names | None = None) -> None:
    given = [(str(n), _brief(one)) for n, one in enumerate(batch)]
    with Store.open(store, known or names()) as opened:
        opened.prepare(path, given, day)


def _before(
    store: Path, batch: list[Record], path: Path, text: str = NOW, cells: bool = True, known: Names | None = None
) -> Related:
    """存之前：照 path 里的比。"""
    facts = facts_of(text)
    wanted = auditor().plan(facts.identity).cells if cells else None
    pending = Pending(path, lambda key: batch[int(key)].json())
    with Store.open(store, known or names(), sharing=True, pending=pending) as opened:
        found = opened.related(facts.identity, facts.document.sha256, wanted)
        assert opened.related_hash(facts.identity, facts.document.sha256) == found.hash
    return found


def _after(store: Path, text: str = NOW, cells: bool = True, known: Names | None = None) -> Related:
    """存了之后：照库里的比。"""
    facts = facts_of(text)
    wanted = auditor().plan(facts.identity).cells if cells else None
    with Store.open(store, known or names()) as opened:
        return opened.related(facts.identity, facts.document.sha256, wanted)


@pytest.mark.parametrize("cells", [True, False])
@pytest.mark.parametrize(
    ("held", "batch"),
    [
        ([], [LAST]),
        ([], [LAST, FINAL, SELF, NAMELESS]),
        ([LAST], [FINAL]),
        ([LAST], [CORRECTED]),
        ([CORRECTED], [LAST]),
        ([LAST], [OTHER]),
        ([], [LAST, OTHER]),
        ([LAST], [AGAIN]),
        ([LAST], [RENAMED]),
        ([OTHER, LAST], [AGAIN]),
        ([LAST], [LAST]),
        ([], [LAST, RENAMED]),
        ([SELF], [replace(LAST, path=f"{n}.txt", sha256=f"{n:064}") for n in range(20)]),
    ],
)
def test_与存了之后比的一样(tmp_path: Path, held: list[Record], batch: list[Record], cells: bool) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, day="")
    for one in held:
        stored(store, one, day="2024-01-01")
    _prepared(store, batch, tmp_path / "一批", "2024-02-02")
    before = _before(store, batch, tmp_path / "一批", cells=cells)
    stored(store, *batch, day="2024-02-02")
    assert before == _after(store, cells=cells)
    assert before.sources or before.notes


def test_部门的各单位也一样(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "单位隶属.csv").write_text("部门,单位,依据\n白鹭区园林局,白鹭区苗圃,编办文件\n", "utf-8")
    known = Names.load((tmp_path,), vocabulary())
    store, own = tmp_path / "库.duckdb", totals(2025, "预算", "80.00")
    batch = [
        record(totals(2025, "预算", "60.00", cover="白鹭区园林局（本级）2025年单位预算"), "本级.txt"),
        record(totals(2025, "预算", "20.00", "白鹭区苗圃", cover="白鹭区苗圃2025年单位预算"), "苗圃.txt"),
    ]
    stored(store, known=known)
    _prepared(store, batch, tmp_path / "一批", known=known)
    before = _before(store, batch, tmp_path / "一批", own, known=known)
    stored(store, *batch, known=known)
    assert before == _after(store, own, known=known)
    assert [source.path for source in before.sources] == ["本级.txt", "苗圃.txt"]


def test_此时别的程序又存进几份_不会混(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store)
    _prepared(store, [LAST], tmp_path / "一批")
    stored(store, record(budget(2024, "9.90", "", "白鹭区水务局"), "水务.txt"), FINAL)
    found = _before(store, [LAST], tmp_path / "一批")
    assert {source.path for source in found.sources} == {"去年.txt", "上年决算.txt"}
    assert not [fact for fact in found.facts if fact.printed == "9.90"]


def test_没有存过的库不变(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, FINAL)
    before = store.read_bytes()
    _prepared(store, [LAST], tmp_path / "一批")
    _before(store, [LAST], tmp_path / "一批")
    assert store.read_bytes() == before
    assert [source.path for source in related(store, NOW).sources] == ["上年决算.txt"]


FULL = """
import json, resource, signal, sys
from pathlib import Path
from typing import Any
from engine.store import Brief, Names, Store, StoreError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
brief = Brief(*json.loads(sys.argv[3]))
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    with Store.open(Path(sys.argv[1]), Names()) as store:
        given = (("键" * 50, brief._replace(sha256=f"{n:064}")) for n in range(2000))
        store.prepare(Path(sys.argv[2]), given)
except StoreError as problem:
    print(problem)
    sys.exit(7)
"""


def test_临时文件写不下_一句话(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, FINAL)
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(store), str(tmp_path / "一批"), json.dumps(_brief(LAST))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7, done.stderr
    assert done.stdout.startswith(f"{store}：历年库")
    assert "磁盘" in done.stdout


def test_临时文件没有了_一句话(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, FINAL)
    with pytest.raises(StoreError, match="临时文件打不开"):
        _before(store, [], tmp_path / "没有")
