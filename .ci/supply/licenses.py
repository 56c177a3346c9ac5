"""许可：锁定的、用户会装的每个包是什么许可，与本项目的 Apache-2.0 相不相容；写成 docs/licenses.md。

许可取自装好的各包的元数据，所以要在装了 requirements-dev.lock 的 Python 3.11 环境里运行。认不得的许可、不相容的许可、
许可文件里提到 GPL、LGPL、MPL 而没有说明的，逐个写出，以 1 退出。怎样算相容在 licenses.toml 里。

用法：.venv/bin/python .ci/supply/licenses.py          写 docs/licenses.md
      .venv/bin/python .ci/supply/licenses.py --check   只核对
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from lock import CORE, ROOT, Locked, shipped

PAGE = ROOT / "docs" / "licenses.md"
POLICY = Path(__file__).with_name("licenses.toml")
PROJECT = "Apache-2.0"
PYTHON = (3, 11)

# LICENSE.txt、LICENCE.rst、COPYING、ThirdPartyNotices.txt、licenses/BUILD_LICENSES/icu.txt
_LICENCE_FILE = re.compile(r"licen[cs]e|copying|notice", re.I)
# GNU LESSER GENERAL PUBLIC LICENSE、LGPLv2.1+、LGPL 2.1、GPL-3.0-or-later、Mozilla Public License
_COPYLEFT = re.compile(
    r"(?:gnu|lesser|affero)\s[a-z\s]{0,20}general public licen[cs]e|\bl?a?gpl[-v ]*[23]|mozilla public", re.I
)
_CODE = {".py", ".pyc", ".so", ".pyi"}


@dataclass(frozen=True, slots=True)
class Licensed:
    """一个包的许可。licence 是 SPDX 写法，看不出为空；problem 是不能通过的原因，没有为空。"""

    locked: Locked
    sections: tuple[str, ...]
    licence: str
    source: str
    mention: str
    problem: str


@cache
def policy() -> Mapping[str, Any]:
    return tomllib.loads(POLICY.read_text(encoding="utf-8"))


def collect() -> tuple[Licensed, ...]:
    return tuple(_licensed(locked, sections) for locked, sections in shipped().items())


def _licensed(locked: Locked, sections: tuple[str, ...]) -> Licensed:
    try:
        installed = metadata.distribution(locked.name)
    except metadata.PackageNotFoundError:
        licence = policy()["elsewhere"].get(locked.name, "")
        problem = "" if licence and locked.marker else "没有装，看不到许可；请先装 requirements-dev.lock"
        return Licensed(locked, sections, licence, "另行查看", "", problem or refusal(locked.name, licence))
    licence, source = _stated(locked.name, installed)
    if installed.version != locked.version:  # 锁定了两个版本的，这里只装得了一个
        if not locked.marker:
            return Licensed(
                locked, sections, "", "", "", f"装的是 {installed.version}，不是锁定的；请先装 requirements-dev.lock"
            )
        source = f"{source}，见 {installed.version}"
    mention = policy()["mentions"].get(locked.name, "")
    unexplained = "" if mention else next(_copyleft(installed), "")
    problem = f"许可文件里提到“{unexplained}”，licenses.toml 的 mentions 没有说明" if unexplained else ""
    return Licensed(locked, sections, licence, source, mention, problem or refusal(locked.name, licence))


def _stated(name: str, installed: metadata.Distribution) -> tuple[str, str]:
    """SPDX 写法的许可和它的出处；看不出的为空。"""
    about: Any = installed.metadata
    if expression := about.get("License-Expression"):
        return expression, "License-Expression"
    said = [*filter(None, [(about.get("License") or "").split("\n")[0].strip()])]
    said += [c.split(" :: ")[-1] for c in about.get_all("Classifier", []) if c.startswith("License :: OSI Approved ::")]
    decided = policy()["decided"].get(name)
    if decided and decided["said"] in said:
        return decided["is"], "许可原文"
    for words in said:
        licence = policy()["spelled"].get(words, words)
        if all(part in policy()["permissive"] or part == policy()["file-level"].get(name) for part in _parts(licence)):
            return licence, "License" if words == said[0] and about.get("License") else "Classifier"
    return "", "；".join(said)


def _parts(expression: str) -> list[str]:
    return re.split(r" AND | OR ", expression)


def refusal(name: str, licence: str) -> str:
    """不能通过的原因；可以的为空。“甲 OR 乙”有一种可以就可以。"""
    if not licence:
        return "看不出是什么许可；看过原文后写进 licenses.toml 的 decided"
    if "(" in licence:
        return f"许可“{licence}”带括号，看不懂；写进 licenses.toml 的 decided"
    allowed = {*policy()["permissive"], policy()["file-level"].get(name, "")}
    lacking = [p for choice in licence.split(" AND ") if not allowed & set(p := choice.split(" OR "))]
    return f"许可“{licence}”与 {PROJECT} 是否相容没有写明：{lacking[0][0]}" if lacking else ""


def _copyleft(installed: metadata.Distribution) -> Iterator[str]:
    for file in installed.files or ():
        if _LICENCE_FILE.search(str(file)) and file.suffix not in _CODE:
            text = Path(str(installed.locate_file(file))).read_text(encoding="utf-8", errors="replace")
            if found := _COPYLEFT.search(text):
                yield " ".join(found[0].split())


def render(licensed: tuple[Licensed, ...]) -> str:
    """docs/licenses.md 的全文。"""
    lines = [
        "# 所用各包的许可",
        "",
        f"本项目是 [{PROJECT}](../LICENSE)。下面是用户会装的每个包，版本是锁定的，许可取自它的元数据。",
        "本页由 `.ci/supply/licenses.py` 写成，不要手改；怎样算相容，见 [licenses.toml](../.ci/supply/licenses.toml)。",
        "",
        "| 包 | 版本 | 哪一部分用 | 许可 | 出处 |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.locked.name} | {one.locked.version} | {'、'.join(one.sections)} | {one.licence} | {one.source} |"
        for one in licensed
    ]
    notes = {one.locked.name: one.mention for one in licensed if one.mention}
    lines += ["", "许可文件里提到 GPL、LGPL、MPL 的：", "", "| 包 | 缘故 |", "|---|---|"]
    lines += [f"| {name} | {note} |" for name, note in notes.items()]
    lines += [
        "",
        f"“{CORE}”是不带可选部分的安装；其余是 `gouji[dask]` 这样的可选部分。本项目不改动、不另行分发这些包。",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    if sys.version_info[:2] != PYTHON:  # 各版本装的包不同，写出的就不同
        print(f"请用锁文件所照的 Python {PYTHON[0]}.{PYTHON[1]} 运行", file=sys.stderr)
        return 2
    licensed = collect()
    for one in licensed:
        if one.problem:
            print(f"{one.locked.name} {one.locked.version}：{one.problem}", file=sys.stderr)
    if any(one.problem for one in licensed):
        return 1
    page = render(licensed)
    if "--check" in sys.argv[1:]:
        if page != PAGE.read_text(encoding="utf-8"):
            print("docs/licenses.md 与锁文件不同步；请运行 .ci/supply/licenses.py", file=sys.stderr)
            return 1
    else:
        PAGE.write_text(page, encoding="utf-8")
    print(f"{len(licensed)} 个包的许可都与 {PROJECT} 相容")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
