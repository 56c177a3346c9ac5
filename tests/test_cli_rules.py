# ruff: noqa: N802　测试名是中文句子
"""gouji rules list、show、lint、schema、new：退出码、输出、不覆盖已有的文件。"""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from engine.checks import CHECKS
from engine.lint.run import lint
from engine.yaml_source import load_plain
from tests.disclosures import RULES, vocabulary


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["rules", *map(str, arguments)])


# ---- list


def test_列出规则_可以按类别_写法_级别挑() -> None:
    whole = json.loads(run("list", "--format", "json").stdout)
    assert len(whole) > 100
    chosen = json.loads(
        run("list", "--family", "三公经费", "--check", "formula", "--severity", "info", "--format", "json").stdout
    )
    assert chosen
    assert all((r["family"], r["check"], r["severity"]) == ("三公经费", "formula", "info") for r in chosen)
    rows = list(csv.reader(io.StringIO(run("list", "--format", "csv").stdout)))
    assert rows[0] == ["id", "severity", "check", "family", "title", "file"]
    assert len(rows) == len(whole) + 1
    table = run("list", "--family", "三公经费").stdout
    assert "SG-501" in table
    assert table.rstrip().endswith("条规则。")


def test_没有这个类别的_给出相近的() -> None:
    result = run("list", "--family", "三公经弗")
    assert result.exit_code == 2
    assert "是否为“三公经费”？" in result.stderr


# ---- show


def test_用话说出一条规则() -> None:
    said = run("show", "SG-501").stdout
    parts = ("SG-501", "为什么查", "怎么算", "依据", "《", "陈述须有哪些要素", "本年、增减", "三公经费/SG-501.yaml")
    for part in parts:
        assert part in said


def test_参数和不符合时的例外也说出来(tmp_path: Path) -> None:
    path = tmp_path / "试写" / "T-903.yaml"
    path.parent.mkdir()
    path.write_text(
        """
id: T-903
title: 增幅不超过一成
severity: error
basis: [操作规程-三公]
why: 试写。
how: 试写。
params: {上限: '10'}
check: formula
given: {statement: [本年, 上年]}
assert: 本年 <= 上年 * (100 + 上限) / 100
on_violation:
  - {if: {has: [原因]}, severity: info}
message: '{name}{本年}'
advice: 试写。
""".lstrip(),
        encoding="utf-8",
    )
    shown = run("show", "T-903", "--rules", tmp_path)
    assert "参数：上限 = 10" in shown.stdout, shown.stderr
    assert "不符合时的例外：有原因，级别改为 info" in shown.stdout


def test_没有这条规则的_给出相近的() -> None:
    result = run("show", "SG-50l")
    assert result.exit_code == 2
    assert "没有“SG-50l”这条规则，是否为" in result.stderr


def test_追加的规则也看得到(tmp_path: Path) -> None:
    assert run("new", "T-901", "--family", "试写", "--check", "formula", "--dir", tmp_path).exit_code == 0
    assert "T-901" in run("show", "T-901", "--rules", tmp_path).stdout
    assert "T-901" in run("list", "--rules", tmp_path, "--format", "csv").stdout


# ---- lint


def test_检查随附的规则() -> None:
    result = run("lint")
    assert result.exit_code == 0
    assert result.stdout.rstrip().splitlines()[-1].startswith("检查了")
    assert "没有错误" in result.stdout


def test_有错误退出码为2_JSON里指到行列(tmp_path: Path) -> None:
    run("new", "T-901", "--family", "试写", "--check", "formula", "--dir", tmp_path)
    path = tmp_path / "试写" / "T-901.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[支出总表]", "[支出总账]"), encoding="utf-8")
    result = run("lint", tmp_path, "--format", "json")
    assert result.exit_code == 2
    found = [c for c in json.loads(result.stdout)["complaints"] if c["severity"] == "error"]
    assert [(c["file"], c["column"]) for c in found] == [(path.as_posix(), 17)]
    assert "支出总表" in found[0]["choices"]


def test_不是文件夹的说清楚(tmp_path: Path) -> None:
    result = run("lint", tmp_path / "没有")
    assert result.exit_code == 2
    assert "不是规则文件夹" in result.stderr


# ---- schema


