# ruff: noqa: N802　测试名是中文句子
"""缓存：没有变的不再做，变了的一定重做，坏了的重做并说一声，写不了的说一句话。"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from commands.batch.kept import Journal
from engine.audit import Auditor
from engine.batch.cache import NAME, Cache, Damaged
from engine.readers import html
from reports import files
from tests.audit_tools import rule, write_rules
from tests.batch.batch_tools import NAMES, entries, mixed, written
from tests.cli_tools import ERROR, audit, audited, errors_of, put, run


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """真正核查过的各份，一份在这个文件里占一行；分叉出去的进程也记。"""
    log = tmp_path / "核查过.txt"
    log.touch()
    facts = Auditor.facts

    def logged(self: Auditor, source: object) -> object:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{Path(source.path).stem}\n")  # type: ignore[attr-defined]
        return facts(self, source)  # type: ignore[arg-type]

    monkeypatch.setattr(Auditor, "facts", logged)
    return log


def _taken(log: Path) -> set[str]:
    found = set(log.read_text(encoding="utf-8").split())
    log.write_text("", encoding="utf-8")
    return found


def test_第二次什么也不必做_逐字节相同(desk: Path, counted: Path) -> None:
    mixed(desk)
    first = audit(desk, "--format", "html,json")
    assert _taken(counted) == {*NAMES, "诗"}
    before = written(desk / "out")
    second = audit(desk, "--format", "html,json")
    assert _taken(counted) == set()
    assert written(desk / "out") == before
    assert (second.exit_code, second.output) == (first.exit_code, first.output)


def test_网页没有变的不再写_改过的写回来(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mixed(desk)
    audit(desk, "--format", "html")
    before = written(desk / "out")
    page = next(p for p in (desk / "out").iterdir() if p.name.startswith("甲"))
    page.write_text("改过", encoding="utf-8")
    write_one = files.write_one
    log = desk / "写过.txt"

    def logged(*args: object) -> object:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{args[3]}\n")
        return write_one(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "write_one", logged)
    audit(desk, "--format", "html")
    assert log.read_text(encoding="utf-8").split() == [page.name]
    assert written(desk / "out") == before


def test_只重做变了的那一份(desk: Path, counted: Path) -> None:
    mixed(desk)
    audit(desk, "--no-store")
    _taken(counted)
    put(desk, "乙.txt", ERROR.replace("5.00", "7.00"))
    audit(desk, "--no-store")
    assert _taken(counted) == {"乙"}


@pytest.mark.parametrize(
    "options", [("--level", "县级"), ("--engine", "reference"), ("--limit", "pages=7"), ("--rules", "另加")]
)
def test_选项_规则变了全部重做(desk: Path, counted: Path, options: tuple[str, str]) -> None:
    mixed(desk)
    audit(desk)
    _taken(counted)
    write_rules(desk / "另加", rule("check: formula\ngiven: {once: 是}\nassert: 1 == 1"))
    value: str | Path = desk / "另加" if options[1] == "另加" else options[1]
    audit(desk, options[0], value)
    assert _taken(counted) == {*NAMES, "诗"}


def test_改了一条规则全部重做(desk: Path, counted: Path) -> None:
    mixed(desk)
    folder = write_rules(desk / "另加", rule("check: formula\ngiven: {once: 是}\nassert: 1 == 1"))
    audit(desk, "--rules", folder)
    _taken(counted)
    write_rules(folder, rule("check: formula\ngiven: {once: 是}\nassert: 1 == 2"))
    audit(desk, "--rules", folder)
    assert _taken(counted) == {*NAMES, "诗"}


def test_日期_检查人_输出的格式与核查无关(desk: Path, counted: Path) -> None:
    mixed(desk)
    audit(desk)
    _taken(counted)
    audit(desk, "--date", "2025-11-24", "--checker", "张三", "--format", "csv")
    assert _taken(counted) == set()


def test_坏了的一项不算数_重做_说一声(desk: Path, counted: Path) -> None:
    mixed(desk)
    audit(desk, "--no-store")
    before = written(desk / "out")
    _taken(counted)
    for path in entries(desk / NAME):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(data)
    done = audit(desk, "--no-store")
    assert _taken(counted) == {*NAMES, "诗"}
    (told,) = done.stderr.splitlines()
    assert "缓存里有" in told
    assert "重做" in told
    assert written(desk / "out") == before


def test_一时读不出来的下次再读(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """解析程序崩溃、超时、内存不够，换个时候可能就好了。"""
    page = "<html><body><p>青石区水务局2025年部门预算</p></body></html>".encode()
    put(desk, "甲.html", page)
    put(desk, "乙.txt", ERROR)
    with monkeypatch.context() as patch:
        patch.setattr(html, "read", lambda *_: os.abort())
        audit(desk)
        assert "异常终止" in errors_of(desk)["甲.html"]
    audit(desk)
    assert "异常终止" not in errors_of(desk).get("甲.html", "")


def test_不用缓存的什么也不留下(desk: Path, counted: Path) -> None:
    mixed(desk)
    for _ in range(2):
        audit(desk, "--no-cache", "--no-store")
        assert _taken(counted) == {*NAMES, "诗"}
    assert {p.name for p in desk.iterdir()} == {"docs", "out", counted.name}


def test_缓存可以另放(desk: Path) -> None:
    mixed(desk)
    audit(desk, "--cache", desk / "另放")
    assert entries(desk / "另放")
    assert not (desk / NAME).exists()


@pytest.mark.parametrize("more", [("--cache", "别处"), ("--resume",)])
def test_不用缓存与接着做_另放不能同时用(desk: Path, more: tuple[str, ...]) -> None:
    mixed(desk)
    done = audit(desk, "--no-cache", *more)
    assert done.exit_code == 2
    assert more[0] in done.stderr


def test_缓存的位置被文件占着_一句话说明(desk: Path) -> None:
    mixed(desk)
    (desk / "占着").write_text("", encoding="utf-8")
    done = run("audit", desk / "docs", "--out", desk / "out", "--cache", desk / "占着")
    assert done.exit_code == 2
    (told,) = done.stderr.splitlines()
    assert "占着：缓存读写不了" in told
    assert "--no-cache" in told


def test_缓存里少了一项_再做就是(desk: Path) -> None:
    mixed(desk)
    audit(desk)
    before = written(desk / "out")
    shutil.rmtree(next(p for p in sorted((desk / NAME).glob("??")) if p.is_dir()))
    audit(desk)
    assert written(desk / "out") == before
    assert audited(desk) == sorted(f"{n}.txt" for n in NAMES)


def test_超过大小由旧到新删去_刚用过的不删(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "缓存")
    cache.prepare()
    for number in range(4):
        key = f"{number}{number}" * 32
        cache.put(key, {"段": os.urandom(1000)})
        os.utime(tmp_path / "缓存" / key[:2] / f"{key}.zip", (number, number))
    assert cache.trim(since=3, most=1) == 3
    assert [p.parent.name for p in entries(tmp_path / "缓存")] == ["33"]


def _one(tmp_path: Path) -> tuple[Cache, str, Path]:
    cache, key = Cache(tmp_path / "缓存"), "ab" * 32
    cache.put(key, {"段": b"123", "另一段": b""})
    (path,) = entries(cache.folder)
    return cache, key, path


def test_改了任何一位_少了末尾_都看得出(tmp_path: Path) -> None:
    cache, key, path = _one(tmp_path)
    whole = path.read_bytes()
    harmed = [whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :] for at in range(len(whole))]
    for data in (*harmed, b"", whole[:-1], whole[:70], whole + b"0"):
        path.write_bytes(data)
        for ask in (lambda: cache.has(key), lambda: cache.part(key, "段")):
            with pytest.raises(Damaged):
                ask()
    path.write_bytes(whole)
    assert cache.has(key)
    assert cache.part(key, "段") == b"123"


def test_放错了名字的一项不算数(tmp_path: Path) -> None:
    cache, _, path = _one(tmp_path)
    other = "cd" * 32
    (cache.folder / "cd").mkdir()
    shutil.copy(path, cache.folder / "cd" / f"{other}.zip")
    with pytest.raises(Damaged):
        cache.has(other)


def test_时钟曾经拨快_将来的时刻当作最旧的(tmp_path: Path) -> None:
    cache, key, path = _one(tmp_path)
    other = "cd" * 32
    cache.put(other, {"段": os.urandom(1000)})
    now = time.time()
    os.utime(path, (now + 10**6, now + 10**6))
    assert cache.trim(since=now - 10, most=1) == 1
    assert not cache.has(key)
    assert cache.has(other)


def test_坏了的一项重做之后还要互相比_也说一声(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    put(desk, "乙.txt", ERROR.replace("2025", "2026"))
    audit(desk)
    for entry in entries(desk / NAME):
        entry.write_bytes(entry.read_bytes()[:-1])
    assert "缓存里有 2 份结果坏了，已经重做。" in audit(desk).stderr


def test_没有做完的记号坏了_当作没有(desk: Path) -> None:
    mixed(desk)
    audit(desk, "--no-store")
    journal = Journal.of(Cache(desk / NAME), [desk / "docs"])
    for data in (b"\xff", b"[" * 100_000, b"[]", b"{}"):
        journal.path.write_bytes(data)
        assert journal.interrupted() in (None, "")


@pytest.mark.parametrize("size", [0, 10, 100_000])
def test_存的时候内存不够_照样是内存不够(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    class Short:
        """压到 size 字节就没有内存。"""

        def __init__(self) -> None:
            if not size:
                raise MemoryError

        def compress(self, data: bytes) -> bytes:
            if len(data) >= size:
                raise MemoryError
            return data

        def flush(self) -> bytes:
            raise MemoryError

    cache = Cache(tmp_path)
    monkeypatch.setattr("zipfile._get_compressor", lambda *_: Short())
    with pytest.raises(MemoryError):
        cache.put("aa", {"段": b"1" * 50})
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
