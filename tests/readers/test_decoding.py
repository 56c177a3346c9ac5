# ruff: noqa: N802　测试名是中文句子
"""解码：常见编码读出同样的文字；读不出来的文件得到一句明白话。"""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from engine.errors import DocumentError
from engine.readers import read
from engine.readers.limits import DEFAULTS
from tests.disclosures import document_of, lines, paragraphs_of, rows, tables_of

TEXT = lines("白鹭区园林局2025年部门预算", "单位：万元", rows("项目|预算数", "办公费|3.20"), "注：无。")


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.encode("gbk"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
    ids=["UTF-8", "UTF-8 BOM", "GB18030", "GBK", "UTF-16LE", "UTF-16BE"],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_各种编码和换行读出同样的文字(data: bytes, newline: str) -> None:
    encoding = next((e for e in ("utf-16-le", "utf-16-be") if data.startswith(("\ufeff").encode(e))), "")
    line_break = (lambda s: s.encode(encoding)) if encoding else str.encode
    data = data.replace(line_break("\n"), line_break(newline))
    assert paragraphs_of(data) == ["白鹭区园林局2025年部门预算", "单位:万元", "注:无。"]
    (grid,) = tables_of(data)
    assert [[cell.text.norm for cell in row] for row in grid.rows] == [["项目", "预算数"], ["办公费", "3.20"]]
    assert [grid.rows[0][0].line, grid.rows[1][0].line] == [5, 6]


def test_GB18030的四字节字也读得出() -> None:
    assert paragraphs_of("㐂镇𠮷村".encode("gb18030")) == ["㐂镇𠮷村"]


def test_换页符当作换行() -> None:
    assert paragraphs_of("第一页末。\f第二页首。") == ["第一页末。", "第二页首。"]


def test_文档记得路径_行数和内容的指纹() -> None:
    one, same, other = document_of("甲\n乙\n"), document_of("甲\n乙\n"), document_of("甲\n丙\n")
    assert one.path.endswith("公开件.txt")
    assert one.sha256 == same.sha256 != other.sha256


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件是空的"),
        (b" \r\n\t\n", "文件是空的"),
        (codecs.BOM_UTF8 + b"\n", "没有可读的内容"),
        ("— 3 —\n".encode(), "没有可读的内容"),
        (b"\x7fELF" + bytes(range(256)) * 8, "不是文本文件"),
        ("预算".encode() + b"\x01\x02\x03\x04" * 50, "不是文本文件"),
        (codecs.BOM_UTF16_LE + b"\x00", "不是文本文件"),
    ],
    ids=["空", "只有空白", "只有 BOM", "只有页码", "程序", "控制字符", "截断的 UTF-16"],
)
def test_读不出来的文件说明是哪个文件和为什么(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        document_of(data, "改了名.txt")
    message = str(caught.value)
    assert "改了名.txt：" in message
    assert reason in message
    assert message.endswith("。") and message.count("。") == 1 and "\n" not in message


def test_找不到的文件和文件夹也只是一句话(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.txt", tmp_path):
        with pytest.raises(DocumentError, match=r"打不开.*请检查路径和权限。$"):
            read(path)


def test_太大的文件不读(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate((DEFAULTS.size << 20) + 1)
    with pytest.raises(DocumentError, match="64 MB 的上限"):
        read(path)
