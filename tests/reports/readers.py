"""读各种格式的人：XML 解析、公布的格式、LibreOffice。报告能不能打开，由它们说了算。"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree

SCHEMAS = Path(__file__).resolve().parent.parent / "fixtures" / "schemas"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def sarif_schema() -> Any:
    return json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))


def sarif_problems(text: str) -> list[str]:
    """不合 SARIF 2.1.0 公布的格式之处。"""
    checker = jsonschema.Draft4Validator(sarif_schema(), format_checker=jsonschema.FormatChecker())
    return [f"{list(e.absolute_path)}：{e.message}" for e in checker.iter_errors(json.loads(text))]


@cache
def junit_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd"))


def junit(data: bytes) -> etree._Element:
    """合 junit-10.xsd 的根元素。"""
    root = etree.fromstring(data)
    junit_schema().assertValid(root)
    return root


def parts(data: bytes) -> dict[str, bytes]:
    """OOXML 包里的各个文件；XML 都要读得进去，时间都是固定的一刻。"""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert {info.date_time for info in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        found = {name: opened.read(name) for name in opened.namelist()}
    for name, inside in found.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(inside)
    return found


def paragraphs(data: bytes) -> list[str]:
    """DOCX 正文各段（含表格里的）的文字；换行照原样。"""
    root = etree.fromstring(parts(data)["word/document.xml"])
    return ["".join(map(_shown, p.iter(f"{W}t", f"{W}br"))) for p in root.iter(f"{W}p")]


def _shown(element: etree._Element) -> str:
    return element.text or "" if element.tag == f"{W}t" else "\n"


def through_office(data: bytes, name: str, kind: str, folder: Path) -> str:
    """用 LibreOffice 打开，另存为 kind（txt:Text、csv 的过滤器等）后的文字；没有装就跳过。"""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("没有装 LibreOffice，不能试着打开")
    (folder / name).write_bytes(data)
    subprocess.run(  # 参数由测试给定
        [
            *(office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind),
            *("--outdir", str(folder / "converted"), str(folder / name)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    texts = sorted((folder / "converted").iterdir())
    assert texts, f"LibreOffice 打不开 {name}"
    return "\n".join(path.read_text(encoding="utf-8-sig") for path in texts)
