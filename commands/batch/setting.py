"""怎样核查：可以 pickle 的一份设定，在哪个进程里都由它得到同样的 Auditor。"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from commands import shared
from engine import VERSION
from engine.audit import Auditor
from engine.readers.limits import Limits
from engine.ruleset.waivers import Register
from engine.store import Names

_ROOT = Path(__file__).resolve().parents[2]
_CODE = ("commands/batch/*.py", "engine/**/*.py", "engine/**/*.ttf", "reports/*.py", "reports/*.json")
_LIBRARIES = (
    "durable_rules",
    "google-re2",
    "lxml",
    "onnxruntime",
    "openpyxl",
    "pillow",
    "pypdfium2",
    "rapidocr",
    "xlrd",
)
"""换了版本、装上、卸下，读出来的就可能不同的库。"""
_CONVERTER = "soffice"


@dataclass(frozen=True)
class Setting:
    """怎样核查。

    rules    另加的规则文件夹
    register 主进程读好的豁免登记
    store    历年库；没有为 None
    recorded 要不要各份的事实：存进历年库、写 Parquet 用
    identity 主进程的指纹，见 identity_of
    """

    rules: tuple[Path, ...]
    engine: str
    region: str
    level: str
    register: Register
    limits: Limits
    store: Path | None = None
    recorded: bool = False
    identity: str = field(default="", compare=False)

    def auditor(self) -> Auditor:
        """本进程的 Auditor：主进程分叉时已有的，或者头一次用时现做的。"""
        if self not in _HELD:
            _HELD[self] = shared.auditor_of(self.rules, self.engine, self.region, self.level)
            _HELD[self].register = self.register
        return _HELD[self]

    def renewed(self) -> Auditor:
        """重新做：规则可能改过。"""
        _HELD.pop(self, None)
        return self.auditor()

    def names(self) -> Names:
        """怎样认单位。"""
        return Names.load((shared.RULES, *self.rules), self.auditor().vocabulary)

    def identified(self, auditor: Auditor) -> Setting:
        """填上指纹；auditor 是主进程刚做好的，分叉出去的各进程都用它（规则可能改过，所以总换成新的）。"""
        _HELD.clear()
        _HELD[self] = auditor
        return replace(self, identity=identity_of(self, auditor))


_HELD: dict[Setting, Auditor] = {}


def identity_of(setting: Setting, auditor: Auditor) -> str:
    """指纹：traits_of 的哈希。"""
    told = traits_of(setting, auditor)
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def traits_of(setting: Setting, auditor: Auditor) -> dict[str, str]:
    """有一样不同，同一份文件的结果就可能不同的各样。

    豁免登记看内容，有登记的还看核查日期，不看放在哪里；--rules 看内容和次序。
    """
    register = auditor.register
    layers = [layer.name for layer in getattr(auditor.ruleset.library, "layers", ())]
    told: dict[str, object] = {
        "程序": [VERSION, code_digest()],
        "库": list(_versions()),
        "规则": [auditor.ruleset.sha256, layers],
        "匹配引擎": [auditor.matcher.name, setting.engine],
        "地区和层级": [auditor.region, auditor.level],
        "豁免登记": [str(register.day) if register.waivers else "", [sha256 for _, sha256 in register.files]],
        "上限": repr(setting.limits),
    }
    return {name: json.dumps(value, ensure_ascii=False) for name, value in told.items()}


@cache
def code_digest() -> str:
    """程序各文件的哈希：就地安装的程序改了一行，版本号不变，结果却可能变。"""
    whole = hashlib.sha256()
    for path in sorted(p for pattern in _CODE for p in _ROOT.glob(pattern)):
        whole.update(f"{path.relative_to(_ROOT).as_posix()}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _versions() -> Iterator[str]:
    yield f"python {sys.version_info.major}.{sys.version_info.minor}"
    yield f"{_CONVERTER} {bool(shutil.which(_CONVERTER))}"
    for name in _LIBRARIES:
        try:
            yield f"{name} {importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            yield f"{name} 没有装"
