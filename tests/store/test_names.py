# ruff: noqa: N802　测试名是中文句子
"""单位是不是同一个：写法、地名、本级、更名；拿不准的不认。"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.facts.prior import NOTHING
from engine.store import Names
from tests.disclosures import vocabulary
from tests.store.yearly import budget, paths, record, related, stored


def relates(
    tmp_path: Path, before: str, now: str, known: Names | None = None, regions: tuple[str, str] = ("", "")
) -> bool:
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2024, "3.50", entity=before), "去年.txt", regions[0]), known=known)
    found = related(store, budget(2025, "3.10", entity=now), region=regions[1], known=known)
    assert found == NOTHING or found.sources or found.notes
    return bool(found.sources)


def known(folder: Path, renames: str) -> Names:
    (folder / "reference").mkdir(exist_ok=True)
    (folder / "reference" / "单位更名.csv").write_text("旧名,新名,起始年度,依据\n" + renames, "utf-8")
    return Names.load((folder,), vocabulary())


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("白鹭区园林局", "白鹭区园林局"),
        ("白鹭区园林(绿化)局", "白鹭区园林（绿化）局"),
        ("赣州市白鹭区园林局", "白鹭区园林局"),
        ("江西省赣州市园林局", "赣州市园林局"),
    ],
)
def test_写法不同而是同一个单位(tmp_path: Path, before: str, now: str) -> None:
    assert relates(tmp_path, before, now)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("赣州市白鹭区园林局", "南昌市白鹭区园林局"),  # 不同的市有同名的区
        ("江西省园林局", "赣州市园林局"),  # 省局不是市局
        ("白鹭区园林局", "白鹭区园林绿化局"),
        ("白鹭区园林局", "白鹭镇园林局"),
    ],
)
def test_像而不是同一个单位(tmp_path: Path, before: str, now: str) -> None:
    assert not relates(tmp_path, before, now)


def test_没有地名的单位_不知道是哪里的不认_并说明(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2024, "3.50", entity="园林管理局"), "去年.txt"))
    found = related(store, budget(2025, "3.10", entity="园林管理局"))
    assert found.sources == ()
    assert "没有写地区" in found.notes[0]
    assert "--region" in found.notes[0]


def test_没有地名的单位_地区相同就是同一个(tmp_path: Path) -> None:
    where = "江西省/赣州市"
    assert relates(tmp_path, "园林管理局", "园林管理局", regions=(where, where))


def test_没有地名的单位_地区不同就不是(tmp_path: Path) -> None:
    assert not relates(tmp_path, "园林管理局", "园林管理局", regions=("江西省/赣州市", "江西省/南昌市"))


def test_更名表_旧名和新名是同一个单位(tmp_path: Path) -> None:
    table = known(tmp_path, "白鹭区园林局,白鹭区城市绿化局,2025,机构改革方案\n")
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2024, "3.50"), "去年.txt"), known=table)
    found = related(store, budget(2025, "3.10", entity="白鹭区城市绿化局"), known=table)
    assert paths(found) == [("上年预算", "去年.txt")]
    assert "白鹭区园林局 → 白鹭区城市绿化局（机构改革方案）" in found.sources[0].why


def test_更名之后旧名给了别的单位_不算(tmp_path: Path) -> None:
    table = known(tmp_path, "白鹭区园林局,白鹭区城市绿化局,2020,\n")
    assert not relates(tmp_path, "白鹭区园林局", "白鹭区城市绿化局", table)


def test_连着改了两次名(tmp_path: Path) -> None:
    table = known(tmp_path, "白鹭区园林局,白鹭区绿化局,2024,\n白鹭区绿化局,白鹭区城市绿化局,2025,\n")
    assert relates(tmp_path, "白鹭区园林局", "白鹭区城市绿化局", table)


def test_更名表绕成圈也不停不下来(tmp_path: Path) -> None:
    table = known(tmp_path, "白鹭区园林局,白鹭区绿化局,,\n白鹭区绿化局,白鹭区园林局,,\n")
    assert relates(tmp_path, "白鹭区园林局", "白鹭区绿化局", table)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("旧名,新名\n甲局,乙局\n", "第 1 行缺少起始年度、依据栏"),
        ("旧名,新名,起始年度,依据\n甲局,,2024,\n", "第 2 行没有写新名"),
        ("旧名,新名,起始年度,依据\n甲局,甲局,2024,\n", "第 2 行的旧名、新名是一样的"),
        ("旧名,新名,起始年度,依据\n甲局,乙局,去年,\n", "第 2 行的起始年度是“去年”"),
    ],
)
def test_更名表写错了说在第几行(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "单位更名.csv").write_text(text, "utf-8")
    with pytest.raises(UsageError, match=said):
        Names.load((tmp_path,), vocabulary())


def test_更名表不是UTF8(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "单位更名.csv").write_bytes("旧名,新名".encode("gb18030"))
    with pytest.raises(UsageError, match="CSV UTF-8"):
        Names.load((tmp_path,), vocabulary())
