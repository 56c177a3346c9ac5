"""扫描件读得多准：把数字版 PDF 印成图，识别以后与数字版逐格、逐数比较，并比较核查出的问题。

用法：python -m benchmarks.ocr_read [文件.pdf…] [--dpi 200] [--noise 1] [--turn 0] [--pages 5]
noise 为 0 不加噪；1 是歪 0.8 度以内、略糊、有噪点、JPEG 60 的普通扫描件，2 更差。
不给文件则用 tests/fixtures/formats 里虚构的样本。金额认对不足 97%、没有把握超过 3%、或多报了错误，以 1 退出。
"""

from __future__ import annotations

import argparse
import difflib
import io
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageFilter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engine.audit import Auditor
from engine.document import SURE, Document, Paragraph, Table
from engine.inference.reference import ReferenceMatcher
from engine.readers import layout, pdf, scan
from engine.readers.limits import DEFAULTS
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.loader import load_ruleset

ROOT = Path(__file__).resolve().parent.parent
RIGHT, DOUBTFUL = 0.97, 0.03
# 正文里的金额：1,234.50万元
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?(?=[万亿]?元)")


class Score(NamedTuple):
    """金额：共几个、认对几个、没有把握几个、认错而有把握的。"""

    total: int
    right: int
    doubtful: int
    wrong: tuple[str, ...]


def printed(page: pdfium.PdfPage, dpi: float, noise: float, turn: int, seed: int) -> Image.Image:
    """一页印成图；noise 见上，turn 是再逆时针转的度数。"""
    image = page.render(scale=dpi / 72).to_pil().convert("RGB")
    if noise:
        rng = np.random.default_rng(seed)
        image = image.rotate(rng.uniform(-0.8, 0.8), Image.Resampling.BICUBIC, fillcolor="white")
        image = image.filter(ImageFilter.GaussianBlur(0.8 * noise))
        rough = np.asarray(image, dtype=np.float32) * 0.94 + rng.normal(0, 6 * noise, (image.height, image.width, 3))
        file = io.BytesIO()
        Image.fromarray(np.clip(rough, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=round(60 / max(noise, 1)))
        image = Image.open(file).convert("RGB")
    return image.rotate(turn, expand=True) if turn else image


def scanned(path: Path, dpi: float, noise: float, turn: int, pages: int) -> tuple[Document, float]:
    """整份文件印成图再识别 →（文档，每页秒数）。"""
    source = pdfium.PdfDocument(path)
    found = []
    spent = 0.0
    for index in range(min(len(source), pages)):
        width, height = source[index].get_size()
        if turn % 180:
            width, height = height, width
        image = printed(source[index], dpi, noise, turn, index)
        start = time.perf_counter()
        found.append(scan.recognise(image, index + 1, width, height, DEFAULTS))
        spent += time.perf_counter() - start
    return layout.document(path, b"", found, (), len(found)), spent / len(found)


def amounts(document: Document) -> tuple[list[str], list[tuple[str, bool]]]:
    """（表格里的数，按次序；正文里的金额和有没有把握）。"""
    cells, prose = [], []
    for block in document.blocks:
        if isinstance(block, Table):
            cells += [
                c.text.norm if c.status != "unreadable" else f"?{c.text.norm}"
                for row in block.rows
                for c in row
                if c.status in ("number", "unreadable")
            ]
        elif isinstance(block, Paragraph):
            for found in _AMOUNT.finditer(block.text.norm):
                spot = document.spot(block.line_at(found.start()))
                prose.append((found[0], spot is None or spot.confidence >= SURE))
    return cells, prose


def score(true: Document, read: Document) -> Score:
    """按次序对齐，逐个比较；少认的、多认的都算错。"""
    cells, prose = amounts(true)
    got_cells, got_prose = amounts(read)
    want = [*cells, "|", *(p for p, _ in prose)]
    got = [*(c.removeprefix("?") for c in got_cells), "|", *(p for p, _ in got_prose)]
    sure = [*(not c.startswith("?") for c in got_cells), True, *(s for _, s in got_prose)]
    right = doubtful = 0
    wrong: list[str] = []
    for tag, i0, i1, j0, j1 in difflib.SequenceMatcher(None, want, got, autojunk=False).get_opcodes():
        unsure = sum(not s for s in sure[j0:j1])
        doubtful += unsure
        if tag == "equal":
            right += i1 - i0 - unsure
        elif unsure < max(i1 - i0, j1 - j0):
            wrong.append(f"{'、'.join(want[i0:i1]) or '无'} → {'、'.join(got[j0:j1]) or '无'}")
    return Score(len(want) - 1, right - 1, doubtful, tuple(wrong))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--dpi", type=float, default=200)
    parser.add_argument("--noise", type=float, default=1)
    parser.add_argument("--turn", type=int, default=0)
    parser.add_argument("--pages", type=int, default=1000)
    options = parser.parse_args(arguments)
    files = options.files or sorted((ROOT / "tests/fixtures/formats").glob("*.pdf"))
    vocabulary = Vocabulary.load(ROOT / "rules")
    auditor = Auditor(load_ruleset((ROOT / "rules",), vocabulary), vocabulary, ReferenceMatcher())
    bad = False
    for path in files:
        true = pdf.read(path, path.read_bytes(), DEFAULTS)
        read, seconds = scanned(path, options.dpi, options.noise, options.turn, options.pages)
        found = score(true, read)
        print(
            f"{path.name}：金额 {found.total} 个，认对 {found.right}（{found.right / found.total:.2%}），"
            f"没有把握 {found.doubtful}（{found.doubtful / found.total:.2%}），每页 {seconds:.1f} 秒"
        )
        for each in found.wrong:
            print("  认错", each)
        expected = {f.id: f for f in auditor.audit(true).findings}
        reported = {f.id: f for f in auditor.audit(read).findings}
        extra = [f for i, f in reported.items() if i not in expected]
        for name, findings in (("多报", extra), ("漏报", [f for i, f in expected.items() if i not in reported])):
            for finding in findings:
                print("  ", name, finding.rule.id, finding.severity, finding.message)
        print(f"  问题 {len(expected)} 个，扫描件报出 {len(reported)} 个，多报 {len(extra)} 个")
        bad |= found.right < RIGHT * found.total or found.doubtful > DOUBTFUL * found.total or bool(extra)
    return int(bad)


if __name__ == "__main__":
    raise SystemExit(main())
