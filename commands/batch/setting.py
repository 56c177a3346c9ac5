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

from commands.shared import auditor_of
from engine import VERSION
from engine.audit import Auditor
from engine.readers.limits import Limits
from engine.ruleset.waivers import Register

_ROOT = Path(__file__).resolve().parents[2]
_CODE = ("commands/batch/*.py", "engine/**/*.py", "reports/*.py", "reports/*.json")
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
    """rules 另加的规则文件夹；register 是主进程读好的豁免登记；identity 是主进程的指纹，见 identity_of。"""

    rules: tuple[Path, ...]
    engine: str
    region: str
    level: str
    register: Register
    limits: Limits
    identity: str = field(default="", compare=False)

    def auditor(self) -> Auditor:
        """本进程的 Auditor：主进程分叉时已有的，或者头一次用时现做的。"""
        if self not in _HELD:
            _HELD[self] = auditor_of(self.rules, self.engine, self.region, self.level)
            _HELD[self].register = self.register
        return _HELD[self]

    def identified(self, auditor: Auditor) -> Setting:
        """填上指纹；auditor 是主进程刚做好的，分叉出去的各进程都用它（规则可能改过，所以总换成新的）。"""
        _HELD.clear()
        _HELD[self] = auditor
        return replace(self, identity=identity_of(self, auditor))


_HELD: dict[Setting, Auditor] = {}


def identity_of(setting: Setting, auditor: Auditor) -> str:
    """指纹：程序、库、规则、选项之中有一样不同，同一份文件的结果就可能不同。

    豁免登记看内容和核查日期，不看放在哪里；--rules 看内容和次序。
    """
    register = auditor.register
    library = auditor.ruleset.library
    told = {
        "program": [VERSION, code_digest()],
        "libraries": list(_versions()),
        "ruleset": auditor.ruleset.sha256,
        "layers": [layer.name for layer in getattr(library, "layers", ())],
        "engine": [auditor.matcher.name, setting.engine],
        "where": [auditor.region, auditor.level],
        "waivers": [str(register.day), [sha256 for _, sha256 in register.files]],
        "limits": repr(setting.limits),
    }
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


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
