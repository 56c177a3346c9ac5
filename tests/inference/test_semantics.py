# ruff: noqa: N802　测试名是中文句子
"""匹配的语义：两种匹配器逐条一致。"""

from __future__ import annotations

import pytest

from engine.errors import EngineFault, RuleError
from engine.facts.model import Fact
from engine.inference import reference
from engine.inference.durable import DurableMatcher
from engine.inference.patterns import Match, Matcher, Pattern, Query
from engine.inference.reference import PAIR_LIMIT, ReferenceMatcher
from tests.inference.sample import cells, facts_of, pair, query


@pytest.fixture(params=[ReferenceMatcher, DurableMatcher])
def matcher(request: pytest.FixtureRequest) -> Matcher:
    made: Matcher = request.param()
    return made


Told = tuple[tuple[tuple[str, str], ...], ...]
"""各次匹配：（别名，事实编号）依次。"""


def found(matcher: Matcher, wanted: Query, facts: tuple[Fact, ...]) -> Told:
    matches = matcher.match((wanted,), facts)
    assert matches.notes == ()
    assert not matches.refused
    return told(matches.by_query[wanted.id])


def told(matches: tuple[Match, ...]) -> Told:
    return tuple(tuple((alias, fact.id) for alias, fact in match.items()) for match in matches)


def test_按键相连(matcher: Matcher) -> None:
    facts = cells(("收入", "208"), ("支出", "210"), ("支出", "208"))
    assert found(matcher, pair("q"), facts) == ((("右", "f3"), ("左", "f1")),)


def test_匹配按事实在文件中的次序_别名按字序(matcher: Matcher) -> None:
    facts = cells(("支出", "1"), *[("收入", "1")] * 10, ("支出", "1"))
    assert [[fact for _, fact in match] for match in found(matcher, pair("q"), facts)] == [
        [right, f"f{n}"] for n in range(2, 12) for right in ("f1", "f12")
    ]


def test_每个查询都有一项_没有匹配的为空(matcher: Matcher) -> None:
    matches = matcher.match((pair("q1"), pair("q2", "无", "无")), cells(("收入", "1"), ("支出", "1")))
    assert list(matches.by_query) == ["q1", "q2"]
    assert matches.by_query["q2"] == ()
    assert matcher.match((), ()).by_query == {}


def test_没有对应科目的才匹配(matcher: Matcher) -> None:
    facts = cells(("收入", "208"), ("收入", "210"), ("支出", "208"))
    assert found(matcher, pair("q", absent=True), facts) == ((("左", "f2"),),)


def test_不存在的模式可以单独_也可以写在最前(matcher: Matcher) -> None:
    none = Pattern("无", "table", {"表": "项目支出表"}, absent=True)
    some = Pattern("有", "part")
    assert found(matcher, query("q", none), ()) == ((),)
    assert found(matcher, query("q", none), facts_of(("table", {"表": "项目支出表"}))) == ()
    assert found(matcher, query("q", none, some), facts_of(("part", {}))) == ((("有", "f1"),),)
    assert found(matcher, query("q", none, some), facts_of(("part", {}), ("table", {"表": "项目支出表"}))) == ()


def test_不存在指没有别的事实_本次匹配已占用的不算(matcher: Matcher) -> None:
    """据此可以写“科目唯一”。"""
    only = query("q", Pattern("a", "cell"), Pattern("n", "cell", {}, {"科目": ("a", "科目")}, absent=True))
    assert found(matcher, only, cells(("收入", "1"), ("收入", "2"), ("支出", "2"))) == ((("a", "f1"),),)


def test_一个事实在一次匹配中只占一个位置(matcher: Matcher) -> None:
    twice = query("q", Pattern("a", "cell"), Pattern("b", "cell", {}, {"科目": ("a", "科目")}))
    assert found(matcher, twice, cells(("收入", "1"))) == ()
    assert len(found(matcher, twice, cells(("收入", "1"), ("收入", "1")))) == 2


def test_缺键与任何键都不相等(matcher: Matcher) -> None:
    facts = facts_of(("cell", {"表": "收入"}), ("cell", {"表": "支出"}), ("cell", {"表": "支出", "科目": ""}))
    assert found(matcher, pair("q"), facts) == ()
    assert found(matcher, pair("q", absent=True), facts) == ((("左", "f1"),),)
    assert found(matcher, query("q", Pattern("a", "cell", {"科目": ""})), facts) == ((("a", "f3"),),)


