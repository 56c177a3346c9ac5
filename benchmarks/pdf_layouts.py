"""随机排版的 PDF：边框、底色、字号、横竖、合并格、跨页都随机，由 Chromium 打印，读回来与原来的网格逐格比。

用法：python -m benchmarks.pdf_layouts [--from 0] [--to 40] [--chromium /usr/bin/chromium]
每份四张表，数字、名称都是随机拼的。读对的格不到 --least（默认 0.99）的，以 1 退出。
"""

from __future__ import annotations

import argparse
import html
import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engine.document import Table
from engine.readers import pdf
from engine.readers.limits import DEFAULTS
from engine.text import norm

NAMES = (
    "社会保障和就业支出", "行政事业单位养老支出", "机关事业单位基本养老保险缴费支出", "卫生健康支出", "行政单位医疗",
    "农林水支出", "其他水利支出", "住房公积金", "一般行政管理事务", "行政运行", "城乡社区环境卫生",
)  # fmt: skip
BORDERS = (
    "0.5pt solid black", "1pt solid #666", "0.3pt solid black",
    "1pt dotted black", "1pt dashed #333", "2pt double black",
)  # fmt: skip
Grid = list[list[str]]


@dataclass(frozen=True)
class Style:
    """一份文件的样子。"""

    repeat: bool
    border: str
    collapse: str
    shade: bool
    size: float
    landscape: bool
    padding: int
    open_sides: bool

    @classmethod
    def random(cls, rng: random.Random) -> Style:
        separate = rng.random() < 0.5
        return cls(
            rng.random() < 0.5,
            "0.7pt solid black" if separate else rng.choice(BORDERS),
            "separate" if separate else "collapse",
            rng.random() < 0.4,
            rng.choice((7, 9, 10.5, 12)),
            rng.random() < 0.3,
            rng.choice((1, 3, 6)),
            rng.random() < 0.15,
        )

    def css(self) -> str:
        rules = [
            f"@page{{size:A4 {'landscape' if self.landscape else 'portrait'};margin:18mm}}",
            f"body{{font-family:serif;font-size:{self.size}pt}}h3{{text-align:center}}.unit{{text-align:right}}",
            f"table{{border-collapse:{self.collapse};border-spacing:0;width:100%}}",
            f"td,th{{border:{self.border};padding:{self.padding}px;font-weight:normal}}",
        ]
        if self.shade:
            rules.append("th{background:#ddd}tr:nth-child(even) td{background:#f4f4f4}")
        if self.open_sides:
            rules.append(
                "td:first-child,th:first-child{border-left:none}td:last-child,th:last-child{border-right:none}"
            )
        return "".join(rules)


def amount(rng: random.Random, blank: float = 0.2) -> str:
    return "" if rng.random() < blank else f"{rng.uniform(0, 99999):,.2f}"


def by_code(rng: random.Random, count: int) -> tuple[Grid, Grid]:
    head = [
        ["项目", "<", "<", "<", "本年支出合计", "基本支出", "项目支出"],
        ["支出功能分类科目编码", "<", "<", "科目名称", "^", "^", "^"],
        ["类", "款", "项", "^", "^", "^", "^"],
    ]
    body = []
    for _ in range(count):
        codes = [
            str(rng.randint(201, 229)),
            *(f"{rng.randint(1, 99):02}" if rng.random() < 0.6 else "" for _ in "款项"),
        ]
        body.append([*codes, rng.choice(NAMES), amount(rng, 0), amount(rng), amount(rng)])
    return head, [*body, ["合计", "<", "<", "<", amount(rng, 0), amount(rng), amount(rng)]]


def two_sided(rng: random.Random, count: int) -> tuple[Grid, Grid]:
    body = []
    for n in range(min(count, 30)):
        left = [f"{'一二三四五六七'[n]}、{rng.choice(NAMES)}", amount(rng)] if n < 7 else ["", ""]
        body.append([*left, f"{n + 1}、{rng.choice(NAMES)}", amount(rng)])
    return [["收入", "<", "支出", "<"], ["项目", "决算数", "项目", "决算数"]], [*body, ["总计", "9.00", "总计", "9.00"]]


