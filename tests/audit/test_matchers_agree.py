# ruff: noqa: N802　测试名是中文句子
"""两种匹配器在示例（和可用时的真实公开件）上逐条相同；其余测试经 audit_text 也都比过。"""

from __future__ import annotations

import pytest

from engine.audit import Auditor
from engine.inference.durable import unavailable
from engine.inference.select import matcher
from tests.audit_tools import EXAMPLES, ROOT, audit_example, audit_file, load_rules, vocabulary

CORPUS = ROOT.parent / "shared" / "corpus" / "docs"


def test_示例() -> None:
    for path in sorted(EXAMPLES.glob("*.txt")):
        assert audit_example(path.name).audit.results


@pytest.mark.skipif(not CORPUS.is_dir(), reason="没有 ../shared/corpus，不比对真实公开件")
def test_真实公开件() -> None:
    for path in sorted(CORPUS.glob("*.txt")):
        assert audit_file(path).audit.results


@pytest.mark.skipif(bool(unavailable()), reason="这里装不上 durable_rules")
def test_同一个匹配器先后核查几份_互不影响() -> None:
    """核查过别的文件的 durable 匹配器，结果与新开的相同。"""
    first, second = sorted(EXAMPLES.glob("*-差错.txt"))
    used = Auditor(load_rules(None), vocabulary(), matcher("durable"))
    used.audit(first)
    again = used.audit(second)
    fresh = Auditor(load_rules(None), vocabulary(), matcher("durable")).audit(second)
    assert again.results == fresh.results
    assert again.notes == fresh.notes == ()
