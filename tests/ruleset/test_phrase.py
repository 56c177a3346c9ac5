# ruff: noqa: N802　测试名是中文句子
"""句式：在归一化的文字里找，引用回到原文。"""

from __future__ import annotations

import pickle
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import RuleError
from engine.ruleset.phrase import MAX_INPUT, Phrase, compile_phrase, compile_plain
from engine.text import normalise
from engine.yaml_source import Mark

MARK = Mark("f", 5, 8)


def found(phrase: Phrase, raw: str) -> list[tuple[str, dict[str, str]]]:
    text = normalise(raw)
    for match in phrase.find(text):
        for start, end, value in match.slots.values():
            assert text.norm[start:end] == value
    return [(text.quote(m.start, m.end), {k: v[2] for k, v in m.slots.items()}) for m in phrase.find(text)]


def one(template: str, raw: str) -> dict[str, str]:
    matches = found(compile_phrase(template, MARK), raw)
    assert len(matches) == 1
    return matches[0][1]


def test_增减额与增减率的句式() -> None:
    template = (
        "{本年:amount}[，|。|；]…(比|与){基期:year}…{方向:增加|减少}{增减额:amount}，"
        "{升降:增长|下降|降低|减少}{增减率:percent}"
    )
    raw = "2024年预算 1,627.17 万元，比 2023 年预算数增加 393.1 万\n元，增长 24.2 ％。"
    assert one(template, raw) == {
        "本年": "1,627.17万元",
        "基期": "2023年",
        "方向": "增加",
        "增减额": "393.1万元",
        "升降": "增长",
        "增减率": "24.2%",
    }


@pytest.mark.parametrize(
    ("raw", "hits"),
    [
        ("主要是XX。", ["主要是XX"]),
        ("主要是XXXX。", ["主要是XX"]),
        ("主要是XXL型水泵", []),
        ("主要是XX2项", ["主要是XX"]),
    ],
)
def test_字母不从更长的字母词里切下来(raw: str, hits: list[str]) -> None:
    assert [text for text, _ in found(compile_plain("主要是XX", MARK), raw)] == hits


def test_引用是原文的样子_位置按字而不按字节() -> None:
    phrase = compile_phrase("支出{值:amount}", MARK)
    assert found(phrase, "𠀀①三公经费支　出 5 万元，其中支出６元") == [
        ("支 出 5 万元", {"值": "5万元"}),
        ("支出６元", {"值": "6元"}),
    ]


@pytest.mark.parametrize(
    ("template", "raw", "slots"),
    [
        ("机关运行[经]费…[预算|支出][为]{值:amount}", "机关运行费支出为3元", {"值": "3元"}),
        ("机关运行[经]费…{值:amount}", "机关运行经费 2024 年预算为 35 万元", {"值": "35万元"}),
        ("合计{值:amount}", "合计35.20，其中", {"值": "35.20"}),
        ("{年:year}年[度]…部门(预算|决算)", "2024年度某局部门决算", {"年": "2024"}),
        ("{年:year}…部门预算", "2024年度某局部门预算", {"年": "2024年度"}),
        ("占{比:percent}", "占百分之五点二", {"比": "百分之五点二"}),
        ("下降{比:percent}", "下降-3.5%", {"比": "-3.5%"}),
        ("共{数:count}", "共 1,200 人次", {"数": "1,200人次"}),
        ("从{低:number}-{高:amount}", "从10-20万元", {"低": "10", "高": "20万元"}),
        (
            "增加[的]主要原因[是|为]{原因:text}",
            "增加的主要原因是人员增资，社保调整。其他",
            {"原因": "人员增资,社保调整"},
        ),
        ("因{原因:text}，增加", "因人员增资，增加5元", {"原因": "人员增资"}),
        ("(增长{率:percent}|减少{率:percent})", "减少5%", {"率": "5%"}),
        ("{方向:增加|增加额}为", "增加额为", {"方向": "增加额"}),
        ("支出[比上年增长{率:percent}]。", "支出。", {}),
        ("甲……乙", "甲一二三乙", {}),
    ],
)
def test_要素取到的文字(template: str, raw: str, slots: dict[str, str]) -> None:
    assert one(template, raw) == slots


@pytest.mark.parametrize(
    ("template", "raw"),
    [
        ("支出…{值:amount}", "支出2024年无安排"),
        ("支出{值:amount}", "支出24.2%"),
        ("增加{数:count}", "增加3个百分点"),
        ("没有…支出", "没有安排。全部支出"),
        ("没有…支出", "没有；支出"),
        ("甲…乙", "甲" + "中" * 31 + "乙"),
        (",{值:amount}", "12,34万元"),
    ],
)
def test_不该找到的(template: str, raw: str) -> None:
    assert found(compile_phrase(template, MARK), raw) == []


