# ruff: noqa: N802　测试名是中文句子
"""文字归一：比较时一个样，引用时照原样。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text import fold, norm, normalise


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("合　　计", "合计"),
        ("项 \u00a0目\t", "项目"),
        ("１，６２７．１７％", "1,627.17%"),
        ("（一）单位：万元", "(一)单位:万元"),
        ("〔2025〕6号", "[2025]6号"),
        ("“三公”经费＝0", '"三公"经费=0'),
        ("−3、－3、–3", "-3、-3、-3"),
        ("≧90、≦10", "≥90、≤10"),
        ("⼀般⾏政", "一般行政"),
        ("预\u200b算\ufeff数\u00ad", "预算数"),
        ("上\n页\r\n下", "上页下"),
    ],
)
def test_写法不同的字归成一种(raw: str, expected: str) -> None:
    assert norm(raw) == expected


@pytest.mark.parametrize("raw", ["①②③", "20㎡", "½", "Ⅲ类", "△3.20", "……"])
def test_归一会改变意思的字保持原样(raw: str) -> None:
    assert norm(raw) == raw


def test_引用照原文_中文之间的折行去掉_其余空白折成空格() -> None:
    text = normalise("支出　合计\n１２．５０ 万元。")
    start = text.norm.index("合计")
    assert text.quote(start, start + 9) == "合计１２．５０ 万元"
    assert normalise("above\nall").quote(0, 8) == "above all"
    assert text.quote(3, 3) == ""
    assert normalise("  ").quote(0, 1) == ""


def test_隐藏的区段不进归一化文字_引用仍取原文() -> None:
    raw = "收入<b>12</b>万元"
    text = normalise(raw, ((2, 5), (7, 11)))
    assert text.norm == "收入12万元"
    assert text.quote(0, 4) == "收入<b>12"
    assert raw[text.raw_offset(text.norm.index("万"))] == "万"


@given(st.text())
def test_归一化文字没有空白_且每个字都指回原来的字(raw: str) -> None:
    text = normalise(raw)
    assert text.norm == norm(raw)
    assert len(text.offsets) == len(text.norm)
    assert list(text.offsets) == sorted(text.offsets)
    assert not any(char.isspace() for char in text.norm)
    for char, offset in zip(text.norm, text.offsets, strict=True):
        assert char in fold(raw[offset])


def test_整段归一与逐字归一相同_每个字符都试过() -> None:
    every = "".join(chr(code) for code in range(0x30000) if not 0xD800 <= code < 0xE000)
    text = normalise(every)
    assert norm(every) == text.norm == "".join(map(fold, every))
    assert [every[offset] for offset in text.offsets] == [char for char in every for _ in fold(char)]


@given(st.text())
def test_归一两次与一次相同(raw: str) -> None:
    assert norm(norm(raw)) == norm(raw)


@given(st.text(alphabet="收支预算１2３．， 　\n<>abp/", max_size=30), st.data())
def test_隐藏任何区段_其余各字仍指回原处(raw: str, data: st.DataObject) -> None:
    ends = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=6, unique=True)))
    hidden = tuple(zip(ends[::2], ends[1::2], strict=False))
    text = normalise(raw, hidden)
    kept = [i for i in range(len(raw)) if not any(a <= i < b for a, b in hidden)]
    assert text.norm == "".join(fold(raw[i]) for i in kept)
    assert set(text.offsets) <= set(kept)


@given(st.text(alphabet="收支12.5 万元\n　（）", min_size=1, max_size=40), st.data())
def test_引用的原文归一之后就是所指的字(raw: str, data: st.DataObject) -> None:
    text = normalise(raw)
    start = data.draw(st.integers(0, len(text.norm)))
    end = data.draw(st.integers(start, len(text.norm)))
    assert norm(text.quote(start, end)) == text.norm[start:end]
