# ruff: noqa: N802　测试名是中文句子
"""gouji audit：退出码、选项。"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from commands import shared
from reports import schema
from tests.audit_tools import EXAMPLES, RULES, budget, explained, gouji, report_of, rule, table, write_rules
from tests.cli_tools import CHINESE, CLEAN, ERROR, HEAD, POEM, RESIDUE, audit, audited, put, run, sentences

# ---- 退出码


@pytest.mark.parametrize(
    ("text", "fail_on", "code"),
    [
        (ERROR, "error", 1),
        (ERROR, "warning", 1),
        (ERROR, "never", 0),
        (CLEAN, "error", 0),
        (CLEAN, "warning", 1),  # 只有一张表，缺的表和说明是提示
        (CLEAN, "never", 0),
    ],
)
def test_退出码_随fail_on(desk: Path, text: str, fail_on: str, code: int) -> None:
    put(desk, "甲.txt", text)
    assert audit(desk, "--fail-on", fail_on).exit_code == code


def test_不写fail_on就是error(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    assert audit(desk).exit_code == 1
    put(desk, "甲.txt", RESIDUE)
    assert audit(desk).exit_code == 0


def test_退出码取最重的_3重于1(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    put(desk, "空.txt", "")
    assert audit(desk).exit_code == 3
    assert audit(desk, "--fail-on", "never").exit_code == 3


def test_退出码取最重的_2重于3和1(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    put(desk, "空.txt", "")
    broken = write_rules(desk / "rules", rule("check: hierarchy_sum\ntabels: [支出总表]"))
    assert audit(desk, "--rules", broken).exit_code == 2
    assert audited(desk) == ["甲.txt"]


def test_运行时才看得出的规则错误_也是2_其余规则照常(desk: Path) -> None:
    """金额和没有单位的数不能比；只在文字里说的概念，要到取出数来才知道它是金额。"""
    text = budget(
        table("“三公”经费支出表", "单位名称|合计|公务接待费", "合计|3.10|3.10"),
        table("部门支出总表", HEAD, "212|城乡社区支出|5.50|5.00|"),
        explained("政府采购情况说明", "2025年政府采购预算总额8.00万元。"),
    )
    put(desk, "甲.txt", text)
    wrong = rule("check: formula\ngiven: {once: 是}\nassert: fact(政府采购总额, 本年) <= 5", ident="MINE-1")
    assert audit(desk, "--rules", write_rules(desk / "rules", wrong)).exit_code == 2
    (document,) = report_of(desk / "out")["documents"]
    (problem,) = document["outcomes"]["errors"]
    assert problem["rule_id"] == "MINE-1"
    assert "金额" in problem["message"]
    assert document["outcomes"]["counts"]["rule_error"] == 1
    assert "SUM-110" in {f["rule_id"] for f in document["findings"]}


def test_min_coverage_看懂的太少是3(desk: Path) -> None:
    strange = table("公园设施清单", "名称|数量一|数量二", "长椅|12|13", "路灯|14|15", unit="")
    put(desk, "甲.txt", CLEAN + "\n\n" + strange)
    share = float(_share(desk))
    assert 0 < share < 1
    assert audit(desk, "--min-coverage", f"{share * 100 - 1:.2f}").exit_code == 0
    assert audit(desk, "--min-coverage", f"{share * 100 + 1:.2f}").exit_code == 3
    assert audit(desk, "--min-coverage", "100%").exit_code == 3


def _share(desk: Path) -> str:
    audit(desk)
    return str(report_of(desk / "out")["documents"][0]["coverage"]["share"])


@pytest.mark.parametrize("value", ["百分之九十", "101", "-1", "", "²", "９０", "nan", "1e1", "9" * 5000])
def test_min_coverage_写错是2(desk: Path, value: str) -> None:
    put(desk, "甲.txt", CLEAN)
    done = audit(desk, "--min-coverage", value)
    assert done.exit_code == 2
    assert CHINESE.search(done.output)


# ---- 选项


def test_format_只写要的格式(desk: Path) -> None:
    put(desk, "甲.txt", CLEAN)
    audit(desk, "--format", "json")
    assert {p.name for p in (desk / "out").iterdir()} == {"report.json"}
    shutil.rmtree(desk / "out")
    audit(desk, "--format", "html")
    names = {p.name for p in (desk / "out").iterdir()}
    assert "report.json" not in names
    assert "index.html" in names
    assert any(re.fullmatch(r"甲-txt-[0-9a-f]{6}\.html", n) for n in names)


def test_format_默认两种都写_不在当前文件夹之外写别的(desk: Path) -> None:
    put(desk, "甲.txt", CLEAN)
    done = gouji("audit", "docs", "--fail-on", "never", cwd=desk)
    assert done.code == 0
    assert {p.name for p in desk.iterdir()} == {"docs", "gouji-report", ".gouji-cache"}
    names = {p.name for p in (desk / "gouji-report").iterdir()}
    assert {"report.json", "index.html"} < names
    assert len(names) == 3


@pytest.mark.parametrize("value", ["pdf", "html,pdf", ",", ""])
def test_format_不认得是2_说出可用的(desk: Path, value: str) -> None:
    put(desk, "甲.txt", CLEAN)
    done = audit(desk, "--format", value)
    assert done.exit_code == 2
    assert "html、json" in done.output
    assert not (desk / "out").exists()


def test_report_json合于公布的格式(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    put(desk, "乙.txt", RESIDUE)
    put(desk, "空.txt", "")
    put(desk, "诗.txt", POEM)
    audit(desk, "--rules", write_rules(desk / "rules", rule("check: 无此写法")))
    assert schema.validate(report_of(desk / "out")) == []


def test_两种匹配引擎_报告逐字节相同_只有引擎名不同(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "RULES", RULES)
    for engine in ("durable", "reference"):
        run("audit", EXAMPLES, "--out", desk / engine, "--engine", engine, "--format", "html,json")
    one, two = (report_of(desk / e) for e in ("durable", "reference"))
    assert one["run"].pop("engine") != two["run"].pop("engine")
    assert one == two
    texts = [(desk / e / "report.json").read_text(encoding="utf-8").splitlines() for e in ("durable", "reference")]
    differing = [a for a, b in zip(*texts, strict=True) if a != b]
    assert len(differing) == 1
    assert '"engine"' in differing[0]


def test_rules_加一条(desk: Path) -> None:
    put(desk, "甲.txt", CLEAN)
    own = rule(
        "check: formula\ngiven: {table: [支出总表]}\nassert: 合计 <= 4万元\nmessage: “{row}”{printed}超过4万元",
        ident="MINE-1",
    )
    assert audit(desk).exit_code == 0
    assert audit(desk, "--rules", write_rules(desk / "rules", own)).exit_code == 1
    (document,) = report_of(desk / "out")["documents"]
    assert {f["message"] for f in document["findings"] if f["rule_id"] == "MINE-1"} == {
        "“212 城乡社区支出”5.00万元超过4万元（同样的问题共2处）"
    }


def test_rules_同编号的以后给的为准(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    before = _messages(desk, "SUM-110")
    assert before
    mild = (
        (RULES / "表内勾稽" / "SUM-110.yaml").read_text(encoding="utf-8").replace("severity: error", "severity: info")
    )
    other = re.sub(r"message: .*", "message: 换了说法", mild)
    folders = (write_rules(desk / "one", mild), write_rules(desk / "two", other))
    audit(desk, "--rules", folders[0], "--rules", folders[1])
    (document,) = report_of(desk / "out")["documents"]
    found = [f for f in document["findings"] if f["rule_id"] == "SUM-110"]
    assert [(f["severity"], f["message"]) for f in found] == [("info", "换了说法")]


def _messages(desk: Path, rule_id: str) -> list[str]:
    audit(desk)
    (document,) = report_of(desk / "out")["documents"]
    return [f["message"] for f in document["findings"] if f["rule_id"] == rule_id]


def test_rules_没有这个文件夹(desk: Path) -> None:
    put(desk, "甲.txt", CLEAN)
    done = audit(desk, "--rules", desk / "没有")
    assert done.exit_code == 2
    (sentence,) = sentences(done, str(desk / "没有"))
    assert "没有这个规则目录" in sentence


def test_文件夹逐层找_README和别的扩展名不算(desk: Path) -> None:
    for name in ("甲.txt", "下级/乙.md", "下级/再下级/丙.TXT"):
        put(desk, name, CLEAN)
    for name in ("README.md", "下级/readme.txt", "丁.css", ".隐藏.txt", ".git/戊.txt"):
        put(desk, name, CLEAN)
    audit(desk)
    assert sorted(audited(desk)) == ["丙.TXT", "乙.md", "甲.txt"]


def test_同一文件给几次只核查一次(desk: Path) -> None:
    path = put(desk, "甲.txt", CLEAN)
    run("audit", desk / "docs", path, path, "--out", desk / "out", "--format", "json")
    assert audited(desk) == ["甲.txt"]


def test_点名的文件不看扩展名(desk: Path) -> None:
    path = put(desk, "甲.text", CLEAN)
    assert run("audit", path, "--out", desk / "out", "--format", "json").exit_code == 0
    assert audited(desk) == ["甲.text"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_几种编码和换行结果相同(desk: Path, encoding: str) -> None:
    put(desk, "甲.txt", ERROR.replace("\n", "\r\n").encode(encoding))
    audit(desk)
    (document,) = report_of(desk / "out")["documents"]
    assert [f["message"] for f in document["findings"] if f["rule_id"] == "SUM-110"] == [
        "《支出总表》“212 城乡社区支出”合计列示5.50万元，各栏相加为5.00万元，相差0.50万元"
    ]


def test_日期和检查人写进报告_不写就空着(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    put(desk, "甲.txt", CLEAN)
    audit(desk)
    assert (report_of(desk / "out")["run"]["date"], report_of(desk / "out")["run"]["checker"]) == ("", "")
    audit(desk, "--date", "2025-06-30", "--checker", "某甲")
    assert (report_of(desk / "out")["run"]["date"], report_of(desk / "out")["run"]["checker"]) == ("2025-06-30", "某甲")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    audit(desk)
    assert report_of(desk / "out")["run"]["date"] == "2025-01-01"


@pytest.mark.parametrize("stamp", ["9" * 25, "²", "-1", "昨天"])
def test_SOURCE_DATE_EPOCH不成话_一句话说明(desk: Path, monkeypatch: pytest.MonkeyPatch, stamp: str) -> None:
    put(desk, "甲.txt", CLEAN)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", stamp)
    done = audit(desk)
    assert done.exit_code == 2
    (sentence,) = done.stderr.splitlines()
    assert "SOURCE_DATE_EPOCH" in sentence
    assert stamp in sentence
    assert audit(desk, "--date", "2025-06-30").exit_code == 0, "写了日期就不看它"


@pytest.mark.parametrize(
    "body",
    ["check: tables_agree\nleft: [支出总表]\ncolumns: [合计]", "check: reference\nof: 编码名称\ntables: [支出总表]"],
)
def test_规则缺了成套的键_说出来_其余照做(desk: Path, body: str) -> None:
    put(desk, "甲.txt", ERROR)
    assert audit(desk, "--rules", write_rules(desk / "rules", rule(body))).exit_code == 2
    assert audited(desk) == ["甲.txt"]


def test_相同输入得到相同字节_散列种子不同也一样(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    put(desk, "乙.txt", RESIDUE)
    put(desk, "空.txt", "")
    found = []
    for seed in ("0", "1", "424242"):
        shutil.rmtree(desk / "out", ignore_errors=True)
        done = gouji("audit", desk / "docs", "--out", desk / "out", env={"PYTHONHASHSEED": seed})
        assert done.code == 3
        found.append({p.name: p.read_bytes() for p in sorted((desk / "out").iterdir())} | {"终端": done.out.encode()})
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 6
