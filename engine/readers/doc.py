"""读旧版 Word 文档（doc、rtf）：由 LibreOffice 另存为 docx 再读；没有装的，说明怎么办。

直接读 doc 的程序都会把修订前后的字印在一起、丢掉表格的行，所以不用。
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from engine import atomic
from engine.document import Document
from engine.errors import DocumentError
from engine.readers import docx
from engine.readers.limits import DEFAULTS, Limits

_PROGRAMS = ("soffice", "libreoffice")
# LibreOffice 在 Windows、macOS 上不进 PATH，装在这里
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
_SECONDS = 120  # 转换一份要几秒，初次运行要建配置；再长就是卡住了
_SAVE_AS = "请用 Word 或 WPS 另存为 docx 后再核查"
# 文件里的链接、宏一律不理：读一份公开件不该上网，也不该运行什么
_SCRIPTING = "/org.openoffice.Office.Common/Security/Scripting"
_NET = "/org.openoffice.Inet/Settings"
_SETTINGS = (
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),  # 2 为从不更新
    # 上面的管不住图片：上网都要经过一个不存在的代理，连本机也要
    (_NET, "ooInetProxyType", "2"),  # 2 为手工指定
    (_NET, "ooInetHTTPProxyName", "127.0.0.1"),
    (_NET, "ooInetHTTPProxyPort", "9"),
    (_NET, "ooInetHTTPSProxyName", "127.0.0.1"),
    (_NET, "ooInetHTTPSProxyPort", "9"),  # 9 是 discard，没有程序用
    (_NET, "ooInetNoProxy", ""),
)
_RTF = b"{\\rtf"


def read(path: Path, data: bytes, limits: Limits = DEFAULTS) -> Document:
    """doc、rtf → 文档；没有 LibreOffice、转换不成抛出 DocumentError。"""
    program = find()
    if not program:
        raise DocumentError(f"{path}：是旧版 Word 文档（doc），要装 LibreOffice 才能读，或{_SAVE_AS}。")
    document = docx.read(path, _converted(program, path, data, limits), limits)
    return replace(document, sha256=docx.digest(data))


def find() -> str:
    """LibreOffice 在哪里；没有为空串。"""
    found = next((p for name in _PROGRAMS if (p := shutil.which(name))), "")
    return found or next((p for p in _PLACES if Path(p).exists()), "")


def _converted(program: str, path: Path, data: bytes, limits: Limits) -> bytes:
    """另存为 docx 的内容。"""
    seconds = min(_SECONDS, limits.seconds, max(1.0, limits.until - time.monotonic()))
    with atomic.drafting(Path(tempfile.gettempdir()) / "gouji") as home:
        source = home / ("source.rtf" if data.startswith(_RTF) else "source.doc")
        source.write_bytes(data)
        _prepare(home / "profile" / "user")
        command = [
            program,
            "--headless",
            "--norestore",
            "--nolockcheck",
            # 自己的配置：不与使用者开着的 LibreOffice 相争
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            "--convert-to",
            "docx:Office Open XML Text",
            "--outdir",
            str(home / "out"),
            str(source),
        ]
        _run(command, path, seconds)
        target = home / "out" / "source.docx"
        if not target.exists():
            raise DocumentError(f"{path}：LibreOffice 打不开这份文件，多半是文件损坏，{_SAVE_AS}。")
        if target.stat().st_size > limits.size << 20:
            raise DocumentError(f"{path}：转换成 docx 后超过 {limits.size} MB 的上限，请拆分后再核查。")
        return target.read_bytes()


def _prepare(user: Path) -> None:
    """写好 LibreOffice 的配置。"""
    items = "".join(
        f'<item oor:path="{place}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for place, name, value in _SETTINGS
    )
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        encoding="utf-8",
    )


def _run(command: list[str], path: Path, seconds: float) -> None:
    """运行到结束或时限。soffice 是一层壳：它启动的与它同在读文件的子进程那一组里，由隔离一起终止。"""
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
    except OSError as problem:
        raise DocumentError(f"{path}：LibreOffice 启动不了（{problem.strerror}），{_SAVE_AS}。") from None
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise DocumentError(f"{path}：LibreOffice 转换了 {seconds:.0f} 秒还没有完成，{_SAVE_AS}。") from None
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
