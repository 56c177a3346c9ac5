# ruff: noqa: N802　测试名是中文句子
"""文件夹、压缩包：说明和表格是几个文件的，合成一份；合不合得起来看文件夹和名字。"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from engine.batch import SEPARATELY, TOGETHER, find_sources
from engine.document import Document, Paragraph, Table
from engine.errors import DocumentError
from engine.facts.build import extract
from engine.readers import bundle, read, read_source
from engine.readers.bundle import Naming
from engine.readers.limits import Limits
from engine.readers.merge import merge
from tests.disclosures import explained, table, vocabulary
from tests.readers import bad_files as bad

FORMATS = Path(__file__).resolve().parents[1] / "fixtures" / "formats"
NAMING = Naming.of(vocabulary().words)


def sources(*paths: Path, grouping: str = "auto") -> dict[str, tuple[str, ...]]:
    """称呼 → 合在一起的各文件，都只写名字。"""
    found = find_sources(paths, NAMING, grouping)
    return {s.path.name: tuple(f.name for f in s.files) for s in found}


def folder_of(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("青石区水务局2025年部门预算", encoding="utf-8")
    return root


def zip_of(path: Path, names: Iterable[str]) -> Path:
    """各成员的内容是它的名字和一句话。"""
    path.write_bytes(bad.zipped({n: f"{Path(n).stem}\n\n青石区水务局2025年部门预算".encode() for n in names}))
    return path


# ---- 哪几个是一份


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        # 只有一份说明：同一文件夹的表格都归它
        (("说明.docx", "附件1.xls", "附件2.xlsx"), {"说明.docx": ("说明.docx", "附件1.xls", "附件2.xlsx")}),
        (
            ("水务局2025年部门预算公开说明.pdf", "水务局2025年部门预算公开表.xls"),
            {
                "水务局2025年部门预算公开说明.pdf": (
                    "水务局2025年部门预算公开说明.pdf",
                    "水务局2025年部门预算公开表.xls",
                )
            },
        ),
        # 名字里写的年度、文种、单位不同：各是各的
        (
            ("水务局2025年预算.pdf", "2024年预算表.xls"),
            {"水务局2025年预算.pdf": ("水务局2025年预算.pdf",), "2024年预算表.xls": ("2024年预算表.xls",)},
        ),
        (
            ("2024年决算.pdf", "2024年预算表.xls"),
            {"2024年决算.pdf": ("2024年决算.pdf",), "2024年预算表.xls": ("2024年预算表.xls",)},
        ),
        (
            ("水务局预算.pdf", "林业局预算表.xls"),
            {"水务局预算.pdf": ("水务局预算.pdf",), "林业局预算表.xls": ("林业局预算表.xls",)},
        ),
        # 几份说明：凭单位、年度、文种
        (
            ("水务局2025预算说明.docx", "林业局2025预算说明.docx", "附件：水务局2025年预算表.xlsx", "汇总表.xlsx"),
            {
                "水务局2025预算说明.docx": ("水务局2025预算说明.docx", "附件：水务局2025年预算表.xlsx"),
                "林业局2025预算说明.docx": ("林业局2025预算说明.docx",),
                "汇总表.xlsx": ("汇总表.xlsx",),
            },
        ),
        # 没有说明、没有表格
        (("甲.xls", "乙.xls"), {"甲.xls": ("甲.xls",), "乙.xls": ("乙.xls",)}),
        (("甲.pdf", "乙.pdf"), {"甲.pdf": ("甲.pdf",), "乙.pdf": ("乙.pdf",)}),
        # 不同的文件夹互不相干
        (("一/说明.docx", "二/表.xls"), {"说明.docx": ("说明.docx",), "表.xls": ("表.xls",)}),
        # 连号的图片是一份的各页，按号排
        (("扫描10.png", "扫描2.png", "扫描1.png"), {"扫描1.png": ("扫描1.png", "扫描2.png", "扫描10.png")}),
        (
            ("2024年预算.png", "2025年预算.png"),
            {"2024年预算.png": ("2024年预算.png",), "2025年预算.png": ("2025年预算.png",)},
        ),
    ],
)
def test_同一文件夹里哪几个是一份(tmp_path: Path, names: tuple[str, ...], expected: dict[str, tuple[str, ...]]) -> None:
    folder = folder_of(tmp_path / "公开", *names)
    assert sources(folder) == expected
    assert sources(*(folder / name for name in names)) == expected, "逐个给出也一样"
    packed = zip_of(tmp_path / "公开.zip", names)
    assert sources(packed) == expected, "压缩包里也一样"


def test_不要合成一份和都合成一份(tmp_path: Path) -> None:
    names = ("水务局2025预算.docx", "林业局2024决算.docx", "表/表2.xls", "表/表10.xls")
    folder = folder_of(tmp_path / "公开", *names)
    assert all(len(files) == 1 for files in sources(folder, grouping=SEPARATELY).values())
    whole = ("林业局2024决算.docx", "水务局2025预算.docx", "表2.xls", "表10.xls")
    assert sources(folder, grouping=TOGETHER) == {"公开": whole}
    assert sources(zip_of(tmp_path / "公开.zip", names), grouping=TOGETHER) == {"公开.zip": whole}
    assert sources(*(folder / name for name in reversed(names[1:3])), grouping=TOGETHER) == {
        "表2.xls": ("林业局2024决算.docx", "表2.xls")
    }


def test_不看的文件(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, "甲.html", "甲_files/logo.png", "乙.files/1.jpg", "~$丙.docx", ".隐藏.pdf", "样式.css", "README.md"
    )
    (folder / "报告.html").write_text('<html><meta name="generator" content="gouji 0.1.0">', encoding="utf-8")
    assert set(sources(folder)) == {"甲.html"}


# ---- 压缩包


def test_压缩包里各是各的_称呼带着压缩包(tmp_path: Path) -> None:
    packed = zip_of(tmp_path / "全县.zip", ("水务局/预算.txt", "林业局/预算.txt"))
    assert [str(s.path.relative_to(tmp_path)) for s in find_sources((packed,), NAMING)] == [
        "全县.zip!/林业局/预算.txt",
        "全县.zip!/水务局/预算.txt",
    ]
    document = read(packed.parent / "全县.zip!/水务局/预算.txt")
    assert [b.text.norm for b in document.blocks if isinstance(b, Paragraph)] == ["预算", "青石区水务局2025年部门预算"]
    assert set(sources(Path(f"{packed}!/水务局/预算.txt"))) == {"预算.txt"}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_没有标UTF8的中文名(tmp_path: Path, encoding: str) -> None:
    """国内常见的压缩软件按 GBK 写名字，有的按 UTF-8 写而不标。"""
    name = "青石区水务局/预算公开表.txt".encode(encoding)
    placeholder = "x" * len(name)
    packed = tmp_path / "甲.zip"
    packed.write_bytes(bad.zipped({placeholder: b"1"}).replace(placeholder.encode(), name))
    assert set(sources(packed)) == {"预算公开表.txt"}


def problem_of(path: Path, limits: Limits = Limits()) -> str:  # noqa: B008
    (source,) = find_sources((path,), NAMING, "auto", limits)
    document, failures = read_source(source, limits)
    assert document is None
    ((_, why, _),) = failures
    assert why.endswith("。") and why.count("。") == 1 and "\n" not in why
    return why


@pytest.mark.parametrize(
    "name", ["../../外面.txt", "/etc/外面.txt", "C:/外面.txt", "里/../../外面.txt", "..\\外面.txt"]
)
def test_指向别处的名字不读(tmp_path: Path, name: str) -> None:
    inner = tmp_path / "深" / "处"
    inner.mkdir(parents=True)
    assert "指向别处" in problem_of(zip_of(inner / "甲.zip", ("正常.txt", name)))
    assert not list(tmp_path.rglob("外面.txt"))


def test_套着的压缩包(tmp_path: Path) -> None:
    (tmp_path / "外.zip").write_bytes(bad.zipped({"里.zip": bad.zipped({"甲.txt": b"1"}), "乙.txt": b"1"}))
    found = {s.path.name: s for s in find_sources((tmp_path / "外.zip",), NAMING)}
    assert set(found) == {"里.zip", "乙.txt"}
    _, ((_, why, _),) = read_source(found["里.zip"])
    assert "请先解压" in why


def test_设了密码的压缩包(tmp_path: Path) -> None:
    data = bytearray(bad.zipped({"甲.txt": "青石区水务局2025年部门预算".encode()}))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    data[data.find(b"PK\x03\x04") + 6] |= 1
    (tmp_path / "甲.zip").write_bytes(data)
    assert "密码" in problem_of(tmp_path / "甲.zip")


def test_压缩炸弹(tmp_path: Path) -> None:
    path = tmp_path / "甲.zip"
    path.write_bytes(bad.zipped({"甲.txt": bytes(20 * bad.MB)}))
    assert "超过 8 MB" in problem_of(path, Limits(unpacked=8))
    assert "压缩得不合常理" in problem_of(path)
    path.write_bytes(bad.lying_size(path.read_bytes()))
    assert "损坏" in problem_of(path)
    path.write_bytes(bad.zipped({f"{n}.txt": b"1" for n in range(30)}))
    assert "超过 20 个" in problem_of(path, Limits(entries=20))
    path.write_bytes(bad.zipped({}))
    assert "没有可核查的文件" in problem_of(path)
    path.write_bytes(bad.zipped({"甲.txt": b"1" * 999})[:-30])
    assert "不完整" in problem_of(path)


# ---- 合成一份

HEAD = "科目编码|科目名称|合计|基本支出|项目支出"
NARRATIVE = explained("支出预算情况说明", "2025年部门预算支出预算5.00万元，其中基本支出预算安排4.00万元。")
SHEETS = table("部门支出总表", HEAD, "212|城乡社区支出|5.00|4.00|1.00", "|合计|5.00|4.00|1.00")


def merged(folder: Path, *names: str) -> Document:
    (source,) = find_sources((folder,), NAMING, TOGETHER)
    document, failures = read_source(source)
    assert document is not None
    assert not failures
    return document


def test_说明在前表格在后_每处记着出自哪个文件(tmp_path: Path) -> None:
    (tmp_path / "2.txt").write_text(SHEETS, encoding="utf-8")
    (tmp_path / "1.txt").write_text(NARRATIVE, encoding="utf-8")
    document = merged(tmp_path)
    assert [b.index for b in document.blocks] == list(range(len(document.blocks)))
    places = [document.spot(b.line) for b in document.blocks]
    assert [p.file for p in places if p] == ["1.txt"] * 4 + ["2.txt"] * 3
    (grid,) = (b for b in document.blocks if isinstance(b, Table))
    spot = document.spot(grid.rows[1][0].line)
    assert spot is not None
    assert (spot.file, spot.label) == ("2.txt", "第6行")
    last = document.blocks[3]
    assert isinstance(last, Paragraph)
    spot = document.spot(last.line_at(len(last.text.norm) - 1))
    assert spot is not None
    assert (spot.file, spot.label) == ("1.txt", f"第{NARRATIVE.count(chr(10)) + 1}行")
    assert document.line_count == len(document.spots)
    assert "由 2 个文件合成一份：1.txt、2.txt。" in document.remarks


def test_前后没有读全的表_合成一份以后仍是没有读全的(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(SHEETS, encoding="utf-8")
    part = read(tmp_path / "1.txt")
    cut = replace(part, blocks=tuple(replace(b, cut=True) if isinstance(b, Table) else b for b in part.blocks))
    assert [b.cut for b in merge(tmp_path, [("1.pdf", cut)]).blocks if isinstance(b, Table)] == [True]


PAGE = (
    "<html><body><h1>青石区水务局2025年部门预算</h1><p>说明。</p>"
    "<p>附件：<a href='/files/P1.xls?down=1'>预算公开表</a></p></body></html>"
)


def test_网页的附件没有放在一起的_要说(tmp_path: Path) -> None:
    page = tmp_path / "公开.html"
    page.write_text(PAGE, encoding="utf-8")
    document, _ = read_source(bundle.separately((page,))[0])
    assert document is not None
    assert document.unread == ("网页的 1 个附件（预算公开表）没有读，请下载后与网页放在同一文件夹里核查。",)
    (tmp_path / "下载.txt").write_text(SHEETS, encoding="utf-8")
    assert merged(tmp_path).unread == ()


def test_两处都有的表(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(f"{NARRATIVE}\n\n{SHEETS}", encoding="utf-8")
    (tmp_path / "2.txt").write_text(SHEETS, encoding="utf-8")
    document = merged(tmp_path)
    assert sum(isinstance(b, Table) for b in document.blocks) == 1
    assert "2.txt：有 1 张表与前面文件里的表数字全同，只取一次。" in document.remarks
    (tmp_path / "2.txt").write_text(SHEETS.replace("4.00", "3.00"), encoding="utf-8")
    document = merged(tmp_path)
    assert sum(isinstance(b, Table) for b in document.blocks) == 2
    assert any("“部门支出总表”前面的文件里也有而数字不同" in r for r in document.remarks)


def test_有一个文件读不出来_其余照读_另列(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text(NARRATIVE, encoding="utf-8")
    (tmp_path / "表.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (source,) = find_sources((tmp_path,), NAMING)
    document, failures = read_source(source)
    assert document is not None
    assert "表.xls 没有读出来，缺了它核查不全。" in document.unread
    assert [path.name for path, *_ in failures] == ["表.xls"]
    out = tmp_path / "报告"
    done = CliRunner().invoke(cli.main, ["audit", str(tmp_path), "--out", str(out), "--format", "json"])
    assert done.exit_code == 3
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert {d["name"]: d["status"] for d in report["documents"]} == {"说明.txt": "audited", "表.xls": "unreadable"}


def test_facts_压缩包里有几份的请指明(tmp_path: Path) -> None:
    packed = zip_of(tmp_path / "甲.zip", ("一/a.txt", "二/b.txt"))
    done = CliRunner().invoke(cli.main, ["facts", str(packed)])
    assert done.exit_code == 3
    assert "里面有 2 份公开件" in done.stderr
    assert CliRunner().invoke(cli.main, ["facts", f"{packed}!/一/a.txt"]).exit_code == 0


def test_压缩包里没有这个文件(tmp_path: Path) -> None:
    packed = zip_of(tmp_path / "甲.zip", ("一.txt",))
    with pytest.raises(DocumentError, match="压缩包里没有这个文件"):
        read(Path(f"{packed}!/二.txt"))


def test_凭每处记着的文件名找回文件(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "公开", "文字/说明.txt", "表/1.txt")
    (source,) = find_sources((folder,), NAMING, TOGETHER)
    document, _ = read_source(source)
    assert document is not None
    found = {source.address(spot.file).relative_to(folder).as_posix() for spot in document.spots}
    assert found == {"文字/说明.txt", "表/1.txt"}
    (alone,) = find_sources((folder / "表/1.txt",), NAMING)
    assert alone.address("") == folder / "表/1.txt"


def test_PDF旁边另附同样的表格_与只有PDF的相同(tmp_path: Path) -> None:
    for path in FORMATS.glob("青石区档案馆*.pdf"), FORMATS.glob("青石区档案馆*.xls"):
        for file in path:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    (source,) = find_sources((tmp_path,), NAMING)
    document, _ = read_source(source)
    assert document is not None
    alone = extract(read(source.files[0]), vocabulary())
    both = extract(document, vocabulary())
    assert [(f.kind, f.keys, f.printed) for f in both.facts] == [(f.kind, f.keys, f.printed) for f in alone.facts]
    assert any("数字全同，只取一次" in remark for remark in document.remarks)
