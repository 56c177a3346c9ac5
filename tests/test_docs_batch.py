# ruff: noqa: N802　测试名是中文句子
"""成批核查一页里的例子：照着做得通；讲到的选项、栏名都有，有的都讲到。"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine.batch.cache import MOST, NAME
from reports import partitions, terminal
from tests.audit_tools import EXAMPLES, ROOT, gouji

PAGE = (ROOT / "docs" / "batch.md").read_text(encoding="utf-8")


def _block(name: str) -> str:
    found = re.search(rf"<!-- run:{name} -->\n```python\n(.*?)```", PAGE, re.S)
    assert found, name
    return found[1]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """核查过示例，写好了“表”。"""
    pytest.importorskip("pyarrow", reason="没有装 pyarrow（gouji[parquet]）")
    folder = tmp_path_factory.mktemp("成批")
    done = gouji("audit", str(EXAMPLES), "--parquet", "表", "--fail-on", "never", "--no-store", cwd=folder)
    assert done.code == 0, done.err
    return folder


def _python(code: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_DuckDB的例子(desk: Path) -> None:
    out = _python(_block("duckdb"), desk)
    assert "STR-604" in out
    assert "单位" in out


def test_pandas的例子(desk: Path) -> None:
    out = _python(_block("pandas"), desk)
    assert "青石区档案馆" in out
    assert "2.43" in out


def test_三张表的各栏都讲到(desk: Path) -> None:
    import pyarrow.parquet as pq

    for name in partitions.TABLES:
        columns = set(pq.read_table(desk / "表" / name).column_names)
        told = set(re.findall(r"`([a-z_…0-9]+)`", PAGE))
        if name == "facts":
            assert set(re.findall(r"`([a-z_]+)`", _row(name))) <= columns
        else:
            assert {c for c in columns if not c.startswith("outcome_")} <= told, name


def _row(name: str) -> str:
    return next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |")).split("|")[3]


def test_讲到的数与程序里的相同() -> None:
    assert f"`{NAME}`" in PAGE
    assert f"{MOST >> 30} GB" in PAGE
    assert f"超过 {terminal.MOST_DOCUMENTS} 份" in PAGE
    assert partitions.SIZE == 200
    assert "二百份公开件一个分区" in PAGE
