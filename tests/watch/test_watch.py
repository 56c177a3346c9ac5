# ruff: noqa: N802　测试名是中文句子
"""守望：两次核查的差别；存盘就重做，事实只抽取一次；写错了说出位置，改好了接着看。"""

from __future__ import annotations

import os
import queue
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.audit import Auditor
from engine.errors import RuleFault, UsageError
from engine.facts.build import FactSet
from engine.inference.select import matcher
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.loader import load_ruleset
from engine.watch.change import Change, RuleState, State, Told, difference
from engine.watch.session import Session
from reports import watch_view
from tests.audit_tools import RULES, budget, gouji, interrupted, rule, table, watching, write_rules

HEAD = "科目编码|科目名称|合计|基本支出|项目支出"
TEXT = budget(table("部门支出总表", HEAD, "208|社会保障|5.50|3.00|2.00", "|合计|5.50|3.00|2.50"))
BODY = rule(
    "check: formula\ngiven: {table: [支出总表]}\nassert: 合计 == 基本支出 + 项目支出", message="“{row}”相差{diff}"
)


def told(message: str, severity: str = "error") -> Told:
    return Told(severity, "T-1", message)


def state(sha: str = "1", findings: dict[str, Told] | None = None, faults: tuple[RuleFault, ...] = ()) -> State:
    return State({"T-1": RuleState("试写", "试写/T-1.yaml", sha, {"pass": 1})}, findings or {}, faults)


# ---- 差别


def test_新增_消失_说法变了_未变的个数() -> None:
    before = state(findings={"a": told("甲"), "b": told("乙"), "c": told("丙")})
    after = state("2", {"a": told("甲"), "c": told("丙改了"), "d": told("丁")})
    change = difference(before, after)
    assert (change.new, change.gone, change.same) == ((told("丁"),), (told("乙"),), 1)
    assert change.reworded == ((told("丙"), told("丙改了")),)
    assert list(change.saved) == ["T-1"]


def test_没有变的规则不算存过_删去的规则列出() -> None:
    assert not difference(state(), state()).saved
    assert difference(state(), State()).removed == ("T-1",)


def test_文件读不出来_不说问题消失() -> None:
    change = difference(state(findings={"a": told("甲")}), State(problem="打不开"))
    assert (change.gone, change.removed, change.problem) == ((), (), "打不开")


def test_改好的错误计数() -> None:
    fault = RuleFault("试写/T-1.yaml", 3, 1, "写错")
    assert difference(state(faults=(fault,)), state("2")).mended == 1


# ---- 一遍遍地看


class Desk:
    """一份公开件、一个规则文件夹；reads 为抽取了几次事实。"""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "公开件.txt"
        self.file.write_text(TEXT, encoding="utf-8")
        self.rules = write_rules(folder / "规则", BODY)
        self.rule = self.rules / "试写" / "T-1.yaml"
        self.reads = 0
        self.clock = 0
        self.session = self.watch((RULES, self.rules))

    def watch(self, roots: tuple[Path, ...]) -> Session:
        def auditor(words: Vocabulary) -> Auditor:
            return Auditor(load_ruleset(roots, words), words, matcher("reference"))

        return Session(self.file, roots, self._read, auditor)

    def _read(self, auditor: Auditor) -> FactSet:
        self.reads += 1
        return auditor.facts(self.file)

    def save(self, path: Path, text: str) -> Change:
        """存盘，修改时间一定往后走，再看一遍。"""
        path.write_text(text, encoding="utf-8")
        self.clock += 1
        os.utime(path, (2_000_000_000 + self.clock,) * 2)
        assert self.session.look() is None  # 可能还没有写完
        found = self.session.look()
        assert found is not None
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_只改规则_不再抽取事实_只说这条规则(desk: Desk) -> None:
    first = desk.session.look()
    assert first is not None
    assert any(t.message == "“208 社会保障”相差0.50万元" for t in first.new)
    assert desk.session.look() is None
    change = desk.save(desk.rule, BODY.replace("assert: 合计 ==", "assert: 合计 >="))
    assert desk.reads == 1
    assert list(change.saved) == ["T-1"]
    before, now = change.saved["T-1"]
    assert before is not None
    assert (before.counts, now.counts) == ({"fail": 1, "pass": 1}, {"pass": 2})
    assert [t.message for t in change.gone] == ["“208 社会保障”相差0.50万元"]
    shown = watch_view.as_text(change, False, 100)
    assert "● T-1 试写的规则：通过 2（原来 通过 1、不符合 1）" in shown
    assert "－ 错误 T-1 “208 社会保障”相差0.50万元" in shown


