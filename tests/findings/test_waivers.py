# ruff: noqa: N802　测试名是中文句子
"""豁免：登记过的不计入问题，照样列出；过期的问题回来；用不到的说一声；没有日期一条也不启用。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.audit import Audit, Auditor
from engine.errors import UsageError
from engine.findings.waive import EXPIRED, IDLE, UNUSED, USED, covers
from engine.inference.select import matcher
from engine.outcome import FAIL, NOT_APPLICABLE, WAIVED
from engine.ruleset.loader import load_ruleset
from engine.ruleset.waivers import Register, day_of, in_rulesets, load_register
from tests.audit_tools import MATCHERS, RULES, budget, rule, table, vocabulary, write_rules

CAP = rule(
    """
check: formula
given: {table: [支出总表], codes: ['2010101', '2210201']}
assert: 项目支出 == 0
message: '{row}列有项目支出{printed}'
""",
    ident="T-1",
)
OTHER = rule("check: forbidden_text\nphrases: ['示范文本']", ident="T-2")
TEXT = budget(
    table(
        "部门支出总表",
        "科目编码|科目名称|合计|基本支出|项目支出",
        "2010101|行政运行|12.00|10.00|2.00",
        "2210201|住房公积金|8.00|5.00|3.00",
    )
)
CLEAN = TEXT.replace("12.00|", "10.00|").replace("\t2.00", "\t").replace("\t3.00", "\t")


def entry(**changes: str) -> str:
    written = {
        "rule": "T-1",
        "unit": "白鹭区园林局",
        "year": "2025",
        "reason": "经批准列支临时任务",
        "document": "白财预〔2025〕12号",
        "approved_by": "预算股",
        "expires": "2025-12-31",
        **changes,
    }
    return "- " + "\n  ".join(f'{name}: "{value}"' for name, value in written.items() if value)


class Desk:
    """一套规则、一份公开件、一份豁免登记。"""

    def __init__(self, folder: Path) -> None:
        self.rules = write_rules(folder / "规则", CAP, OTHER)
        self.file = folder / "豁免.yaml"
        self.document = folder / "公开件.txt"
        self.write(TEXT)

    def write(self, text: str) -> None:
        self.document.write_text(text, encoding="utf-8")

    def register(self, *entries: str, day: str = "2025-06-30") -> Register:
        self.file.write_text("\n".join(entries), encoding="utf-8")
        return load_register((self.file,), (), {"T-1", "T-2"}, day)

    def audit(self, *entries: str, day: str = "2025-06-30") -> Audit:
        """两种匹配器各核查一遍，要求相同。"""
        register = self.register(*entries, day=day)
        assert not register.faults
        ruleset = load_ruleset((RULES, self.rules), vocabulary())
        first, second = (
            Auditor(ruleset, vocabulary(), matcher(name), register=register).audit(self.document) for name in MATCHERS
        )
        assert first.results == second.results
        assert first.findings == second.findings
        return first

    def fault(self, *entries: str, day: str = "2025-06-30") -> str:
        register = self.register(*entries, day=day)
        assert not register.waivers
        (fault,) = register.faults
        return str(fault).removeprefix(str(self.file))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def found(audit: Audit) -> dict[str, str]:
    """试写的规则和豁免规则的问题：规则 → 怎么说。"""
    return {f.rule.id: f.message for f in audit.findings if f.rule.family in ("试写", "豁免")}


def statuses(audit: Audit, rule_id: str = "T-1") -> list[str]:
    return [o.status for r, o in audit.results if r.id == rule_id]


# ---- 用到、过期、用不到


def test_登记过的_不计入问题_照样列出理由(desk: Desk) -> None:
    audit = desk.audit(entry())
    assert found(audit) == {}
    assert statuses(audit) == [WAIVED, WAIVED]
    reasons = {o.reason for r, o in audit.results if r.id == "T-1"}
    assert reasons == {"经批准列支临时任务（预算股批准，白财预〔2025〕12号，至 2025-12-31）"}
    (use,) = audit.waivers
    assert use.state == USED
    assert use.findings == ("2010101 行政运行列有项目支出2.00万元", "2210201 住房公积金列有项目支出3.00万元")


def test_只豁免登记的位置(desk: Desk) -> None:
    audit = desk.audit(entry(at="支出总表/2010101"))
    assert sorted(statuses(audit)) == [FAIL, WAIVED]
    assert found(audit) == {"T-1": "2210201 住房公积金列有项目支出3.00万元"}


def test_到期当天还有效_次日过期_问题回来并提示(desk: Desk) -> None:
    assert found(desk.audit(entry(), day="2025-12-31")) == {}
    audit = desk.audit(entry(), day="2026-01-01")
    assert statuses(audit) == [FAIL, FAIL]
    assert set(found(audit)) == {"T-1", "WAIVER-EXPIRED"}
    assert "对 T-1 的豁免已于2025-12-31到期" in found(audit)["WAIVER-EXPIRED"]
    assert "豁免.yaml 第 1 行，预算股批准" in found(audit)["WAIVER-EXPIRED"]
    (use,) = audit.waivers
    assert use.state == EXPIRED


def test_过期而问题已经没有了_不必提示(desk: Desk) -> None:
    desk.write(CLEAN)
    audit = desk.audit(entry(), day="2026-01-01")
    assert found(audit) == {}
    assert [u.state for u in audit.waivers] == [EXPIRED]


def test_规则查了而没有用到_说一声(desk: Desk) -> None:
    desk.write(CLEAN)
    audit = desk.audit(entry())
    assert list(found(audit)) == ["WAIVER-UNUSED"]
    assert [u.state for u in audit.waivers] == [UNUSED]


def test_位置写错了_问题还在_说没有用到(desk: Desk) -> None:
    audit = desk.audit(entry(at="支出总表/2010102"))
    assert set(found(audit)) == {"T-1", "WAIVER-UNUSED"}


def test_规则没有可查的_不说没有用到(desk: Desk) -> None:
    desk.write(budget(table("部门收入总表", "科目编码|科目名称|合计", "2010101|行政运行|12.00")))
    audit = desk.audit(entry())
    assert found(audit) == {}
    assert audit.waivers == ()


def test_登记的位置无法核查_不说没有用到(desk: Desk) -> None:
    desk.write(TEXT.replace("\t2.00", "\tZ.00"))
    audit = desk.audit(entry(at="支出总表/2010101"))
    assert list(found(audit)) == ["T-1"]
    assert [u.state for u in audit.waivers] == [IDLE]


@pytest.mark.parametrize("change", [{"unit": "青石区园林局"}, {"year": "2024"}])
def test_别的单位_别的年度_与这份文件无关(desk: Desk, change: dict[str, str]) -> None:
    audit = desk.audit(entry(**change))
    assert statuses(audit) == [FAIL, FAIL]
    assert audit.waivers == ()


def test_没有核查日期_一条也不启用(desk: Desk) -> None:
    audit = desk.audit(entry(), day="")
    assert list(found(audit)) == ["T-1"]
    assert [u.state for u in audit.waivers] == [IDLE]


def test_批准日之前不启用(desk: Desk) -> None:
    waiver = entry(granted="2025-07-01")
    assert [u.state for u in desk.audit(waiver, day="2025-06-30").waivers] == [IDLE]
    assert [u.state for u in desk.audit(waiver, day="2025-07-01").waivers] == [USED]


def test_豁免了的不参加归并(desk: Desk) -> None:
    """留作问题的那一处豁免了，同一根源的另一处仍是问题。"""
    merge = rule(
        "check: outcomes\nof: {rule: [T-1, T-3]}\nshare: [格]\nprove: 代入\nthen: merge\nmessage: '{lead}'", ident="M-1"
    )
    write_rules(desk.rules, merge, CAP.replace("id: T-1", "id: T-3"))

    def roots(audit: Audit) -> list[tuple[str, list[str]]]:
        return [(f.rule.id, [r.rule.id for r in f.related]) for f in audit.findings if f.rule.family == "试写"]

    assert roots(desk.audit(entry(year="2024"))) == [("T-1", ["T-3"]), ("T-1", ["T-3"])]
    assert roots(desk.audit(entry(at="支出总表/2010101"))) == [("T-3", []), ("T-1", ["T-3"])]


@pytest.mark.parametrize(
    ("wanted", "at", "expected"),
    [
        ("", "支出总表/208/合计", True),
        ("支出总表", "支出总表/208/合计", True),
        ("支出总表/208", "支出总表/208/合计", True),
        ("支出总表/20", "支出总表/208/合计", False),
        ("支出总表", "支出总表#2/208/合计", True),
        ("收入总表/合计", "支出总表/合计/合计=收入总表/合计/合计", True),
        ("“三公”经费说明", '"三公"经费说明/公务接待费', True),
        ("支出总表/208/合计/甲", "支出总表/208/合计", False),
    ],
)
def test_位置(wanted: str, at: str, expected: bool) -> None:
    assert covers(wanted, at) is expected


# ---- 登记写错了


@pytest.mark.parametrize(
    ("change", "at", "said"),
    [
        ({"rule": "T-9"}, ":1:10：", "没有“T-9”这条规则，或已停用，是否为“T-2”？"),
        ({"year": "二〇二五"}, ":3:10：", "年度“二〇二五”应是四位数字"),
        ({"expires": "明年底"}, ":7:13：", "日期“明年底”认不出"),
        ({"expires": "2025-02-30"}, ":7:13：", "日期“2025-02-30”认不出"),
        ({"reason": ""}, ":1:3：", "豁免缺少必填的键“reason”"),
        ({"approved_by": ""}, ":1:3：", "豁免缺少必填的键“approved_by”"),
        ({"expires": ""}, ":1:3：", "豁免缺少必填的键“expires”"),
        ({"expire": "2025-12-31"}, ":8:3：", "豁免没有“expire”这个键，是否为“expires”？"),
        ({"expires": "2026-08-05"}, ":7:13：", "从核查日期 2025-06-30 到 2026-08-05 超过 400 天"),
        ({"granted": "2024-01-01"}, ":7:13：", "从批准日 2024-01-01 到 2025-12-31 超过 400 天"),
        ({"granted": "2026-01-01"}, ":7:13：", "到期日 2025-12-31 早于批准日 2026-01-01"),
    ],
)
def test_写错的登记_指到那里_不启用(desk: Desk, change: dict[str, str], at: str, said: str) -> None:
    fault = desk.fault(entry(**change))
    assert fault.startswith(at)
    assert said in fault


def test_正好四百天可以(desk: Desk) -> None:
    assert desk.register(entry(expires="2026-08-04")).waivers
    assert desk.register(entry(granted="2025-01-01", expires="2026-02-05")).waivers


def test_同一条登记两次_后一条是错(desk: Desk) -> None:
    register = desk.register(entry(), entry(reason="另一个理由"))
    assert [w.reason for w in register.waivers] == ["经批准列支临时任务"]
    assert "第 1 行是同一条豁免" in str(register.faults[0])


def test_一条写错_别的照用(desk: Desk) -> None:
    register = desk.register(entry(rule="T-9"), entry())
    assert len(register.faults) == len(register.waivers) == 1


@pytest.mark.parametrize(
    ("text", "said"), [("", "文件是空的"), ("rule: T-1", "豁免登记应是列表"), ("- {rule: 'T-1}", "引号没有配对")]
)
def test_不是列表_说出来(desk: Desk, text: str, said: str) -> None:
    register = desk.register(text)
    assert not register.waivers
    assert said in str(register.faults[0])


def test_指定的文件打不开(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="豁免登记打不开（没有这个文件或文件夹）"):
        load_register((tmp_path / "没有.yaml",), (), set(), "")


def test_规则集文件夹里的自动读_里面的规则集也是(tmp_path: Path) -> None:
    inner = tmp_path / "地方" / "某市"
    inner.mkdir(parents=True)
    for path in (tmp_path / "waivers.yaml", inner / "waivers.yaml", inner / "ruleset.yaml"):
        path.write_text(entry() if path.name == "waivers.yaml" else 'version: "1"', encoding="utf-8")
    (tmp_path / "别处").mkdir()
    assert in_rulesets((tmp_path,)) == (tmp_path / "waivers.yaml", inner / "waivers.yaml")


def test_规则集文件夹里的waivers不当作规则(desk: Desk) -> None:
    (desk.rules / "waivers.yaml").write_text(entry(), encoding="utf-8")
    assert not load_ruleset((RULES, desk.rules), vocabulary()).errors


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-06-30", date(2025, 6, 30)),
        ("2025年6月30日", date(2025, 6, 30)),
        ("2025/6/30", date(2025, 6, 30)),
        ("2025年6月", None),
        ("2025-13-01", None),
        ("", None),
    ],
)
def test_日期(text: str, day: date | None) -> None:
    assert day_of(text) == day


def test_豁免自己的结论_说规则_位置_理由_登记在哪一行(desk: Desk) -> None:
    audit = desk.audit(entry(at="支出总表/2010102"))
    (unused,) = (o for r, o in audit.results if r.id == "WAIVER-UNUSED")
    assert (unused.status, unused.at) == (FAIL, "豁免/T-1/支出总表/2010102")
    assert unused.fields["place"].endswith("豁免.yaml 第 1 行")
    assert [e.quote for e in unused.evidence] == [f"{unused.fields['place']}：T-1，经批准列支临时任务"]
    (none,) = (o for r, o in audit.results if r.id == "WAIVER-EXPIRED")
    assert (none.status, none.at, none.reason) == (NOT_APPLICABLE, "全文", "没有这样的豁免")


def test_没有写位置的豁免_位置只写到规则(desk: Desk) -> None:
    desk.write(CLEAN)
    (unused,) = (o for r, o in desk.audit(entry()).results if r.id == "WAIVER-UNUSED")
    assert unused.at == "豁免/T-1"
