# ruff: noqa: N802　测试名是中文句子
"""几个进程核查一批：结果与几个进程无关；一份害死了进程，其余照做。"""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from engine.audit import Auditor
from engine.document import Document
from engine.facts.build import FactSet
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
        found.append(written(desk / "out"))
    assert found[0] == found[1]


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
