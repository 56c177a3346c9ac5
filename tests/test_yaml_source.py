# ruff: noqa: N802　测试名是中文句子
"""规则文件的读取：值都是文字，每处错误都指得出行列。"""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import RuleError
from engine.yaml_source import MAX_BYTES, Mapping, Scalar, Sequence, compose, load, plain, suggest


def faults(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(RuleError) as caught:
        compose(text, "规则.yaml")
    return [(f.line, f.column, f.message) for f in caught.value.faults]


def test_值都是文字_不猜类型() -> None:
    node = compose("码: 05\n数: 010\n时: 12:30\n否: no\n空:\n波浪: ~\n年: 2024-01-01\n", "f")
    assert plain(node) == {
        "码": "05",
        "数": "010",
        "时": "12:30",
        "否": "no",
        "空": "",
        "波浪": "~",
        "年": "2024-01-01",
    }


def test_列表和键值可以逐项取_也可以按键取() -> None:
    node = compose("columns: [合计, 基本支出]\ncode: {column: 科目编码}\n", "f")
    assert isinstance(node, Mapping)
    columns = node.get("columns")
    assert isinstance(columns, Sequence)
    assert [item.value for item in columns if isinstance(item, Scalar)] == ["合计", "基本支出"]
    assert [key.value for key, _ in node] == ["columns", "code"]
    assert node.get("没有") is None
    key = node.key("code")
    assert key is not None and (key.mark.line, key.mark.column) == (2, 1)


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("assert: 合计 == 基本之出\n", 6, (1, 15)),
        ('assert: "合计 == 基本之出"\n', 6, (1, 16)),
        ("assert: '合计'' == 基本之出'\n", 7, (1, 18)),
        ("assert: >-\n  合计 ==\n  基本之出\n", 6, (3, 3)),
        ("assert: |\n  合计 ==\n   基本之出\n", 7, (3, 4)),
        ("assert: 合计 ==\n  基本之出\n", 6, (2, 3)),
        ('assert: "合计\\u4e00乙丙"\n', 3, (1, 18)),
        ("assert: 合计\n", 2, (1, 11)),
    ],
)
def test_值里的每个字都知道自己的行列(text: str, offset: int, place: tuple[int, int]) -> None:
    node = compose(text, "f")
    assert isinstance(node, Mapping)
    value = node.get("assert")
    assert isinstance(value, Scalar)
    mark = value.mark.at(offset)
    assert (mark.line, mark.column) == place


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("id: 甲\ntitle: 乙\nid: 丙\n", 3, 1, "第 1 行已经写过"),
        ("甲: &x 1\n", 1, 4, "“&”"),
        ("甲: *x\n", 1, 4, "“*”"),
        ("甲: *重点\n", 1, 4, "“*”"),
        ("甲: !!int 1\n", 1, 4, "“!”"),
        ("甲:\n\t乙: 1\n", 2, 1, "Tab"),
        ("甲:\n  \t乙: 1\n", 2, 3, "Tab"),
        ("甲: 1\n---\n乙: 2\n", 2, 1, "一个文件只能写一份"),
        ("", 1, 1, "文件是空的"),
        ("# 只有注释\n", 1, 1, "文件是空的"),
        ("只有一句话\n", 1, 1, "键: 值"),
        ("id：SUM-101\ntitle: 甲\n", 1, 1, "英文冒号"),
        ("id:SUM-101\ntitle: 甲\n", 1, 1, "英文冒号"),
        ("title: 收入: 合计\n", 1, 10, "加引号"),
        ('甲: "没有配对\n', 1, 4, "引号没有配对"),
        ("甲: [一, 二\n乙: 3\n", 1, 4, "方括号"),
        ("甲: {乙: 1，丙: 2}\n", 1, 4, "花括号"),
        ("message: {table}列示\n", 1, 10, "加引号"),
        ("id: T-1\nseverity: {", 2, 11, "没有配对的右括号"),
        ("id: T-1\ntables: [\n\n", 2, 9, "没有配对的右括号"),
        ("甲: @乙\n", 1, 4, "加引号"),
        ("甲:\n  乙: 1\n 丙: 2\n", 3, 2, "缩进"),
        ("甲: 乙\u2028丙\n", 1, 5, "U+2028"),
        ("? [甲]\n: 乙\n", 1, 3, "键应是一个词"),
        ("甲: " + "[" * 17 + "]" * 17, 1, 19, "16 层"),
    ],
)
def test_写错的地方指得出来(text: str, line: int, column: int, says: str) -> None:
    found = faults(text)
    assert (found[0][0], found[0][1]) == (line, column)
    assert says in found[0][2]


