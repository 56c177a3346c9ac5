# ruff: noqa: N802　测试名是中文句子
"""别人给的规则、模板文件夹：里面的链接、管道、很大的文件都不读，外面的一个字也不说出来，也不写到外面去。"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from engine.errors import RuleError, UsageError
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset import skeleton
from engine.ruleset.layers import Layers
from engine.ruleset.loader import load_ruleset
from engine.ruleset.waivers import in_rulesets, load_register
from engine.store import Names
from engine.within import LEADS_OUT, MOST
from reports import html
from tests.audit_tools import rule, vocabulary, write_rules
from tests.cli_tools import run
from tests.ruleset.test_layers import SUM

SECRET = "机密：不许读出来"
RULES = Path(__file__).resolve().parents[2] / "rules"

LINKED = (
    "ruleset.yaml",
    "waivers.yaml",
    "试写/T-2.yaml",
    "试写/T-1.test.yaml",
    "vocabulary/words.yaml",
    "reference/单位更名.csv",
    "reference/公开要素矩阵.csv",
    "地方/ruleset.yaml",
    "地方/vocabulary/words.yaml",
)
FOLDERS = ("试写二", "地方/江西省")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """规则目录外面的一个文件夹，里面有机密。"""
    folder = tmp_path / "外面"
    folder.mkdir()
    for name in ("机密.txt", "words.yaml", "单位更名.csv"):
        (folder / name).write_text(f"{SECRET}\n", encoding="utf-8")
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return write_rules(tmp_path / "规则", rule(SUM))


def link(path: Path, target: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def said(folder: Path) -> list[str]:
    """读规则、认单位时说的话。"""
    ruleset = load_ruleset((folder,), vocabulary())
    assert isinstance(ruleset.library, Layers)
    assert ruleset.library.every_word.words["增加"] == vocabulary().words["增加"]
    assert not Names.load((folder,), vocabulary()).renames
    assert not in_rulesets((folder,))
    return [str(fault) for fault in ruleset.errors]


def test_规则目录里通向外面的链接_哪种文件_文件夹都不读_说一句(own: Path, outside: Path) -> None:
    for name in LINKED:
        link(own / name, outside / "机密.txt")
    for name in FOLDERS:
        link(own / name, outside)
    assert sorted(said(own)) == sorted(f"{name}：{LEADS_OUT}" for name in (*LINKED, *FOLDERS))
    for command in (("rules", "lint", own), ("rules", "test", "--rules", own, "T-1")):
        done = run(*command)
        assert done.exit_code == 2
        assert all(name in done.output for name in (*LINKED, *FOLDERS))
        assert "通向规则目录之外" in done.output and SECRET not in done.output


@pytest.mark.parametrize("name", ["vocabulary", "reference"])
def test_词汇_代码表的文件夹是通向外面的链接_不进去_说一句(own: Path, outside: Path, name: str) -> None:
    link(own / name, outside)
    assert said(own) == [f"{name}：{LEADS_OUT}"]


def test_里面的链接照读_文件夹自己是链接的照读(own: Path, outside: Path) -> None:
    (own / "词").mkdir()
    (own / "词" / "词.txt").write_text("园林词: [补栽]\n", encoding="utf-8")
    link(own / "vocabulary" / "words.yaml", Path("../词/词.txt"))
    link(outside / "规则", own)
    for folder in (own, outside / "规则"):
        ruleset = load_ruleset((folder,), vocabulary())
        assert not ruleset.errors
        assert isinstance(ruleset.library, Layers)
        assert ruleset.library.every_word.words["园林词"] == ("补栽",)


def test_命令里写明的豁免登记是链接也读(tmp_path: Path, outside: Path) -> None:
    link(tmp_path / "豁免.yaml", outside / "机密.txt")
    (fault,) = load_register((tmp_path / "豁免.yaml",), (), ("T-1",), "").faults
    assert str(fault).startswith(f"{tmp_path}/豁免.yaml:1:1：")


def test_随附的词汇是通向外面的链接也不读(tmp_path: Path, outside: Path) -> None:
    shutil.copytree(RULES, tmp_path / "规则", ignore=lambda _, names: [n for n in names if n.endswith(".test.yaml")])
    (tmp_path / "规则" / "vocabulary" / "words.yaml").unlink()
    link(tmp_path / "规则" / "vocabulary" / "words.yaml", outside / "words.yaml")
    with pytest.raises(RuleError, match=r"words\.yaml：这是通向规则目录之外的链接"):
        Vocabulary.load(tmp_path / "规则")


@pytest.mark.parametrize("name", ["试写/T-2.yaml", "reference/单位更名.csv", "vocabulary/words.yaml", "waivers.yaml"])
def test_规则目录里的管道_绕圈的链接_很大的文件_一句话(own: Path, name: str) -> None:
    path = own / name
    path.parent.mkdir(exist_ok=True)
    os.mkfifo(path)
    assert [s for s in said(own) if "不是普通文件" in s and s.startswith(name)]
    path.unlink()
    path.symlink_to(path.name)
    assert [s for s in said(own) if "不是普通文件" in s and s.startswith(name)]
    path.unlink()
    with path.open("wb") as file:
        file.truncate(MOST + (1 << 30))
    assert [s for s in said(own) if "1028 MB，超过 4 MB 的上限" in s and s.startswith(name)]


MATRIX = """check: required_parts
matrix: reference/矩阵.csv"""
CSVS = {"不是UTF8": b"\xff\xfe\x00", "一格太长": b"a" * 200_000, "后面一格太长": b"%b\n" + b"a" * 200_000}


@pytest.mark.parametrize("name", CSVS)
def test_规则目录里的CSV读不成_一句话(tmp_path: Path, name: str) -> None:
    own = write_rules(tmp_path / "规则", rule(MATRIX))
    (own / "reference").mkdir()
    data = CSVS[name].replace(b"%b", "要素,类别,文种-预算,文种-决算,条件".encode())
    for csv in ("矩阵.csv", "单位更名.csv"):
        (own / "reference" / csv).write_bytes(data)
    (fault,) = load_ruleset((own,), vocabulary()).errors
    assert fault.line and "CSV UTF-8" in fault.message
    with pytest.raises(UsageError, match="单位更名"):
        Names.load((own,), vocabulary())


# ---- 写


@pytest.mark.parametrize("name", ["三公经费", skeleton.SCHEMAS])
def test_新写规则不写到规则目录外面去(tmp_path: Path, outside: Path, name: str) -> None:
    link(tmp_path / "规则" / name, outside)
    before = sorted(outside.iterdir())
    with pytest.raises(UsageError, match="通向规则目录之外的链接，没有写"):
        skeleton.write(RULES, tmp_path / "规则", "三公经费", "SG-901", "formula")
    assert sorted(outside.iterdir()) == before


def test_编辑器用的模式不写穿链接(tmp_path: Path, outside: Path) -> None:
    link(tmp_path / "rule.schema.json", outside / "机密.txt")
    skeleton.write_schemas({"rule.schema.json": {}}, tmp_path)
    assert (outside / "机密.txt").read_text(encoding="utf-8").strip() == SECRET
    assert not (tmp_path / "rule.schema.json").is_symlink()


# ---- 模板


@pytest.mark.parametrize("name", ["document.html.j2", "审核意见书.docx", "局部"])
def test_模板文件夹里通向外面的链接不读(tmp_path: Path, outside: Path, name: str) -> None:
    link(tmp_path / "模板" / name, outside if name == "局部" else outside / "机密.txt")
    with pytest.raises(UsageError, match="通向模板文件夹之外的链接，不读") as told:
        html.try_templates(tmp_path / "模板")
    assert SECRET not in str(told.value)
