# ruff: noqa: N802　测试名是中文句子
"""读回 report.json：不是报告的、损坏的、别的版本的，各有一句话。"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.errors import UsageError
from reports import json_report, schema
from reports.load import load
from tests.reports import sample


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    json_report.write(sample.report(), path)
    return path


def test_读回来照原样_给文件夹也行(file: Path) -> None:
    for path in (file, file.parent):
        found = load(path)
        assert found.report == sample.report()
        assert json_report.dumps(found.report).encode() == file.read_bytes()
        assert len(found.sha256) == 64


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ":1:1：不是完整的 JSON"),
        (b'{"schema": ', ":1:12：不是完整的 JSON"),
        (b"\xff\xfe\x00", "不是 UTF-8"),
        (b"[1, 2]", "不是勾稽的报告"),
        (b"3", "不是勾稽的报告"),
        (b'{"schema": 1}', "不是勾稽的报告"),
        (b'{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0"}', "不是勾稽的报告"),
        (b'{"schema": "gouji-report/2"}', "格式是 gouji-report/2，本程序只认 gouji-report/1"),
        (b'{"schema": "gouji-report/1"}', "缺 tool，另有 3 处"),
        (b"[" * 100_000, "套得太深"),
    ],
)
def test_不是报告的说一句(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "旧.json"
    path.write_bytes(data)
    with pytest.raises(UsageError) as told:
        load(path)
    assert words in str(told.value)
    assert "旧.json" in str(told.value) and "\n" not in str(told.value)


def test_没有这个文件(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"没有\.json：打不开（没有这个文件或文件夹）"):
        load(tmp_path / "没有.json")


def _set(*path: Any) -> Callable[[Any], None]:
    def change(report: Any) -> None:
        *way, key, value = path
        for step in way:
            report = report[step]
        report[key] = value

    return change


@pytest.mark.parametrize(
    ("change", "at"),
    [
        (_set("documents", 0, "findings", 0, "severity", "fatal"), "documents/0/findings/0/severity"),
        (_set("documents", 0, "findings", 0, "evidence", None), "documents/0/findings/0/evidence"),
        (_set("documents", 0, "lines", "很多"), "documents/0/lines"),
        (_set("documents", 0, "pages", True), "documents/0/pages"),
        (_set("documents", 0, "outcomes", {}), "documents/0/outcomes"),
        (_set("documents", {}), "documents"),
        (_set("run", "engine", "别的"), "run/engine"),
        (_set("documents", 0, "findings", 0, "ledger", {"status": 1}), "documents/0/findings/0/ledger"),
        (_set("ledger", {"path": "", "sha256": "", "faults": [], "entries": [{"row": {"甲": 1}}]}), "ledger/entries/0"),
    ],
)
def test_键和类型不对的指出位置_与公布的格式一致(file: Path, change: Callable[[Any], None], at: str) -> None:
    report = copy.deepcopy(sample.report())
    assert schema.faults(report) == schema.validate(report) == []
    change(report)
    assert schema.validate(report)
    assert schema.faults(report)[0].startswith(at)
    file.write_text(json.dumps(report), encoding="utf-8")
    with pytest.raises(UsageError, match="不合 gouji-report/1 的格式"):
        load(file)


def test_没有核查的文件不要求各键(file: Path) -> None:
    report = sample.report()
    assert schema.faults(report) == []
    del report["documents"][0]["coverage"]
    assert schema.faults(report) == ["documents/0：缺 coverage"]
