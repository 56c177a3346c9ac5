"""gouji 命令：只管参数，事情由 engine 和 reports 做。"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine import VERSION
from engine.audit import Auditor, NotADisclosure
from engine.batch import AUTO, SEPARATELY, TOGETHER, cannot_open, find_sources
from engine.checks import CHECKS
from engine.chinese_click import Commands
from engine.document import Document
from engine.errors import DocumentError, UsageError
from engine.facts.build import FactSet
from engine.inference.select import matcher
from engine.os_errors import reason
from engine.readers import read_source
from engine.readers.address import load
from engine.readers.bundle import Naming, Source
from engine.readers.limits import DEFAULTS, Limits, changed, told
from engine.recognition.regions import LEVELS
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset import skeleton
from engine.ruleset.json_schema import schemas
from engine.ruleset.layers import Layers, all_rules
from engine.ruleset.loader import load_ruleset
from engine.ruleset.model import SEVERITIES, Ruleset
from engine.ruleset.waivers import in_rulesets, load_register
from engine.yaml_source import suggest
from reports import build, coverage
from reports.naming import FORMATS

if TYPE_CHECKING:
    from reports.history import History

RULES = Path(__file__).resolve().parent / "rules"
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


def _auditor(
    rules: tuple[Path, ...],
    engine: str,
    region: str = "",
    level: str = "",
    waivers: tuple[Path, ...] = (),
    day: str = "",
) -> Auditor:
    vocabulary = Vocabulary.load(RULES)
    ruleset = load_ruleset((RULES, *rules), vocabulary)
    register = load_register(waivers, in_rulesets((RULES, *rules)), ruleset.ids, day)
    return Auditor(ruleset, vocabulary, matcher(engine), _region_path(region, vocabulary), level, register)


def _region_path(region: str, vocabulary: Vocabulary) -> str:
    """--region → 规范路径。"""
    path = vocabulary.regions.path(region) if region else ""
    if region and not path:
        near = suggest(region, vocabulary.regions.names)
        raise UsageError(f"--region：没有“{region}”这个地区{near}，应写成 江西省 或 江西省/赣州市。")
    return path


def _formats(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    return _chosen(value, FORMATS)


def _chosen(value: str, known: tuple[str, ...]) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(v.strip().lower() for v in value.split(",") if v.strip()))
    wrong = [v for v in chosen if v not in known]
    if wrong or not chosen:
        raise click.BadParameter(f"不认得“{'、'.join(wrong) or value}”，可用 {'、'.join(known)}，几种之间用逗号隔开")
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


_rules = click.option(
    "--rules",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="追加的规则文件夹，同编号的规则以它为准；可多次使用。",
)


_region = click.option(
    "--region", default="", metavar="地区", help="文件都属于这个地区，如 江西省/赣州市；不写则看文件里的单位名称。"
)
_level = click.option(
    "--level",
    default="",
    type=click.Choice(["", *LEVELS]),
    metavar="|".join(level for level in LEVELS if level),
    help="文件都属于这一级；不写则看文件里的单位名称。",
)


def _written(command: Callable[..., None]) -> Callable[..., None]:
    """写报告的各个选项：audit、report 都有。"""
    folder, file = click.Path(path_type=Path), click.Path(path_type=Path)
    options = (
        click.option(
            "--out",
            default=Path("gouji-report"),
            type=folder,
            metavar="文件夹",
            show_default="./gouji-report",
            help="报告写到哪个文件夹。",
        ),
        click.option(
            "--format",
            "formats",
            default="html,json",
            callback=_formats,
            metavar="格式",
            show_default=True,
            help=f"报告格式，逗号隔开：{'、'.join(FORMATS)}。",
        ),
        click.option("--templates", type=folder, metavar="文件夹", help="另用的模板，同名的以它为准，没有的用自带的。"),
        click.option(
            "--baseline", type=file, metavar="旧报告", help="与上次的 report.json 对比：新增、未整改、已整改。"
        ),
        click.option("--ledger", type=file, metavar="台账", help="读回填好的整改台账（XLSX），带进这次的报告。"),
    )
    for option in reversed(options):
        command = option(command)
    return command


@main.command(options_metavar="[选项]")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件或文件夹…")
@_written
@_rules
@_region
@_level
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
@_limits
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
) -> None:
    """核查文件或文件夹，写出审核报告。

    退出码：0 没有达到 --fail-on 的问题；1 有；2 用法不对或有规则写错；
    3 有文件读不出来、没有读全、不是公开文本或看懂的太少。几种同时出现时取最重的（2、3、1、0）。
    """
    from reports.history import History

    day = day or _epoch()
    _try_templates(templates, formats)
    history = History.read(baseline, ledger)
    auditor = _auditor(rules, engine, region, level, waivers, day)
    for fault in (*auditor.ruleset.errors, *auditor.register.faults):
        click.echo(f"规则错误：{fault}", err=True)
    sources = find_sources(paths, Naming.of(auditor.vocabulary.words), grouping or AUTO, limits)
    documents: list[dict[str, Any]] = []
    origin: dict[str, Source] = {}
    for source in sources:
        for document in _audited(source, auditor, limits):
            documents.append(document)
            if document["status"] == "audited":
                origin[document["path"]] = source
    run = {"date": day, "checker": checker, "command": _command(paths, formats, annotate, baseline, ledger, templates)}
    report, failed = _carried(build.report(documents, auditor, run), history)
    _write(report, out, formats, templates, origin, annotate, limits)
    sys.exit(USAGE if failed else _exit_code(report, auditor, fail_on, min_coverage))


def _try_templates(templates: Path | None, formats: tuple[str, ...]) -> None:
    """另给的模板先试一遍，写错了早说。"""
    if templates is None:
        return
    from reports import html

    html.try_templates(templates)
    if "docx" in formats:
        from reports import opinion

        opinion.try_template(templates)


def _carried(report: dict[str, Any], history: History) -> tuple[dict[str, Any], bool]:
    """带上与上次的对比、填好的台账；没有做成的说出来，第二项为真。"""
    applied = history.apply(report)
    for fault in applied.faults:
        click.echo(f"错误：{fault}", err=True)
    for notice in applied.notices:
        click.echo(f"注意：{notice}", err=True)
    return applied.report, bool(applied.faults)


def _write(
    report: dict[str, Any],
    out: Path,
    formats: tuple[str, ...],
    templates: Path | None,
    origin: dict[str, Source] | None = None,
    annotate: bool = False,
    limits: Limits = DEFAULTS,
) -> None:
    """写出各种格式，打出摘要；写不进去抛出 UsageError。"""
    from reports import files, naming, terminal

    try:
        written = files.write(report, origin or {}, out, formats, annotate, limits, templates)
    except OSError as problem:
        raise UsageError(f"{out}：报告写不进去（{reason(problem)}），请检查 --out 的文件夹、权限和磁盘空间。") from None
    rich = _rich()
    names = naming.file_names(report) if rich and "html" in formats else {}
    pages = {path: (out / name).resolve().as_uri() for path, name in names.items()}
    width = shutil.get_terminal_size((100, 24)).columns
    click.echo(terminal.summary(report, rich, min(width, 120), pages), nl=False)
    click.echo(f"报告：{files.told(written.reports)}")
    if written.copies:
        click.echo(f"批注：{'、'.join(written.copies)}")
    for missed in written.faults:
        click.echo(f"注意：{missed}", err=True)


def _rich() -> bool:
    """标准输出是终端，而且用得了颜色和链接（https://no-color.org）。"""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


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
            yield build.document(path, auditor.audit(document))
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