def test_文字与真假永不相等(matcher: Matcher) -> None:
    facts = facts_of(*(("cell", {"合计": value}) for value in (True, "True", "true", "1", False, "")))
    for constant, fact in ((True, "f1"), ("True", "f2"), ("true", "f3"), (False, "f5"), ("", "f6")):
        assert found(matcher, query("q", Pattern("a", "cell", {"合计": constant})), facts) == ((("a", fact),),)
    same = query("q", Pattern("a", "cell"), Pattern("b", "cell", {}, {"合计": ("a", "合计")}))
    assert found(matcher, same, facts) == ()


@pytest.mark.parametrize("text", ["长" * 70_000, '引"号\\\n\0', "\ud800", "c0", "m0", "~go", "sid"])
def test_怪字照样比较(matcher: Matcher, text: str) -> None:
    facts = facts_of(("cell", {text: text}), ("cell", {text: text + "x"}), ("cell", {text: text, "别": "c0"}))
    equal = query("q", Pattern("a", "cell", {text: text}), Pattern("b", "cell", {}, {text: ("a", text)}))
    assert found(matcher, equal, facts) == ((("a", "f1"), ("b", "f3")), (("a", "f3"), ("b", "f1")))


def test_三个模式_连接到两个别名(matcher: Matcher) -> None:
    chain = query(
        "q",
        Pattern("总", "cell", {"表": "收入"}),
        Pattern("分", "cell", {"表": "支出"}, {"科目": ("总", "科目")}),
        Pattern("述", "stated", {}, {"科目": ("分", "科目"), "甲": ("总", "表"), "乙": ("分", "表")}),
    )
    stated = ("stated", {"科目": "1", "甲": "收入", "乙": "支出"})
    facts = (*cells(("收入", "1"), ("支出", "1")), *facts_of(stated, stated, stated)[2:])
    assert found(matcher, chain, facts) == ((("分", "f2"), ("总", "f1"), ("述", "f3")),)


def test_组合过多的查询被拒绝_别的照常(matcher: Matcher) -> None:
    facts = cells(*[("收入", "1")] * 500, *[("支出", "1")] * 500, ("甲", "1"), ("乙", "1"))
    matches = matcher.match((pair("q1"), pair("q2", "甲", "乙")), facts)
    assert matches.by_query["q1"] == ()
    assert told(matches.by_query["q2"]) == ((("右", "f1002"), ("左", "f1001")),)
    assert list(matches.refused) == ["q1"]
    assert matches.refused["q1"].startswith("规则 Q1（第 7 行）要比对约 250,000 组事实，超过上限 200,000 组")


def test_组合数按连接键计_不按事实数计(matcher: Matcher) -> None:
    facts = cells(*(("收入", str(n)) for n in range(600)), *(("支出", str(n)) for n in range(600)))
    assert PAIR_LIMIT < 600 * 600
    assert len(found(matcher, pair("q"), facts)) == 600


def test_连成一串的组合数也计入(matcher: Matcher) -> None:
    same = {"科目": ("a", "科目")}
    long = query("q", Pattern("a", "cell"), Pattern("b", "cell", {}, same), Pattern("c", "cell", {}, same))
    assert "1,000,000 组" in matcher.match((long,), cells(*[("表", "1")] * 100)).refused["q"]


@pytest.mark.parametrize(
    ("patterns", "said"),
    [
        ((), "有 0 个模式"),
        ((Pattern("a", "cell"), Pattern("a", "cell", {}, {"k": ("a", "k")})), "别名“a”为空或重复"),
        ((Pattern("a", "cell", {}, {"k": ("b", "k")}),), "前面没有的别名“b”"),
        ((Pattern("n", "cell", absent=True), Pattern("a", "cell", {}, {"k": ("n", "k")})), "表示不存在的别名“n”"),
        ((Pattern("a", "cell"), Pattern("b", "cell")), "“b”没有连接键"),
        ((Pattern("a", ""),), "没有写事实种类"),
        ((Pattern("a", "cell", {"k": 3}),), "应为文字或真假"),  # type: ignore[dict-item]
        ((Pattern("a", "cell", {f"k{n}": "" for n in range(25)}),), "条件超过 24 个"),
    ],
)
def test_写错的查询说明规则与行号(matcher: Matcher, patterns: tuple[Pattern, ...], said: str) -> None:
    with pytest.raises(RuleError) as caught:
        matcher.match((query("q", *patterns),), ())
    assert said in str(caught.value)
    assert str(caught.value).startswith("Q:7:1：查询 q")
    assert caught.value.faults[0].rule_id == "Q"


