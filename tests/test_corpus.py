# ruff: noqa: N802　测试名是中文句子
"""真实公开件：查全率的底线、没有误报，代码里认不出是照着哪几份做的。没有 ../shared 时跳过。"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.audit_tools import ROOT, gouji

CORPUS = ROOT.parent / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not (CORPUS / "score.py").is_file(), reason="没有 ../shared/corpus，真实公开件不在此处")
NAMES = ("nc-donghu", "sc-tongchuan", "wh-jiangan")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("corpus")
    docs = sorted((CORPUS / "docs").glob("*.txt"))
    assert {d.stem for d in docs} >= set(NAMES)
    done = gouji("audit", *docs, "--out", out, "--format", "json", "--fail-on", "never")
    assert done.code == 0, done.said
    return out / "report.json"


def score(*args: str | Path) -> str:
    done = subprocess.run(  # 参数由测试给定
        [sys.executable, str(CORPUS / "score.py"), *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert not done.stderr, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_查出的错误至少七成_提示至少三成_没有误报(report: Path, name: str) -> None:
    said = score(report, CORPUS / "gold" / f"{name}.yaml")
    for level, floor in (("error", 0.70), ("warning", 0.30)):
        found = re.search(rf"{level} (\d+)/(\d+)", said)
        assert found, said
        got, total = int(found[1]), int(found[2])
        assert got >= total * floor, said
    assert re.search(r"false alarms on must_hold 0\b", said), said


@pytest.mark.parametrize("name", NAMES)
def test_抽出的事实至少八成五(tmp_path: Path, name: str) -> None:
    path = tmp_path / "facts.json"
    done = gouji("facts", CORPUS / "docs" / f"{name}.txt", "--format", "json")
    assert done.code == 0, done.said
    path.write_text(done.out, encoding="utf-8")
    said = score("--facts", path, CORPUS / "gold" / f"{name}.yaml")
    found = re.search(r"(\d+)%", said)
    assert found, said
    assert int(found[1]) >= 85, said


def _names() -> set[str]:
    """各份公开件的单位、市区县和文件名，长的短的都要；省和直辖市不算，法规依据里可能有。"""
    names: set[str] = set()
    for path in (CORPUS / "gold").glob("*.yaml"):
        gold = yaml.safe_load(path.read_text(encoding="utf-8"))
        names |= {path.stem, *(w for w in path.stem.split("-") if len(w) > 4)}
        for word in re.findall(r"[\u4e00-\u9fff]+", f"{gold['unit']} {gold.get('region', '')}"):
            short = word.removeprefix("文中简称")
            names |= {short, *re.findall(r"[\u4e00-\u9fff]{2}[市区县]", short)}
    return {n for n in names if len(n) >= 3 and not n.endswith("省")} - {"北京市", "天津市", "上海市", "重庆市"}


def test_代码和规则里没有真实公开件的单位和地名() -> None:
    names = _names()
    assert len(names) >= 10
    files = [ROOT / "cli.py"]
    for folder in ("commands", "engine", "rules", "reports"):
        files += [p for p in (ROOT / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    files.remove(ROOT / "rules" / "reference" / "行政区划.csv")  # 全国的地级地名都在里面
    for path in files:
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert not {n for n in names if n in text}, path
