"""无界面的 Chromium：经管道说 DevTools 协议，不要驱动程序，也不要别的库。

只有测试和看样子时用。机器上没有 Chromium 的，`found()` 为空，测试据此跳过。
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe")
PLUG = """import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for end, number in zip(ends, (3, 4)): os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])"""
"""管道的两头接到 3 号、4 号，Chromium 只认这两个；先挪到 10 号以后，免得互相覆盖。"""
WAIT = 60
"""一条命令至多等多少秒；正常的不到一秒。"""


def found() -> str:
    """Chromium 的路径；环境变量 GOUJI_CHROMIUM 优先，没有为空。"""
    return os.environ.get("GOUJI_CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), "")


class Tab:
    """一个标签页。`messages` 是控制台和页面报出的话，`requests` 是页面要取的网址（自己除外）。"""

    def __init__(self, browser: Browser, session: str) -> None:
        self.browser, self.session = browser, session
        self.messages: list[str] = []
        self.requests: list[str] = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        return self.browser.call(method, self.session, **params)

    def look(self, width: int, height: int = 900, dark: bool = False, script: bool = True, media: str = "") -> None:
        """窗口大小、明暗、有没有脚本、屏幕还是打印；打开之前定。"""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        feature = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media=media, features=[feature])
        self.call("Emulation.setScriptExecutionDisabled", value=not script)

    def open(self, path: Path, fragment: str = "") -> None:
        """打开本机的一个文件，等到装完。"""
        self.browser.loaded = False
        self.call("Page.navigate", url="about:blank")  # 只换锚点不算重新打开，等不到装完
        self.browser.wait_until_loaded()
        self.messages.clear()
        self.requests.clear()
        self.browser.loaded = False
        url = path.resolve().as_uri() + fragment
        self.call("Page.navigate", url=url)
        self.browser.wait_until_loaded()
        own = path.resolve().as_uri()
        self.requests[:] = [r for r in self.requests if not r.startswith((own, "data:"))]

    def run(self, expression: str) -> Any:
        """在页面里算一个式子，值须能写成 JSON。页面里关了脚本也能算。"""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"], ensure_ascii=False)[:500])
        return answer["result"].get("value")

    def press(self, key: str, code: int) -> None:
        """按一个键。"""
        for kind in ("rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def picture(self, whole: bool = False, top: int = 0) -> bytes:
        """屏幕的样子，PNG；whole 从头到尾，top 从第几点起的一屏。"""
        if not whole and not top:
            return base64.b64decode(self.call("Page.captureScreenshot")["data"])
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        view = self.run("[innerWidth, innerHeight]")
        height = size["height"] if whole else view[1]
        clip = {"x": 0, "y": top, "width": view[0], "height": height, "scale": 1}
        return base64.b64decode(self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)["data"])

    def pdf(self) -> bytes:
        """打印成 PDF，纸张照页面自己说的。"""
        options = {"preferCSSPageSize": True, "printBackground": False, "transferMode": "ReturnAsBase64"}
        return base64.b64decode(self.call("Page.printToPDF", **options)["data"])


class Browser:
    """一个 Chromium 进程；一次用一个标签页。"""

    def __init__(self, process: subprocess.Popen[bytes], to: int, back: int) -> None:
        self.process, self.to, self.back = process, to, back
        self.number, self.rest, self.loaded = 0, b"", False
        self.tabs: dict[str, Tab] = {}

    def tab(self) -> Tab:
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.tabs[session] = Tab.__new__(Tab)
        self.tabs[session].__init__(self, session)  # type: ignore[misc]  # 启用时就可能有事件来，先登记
        return self.tabs[session]

    def call(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            answer = self._next()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}：{answer['error']['message']}")
                return dict(answer["result"])
        raise TimeoutError(method)

    def wait_until_loaded(self) -> None:
        until = time.monotonic() + WAIT
        while not self.loaded and time.monotonic() < until:
            self._next()

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self.rest:
            if not select.select([self.back], [], [], WAIT)[0]:
                raise TimeoutError(f"Chromium {WAIT} 秒没有回话")
            part = os.read(self.back, 1 << 20)
            if not part:
                raise RuntimeError("Chromium 退出了")
            self.rest += part
        one, _, self.rest = self.rest.partition(b"\0")
        message: dict[str, Any] = json.loads(one)
        if "method" in message:
            self._event(message)
        return message

    def _event(self, message: dict[str, Any]) -> None:
        tab, params = self.tabs.get(message.get("sessionId", "")), message["params"]
        if tab is None:
            return
        match message["method"]:
            case "Page.loadEventFired":
                self.loaded = True
            case "Runtime.consoleAPICalled":
                tab.messages.append(json.dumps(params["args"], ensure_ascii=False))
            case "Runtime.exceptionThrown":
                tab.messages.append(json.dumps(params["exceptionDetails"], ensure_ascii=False))
            case "Log.entryAdded":
                tab.messages.append(params["entry"]["text"])
            case "Network.requestWillBeSent":
                tab.requests.append(params["request"]["url"])


@contextmanager
def browser() -> Iterator[Browser]:
    """起一个 Chromium，用完即退。"""
    with TemporaryDirectory(ignore_cleanup_errors=True) as home:
        here_out, there_in = os.pipe(), os.pipe()
        ends = (str(there_in[0]), str(here_out[1]))
        command = (sys.executable, "-c", PLUG, *ends, found(), *FLAGS, f"--user-data-dir={home}", "about:blank")
        process = subprocess.Popen(
            command, pass_fds=(there_in[0], here_out[1]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(there_in[0])
        os.close(here_out[1])
        try:
            yield Browser(process, there_in[1], here_out[0])
        finally:
            os.close(there_in[1])
            os.close(here_out[0])
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
