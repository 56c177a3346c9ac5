"""gouji audit：核查，写出报告。"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from commands.chinese_click import Command
from commands.shared import (
    FINDINGS,
    OK,
    RULES,
    UNREADABLE,
    USAGE,
    auditor_of,
    level_option,
    limits_option,
    region_option,
    rules_option,
)
from commands.stored import Shelf, shelf_of, store_options
from commands.writing import carried, try_templates, write, written_options
from engine.audit import Auditor, NotADisclosure
from engine.batch import AUTO, SEPARATELY, TOGETHER, find_sources
from engine.errors import DocumentError, UsageError
from engine.readers import read_source
from engine.readers.address import load
from engine.readers.bundle import Naming, Source
from engine.readers.limits import Limits
from engine.store import Record, StoreError, record_of
from reports import build, coverage


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
@store_options
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
    store: Path | None,
    no_store: bool,
) -> None:
    """核查文件或文件夹，写出审核报告。

    退出码：0 没有达到 --fail-on 的问题；1 有；2 用法不对或有规则写错；
    3 有文件读不出来、没有读全、不是公开文本或看懂的太少。几种同时出现时取最重的（2、3、1、0）。
    """
    from reports.history import History

    day = day or _epoch()
    try_templates(templates, formats)
    history = History.read(baseline, ledger)
    auditor = auditor_of(rules, engine, region, level, waivers, day)
    for fault in (*auditor.ruleset.errors, *auditor.register.faults):
        click.echo(f"规则错误：{fault}", err=True)
    sources = find_sources(paths, Naming.of(auditor.vocabulary.words), grouping or AUTO, limits)
    shelf = shelf_of(store, no_store, out, len(sources), (RULES, *rules), auditor.vocabulary)
    pieces, faults = audit_all(sources, auditor, limits, shelf, day)
    for why in faults:
        click.echo(f"错误：{why}", err=True)
    documents = [document for piece in pieces for document in piece.documents]
    origin = {document["path"]: piece.source for piece in pieces for document in piece.audited}
    run = {"date": day, "checker": checker, "command": _command(paths, formats, annotate, baseline, ledger, templates)}
    report, failed = carried(build.report(documents, auditor, run), history)
    write(report, out, formats, templates, origin, annotate, limits)
    sys.exit(USAGE if failed or faults else _exit_code(report, auditor, fail_on, min_coverage))


@dataclass(frozen=True)
class Piece:
    """一份公开件核查的结果：报告里的各份（读不出来的文件各占一份），要存进历年库的，取来相比的是哪些。"""

    source: Source
    documents: tuple[dict[str, Any], ...]
    record: Record | None = None
    related: str = ""

    @property
    def audited(self) -> tuple[dict[str, Any], ...]:
        return tuple(d for d in self.documents if d["status"] == "audited")


def audit_all(
    sources: Sequence[Source], auditor: Auditor, limits: Limits, shelf: Shelf | None, day: str
) -> tuple[list[Piece], tuple[str, ...]]:
    """各份核查一遍；有库的存进去，可比的因此变了的（几年的一起给）再核查一遍。第二项是库写不进去的原因。"""
    pieces = [audit_one(source, auditor, limits, shelf) for source in sources]
    if shelf is None:
        return pieces, ()
    told = [(piece.record, piece.related) for piece in pieces if piece.record is not None]
    try:
        shelf.put((record for record, _ in told), day)
        changed = {record.sha256 for (record, _), new in zip(told, shelf.changed(told), strict=True) if new}
    except StoreError as problem:
        return pieces, (f"{problem.sentence}，报告照写，没有与这一批里的别的公开件相比。",)
    again = [piece.record is not None and piece.record.sha256 in changed for piece in pieces]
    try:
        return [
            audit_one(piece.source, auditor, limits, shelf) if redo else piece
            for piece, redo in zip(pieces, again, strict=True)
        ], ()
    finally:
        shelf.done()


def audit_one(source: Source, auditor: Auditor, limits: Limits, shelf: Shelf | None) -> Piece:
    """核查一份；读不出来、不是公开件、程序出错的，都在 documents 里说明。"""
    path, digest = source.path, ""
    found: list[dict[str, Any]] = []
    record, related = None, ""
    try:
        document, failures = read_source(source, limits)
        for file, why in failures:
            if source.problem:
                click.echo(f"错误：{why}", err=True)
            found.append(build.failed_document(file, _digest(file, limits), "unreadable", why))
        if document is not None:
            digest = document.sha256
            facts = auditor.facts(document)
            if shelf is not None:
                facts = shelf.compared(facts)
                record, related = record_of(path, facts, auditor.ruleset.sha256), facts.related.hash
            found.append(build.document(path, auditor.judge(facts)))
    except NotADisclosure as problem:
        found.append(build.failed_document(path, digest, "not_a_disclosure", str(problem)))
    except StoreError:
        raise
    except Exception as problem:  # noqa: BLE001  一份文件出错不能连累整批，写进报告并以退出码 3 说明
        why = f"{path}：核查时程序出错（{type(problem).__name__}：{problem}），这份文件没有核查，请报告给维护者。"
        found.append(build.failed_document(path, digest, "unreadable", why))
        record = None
    return Piece(source, tuple(found), record, related)


def _digest(path: Path, limits: Limits) -> str:
    try:
        return hashlib.sha256(load(path, limits)).hexdigest()
    except DocumentError:  # 打不开、太大的没有哈希
        return ""


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


def _exit_code(report: dict[str, Any], auditor: Auditor, fail_on: str, min_coverage: Decimal | None) -> int:
    """最重的为准：2、3、1、0。"""
    documents = report["documents"]
    if auditor.ruleset.errors or auditor.register.faults or any(d.get("outcomes", {}).get("errors") for d in documents):
        return USAGE
    if any(d["status"] != "audited" or d["unread"] for d in documents):
        return UNREADABLE
    if min_coverage is not None and any(coverage.coverage_share(d) < min_coverage for d in documents):
        return UNREADABLE
    levels = {"error": ("error",), "warning": ("error", "warning"), "never": ()}[fail_on]
    return FINDINGS if any(f["severity"] in levels for d in documents for f in d["findings"]) else OK
