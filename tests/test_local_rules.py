# ruff: noqa: N802　测试名是中文句子
"""examples/地方规则：省、县两层叠在自带规则之上，参数、例外、停用、词汇都起作用。"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from engine.audit import Auditor
from engine.inference.reference import ReferenceMatcher
from engine.recognition.identity import Identity
from engine.ruleset.loader import load_ruleset
from engine.ruleset.model import Ruleset
from tests.audit_tools import EXAMPLES, RULES, budget, explained, gouji, vocabulary
from tests.disclosures import document_of

LOCAL = EXAMPLES / "地方规则"


@cache
def ruleset() -> Ruleset:
    return load_ruleset((RULES, LOCAL), vocabulary())


def own(region: str, level: str) -> Ruleset:
    return ruleset().of(Identity("预算", "2025", "", "", True, region, level))


def test_各层都读得进去() -> None:
    assert not ruleset().errors


def test_省一层改参数改级别加规则() -> None:
    rules = {r.id: r for r in own("江西省", "省级").rules}
    assert rules["TXT-305"].params == {"占比下限": "10"}
    assert rules["SG-503"].severity == "warning"
    assert rules["JX-501"].params == {"上限": "5%"}
    assert "JXX-101" not in rules


def test_县一层再收紧_停用一条() -> None:
    rules = {r.id: r for r in own("江西省/赣州市", "县级").rules}
    assert rules["JX-501"].params == {"上限": "3%"}
    assert "XTB-220" not in rules
    assert rules["JXX-101"].layer == "江西省县级（示例）"


def test_外省的文件不受影响() -> None:
    rules = {r.id: r for r in own("浙江省", "县级").rules}
    assert rules["TXT-305"].params == {"占比下限": "15"}
    assert "JX-501" not in rules


def severities(*sentences: str, level: str = "县级") -> list[tuple[str, str]]:
    text = budget("部门预算公开说明：收入支出预算数以万元为单位。", explained("“三公”经费情况说明", *sentences))
    auditor = Auditor(ruleset(), vocabulary(), ReferenceMatcher(), "江西省", level)
    return [(f.severity, f.message) for f in auditor.audit(document_of(text)).findings if f.rule.id == "JX-501"]


RISE = "公务接待费10.40万元，比上年增加0.40万元，增长4.00%"


def test_超过县级的限度_没有超过省的() -> None:
    assert [s for s, _ in severities(f"{RISE}。")] == ["warning"]
    assert severities(f"{RISE}。", level="市级") == []


def test_写了原因的是说明_批准了的不算() -> None:
    ((severity, message),) = severities(f"{RISE}，主要原因是接待批次增多。")
    assert severity == "info"
    assert "超过3%" in message and "接待批次增多" in message
    assert severities(f"{RISE}。", "上述增加已经区政府批准。") == []


def test_核查示例文件夹时_地方规则不当作公开件(tmp_path: Path) -> None:
    ran = gouji("audit", EXAMPLES, "--rules", LOCAL, "--fail-on", "never", "--out", tmp_path)
    assert ran.code == 0
    assert "共 4 份文件" in ran.out
