"""Firefox over WebDriver BiDi, just enough for tests: open a file, run scripts, type, take a picture, hear complaints.

Commands and events are those of https://w3c.github.io/webdriver-bidi/. Playwright speaks to its own build of Firefox
alone; this speaks to the one that the distribution ships. Nothing leaves the machine: its proxy is a closed port.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["Firefox", "FirefoxPage"]

SECONDS_TO_START = 60
SECONDS_TO_ANSWER = 60
LONGEST_MESSAGE = 256 << 20  # bytes; tornado's own limit is below that of a picture
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Home": "\ue011", "End": "\ue010", "ArrowRight": "\ue014"}
CLOSED_PORT = 9
PREFERENCES = {
    "browser.download.folderList": 2,
    "browser.download.always_ask_before_handling_new_types": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.proxy.type": 1,
    "network.proxy.socks": "127.0.0.1",
    "network.proxy.socks_port": CLOSED_PORT,
    "network.proxy.socks_remote_dns": True,
    "toolkit.telemetry.server": "",
    "ui.prefersReducedMotion": 1,
}
SUBSCRIBED = ["log.entryAdded", "network.beforeRequestSent"]


class Firefox:
    """A running Firefox with a profile of its own in ``folder``, where its downloads land too."""

    def __init__(self, program: str, folder: Path) -> None:
        self.downloads = folder / "downloads"
        self.downloads.mkdir()
        profile = folder / "profile"
        profile.mkdir()
        wanted = {**PREFERENCES, "browser.download.dir": str(self.downloads)}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wanted.items()]
        (profile / "user.js").write_text("".join(lines), encoding="utf-8")
        command = [program, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self._wire = _Wire(self._address())
        self.version = self.ask("session.new", capabilities={})["capabilities"]["browserVersion"]
        self.ask("session.subscribe", events=SUBSCRIBED)

    def _address(self) -> str:
        """The address that it says it listens on; what else it says is read on, so that it never waits for us."""
        found: list[str] = []
        heard = threading.Event()

        def listen() -> None:
            for line in self._process.stderr or ():
                if address := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
                    found.append(address[1])
                    heard.set()
            heard.set()

        threading.Thread(target=listen, daemon=True).start()
        if not heard.wait(SECONDS_TO_START) or not found:
            self._process.kill()
            raise RuntimeError("Firefox does not say where it listens for WebDriver BiDi")
        return f"{found[0]}/session"

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The result of one command.

        :raises RuntimeError: for an error that Firefox answers with.
        """
        return self._wire.ask(method, parameters)

    def new_page(self, width: int, height: int) -> FirefoxPage:
        """An empty tab of this size in CSS pixels."""
        context = self.ask("browsingContext.create", type="tab")["context"]
        page = FirefoxPage(self, context)
        self._wire.listeners.append(page.hear)
        self.ask("browsingContext.setViewport", context=context, viewport={"width": width, "height": height})
        return page

    def close(self) -> None:
        """End it, and its process."""
        try:
            self.ask("browser.close")
            self._process.wait(timeout=20)
        except (RuntimeError, TimeoutError, subprocess.TimeoutExpired):
            self._process.kill()
        self._wire.close()


