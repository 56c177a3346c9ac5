# ruff: noqa: N802　测试名是中文句子
"""规则集按文件夹分层：哪几层用于一份文件由文件的地区、层级定；里层加规则、改级别、改参数、停用启用、加词汇。"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.audit import Auditor
from engine.inference.reference import ReferenceMatcher
from engine.recognition.identity import Identity
from engine.ruleset.loader import load_ruleset
from engine.ruleset.model import Ruleset
from tests.audit_tools import explained, gouji, lines, report_of, rule, vocabulary, write_rules
from tests.disclosures import document_of

SUM = "check: hierarchy_sum\ntables: [支出总表]"
TEXT = lines(
    "江西省赣州市园林局2025年部门预算",
    "收支预算的收入、支出都是预算数，金额以万元为单位。",
    explained("机关运行经费情况", "机关运行经费31.00万元，比上年增加2.00万元，增长6.90%。"),
)


def put(folder: Path, manifest: str, *texts: str) -> Path:
    write_rules(folder, *texts)
    (folder / "ruleset.yaml").write_text(manifest, encoding="utf-8")
    return folder


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """全国 T-1、T-2；江西省改级别、加 P-1；赣州市启用、换 T-2。"""
    limit = "check: formula\nparams: {上限: 5%}\ngiven: {statement: [增减率]}\nassert: 增减率 <= 上限"
    put(tmp_path, "disabled: [T-3]\n", rule(SUM), rule(limit, "T-2"), rule(SUM, "T-3"))
    province = tmp_path / "地方" / "江西省"
    put(
        province,
        "name: 江西\napplies: {region: [江西省]}\nseverity: {T-1: info}\nparams: {T-2: {上限: 10%}}\nenabled: [T-3]\n",
        rule(SUM, "P-1"),
    )
    put(province / "赣州市", "applies: {region: [赣州市], level: [市级]}\nseverity: {T-3: 'off'}\n", rule(SUM, "T-1"))
    return tmp_path


def of(ruleset: Ruleset, region: str = "", level: str = "") -> Ruleset:
    return ruleset.of(Identity("预算", "2025", "", "", True, region, level))


def test_不知道地区的_只用全国的(tree: Path) -> None:
    ruleset = load_ruleset((tree,), vocabulary())
    assert not ruleset.errors
    assert [r.id for r in of(ruleset).rules] == ["T-1", "T-2"]
    assert of(ruleset).layers == ("全国",)


def test_省里的文件_叠上省里的一层(tree: Path) -> None:
    found = of(load_ruleset((tree,), vocabulary()), "江西省", "省级")
    assert found.layers == ("全国", "江西")
    assert {r.id: (r.severity, r.layer) for r in found.rules} == {
        "P-1": ("error", "江西"),
        "T-1": ("info", "全国"),
        "T-2": ("error", "全国"),
        "T-3": ("error", "全国"),
    }
    assert {r.id: r.params for r in found.rules}["T-2"] == {"上限": "10%"}


def test_市里的文件_三层_换了的规则不再受下层改级别(tree: Path) -> None:
    found = of(load_ruleset((tree,), vocabulary()), "江西省/赣州市", "市级")
    assert found.layers == ("全国", "江西", "地方/江西省/赣州市")
    own = {r.id: r for r in found.rules}
    assert (own["T-1"].severity, own["T-1"].layer) == ("error", "地方/江西省/赣州市")
    assert "T-3" not in own


def test_层级不符的_里层不用(tree: Path) -> None:
    found = of(load_ruleset((tree,), vocabulary()), "江西省/赣州市", "县级")
    assert found.layers == ("全国", "江西")


def test_同样的几层只编一次(tree: Path) -> None:
    ruleset = load_ruleset((tree,), vocabulary())
    assert of(ruleset, "江西省", "县级") is of(ruleset, "江西省/九江市", "市级")


def test_外层不适用的_里层也不用(tmp_path: Path) -> None:
    write_rules(tmp_path, rule(SUM))
    outer = put(tmp_path / "地方" / "江西省", "applies: {region: [江西省]}\n", rule(SUM, "P-1"))
    put(outer / "决算", "applies: {kind: [预算]}\n", rule(SUM, "P-2"))
    ruleset = load_ruleset((tmp_path,), vocabulary())
    assert [r.id for r in of(ruleset, "浙江省").rules] == ["T-1"]
    assert [r.id for r in of(ruleset, "江西省").rules] == ["P-1", "P-2", "T-1"]


def test_追加的文件夹叠在自带的之上(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    own = put(tmp_path_factory.mktemp("本单位"), "name: 本单位\nparams: {T-2: {上限: 1%}}\n", rule(SUM, "M-1"))
    found = of(load_ruleset((tree, own), vocabulary()), "江西省", "省级")
    assert found.layers == ("全国", "江西", "本单位")
    assert {r.id: r.params for r in found.rules}["T-2"] == {"上限": "1%"}


def test_规则自己也可以限地区_不知道的不适用(tmp_path: Path) -> None:
    body = "applies: {region: [江西], level: [市级]}\ncheck: formula\ngiven: {once: 是}\nassert: 1万元 == 2万元"
    ruleset = load_ruleset((write_rules(tmp_path, rule(body)),), vocabulary())
    assert not ruleset.errors
    known = Auditor(ruleset, vocabulary(), ReferenceMatcher()).audit(document_of(TEXT))
    assert [o.status for _, o in known.results] == ["fail"]
    unknown = document_of(TEXT.replace("江西省赣州市园林局", "白鹭区园林局"))
    (outcome,) = (o for _, o in Auditor(ruleset, vocabulary(), ReferenceMatcher()).audit(unknown).results)
    assert (outcome.status, outcome.reason) == ("not_applicable", "不知道文件属于哪个地区，只用于江西省")
    given = Auditor(ruleset, vocabulary(), ReferenceMatcher(), "江西省", "市级").audit(unknown)
    assert [o.status for _, o in given.results] == ["fail"]


# ---- 词汇


def test_层里的词汇加在自带的后面(tmp_path: Path) -> None:
    write_rules(tmp_path, rule(SUM))
    layer = tmp_path / "地方" / "江西省"
    body = "check: formula\ngiven: {statement: [用途]}\nassert: not says(用途, 园林词)"
    put(layer, "applies: {region: [江西省]}\n", rule(body, "P-1"))
    (layer / "vocabulary").mkdir()
    (layer / "vocabulary" / "words.yaml").write_text("园林词: [补栽]\n增加: [新长]\n", encoding="utf-8")
    ruleset = load_ruleset((tmp_path,), vocabulary())
    assert not ruleset.errors
    local = of(ruleset, "江西省").vocabulary
    assert local is not None
    assert local.words["园林词"] == ("补栽",)
    assert (local.words["增加"][-1], len(local.words["增加"])) == ("新长", len(vocabulary().words["增加"]) + 1)
    assert of(ruleset, "浙江省").vocabulary is vocabulary()


WORDS = {
    "不是一列": ("words", "增加: 新长\n", 1, "样子与自带的词汇不同"),
    "改了原有的": ("tables", "表种:\n  支出总表: {文种: 决算}\n", 2, "只能加词"),
    "新词不是一列": ("words", "园林词: 补栽\n", 1, "方括号"),
    "新表缺文种": ("tables", "表种:\n  园林表: {标题: {含: [园林]}}\n", 2, "缺少“文种”"),
    "不是键值": ("words", "- 补栽\n", 1, "键: 值"),
}


@pytest.mark.parametrize("name", WORDS)
def test_层里的词汇写错_指到行列(tmp_path: Path, name: str) -> None:
    stem, text, line, said = WORDS[name]
    put(tmp_path / "地方", "name: 地方\n", rule(SUM))
    (tmp_path / "地方" / "vocabulary").mkdir()
    (tmp_path / "地方" / "vocabulary" / f"{stem}.yaml").write_text(text, encoding="utf-8")
    errors = load_ruleset((tmp_path,), vocabulary()).errors
    own = [e for e in errors if e.file == f"地方/vocabulary/{stem}.yaml" and e.line == line]
    assert any(said in e.message for e in own), errors


def test_层里写错的规则和清单_没有文件用到也说(tmp_path: Path) -> None:
    write_rules(tmp_path, rule(SUM))
    bad = rule("check: hierarchy_sum\ntables: [支出总账]", "P-1")
    put(tmp_path / "地方", "applies: {region: [江西市], level: [市]}\ndisabled: [T-7]\n", bad)
    said = [str(e) for e in load_ruleset((tmp_path,), vocabulary()).errors]
    for words in (
        "地方/试写/P-1.yaml:5:10",
        "地方/ruleset.yaml:1:20",
        "地方/ruleset.yaml:1:34",
        "地方/ruleset.yaml:2:12",
    ):
        assert any(s.startswith(words) for s in said), (words, said)


def test_通向外面的链接不读_说出来(tmp_path: Path) -> None:
    outside = write_rules(tmp_path / "外", rule(SUM, "X-1"))
    inside = write_rules(tmp_path / "内", rule(SUM))
    (inside / "试写" / "X-1.yaml").symlink_to(outside / "试写" / "X-1.yaml")
    ruleset = load_ruleset((inside,), vocabulary())
    assert [r.id for r in ruleset.rules] == ["T-1"]
    assert ["链接" in e.message for e in ruleset.errors] == [True]


# ---- 命令


def test_报告写明地区层级和用了哪几层(tmp_path: Path, tree: Path) -> None:
    own = put(tmp_path / "本地", "name: 本地\napplies: {region: [江西省]}\n", rule(SUM, "M-1"))
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "乙.txt").write_text(TEXT.replace("江西省赣州市园林局", "白鹭区园林局"), encoding="utf-8")
    options = ("--rules", own, "--fail-on", "never", "--separately", "--format", "json")
    gouji("audit", tmp_path / "甲.txt", tmp_path / "乙.txt", "--out", tmp_path / "出", *options)
    report = report_of(tmp_path / "出")
    told = {d["name"]: (d["region"], d["level"], d["layers"]) for d in report["documents"]}
    assert told["甲.txt"] == ("江西省/赣州市", "市级", ["全国", "本地"])
    assert told["乙.txt"] == ("", "县级", ["全国"])
    layers = {r["id"]: r["layer"] for r in report["ruleset"]["rules"]}
    assert layers["M-1"] == "本地"
    assert set(layers.values()) == {"全国", "本地"}


def test_命令可以指定地区和层级_写错了说(tmp_path: Path) -> None:
    (tmp_path / "乙.txt").write_text(TEXT.replace("江西省赣州市园林局", "白鹭区园林局"), encoding="utf-8")
    given = ("--region", "江西/赣州", "--level", "县级", "--fail-on", "never", "--format", "json")
    gouji("audit", tmp_path / "乙.txt", "--out", tmp_path / "出", *given)
    (document,) = report_of(tmp_path / "出")["documents"]
    assert (document["region"], document["level"]) == ("江西省/赣州市", "县级")
    wrong = gouji("audit", tmp_path / "乙.txt", "--region", "江西省/杭州市", "--out", tmp_path / "出")
    assert wrong.code == 2
    assert "没有“江西省/杭州市”这个地区" in wrong.said
