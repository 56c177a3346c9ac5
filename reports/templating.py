"""模板环境：自带的模板，加上一个可以逐个替换的文件夹。自动转义总是开着，关不掉。

自带的模板出错是程序的错，照抛；换上的模板出错是写模板的人的事，说清哪个文件第几行（`TemplateFault`）。
"""

from __future__ import annotations

import base64
import difflib
import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    meta,
)
from jinja2.exceptions import SecurityError
from jinja2.nodes import EvalContextModifier
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from engine.errors import UsageError
from engine.os_errors import reason
from engine.within import leads_out
from reports import text

TEMPLATES = Path(__file__).parent / "templates"
SCRIPT = "filter.js"
"""筛选脚本；不能替换，它的哈希写在内容安全策略里。"""
REPLACEABLE = {".j2", ".css"}
LARGEST = 1_000_000
"""一个模板至多这么多字节；放得下一个标志的 data: 地址。"""


_FAULTS = (
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    MemoryError,
    RecursionError,
)
"""模板写错了会抛出的；内存用完、自己套自己的也是。"""


def render(name: str, view: Mapping[str, Any], templates: Path | None) -> str:
    """用 view 填模板。templates 里的模板出错，抛出 UsageError，一句话：哪个文件第几行，什么错。"""
    environment = _environment(str(templates) if templates else "")
    try:
        return environment.get_template(name).render(view)
    except _FAULTS as problem:
        if templates and (at := _where(problem, templates)):
            raise UsageError(f"{at[0]}:{at[1]}：{_told(problem)}。") from None
        raise


def check(templates: Path) -> None:
    """开工之前看一遍换上的模板：名字认不认得、写法对不对、转义关没关。不行的抛出 UsageError。"""
    if not templates.is_dir():
        raise UsageError(f"{templates}：不是文件夹，--templates 要给放模板的文件夹。")
    for path in sorted(templates.rglob("*")):
        if leads_out(path, templates):
            raise UsageError(f"{path}：这是通向模板文件夹之外的链接，不读，请把文件放进来。")
    environment = _environment(str(templates))
    used: set[str] = set()
    files = [p for p in sorted(templates.rglob("*")) if p.suffix in REPLACEABLE and p.is_file()]
    if not any(templates.iterdir()):
        raise UsageError(f"{templates}：里面没有模板，可替换的见 docs/templates.md。")
    for path in files:
        used |= set(_checked(path, environment))
    known = _own() | used
    for path in files:
        name = path.relative_to(templates).as_posix()
        if name not in known:
            near = difflib.get_close_matches(name, sorted(_own()), 1)
            asked = f"，是否为 {near[0]}？" if near else "，可替换的见 docs/templates.md。"
            raise UsageError(f"{path}：报告里没有叫 {name} 的模板，别的模板也没有用到它{asked}")


def replaced(templates: Path | None) -> list[dict[str, str]]:
    """换上的各个模板及其 SHA-256，写进报告的“复现”。"""
    if templates is None:
        return []
    paths = [p for p in sorted(templates.rglob("*")) if p.suffix in REPLACEABLE and p.is_file()]
    return [
        {"name": p.relative_to(templates).as_posix(), "sha256": hashlib.sha256(p.read_bytes()).hexdigest()}
        for p in paths
    ]


def _checked(path: Path, environment: Environment) -> Iterator[str]:
    """看一个文件；给出它用到的别的模板。"""
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise UsageError(f"{path}：打不开（{reason(problem)}）。") from None
    if len(data) > LARGEST:
        raise UsageError(f"{path}：有 {len(data):,} 字节，模板不能超过 {LARGEST:,}，请把图缩小。")
    try:
        tree = environment.parse(data.decode("utf-8"))
        environment.compile(tree, filename=str(path))
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise UsageError(f"{path}:{line}：不是 UTF-8 文字，请另存为 UTF-8。") from None
    except TemplateSyntaxError as problem:
        raise UsageError(f"{path}:{problem.lineno}：{_told(problem)}。") from None
    switched = next(iter(tree.find_all(EvalContextModifier)), None)
    if switched is not None:
        raise UsageError(f"{path}:{switched.lineno}：自动转义不能关，请去掉 autoescape。")
    yield from (name for name in meta.find_referenced_templates(tree) if name)


def _own() -> set[str]:
    return {p.relative_to(TEMPLATES).as_posix() for p in TEMPLATES.rglob("*") if p.suffix in REPLACEABLE}


class _KeysFirst(Environment):
    """报告是字典：a.b 先当作键。先找属性的话，一份大报告有近十万次落空。"""

    def getattr(self, obj: Any, attribute: str) -> Any:
        return obj[attribute] if type(obj) is dict and attribute in obj else super().getattr(obj, attribute)


class _Guarded(_KeysFirst, SandboxedEnvironment):
    """别处来的模板用的。乘方、把文字重复许多遍的不做：几个字就能用完内存、时间。"""

    intercepted_binops = frozenset({"**", "*"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or not all(isinstance(side, int | float) for side in (left, right)):
            raise SecurityError("乘方，或者数以外的相乘")
        return super().call_binop(context, operator, left, right)


@lru_cache(maxsize=4)
def _environment(templates: str) -> Environment:
    """自动转义与文件扩展名无关；用到没有的变量就报错。别处来的模板在沙箱里，也不能用 safe。"""
    own = FileSystemLoader(str(TEMPLATES))
    kind = _Guarded if templates else _KeysFirst
    environment = kind(
        loader=ChoiceLoader([FileSystemLoader(templates), own]) if templates else own,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=text.finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters.update(
        marked=text.marked, grouped=text.grouped, anchor=text.anchor, clipped=text.clipped, unit_of=text.unit_of
    )
    environment.tests.update(figure=text.figure)
    del environment.filters["safe"]
    script = own.get_source(environment, SCRIPT)[0].strip()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment.globals.update(script=Markup(script), script_hash=Markup(f"sha256-{digest}"))
    return environment


def _where(problem: Exception, templates: Path) -> tuple[str, int] | None:
    """出错的地方在换上的哪个模板第几行；不在换上的模板里为 None。"""
    if isinstance(problem, TemplateSyntaxError) and problem.filename:
        places = [(problem.filename, problem.lineno)]
    else:
        places = [(t.tb_frame.f_code.co_filename, t.tb_lineno) for t in _frames(problem.__traceback__)]
    inside = [(name, line) for name, line in places if Path(name).is_relative_to(templates)]
    return inside[-1] if inside else None


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


_SAID = (
    ("No filter named 'safe'", "不能用 safe：自动转义不能关"),
    ("No filter named", "没有这个过滤器"),
    ("No test named", "没有这个判断"),
    ("is undefined", "没有这个变量"),
    ("has no attribute", "没有这一项"),
    ("Unexpected end of template", "没有写完：少了结束的标签"),
    ("Encountered unknown tag", "不认得这个标签"),
    ("unexpected", "这里写错了"),
    ("expected token", "这里写错了"),
)
"""模板引擎的英文说法里的字样 → 中文；原话附在后面。"""


def _told(problem: Exception) -> str:
    message = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
    if isinstance(problem, SecurityError):
        return f"模板里不能这样取值（{message}）"
    said = next((chinese for english, chinese in _SAID if english in message), "模板出错")
    return f"{said}（{message}）"
