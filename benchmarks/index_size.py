"""很多份文件的汇总有多大、多快：`python -m benchmarks.index_size [份数 …]`，默认 100 1000 10000。

取 examples/ 里各份核查出的 summary，换上单位名称、编号，逐份给出，所以量的只是汇总。每个份数各起一个进程：
最高内存才不互相影响。渲染两遍，比字节。时间随机器而变，所以同时报出与写一遍这些 summary 的 JSON 的倍数；
装了 Chromium 的，再量打开要多久。
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.report_size import opened, timed
from commands.shared import auditor_of
from engine.readers import read
from reports import build, html
from reports.summary import summary
from tests.browser.chromium import found

ROOT = Path(__file__).resolve().parent.parent
COUNTS = (100, 1_000, 10_000)


def pool() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """（没有 documents 的报告，examples/ 里各份的 summary）。"""
    auditor = auditor_of((), "reference")
    documents = [build.document(path, auditor.audit(read(path))) for path in sorted((ROOT / "examples").glob("*.txt"))]
    return build.report([], auditor, {}), [summary(document) for document in documents]


def many(count: int, own: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """count 份，两份一个单位；每 50 份有一份读不出来。"""
    blank = {"findings": [], "outcomes": {}}
    for n in range(count):
        name = f"云溪市第{n // 2:05}号虚构单位202{n % 2 + 4}年度部门决算.pdf"
        identity = {"path": f"公开文本/{name}", "name": name, "sha256": f"{n:064x}"}
        if n % 50 == 49:
            yield summary({**identity, **blank, "status": "unreadable", "error": "PDF 已损坏，打不开。"})
        else:
            one = own[n % len(own)]
            yield {**one, **identity, "entity": f"云溪市第{n // 2:05}号虚构单位", "year": f"202{n % 2 + 4}"}


def measure(count: int, header: dict[str, Any], own: list[dict[str, Any]]) -> None:
    """在自己的进程里量一个份数。"""
    links = {one["path"]: f"{one['name'][:-4]}-pdf-{n:06x}.html" for n, one in enumerate(many(count, own))}
    html.render_index(header, {}, summaries=many(2, own))  # 模板先编译好
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    page, seconds = timed(lambda: html.render_index(header, links, summaries=many(count, own)))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    dumped, unit = timed(lambda: sum(len(json.dumps(one, ensure_ascii=False).encode()) for one in many(count, own)))
    same = page == html.render_index(header, links, summaries=many(count, own))
    print(
        f"{count:,} 份：网页 {len(page.encode()):,} 字节；渲染 {seconds:.2f} 秒处理器时间，"
        f"是写 summary（{dumped:,} 字节）的 {seconds / unit:.1f} 倍；"
        f"内存 {before // 1024:,} → {after // 1024:,} MB；两遍的字节{'相同' if same else '不同'}"
    )
    if found():
        busy, wall = opened(page)
        print(f"    Chromium 打开：主线程 {busy:.2f} 秒处理器时间；到 load 事件 {wall:.2f} 秒")


def main() -> None:
    header, own = pool()
    counts = [int(text) for text in sys.argv[1:]] or COUNTS
    print(f"规则 {len(header['ruleset']['rules'])} 条，examples/ 里 {len(own)} 份，问题平均每份 {average(own):.1f} 个")
    for count in counts:
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(count, header, own))
        process.start()
        process.join()


def average(own: list[dict[str, Any]]) -> float:
    return sum(rule["count"] for one in own for rule in one["rules"]) / len(own)


if __name__ == "__main__":
    main()
