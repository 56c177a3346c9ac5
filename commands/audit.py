"""gouji audit：核查，写出报告。"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from commands.batch import remote
from commands.batch.kept import Journal, Kept, opened
from commands.batch.pages import Pages, Writing
from commands.batch.progress import Progress
from commands.batch.run import audit_all
from commands.batch.setting import Setting
from commands.batch.tables import try_tables, write_tables
from commands.chinese_click import Command
from commands.saying import warn
from commands.shared import (
    FINDINGS,
    OK,
    UNREADABLE,
    USAGE,
    auditor_of,
    level_option,
    limits_option,
    region_option,
    rules_option,
)
from commands.stored import store_of, store_options
from commands.writing import carried, try_out, try_templates, write, written_options
from engine.audit import Auditor
from engine.batch import AUTO, SEPARATELY, TOGETHER, find_sources
from engine.batch.cache import NAME
from engine.batch.cluster import Cluster
from engine.batch.pool import Pool, cores
from engine.errors import Stopped, UsageError
from engine.readers.bundle import Naming
from engine.readers.limits import Limits
from engine.recognition.identity import Identity
from reports import build


def _share(_: click.Context, __: click.Parameter, value: str | None) -> Decimal | None:
    if value is None:
        return None
    text = value.strip().removesuffix("%")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) or Decimal(text) > 100:
        raise click.BadParameter(f"“{value}”应是 0 到 100 之间的数，如 90 或 90%")
    return Decimal(text) / 100


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件或文件夹…")
@written_options
@rules_option
@region_option
@level_option
@click.option(
    "--waivers",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="文件",
    help="豁免登记，另加在规则文件夹里的 waivers.yaml 之上；可多次使用。要写 --date，否则不启用。",
)
@click.option(
    "--engine",
    default="durable",
    type=click.Choice(["durable", "reference"]),
    show_default=True,
    help="匹配引擎：durable_rules 或参照匹配器，结果相同。",
)
@click.option(
    "--fail-on",
    default="error",
    type=click.Choice(["error", "warning", "never"]),
    show_default=True,
    help="有哪一级以上的问题时退出码为 1。",
)
@click.option(
    "--min-coverage", default=None, callback=_share, metavar="百分比", help="看懂的金额少于这个百分比时，退出码为 3。"
)
@click.option(
    "--date",
    "day",
    default="",
    metavar="日期",
    help="写进报告的核查日期；不写则取 SOURCE_DATE_EPOCH，再没有就留空。",
)
@click.option("--checker", default="", metavar="姓名", help="写进报告的检查人。")
@click.option(
    "--together", "grouping", flag_value=TOGETHER, help="给出的每个文件夹、压缩包是一份公开件；单个给出的文件合成一份。"
)
@click.option("--separately", "grouping", flag_value=SEPARATELY, help="一个文件一份，不把说明和表格合成一份。")
@click.option("--annotate", is_flag=True, help="另写出 PDF 的副本，每个问题一条批注；不是 PDF 的没有。")
@limits_option
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="个数",
    help="几个进程同时做，结果与个数无关；不写则用上全部处理器核。",
)
@click.option(
    "--cache", type=click.Path(path_type=Path), metavar="文件夹", help=f"缓存放在哪里；不写则是 --out 旁边的 {NAME}。"
)
@click.option("--no-cache", is_flag=True, help="不用缓存：文件没有变也重做，结果不存着。")
@store_options
@click.option(
    "--scheduler", metavar="地址", help="在别的机器上核查：Dask 调度器，如 tcp://10.0.0.1:8786；要另装 gouji[dask]。"
)
@click.option(
    "--parquet",
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="另把文件、问题、事实写成 Parquet 分区，给 DuckDB、pandas 用；要另装 gouji[parquet]。",
)
@click.option("--resume", is_flag=True, help="接着做中断了的核查。")
def audit(
    paths: tuple[Path, ...],
    out: Path,
    formats: tuple[str, ...],
    templates: Path | None,
    baseline: Path | None,
    ledger: Path | None,
    rules: tuple[Path, ...],
    region: str,
    level: str,
    waivers: tuple[Path, ...],
    engine: str,
    fail_on: str,
    min_coverage: Decimal | None,
    day: str,
    checker: str,
    grouping: str | None,
    annotate: bool,
    limits: Limits,
    jobs: int | None,
    cache: Path | None,
    no_cache: bool,
    store: Path | None,
    no_store: bool,
    scheduler: str | None,
    parquet: Path | None,
    resume: bool,
) -> None:
    """核查文件或文件夹，写出审核报告。

    退出码：0 没有达到 --fail-on 的问题；1 有；2 用法不对或有规则写错；
    3 有文件读不出来、没有读全、不是公开文本或看懂的太少。几种同时出现时取最重的（2、3、1、0）。
    中途按 Ctrl-C 停下的是 130：做好的都留着，同样的命令加上 --resume 接着做。
    """
    from reports.files import Wanted
    from reports.history import History

    if no_cache and (cache or resume):
        raise UsageError(f"--no-cache 与 {'--resume' if resume else '--cache'} 不能同时用：没有缓存就没有留下的结果。")
    day = day or _epoch()
    try_templates(templates, formats)
    history = History.read(baseline, ledger)
    auditor = auditor_of(rules, engine, region, level, waivers, day)
    for fault in (*auditor.ruleset.errors, *auditor.register.faults):
        warn("规则错误", fault)
    sources = find_sources(paths, Naming.of(auditor.vocabulary.words), grouping or AUTO, limits)
    for source in sources:
        if source.problem:
            warn("错误", source.problem)
    try_out(out, (file for source in sources for file in source.files if "html" in formats))
    if parquet:
        try_tables(parquet)
    beside = out.absolute().parent
    shelf = store_of(store, no_store, out, len(sources))
    setting = Setting(rules, engine, region, level, auditor.register, limits, shelf, bool(shelf or parquet))
    setting = setting.identified(auditor)
    wanted = Wanted(out, formats, annotate, limits, templates)
    run = {"date": day, "checker": checker, "command": _command(paths, formats, annotate, baseline, ledger, templates)}
    with (
        opened(cache or beside / NAME, beside, not no_cache) as kept,
        Pool(min(jobs or cores(), len(sources)), threads=bool(scheduler)) as pool,
        Cluster(scheduler) if scheduler else nullcontext() as cluster,
    ):
        if cluster:
            remote.check(cluster, setting)
        journal = Journal.of(kept.cache, paths)
        resumed = _resumed(journal, setting) if resume else False
        journal.begin(setting.identity)
        progress = Progress(len(sources), "核查")
        try:
            audited = audit_all(setting, sources, kept, pool if len(sources) > 1 else None, progress, day, cluster)
            for why in audited.faults:
                warn("错误", why)
            if resumed:
                click.echo(f"接着上次：{progress.reused} 份上次已经做好，这次做了 {progress.fresh} 份。", err=True)
            if parquet:
                write_tables(audited.made, kept.cache, parquet, pool)
            code = _exit_code(audited.documents.summaries(), auditor, fail_on, min_coverage)
            documents = list(audited.documents.raw()) if baseline or ledger else audited.documents
            report, failed = carried(build.report(documents, auditor, run), history)
            writing = Writing(Pages.of(report, kept, wanted), audited, report["documents"], pool)
            write(report, wanted, writing.each)
            for why in writing.faults:
                warn("错误", why)
        except KeyboardInterrupt:
            raise Stopped(_stopped(progress, kept)) from None
        journal.finish()
    sys.exit(USAGE if failed or audited.faults or writing.faults else code)


def _resumed(journal: Journal, setting: Setting) -> bool:
    """有没有中断的核查可以接着做；没有、有变的，说一声。"""
    before = journal.interrupted()
    if before is None:
        click.echo("注意：这些文件没有中断的核查可以接着做，从头做起；没有变的文件照用缓存。", err=True)
    elif before != setting.identity:
        click.echo("注意：程序、规则或选项与中断的那次不同，已经做好的要重做。", err=True)
    return before is not None


def _stopped(progress: Progress, kept: Kept) -> str:
    done = f"中途停止：{progress.total} 份里核查了 {progress.finished} 份"
    if not kept.reuse:
        return f"{done}，没有写报告；用了 --no-cache，做好的没有留下。"
    return f"{done}，没有写报告；做好的都存着（{kept.cache.folder}），同样的命令加上 --resume 接着做。"


def _epoch() -> str:
    """SOURCE_DATE_EPOCH 所指的那天；写错了就说，不悄悄留空。"""
    stamp = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not stamp:
        return ""
    try:
        if not re.fullmatch("[0-9]+", stamp):
            raise ValueError
        return datetime.fromtimestamp(int(stamp), UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"环境变量 SOURCE_DATE_EPOCH 是“{stamp}”，应是 1970 年以来的秒数，如 1735689600。") from None


def _command(
    paths: tuple[Path, ...],
    formats: tuple[str, ...],
    annotate: bool,
    baseline: Path | None,
    ledger: Path | None,
    templates: Path | None,
) -> str:
    named = (("baseline", baseline), ("ledger", ledger), ("templates", templates))
    tail = "".join(f" --{name} {path}" for name, path in named if path)
    tail += " --annotate" if annotate else ""
    return f"gouji audit {' '.join(str(p) for p in paths)} --format {','.join(formats)}{tail}"


def _exit_code(
    summaries: Iterable[Mapping[str, Any]], auditor: Auditor, fail_on: str, min_coverage: Decimal | None
) -> int:
    """最重的为准：2、3、1、0。各份用到的规则，一并在主进程的 auditor 里备好，写进报告。"""
    levels = {"error": ("error",), "warning": ("error", "warning"), "never": ()}[fail_on]
    worst = USAGE if auditor.ruleset.errors or auditor.register.faults else OK
    for one in summaries:
        if one["status"] != "audited":
            worst = max(worst, UNREADABLE, key=_WEIGHT.index)
            continue
        auditor.plan(Identity(one["kind"], one["year"], one["entity"], "", True, one["region"], one["level"]))
        few = min_coverage is not None and Decimal(one["share"]) < min_coverage
        found = (
            USAGE if one["counts"]["rule_error"] else OK,
            UNREADABLE if one["unread"] or few else OK,
            FINDINGS if any(rule["severity"] in levels for rule in one["rules"]) else OK,
        )
        worst = max(worst, *found, key=_WEIGHT.index)
    return worst


_WEIGHT = (OK, FINDINGS, UNREADABLE, USAGE)
"""退出码由轻到重。"""
