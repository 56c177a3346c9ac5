"""历年库：任意的存档存得进、取得出、再存不变；损坏的库是一句话，打不开的原件不动。"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from benchmarks.fuzzing.draw import Draw, spread
from benchmarks.fuzzing.promise import one_sentence
from engine.facts.build import FactSet
from engine.store import Record, Store, StoreError, looking, record_of
from engine.store.record import Row
from tests.store.yearly import UNIT, budget, facts_of, names, totals

LENGTH = 240
_ENTITIES = (UNIT, UNIT, f"{UNIT}本级", f"{UNIT}（本级）", "白鹭区园林局机关", "某省白鹭区园林局", "水务局", "")
_TEXTS = (
    "",
    "合计",
    "“三公”经费合计",
    "收支总表",
    "甲'乙",
    '"',
    "\\",
    "\n",
    "\0",
    "%_",
    "--",
    ";DROP TABLE facts;",
    "长" * 300,
    "𠀀",
    "²",
    "2024",
    "2025",
    "预算",
    "决算",
    "预算数",
    "本年",
    "known",
    "stated",
    "cell",
)
_YEARS = ("2024", "2024", "2025", "2023", "", "9999")
_VALUES = ("1.00", "0.00", "-3.5", "123456789012345678901234567890.12", "0.0000000001", "", "1" * 60)
_TEXT_FIELDS = tuple(
    name for name, value in Row(1, "known")._asdict().items() if value == "" and name not in ("value", "quantum")
)


_SOURCES = (budget(2024, "3.50"), totals(2024, "决算", "12.00"), totals(2025, "预算", "15.00"))


@cache
def _facts(text: str) -> FactSet:
    return facts_of(text)


@cache
def _bases() -> tuple[Record, ...]:
    return tuple(record_of(Path(f"{n}.txt"), _facts(text), "r1") for n, text in enumerate(_SOURCES))


def run(data: bytes) -> None:
    draw = Draw(data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "库.duckdb"
        if draw.below(3) == 0:
            _damaged(draw, path)
        else:
            _kept(draw, path)


def seeds() -> Iterator[bytes]:
    for n in range(40):
        yield bytes([n % 3, *((n * 11 + k * 7) % 256 for k in range(90))])


# ---- 任意的存档


def _record(draw: Draw) -> Record:
    text = draw.pick(_SOURCES)
    name = draw.words(("甲", "/", "更正", ".txt", "b"), 4) or "件.txt"
    name = name if draw.byte() < 200 else f"{name}\udcff"  # 不是 UTF-8 的
    base = record_of(Path(name), _facts(text), "r1")
    rows = tuple(_row(draw, row) if draw.below(3) == 0 else row for row in base.rows[: 1 + draw.below(12)])
    return replace(
        base,
        sha256=hashlib.sha256(bytes([draw.below(6)])).hexdigest(),
        entity=draw.pick(_ENTITIES) if draw.byte() < 220 else draw.words(_TEXTS, 3),
        kind=draw.pick((base.kind, base.kind, "预算", "决算", "")),
        year=draw.pick(_YEARS),
        region=draw.pick(("", "", "江西省/赣州市", "江西省")),
        level=draw.pick(("", "县级")),
        rows=rows,
    )


def _row(draw: Draw, row: Row) -> Row:
    for _ in range(1 + draw.below(3)):
        row = row._replace(**{draw.pick(_TEXT_FIELDS): draw.words(_TEXTS, 3)})
    value = draw.pick(_VALUES)
    return row._replace(value=value, quantum="0.01" if value else "", unit=draw.pick(("万元", "元", "%", "亿元", "")))


def _kept(draw: Draw, path: Path) -> None:
    shutil.copy(_empty(), path)
    records = [_record(draw) for _ in range(1 + draw.below(4))]
    for one in records:
        assert Record.from_json(one.json()) == one
    kept: dict[str, Record] = {}
    for one in sorted(records, key=lambda r: r.path):  # 同样的内容只存一份，按路径排
        kept.setdefault(one.sha256, one)
    with Store.open(path, names(), read_only=False) as store:
        assert store.put(records, draw.pick(("", "2025-01-01"))) == len(kept)
        assert store.put(records) == 0
        if draw.byte() < 224:
            _looked(store, records, kept)
    if draw.at % 8 == 0:  # 打开、关上很慢，少开几次
        with Store.open(path, names()) as store:
            _looked(store, records, kept)


def _looked(store: Store, records: list[Record], kept: dict[str, Record]) -> None:
    """列得出，取得出，数不变。"""
    listed = looking.listed(store)
    assert {(one.sha256, one.path) for one in listed} == {(r.sha256, r.path) for r in kept.values()}
    for one in records:
        related = store.related(one.identity, one.sha256)
        assert store.related_hash(one.identity, one.sha256) == related.hash
        assert all(s.sha256 in kept and s.sha256 != one.sha256 for s in related.sources)
        assert len(related.facts) == sum(len(kept[s.sha256].rows) for s in related.sources)
        told = sorted(Decimal(r.value) for s in related.sources for r in kept[s.sha256].rows if r.value)
        assert told == sorted(f.quantity.value for f in related.facts if f.quantity)
        some = store.related(one.identity, one.sha256, {("收支总表", "合计"), ("甲'乙", "")})
        assert some.sources == related.sources
        figures = {f.id for f in related.facts if f.keys["figure"]}
        assert figures <= {f.id for f in some.facts} <= {f.id for f in related.facts}
        for note in related.notes:
            one_sentence(note)
    for view in ("all_facts", "current_figures", "all_documents"):
        store.query(f"SELECT * FROM {view}")


@cache
def _empty() -> Path:
    path = Path(tempfile.mkdtemp(prefix="gouji-fuzz-")) / "空.duckdb"
    Store.open(path, names(), read_only=False).close()
    return path


# ---- 损坏的库


@cache
def _full() -> bytes:
    path = Path(tempfile.mkdtemp(prefix="gouji-fuzz-")) / "满.duckdb"
    with Store.open(path, names(), read_only=False) as store:
        store.put(_bases())
    return path.read_bytes()


def _damaged(draw: Draw, path: Path) -> None:
    whole = _full()
    way = draw.below(4)
    if way == 0:
        broken = whole[: draw.below(len(whole))] if draw.below(2) else whole[: draw.below(9000)]
    elif way == 1:
        broken = draw.rest()
    else:  # 文件头有三块各 4 KB，其后是 256 KB 一块的内容
        at = draw.pick((0, 4096, 8192, 12288, 12288 + (1 << 18), 12288 + (2 << 18))) + (draw.byte() << 4)
        broken = (
            whole[:at] + spread(whole[at : at + 600], draw, (b"\0", b"\xff" * 8, b"\1", b"DUCK"), 4) + whole[at + 600 :]
        )
    path.write_bytes(broken)
    for read_only in (True, False):
        before = hashlib.sha256(path.read_bytes()).digest()
        try:
            store = Store.open(path, names(), read_only)
        except StoreError as problem:
            one_sentence(str(problem))
            assert hashlib.sha256(path.read_bytes()).digest() == before
            continue
        try:
            with store:
                looking.listed(store)
                store.related(_bases()[2].identity, _bases()[2].sha256)
                if not read_only:
                    store.put([replace(_bases()[0], sha256="f" * 64)])
        except StoreError as problem:
            one_sentence(str(problem))
