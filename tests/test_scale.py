"""量规模的程序：放大的公开件没有差错，手写的核查认得出错，算指数、内存、结果的判断都对；不断言快慢。"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks import scale
from benchmarks.generator.compose import disclosure
from benchmarks.generator.planting import plant
from benchmarks.scaling import hand, many_rules, samples, whole
from benchmarks.scaling.clock import cpu, run
from benchmarks.scaling.fit import fit, marginal, n_log_n
from benchmarks.scaling.grow import GROWN
from benchmarks.scaling.memory import Sample, Watch, growth
from benchmarks.scaling.table import Goal, Table, markdown
from commands.shared import RULES, auditor_of
from engine.audit import Auditor
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.loader import load_ruleset

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="看别的进程的内存、时间要有 /proc")


@pytest.fixture(scope="module")
def auditor() -> Auditor:
    return auditor_of((), "reference")


def test_exponents() -> None:
    sizes = [10, 100, 1000, 10_000]
    assert fit(sizes, [3 * n * n for n in sizes]) == pytest.approx((2, 1))
    assert fit(sizes, [5 * n for n in sizes]).exponent == pytest.approx(1)
    assert 1 < n_log_n(sizes) < 1.3
    assert marginal(sizes, [7 + 2 * n for n in sizes]) == pytest.approx((7, 2))


def test_a_goal_is_met_missed_or_not_measured() -> None:
    assert Goal("时间", 59.0, 60).verdict == Goal("倍数", 1.9, 1.8, most=False).verdict == "达到"
    assert Goal("时间", 61.0, 60).verdict == Goal("倍数", 1.7, 1.8, most=False).verdict == "没有达到"
    assert Goal("时间", None, 60).verdict == "没有量"


def test_the_table_lines_up() -> None:
    lines = markdown(Table("时间", ("公开件", "ms"), (("文本", 12.345), ("PDF", 1234.5)))).splitlines()
    assert lines == [
        "**时间**",
        "",
        "| 公开件 |    ms |",
        "|--------|------:|",
        "| 文本   |  12.3 |",
        "| PDF    | 1,234 |",
    ]


@pytest.mark.parametrize("name", ["行多", "份多", "字多"])
def test_a_grown_disclosure_is_longer_and_still_right(name: str, auditor: Auditor, tmp_path: Path) -> None:
    small, large = GROWN[name](1), GROWN[name](3)
    assert 2 * len(small) < len(large)
    path = tmp_path / "放大.txt"
    path.write_text(large, encoding="utf-8")
    assert [f.message for f in auditor.audit(path).findings if f.severity != "info"] == []


def test_faults_grow_with_the_file(auditor: Auditor, tmp_path: Path) -> None:
    found = []
    for times in (1, 3):
        path = tmp_path / f"{times}.txt"
        path.write_text(GROWN["错多"](times), encoding="utf-8")
        found.append(len([f for f in auditor.audit(path).findings if f.severity == "error"]))
    assert 0 < found[0] < found[1]


def test_the_same_disclosure_as_pdf(auditor: Auditor, tmp_path: Path) -> None:
    (drawn,), (typed,) = samples.pdfs(tmp_path, 1, first=3), samples.texts(tmp_path, 1, first=3)
    pdf, text = auditor.audit(drawn), auditor.audit(typed)
    assert len(pdf.facts.facts) == len(text.facts.facts)
    assert [f.id for f in pdf.findings] == [f.id for f in text.findings]


def test_the_hand_written_check_finds_a_wrong_total() -> None:
    checked = [hand.check(disclosure(seed).text()) for seed in range(1, 6)]
    assert sum(c.equations for c in checked) > 100
    assert sum(c.wrong for c in checked) == 0
    draft = disclosure(2)
    planted = plant(draft, "款级小计错")
    assert planted is not None
    assert hand.check(draft.text()).wrong > 0


def test_copied_rules_are_all_good_and_all_different(tmp_path: Path) -> None:
    many_rules.copied(tmp_path, 300)
    ruleset = load_ruleset((tmp_path,), Vocabulary.load(RULES))
    assert len({rule.id for rule in ruleset.rules}) == 300
    assert ruleset.errors == ()


def _held(*totals: float) -> list[Sample]:
    return [Sample(n, total, 0, 0) for n, total in enumerate(totals)]


def test_memory_growth_after_the_first_documents() -> None:
    steady = _held(*(100 + min(n, 40) for n in range(100)))
    assert growth(steady, 50) == pytest.approx((140, 140, 0))
    leaking = growth(_held(*(100 + n for n in range(100))), 48)
    assert leaking is not None and leaking[2] > 25
    sawtooth = _held(*(100 + n % 20 for n in range(100)))  # 工作进程一茬一茬地换
    assert growth(sawtooth, 30) == pytest.approx((117, 117, 0))
    spike = _held(*(100 + 100 * (n in (20, 70, 71)) for n in range(100)))
    assert growth(spike, 50) == pytest.approx((100, 100, 0))
    assert growth(steady, 95) is None and growth(steady, 1000) is None


@LINUX
def test_the_time_of_a_child_counts(tmp_path: Path) -> None:
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
    before = cpu()
    ran = run([sys.executable, "-c", child], tmp_path, tmp_path / "log")
    assert ran.code == 0
    assert ran.cpu >= 0.3
    assert cpu() - before >= 0.3


@LINUX
def test_a_whole_run_is_watched(tmp_path: Path) -> None:
    whole.make(tmp_path / "公开件", 2)
    watch = Watch(tmp_path / "缓存")
    ran = whole.audit(
        tmp_path / "公开件", tmp_path / "报告", "reference", "--cache", str(tmp_path / "缓存"), look=watch.look
    )
    assert (tmp_path / "报告" / "report.json").exists(), ran.output
    assert max(sample.total for sample in watch.samples) > 10


def test_one_command_writes_json_and_markdown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "公开件"
    folder.mkdir()
    samples.texts(folder, 2)
    out, page = tmp_path / "结果", tmp_path / "scale.md"
    page.write_text("# 规模\n\n<!-- scale -->\n上次的\n<!-- /scale -->\n\n## 打算\n", encoding="utf-8")
    arguments = [
        "--quick",
        "--engine",
        "reference",
        "--only",
        "stages",
        "floor",
        "--docs",
        str(folder),
        "--page",
        str(page),
        "--out",
        str(out),
    ]
    assert scale.main(arguments) in (0, 1)
    data = json.loads((out / "scale.json").read_text(encoding="utf-8"))
    assert [m["name"] for m in data["measured"]] == ["stages", "floor"]
    assert {g["verdict"] for g in data["goals"]} <= {"达到", "没有达到"}
    assert data["measured"][0]["tables"][1]["columns"][1:] == [
        "读入",
        "识别",
        "事实",
        "匹配",
        "检查",
        "归并",
        "报告数据",
        "写报告",
    ]
    assert "要达到的线" in capsys.readouterr().out
    assert "一百万份" in (out / "scale.md").read_text(encoding="utf-8")
    written = page.read_text(encoding="utf-8")
    assert "上次的" not in written
    assert "### 一份公开件的时间" in written
    assert written.startswith("# 规模\n\n<!-- scale -->\n") and written.endswith("<!-- /scale -->\n\n## 打算\n")