def test_查询编号与事实编号不得重复(matcher: Matcher) -> None:
    with pytest.raises(RuleError, match="查询编号“q”重复"):
        matcher.match((pair("q"), pair("q")), ())
    with pytest.raises(EngineFault, match=r"^事实编号有重复，无法匹配；请检查抽取环节的编号$"):
        matcher.match((pair("q"),), cells(("收入", "1")) * 2)


def test_用到的键须是文字或真假(matcher: Matcher) -> None:
    facts = facts_of(("cell", {"年": "2024"}), ("cell", {"年": 2024}))  # type: ignore[dict-item]
    constant = query("q", Pattern("a", "cell", {"年": "2024"}))
    joined = query("q", Pattern("a", "cell"), Pattern("b", "cell", {}, {"年": ("a", "年")}))
    for asked in (constant, joined):
        with pytest.raises(EngineFault, match=r"^事实 f2 的键 年 不是文字或真假，无法匹配$"):
            matcher.match((asked,), facts)


def chain(length: int, conditions: int = 0) -> Query:
    """一串模式，后一个连前一个；第一个另有几个条件。"""
    first = Pattern("a0", "cell", {f"k{n}": "" for n in range(conditions)})
    rest = (Pattern(f"a{n}", "cell", {}, {"科目": (f"a{n - 1}", "科目")}) for n in range(1, length))
    return query("q", first, *rest)


def test_模式个数_条件个数的上限以内照常(matcher: Matcher) -> None:
    facts = cells(*[("收入", str(n)) for n in range(3)])
    assert found(matcher, chain(12), facts) == ()
    assert found(matcher, chain(1, 24), facts) == ()
    with pytest.raises(RuleError, match="查询 q 有 13 个模式，应为 1 至 12 个"):
        matcher.match((chain(13),), facts)
    joined = Pattern("b", "cell", {f"k{n}": "" for n in range(24)}, {"科目": ("a", "科目")})
    with pytest.raises(RuleError, match="查询 q 的模式“b”的条件超过 24 个"):
        matcher.match((query("q", Pattern("a", "cell"), joined),), facts)


def test_写错的几处一并说明_没有行号的不写列(matcher: Matcher) -> None:
    wrong = Query("q", (Pattern("", ""), Pattern("n", "cell", {}, {"k": ("", "k")}, absent=True)))
    with pytest.raises(RuleError) as caught:
        matcher.match((wrong, query("z", Pattern("a", ""))), ())
    assert [(f.file, f.line, f.column, f.message, f.rule_id) for f in caught.value.faults] == [
        ("q", 0, 0, "查询 q 的模式别名“”为空或重复", ""),
        ("q", 0, 0, "查询 q 的模式“”没有写事实种类", ""),
        ("Z", 7, 1, "查询 z 的模式“a”没有写事实种类", "Z"),
    ]


def test_组合数恰在上限的照常_多一组的拒绝(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = cells(*[("收入", "1")] * 100, *[("支出", "1")] * 84, *[("支出", "2")] * 10)
    monkeypatch.setattr(reference, "PAIR_LIMIT", 8400)
    assert len(found(matcher, pair("q"), facts)) == 8400
    monkeypatch.setattr(reference, "PAIR_LIMIT", 8399)
    without = Query("q", pair("q").patterns)
    assert matcher.match((without,), facts).refused == {
        "q": "规则 q要比对约 8,400 组事实，超过上限 8,399 组；请增加常数条件或连接键"
    }


def test_组合数逐层相乘_只有一个模式的是事实数(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "PAIR_LIMIT", 1)
    facts = cells(
        *[("甲", "1")] * 2, *[("乙", "1")] * 30, *[("丙", "1")] * 50, *[("丙", "2")] * 70, ("乙", "9"), ("甲", "9")
    )
    first, second = Pattern("a", "cell", {"表": "甲"}), Pattern("b", "cell", {"表": "乙"}, {"科目": ("a", "科目")})
    for alias in ("a", "b"):
        third = Pattern("c", "cell", {"表": "丙"}, {"科目": (alias, "科目")})
        assert "约 3,000 组" in matcher.match((query("q", first, second, third),), facts).refused["q"]
    # 最后一个连不上，前两个的组合照样要比
    never = Pattern("c", "cell", {"表": "丙"}, {"没有的键": ("a", "科目")})
    assert "约 61 组" in matcher.match((query("q", first, second, never),), facts).refused["q"]
    assert "约 154 组" in matcher.match((query("q", Pattern("a", "cell")),), facts).refused["q"]
