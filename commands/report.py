"""gouji report、gouji diff：由写好的 report.json 重写、比较，不再核查。"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from commands.chinese_click import Command
from commands.saying import print_json, print_text
from commands.shared import FINDINGS, OK, USAGE, form_option
from commands.writing import carried, try_templates, write, written_options


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("file", type=click.Path(path_type=Path), metavar="报告")
@written_options
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
    from reports.files import Wanted
    from reports.history import History
    from reports.load import load as load_report

    try_templates(templates, formats)
    loaded = load_report(file)
    found, failed = carried(loaded.report, History.read(baseline, ledger))
    write(found, Wanted(out, formats, templates=templates))
    sys.exit(USAGE if failed else OK)


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("old", type=click.Path(path_type=Path), metavar="旧报告")
@click.argument("new", type=click.Path(path_type=Path), metavar="新报告")
@form_option("text", "json", said="输出的样子。要网页的，用 gouji report 新报告 --baseline 旧报告。")
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
        print_json(diff_view.as_json(compared))
    else:
        width = shutil.get_terminal_size((100, 24)).columns
        print_text(diff_view.as_text(compared, min(width, 120)))
    counted = changes.counts(compared)
    sys.exit(FINDINGS if any(counted[change] for change in diff_view.WORSE) else OK)
