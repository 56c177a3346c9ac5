# ruff: noqa: N802　测试名是中文句子
"""供应链：锁文件都带哈希，许可清单、物料清单与锁文件同步，不相容的许可、没有查成的漏洞都说得出来。"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SUPPLY = ROOT / ".ci" / "supply"
sys.path.append(str(SUPPLY))
licenses, lock, wheelhouse = map(importlib.import_module, ("licenses", "lock", "wheelhouse"))

SHIPPED = lock.shipped()


@pytest.mark.parametrize("path", [lock.RUNTIME, lock.ALL, SUPPLY / "tools.lock"], ids=lambda path: path.name)
def test_锁文件的每个包都有哈希(path: Path) -> None:
    pins = lock.read(path)
    assert len(pins) > 10
    assert all(pin.hashes and pin.via for pin in pins if path != SUPPLY / "tools.lock")


def test_两个锁文件的版本相同() -> None:
    every = {(pin.name, pin.version, pin.hashes) for pin in lock.read(lock.ALL)}
    runtime = {(pin.name, pin.version, pin.hashes) for pin in lock.read(lock.RUNTIME)}
    assert runtime <= every
    assert runtime == {(pin.name, pin.version, pin.hashes) for pin in lock.sections()[lock.CORE]}


@pytest.mark.parametrize(
    ("text", "said"),
    [("click==8.5.1\n    # via gouji\n", "click 没有哈希"), ("click>=8\n", ":1：看不懂"), ("-e .\n", ":1：看不懂")],
)
def test_不带哈希的_不写死版本的锁文件不收(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "x.lock").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        lock.read(tmp_path / "x.lock")


def test_本项目的许可() -> None:
    assert f'license = "{licenses.PROJECT}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text and "Version 2.0, January 2004" in text


def page() -> dict[tuple[str, str], list[str]]:
    lines = licenses.PAGE.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return {(row[0], row[1]): row for row in rows if len(row) == 5 and row[0] != "包"}


def test_许可清单与锁文件同步_没有认不得的() -> None:
    rows = page()
    assert set(rows) == {(pin.name, pin.version) for pin in SHIPPED}
    for pin, sections in SHIPPED.items():
        row = rows[pin.name, pin.version]
        assert row[2] == "、".join(sections)
        assert licenses.refusal(pin.name, row[3]) == ""


@pytest.mark.skipif(sys.version_info[:2] != licenses.PYTHON, reason="许可清单照 Python 3.11 的环境写成")
def test_许可清单与装好的各包的元数据相同() -> None:
    collected = licenses.collect()
    if any("请先装 requirements-dev.lock" in one.problem for one in collected):
        pytest.skip("这里装的不是锁定的那些包")
    assert [one.problem for one in collected if one.problem] == []
    assert licenses.render(collected) == licenses.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "licence", "passes"),
    [
        ("某", "MIT", True),
        ("某", "GPL-3.0-only OR MIT", True),
        ("某", "MIT AND BSD-3-Clause", True),
        ("certifi", "MPL-2.0", True),
        ("某", "MPL-2.0", False),
        ("某", "MIT AND LGPL-2.1-or-later", False),
        ("某", "AGPL-3.0-only", False),
        ("某", "(MIT OR X) AND ISC", False),
        ("某", "", False),
    ],
)
def test_许可相不相容(name: str, licence: str, passes: bool) -> None:
    assert (licenses.refusal(name, licence) == "") is passes


@pytest.mark.parametrize(
    ("about", "text", "said"),
    [
        ("License: Proprietary", "", "看不出是什么许可"),
        ("License: BSD", "", "看不出是什么许可"),
        ("License-Expression: GPL-3.0-only", "", "是否相容没有写明：GPL-3.0-only"),
        (
            "License-Expression: MIT",
            "bundled: GNU Lesser\nGeneral Public License",
            "提到“GNU Lesser General Public License”",
        ),
        ("License-Expression: MIT", "Permission is hereby granted", ""),
        ("Classifier: License :: OSI Approved :: MIT License", "", ""),
    ],
)
def test_认不得的许可_没有说明的著佐权不予通过(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, about: str, text: str, said: str
) -> None:
    folder = tmp_path / "invented_pkg-1.0.dist-info"
    (folder / "licenses").mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.4\nName: invented-pkg\nVersion: 1.0\n{about}\n")
    (folder / "licenses" / "LICENSE").write_text(text)
    (folder / "RECORD").write_text(f"{folder.name}/METADATA,,\n{folder.name}/licenses/LICENSE,,\n")
    monkeypatch.syspath_prepend(tmp_path)
    pin = lock.Locked("invented-pkg", "1.0", "", ("0" * 64,), ("gouji",))
    problem = licenses._licensed(pin, (lock.CORE,)).problem
    assert said in problem if said else problem == ""
    other = lock.Locked("invented-pkg", "1.1", "", ("0" * 64,), ("gouji",))
    assert "装的是 1.0，不是锁定的" in licenses._licensed(other, (lock.CORE,)).problem


def test_物料清单与锁文件_许可清单同步() -> None:
    """照公布的模式校验，由写它的程序做。"""
    bom = json.loads((ROOT / "docs" / "sbom.cdx.json").read_text(encoding="utf-8"))
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6")
    assert "timestamp" not in bom["metadata"]
    rows = page()
    found = {(one["name"], one["version"]): one for one in bom["components"]}
    assert set(found) == set(rows)
    depends = {one["ref"]: set(one.get("dependsOn", ())) for one in bom["dependencies"]}
    for pin in SHIPPED:
        component = found[pin.name, pin.version]
        (where,) = component["externalReferences"]
        assert {one["content"] for one in where["hashes"]} == set(pin.hashes)
        (licence,) = component["licenses"]
        assert (licence.get("expression") or licence["license"]["id"]) == rows[pin.name, pin.version][3]
        for parent in SHIPPED:
            assert (component["bom-ref"] in depends[f"pkg:pypi/{parent.name}@{parent.version}"]) == (
                parent.name in pin.via
            )


FAKE = """
import json, sys
names = [line.strip().split("==") for line in open(sys.argv[sys.argv.index("-r") + 1])]
if MODE == "down":
    sys.exit("ConnectionError: no route")
