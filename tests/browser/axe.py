"""用 axe-core 检查网页的无障碍：`python tests/browser/axe.py 报告文件夹 --axe node_modules/axe-core/axe.min.js`。

axe-core（MPL-2.0）只在检查时用，不随本项目分发：`npm install axe-core`。明暗两种底色、手机和桌面两种宽度各查一遍，
连同打开折叠之后的样子。有不合的，列出规则、处数和第一处，退出码为 1。
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.browser.chromium import Tab, browser, found

LOOKS = [(width, dark) for width in (390, 1280) for dark in (False, True)]
UNFOLD = "document.querySelectorAll('details').forEach(d => { d.open = true; })"
RUN = """axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify(r.violations.map(
    v => ({id: v.id, help: v.help, count: v.nodes.length, first: v.nodes[0].html.slice(0, 200)}))))"""


def violations(tab: Tab, page: Path, axe: str) -> list[dict[str, Any]]:
    """一页在各种样子下不合的地方；同一条规则在几种样子下都不合的，各算一次。"""
    bad: list[dict[str, Any]] = []
    for width, dark in LOOKS:
        tab.look(width, dark=dark)
        tab.open(page)
        tab.run(UNFOLD)
        tab.run(axe)
        bad += [{**one, "width": width, "dark": dark} for one in json.loads(tab.run(RUN))]
    return bad


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--axe", type=Path, default=Path("node_modules/axe-core/axe.min.js"))
    options = parser.parse_args()
    if not found():
        print("没有 Chromium，查不了。")
        return 2
    if not options.axe.is_file():
        print(f"{options.axe}：没有 axe-core，先 npm install axe-core，或用 --axe 指明。")
        return 2
    axe, wrong = options.axe.read_text(encoding="utf-8"), 0
    with browser() as chromium:
        tab = chromium.tab()
        for page in sorted(options.folder.glob("*.html")):
            bad = violations(tab, page, axe)
            wrong += len(bad)
            print(f"{page.name}：{'没有不合' if not bad else ''}")
            for one in bad:
                print(f"  {one['width']} {'暗' if one['dark'] else '明'} {one['id']} × {one['count']}：{one['first']}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
