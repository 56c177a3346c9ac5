# ruff: noqa: N802　测试名是中文句子
"""gouji facts：三种样子，没有看懂的列在最后。"""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.audit_tools import gouji, table
from tests.cli_tools import CHINESE, CLEAN, ERROR, POEM, put, run, sentences


def test_facts_三种格式(desk: Path) -> None:
    path = put(desk, "甲.txt", CLEAN + "\n\n" + table("公园设施清单", "名称|数量", "长椅|12", unit=""))
    shown = run("facts", path)
    assert shown.exit_code == 0
    assert "城乡社区支出" in shown.output
    assert "没有看懂" in shown.output
    assert shown.output.index("城乡社区支出") < shown.output.index("没有看懂")

    listed = list(csv.DictReader(io.StringIO(run("facts", path, "--format", "csv").output.removeprefix("\ufeff"))))
    assert len(listed) > 3

    found = json.loads(run("facts", path, "--format", "json").output)
    assert set(found) >= {"facts", "not_understood"}
    cells = [f for f in found["facts"] if f["kind"] == "cell" and f["code"] == "212"]
    assert {(Decimal(f["amount"]), f["unit"], f["printed"]) for f in cells if f["amount"]} == {
        (Decimal(5), "万元", "5.00")
    }
    assert all(
        set(f) >= {"kind", "concept", "code", "name", "entity", "year", "basis", "place"} for f in found["facts"]
    )
    assert any(
        "公园设施清单" in json.dumps(n, ensure_ascii=False) or "名称" in n["printed"] for n in found["not_understood"]
    )


@pytest.mark.parametrize("form", ["csv", "json"])
def test_facts_相同输入相同字节(desk: Path, form: str) -> None:
    path = put(desk, "甲.txt", ERROR)
    outs = {gouji("facts", path, "--format", form, env={"PYTHONHASHSEED": s}).out for s in ("0", "7")}
    assert len(outs) == 1


@pytest.mark.parametrize(("name", "text"), [("空.txt", b""), ("程序.txt", b"\x7fELF" + bytes(range(32)) * 9)])
def test_facts_读不出来是3(desk: Path, name: str, text: bytes) -> None:
    done = run("facts", put(desk, name, text))
    assert done.exit_code == 3
    (sentence,) = sentences(done, name)
    assert CHINESE.search(sentence)


def test_facts_不是公开件_照样列出_标准错误里说一句(desk: Path) -> None:
    done = run("facts", put(desk, "诗.txt", POEM))
    assert done.exit_code == 0
    (sentence,) = done.stderr.splitlines()
    assert "诗.txt" in sentence
    assert "不像部门预算或部门决算" in sentence
    assert "件事实" in done.stdout
    assert run("facts", put(desk, "甲.txt", CLEAN)).stderr == ""