class FirefoxPage:
    """A tab, with every request and complaint of it and of its frames since it was made.

    What the Content-Security-Policy blocks is among the complaints.
    """

    def __init__(self, firefox: Firefox, context: str) -> None:
        self.firefox = firefox
        self.context = context
        self.requests: list[str] = []
        self.complaints: list[str] = []

    def hear(self, event: dict[str, Any]) -> None:
        """Note a request or a complaint; a test opens one page at a time, so all are this one's."""
        told = event["params"]
        if event["method"] == "network.beforeRequestSent":
            address = told["request"]["url"]
            if not address.startswith(("data:", "blob:", "about:", "file:")):
                self.requests.append(address)
        elif told["level"] in ("error", "warn"):
            self.complaints.append(f"{told['level']}: {told['text']}")

    def frames(self) -> list[str]:
        """The contexts of the page and of the frames in it."""
        (top,) = self.firefox.ask("browsingContext.getTree", root=self.context)["contexts"]
        return [self.context, *(frame["context"] for frame in top["children"])]

    def go(self, address: str, ready: str = "document.documentElement.hasAttribute('data-ready')") -> FirefoxPage:
        """Open an address and wait until the script says that the page is ready."""
        self.firefox.ask("browsingContext.navigate", context=self.context, url=address, wait="complete")
        self.wait_for(ready)
        return self

    def run(self, script: str, frame: str | None = None) -> Any:
        """The value of an expression, or of what it promises, as JSON carries it."""
        declared = f"async () => JSON.stringify(await ({script.strip().rstrip(';')}\n)) ?? null"
        answer = self.firefox.ask(
            "script.callFunction",
            functionDeclaration=declared,
            target={"context": frame or self.context},
            awaitPromise=True,
        )
        if answer["type"] != "success":
            raise AssertionError(f"{answer['exceptionDetails']['text']}\n{script[:400]}")
        return json.loads(answer["result"].get("value") or "null")

    def load(self, code: str) -> None:
        """Run a whole script in the page, as a test's own tool; the page's policy does not bind it."""
        wrapped = f"() => {{ {code}\n }}"
        self.firefox.ask(
            "script.callFunction", functionDeclaration=wrapped, target={"context": self.context}, awaitPromise=False
        )

    def wait_for(self, condition: str, frame: str | None = None, seconds: float = 20) -> None:
        """Wait until an expression gives something true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.run(f"!!({condition})", frame):
                return
            time.sleep(0.05)
        raise AssertionError(f"never true: {condition}")

    def press(self, *keys: str) -> None:
        """Press and release keys, one after the other, as a hand does."""
        signs = [KEYS.get(key, key) for key in keys]
        strokes = [{"type": kind, "value": sign} for sign in signs for kind in ("keyDown", "keyUp")]
        self._perform({"type": "key", "id": "keys", "actions": strokes})

    def click(self, selector: str, frame: str | None = None) -> None:
        """Click with the mouse on the middle of the first element that the selector finds."""
        node = f"document.querySelector({json.dumps(selector)})"
        x, y = self.run(
            f"(({{ left, top, width, height }}) => [left + width / 2, top + height / 2].map(Math.round))"
            f"({node}.scrollIntoView({{ block: 'nearest' }}) ?? {node}.getBoundingClientRect())",
            frame,
        )
        press = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        move = {"type": "pointerMove", "x": x, "y": y}
        self._perform({"type": "pointer", "id": "mouse", "actions": [move, *press]}, frame)

    def _perform(self, source: dict[str, Any], frame: str | None = None) -> None:
        self.firefox.ask("input.performActions", context=frame or self.context, actions=[source])

    def screenshot(self) -> bytes:
        """The window's contents as PNG."""
        answer = self.firefox.ask("browsingContext.captureScreenshot", context=self.context)
        return base64.b64decode(answer["data"])

    def downloaded(self, name: str) -> Path:
        """The file of this name once it is there and whole; it is to be removed before the next of that name."""
        path = self.firefox.downloads / name
        for _ in range(200):
            if path.exists() and path.stat().st_size and not list(self.firefox.downloads.glob("*.part")):
                return path
            time.sleep(0.05)
        raise AssertionError(f"{name} was not downloaded")

    def close(self) -> None:
        """Close the tab."""
        self.firefox.ask("browsingContext.close", context=self.context)


class _Wire:
    """The web socket, in a thread of its own with its own loop: Playwright's loop holds the tests' thread."""

    def __init__(self, address: str) -> None:
        self.listeners: list[Callable[[dict[str, Any]], None]] = []
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._socket = self._in_loop(self._connect(address))
        self._last = 0

    def ask(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        return dict(self._in_loop(self._ask(method, parameters)))

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _in_loop(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS_TO_ANSWER)

    async def _connect(self, address: str) -> Any:
        from tornado.websocket import websocket_connect

        return await websocket_connect(address, on_message_callback=self._hear, max_message_size=LONGEST_MESSAGE)

    async def _ask(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        self._last += 1
        answer = self._waiting[self._last] = self._loop.create_future()
        await self._socket.write_message(json.dumps({"id": self._last, "method": method, "params": parameters}))
        return await answer

    def _hear(self, message: str | bytes | None) -> None:
        """An answer goes to whoever asked, an event to all who listen; None is the end of the connection."""
        if message is None:
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(RuntimeError("Firefox has closed the connection"))
            return
        told = json.loads(message)
        if told["type"] == "event":
            for listener in self.listeners:
                listener(told)
            return
        waiting = self._waiting.pop(told["id"])
        if told["type"] == "success":
            waiting.set_result(told["result"])
        else:
            waiting.set_exception(RuntimeError(f"{told['error']}: {told['message']}"))
