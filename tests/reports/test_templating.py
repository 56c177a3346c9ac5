"""换上的网页模板：逐个替换，转义关不掉；写错了在核查之前说清哪个文件第几行，退出码 2。"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from engine.errors import UsageError
from reports import html
from tests.reports import sample

EXAMPLE = "examples/青石区档案馆2024年部门决算-规范.txt"


def template(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("partials/signoff.html.j2", "<p>\n{% if x %}\n", r"signoff\.html\.j2:\d：没有写完：少了结束的标签"),
        ("partials/signoff.html.j2", "<p>\n{{ 局长 }}\n", r"signoff\.html\.j2:2：没有这个变量"),
        ("partials/signoff.html.j2", "{{ doc.shazhang }}", r"signoff\.html\.j2:1：没有这一项"),
        ("partials/signoff.html.j2", "\n\n{{ subject|safe }}", r"signoff\.html\.j2:3：不能用 safe"),
        ("partials/signoff.html.j2", "{% autoescape false %}x{% endautoescape %}", r":1：自动转义不能关"),
        ("partials/signoff.html.j2", "{{ ''.__class__.__mro__ }}", r":1：模板里不能这样取值"),
        ("partials/signoff.html.j2", "{{ 1 // 0 }}", r":1：模板出错"),
        ("partials/signof.html.j2", "x", r"没有叫 partials/signof\.html\.j2 的模板.*是否为 partials/signoff\.html\.j2"),
    ],
)
def test_a_broken_template_is_one_sentence_before_any_work(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        html.try_templates(template(tmp_path, name, text))
    assert "\n" not in str(caught.value) and str(caught.value).endswith(("。", "？"))


def test_bytes_that_are_not_utf8_say_the_line(tmp_path: Path) -> None:
    template(tmp_path, "partials/logo.html.j2", "")
    (tmp_path / "partials/logo.html.j2").write_bytes("<p>\n财政局".encode("gbk"))
    with pytest.raises(UsageError, match=r"logo\.html\.j2:2：不是 UTF-8"):
        html.try_templates(tmp_path)


def test_a_fault_only_a_finding_brings_out_is_told_too(tmp_path: Path) -> None:
    template(tmp_path, "partials/quote.html.j2", "<p>\n{{ proof.nothing }}</p>")
    html.try_templates(tmp_path)
    with pytest.raises(UsageError, match=r"quote\.html\.j2:2：没有这一项"):
        html.render_document(sample.report(), sample.audited(), tmp_path)


def test_logo_header_and_signoff_are_replaced_and_named(tmp_path: Path) -> None:
    template(
        tmp_path, "partials/logo.html.j2", '<p class="logo"><img src="data:image/gif;base64,R0lGOD" alt="标志"></p>'
    )
    template(
        tmp_path,
        "partials/signoff.html.j2",
        "<p>局长：{{ report.run.checker }}</p>{% include 'partials/本局.html.j2' %}",
    )
    template(tmp_path, "partials/本局.html.j2", "<p>本局附注</p>")
    html.try_templates(tmp_path)
    report = sample.report() | {"run": {**sample.report()["run"], "checker": "<b>张三</b>"}}
    for page in (
        html.render_document(report, sample.audited(), tmp_path),
        html.render_index(report, {}, tmp_path),
    ):
        assert 'alt="标志"' in page and "局长：&lt;b&gt;张三&lt;/b&gt;" in page and "本局附注" in page
        assert "换上的模板" in page and "partials/signoff.html.j2" in page


def test_the_command_stops_with_2_and_writes_nothing(tmp_path: Path) -> None:
    template(tmp_path / "版式", "partials/logo.html.j2", "{% for %}")
    out = tmp_path / "报告"
    ran = CliRunner().invoke(
        main, ["audit", EXAMPLE, "--out", str(out), "--templates", str(tmp_path / "版式")], standalone_mode=True
    )
    assert ran.exit_code == 2
    assert "logo.html.j2:1：" in ran.output and "Traceback" not in ran.output
    assert not out.exists()


def test_the_filter_script_cannot_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "filter.js").write_text("alert(1)", encoding="utf-8")
    assert "alert(1)" not in html.render_document(sample.report(), sample.audited(), tmp_path)