@pytest.mark.parametrize(
    ("residue", "raw"),
    [
        ("增加(减少)", "比上年增加（减少）0万元"),
        ("增加（减少）", "比上年增加(减少)0万元"),
        ("增(减)", "增（ 减 ）"),
        ("20XX年", "２０ＸＸ年"),
        ("××", "××局"),
        ("[单位名称]", "【单位名称】"),
    ],
)
def test_模板残留照字面写就行(residue: str, raw: str) -> None:
    assert len(found(compile_plain(residue, MARK), raw)) == 1


def test_全角括号永远是文字() -> None:
    assert found(compile_phrase("（增加|减少）".replace("|", "｜"), MARK), "(增加|减少)") == [("(增加|减少)", {})]
    assert found(compile_phrase("收入【[万]元】", MARK), "收入[元]") == [("收入[元]", {})]


@pytest.mark.parametrize(
    ("template", "column", "says"),
    [
        ("", 8, "必须出现"),
        ("[没有|无]", 8, "必须出现"),
        ("…", 8, "必须出现"),
        ("甲{值:amonut}", 12, "是否为“amount”？"),
        ("甲{值}", 9, "{名:类型}"),
        ("甲{：amount}", 9, "{名:类型}"),
        ("甲{a.b:amount}", 10, "只能用"),
        ("(没有|无", 8, "没有配对"),
        ("没有)", 10, "没有配对"),
        ("没有]无", 10, "没有配对"),
        ("[甲(乙]|丙)", 12, "交错"),
        ("甲[乙[丙]]", 11, "不能再套"),
        ("(甲||乙)", 11, "空的"),
        ("甲[]", 10, "空的"),
        ("甲|乙", 9, "写在括号里"),
        ("{值:amount}和{值:amount}", 20, "出现两次"),
        ("{方向:增加|}", 8, "有一项是空的"),
        ("长" * 201, 8, "200 个字"),
    ],
)
def test_写错的句式(template: str, column: int, says: str) -> None:
    with pytest.raises(RuleError) as caught:
        compile_phrase(template, MARK)
    fault = caught.value.faults[0]
    assert (fault.line, fault.column) == (5, column)
    assert says in fault.message


def test_超长段落分截找_句子不漏() -> None:
    raw = ("无关的话说了很多很多。" * 1000) + "机关运行经费为5元。" + "尾" * 9000
    assert len(raw) > MAX_INPUT
    assert found(compile_phrase("机关运行经费为{值:amount}", MARK), raw) == [("机关运行经费为5元", {"值": "5元"})]


def test_再坏的文字也是线性时间() -> None:
    phrase = compile_phrase("预算…比…增加…增加…增加…{值:amount}", MARK)
    start = time.perf_counter()
    assert found(phrase, "预算比增加" * 20_000) == []
    assert time.perf_counter() - start < 5


def test_可以送到别的进程() -> None:
    phrase = pickle.loads(pickle.dumps(compile_phrase("支出{值:amount}", MARK)))
    assert found(phrase, "支出5元") == [("支出5元", {"值": "5元"})]


TEMPLATES = st.text(alphabet=st.sampled_from("甲乙[]()|{}:：…（）。 值amountexpr"), max_size=24) | st.text(max_size=30)


@given(TEMPLATES, st.text(alphabet="甲乙值0123456789.,%-万元年个。（）", max_size=60))
def test_任何句式要么能用要么说出错处(template: str, raw: str) -> None:
    text = normalise(raw)
    for compile_ in (compile_phrase, compile_plain):
        try:
            phrase = compile_(template, MARK)
        except RuleError as error:
            assert all(fault.line == 5 and fault.column >= 8 for fault in error.faults)
            continue
        last = 0
        for match in phrase.find(text):
            assert last <= match.start < match.end <= len(text.norm)
            last = match.end
            for start, end, value in match.slots.values():
                assert match.start <= start < end <= match.end and text.norm[start:end] == value


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from(["元", "万元", "亿元", ""]))
def test_任何金额都整个取到(whole: int, cents: int, unit: str) -> None:
    printed = f"{whole:,}.{cents:02d}{unit}"
    assert one("支出{值:amount}", f"支出{printed}，其中") == {"值": printed}


def test_一段话里的短横就是短横_不会取到空的一段() -> None:
    assert found(compile_phrase("{话:text}{数:number}", MARK), "乙10-20万元") == [
        ("乙10", {"话": "乙", "数": "10"}),
        ("-20", {"话": "-", "数": "20"}),
    ]
