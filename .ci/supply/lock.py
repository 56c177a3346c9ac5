"""读锁文件：有哪些包、哪个版本、哪些哈希、谁要用它，分别属于哪一部分。

锁文件由 uv 写成：一个包一段，“名称==版本 ; 标记”，每个文件一个哈希，末尾的 # via 是谁要用它。
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNTIME, ALL = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
CORE = "本体"

# numpy==2.4.6 ; python_full_version < '3.12' \
_HEAD = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\]+?))? ?\\?$")
# --hash=sha256:053b… \
_HASH = re.compile(r"^    --hash=sha256:(?P<hash>[0-9a-f]{64})(?: \\)?$")
# # via requests；#   gouji (pyproject.toml)
_VIA = re.compile(r"^    #(?: via|  ) +(?P<name>[A-Za-z0-9._-]+)(?P<source> \(.*\))?$")


@dataclass(frozen=True, slots=True)
class Locked:
    """锁定的一个包。via 是要用它的包，直接由本项目要的是 gouji。"""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    via: tuple[str, ...]

    @property
    def pin(self) -> str:
        return f"{self.name}=={self.version}" + (f" ; {self.marker}" if self.marker else "")


def read(path: Path) -> tuple[Locked, ...]:
    """一个锁文件的全部包。看不懂的一行、没有哈希的一个包，抛出 ValueError。"""
    found: list[Locked] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if head := _HEAD.match(line):
            found.append(Locked(head["name"], head["version"], head["marker"] or "", (), ()))
        elif found and (match := _HASH.match(line)):
            last = found[-1]
            found[-1] = Locked(last.name, last.version, last.marker, (*last.hashes, match["hash"]), last.via)
        elif found and (match := _VIA.match(line)):
            last = found[-1]
            found[-1] = Locked(last.name, last.version, last.marker, last.hashes, (*last.via, match["name"]))
        elif not line.lstrip().startswith("#"):
            raise ValueError(f"{path.name}:{number}：看不懂这一行，锁文件应由 uv 生成")
    for locked in found:
        if not locked.hashes:
            raise ValueError(f"{path.name}：{locked.name} 没有哈希，请照 docs/decisions.md 重新生成锁文件")
    return tuple(found)


def sections() -> dict[str, tuple[Locked, ...]]:
    """本体和各个可选部分（dask、ocr……）各自要的包，连同随之而来的；一个包可以属于几部分。"""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    everything = read(ALL)
    parts = {CORE: project["dependencies"], **project["optional-dependencies"]}
    return {name: _needed(everything, map(_named, wanted)) for name, wanted in parts.items()}


def shipped() -> dict[Locked, tuple[str, ...]]:
    """用户会装的每个包（不含只在开发时用的）→ 属于哪几部分。"""
    found: dict[Locked, tuple[str, ...]] = {}
    for section, several in sections().items():
        for locked in several:
            found[locked] = (*found.get(locked, ()), section)
    return dict(sorted(found.items(), key=lambda item: (item[0].name, item[0].version)))


def _named(requirement: str) -> str:
    """durable_rules==2.0.28; python_version < '3.13' → durable-rules"""
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match is not None
    return canonical(match[0])


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _needed(everything: Iterable[Locked], wanted: Iterable[str]) -> tuple[Locked, ...]:
    names = set(wanted)
    size = -1
    while size != len(names):
        size = len(names)
        names |= {locked.name for locked in everything if names.intersection(locked.via)}
    return tuple(locked for locked in everything if locked.name in names)
