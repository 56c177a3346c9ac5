"""写报告：各种格式、模板、与上次的对比、台账；audit、report 共用。"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.saying import print_text, warn
from commands.shared import comma_list
from engine.errors import UsageError
from engine.os_errors import reason
from reports.naming import FORMATS

if TYPE_CHECKING:
    from reports.files import Each, Wanted
    from reports.history import History


def _formats(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    return comma_list(value, FORMATS)


def written_options(command: Callable[..., None]) -> Callable[..., None]:
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


def try_templates(templates: Path | None, formats: tuple[str, ...]) -> None:
    """另给的模板先试一遍，写错了早说。"""
    if templates is None:
        return
    from reports import html

    html.try_templates(templates)
    if "docx" in formats:
        from reports import opinion

        opinion.try_template(templates)


def carried(report: Mapping[str, Any], history: History) -> tuple[dict[str, Any], bool]:
    """带上与上次的对比、填好的台账；没有做成的说出来，第二项为真。"""
    applied = history.apply(report)
    for fault in applied.faults:
        warn("错误", fault)
    for notice in applied.notices:
        warn("注意", notice)
    return applied.report, bool(applied.faults)


def write(report: Mapping[str, Any], wanted: Wanted, each: Each | None = None) -> None:
    """写出各种格式，打出摘要；写不进去抛出 UsageError。wanted、each 见 reports.files。"""
    from reports import files, naming, spool, terminal

    try:
        written = files.write(report, wanted, each)
    except OSError as problem:
        raise cannot_write(wanted.out, problem) from None
    rich = _rich()
    told = {"documents": spool.summaries(report["documents"])}
    names = naming.file_names(told) if rich and "html" in wanted.formats else {}
    pages = {path: (wanted.out / name).resolve().as_uri() for path, name in names.items()}
    width = shutil.get_terminal_size((100, 24)).columns
    click.echo(terminal.summary(report, rich, min(width, 120), pages), nl=False)
    print_text(f"报告：{files.told(written.reports)}\n")
    if written.copies:
        print_text(f"批注：{'、'.join(written.copies)}\n")
    for missed in written.faults:
        warn("注意", missed)


def try_out(out: Path, inputs: Iterable[Path]) -> None:
    """核查之前先试写一下：核查了几个小时才说写不进去，就太晚了；不留下什么。

    写不进去、会把要核查的文件（inputs）换掉的，抛出 UsageError。
    """
    from reports.files import INDEX

    for given in inputs:
        if given.name == INDEX and os.path.realpath(given) == os.path.realpath(out / INDEX):
            raise UsageError(f"{given}：写报告会把这份要核查的文件换掉，请用 --out 另指一个文件夹。")
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out) as file:
            file.write(b"\0")
        for folder in made:
            folder.rmdir()
    except OSError as problem:
        raise cannot_write(out, problem) from None


def cannot_write(out: Path, problem: OSError) -> UsageError:
    return UsageError(f"{out}：报告写不进去（{reason(problem)}），请检查 --out 的文件夹、权限和磁盘空间。")


def _rich() -> bool:
    """标准输出是终端，而且用得了颜色和链接（https://no-color.org）。"""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
