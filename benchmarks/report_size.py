"""很多问题的一份报告有多大、多快：`python benchmarks/report_size.py [问题数]`，默认 500。

取 examples/ 里各份差错件核查出的问题，反复用到够数，小图放满上限；渲染两遍，比字节。
时间随机器而变，所以同时报出与写一遍 report.json 的倍数。装了 Chromium 的，再量打开要多久。
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from commands.shared import RULES, auditor_of  # noqa: E402
from engine.readers import read  # noqa: E402
from reports import build, html, json_report  # noqa: E402
from reports.pictures import MOST_BYTES, Picture, Pictures  # noqa: E402
from tests.browser.chromium import browser, found  # noqa: E402

PICTURE = 20_000
"""一张小图写进网页的字节数，与扫描件的一行相近。"""


def many(count: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """（报告，有 count 个问题的一份）。"""
    auditor = auditor_of((), "reference")
    documents = [
        build.document(path, auditor.audit(read(path))) for path in sorted((ROOT / "examples").glob("*差错*.txt"))
    ]
    pool = [finding for document in documents for finding in document["findings"]]
    document = max(documents, key=lambda d: len(d["findings"]))
    document["findings"] = [
        {**pool[n % len(pool)], "id": f"{n:012x}", "display": f"F-{n + 1:03d}"} for n in range(count)
    ]
    return build.report([document], auditor, {}), document


def timed(work: Any) -> tuple[Any, float]:
    """（结果，处理器秒数）。"""
    start = time.process_time()
    return work(), time.process_time() - start


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    report, document = many(count)
    full = {
        (f["id"], 0): Picture(f"data:image/png;base64,{'A' * PICTURE}", "原件图")
        for f in document["findings"][: MOST_BYTES // PICTURE]
    }
    shown = Pictures(full, left_out=count - len(full))
    html.render_document(report, {**document, "findings": []})  # 模板先编译好
    first, seconds = timed(lambda: html.render_document(report, document, shown=shown))
    second = html.render_document(report, document, shown=shown)
    dumped, unit = timed(lambda: json_report.dumps(report))
    print(f"规则 {len(report['ruleset']['rules'])} 条（{RULES.name}/），问题 {count} 个")
    print(f"网页 {len(first.encode()):,} 字节（备了小图 {len(full)} 张，放下 {first.count('<img ')} 张）")
    print(
        f"渲染 {seconds:.2f} 秒处理器时间，是写 report.json（{len(dumped.encode()):,} 字节）的 {seconds / unit:.1f} 倍"
    )
    print(f"两遍的字节{'相同' if first == second else '不同'}")
    if found():
        busy, wall = opened(first)
        print(f"Chromium 打开：主线程 {busy:.2f} 秒处理器时间；到 load 事件 {wall:.2f} 秒（随别的进程忙闲而变）")


def opened(page: str) -> tuple[float, float]:
    """打开网页：主线程用的处理器秒数，到装完（load 事件）过了几秒。"""
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        path = Path(folder) / "报告.html"
        path.write_text(page, encoding="utf-8")
        tab = chromium.tab()
        tab.look(1280)
        tab.call("Performance.enable", timeDomain="threadTicks")
        tab.open(path)
        timing = json.loads(tab.run("JSON.stringify(performance.getEntriesByType('navigation')[0])"))
        busy = {m["name"]: m["value"] for m in tab.call("Performance.getMetrics")["metrics"]}
        return float(busy["TaskDuration"]), float(timing["loadEventEnd"]) / 1000


if __name__ == "__main__":
    main()
