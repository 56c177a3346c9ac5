# ruff: noqa: N802　测试名是中文句子
"""做到一半出了事：被杀、内存不够、停住、空转；说一句话，再做一次与没有打断的一样。多而全的在 benchmarks/faults.py。"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import psutil
import pytest

import engine.audit
from commands.batch.progress import Progress
from engine.audit import Auditor
from engine.batch import pool
from engine.batch.cache import NAME
from engine.batch.pool import LOST, Pool
from engine.inference import durable
from engine.store import Pending, store
from engine.store import writing as store_writing
from reports import json_report, pictures
from tests.audit_tools import report_of
from tests.batch.batch_tools import wait_until, written
from tests.cli_tools import CLEAN, ERROR, audit, errors_of, put


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _rows(path: Path) -> list[list[tuple[Any, ...]]]:
    with duckdb.connect(str(path), read_only=True) as opened:
        return [opened.execute(f"SELECT * FROM {t} ORDER BY ALL").fetchall() for t in ("documents", "facts", "quotes")]


def _three(desk: Path) -> None:
    """三份公开件，有错的、没错的。"""
    for name, text in zip("甲乙丙", (CLEAN, ERROR, CLEAN.replace("5.00", "5.20")), strict=True):
        put(desk, f"{name}.txt", text)


def _undisturbed(desk: Path, *more: str) -> dict[str, bytes]:
    """三份公开件，没有打断的一次：报告的各文件；然后收拾干净。"""
    _three(desk)
    audit(desk, *(more or ("--no-store",)))
    found = written(desk / "out")
    for folder in (desk / "out", desk / NAME):
        shutil.rmtree(folder)
    return found


def _after(times: int, harm: Callable[[], None], act: Callable[..., Any]) -> Callable[..., Any]:
    """照做，第 times 次之前先 harm。"""
    done = []

    def acted(*args: Any, **more: Any) -> Any:
        done.append(1)
        if len(done) == times:
            harm()
        return act(*args, **more)

    return acted


def _killed(desk: Path, owner: Any, name: str, times: int) -> None:
    """在分叉出的进程里核查，第 times 次做到这里时整个被 kill -9。"""
    main = os.fork()
    if main == 0:
        setattr(owner, name, _after(times, lambda: os.kill(main_of[0], signal.SIGKILL), getattr(owner, name)))
        main_of = [os.getpid()]
        os.setsid()
        audit(desk, "--format", "html,json", "--jobs", "2")
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(main, 0)[1]) == signal.SIGKILL
    wait_until(lambda: not _of_session(main), 20)


def _of_session(session: int) -> list[int]:
    """这一次会话里还在的各进程。"""
    found = []
    for pid in psutil.pids():
        with contextlib.suppress(OSError):  # 刚结束的
            if os.getsid(pid) == session:
                found.append(pid)
    return found


@pytest.mark.parametrize(
    ("owner", "name", "times"),
    [(Progress, "done", 2), (store_writing, "_appear", 1), (json_report, "chunks", 1)],
    ids=["核查到第二份", "正在存进历年库", "正在写报告"],
)
def test_被杀_没有写到一半的_接着做与没有打断的一样(desk: Path, owner: Any, name: str, times: int) -> None:
    whole = _undisturbed(desk, "--format", "html,json")
    rows = _rows(desk / "gouji.duckdb")
    (desk / "gouji.duckdb").unlink()
    _killed(desk, owner, name, times)
    half = written(desk / "out") if (desk / "out").exists() else {}
    assert {n: data for n, data in half.items() if not n.endswith(".tmp")}.items() <= whole.items()
    done = audit(desk, "--format", "html,json", "--resume")
    assert "接着上次" in done.stderr
    assert written(desk / "out") == whole
    assert _rows(desk / "gouji.duckdb") == rows
    assert not list(desk.rglob("*.tmp"))
    assert {p.name for p in desk.iterdir()} == {"docs", "out", NAME, "gouji.duckdb"}


def _two_years(desk: Path) -> None:
    put(desk, "上年.txt", CLEAN.replace("2024", "2023").replace("2025", "2024"))
    put(desk, "本年.txt", CLEAN)


def _compared(desk: Path) -> list[bool]:
    """上年.txt、本年.txt 有没有可比的。"""
    return [d["related"] != [] for d in report_of(desk / "out")["documents"]]


def _full(*_: object) -> None:
    raise duckdb.IOException('IO Error: Could not write file "库.duckdb": No space left on device')


@pytest.mark.parametrize(("harm", "why"), [(_die, "存的进程中途死了"), (_full, "磁盘已满")])
def test_没有存进历年库_照样互相比_说出来_再做就存进去(
    desk: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[..., None], why: str
) -> None:
    _two_years(desk)
    with monkeypatch.context() as patch:
        patch.setattr(store_writing, "put", harm)
        done = audit(desk, "--jobs", "2")
    assert done.exit_code == 2
    (told,) = done.stderr.splitlines()
    assert str(desk / "gouji.duckdb") in told
    assert why in told
    assert told.endswith("，报告照写。")
    assert _compared(desk) == [False, True]
    found = written(desk / "out")
    assert _rows(desk / "gouji.duckdb") == [[], [], []]
    assert audit(desk).exit_code == 0
    assert written(desk / "out") == found
    assert len(_rows(desk / "gouji.duckdb")[0]) == 2


def _once(desk: Path, act: Callable[..., Any], before: bool) -> Callable[..., Any]:
    """照做，头一次做之前（后）死掉。"""

    def acted(*args: Any) -> Any:
        made = None if before else act(*args)
        if not (desk / "死过").exists():
            (desk / "死过").touch()
            _die()
        return act(*args) if before else made

    return acted


def test_存好了没有来得及说就死了_不存两遍(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _two_years(desk)
    monkeypatch.setattr(store_writing, "put", _once(desk, store_writing.put, before=False))
    assert audit(desk, "--jobs", "2").exit_code == 0
    assert (desk / "死过").exists()
    assert _compared(desk) == [False, True]
    assert [row[0] for row in _rows(desk / "gouji.duckdb")[0]] == [1, 2]


@pytest.mark.parametrize("before", [True, False])
def test_准备互相比的进程死了_重做(desk: Path, monkeypatch: pytest.MonkeyPatch, before: bool) -> None:
    _two_years(desk)
    monkeypatch.setattr(store, "write_pending", _once(desk, store.write_pending, before))
    assert audit(desk, "--jobs", "2").exit_code == 0
    assert (desk / "死过").exists()
    assert _compared(desk) == [False, True]


def test_准备互相比的进程总是死_说出来_照样存进去(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _two_years(desk)
    with monkeypatch.context() as patch:
        patch.setattr(store, "write_pending", _die)
        done = audit(desk, "--jobs", "2")
    assert done.exit_code == 2
    (told,) = done.stderr.splitlines()
    assert "没有与这一批里的别的公开件相比" in told
    assert _compared(desk) == [False, False]
    assert len(_rows(desk / "gouji.duckdb")[0]) == 2
    assert audit(desk).exit_code == 0
    assert _compared(desk) == [False, True]


def test_比到一半库读不出来了_都算没有比_说出来(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _two_years(desk)
    put(desk, "隔年.txt", CLEAN.replace("2025", "2026").replace("2024", "2025"))
    over = Pending.over

    def broken(pending: Pending, *args: Any) -> Any:
        sign = desk / "比过两份"
        sign.write_text((sign.read_text() if sign.exists() else "") + "一")
        if len(sign.read_text()) > 2:
            raise duckdb.IOException("Could not read from file: Input/output error")
        return over(pending, *args)

    with monkeypatch.context() as patch:
        patch.setattr(Pending, "over", broken)
        done = audit(desk, "--jobs", "1")
    assert done.exit_code == 2
    (told,) = done.stderr.splitlines()
    assert told.endswith("报告照写，没有与这一批里的别的公开件相比。")
    assert [d["related"] for d in report_of(desk / "out")["documents"]] == [[], [], []]
    assert len(_rows(desk / "gouji.duckdb")[0]) == 3


def test_互相比的时候缓存里的没有了_说出来_再做就好(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _two_years(desk)
    (desk / "docs" / "上年.txt").rename(desk / "docs" / "隔年.txt")  # 排在后面：先做的一份要与它比
    write = store.write_pending

    def then_lost(*args: Any) -> None:
        write(*args)
        for entry in (desk / NAME).glob("??/*.zip"):
            entry.unlink()

    with monkeypatch.context() as patch:
        patch.setattr(store, "write_pending", then_lost)
        done = audit(desk, "--jobs", "1")
    assert done.exit_code == 2
    (told,) = done.stderr.splitlines()
    assert "缓存里的结果没有了或坏了，请再运行一次" in told
    assert audit(desk).exit_code == 0
    assert _compared(desk) == [True, False]


def test_小图没有画成的_下次再画(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _undisturbed(desk, "--no-store", "--format", "html,json")
    with monkeypatch.context() as patch:
        patch.setattr(pictures, "pictures", lambda *_: pictures.Pictures(failed=1, why="异常终止（SIGKILL）"))
        audit(desk, "--no-store", "--format", "html,json")
        assert written(desk / "out") != whole
    audit(desk, "--no-store", "--format", "html,json")
    assert written(desk / "out") == whole


def _no_memory(*_: object) -> None:
    raise MemoryError


@pytest.mark.parametrize(("owner", "name"), [(Auditor, "facts"), (engine.audit, "_outcomes")])
def test_工作进程内存不够_说一句话_再做就好(desk: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
    whole = _undisturbed(desk)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, _no_memory)
        assert audit(desk, "--no-store").exit_code == 3
    assert "核查时内存不够" in errors_of(desk)["甲.txt"]
    audit(desk, "--no-store")
    assert written(desk / "out") == whole


def test_一份算不完_到时限为止_其余照常(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _undisturbed(desk, "--no-store", "--format", "html,json")
    extract = engine.audit.extract

    def spinning(document: Any, *rest: Any) -> Any:
        while "甲" in str(document.path):
            try:
                sum(range(1000))
            except Exception:  # noqa: BLE001  有的库什么都吞掉
                continue
        return extract(document, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(engine.audit, "extract", spinning)
        audit(desk, "--limit", "seconds=1", "--no-store", "--format", "html,json")
    assert "还没有做完" in errors_of(desk)["甲.txt"]
    assert "乙.txt" not in errors_of(desk)
    assert set(written(desk / "out")) != set(whole)
    audit(desk, "--no-store", "--format", "html,json")  # 没有核查成的那一页不留下
    assert written(desk / "out") == whole


def test_匹配的子进程死了又死_有说明_再做就没有(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if durable.unavailable():
        pytest.skip(durable.unavailable())
    whole = _undisturbed(desk)
    with monkeypatch.context() as patch:
        patch.setattr(durable, "_handle", _die)
        audit(desk, "--no-store")
    assert any("SIGKILL" in note for d in report_of(desk / "out")["documents"] for note in d.get("notes", ()))
    audit(desk, "--no-store")
    assert written(desk / "out") == whole


# ---- 停住不动的进程

_SIGN = "停过"


def _stop_once(folder: str) -> int:
    """第一次做时停住（SIGSTOP），再做就好。"""
    sign = Path(folder) / _SIGN
    if not sign.exists():
        sign.touch()
        os.kill(os.getpid(), signal.SIGSTOP)
    return 1


def _stop(_: str) -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def test_停住的进程_到时杀掉_重做(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_SILENT", 3)
    with Pool(2) as workers:
        assert [result for _, result in workers.run(_stop_once, [str(tmp_path)] * 4)] == [1] * 4
    with Pool(1) as workers:
        assert [result for _, result in workers.run(_stop, [str(tmp_path)])] == [LOST]


def test_存进库时起不了线程_照样都存进去(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    _three(desk)
    audit(desk, "--no-cache")
    known = _rows(desk / "gouji.duckdb")
    (desk / "gouji.duckdb").unlink()
    monkeypatch.setattr("commands.batch.past.ThreadPoolExecutor.submit", refused)
    assert audit(desk, "--no-cache").exit_code == 1
    assert len(known[0]) == 3
    assert _rows(desk / "gouji.duckdb") == known