def test_改文件_重新抽取(desk: Desk) -> None:
    desk.session.look()
    change = desk.save(desk.file, TEXT.replace("5.50\t3.00\t2.00", "5.00\t3.00\t2.00"))
    assert desk.reads == 2
    assert "“208 社会保障”相差0.50万元" in [t.message for t in change.gone]


def test_写错_指到行列_接着看_改好了说改好(desk: Desk) -> None:
    desk.session.look()
    broken = desk.save(desk.rule, BODY.replace("given:", "givne:"))
    shown = watch_view.as_text(broken, False, 100)
    assert "规则错误：试写/T-1.yaml:5:1：规则没有“givne”这个键，是否为“given”？" in shown
    assert "○ T-1 没有了（删去、停用或写错）" in shown
    mended = desk.save(desk.rule, BODY)
    assert mended.mended == len(broken.faults)
    assert "“208 社会保障”相差0.50万元" in [t.message for t in mended.new]


def test_文件一时读不出来_保留前一次(desk: Desk) -> None:
    desk.session.look()
    gone = desk.save(desk.file, "春眠不觉晓\n")
    assert "不像部门预算" in gone.problem
    assert "前一次的结果保留" in watch_view.as_text(gone, False, 100)
    assert desk.save(desk.file, TEXT).new == ()


def test_一处也没有查的_说原因_指向解释(desk: Desk) -> None:
    desk.session.look()
    change = desk.save(desk.rule, BODY.replace("[支出总表]", "[支出决算表]"))
    assert "一处也没有查" in watch_view.as_text(change, False, 100)
    assert "gouji explain T-1" in watch_view.as_text(change, False, 100)


def test_规则文件夹不存在_开始就说(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.session = desk.watch((RULES, tmp_path / "没有"))
    with pytest.raises(UsageError, match="没有这个规则目录"):
        desk.session.look()


# ---- 命令


@pytest.fixture
def watched(desk: Desk) -> Iterator[tuple[Desk, subprocess.Popen[bytes], queue.Queue[str]]]:
    """另起进程守望；输出逐行放进队列。"""
    process = watching(desk.file, "--rules", desk.rules)
    lines: queue.Queue[str] = queue.Queue()

    def pump() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line.decode())

    threading.Thread(target=pump, daemon=True).start()
    yield desk, process, lines
    process.kill()
    process.wait()


def wait_for(lines: queue.Queue[str], part: str) -> str:
    """等到有这些字的一行；一分钟还没有就是没有（与快慢无关）。"""
    seen = []
    while True:
        try:
            seen.append(lines.get(timeout=60))
        except queue.Empty:
            raise AssertionError(f"没有等到“{part}”，只有：{''.join(seen)}") from None
        if part in seen[-1]:
            return seen[-1]


def test_命令_存盘后说出变化_中断后干净地结束(
    watched: tuple[Desk, subprocess.Popen[bytes], queue.Queue[str]],
) -> None:
    desk, process, lines = watched
    wait_for(lines, "存盘即重新核查")
    desk.rule.write_text(BODY.replace("assert: 合计 ==", "assrt: 合计 =="), encoding="utf-8")
    wait_for(lines, "是否为“assert”")
    desk.rule.write_text(BODY.replace("合计 == 基本支出 + 项目支出", "合计 >= 基本支出"), encoding="utf-8")
    wait_for(lines, "● T-1 试写的规则：通过 2")
    assert interrupted(process) == 0
    wait_for(lines, "不再守望")


def test_命令_文件打不开_规则文件夹没有(tmp_path: Path, desk: Desk) -> None:
    assert gouji("watch", tmp_path / "没有.txt").code == 3
    wrong = gouji("watch", desk.file, "--rules", tmp_path / "没有")
    assert wrong.code == 2
    assert "没有这个规则目录" in wrong.err