@main.command(options_metavar="[选项]")
@click.argument("file", type=click.Path(path_type=Path), metavar="报告")
@_written
def report(
    file: Path,
    out: Path,
    formats: tuple[str, ...],
    templates: Path | None,
    baseline: Path | None,
    ledger: Path | None,
) -> None:
    """由 report.json 重新写出各种格式，不再核查。

    不加 --baseline、--ledger 时，与核查当时写的逐字节相同；只有 HTML 里的小图例外：
    小图取自原件，report.json 里没有，重写的 HTML 没有小图。
    """
    from reports.history import History
    from reports.load import load as load_report

    _try_templates(templates, formats)
    loaded = load_report(file)
    found, failed = _carried(loaded.report, History.read(baseline, ledger))
    _write(found, out, formats, templates)
    sys.exit(USAGE if failed else OK)


@main.command(options_metavar="[选项]")
@click.argument("old", type=click.Path(path_type=Path), metavar="旧报告")
@click.argument("new", type=click.Path(path_type=Path), metavar="新报告")
@click.option(
    "--format",
    "form",
    default="text",
    type=click.Choice(["text", "json"]),
    show_default=True,
    help="输出的样子。要网页的，用 gouji report 新报告 --baseline 旧报告。",
)
def diff(old: Path, new: Path, form: str) -> None:
    """比较两次的 report.json：新增、数值已变、未整改、已整改。

    退出码：0 没有新增、数值没有变；1 有；2 读不出来，或两份报告没有一份文件对得上。
    """
    from reports import changes, diff_view
    from reports.baseline import with_baseline
    from reports.load import load as load_report

    before, after = load_report(old), load_report(new)
    compared = with_baseline(after.report, before)
    if form == "json":
        click.echo(diff_view.as_json(compared), nl=False)
    else:
        width = shutil.get_terminal_size((100, 24)).columns
        click.echo(diff_view.as_text(compared, min(width, 120)), nl=False)
    counted = changes.counts(compared)
    sys.exit(FINDINGS if any(counted[change] for change in diff_view.WORSE) else OK)


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


