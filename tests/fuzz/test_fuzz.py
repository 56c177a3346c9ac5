# ruff: noqa: N802　测试名是中文句子
"""模糊试验的短的一份：找出过毛病的输入再试一遍，种子和固定的随机输入各试一些，每次一样。

长的一份是 benchmarks/fuzz.py，量得的数见 docs/fuzzing.md。cases/对象/ 是找出过毛病的输入，
corpus/对象/ 是长的一份留下的、各走到不同地方的输入。
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzzing import TARGETS, target

pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no default style")  # 拼的工作簿没有
HERE = Path(__file__).parent
CASES = sorted(p.relative_to(HERE / "cases") for p in (HERE / "cases").rglob("*") if p.is_file())
SLOW = {"audit": 4, "store": 4, "isolated": 12, "renderers": 20, "pdf": 12, "xlsx": 20}
"""各试这么多份随机的，其余的各 60 份。"""


@pytest.mark.parametrize("path", CASES, ids=str)
def test_找出过毛病的输入(path: Path) -> None:
    target(path.parts[0]).run((HERE / "cases" / path).read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_留下的输入(name: str) -> None:
    found = target(name)
    kept = sorted((HERE / "corpus" / name).iterdir())
    assert kept
    for path in kept:
        found.run(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_随机的输入(name: str) -> None:
    found = target(name)

    @settings(max_examples=SLOW.get(name, 60), derandomize=True, deadline=None, database=None)
    @given(st.binary(max_size=found.length))
    def once(data: bytes) -> None:
        found.run(data)

    once()
