"""漏洞：锁定的每个包有没有已知的漏洞，由 pip-audit 问公布漏洞的服务。要联网，要装 tools.lock 里的工具。

服务连不上、有的包没有查到的，说明没有查成，以 3 退出：没有查成不等于没有漏洞。pip-audit 自己遇到查不到的包
只是跳过，照样说没有漏洞、以 0 退出，所以逐个核对它的回答。有漏洞以 1 退出，都查过、都没有以 0 退出。

用法：python .ci/supply/audit.py [--service pypi|osv] [锁文件……]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from lock import ALL, RUNTIME, Locked, canonical, read

TOOLS = Path(__file__).with_name("tools.lock")
FOUND, UNKNOWN = 1, 3
_SECONDS = 600  # 一个锁文件至多问这么久


def ask(pins: list[Locked], service: str) -> tuple[list[dict[str, Any]], str]:
    """pip-audit 对各包的回答，和没有答成的原因。不看标记：别的系统、别的 Python 上装的也问。"""
    with tempfile.TemporaryDirectory() as folder:
        wanted, answer = Path(folder, "requirements.txt"), Path(folder, "answer.json")
        wanted.write_text("".join(f"{pin.name}=={pin.version}\n" for pin in pins), encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "-r", str(wanted), "--no-deps", "--disable-pip", "-s", service]
        command += ["--progress-spinner", "off", "-f", "json", "-o", str(answer)]
        try:
            ran = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return [], f"{_SECONDS} 秒没有答完"
        if not answer.is_file():
            return [], (ran.stderr.strip().splitlines() or ["没有回答"])[-1][:120]
        return json.loads(answer.read_text(encoding="utf-8"))["dependencies"], ""


def told(path: Path, service: str) -> int:
    """问一个锁文件，说出结果；返回退出码。"""
    every = read(path)
    found: list[dict[str, Any]] = []
    rest = list(every)
    while rest:  # 同名的两个版本分两次问
        names: dict[str, Locked] = {}
        for pin in rest:
            names.setdefault(pin.name, pin)
        answers, failure = ask(list(names.values()), service)
        if failure:
            print(
                f"{path.name}：没有查成（{failure}），不等于没有漏洞；请在连得上漏洞服务的机器上再运行", file=sys.stderr
            )
            return UNKNOWN
        found += answers
        rest = [pin for pin in rest if names[pin.name] is not pin]
    known = {(canonical(one["name"]), one["version"]): one["vulns"] for one in found if "version" in one}
    unknown = [f"{pin.name} {pin.version}" for pin in every if (pin.name, pin.version) not in known]
    bad = [(name, version, vulnerability) for (name, version), several in known.items() for vulnerability in several]
    for name, version, vulnerability in bad:
        fixed = "、".join(vulnerability["fix_versions"]) or "还没有修好的版本"
        print(f"{path.name}：{name} {version} 有漏洞 {vulnerability['id']}，修好的版本：{fixed}", file=sys.stderr)
    if unknown:
        few = "、".join(unknown[:3]) + ("……" if len(unknown) > 3 else "")
        print(
            f"{path.name}：{len(every)} 个包有 {len(unknown)} 个没有查到（{few}），不等于没有漏洞；"
            "请换 --service 或在连得上漏洞服务的机器上再运行",
            file=sys.stderr,
        )
    elif not bad:
        print(f"{path.name}：{len(every)} 个包都查过，没有已知的漏洞")
    return FOUND if bad else UNKNOWN if unknown else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="锁定的各包有没有已知的漏洞")
    parser.add_argument("locks", nargs="*", type=Path, default=[RUNTIME, ALL, TOOLS], help="锁文件，默认全部")
    parser.add_argument("--service", choices=("pypi", "osv"), default="pypi", help="问谁")
    arguments = parser.parse_args()
    codes = {told(path, arguments.service) for path in arguments.locks}
    return FOUND if FOUND in codes else max(codes)


if __name__ == "__main__":
    raise SystemExit(main())