def side_by_side(rng: random.Random, count: int) -> tuple[Grid, Grid]:
    head = [["经济分类科目编码", "<", "科目名称", "决算数"] * 2, ["类", "款", "^", "^"] * 2]
    body = [
        ["301", f"{n + 1:02}", rng.choice(NAMES), amount(rng), "302", f"{n + 1:02}", rng.choice(NAMES), amount(rng)]
        for n in range(count)
    ]
    return head, [*body, ["人员经费合计", "<", "<", "5.00", "公用经费合计", "<", "<", "6.00"]]


def one_row(rng: random.Random, _: int) -> tuple[Grid, Grid]:
    head = [
        ["预算数", "<", "<", "<", "<", "<"],
        ["合计", "因公出国（境）费", "公务用车购置及运行费", "<", "<", "公务接待费"],
        ["^", "^", "小计", "公务用车购置费", "公务用车运行费", "^"],
    ]
    return head, [[amount(rng, 0), "", amount(rng), "", amount(rng), amount(rng)]]


def with_remarks(rng: random.Random, count: int) -> tuple[Grid, Grid]:
    return [["序号", "单位名称", "预算数", "备注"]], [
        [str(n + 1), rng.choice(NAMES) + "中心", amount(rng), "补充说明" * rng.randint(0, 12)] for n in range(count)
    ]


KINDS = (by_code, two_sided, side_by_side, one_row, with_remarks)


def markup(rows: Grid, tag: str) -> str:
    lines = []
    for r, row in enumerate(rows):
        cells = []
        for c, words in enumerate(row):
            if words in ("<", "^"):
                continue
            wide = next((n for n in range(c + 1, len(row)) if row[n] != "<"), len(row)) - c
            tall = next((n for n in range(r + 1, len(rows)) if rows[n][c] != "^"), len(rows)) - r
            align = "right" if words.replace(",", "").replace(".", "").isdigit() else "left"
            cells.append(
                f"<{tag} colspan={wide} rowspan={tall} style='text-align:{align}'>{html.escape(words)}</{tag}>"
            )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "".join(lines)


def page(tables: list[tuple[Grid, Grid]], style: Style) -> str:
    parts = [f"<meta charset=utf-8><style>{style.css()}</style>"]
    for n, (head, body) in enumerate(tables, 1):
        top = markup(head, "th")
        parts.append(
            f"<h3>{n}. 随机表{n}</h3><p class=unit>单位：万元</p>"
            f"<table>{f'<thead>{top}</thead>' if style.repeat else top}{markup(body, 'td')}</table>"
            "<p>注：随机拼成。</p>"
        )
    return "".join(parts)


def printed(source: str, chromium: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        page_file, pdf_file = Path(folder, "a.html"), Path(folder, "a.pdf")
        page_file.write_text(source, encoding="utf-8")
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
        command = [chromium, *options, f"--print-to-pdf={pdf_file}", str(page_file)]
        subprocess.run(command, capture_output=True, timeout=120, check=True)
        return pdf_file.read_bytes()


def compare(seed: int, chromium: str) -> tuple[int, int]:
    """（读对的格，全部的格）。"""
    rng = random.Random(seed)
    style = Style.random(rng)
    tables = [rng.choice(KINDS)(rng, rng.choice((5, 12, 45, 70))) for _ in range(4)]
    document = pdf.read(Path(f"{seed}.pdf"), printed(page(tables, style), chromium), DEFAULTS)
    read = [[[c.merged or c.text.norm for c in row] for row in b.rows] for b in document.blocks if isinstance(b, Table)]
    right = total = 0
    for n, (head, body) in enumerate(tables):
        grid = read[n] if n < len(read) else []
        for r, row in enumerate(head + body):
            for c, words in enumerate(row):
                total += 1
                wanted = words if words in ("<", "^") else norm(words)
                right += r < len(grid) and c < len(grid[r]) and grid[r][c] == wanted
    if right != total:
        print(f"第 {seed} 份：{right}/{total}　{style}")
    return right, total


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--from", dest="first", type=int, default=0)
    options.add_argument("--to", dest="last", type=int, default=40)
    options.add_argument("--chromium", default="/usr/bin/chromium")
    options.add_argument("--least", type=float, default=0.99)
    given = options.parse_args()
    pairs = [compare(seed, given.chromium) for seed in range(given.first, given.last)]
    right, total = sum(p[0] for p in pairs), sum(p[1] for p in pairs)
    print(f"{given.last - given.first} 份、{total} 格，读对 {right} 格，{right / total:.2%}")
    return int(right < total * given.least)


if __name__ == "__main__":
    sys.exit(main())
