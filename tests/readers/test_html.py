# ruff: noqa: N802　测试名是中文句子
"""网页：逐项看读出来的段落和表格。内容都是编的。"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.document import Document, Paragraph
from engine.errors import DocumentError
from engine.readers import html
from engine.readers.limits import Limits

TABLE = "<table><tr><th>科目</th><th>金额</th></tr><tr><td>教育</td><td>12.50</td></tr></table>"


def read(body: str | bytes, limits: Limits | None = None) -> Document:
    data = body if isinstance(body, bytes) else f"<html><body>{body}</body></html>".encode()
    return html.read(Path("公开件.html"), data, limits or Limits())


def texts(document: Document) -> list[str]:
    """段落的文字；表格为各行，格与格之间写“|”，合并掉的写记号。"""
    found = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(block.text.raw)
        else:
            found += ["|".join(c.merged or c.text.norm for c in row) for row in block.rows]
    return found


def test_段落和表格按正文的次序() -> None:
    document = read(f"<h1>2025年部门预算</h1><p>支出<b>12.50</b>万元。</p>{TABLE}<div>注：预算数。</div>")
    assert texts(document) == ["2025年部门预算", "支出12.50万元。", "科目|金额", "教育|12.50", "注：预算数。"]
    assert [b.heading for b in document.blocks if isinstance(b, Paragraph)] == [1, 0, 0]
    assert [s.label for s in document.spots][1:3] == ["第2段", "第1张表第1行第1栏"]


def test_合并的格展开() -> None:
    body = (
        "<table><tr><td rowspan=2>科目</td><td colspan=2>支出</td></tr><tr><td>基本</td><td>项目</td></tr>"
        "<tr><td>教育</td><td>1.00</td><td>2.00</td></tr></table>"
    )
    assert texts(read(body)) == ["科目|支出|<", "^|基本|项目", "教育|1.00|2.00"]


def test_向下合并写过了头的到表尾为止() -> None:
    assert texts(read("<table><tr><td rowspan=65534>甲</td><td>1</td></tr><tr><td>2</td></tr></table>")) == [
        "甲|1",
        "^|2",
    ]
    assert texts(read("<table><tr><td rowspan=0>甲</td><td>1</td></tr><tr><td>2</td></tr></table>")) == ["甲|1", "^|2"]


def test_多写的合并列去掉() -> None:
    assert texts(read("<table><tr><td colspan=900>题</td></tr><tr><td>甲</td><td>1</td></tr></table>")) == [
        "题|<",
        "甲|1",
    ]


def test_排版用的表格拆成文字和里面的表() -> None:
    body = f"<table><tr><td>首页</td><td><p>支出总表</p>{TABLE}<p>注：预算数。</p></td></tr></table>"
    assert texts(read(body)) == ["首页", "支出总表", "科目|金额", "教育|12.50", "注：预算数。"]


def test_没有套表_整篇文字的表格也是排版() -> None:
    words = "<p>本年度支出按照综合预算的要求安排，全部收支均纳入部门预算管理，没有安排其他支出事项。</p>" * 4
    assert all(isinstance(b, Paragraph) for b in read(f"<table><tr><td>导航</td><td>{words}</td></tr></table>").blocks)


def test_数据表里的表排在后面() -> None:
    rows = "".join(f"<tr><td>{name}</td><td>1.00</td></tr>" for name in ("教育", "卫生", "农业"))
    body = f"<table><tr><td>科目</td><td>金额</td></tr>{rows}<tr><td>明细{TABLE}</td><td>2.00</td></tr></table>"
    assert texts(read(body))[-3:] == ["明细|2.00", "科目|金额", "教育|12.50"]


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>var a='99.99万元'</script>",
        "<style>p{}</style>",
        "<nav>首页</nav>",
        "<footer>主办单位</footer>",
        "<p style='DISPLAY: none'>缓存</p>",
        "<p style='visibility:hidden'>缓存</p>",
        "<p hidden>缓存</p>",
        "<span aria-hidden=true>缓存</span>",
        "<!-- 批注 -->",
        "<select><option>甲</option></select>",
        "<del>99.99万元</del>",
        "<s>99.99万元</s>",
    ],
)
def test_看不见的不读(unseen: str) -> None:
    inline = unseen.startswith(("<s", "<del"))
    assert texts(read(f"{unseen}<p>甲{unseen if inline else ''}乙</p>")) == ["甲乙"]


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("<iframe src='upload/budget.pdf'></iframe>", "1 个嵌入的文件"),
        (
            "<p><object data='budget.PDF?v=2' type=application/pdf></object><embed src=tables.xlsx></p>",
            "2 个嵌入的文件",
        ),
        ("<p><img src=page1.png width=800 height=1100></p>", "1 张大图片"),
        ("<p><img src=page1.png style='width:800px; height:1100px'></p>", "1 张大图片"),
    ],
)
def test_嵌入的文件和大图片没有读_要说(part: str, told: str) -> None:
    (said,) = read(f"<p>甲。</p>{part}").unread
    assert told in said and "没有读" in said and said.count("。") == 1


@pytest.mark.parametrize(
    "part",
    [
        "<iframe src='https://tongji.example/counter.html'></iframe>",
        "<img src=logo.png width=120 height=40>",
        "<img src=line.png width=900 height=4>",
        "<img src=logo.png>",
        "<div style='display:none'><img src=x.png width=900 height=900></div>",
        "<nav><iframe src=menu.pdf></iframe></nav>",
    ],
)
def test_统计用的框和小图不说(part: str) -> None:
    assert read(f"<p>甲。</p>{part}").unread == ()


def test_隐藏的行不读() -> None:
    assert texts(read("<table><tr style='display:none'><td>旧<td>9</tr><tr><td>甲<td>1</tr></table>")) == ["甲|1"]


def test_换行是另起一段还是折行看文字() -> None:
    assert texts(read("<div>注：1.含上年结转。<br>2.以万元为单位。</div>")) == [
        "注：1.含上年结转。",
        "2.以万元为单位。",
    ]


def test_源码里的换行和空格不是段落() -> None:
    assert texts(read("<p>支出\n   12.50\n万元。</p>")) == ["支出 12.50 万元。"]


def test_实体() -> None:
    document = read("<p>&ldquo;三公&rdquo;经费&nbsp;&#8804;&#x4e94;</p>")
    assert texts(document) == ["“三公”经费\xa0≤五"]


def test_有序列表的序号由浏览器印出() -> None:
    assert texts(read("<ol><li>甲</li><li>乙</li></ol>")) == ["1.甲", "2.乙"]
    assert texts(read("<ol start=3><li>甲</li><li value=9>乙</li></ol>")) == ["3.甲", "9.乙"]
    assert texts(read("<ol><li>一、甲</li></ol><ul><li>乙</li></ul>")) == ["一、甲", "乙"]


PAGE = "<html><head>{meta}</head><body><p>白鹭区园林局2025年部门预算</p></body></html>"


@pytest.mark.parametrize(
    ("meta", "encoding"),
    [
        ("<meta charset=gb2312>", "gb18030"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=GBK">', "gbk"),
        ("<meta charset='utf-8'>", "utf-8"),
        ("", "gb18030"),
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("<meta charset=gb2312>", "utf-8"),  # 说的与实际不符
        ("<meta charset=utf-8>", "gb18030"),
        ("<meta charset=big5>", "big5hkscs"),
        ("<meta charset=nonsense>", "utf-8"),
    ],
)
def test_编码(meta: str, encoding: str) -> None:
    text = PAGE.format(meta=meta)
    if encoding == "big5hkscs":
        text = text.replace("白鹭区园林局2025年部门预算", "白鷺區園林局2025年部門預算")
    document = read(text.encode(encoding))
    assert "2025年部" in texts(document)[0]
    assert not document.remarks


def test_个别坏字节要说() -> None:
    document = read(PAGE.format(meta="<meta charset=utf-8>").encode().replace("门".encode(), b"\xff\x80\xff"))
    assert texts(document)[0].startswith("白鹭区园林局2025年部")
    assert "编码错误" in document.remarks[0]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"  ", "空的"),
        (b"<html><body><script>load()</script></body></html>", "没有读到文字"),
        (b"<html><body>" + b"<p>x" * 100_001, "不像一份公开件"),
        (b"<table>" + b"<tr><td rowspan=9999 colspan=1000>x" * 9999, "超过 400000 格"),
        (b"<html><body>" + b"<div>" * 100_000 + "深".encode(), "套得太深"),
        (b"<html><body>" + b"<table><tr><td>" * 20_000 + "深".encode(), "套得太深"),
    ],
)
def test_坏的文件一句话说明(data: bytes, told: str) -> None:
    with pytest.raises(DocumentError, match=told) as error:
        read(data)
    assert "\n" not in str(error.value)


def test_合并得太大的表不读而要说() -> None:
    cell = "<td rowspan=60000 colspan=1000>甲</td>"
    document = read(f"<p>一段</p><table>{f'<tr>{cell}</tr>' * 600}</table>{TABLE}")
    assert texts(document) == ["一段", "科目|金额", "教育|12.50"]
    assert document.unread == ("第 1 张表合并后超过 400000 格，没有读。",)