def test_几处错误一并报告() -> None:
    assert [(line, column) for line, column, _ in faults("甲: &x 1\n乙: *x\n甲: 2\n")] == [(1, 4), (2, 4), (3, 1)]


def test_读文件(tmp_path: Path) -> None:
    path = tmp_path / "SUM-101.yaml"
    path.write_bytes(codecs.BOM_UTF8 + "id: SUM-101\r\ntitle: 甲\r\n".encode())
    assert plain(load(path)) == {"id": "SUM-101", "title": "甲"}


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        ("甲: 乙\n丙: ".encode() + "丁".encode("gbk"), (2, 4), "UTF-8"),
        (codecs.BOM_UTF8 + "甲: ".encode() + b"\xff", (1, 4), "UTF-8"),
        ("甲: 乙".encode("utf-16"), (1, 1), "UTF-8"),
        (b"a: " + b"x" * MAX_BYTES, (1, 1), "256 KB"),
    ],
)
def test_文件本身读不了(tmp_path: Path, data: bytes, place: tuple[int, int], says: str) -> None:
    path = tmp_path / "甲.yaml"
    path.write_bytes(data)
    with pytest.raises(RuleError) as caught:
        load(path, "甲.yaml")
    fault = caught.value.faults[0]
    assert (fault.file, fault.line, fault.column) == ("甲.yaml", *place)
    assert says in fault.message


def test_文件不存在(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="打不开"):
        load(tmp_path / "没有.yaml")


@pytest.mark.parametrize(
    ("word", "candidates", "answer"),
    [
        ("基本之出", ["基本支出", "项目支出"], "，是否为“基本支出”？"),
        ("合记", ["合计", "基本"], "，是否为“合计”？"),
        ("Titel", ["title", "id"], "，是否为“title”？"),
        ("毫不相干", ["合计"], ""),
    ],
)
def test_最接近的写法(word: str, candidates: list[str], answer: str) -> None:
    assert suggest(word, candidates) == answer


@given(st.text(alphabet=st.sampled_from("甲乙:： -[]{}\"'|>&*!%@#,\n\t\\?a1…。\u2028\x00"), max_size=60) | st.text())
def test_任何文字要么读成节点要么说出错在哪一行(text: str) -> None:
    try:
        plain(compose(text, "f"))
    except RuleError as error:
        assert all(fault.line >= 1 and fault.column >= 1 and fault.message for fault in error.faults)


@given(st.dictionaries(st.text("甲乙丙丁01", min_size=1, max_size=4), st.text("甲 '\"\\:#05", max_size=12), min_size=1))
def test_加单引号的值原样读回_位置也对得上(pairs: dict[str, str]) -> None:
    text = "".join(f"'{key}': '{value.replace(chr(39), chr(39) * 2)}'\n" for key, value in pairs.items())
    node = compose(text, "f")
    assert plain(node) == pairs
    assert isinstance(node, Mapping)
    lines = text.split("\n")
    for _, value in node:
        assert isinstance(value, Scalar)
        for index, char in enumerate(value.value):
            mark = value.mark.at(index)
            assert lines[mark.line - 1][mark.column - 1] == char


@pytest.mark.parametrize("text", ["id: T-1\nrows:", "? 甲\n  乙", "id: T-1\nrows:\n  -"])
def test_末尾没有换行的_空值的位置也在文件之内(text: str) -> None:
    node = compose(text, "f")
    assert isinstance(node, Mapping)
    value = node.entries[-1][1]
    last = text.split("\n")
    assert (value.mark.line, value.mark.column) <= (len(last), len(last[-1]) + 1)