@main.command(options_metavar="[选项]")
@click.argument("rule", metavar="规则")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@_rules
@_region
@_level
@click.option("--at", default="", metavar="位置", help="只看位置含这些字的各处，如 支出总表/208/合计。")
@click.option("--all", "everything", is_flag=True, help="通过的、不适用的各处也逐处详列。")
@click.option(
    "--format",
    "form",
    default="text",
    type=click.Choice(["text", "json"]),
    show_default=True,
    help="输出的样子。",
)
@_limits
def explain(
    rule: str,
    file: Path,
    rules: tuple[Path, ...],
    region: str,
    level: str,
    at: str,
    everything: bool,
    form: str,
    limits: Limits,
) -> None:
    """解释一条规则在一份文件里查了哪些地方、怎么算的、哪些地方没有查。

    规则写编号，或者规则文件的路径（可以是还没有放进规则文件夹的草稿）。
    """
    from engine.explain import build as explaining
    from engine.explain.choose import chosen, loaded
    from reports import explain_view

    vocabulary, reference = Vocabulary.load(RULES), matcher("reference")
    with loaded(rule, (RULES, *rules), vocabulary) as (ruleset, rule_id):
        auditor = Auditor(ruleset, vocabulary, reference, _region_path(region, vocabulary), level)
        try:
            facts = auditor.facts(_read_one(file, vocabulary, limits))
        except DocumentError as problem:
            click.echo(f"错误：{problem}", err=True)
            sys.exit(UNREADABLE)
        effective, one = chosen(ruleset, rule_id, facts.identity)
    found = explaining.explain(one, effective, vocabulary, reference, facts)
    if form == "json":
        click.echo(explain_view.as_json(found, at), nl=False)
    else:
        width = min(shutil.get_terminal_size((100, 24)).columns, 120)
        click.echo(explain_view.as_text(found, width, at, everything), nl=False)


@main.command(options_metavar="[选项]")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@_rules
@_region
@_level
@_limits
def watch(file: Path, rules: tuple[Path, ...], region: str, level: str, limits: Limits) -> None:
    """守着一份文件：规则（--rules 的文件夹）或文件一存盘就重新核查，只说变了什么。Ctrl-C 结束。"""
    from engine.watch.session import INTERVAL, Session
    from reports import watch_view

    if why := cannot_open(file):
        click.echo(f"错误：{why}", err=True)
        sys.exit(UNREADABLE)

    def read(auditor: Auditor) -> FactSet:
        return auditor.facts(_read_one(file, auditor.vocabulary, limits))

    def auditor(vocabulary: Vocabulary) -> Auditor:
        ruleset = load_ruleset((RULES, *rules), vocabulary)
        return Auditor(ruleset, vocabulary, matcher("reference"), _region_path(region, vocabulary), level)

    session = Session(file, (RULES, *rules), read, auditor)
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    first = True
    try:
        while True:
            change = session.look()
            if change is not None:
                click.echo(watch_view.as_text(change, first, width), nl=False)
                first = False
            time.sleep(INTERVAL)
    except KeyboardInterrupt:
        click.echo("\n不再守望。")


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


@main.group(cls=Commands, options_metavar="[选项]", subcommand_metavar="命令 …")
def rules() -> None:
    """规则：列出、查看、新写、检查。"""


