"""读 PDF（含表格）的时间，是光取文字的几倍；同一次运行里先后各读几遍，取最快的。

用法：python -m benchmarks.read_pdf 文件… [--repeat 5] [--most 12]
不给文件时读 tests/fixtures/formats 里的样本。哪一份超过 --most 倍，以 1 退出。
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pypdfium2 as pdfium  # noqa: E402

from engine.readers import pdf  # noqa: E402
from engine.readers.limits import DEFAULTS  # noqa: E402


def bare(data: bytes) -> int:
    """只取各页的文字。"""
    document = pdfium.PdfDocument(data)
    count = 0
    for page in document:
        text = page.get_textpage()
        count += len(text.get_text_range())
        text.close()
        page.close()
    document.close()
    return count


def best(work: Callable[[], object], repeat: int) -> float:
    """几遍里最快的一遍，毫秒；只算本进程用的处理器时间，别的程序忙不忙不影响。"""
    times = []
    for _ in range(repeat):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times) * 1000


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--repeat", type=int, default=5)
    options.add_argument("--most", type=float, default=12)
    given = options.parse_args()
    files = given.files or sorted((ROOT / "tests" / "fixtures" / "formats").glob("*.pdf"))
    worst = 0.0
    print("文件                                    页   取文字   读成文档   倍数")
    for path in files:
        data = path.read_bytes()
        pages = pdf.read(path, data, DEFAULTS).pages or 1
        floor = best(lambda data=data: bare(data), given.repeat) / pages
        own = best(lambda path=path, data=data: pdf.read(path, data, DEFAULTS), given.repeat) / pages
        worst = max(worst, own / floor)
        print(f"{path.name:<36} {pages:>4} {floor:>6.2f} ms {own:>8.2f} ms {own / floor:>6.1f}")
    print(f"最多 {worst:.1f} 倍，上限 {given.most:g} 倍")
    return int(worst > given.most)


if __name__ == "__main__":
    sys.exit(main())
