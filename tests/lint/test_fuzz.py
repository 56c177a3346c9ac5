# ruff: noqa: N802　测试名是中文句子
"""改坏的规则：要么照常读得，要么给出指得到行列的错误；决不抛出别的异常，也不悄悄不读。

改法固定由种子给出，每次一样。长时间的试验见 benchmarks/fuzz_rules.py。
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import UsageError
from engine.lint.complaint import Report
from engine.lint.run import lint
from engine.ruleset.layers import rule_files
from reports import lint_view
from tests.disclosures import RULES, vocabulary
from tests.lint.mutations import PAYLOADS, WAYS, mutated

# 编号换成与文件名相同的，改得不坏的规则就读得进去，后面的检查也走得到
SOURCES = [re.sub("^id: .*", "id: T-1", p.read_text(encoding="utf-8")) for p in rule_files(RULES)]
MANIFEST = (
    "version: '2026'\nname: 某省\napplies: {region: [江西省], level: [县级], kind: [预算], year: '>=2019'}\n"
    "heads: {试写: 真实性}\nseverity: {T-1: info}\ndisabled: [T-1]\nparams: {T-1: {上限: 3%}}\n"
)
CHANGES = st.lists(
    st.tuples(st.sampled_from(sorted(WAYS)), st.floats(0, 1), st.sampled_from(PAYLOADS)), min_size=1, max_size=4
)
FEW = settings(max_examples=80, derandomize=True, deadline=None, database=None)


def checked(name: str, text: str, beside: str = "") -> Report | None:
    """把一份文字当作规则文件（或清单）检查；一条规则也没有时为 None。"""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for at, content in {**({"试写/T-1.yaml": beside} if beside else {}), name: text}.items():
            (root / at).parent.mkdir(parents=True, exist_ok=True)
            (root / at).write_text(content, encoding="utf-8", newline="", errors="surrogatepass")
        try:
            report = lint((root,), root, vocabulary())
        except UsageError:
            return None
        lint_view.as_text(report, color=False)
        lint_view.as_json(report)
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for complaint in report.complaints:
            if complaint.severity == "error" and complaint.path == root / name:
                assert 1 <= complaint.line <= len(lines)
                assert 1 <= complaint.column <= len(lines[complaint.line - 1]) + 1
                assert complaint.message
        return report


@FEW
@given(st.sampled_from(SOURCES), CHANGES)
def test_改坏的规则_有错必指到行列(text: str, changes: list[tuple[str, float, str]]) -> None:
    broken = mutated(text, changes)
    report = checked("试写/T-1.yaml", broken)
    assert report is not None
    assert report.rules == 1
    assert report.complaints  # 没有测试，至少有一条提醒；读不进去的有错误


@FEW
@given(CHANGES)
def test_改坏的清单_有错必指到行列(changes: list[tuple[str, float, str]]) -> None:
    checked("ruleset.yaml", mutated(MANIFEST, changes), SOURCES[0])
