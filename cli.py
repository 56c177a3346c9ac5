"""gouji 命令：只管参数，事情由 engine 和 reports 做。"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from engine import VERSION
from engine.audit import Auditor, NotADisclosure
from engine.batch import AUTO, SEPARATELY, TOGETHER, cannot_open, find_sources
from engine.chinese_click import Commands
from engine.document import Document
from engine.errors import DocumentError, UsageError
from engine.inference.select import matcher
from engine.os_errors import reason
from engine.readers import read_source
from engine.readers.address import load
from engine.readers.bundle import Naming, Source
from engine.readers.limits import Limits, changed, told
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.loader import load_ruleset
from reports import build, coverage

RULES = Path(__file__).resolve().parent / "rules"
FORMATS = ("html", "json")
OK, FINDINGS, USAGE, UNREADABLE = 0, 1, 2, 3


@click.group(
    cls=Commands,
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(VERSION, prog_name="gouji", message="%(prog)s %(version)s", help="显示版本。")
def main() -> None:
    """勾稽：核查政府部门公开的预算、决算。

    读公开文本，按 YAML 规则核对表内、表间、表文关系和绩效目标等，写出附证据的审核报告。
    """


def _auditor(rules: tuple[Path, ...], engine: str) -> Auditor:
    vocabulary = Vocabulary.load(RULES)
    ruleset = load_ruleset((RULES, *rules), vocabulary)
    return Auditor(ruleset, vocabulary, matcher(engine))


def _formats(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(v.strip().lower() for v in value.split(",") if v.strip()))
    wrong = [v for v in chosen if v not in FORMATS]
    if wrong or not chosen:
        raise click.BadParameter(f"不认得“{'、'.join(wrong) or value}”，可用 {'、'.join(FORMATS)}，几种之间用逗号隔开")
    return chosen


def _share(_: click.Context, __: click.Parameter, value: str | None) -> Decimal | None:
    if value is None:
        return None
    text = value.strip().removesuffix("%")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) or Decimal(text) > 100:
        raise click.BadParameter(f"“{value}”应是 0 到 100 之间的数，如 90 或 90%")
    return Decimal(text) / 100


_limits = click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="名=数",
    callback=lambda _, __, value: changed(value),
    help=f"读一份文件的上限，可多次使用，各项及默认值：{told()}。",
)


@main.command(options_metavar="[选项]")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件或文件夹…")
@click.option(
    "--out",
    default=Path("gouji-report"),
    type=click.Path(path_type=Path),
    metavar="文件夹",
    show_default="./gouji-report",
    help="报告写到哪个文件夹。",
)
@click.option(
    "--format",
    "formats",
    default="html,json",
    callback=_formats,
    metavar="格式",
    show_default=True,
    help="报告格式，逗号隔开：html、json。",
)
@click.option(
    "--rules",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="追加的规则文件夹，同编号的规则以它为准；可多次使用。",
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
@click.option(
    "--templates",
    default=None,
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="换上自己的网页模板：标志、抬头、签字栏等，见 docs/templates.md。",
)
@click.option("--annotate", is_flag=True, help="另写出 PDF 的副本，每个问题一条批注；不是 PDF 的没有。")
@_limits
def audit(
    paths: tuple[Path, ...],
    out: Path,
    formats: tuple[str, ...],
    rules: tuple[Path, ...],
    engine: str,
    fail_on: str,
    min_coverage: Decimal | None,
    day: str,
    checker: str,
    grouping: str | None,
    templates: Path | None,
    annotate: bool,
    limits: Limits,
) -> None:
    """核查文件或文件夹，写出审核报告。

    退出码：0 没有达到 --fail-on 的问题；1 有；2 用法不对或有规则写错；
    3 有文件读不出来、没有读全、不是公开文本或看懂的太少。几种同时出现时取最重的（2、3、1、0）。
    """
    from reports import files, html, terminal

    day = day or _epoch()
    if templates is not None:
        html.try_templates(templates)
    auditor = _auditor(rules, engine)
    for fault in auditor.ruleset.errors:
        click.echo(f"规则错误：{fault}", err=True)
    sources = find_sources(paths, Naming.of(auditor.vocabulary.words), grouping or AUTO, limits)
    documents: list[dict[str, Any]] = []
    origin: dict[str, Source] = {}
    for source in sources:
        for document in _audited(source, auditor, limits):
            documents.append(document)
            if document["status"] == "audited":
                origin[document["path"]] = source
    run = {"date": day, "checker": checker, "command": _command(paths, formats, annotate, templates)}
    report = build.report(documents, auditor, run)
    try:
        written = files.write(report, origin, out, formats, annotate, limits, templates)
    except OSError as problem:
        raise UsageError(f"{out}：报告写不进去（{reason(problem)}），请检查 --out 的文件夹、权限和磁盘空间。") from None
    width = shutil.get_terminal_size((100, 24)).columns
    click.echo(terminal.summary(report, sys.stdout.isatty(), min(width, 120)), nl=False)
    click.echo(f"报告：{'、'.join(written.reports)}")
    if written.copies:
        click.echo(f"批注：{'、'.join(written.copies)}")
    for missed in written.faults:
        click.echo(f"注意：{missed}", err=True)
    sys.exit(_exit_code(report, auditor, fail_on, min_coverage))


def _audited(source: Source, auditor: Auditor, limits: Limits) -> Iterator[dict[str, Any]]:
    """一份公开件的报告；其中读不出来的文件各占一份。"""
    path, digest = source.path, ""
    try:
        document, failures = read_source(source, limits)
        for file, why in failures:
            if source.problem:
                click.echo(f"错误：{why}", err=True)
            yield build.failed_document(file, _digest(file, limits), "unreadable", why)
        if document is not None:
            digest = document.sha256
            yield build.document(path, auditor.audit(document), auditor.ruleset, auditor.vocabulary)
    except NotADisclosure as problem:
        yield build.failed_document(path, digest, "not_a_disclosure", str(problem))
    except Exception as problem:  # noqa: BLE001  一份文件出错不能连累整批，写进报告并以退出码 3 说明
        why = f"{path}：核查时程序出错（{type(problem).__name__}：{problem}），这份文件没有核查，请报告给维护者。"
        yield build.failed_document(path, digest, "unreadable", why)


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


def _command(paths: tuple[Path, ...], formats: tuple[str, ...], annotate: bool, templates: Path | None) -> str:
    tail = (f" --templates {templates}" if templates else "") + (" --annotate" if annotate else "")
    return f"gouji audit {' '.join(str(p) for p in paths)} --format {','.join(formats)}{tail}"


def _exit_code(report: dict[str, Any], auditor: Auditor, fail_on: str, min_coverage: Decimal | None) -> int:
    """最重的为准：2、3、1、0。"""
    documents = report["documents"]
    if auditor.ruleset.errors or any(d.get("outcomes", {}).get("errors") for d in documents):
        return USAGE
    if any(d["status"] != "audited" or d["unread"] for d in documents):
        return UNREADABLE
    if min_coverage is not None and any(coverage.coverage_share(d) < min_coverage for d in documents):
        return UNREADABLE
    levels = {"error": ("error",), "warning": ("error", "warning"), "never": ()}[fail_on]
    return FINDINGS if any(f["severity"] in levels for d in documents for f in d["findings"]) else OK


@main.command(options_metavar="[选项]")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@click.option(
    "--format",
    "form",
    default="table",
    type=click.Choice(["table", "csv", "json"]),
    show_default=True,
    help="输出的样子。",
)
@_limits
def facts(file: Path, form: str, limits: Limits) -> None:
    """列出从一份文件里读到的事实，最后列出没有看懂的地方。"""
    from engine.facts.build import extract
    from reports import facts_view

    try:
        vocabulary = Vocabulary.load(RULES)
        found = extract(_read_one(file, vocabulary, limits), vocabulary)
    except DocumentError as problem:
        click.echo(f"错误：{problem}", err=True)
        sys.exit(UNREADABLE)
    if not found.identity.disclosure:
        click.echo(f"注意：{file} 不像部门预算或部门决算公开文本，下面是照样读到的。", err=True)
    if form == "json":
        click.echo(facts_view.as_json(found), nl=False)
    elif form == "csv":
        click.echo(facts_view.as_csv(found), nl=False)
    else:
        click.echo(facts_view.as_table(found, shutil.get_terminal_size((140, 24)).columns), nl=False)


@main.command(options_metavar="[选项]")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@click.option(
    "--format",
    "form",
    default="text",
    type=click.Choice(["text", "csv", "json"]),
    show_default=True,
    help="输出的样子。",
)
@click.option("--grid", is_flag=True, help="只列网格，不列识别的结果。")
@_limits
def tables(file: Path, form: str, grid: bool, limits: Limits) -> None:
    """列出从一份文件里看到的表格：表种、单位、位置、各栏、各行；没有认出的也列。"""
    from engine.facts.build import extract
    from reports import tables_view

    try:
        vocabulary = Vocabulary.load(RULES)
        found = tables_view.tables(extract(_read_one(file, vocabulary, limits), vocabulary), grid)
    except DocumentError as problem:
        click.echo(f"错误：{problem}", err=True)
        sys.exit(UNREADABLE)
    if form == "json":
        click.echo(tables_view.as_json(found), nl=False)
    elif form == "csv":
        click.echo(tables_view.as_csv(found), nl=False)
    else:
        click.echo(tables_view.as_text(found, str(file)), nl=False)


def _read_one(path: Path, vocabulary: Vocabulary, limits: Limits) -> Document:
    """读一份公开件：一个文件，或合成一份的文件夹、压缩包；有几份的请指明一份。"""
    if not os.path.isdir(path) and (why := cannot_open(path)):  # noqa: PTH112  Path.is_dir 没有权限时抛异常
        raise DocumentError(why)
    sources = find_sources((path,), Naming.of(vocabulary.words), AUTO, limits)
    if len(sources) > 1:
        names = "、".join(str(s.path) for s in sources[:3])
        raise DocumentError(f"{path}：里面有 {len(sources)} 份公开件，请指明一份（{names}……）。")
    document, failures = read_source(sources[0], limits)
    if document is None:
        raise DocumentError(failures[0][1])
    for part in document.unread:
        click.echo(f"注意：没有读全：{part}", err=True)
    return document


if __name__ == "__main__":
    main()
