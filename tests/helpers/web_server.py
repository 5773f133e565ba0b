"""A web server on loopback that gives what a test wants: pages, redirects, bombs, drips."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = Callable[[BaseHTTPRequestHandler], None]


class WebServer:
    """``replies`` by path (anything else is 404); ``asked`` are the paths that were requested."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.replies: dict[str, Reply] = {}
        self.asked: list[str] = []
        self.heads: list[dict[str, str]] = []

    def page(self, path: str, body: str | bytes, content_type: str = "text/html; charset=utf-8", **head: str) -> str:
        """Serve this body under the path; the address of the page."""
        data = body.encode() if isinstance(body, str) else body

        def reply(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.send_header("Content-Type", content_type)
            handler.send_header("Content-Length", str(len(data)))
            for name, value in head.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(data)

        self.replies[path] = reply
        return self.url + path

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        """Redirect the path to the target; the address of the path."""

        def reply(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Location", target)
            handler.end_headers()

        self.replies[path] = reply
        return self.url + path

    def status(self, path: str, status: int) -> str:
        """Answer the path with this status alone."""

        def reply(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.end_headers()

        self.replies[path] = reply
        return self.url + path

    def stream(self, path: str, chunks: Callable[[], Iterator[bytes]], head: bytes) -> str:
        """Send a raw head and then chunk after chunk, until the reader hangs up."""

        def reply(handler: BaseHTTPRequestHandler) -> None:
            handler.close_connection = True
            handler.wfile.write(head)
            for chunk in chunks():
                handler.wfile.write(chunk)
                handler.wfile.flush()

        self.replies[path] = reply
        return self.url + path


@contextmanager
def web_server() -> Iterator[WebServer]:
    """A running server, stopped at the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            served.heads.append(dict(self.headers))
            reply = served.replies.get(self.path)
            with suppress(OSError):
                if reply is None:
                    self.send_error(404)
                else:
                    reply(self)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served = WebServer(server.server_address[1])
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
