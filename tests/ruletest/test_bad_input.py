# ruff: noqa: N802　测试名是中文句子
"""随便改坏的测试文件：要么照常运行，要么逐处说出行列，不会抛出别的。"""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ruletest.bench import case, faults, result

GOOD = case("30.00", "outcome: pass") + case("31.00", 'outcome: fail, diff: "1.00"', name="不符")
EDITS = st.lists(
    st.tuples(
        st.integers(0, len(GOOD) - 1),
        st.integers(0, 6),
        st.sampled_from(
            ["", " ", "|", ":", "- ", "\n", "{", "[", "#", "'", '"', "&", "*", "\t", "０", "（", "表", "#2"]
        ),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=150, deadline=None)
@given(EDITS)
def test_改坏的测试文件(edits: list[tuple[int, int, str]]) -> None:
    text = GOOD
    for start, length, inserted in edits:
        text = text[:start] + inserted + text[start + length :]
    with tempfile.TemporaryDirectory() as folder:
        found = result(Path(folder), text)
    assert found.cases or found.faults
    assert all(line > 0 and column > 0 and message for line, column, message in faults(found))