answers = [{"name": n, "version": v, "vulns": []} for n, v in names]
if MODE == "skipped":
    answers[1:] = [{"name": n, "skip_reason": "Dependency not found"} for n, _ in names[1:]]
if MODE == "vulnerable" and names[0][0] == "alpha":
    answers[0]["vulns"] = [{"id": "CVE-0000-1", "fix_versions": ["9.9"]}]
if MODE == "short":
    answers.pop()
json.dump({"dependencies": answers}, open(sys.argv[sys.argv.index("-o") + 1], "w"))
print("No known vulnerabilities found")
"""


@pytest.mark.parametrize(
    ("mode", "code", "said"),
    [
        ("clean", 0, "x.lock：3 个包都查过，没有已知的漏洞"),
        ("vulnerable", 1, "x.lock：alpha 1.0 有漏洞 CVE-0000-1，修好的版本：9.9"),
        ("skipped", 3, "x.lock：3 个包有 1 个没有查到（beta 2.0），不等于没有漏洞"),
        ("short", 3, "x.lock：3 个包有 2 个没有查到（beta 2.0、beta 3.0），不等于没有漏洞"),
        ("down", 3, "x.lock：没有查成（ConnectionError: no route），不等于没有漏洞"),
    ],
)
def test_漏洞没有查成不当作没有(tmp_path: Path, mode: str, code: int, said: str) -> None:
    """pip-audit 遇到查不到的包照样说没有漏洞、以 0 退出；这里换成一个假的，照它的样子回答。"""
    pins = [
        lock.Locked(name, version, marker, ("0" * 64,), ())
        for name, version, marker in (("alpha", "1.0", ""), ("beta", "2.0", "os_name == 'nt'"), ("beta", "3.0", ""))
    ]
    (tmp_path / "x.lock").write_text(wheelhouse.lines(pins), encoding="utf-8")
    (tmp_path / "pip_audit.py").write_text(f"MODE = {mode!r}\n{FAKE}")
    ran = subprocess.run(
        [sys.executable, SUPPLY / "audit.py", tmp_path / "x.lock"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said in ran.stdout + ran.stderr
    assert ran.returncode == code
    assert "Traceback" not in ran.stderr


def test_轮子库照锁文件核对_另写一份自己的哈希(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pins = list(lock.read(lock.RUNTIME))
    (tmp_path / "copy.lock").write_text(wheelhouse.lines(pins), encoding="utf-8")
    again = lock.read(tmp_path / "copy.lock")
    assert [(p.pin, p.hashes) for p in again] == [(p.pin, p.hashes) for p in pins]
    (tmp_path / "durable_rules-2.0.28-cp311-cp311-linux_x86_64.whl").write_bytes(b"wheel")
    assert wheelhouse.listing(tmp_path) == (
        f"durable-rules==2.0.28 --hash=sha256:{hashlib.sha256(b'wheel').hexdigest()}\n"
    )


def test_轮子库不往有东西的文件夹里写(tmp_path: Path) -> None:
    (tmp_path / "别人的.txt").write_text("x")
    ran = subprocess.run(
        [sys.executable, SUPPLY / "wheelhouse.py", "--out", tmp_path], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "已经有东西" in ran.stderr
