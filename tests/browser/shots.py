"""文档里的图：`python tests/browser/shots.py 报告.html docs`，另给 index.html 的再画汇总。打印的一张先成 PDF 再画。"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pypdfium2
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.browser.chromium import Tab, browser

CARD = "F-002"
COLORS = 48
"""图里只有几种颜色，减到这么多仍看得清，文件小得多。"""


def main() -> None:
    page, folder = Path(sys.argv[1]), Path(sys.argv[2])
    with browser() as chromium:
        tab = chromium.tab()
        if len(sys.argv) > 3:
            index = Path(sys.argv[3])
            parts = [screen(tab, index, 1280, 600, "#spread"), screen(tab, index, 1280, 720, "#units")]
            save(stacked(parts), folder / "report-index.png")
        save(screen(tab, page, 1280, 1000), folder / "report.png")
        save(screen(tab, page, 1280, 1150, f"#{CARD}"), folder / "report-desktop.png")
        save(screen(tab, page, 390, 844, f"#{CARD}"), folder / "report-phone.png")
        tab.look(1280)
        tab.open(page)
        with pypdfium2.PdfDocument(tab.pdf()) as document:
            leaves = [document[number].render(scale=0.75).to_pil() for number in (0, 7)]
    width = sum(leaf.width for leaf in leaves) + 12
    both = Image.new("RGB", (width, max(leaf.height for leaf in leaves)), "#888")
    for number, leaf in enumerate(leaves):
        both.paste(leaf, (number * (leaf.width + 12), 0))
    save(both, folder / "report-print.png")


def stacked(parts: list[Image.Image]) -> Image.Image:
    """上下相接。"""
    whole = Image.new("RGB", (parts[0].width, sum(part.height for part in parts)))
    top = 0
    for part in parts:
        whole.paste(part, (0, top))
        top += part.height
    return whole


def screen(tab: Tab, page: Path, width: int, height: int, fragment: str = "") -> Image.Image:
    tab.look(width, height)
    tab.open(page, fragment)
    return Image.open(io.BytesIO(tab.picture()))


def save(image: Image.Image, path: Path) -> None:
    image.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path}：{path.stat().st_size:,} 字节")


if __name__ == "__main__":
    main()
