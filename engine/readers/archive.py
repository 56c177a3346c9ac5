"""ZIP 压缩包：先看清单再打开，只在内存里解开，什么也不写到磁盘上。

docx、xlsx 也是 ZIP：同样的检查防同样的炸弹。
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from engine.errors import DocumentError
from engine.readers.limits import Limits

_MB = 1 << 20
_END = struct.Struct("<4s4H2LH")  # 压缩包末尾的目录记录
_COMMENT = 65535  # 目录记录之后的注释最长这么多字节
_ENTRY_ROOM = 1024  # 目录里一项（含文件名）平均不会超过这么多字节
_MAX_RATIO = 1000  # deflate 的极限约 1032 倍；真实的表格 XML 不超过 100 倍
_RATIO_FROM = 16 * _MB  # 解开后不到这么大的，压得再紧也无害
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, OSError, ValueError)
"""zipfile 对坏压缩包会抛出的各种异常。"""


def kind_of(data: bytes, limits: Limits) -> str:
    """ZIP 里装的是什么：docx、xlsx、zip，或 sniff.REFUSED 中的一种；目录太大的当作 zip，由 opened 说明。"""
    if _too_many(data, limits):
        return "zip"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:100] if _small(archive, "mimetype") else b""
    except _BROKEN:
        return "broken-zip"
    if "[Content_Types].xml" in names:
        for kind, folder in (("docx", "word/"), ("xlsx", "xl/"), ("presentation", "ppt/")):
            if any(name.startswith(folder) for name in names):
                return "xlsb" if "xl/workbook.bin" in names else kind
    if b"opendocument" in mimetype:
        return "opendocument"
    return "ofd" if "OFD.xml" in names else "zip"


@contextmanager
def opened(path: Path, data: bytes, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """打开并查过清单的压缩包；有危险的、坏了的抛出 DocumentError。"""
    if _too_many(data, limits):
        raise DocumentError(f"{path}：压缩包里的文件超过 {limits.entries} 个，请分成几个后再核查。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(path, archive.infolist(), limits)
            yield archive
    except _BROKEN:
        raise DocumentError(f"{path}：压缩包损坏或不完整，请重新下载。") from None


def members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """各文件（不含文件夹）：解码后的名字 → 目录项。没有标 UTF-8 的名字多是 GBK。"""
    return {_name(info): info for info in archive.infolist() if not info.is_dir()}


def unsafe(name: str) -> bool:
    """绝对路径、盘符、往上级走的名字：/etc/x  C:\\x  ../x"""
    parts = PurePosixPath(name.replace("\\", "/"))
    return parts.is_absolute() or ".." in parts.parts or ":" in name.split("/")[0] or "\0" in name


def content(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    """解开一个文件；清单上写的大小不作数，数真正读出的字节。"""
    if info.flag_bits & _ENCRYPTED:
        raise DocumentError(f"{path}：压缩包里的文件设了密码，请解除密码后再核查。")
    most = limits.size * _MB
    with archive.open(info) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise DocumentError(f"{path}：解开后超过 {limits.size} MB 的上限，请拆分后再核查。")
    return data


def _name(info: zipfile.ZipInfo) -> str:
    raw = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        # zipfile 把没有标 UTF-8 的名字当作 cp437；还原成字节再认：有的软件写了 UTF-8 而没有标
        encoded = raw.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                raw = encoded.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return raw.replace("\\", "/")


def _small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size < _ENTRY_ROOM


def _too_many(data: bytes, limits: Limits) -> bool:
    """目录记录上的项数、目录的字节数是否超限；zipfile 一打开就会把目录整个读进来。"""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - _COMMENT))
    if at < 0 or at + _END.size > len(data):
        return False
    _, _, _, _, count, size, _, _ = _END.unpack_from(data, at)
    return bool(count > limits.entries or size > limits.entries * _ENTRY_ROOM)


def _check(path: Path, entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = sum(info.file_size for info in entries)
    packed = sum(info.compress_size for info in entries)
    held: dict[str, zipfile.ZipInfo] = {}
    for info in entries:
        other = held.setdefault(_name(info), info)
        if (other.CRC, other.file_size) != (info.CRC, info.file_size):
            raise DocumentError(
                f"{path}：压缩包里有两个“{_name(info)}”，内容不同，不知道以哪个为准，没有读，请检查来源。"
            )
    if len(entries) > limits.entries:
        raise DocumentError(f"{path}：压缩包里的文件超过 {limits.entries} 个，请分成几个后再核查。")
    if total > limits.unpacked * _MB or (total > _RATIO_FROM and total > packed * _MAX_RATIO):
        raise DocumentError(
            f"{path}：解开后有 {total // _MB} MB（压缩后 {packed // 1024} KB），"
            f"超过 {limits.unpacked} MB 的上限或压缩得不合常理，没有读，请检查来源。"
        )
