"""命令的测试共用：一个工作文件夹，在本进程里运行。单位、数字都是编的。"""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner, Result

import cli
from tests.audit_tools import budget, explained, report_of, table

HEAD = "科目编码|科目名称|合计|基本支出|项目支出"
CLEAN = budget(table("部门支出总表", HEAD, "212|城乡社区支出|5.00|5.00|", "|合计|5.00|5.00|"))
ERROR = CLEAN.replace("5.00\t5.00\t", "5.50\t5.00\t", 1)
RESIDUE = budget(explained("收入预算情况说明", "2025年收入预算5.00万元，比2024年预算增加（减少）0.00万元。"))
POEM = "春眠不觉晓，处处闻啼鸟。\n夜来风雨声，花落知多少。\n"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BINARY = b"\x7fELF" + bytes(range(256)) * 40


def run(*args: str | Path) -> Result:
    """在本进程里运行；除了退出，不该有别的异常漏出来。"""
    done = CliRunner().invoke(cli.main, [str(a) for a in args])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    return done


def put(desk: Path, name: str, text: str | bytes) -> Path:
    path = desk / "docs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def audit(desk: Path, *args: str | Path) -> Result:
    """核查 docs，不另说格式时只写 JSON。"""
    more = ("--format", "json") if "--format" not in args else ()
    return run("audit", desk / "docs", "--out", desk / "out", *more, *args)


def sentences(done: Result, name: str) -> list[str]:
    """标准错误和报告里提到这个名字的话。"""
    return [line for line in done.output.splitlines() if name in line]


def errors_of(desk: Path) -> dict[str, str]:
    """报告里没有核查的文件：文件名 → 那句话。"""
    return {d["name"]: d["error"] for d in report_of(desk / "out")["documents"] if d["status"] != "audited"}


def audited(desk: Path) -> list[str]:
    return [d["name"] for d in report_of(desk / "out")["documents"] if d["status"] == "audited"]