@rules.command("docs", options_metavar="[选项]")
@click.option(
    "--out",
    default=Path("gouji-rules"),
    type=click.Path(path_type=Path),
    metavar="文件夹",
    show_default="./gouji-rules",
    help="写到哪个文件夹。",
)
@click.option(
    "--format",
    "formats",
    default="html,md",
    callback=lambda _, __, value: _chosen(value, ("html", "md")),
    metavar="格式",
    show_default=True,
    help="手册的格式，逗号隔开：html、md。",
)
@click.option("--catalogue", is_flag=True, help="改写词汇总表（vocabulary-list.md），连同 kinds/ 各页里的键。")
@_rules
def rule_docs(out: Path, formats: tuple[str, ...], catalogue: bool, rules: tuple[Path, ...]) -> None:
    """由规则生成规则手册：查什么、为什么、怎么算、依据，正反例取自测试。"""
    from reports import manual_files

    vocabulary = Vocabulary.load(RULES)
    roots = tuple(dict.fromkeys(p.resolve() for p in (RULES, *rules)))
    found = (
        manual_files.catalogue(roots, vocabulary, out) if catalogue else manual_files.book(roots, vocabulary, formats)
    )
    for fault in found.faults:
        click.echo(f"规则错误：{fault}", err=True)
    try:
        written = manual_files.write(found.pages, out)
    except OSError as problem:
        raise UsageError(f"{out}：手册写不进去（{reason(problem)}），请检查 --out 的文件夹、权限和磁盘空间。") from None
    click.echo(f"写出：{'、'.join(written)}")
    sys.exit(USAGE if found.faults else OK)


@rules.command(name="lint", options_metavar="[选项]")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar="文件夹…")
@click.option("--strict", is_flag=True, help="提醒也算错误。")
@click.option(
    "--format",
    "form",
    default="text",
    type=click.Choice(["text", "json"]),
    show_default=True,
    help="输出的样子。",
)
def lint_rules(folders: tuple[Path, ...], strict: bool, form: str) -> None:
    """检查规则写得对不对，逐处指到行列；不写文件夹时检查随附的规则。

    给出的文件夹加在随附的规则之上检查。没有错误退出码为 0，有错误为 2。
    """
    from engine.lint.run import lint
    from reports import lint_view

    report = lint(folders or (RULES,), RULES, Vocabulary.load(RULES), strict)
    click.echo(
        lint_view.as_json(report) if form == "json" else lint_view.as_text(report, sys.stdout.isatty()), nl=False
    )
    sys.exit(USAGE if report.count("error") else OK)


def _ruleset(folders: tuple[Path, ...]) -> tuple[Ruleset, Vocabulary]:
    """随附的规则加上 --rules 的；写错的规则说一声，其余照列。"""
    vocabulary = Vocabulary.load(RULES)
    ruleset = load_ruleset((RULES, *folders), vocabulary)
    for fault in ruleset.errors:
        click.echo(f"规则错误：{fault}", err=True)
    return ruleset, vocabulary


@rules.command(name="list", options_metavar="[选项]")
@click.option("--family", default="", metavar="类别", help="只列这一类别，如 三公经费。")
@click.option("--check", "kind", default=None, type=click.Choice(list(CHECKS)), help="只列这一种写法。")
@click.option("--severity", default=None, type=click.Choice(list(SEVERITIES)), help="只列这一级别。")
@click.option(
    "--format",
    "form",
    default="table",
    type=click.Choice(["table", "json", "csv"]),
    show_default=True,
    help="输出的样子。",
)
@_rules
def list_rules(family: str, kind: str | None, severity: str | None, form: str, rules: tuple[Path, ...]) -> None:
    """列出规则：编号、级别、写法、类别、标题。"""
    from reports import rules_view

    ruleset, _ = _ruleset(rules)
    every = all_rules(ruleset)
    families = {r.family for r in every}
    if family and family not in families:
        raise UsageError(f"没有“{family}”这个类别{suggest(family, families) or '。'}有：{'、'.join(sorted(families))}")
    found = [
        r for r in every if family in ("", r.family) and kind in (None, r.check) and severity in (None, r.severity)
    ]
    if form == "json":
        click.echo(rules_view.as_json(found), nl=False)
    elif form == "csv":
        click.echo(rules_view.as_csv(found), nl=False)
    else:
        click.echo(rules_view.as_table(found, shutil.get_terminal_size((140, 24)).columns), nl=False)
    sys.exit(USAGE if ruleset.errors else OK)


@rules.command(name="show", options_metavar="[选项]")
@click.argument("rule_id", metavar="编号")
@_rules
def show_rule(rule_id: str, rules: tuple[Path, ...]) -> None:
    """用话说出一条规则：查什么、为什么、怎么算、依据、查哪里。"""
    from reports import rules_view

    ruleset, vocabulary = _ruleset(rules)
    every = {r.id: r for r in all_rules(ruleset)}
    rule = every.get(rule_id)
    if rule is None:
        near = suggest(rule_id, list(every))
        raise UsageError(f"没有“{rule_id}”这条规则{near or '，编号见 gouji rules list。'}")
    width = shutil.get_terminal_size((100, 24)).columns
    click.echo(rules_view.in_words(rule, vocabulary, min(width, 120)), nl=False)


