"""测试共用：写一条规则和它的测试文件，运行，得到结果。"""

from __future__ import annotations

from pathlib import Path

from engine.inference.select import matcher
from engine.ruletest.library import FileResult, run, targets, tiers
from tests.audit_tools import rule, vocabulary

SUM = rule(
    """
check: formula
given: {table: [支出总表]}
needs: [合计, 基本支出, 项目支出]
assert: 合计 == 基本支出 + 项目支出
message: “{row}”合计{printed}，相加为{computed}，相差{diff}
"""
)
TABLE = """\
      tables:
        支出总表: |
          科目编码 | 科目名称 | 合计  | 基本支出 | 项目支出
          2130301  | 行政运行 | {total} | 18.00    | 12.00
"""
DOCUMENT = """\
    document:
      kind: 预算
      year: "2025"
"""


def case(total: str, *expect: str, name: str = "两栏相加", more: str = "") -> str:
    """一个用例：支出总表只有一行，合计为 total，两栏相加为 30.00。"""
    listed = " []\n" if not expect else "\n" + "".join(f"      - {{{e}}}\n" for e in expect)
    return f"  - name: {name}\n{more}{DOCUMENT}{TABLE.format(total=total)}    expect:{listed}"


def write(folder: Path, *cases: str, rule_text: str = SUM, head: str = "rule: T-1\ncases:\n") -> Path:
    """规则和测试写进文件夹，返回规则目录。"""
    family = folder / "试写"
    family.mkdir(exist_ok=True)
    (family / "T-1.yaml").write_text(rule_text, encoding="utf-8")
    (family / "T-1.test.yaml").write_text(head + "".join(cases), encoding="utf-8")
    return folder


def result(folder: Path, *cases: str, rule_text: str = SUM, mutated: bool = False) -> FileResult:
    """运行一条规则的测试。"""
    write(folder, *cases, rule_text=rule_text)
    (target,) = targets(tiers((folder,), vocabulary(), matcher("reference")))
    return run(target, vocabulary(), mutated)


def told(found: FileResult) -> list[str]:
    """各用例的出入，连成一列。"""
    return [d.text for c in found.cases for d in c.differences]


def faults(found: FileResult) -> list[tuple[int, int, str]]:
    """写错的各处：行、列、说法；测试文件的和用例的都算。"""
    listed = (*found.faults, *(f for c in found.cases for f in c.faults))
    return [(f.line, f.column, f.message) for f in listed]


def statuses(found: FileResult) -> list[str]:
    return [c.status for c in found.cases]
