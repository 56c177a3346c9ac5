# ruff: noqa: N802　测试名是中文句子
"""gouji 命令：退出码、选项、坏输入。坏输入各有一句中文，写明文件（和行），其余照做，哪里都没有 Traceback。"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cli
from reports import schema
from tests.audit_tools import EXAMPLES, RULES, budget, explained, gouji, line_of, report_of, rule, table, write_rules

HEAD = "科目编码|科目名称|合计|基本支出|项目支出"
CLEAN = budget(table("部门支出总表", HEAD, "212|城乡社区支出|5.00|5.00|", "|合计|5.00|5.00|"))
ERROR = CLEAN.replace("5.00\t5.00\t", "5.50\t5.00\t", 1)
RESIDUE = budget(explained("收入预算情况说明", "2025年收入预算5.00万元，比2024年预算增加（减少）0.00万元。"))
POEM = "春眠不觉晓，处处闻啼鸟。\n夜来风雨声，花落知多少。\n"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def run(*args: str | Path) -> Result:
    """在本进程里运行；除了退出，不该有别的异常漏出来。"""
    done = CliRunner().invoke(cli.main, [str(a) for a in args])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    return done


FEW = (
    "ruleset.yaml",
    "三公经费/SG-503.yaml",
    "完整性/STR-601.yaml",
    "完整性/STR-604.yaml",
    "文字规范/TPL-701.yaml",
    "表内勾稽/SUM-101.yaml",
    "表内勾稽/SUM-110.yaml",
)


@pytest.fixture(scope="session")
def few_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """随附规则中的几条：命令的行为与规则多少无关，少几条快得多。"""
    folder = tmp_path_factory.mktemp("rules")
    for name in ("vocabulary", "reference"):
        shutil.copytree(RULES / name, folder / name)
    for name in FEW:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(RULES / name, folder / name)
    return folder


@pytest.fixture
def desk(tmp_path: Path, few_rules: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """一个工作文件夹：公开件放 docs，报告写 out。"""
    monkeypatch.setattr(cli, "RULES", few_rules)
    (tmp_path / "docs").mkdir()
    return tmp_path


def put(desk: Path, name: str, text: str | bytes) -> Path:
    path = desk / "docs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def audit(desk: Path, *args: str | Path) -> Result:
    """核查 docs，不另说格式时只写 JSON。"""
    more = ("--format", "json") if "--format" not in args else ()
    return run("audit", desk / "docs", "--out", desk / "out", *more, *args)


def sentences(done: Result, name: str) -> list[str]:
    """标准错误和报告里提到这个名字的话。"""
    return [line for line in done.output.splitlines() if name in line]


def errors_of(desk: Path) -> dict[str, str]:
    """报告里没有核查的文件：文件名 → 那句话。"""
    return {d["name"]: d["error"] for d in report_of(desk / "out")["documents"] if d["status"] != "audited"}


def audited(desk: Path) -> list[str]:
    return [d["name"] for d in report_of(desk / "out")["documents"] if d["status"] == "audited"]


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
    """金额和没有单位的数不能比：要到取出数来才知道。"""
    text = budget(
        table("“三公”经费支出表", "单位名称|合计|公务接待费", "合计|3.10|3.10"),
        table("部门支出总表", HEAD, "212|城乡社区支出|5.50|5.00|"),
    )
    put(desk, "甲.txt", text)
    wrong = rule("check: formula\ngiven: {once: 是}\nassert: fact(三公经费合计, 本年) <= 5", ident="MINE-1")
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
    assert {p.name for p in desk.iterdir()} == {"docs", "gouji-report"}
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
    monkeypatch.setattr(cli, "RULES", RULES)
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


# ---- facts


def test_facts_三种格式(desk: Path) -> None:
    path = put(desk, "甲.txt", CLEAN + "\n\n" + table("公园设施清单", "名称|数量", "长椅|12", unit=""))
    shown = run("facts", path)
    assert shown.exit_code == 0
    assert "城乡社区支出" in shown.output
    assert "没有看懂" in shown.output
    assert shown.output.index("城乡社区支出") < shown.output.index("没有看懂")

    listed = list(csv.DictReader(io.StringIO(run("facts", path, "--format", "csv").output.removeprefix("\ufeff"))))
    assert len(listed) > 3

    found = json.loads(run("facts", path, "--format", "json").output)
    assert set(found) >= {"facts", "not_understood"}
    cells = [f for f in found["facts"] if f["kind"] == "cell" and f["code"] == "212"]
    assert {(Decimal(f["amount"]), f["unit"], f["printed"]) for f in cells if f["amount"]} == {
        (Decimal(5), "万元", "5.00")
    }
    assert all(
        set(f) >= {"kind", "concept", "code", "name", "entity", "year", "basis", "place"} for f in found["facts"]
    )
    assert any(
        "公园设施清单" in json.dumps(n, ensure_ascii=False) or "名称" in n["printed"] for n in found["not_understood"]
    )


@pytest.mark.parametrize("form", ["csv", "json"])
def test_facts_相同输入相同字节(desk: Path, form: str) -> None:
    path = put(desk, "甲.txt", ERROR)
    outs = {gouji("facts", path, "--format", form, env={"PYTHONHASHSEED": s}).out for s in ("0", "7")}
    assert len(outs) == 1


@pytest.mark.parametrize(("name", "text"), [("空.txt", b""), ("程序.txt", b"\x7fELF" + bytes(range(32)) * 9)])
def test_facts_读不出来是3(desk: Path, name: str, text: bytes) -> None:
    done = run("facts", put(desk, name, text))
    assert done.exit_code == 3
    (sentence,) = sentences(done, name)
    assert CHINESE.search(sentence)


def test_facts_不是公开件_照样列出_标准错误里说一句(desk: Path) -> None:
    done = run("facts", put(desk, "诗.txt", POEM))
    assert done.exit_code == 0
    (sentence,) = done.stderr.splitlines()
    assert "诗.txt" in sentence
    assert "不像部门预算或部门决算" in sentence
    assert "件事实" in done.stdout
    assert run("facts", put(desk, "甲.txt", CLEAN)).stderr == ""


# ---- 帮助


@pytest.mark.parametrize("command", [(), ("audit",), ("facts",)])
def test_帮助是中文(command: tuple[str, ...]) -> None:
    done = run(*command, "--help")
    assert done.exit_code == 0
    assert CHINESE.search(done.output)
    assert run(*command, "-h").output == done.output


@pytest.mark.parametrize("command", [(), ("audit",), ("facts",)])
def test_帮助里没有英文句子(command: tuple[str, ...]) -> None:
    said = run(*command, "--help").output
    assert not re.search(r"Usage:|Options:|Commands:|Show this message|default:", said)
    assert not re.search(r"OPTIONS|COMMAND|ARGS|PATH|TEXT|FILE|DIRECTORY|required", said)


def test_不带命令_给出帮助() -> None:
    assert run().output == run("--help").output


def test_帮助里有每个选项和默认值() -> None:
    said = run("audit", "--help").output
    for option in cli.main.commands["audit"].params[1:]:
        assert f"  {option.opts[0]}{'' if option.is_flag else ' '}" in said
    for default in ("./gouji-report", "html,json", "durable", "error"):
        assert f"默认 {default}。" in said


@pytest.mark.parametrize("args", [("--help",), ("audit", "没有的选项也没有的文件", "--out")])
def test_系统语言不影响(args: tuple[str, ...]) -> None:
    outs = [
        gouji(*args, env={"LANG": lang, "LC_ALL": lang, "LANGUAGE": lang[:2]}) for lang in ("C.UTF-8", "de_DE.UTF-8")
    ]
    assert outs[0].out == outs[1].out
    assert outs[0].code == outs[1].code


def test_每个命令和选项都有中文说明() -> None:
    for command in cli.main.commands.values():
        assert CHINESE.search(command.help or "")
        for parameter in command.params:
            told = getattr(parameter, "help", None)
            assert parameter.param_type_name == "argument" or CHINESE.search(told or ""), parameter.name


@pytest.mark.parametrize(
    "args",
    [
        ("audit",),
        ("facts",),
        ("facts", "甲", "乙"),
        ("没有的命令",),
        ("-x",),
        ("audit", "examples", "--frmat", "html"),
        ("audit", "examples", "--format"),
        ("audit", "examples", "--engine", "x"),
        ("audit", "--help=x"),
    ],
)
def test_用法错误是中文_退出码2(args: tuple[str, ...]) -> None:
    done = run(*args)
    assert done.exit_code == 2
    (sentence,) = done.output.splitlines()
    assert done.stderr == done.output
    assert sentence.startswith("错误：")
    assert not re.search(r"Error|Invalid|Missing|No such|option|argument|unexpected", sentence)


# ---- 坏输入：文件

BINARY = b"\x7fELF" + bytes(range(256)) * 40


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("空.txt", b"", "空"),
        ("空白.txt", b" \n\t\n", "空"),
        ("程序.txt", BINARY, "不是文本"),
        ("诗.txt", POEM.encode(), "不像部门预算或部门决算"),
        ("年报.txt", "本公司年度收入 3 亿元，支出 2 亿元。\n\n".encode() * 5, "不像部门预算或部门决算"),
    ],
)
def test_读不出或不是公开件_一句话说明_其余照做_退出码3(desk: Path, name: str, text: bytes, words: str) -> None:
    put(desk, name, text)
    put(desk, "甲.txt", ERROR)
    done = audit(desk)
    assert done.exit_code == 3
    assert audited(desk) == ["甲.txt"]
    (sentence,) = errors_of(desk).values()
    assert words in sentence
    assert name in sentence
    assert "\n" not in sentence
    assert words in "".join(done.output.split()), "终端里也说"
    (document,) = (d for d in report_of(desk / "out")["documents"] if d["name"] == "甲.txt")
    assert "SUM-110" in {f["rule_id"] for f in document["findings"]}


def test_读不出的文件在HTML里也有交代(desk: Path) -> None:
    put(desk, "程序.txt", BINARY)
    put(desk, "甲.txt", ERROR)
    assert audit(desk, "--format", "html").exit_code == 3
    assert "程序.txt" in (desk / "out" / "index.html").read_text(encoding="utf-8")


def test_文件夹里没有公开件(desk: Path) -> None:
    put(desk, "样式.css", CLEAN)
    done = audit(desk)
    assert done.exit_code == 2
    (sentence,) = sentences(done, str(desk / "docs"))
    assert "没有找到可核查的文件" in sentence
    assert not (desk / "out").exists()


def test_没有这个文件(desk: Path) -> None:
    done = run("audit", desk / "没有.txt", "--out", desk / "out")
    assert done.exit_code == 2
    (sentence,) = sentences(done, "没有.txt")
    assert "没有这个文件或文件夹" in sentence


def test_没有这个文件_其余照做(desk: Path) -> None:
    put(desk, "甲.txt", CLEAN)
    done = run("audit", desk / "没有.txt", desk / "docs", "--out", desk / "out", "--format", "json")
    assert done.exit_code == 3
    assert audited(desk) == ["甲.txt"]
    (sentence,) = done.stderr.splitlines()
    assert "没有.txt：没有这个文件或文件夹" in sentence
    assert "没有这个文件或文件夹" in errors_of(desk)["没有.txt"]


@pytest.mark.parametrize("command", ["audit", "facts"])
def test_管道不去读_说不是普通文件(desk: Path, command: str) -> None:
    """读管道会一直等下去。"""
    pipe = desk / "管道.txt"
    os.mkfifo(pipe)
    more = ("--out", desk / "out", "--format", "json") if command == "audit" else ()
    done = run(command, pipe, *more)
    assert done.exit_code == 3
    assert "管道.txt：不是普通文件" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_路径中有一段是文件_原因是中文(desk: Path) -> None:
    inside = put(desk, "甲.txt", CLEAN) / "乙.txt"
    done = run("audit", inside, desk / "docs", "--out", desk / "out", "--format", "json")
    assert done.exit_code == 3
    assert "路径中有一段是文件" in errors_of(desk)["乙.txt"]


def test_读不懂的表_照常核查_写进没有看懂(desk: Path) -> None:
    text = CLEAN + "\n\n" + table("公园设施清单", "名称|数量|\t\t", "长椅\t12|x|y|z", "1.2.3|||||||9", unit="")
    put(desk, "甲.txt", text)
    assert audit(desk).exit_code == 0
    (document,) = report_of(desk / "out")["documents"]
    not_understood = document["coverage"]["not_understood"]
    assert [(n["what"], n["place"]) for n in not_understood] == [("表格", f"第 {line_of(text, '长椅') - 1} 行")]
    assert CHINESE.search(not_understood[0]["reason"])


def test_有标题而表格读不出_是无法核查_不是通过(desk: Path) -> None:
    put(desk, "甲.txt", CLEAN + "\n\n一般公共预算支出表\n\n单位：万元\n\n（此处为图片）\n")
    audit(desk)
    (document,) = report_of(desk / "out")["documents"]
    reasons = {u["reason"] for u in document["outcomes"]["unknown"]}
    assert any("一般公共预算支出表" in r and "没有读出" in r for r in reasons)
    assert [t["status"] for t in document["coverage"]["tables"] if t["kind"] == "一般公共预算支出表"] == [
        "unrecognised"
    ]


@pytest.mark.parametrize("inside", ["", "下级"])
def test_报告写不进去(desk: Path, inside: str) -> None:
    put(desk, "甲.txt", CLEAN)
    blocked = desk / "占着.txt"
    blocked.write_text("这是一个文件", encoding="utf-8")
    done = run("audit", desk / "docs", "--out", blocked / inside if inside else blocked)
    assert done.exit_code == 2
    assert len(sentences(done, "占着.txt")) == 1
    assert blocked.read_text(encoding="utf-8") == "这是一个文件"


@pytest.mark.parametrize("inside", ["", "下级"])
def test_报告写不进去_原因也是中文(desk: Path, inside: str) -> None:
    put(desk, "甲.txt", CLEAN)
    blocked = desk / "占着.txt"
    blocked.write_text("这是一个文件", encoding="utf-8")
    done = run("audit", desk / "docs", "--out", blocked / inside if inside else blocked)
    (sentence,) = sentences(done, "占着.txt")
    assert not re.search(r"[A-Za-z]{3,}", sentence.replace(str(blocked), "").replace("--out", ""))


# ---- 坏输入：规则

GOOD = rule("check: forbidden_text\nphrases: [城乡社区]\nmessage: 有“{match}”", ident="MINE-9")


def broken(desk: Path, text: str, name: str = "试写/T-1.yaml") -> list[str]:
    """写错的规则：退出码 2，其余规则（包括同一文件夹的）照常；返回说这条规则的话。"""
    put(desk, "甲.txt", ERROR)
    folder = write_rules(desk / "rules", GOOD)
    (folder / name).write_text(text, encoding="utf-8")
    done = audit(desk, "--rules", folder)
    assert done.exit_code == 2
    report = report_of(desk / "out")
    found = {f["rule_id"] for f in report["documents"][0]["findings"]}
    assert {"MINE-9", "SUM-110"} <= found, "其余规则照常"
    told = [line for line in done.stderr.splitlines() if name in line]
    listed = [f"{e['file']}:{e['line']}:{e['column']}" for e in report["ruleset"]["errors"]]
    assert len(listed) == len(told)
    assert all(any(at in line for line in told) for at in listed)
    assert all(CHINESE.search(line) for line in told)
    assert name not in done.stdout, "终端上只说一遍"
    return told


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("id: T-1\ntitle: [没有配对\n", ":2:8：", "没有配对"),
        ("id：T-1\ntitle：试\n", ":1:1：", "冒号"),
        ("只有一句话\n", ":1:1：", "键: 值"),
        ("- 一\n- 二\n", ":1:1：", "键: 值"),
        ("", ":1:1：", "空"),
        ("id: T-1\n\ttitle: 试\n", ":2:1：", "Tab"),
        (rule("check: hierarchy_sum\ntables: [支出总表]\ntables: [收入总表]"), ":6:1：", "第 5 行已经写过"),
    ],
)
def test_规则不是YAML或写法不对_指到行列(desk: Path, text: str, at: str, words: str) -> None:
    (told,) = broken(desk, text)
    assert f"试写/T-1.yaml{at}" in told
    assert words in told


def test_规则不是UTF8(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    folder = write_rules(desk / "rules", GOOD)
    (folder / "试写" / "T-1.yaml").write_bytes(rule("check: 无").encode("gb18030"))
    done = audit(desk, "--rules", folder)
    assert done.exit_code == 2
    (told,) = [line for line in done.stderr.splitlines() if "T-1.yaml" in line]
    assert "UTF-8" in told


def test_没有这种写法(desk: Path) -> None:
    (told,) = broken(desk, rule("check: hierachy_sum\ntables: [支出总表]"))
    assert "T-1.yaml:4:8：" in told
    assert "是否为“hierarchy_sum”" in told


def test_没有这个键_给出相近的写法(desk: Path) -> None:
    told = broken(desk, rule("check: hierarchy_sum\ntabels: [支出总表]"))
    assert any("T-1.yaml:5:1：" in t and "“tabels”" in t and "是否为“tables”" in t for t in told)


def test_编号重复(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    folder = write_rules(desk / "rules", GOOD)
    write_rules(folder, GOOD, family="另一处")
    done = audit(desk, "--rules", folder)
    assert done.exit_code == 2
    (told,) = [line for line in done.stderr.splitlines() if "MINE-9" in line]
    assert re.search(r"MINE-9\.yaml:1:\d+：", told)
    assert "重复" in told
    (document,) = report_of(desk / "out")["documents"]
    assert "MINE-9" in {f["rule_id"] for f in document["findings"]}, "先写的那条照常"


def test_编号与文件名不同(desk: Path) -> None:
    (told,) = broken(desk, rule("check: forbidden_text\nphrases: [甲]", ident="T-2"))
    assert "T-1.yaml:1:5：" in told
    assert "“T-2”与文件名“T-1”不同" in told


def test_没有这种表_给出相近的写法(desk: Path) -> None:
    (told,) = broken(desk, rule("check: hierarchy_sum\ntables: [支出总表, 支岀决算表]"))
    assert "T-1.yaml:5:" in told
    assert "是否为“支出决算表”" in told


def test_没有这一栏_给出相近的写法(desk: Path) -> None:
    (told,) = broken(desk, rule("check: hierarchy_sum\ntables: [支出总表]\ncolumns: [基本支岀]"))
    assert "T-1.yaml:6:" in told
    assert "没有“基本支岀”这一栏，是否为“基本支出”" in told


def test_没有这个概念_给出相近的写法(desk: Path) -> None:
    text = rule("check: facts_agree\nby: concept\nconcepts: [公务招待费]\nmessage: '{fact}'")
    (told,) = broken(desk, text)
    assert "T-1.yaml:6:" in told
    assert "没有“公务招待费”这个概念，是否为“公务接待费”" in told


def test_算式里没有这一栏_指到行(desk: Path) -> None:
    text = rule("check: formula\ngiven: {table: [支出总表]}\nassert: 合计 == 基本支岀 + 项目支出")
    (told,) = broken(desk, text)
    assert "T-1.yaml:6:" in told
    assert "没有“基本支岀”这一栏，是否为“基本支出”" in told


@pytest.mark.parametrize(
    ("expression", "column"),
    [
        ("合计 == 基本支出 +", 19),
        ("合计 == (基本支出", 15),
        ("合计 === 基本支出", 14),
        ("合计", 9),
        ("合计 == __import__(os)", 15),
        ("合计 == 基本支出 项目支出", 20),
    ],
)
def test_算式写错_指到列(desk: Path, expression: str, column: int) -> None:
    (told,) = broken(desk, rule(f"check: formula\ngiven: {{table: [支出总表]}}\nassert: {expression}"))
    found = re.search(r"T-1\.yaml:6:(\d+)：", told)
    assert found
    assert abs(int(found[1]) - column) <= 3, told


def test_说法里没有这个栏目(desk: Path) -> None:
    text = rule("check: hierarchy_sum\ntables: [支出总表]\nmessage: 列示{priinted}")
    (told,) = broken(desk, text)
    assert "T-1.yaml:6:13：" in told
    assert "是否为“printed”" in told


def test_没有这个法规依据(desk: Path) -> None:
    (told,) = broken(desk, rule("check: hierarchy_sum\nbasis: [没有的法]\ntables: [支出总表]"))
    assert "T-1.yaml:5:" in told


def test_矩阵文件不得在规则目录之外(desk: Path) -> None:
    (told,) = broken(desk, rule("check: required_parts\nmatrix: ../../etc/passwd"))
    assert "T-1.yaml:5:" in told
    assert "没有“../../etc/passwd”这个文件" in told


def test_一个文件几处错_逐处说(desk: Path) -> None:
    told = broken(desk, rule("check: hierarchy_sum\ntables: [支出总賬]\ncolumns: [总和]\nseverity2: 高"))
    assert len(told) >= 3


def test_句式写错_指到行列(desk: Path) -> None:
    text = rule("check: implies\nif: {section: [政府采购情况]}\nthen: {phrase: ['车辆{数:cuont}'], near: 本节}")
    (told,) = broken(desk, text)
    assert "T-1.yaml:6:" in told
