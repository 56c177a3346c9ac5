"""gouji store：看历年库里有什么，去掉几份，导出。"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.chinese_click import Commands
from commands.saying import print_json, print_text
from commands.shared import form_option
from commands.stored import DEFAULT
from engine.errors import UsageError
from engine.store import Names, Store, StoreError

if TYPE_CHECKING:
    from engine.store.looking import Listed

store_option = click.option(
    "--store",
    "path",
    type=click.Path(path_type=Path),
    default=Path(DEFAULT),
    show_default=f"./{DEFAULT}",
    metavar="文件",
    help="历年库。",
)


@click.group(cls=Commands, options_metavar="[选项]", subcommand_metavar="命令 …")
def store() -> None:
    """看历年库里有什么，去掉几份，导出。用 SQL 直接查见 docs/store.md。"""


def _opened(path: Path, read_only: bool = True) -> Store:
    """已有的库；看和去掉用不着认单位。"""
    if not path.exists():
        raise StoreError(f"{path}：没有这个历年库，请用 --store 写明在哪里，或先用 gouji audit --store 存进去。")
    return Store.open(path, Names(), read_only)


@store.command("list", options_metavar="[选项]")
@click.argument("entity", default="", metavar="[单位]")
@store_option
@form_option("table", "csv", "json")
def list_(entity: str, path: Path, form: str) -> None:
    """列出库里的公开件；写了单位的只列名称里有这几个字的。"""
    from engine.store import looking
    from reports import store_view

    with _opened(path) as opened:
        found = looking.listed(opened, entity)
    view = {"table": store_view.list_text, "csv": store_view.list_csv, "json": store_view.list_json}[form]
    (print_json if form == "json" else print_text)(view(found))


@store.command(options_metavar="[选项]")
@click.argument("entity", metavar="单位")
@store_option
@form_option("table", "json")
def show(entity: str, path: Path, form: str) -> None:
    """列出一个单位的各份公开件和历年的数。"""
    from engine.store import looking
    from reports import store_view

    with _opened(path) as opened:
        found = looking.listed(opened, entity)
        if not found:
            raise UsageError(f"{path}：历年库里没有名称含“{entity}”的单位，可用 gouji store list 列出全部。")
        figures = looking.figures(opened, found)
    view = store_view.show_json if form == "json" else store_view.show_text
    (print_json if form == "json" else print_text)(view(found, figures))


@store.command(options_metavar="[选项]")
@click.argument("wanted", nargs=-1, required=True, metavar="文件或哈希…")
@store_option
def forget(wanted: tuple[str, ...], path: Path) -> None:
    """从库里去掉几份公开件：写文件的路径、文件名，或 sha256 的前几位（至少 8 位）。"""
    from engine.store import looking

    with _opened(path, read_only=False) as opened:
        chosen: dict[int, Listed] = {}
        for one in wanted:
            found = looking.matching(opened, one)
            if not found:
                raise UsageError(f"{path}：历年库里没有“{one}”，没有去掉任何一份；可用 gouji store list 查看。")
            if len(found) > 1 and len({d.path for d in found}) > 1:
                told = "、".join(d.path for d in found)
                raise UsageError(
                    f"“{one}”在历年库里有 {len(found)} 份（{told}），请写完整的路径或哈希；没有去掉任何一份。"
                )
            chosen |= {d.document: d for d in found}
        opened.forget(list(chosen))
    for document in chosen.values():
        print_text(f"已去掉：{document.entity} {document.year}年{document.kind}（{document.path}）\n")


@store.command(options_metavar="[选项]")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="文件夹", help="写到哪个文件夹。")
@store_option
@form_option("csv", "parquet")
def export(out: Path, path: Path, form: str) -> None:
    """导出整个库：documents 一行一份公开件，facts 一行一个数。"""
    from engine.store import looking
    from reports.cells import csv_cell

    with _opened(path) as opened:
        written = looking.export(opened, out, form, csv_cell)
    click.echo(f"导出：{'、'.join(map(str, written))}")
