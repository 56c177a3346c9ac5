"""XLSX、DOCX 的包：同样的内容总是同样的字节——成员照原来的次序，时间一律写成固定的一刻。"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

# ZIP 能写的最早的时间
_MOMENT = (1980, 1, 1, 0, 0, 0)
STAMP = "1980-01-01T00:00:00Z"


def repacked(data: bytes, replaced: Mapping[str, bytes]) -> bytes:
    """重新打包；replaced 中的成员换成新的内容。"""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # 固定为一种系统，免得各平台写的字节不同；3 是 Unix，权限 0644
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            target.writestr(entry, replaced[name] if name in replaced else source.read(name))
    return out.getvalue()