def test_写出模式(tmp_path: Path) -> None:
    assert json.loads(run("schema").stdout)["title"] == "勾稽规则"
    result = run("schema", "--out", tmp_path / "模式")
    written = {Path(line).name for line in result.stdout.split()}
    assert {"rule.schema.json", "ruleset.schema.json"} <= written
    assert all(json.loads((tmp_path / "模式" / name).read_text(encoding="utf-8")) for name in written)


# ---- new


@pytest.mark.parametrize("kind", sorted({*CHECKS} - {"waivers"}))
def test_照样板写出的规则没有错误_编辑器找得到模式(kind: str, tmp_path: Path) -> None:
    result = run("new", "T-901", "--family", "试写", "--check", kind, "--dir", tmp_path)
    assert result.exit_code == 0, result.stderr
    report = lint((tmp_path,), RULES, vocabulary())
    assert report.count("error") == 0
    # 归并规则看的是别的规则的结论，自己没有依据
    assert [c.message[:6] for c in report.complaints] == ([] if kind == "outcomes" else ["规则没有依据"])
    path = tmp_path / "试写" / "T-901.yaml"
    first = path.read_text(encoding="utf-8").split("\n")[0]
    assert first.startswith("# yaml-language-server: $schema=")
    schema = Path(os.path.normpath(path.parent / first.partition("=")[2]))
    assert json.loads(schema.read_text(encoding="utf-8"))["title"] == "勾稽规则"
    test = load_plain(tmp_path / "试写" / "T-901.test.yaml")
    assert test["rule"] == "T-901"
    outcomes = {expected["outcome"] for case in test["cases"] for expected in case["expect"]}
    assert outcomes >= ({"not_applicable"} if kind == "outcomes" else {"pass", "fail"})


def test_决不覆盖已有的文件(tmp_path: Path) -> None:
    arguments = ("new", "T-901", "--family", "试写", "--check", "formula", "--dir", tmp_path)
    run(*arguments)
    path = tmp_path / "试写" / "T-901.yaml"
    path.write_text("我改过的\n", encoding="utf-8")
    again = run(*arguments)
    assert again.exit_code == 2
    assert "已经有这个文件" in again.stderr
    assert path.read_text(encoding="utf-8") == "我改过的\n"


@pytest.mark.parametrize("name", ["../T-901", "T 901", ".T-901", "-T", "甲/乙", ""])
def test_编号和类别要能作文件名(name: str, tmp_path: Path) -> None:
    for rule_id, family in ((name, "试写"), ("T-901", name)):
        result = run("new", "--check", "formula", "--dir", tmp_path, "--family", family, "--", rule_id)
        assert result.exit_code == 2
        assert "要用作文件名" in result.stderr
    assert not list(tmp_path.rglob("*.yaml"))


def test_类别不能叫词汇文件夹的名字(tmp_path: Path) -> None:
    result = run("new", "T-901", "--family", "vocabulary", "--check", "formula", "--dir", tmp_path)
    assert result.exit_code == 2
    assert "词汇" in result.stderr


# ---- 各地各层的规则


def layered(folder: Path) -> Path:
    """只给浙江省用的一层，里面一条规则。"""
    assert run("new", "T-902", "--family", "试写", "--check", "formula", "--dir", folder / "浙江省").exit_code == 0
    (folder / "浙江省" / "ruleset.yaml").write_text("applies: {region: [浙江省]}\n", encoding="utf-8")
    return folder


def test_只给一个地方用的规则也列得出_看得到(tmp_path: Path) -> None:
    listed = json.loads(run("list", "--rules", layered(tmp_path), "--format", "json").stdout)
    assert [r["file"] for r in listed if r["id"] == "T-902"] == ["浙江省/试写/T-902.yaml"]
    assert "每行合计等于基本支出加项目支出" in run("show", "T-902", "--rules", tmp_path).stdout


def test_测试的结果里有各层规则的标题(tmp_path: Path) -> None:
    assert "T-902 每行合计等于基本支出加项目支出" in run("test", layered(tmp_path)).stdout


def test_新写只列有样板的写法() -> None:
    assert "outcomes" in run("new", "--help").stdout
    assert "waivers" not in run("new", "--help").stdout
