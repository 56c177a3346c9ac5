"""条形图的几何：照比例，看得见，放得下；太长的断开画并说出来。"""

from __future__ import annotations

from decimal import Decimal

from reports.bars import BAR, BREAK, WIDTH, Item, Part, Strip, chart


def one(size: Decimal | int, told: str = "") -> Item:
    return Item("甲局", (Strip((Part("error", size),), told or str(size)),))


def widths(items: list[Item], broken: bool = False) -> list[int]:
    found = chart(items, (), broken)
    assert found is not None
    return [sum(part["width"] for part in strip["parts"]) for g in found["groups"] for strip in g["strips"]]


def test_lengths_are_in_proportion() -> None:
    assert widths([one(100), one(50), one(0)]) == [BAR, BAR // 2, 0]


def test_parts_follow_one_another_and_a_small_one_is_seen() -> None:
    strip = Strip((Part("error", 1), Part("warning", 0), Part("info", 10_000)), "")
    found = chart([Item("甲局", (strip,))], [("error", "错误")])
    assert found is not None
    (own,) = found["groups"][0]["strips"]
    assert [(p["key"], p["x"], p["width"]) for p in own["parts"]] == [("error", 1, 1), ("info", 2, BAR - 1)]


def test_nothing_to_draw_is_no_chart() -> None:
    assert chart([], ()) is None and chart([one(0)], ()) is None


def test_one_far_too_long_is_broken_and_the_others_stay_readable() -> None:
    items = [one(Decimal(150_000_000)), one(300), one(200), one(100)]
    assert widths(items)[1:] == [1, 1, 1]
    found = chart(items, (), broken=True)
    assert found is not None and found["cut"]
    told = [strip["told"] for group in found["groups"] for strip in group["strips"]]
    assert told == [f"{BREAK} 150000000", "300", "200", "100"]
    longest, *others = widths(items, broken=True)
    assert longest == BAR and others[0] == BAR * 3 // 4 and others[2] == others[0] // 3


def test_ordinary_sizes_are_not_broken() -> None:
    found = chart([one(100), one(60), one(7)], (), broken=True)
    assert found is not None and not found["cut"]


def test_everything_stays_inside_the_picture() -> None:
    items = [Item("名" * 80, (Strip((Part("error", 7),), "数" * 80),)) for _ in range(20)]
    found = chart(items, [("error", "错误"), ("warning", "提示"), ("info", "说明")])
    assert found is not None
    for group in found["groups"]:
        assert len(group["name"]) <= WIDTH // 11 and 0 < group["y"] < found["height"]
        for strip in group["strips"]:
            assert strip["y"] + found["thick"] <= found["height"]
            assert strip["told"].endswith("…")
