"""样式：明暗两种底色下，文字与底色的对比不低于 4.5:1。"""

from __future__ import annotations

import re

import pytest

from reports.html import TEMPLATES

CSS = (TEMPLATES / "style.css").read_text(encoding="utf-8")
LIGHT, DARK = [
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.S)
]
PAIRS = [
    *[(ink, ground) for ink in ("ink", "soft", "link") for ground in ("paper", "tint")],
    *[(ink, f"{key}-tint") for key in ("error", "warning", "info", "unknown") for ink in (key, "ink", "soft")],
    *[(key, "paper") for key in ("error", "warning", "info", "unknown")],
    ("mark-ink", "mark"),
]


def luminance(colour: str) -> float:
    """WCAG 相对亮度。"""
    digits = colour[1:] if len(colour) == 7 else "".join(char * 2 for char in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink, ground", PAIRS)
def test_text_can_be_read_on_its_ground(palette: dict[str, str], ink: str, ground: str) -> None:
    one, two = sorted((luminance(palette[ink]), luminance(palette[ground])), reverse=True)
    assert (one + 0.05) / (two + 0.05) >= 4.5


def test_print_shows_what_the_screen_folds_or_filters() -> None:
    screen, printed = CSS.split("@media print", 1)
    assert "details::details-content" in printed and "table-header-group" in printed
    assert re.search(r"@media screen \{\s*\.off \{ display: none", screen)
    assert ".off" not in printed
