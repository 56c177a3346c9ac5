# ruff: noqa: N802　测试名是中文句子
"""几个进程核查一批：结果与几个进程无关；一份害死了进程，其余照做。"""

from __future__ import annotations

import io
import os
import signal
import sys
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from commands.batch import progress
from engine.audit import Auditor
from engine.document import Document
from engine.facts.build import FactSet
from reports import terminal
from tests.audit_tools import report_of
from tests.batch.batch_tools import BAD, NAMES, mixed, written
from tests.cli_tools import audit, audited, errors_of, run

ALL = "html,json,xlsx,csv,sarif,junit,docx"


def test_一个_两个_四个进程_逐字节相同_坏文件也在内(desk: Path) -> None:
    mixed(desk)
    found = []
    for jobs in ("1", "2", "4"):
        done = audit(desk, "--jobs", jobs, "--format", ALL, "--no-cache", "--no-store")
        assert done.exit_code == 3
        found.append((done.output, written(desk / "out")))
    assert found[0] == found[1] == found[2]
    assert [d["name"] for d in report_of(desk / "out")["documents"]] == sorted([*BAD, *(f"{n}.txt" for n in NAMES)])


def test_有历年库的也一样(desk: Path) -> None:
    mixed(desk)
    found = []
    for jobs in ("1", "3"):
        audit(desk, "--jobs", jobs, "--no-cache", "--store", desk / f"{jobs}.duckdb")
        with duckdb.connect(str(desk / f"{jobs}.duckdb"), read_only=True) as store:
            rows = [
                store.execute(f"SELECT * FROM {t} ORDER BY ALL").fetchall() for t in ("documents", "facts", "quotes")
            ]
        found.append((written(desk / "out"), rows))
    assert found[0] == found[1]
    assert len(found[0][1][0]) == len(NAMES)


@pytest.mark.parametrize("jobs", ["0", "-1", "两个"])
def test_进程数写得不对(desk: Path, jobs: str) -> None:
    done = run("audit", desk / "docs", "--jobs", jobs)
    assert done.exit_code == 2
    assert "--jobs" in done.output


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_一份害死了核查它的进程_一句话说明_其余照做(desk: Path, monkeypatch: pytest.MonkeyPatch, jobs: str) -> None:
    mixed(desk)
    facts = Auditor.facts

    def deadly(self: Auditor, source: Path | Document) -> FactSet:
        if "丁" in str(getattr(source, "path", source)):
            os.kill(os.getpid(), signal.SIGKILL)
        return facts(self, source)

    monkeypatch.setattr(Auditor, "facts", deadly)
    done = audit(desk, "--jobs", jobs)
    assert done.exit_code == 3
    assert audited(desk) == sorted(f"{n}.txt" for n in NAMES if n != "丁")
    why = errors_of(desk)["丁.txt"]
    assert "丁.txt：核查它的进程中途死了" in why
    assert "\n" not in why


def test_死过的一份下次还会再试(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mixed(desk)
    with monkeypatch.context() as patch:
        patch.setattr(Auditor, "facts", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        assert audit(desk).exit_code == 3
        assert audited(desk) == []
    assert audit(desk).exit_code == 3
    assert audited(desk) == sorted(f"{n}.txt" for n in NAMES)


def test_不是终端的没有进度条(desk: Path) -> None:
    mixed(desk)
    assert "份/" not in audit(desk).stderr
    assert "核查" not in audit(desk).stderr


def test_份数太多_终端里只列没有核查的(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mixed(desk)
    monkeypatch.setattr(terminal, "MOST_DOCUMENTS", 4)
    out = audit(desk).stdout
    assert "共 11 份文件，核查 8 份" in out
    assert all(name in out for name in BAD)
    assert "SUM-110" not in out
    assert len([line for line in out.splitlines() if "无法核查" in line]) <= 1


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_进度条_份数_快慢_还要多久(monkeypatch: pytest.MonkeyPatch) -> None:
    screen, now = _Terminal(), [0.0]
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now[0]))
    with progress.Progress(40, "核查") as bar:
        for number in range(10):
            reused = number < 5
            now[0] += 0 if reused else 6
            bar.done(reused)
    assert "核查" in screen.getvalue()
    assert "10/40  每分钟 10 份，还要约 3 分钟" in screen.getvalue(), "上次做好的不算进快慢"


def test_进度条_做得快的没有(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: 0.0))
    with progress.Progress(2, "核查") as bar:
        bar.done()
        bar.done()
    assert screen.getvalue() == ""
