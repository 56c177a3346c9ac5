"""gouji 命令：各条命令在 commands/。"""

from __future__ import annotations

import click

from commands.audit import audit
from commands.chinese_click import Commands
from commands.look import explain, facts, tables, watch
from commands.report import diff, report
from commands.rules import rules
from commands.store import store
from engine import VERSION


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


for command in (audit, report, diff, facts, tables, explain, watch, rules, store):
    main.add_command(command)


if __name__ == "__main__":
    main()
