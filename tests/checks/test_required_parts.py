# ruff: noqa: N802　测试名是中文句子
"""required_parts：应公开的要素、目录与正文、序号。"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.audit import Auditor
from engine.inference.reference import ReferenceMatcher
from engine.outcome import Outcome
from engine.ruleset.loader import load_ruleset
from tests.audit_tools import (
    BUDGET_PREFACE,
    RULES,
    Audited,
    audit_text,
    budget,
    evidence_lines,
    explained,
    lines,
    rule,
    table,
    vocabulary,
    write_rules,
)
from tests.disclosures import document_of

TOC = rule("check: required_parts\ntoc: must_match\nmessage: '{where}列有“{title}”，正文未见'")
MATRIX = rule(
    """
check: required_parts
matrix: reference/公开要素矩阵.csv
levels: [◎]
types: [表格]
message: 正文未见《{part}》
"""
)
SECTIONS = MATRIX.replace("types: [表格]", "types: [说明]")
NUMBERING = rule("check: required_parts\nnumbering: continuous\nmessage: '“{where}”{problem}（{title}）'")

INCOME = table("部门收入总表", "单位名称|合计", "合计|1.00")
SPENDING = table("部门支出总表", "科目编码|科目名称|合计", "212|城乡社区支出|1.00")


# ---- 目录与正文


def listed(*parts: str) -> Audited:
    return audit_text(budget("目录", "一、部门收入总表", "二、部门支出总表", *parts), TOC)


def test_目录列的表正文都有() -> None:
    assert listed(INCOME, SPENDING).statuses() == {"pass": 2}


def test_目录列而正文没有_报出来_指到目录那一行() -> None:
    found = listed(INCOME)
    assert found.statuses() == {"pass": 1, "fail": 1}
    finding = found.finding()
    assert finding.message == "目录列有“部门支出总表”，正文未见"
    assert evidence_lines(finding) == [found.line_of("二、部门支出总表")]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("第二部分 2025年部门预算报表（详见附件）", "unknown"),
        ("上述报表详见附件。", "unknown"),
        ("各项指标详见附件《项目绩效目标表》。", "fail"),
        ("附件：联系方式", "fail"),
    ],
)
def test_写明表另见附件的_不能断定没有公开(said: str, status: str) -> None:
    found = listed(INCOME, said)
    (missing,) = (o for o in found.outcomes() if o.at == "目录/支出总表")
    assert missing.status == status
    assert ("附件没有一起核查" in missing.reason) == (status == "unknown")
    (required,) = (o for o in audit_text(budget(INCOME, said), MATRIX).outcomes() if o.at == "支出总表")
    assert required.status == status


def test_正文一张表也没有的_不能断定没有公开() -> None:
    for found in (listed(), audit_text(budget(), MATRIX)):
        assert {o.status for o in found.outcomes()} <= {"unknown", "not_applicable"}
        assert any("一张表也没有" in o.reason for o in found.outcomes(status="unknown"))


def test_正文里的表一张也没有认出的_不能断定没有公开() -> None:
    found = audit_text(budget(table("青石情况一览", "甲|乙", "1.00|2.00")), MATRIX)
    assert {o.status for o in found.outcomes()} <= {"unknown", "not_applicable"}
    assert any("没有认出" in o.reason for o in found.outcomes(status="unknown"))


def test_三公经费的单项公开_不要求整套的表和说明() -> None:
    text = lines(
        "白鹭区园林局2025年“三公”经费预算公开",
        table("“三公”经费支出表", "单位名称|合计|公务接待费", "白鹭区园林局|0.60|0.60"),
        *("一、“三公”经费预算情况", "2025年“三公”经费支出预算0.60万元，其中公务接待费0.60万元。"),
    )
    for rules in (MATRIX, SECTIONS):
        assert {o.status for o in audit_text(text, rules).outcomes()} <= {"pass", "not_applicable"}


def test_叫法不同是同一张表() -> None:
    other = table("2025年部门支出预算总表", "科目编码|科目名称|合计", "212|城乡社区支出|1.00")
    assert listed(INCOME, other).statuses() == {"pass": 2}


def test_有标题没有表格_无法核查() -> None:
    found = listed(INCOME, "部门支出总表", "（此处为图片）")
    assert found.statuses() == {"pass": 1, "unknown": 1}


def test_没有目录_不适用() -> None:
    found = audit_text(budget(INCOME), TOC).outcome()
    assert (found.status, found.reason) == ("not_applicable", "文件没有目录")


def test_目录列的章节没有_是提示不是错误() -> None:
    text = budget(
        "目录",
        "一、部门收入总表",
        "二、政府采购情况说明",
        "三、部门支出总表",
        INCOME,
        SPENDING,
        explained("收入预算情况说明", "2025年收入预算1.00万元。"),
    )
    finding = audit_text(text, TOC).finding()
    assert finding.severity == "warning"
    assert finding.message == "目录列有“政府采购情况说明”，正文未见"


# ---- 应公开的要素

BUDGET_TABLES = (
    "收支总表",
    "收入总表",
    "支出总表",
    "财政拨款收支总表",
    "一般公共预算支出表",
    "一般公共预算基本支出表",
    "三公经费支出表",
    "政府性基金预算支出表",
)


def test_必须公开的表_缺的逐张报() -> None:
    found = audit_text(budget(INCOME, SPENDING), MATRIX)
    assert found.statuses() == {"pass": 2, "fail": 6}
    missing = {f.message for f in found.findings()}
    assert missing == {f"正文未见《{t}》" for t in BUDGET_TABLES if t not in ("收入总表", "支出总表")}


def test_同一张表印了两次_只说一次() -> None:
    found = audit_text(budget(INCOME, SPENDING, "附表", SPENDING), MATRIX)
    assert [o.at for o in found.outcomes(status="pass")] == ["收入总表", "支出总表"]


def test_目录已列出的_由目录规则报_这里不重复() -> None:
    text = budget("目录", "一、部门收入总表", "二、部门支出总表", "三、部门收支总表", INCOME, SPENDING)
    found = audit_text(text, MATRIX)
    assert found.outcome(status="not_applicable").at == "收支总表"
    assert "正文未见《收支总表》" not in {f.message for f in found.findings()}


def test_空表也是公开了() -> None:
    text = budget(INCOME, table("政府性基金预算支出表", "科目编码|科目名称|合计", "|合计|"))
    assert {o.at for o in audit_text(text, MATRIX).outcomes(status="pass")} == {"收入总表", "政府性基金预算支出表"}


def test_应有的说明_有的通过_缺的报() -> None:
    text = budget(explained("政府采购情况说明", "2025年政府采购预算总额3.00万元。"))
    found = audit_text(text, SECTIONS)
    assert [o.at for o in found.outcomes(status="pass")] == ["政府采购情况"]
    assert "正文未见《名词解释》" in {f.message for f in found.findings()}


def test_一个章节标题也没有_说明的有无无法核查() -> None:
    found = audit_text(budget(INCOME, SPENDING), SECTIONS).outcomes()
    assert {(o.status, o.reason) for o in found} == {("unknown", "没有认出任何章节标题，无从判断有没有这一节")}


# ---- 序号


def numbered(*marks: str) -> Audited:
    return audit_text(
        budget("第一部分 部门概况", "一、主要职能", *(f"{m}负责第{n}件公园事务。" for n, m in enumerate(marks, 1))),
        NUMBERING,
    )


def test_序号连续() -> None:
    assert numbered("（一）", "（二）", "（三）").statuses() == {"pass": 1}


def test_缺号_指出前后两项() -> None:
    found = numbered("（一）", "（二）", "（四）")
    finding = found.finding()
    assert finding.message == (
        "“主要职能”序号不连续，应为第3项，实为第4项（“（二）负责第2件公园事务。”之后是“（四）负责第3件公园事务。”）"
    )
    assert evidence_lines(finding) == [found.line_of("（二）"), found.line_of("（四）")]


def test_重号() -> None:
    assert "序号重复" in numbered("（一）", "（二）", "（二）").finding().message


@pytest.mark.parametrize(("end", "status"), [("二、", "pass"), ("三、", "fail"), ("四、", "fail")])
def test_章节一级的序号(end: str, status: str) -> None:
    text = budget("第三部分 部门情况说明", "一、收入预算情况", "收入1.00万元。", f"{end}支出预算情况", "支出1.00万元。")
    assert audit_text(text, NUMBERING).statuses() == {status: 1}


def test_各部分各自从一起() -> None:
    text = budget(
        "第一部分 部门概况",
        "一、主要职能",
        "管公园。",
        "二、机构设置",
        "设两股。",
        "第三部分 部门情况说明",
        "一、收入预算情况",
    )
    assert audit_text(text, NUMBERING).statuses() == {"pass": 1}


def test_上一级换了_下一级重新编号() -> None:
    text = budget(
        "第三部分 部门情况说明",
        "一、收入预算情况",
        "（一）来源。",
        "（二）增减。",
        "二、支出预算情况",
        "（一）去向。",
    )
    assert audit_text(text, NUMBERING).statuses() == {"pass": 1}


def test_表格清单不算章节序号() -> None:
    text = lines(budget("目录", "一、部门收入总表", "三、部门支出总表", INCOME, SPENDING))
    assert audit_text(text, NUMBERING).statuses() == {"pass": 1}


# ---- 不得有的，分层级的


def own_matrix(tmp_path: Path, text: str, level: str = "") -> list[str]:
    write_rules(tmp_path, MATRIX.replace("公开要素矩阵", "本地矩阵").replace("[◎]", "[◎, ×]"))
    (tmp_path / "reference").mkdir()
    head = "要素,类别,文种-预算,文种-决算,文种-预算-县级,条件"
    (tmp_path / "reference" / "本地矩阵.csv").write_text(f"{head}\n{text}\n", encoding="utf-8")
    (tmp_path / "ruleset.yaml").write_text("name: 本地\n", encoding="utf-8")
    ruleset = load_ruleset((RULES, tmp_path), vocabulary())
    assert not ruleset.errors
    auditor = Auditor(ruleset, vocabulary(), ReferenceMatcher(), level=level)
    results = auditor.audit(document_of(budget(BUDGET_PREFACE, INCOME, SPENDING))).results
    return [o.status for r, o in results if r.id == "T-1"]


def test_不得有的公开了_报出来(tmp_path: Path) -> None:
    assert own_matrix(tmp_path, "收入总表,表格,×,,") == ["fail"]


def test_不得有的没有公开_通过(tmp_path: Path) -> None:
    assert own_matrix(tmp_path, "三公经费支出表,表格,×,,") == ["pass"]


def test_县级的看县级一栏(tmp_path: Path) -> None:
    assert own_matrix(tmp_path, "三公经费支出表,表格,△,,◎", "县级") == ["fail"]


def test_别的层级看总的一栏(tmp_path: Path) -> None:
    assert own_matrix(tmp_path, "三公经费支出表,表格,△,,◎", "省级") == ["not_applicable"]


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("2025年度起", "fail"),
        ("2024年度起", "fail"),
        ("2026年度起", "not_applicable"),
        ("某年度起", "not_applicable"),
        ("有项目支出", "not_applicable"),
        ("有基本支出", "not_applicable"),
        ("有政府性基金收支", "not_applicable"),
        ("不认得的条件", "not_applicable"),
    ],
)
def test_矩阵的条件成立才要公开(tmp_path: Path, condition: str, status: str) -> None:
    assert own_matrix(tmp_path, f"三公经费支出表,表格,◎,,,{condition}") == [status]


def test_只有标题没有读出表格的_无法核查() -> None:
    text = budget(INCOME, "部门支出总表", "单位：万元", explained("收入预算情况说明", "2025年收入预算1.00万元。"))
    (unsure,) = (o for o in audit_text(text, MATRIX).outcomes(status="unknown") if o.at == "支出总表")
    assert unsure.reason == "正文有“部门支出总表”的标题，但没有读出表格"


CONDITIONS = {
    "有基本支出": "三公经费支出表",
    "有项目支出": "收支总表",
    "有一般公共预算支出": "财政拨款收支总表",
    "有政府性基金收支": "政府性基金预算支出表",
    "有国有资本经营收支": "一般公共预算基本支出表",
}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Auditor:
    """本地矩阵：每种条件一行，另有一张不得有的。"""
    listed = (f"{name},表格,◎,,{condition}" for condition, name in CONDITIONS.items())
    return local(tmp_path_factory.mktemp("本地"), MATRIX.replace("◎", "◎, ×"), *listed, "收入总表,表格,×,,")


def local(folder: Path, rules: str, *listed: str) -> Auditor:
    """只有一条规则，照本地矩阵查；listed 是矩阵的各行。"""
    write_rules(folder, rules.replace("公开要素矩阵", "本地矩阵"))
    (folder / "reference").mkdir()
    text = "\n".join(("要素,类别,文种-预算,文种-决算,条件", *listed, ""))
    (folder / "reference" / "本地矩阵.csv").write_text(text, encoding="utf-8")
    (folder / "ruleset.yaml").write_text("name: 本地\n", encoding="utf-8")
    ruleset = load_ruleset((folder,), vocabulary())
    assert not ruleset.errors
    return Auditor(ruleset, vocabulary(), ReferenceMatcher())


def own_outcome(auditor: Auditor, name: str, *parts: str, unread: tuple[str, ...] = ()) -> Outcome:
    """本地矩阵里这一张表的结论；parts 是公开件的各部分，unread 是没有读的。"""
    document = replace(document_of(budget(BUDGET_PREFACE, *parts)), unread=unread)
    (found,) = (o for _, o in auditor.audit(document).results if o.at == name)
    return found


def test_不得有的公开了_说是哪一张_指到那张表(own: Auditor) -> None:
    found = own_outcome(own, "收入总表", INCOME)
    assert found.fields == {
        "part": "收入总表",
        "title": "收入总表",
        "condition": "",
        "problem": "不应公开而公开了",
        "where": "正文",
    }
    assert (found.status, [e.quote for e in found.evidence]) == ("fail", ["收入总表"])


def test_不得有的没有见到_没有读全的不能断定没有公开(own: Auditor) -> None:
    assert own_outcome(own, "收入总表", SPENDING).status == "pass"
    unsure = own_outcome(own, "收入总表", SPENDING, unread=("第7页起没有读",))
    assert (unsure.status, unsure.reason) == ("unknown", "文件没有读全，不能断定没有")


@pytest.mark.parametrize(
    ("condition", "columns", "amounts", "status"),
    [
        ("有基本支出", "合计|基本支出|项目支出", "5.00|5.00|", "fail"),
        ("有基本支出", "合计|基本支出|项目支出", "5.00||5.00", "not_applicable"),
        ("有基本支出", "合计|基本支出|项目支出", "5.00|0.00|5.00", "not_applicable"),
        ("有项目支出", "合计|基本支出|项目支出", "5.00||5.00", "fail"),
        ("有项目支出", "合计|基本支出|项目支出", "5.00|5.00|0.00", "not_applicable"),
        ("有一般公共预算支出", "合计|一般公共预算", "5.00|5.00", "fail"),
        ("有一般公共预算支出", "合计|一般公共预算", "5.00|", "not_applicable"),
        ("有政府性基金收支", "合计|政府性基金预算", "5.00|5.00", "fail"),
        ("有政府性基金收支", "合计|政府性基金预算", "5.00|", "not_applicable"),
        ("有国有资本经营收支", "合计|国有资本经营预算", "5.00|5.00", "fail"),
        ("有国有资本经营收支", "合计|国有资本经营预算", "5.00|", "not_applicable"),
    ],
)
def test_条件看表里那一栏有没有数(own: Auditor, condition: str, columns: str, amounts: str, status: str) -> None:
    name = CONDITIONS[condition]
    spending = table("部门支出总表", f"科目编码|科目名称|{columns}", f"212|城乡社区支出|{amounts}")
    found = own_outcome(own, name, spending)
    assert found.status == status
    if status == "fail":
        fields = {"part": name, "title": name, "condition": condition, "problem": "未见", "where": "全文"}
        assert found.fields == fields
    else:
        assert found.reason == f"条件“{condition}”不成立或无从判断"


def test_目录里只是部分的名称_正文可以没有标题() -> None:
    listed_names = ("部门概况", "公开表格", "情况说明", "其他重要事项", "附件", "部门收入总表", "政府采购情况说明")
    said = explained("收入预算情况说明", "2025年收入预算1.00万元。")
    found = audit_text(
        budget("目录", *(f"{m}、{n}" for m, n in zip("一二三四五六七", listed_names, strict=True)), INCOME, said), TOC
    )
    assert [(o.at, o.status) for o in found.outcomes()] == [("目录/收入总表", "pass"), ("目录/政府采购情况", "fail")]


# ---- 没有单独的标题而说到了


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        (("二、其他重要事项", "（一）政府采购情况：无。"), "pass"),  # 写成一句的小标题
        (("本年按规定编报政府采购预算，共计三项，已在网上公开。",), "pass"),
        (("本年没有采购。",), "fail"),
        (("第一部分 部门概况", "一、部门职责", "负责本区政府采购预算的编报、审核和监督检查工作。"), "fail"),
        ((table("白鹭区园林局2025年政府采购预算明细情况表", "项目|合计", "合计|1.00"),), "fail"),  # 表不是说明
    ],
)
def test_没有单列标题的说明_在别的节里说到了也算(parts: tuple[str, ...], status: str) -> None:
    text = budget(explained("收入预算情况说明", "2025年收入预算1.00万元。"), *parts)
    (found,) = (o for o in audit_text(text, SECTIONS).outcomes() if o.at == "政府采购情况")
    assert (found.status, found.evidence) == (status, ())


def test_矩阵自定的要素_没有标题就是没有(tmp_path: Path) -> None:
    said = explained("收入预算情况说明", "2025年收入预算1.00万元，其中园林养护情况良好，已经验收。")
    auditor = local(tmp_path, SECTIONS, "园林养护情况,说明,◎,,")
    assert own_outcome(auditor, "园林养护情况", said).status == "fail"