def _schemas(folders: tuple[Path, ...]) -> dict[str, dict[str, Any]]:
    """文件名 → 编辑器用的模式；folders 里各层加的词汇也在内。"""
    from engine.ruletest.json_schema import test_schema

    library = load_ruleset((RULES, *folders), Vocabulary.load(RULES)).library
    assert isinstance(library, Layers)
    vocabulary = library.every_word
    return {**schemas(vocabulary), "test.schema.json": test_schema(vocabulary)}


@rules.command(name="schema", options_metavar="[选项]")
@click.option("--out", default=None, type=click.Path(path_type=Path), metavar="文件夹", help="写到这个文件夹。")
@_rules
def rules_schema(out: Path | None, rules: tuple[Path, ...]) -> None:
    """写出编辑器用的 JSON Schema；不写 --out 时印出规则文件的那一份。"""
    found = _schemas(rules)
    if out is None:
        click.echo(json.dumps(found["rule.schema.json"], ensure_ascii=False, indent=1))
        return
    for path in skeleton.write_schemas(found, out):
        click.echo(path)


@rules.command(name="new", options_metavar="[选项]")
@click.argument("rule_id", metavar="编号")
@click.option("--family", required=True, metavar="类别", help="放进哪个类别的文件夹，如 三公经费。")
@click.option("--check", "kind", required=True, type=click.Choice(skeleton.kinds(RULES)), help="哪一种写法。")
@click.option(
    "--dir",
    "folder",
    default=Path(),
    type=click.Path(path_type=Path),
    metavar="文件夹",
    show_default="当前文件夹",
    help="规则文件夹。",
)
def new_rule(rule_id: str, family: str, kind: str, folder: Path) -> None:
    """照样板写出一条规则和它的测试，已有的文件不覆盖；编辑器用的模式一并写好。"""
    written = skeleton.write(RULES, folder, family, rule_id, kind)
    skeleton.write_schemas(_schemas((folder,)), folder / skeleton.SCHEMAS)
    for path in written:
        click.echo(path)
    click.echo(f"改好之后检查：gouji rules lint {folder}")


@rules.command("test", options_metavar="[选项]")
@click.argument("asked", nargs=-1, metavar="[文件夹、文件或规则编号…]")
@click.option(
    "--rules",
    "extra",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="追加的规则文件夹，连它的测试一起运行；可多次使用。",
)
@click.option("--mutate", is_flag=True, help="改动正例里参加核算的数，列出规则没有察觉的地方。")
@click.option(
    "--format",
    "form",
    default="text",
    type=click.Choice(["text", "json", "junit"]),
    show_default=True,
    help="输出的样子。",
)
@click.option("--brief", is_flag=True, help="只列有问题的规则。")
@click.option("--strict", is_flag=True, help="缺测试、缺正例反例、有改动没有察觉的，也算失败。")
@click.option(
    "--engine",
    default="reference",
    type=click.Choice(["durable", "reference"]),
    show_default=True,
    help="匹配引擎，结果相同；参照匹配器对小文件快。",
)
def test_rules(
    asked: tuple[str, ...], extra: tuple[Path, ...], mutate: bool, form: str, brief: bool, strict: bool, engine: str
) -> None:
    """运行规则旁边的测试（.test.yaml）；不写哪些时，运行全部。

    退出码：0 全部相符；1 有用例不相符；2 规则文件、测试文件写错了，或测试不成立。
    """
    from engine.ruletest import library
    from reports import rule_tests_view as view

    vocabulary = Vocabulary.load(RULES)
    named = [root for word in asked if (root := library.root_of(word))]
    roots = list(dict.fromkeys(p.resolve() for p in (RULES, *extra, *named)))
    tiers = library.tiers(roots, vocabulary, matcher(engine))
    listed = library.targets(tiers)
    results = [library.run(t, vocabulary, mutate) for t in library.chosen(listed, asked)]
    loose = library.loose_faults(tiers, listed)
    for fault in loose:
        click.echo(f"规则错误：{fault}", err=True)
    render = {"text": lambda: view.as_text(results, brief), "json": lambda: view.as_json(results)}
    click.echo(render.get(form, lambda: view.as_junit(results))(), nl=False)
    sys.exit(USAGE if loose else view.exit_code(results, strict))


if __name__ == "__main__":
    main()
