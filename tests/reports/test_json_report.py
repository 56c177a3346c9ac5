"""JSON 报告：相同的字节、读得回来、要么写成要么不动旧文件。"""

from __future__ import annotations

from pathlib import Path

import pytest

from reports import json_report
from tests.reports import sample


def test_text_is_readable_and_keeps_the_order_of_keys() -> None:
    text = json_report.dumps({"乙": 1, "甲": {"丙": []}})
    assert text == '{\n  "乙": 1,\n  "甲": {\n    "丙": []\n  }\n}\n'


def test_written_and_loaded_again_is_the_same(tmp_path: Path) -> None:
    for report in (sample.report(), sample.hostile()):
        path = tmp_path / "子目录" / "report.json"
        json_report.write(report, path)
        assert json_report.load(path) == report
        assert [item.name for item in path.parent.iterdir()] == ["report.json"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("旧", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        json_report.write_text("新\ud800", path)
    assert path.read_text(encoding="utf-8") == "旧"
    assert [item.name for item in tmp_path.iterdir()] == ["report.json"]


def test_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_report.dumps({"x": float("nan")})
