# ruff: noqa: N802　测试名是中文句子
"""规则手册：每条规则都在，例子照测试；恶意文字不生效；相同的规则得到相同的字节。"""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reports import manual, manual_files
from tests.audit_tools import ROOT, RULES, gouji, load_rules, rule, vocabulary, write_rules

CASES = """\
rule: T-1
cases:
  - name: 合计多出0.50
    document:
      kind: 预算
      year: "2025"
      tables:
        支出总表: |
          科目编码 | 科目名称           | 合计 | 基本支出 | 项目支出
                   | 合计               | 5.00 | 3.00     | 2.00
          208      | 社会保障和就业支出 | 5.50 | 3.00     | 2.00
    expect:
      - {outcome: fail, at: 支出总表/208}
      - {outcome: pass}
  - name: 相等
    document:
      kind: 预算
      year: "2025"
      tables:
        支出总表: |
          科目编码 | 科目名称           | 合计 | 基本支出 | 项目支出
                   | 合计               | 5.00 | 3.00     | 2.00
          208      | 社会保障和就业支出 | 5.00 | 3.00     | 2.00
    expect:
      - {outcome: pass}
"""
BODY = "check: formula\ngiven: {table: [支出总表]}\nassert: 合计 == 基本支出 + 项目支出\nwhy: '<img src=x onerror=a()>'"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """一个规则文件夹：一条规则，连同测试。"""
    folder = write_rules(tmp_path_factory.mktemp("规则"), rule(BODY, message="“{row}”列示{printed}，应为{computed}"))
    (folder / "试写" / "T-1.test.yaml").write_text(CASES, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pages(own: Path) -> dict[str, str]:
    found = manual_files.book((RULES, own), vocabulary(), ("html", "md"))
    assert not found.faults
    return dict(found.pages)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(page)
    return parser.found


def test_每条规则一节_目录连得到(pages: dict[str, str]) -> None:
    page = pages["规则手册.html"]
    ids = [a["id"] for t, a in tags(page) if t == "article"]
    assert len(ids) == len(load_rules(None).rules) + 1
    links = {a["href"] for t, a in tags(page) if t == "a"}
    assert {f"#{i}" for i in ids} <= links
    for one in load_rules(None).rules:
        assert f"### {manual.escaped_markdown(one.id)} {manual.escaped_markdown(one.title)}" in pages["规则手册.md"]


def test_例子取自测试_带着报告里的那句话(pages: dict[str, str]) -> None:
    for name in ("规则手册.html", "规则手册.md"):
        page = pages[name]
        assert "合计多出0.50" in page
        assert "“208 社会保障和就业支出”列示5.50万元，应为5.00万元" in page
    assert "| 208 | 社会保障和就业支出 | 5.50 | 3.00 | 2.00 |" in pages["规则手册.md"]


def test_各地的规则也在手册里_写明是哪一层() -> None:
    made = manual_files.book((RULES, ROOT / "examples" / "地方规则"), vocabulary(), ("md",))
    page = made.pages["规则手册.md"]
    assert not made.faults
    section = page[page.index("### JX-501") :].split("\n### ", 1)[0]
    assert "江西省" in section.split("\n\n")[1]
    assert "参数（`params`）：上限 = " in section


def test_依据写文号_规则写文件和哈希(pages: dict[str, str]) -> None:
    one = next(r for r in load_rules(None).rules if r.basis and vocabulary().legal[r.basis[0]].get("文号"))
    assert vocabulary().legal[one.basis[0]]["文号"] in pages["规则手册.html"]
    assert one.file in pages["规则手册.md"]
    assert one.sha256[:12] in pages["规则手册.md"]


def test_没有外部资源_脚本只有写明哈希的那一段_文字不生效(pages: dict[str, str]) -> None:
    page = pages["规则手册.html"]
    policy = next(str(a["content"]) for t, a in tags(page) if a.get("http-equiv") == "Content-Security-Policy")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert not [t for t, a in tags(page) if t in ("img", "link", "iframe") or "src" in a]
    assert all(str(a["href"]).startswith("#") for t, a in tags(page) if "href" in a)
    assert "&lt;img src=x onerror=a()&gt;" in page
    assert "\\<img src=x onerror=a()\\>" in pages["规则手册.md"]


def test_相同的规则得到相同的字节(own: Path, pages: dict[str, str]) -> None:
    assert manual_files.book((RULES, own), vocabulary(), ("html", "md")).pages == pages


def test_命令_写错的规则说出来_其余照写(tmp_path: Path) -> None:
    folder = write_rules(tmp_path / "规则", rule(BODY.replace("assert:", "assrt:")))
    ran = gouji("rules", "docs", "--out", tmp_path / "手册", "--rules", folder, "--format", "md")
    assert ran.code == 2
    assert "T-1.yaml:" in ran.err
    assert "是否为“assert”" in ran.err
    assert [p.name for p in (tmp_path / "手册").iterdir()] == ["规则手册.md"]
    assert gouji("rules", "docs", "--format", "docx").code == 2
