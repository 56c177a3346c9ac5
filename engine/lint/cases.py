"""规则的测试：有没有，读不读得进去，通过和不符合是不是各有一个用例。

错误示例  只有通过的用例：规则什么也查不出来，测试照样通过
正确示例  至少一个用例 outcome: pass，一个用例 outcome: fail
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.errors import RuleError, RuleFault
from engine.lint.complaint import Complaint
from engine.lint.files import test_of
from engine.outcome import FAIL, PASS
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.model import Rule
from engine.ruletest.read import read_tests

_NEEDED = ((PASS, "通过（outcome: pass）"), (FAIL, "不符合（outcome: fail）"))


def complaints(rule: Rule, path: Path, vocabulary: Vocabulary) -> Iterator[Complaint]:
    """path 是规则文件；意见指到规则或它的测试。"""
    test = test_of(path)
    if not test.is_file():
        fault = RuleFault(rule.file, 0, 0, "规则没有测试，请在旁边写一份 编号.test.yaml")
        yield Complaint.of(fault, "warning", path, rule.id)
        return
    try:
        tests = read_tests(test, test.name, rule.file, vocabulary)
    except RuleError as problem:
        for fault in problem.faults:
            yield Complaint.of(fault, "error", test, rule.id)
        return
    seen = {expected.status for case in tests.cases if not case.todo for expected in case.expect}
    for status, words in _NEEDED:
        if status not in seen:
            fault = RuleFault(test.name, 0, 0, f"测试里没有{words}的用例，请各写至少一个")
            yield Complaint.of(fault, "warning", test, rule.id)
