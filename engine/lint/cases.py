"""规则的测试：有没有，读不读得进去，正例、反例是不是各有一个。

错误示例  只有正例：规则什么也查不出来，测试照样通过
正确示例  至少一个不该报问题的用例，一个 outcome: fail 的用例
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from engine.errors import RuleError, RuleFault
from engine.lint.complaint import Complaint
from engine.lint.files import test_of
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.model import Rule
from engine.ruletest.lacking import UNTESTED, lacking
from engine.ruletest.read import read_tests
from engine.within import readable


def complaints(rule: Rule, path: Path, root: Path, vocabulary: Vocabulary) -> Iterator[Complaint]:
    """path 是规则文件，root 是规则目录；意见指到规则或它的测试。"""
    test = test_of(path)
    if not os.path.lexists(test):
        if rule.check == UNTESTED:
            return
        fault = RuleFault(rule.file, 0, 0, "规则没有测试，请在旁边写一份 编号.test.yaml")
        yield Complaint.of(fault, "warning", path, rule.id)
        return
    if not readable(test, root):  # 读规则时已说
        return
    try:
        tests = read_tests(test, test.name, rule.file, vocabulary)
    except RuleError as problem:
        for fault in problem.faults:
            yield Complaint.of(fault, "error", test, rule.id)
        return
    for words in lacking(rule.check, tests):
        yield Complaint.of(RuleFault(test.name, 0, 0, f"测试里{words}"), "warning", test, rule.id)
