"""Pages of the web: what is fetched, what is refused, what is kept, and servers that mean no good."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.web_server import WebServer, web_server

from geomap.article import Web, is_kept, read_article
from geomap.article.web.addresses import parse_address, reachable_addresses
from geomap.article.web.fetching import MAX_DOWNLOAD, fetch
from geomap.errors import InputError, SourceGone

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Ferry leaves Split</title>
<meta property="article:published_time" content="2021-05-03T08:00:00Z"><meta name="author" content="Ana Kovač"></head>
<body><article><h1>Ferry leaves Split</h1><p>The ferry left Split for Ancona at noon on Monday, the harbour master said,
and it was expected in the evening.</p><p>The police of Ancona were waiting for it at the quay.</p></article>
</body></html>
"""


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server() as running:
        yield running


def local(**settings: object) -> Web:
    return Web(**{"allow_private": True, "pause_seconds": 0.0, "seconds": 5.0, **settings})  # type: ignore[arg-type]


def test_a_page_with_all_that_it_says_of_itself(server: WebServer) -> None:
    url = server.page("/news/ferry?id=1", PAGE)
    article = read_article(url + "#comments", web=local())
    assert (article.title, article.published, article.published_by) == ("Ferry leaves Split", "2021-05-03", "metadata")
    assert (article.source, article.url, article.author, article.language) == (url, url, "Ana Kovač", "en")
    assert "left Split for Ancona" in article.text
    assert server.asked == ["/robots.txt", "/news/ferry?id=1"]
    assert server.heads[1]["User-Agent"].startswith("geomap/")
    assert server.heads[1]["Host"] == server.url.removeprefix("http://")


def test_who_is_asking(server: WebServer) -> None:
    fetch(server.page("/a", PAGE), local(contact="desk@example.org"))
    assert server.heads[-1]["User-Agent"].endswith(" (+desk@example.org)")


def test_the_charset_of_the_server_counts(server: WebServer) -> None:
    url = server.page("/a", PAGE.replace("Kovač", "Kovač").encode("iso8859-2"), "text/html; charset=iso-8859-2")
    assert read_article(url, web=local()).author == "Ana Kovač"


def test_kept_pages_are_read_without_network(server: WebServer, tmp_path: Path) -> None:
    url = server.page("/a", PAGE)
    first = read_article(url, web=local(cache=tmp_path))
    assert is_kept(url, tmp_path)
    server.page("/a", PAGE.replace("Monday", "Tuesday"))
    assert read_article(url, web=local(cache=tmp_path)) == first
    assert read_article(url, web=Web(cache=tmp_path, connect=False)) == first
    assert server.asked.count("/a") == 1
    assert "Tuesday" in read_article(url, web=local(cache=tmp_path, refresh=True)).text
    assert "Tuesday" in read_article(url, web=Web(cache=tmp_path, connect=False)).text


def test_a_damaged_cache_is_none(server: WebServer, tmp_path: Path) -> None:
    url = server.page("/a", PAGE)
    fetch(url, local(cache=tmp_path))
    for body in (path for path in (tmp_path / "pages").iterdir() if path.is_file()):
        body.write_bytes(b"changed")
    with pytest.raises(SourceGone, match="not kept"):
        fetch(url, Web(cache=tmp_path, connect=False))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://example.org/a", "http and https addresses only"),
        ("file:///etc/passwd", "http and https addresses only"),
        ("http://user:secret@example.org/", "name or password"),
        ("http:///a", "names no host"),
        ("http://exa mple.org/", "no usable address"),
        ("http://[::1/", "no usable address"),
        ("http://example.org:99999/", "no usable address"),
    ],
)
def test_addresses_that_are_not_fetched(url: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_article(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_addresses_of_this_machine_and_private_networks(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    answers = [(socket.AF_INET, 1, 6, "", ("8.8.8.8", 80)), (family, 1, 6, "", (address, 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: answers)
    target = parse_address("http://rebind.example.org/")
    with pytest.raises(InputError, match="--allow-private"):
        reachable_addresses(target, allow_private=False)
    assert reachable_addresses(target, allow_private=True) == ("8.8.8.8", address)


def test_other_ways_to_write_loopback(server: WebServer) -> None:
    port = server.url.rpartition(":")[2]
    for host in ("127.1", "2130706433", "0x7f.1", "localhost", "[::ffff:127.0.0.1]"):
        with pytest.raises(InputError):
            fetch(f"http://{host}:{port}/", Web())
    assert server.asked == []


def test_the_checked_address_is_the_one_connected_to(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.page("/a", PAGE)
    real, calls = socket.getaddrinfo, []

    def rebinding(host: str, *args: object, **options: object) -> list[object]:
        calls.append(host)
        return list(real("127.0.0.1" if host == "news.example.org" else host, *args, **options))  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    fetch(url.replace("127.0.0.1", "news.example.org"), local(ignore_robots=True))
    # the name is resolved once, to be checked; after that only the address is used
    assert calls.count("news.example.org") == 1
    assert server.heads[-1]["Host"].startswith("news.example.org:")


def test_redirects(server: WebServer) -> None:
    end = server.page("/end", PAGE)
    start = server.redirect("/start", "/end", 301)
    page = fetch(start, local())
    assert (page.url, page.final_url) == (start, end)
    assert read_article(start, web=local()).source == start
    with pytest.raises(InputError, match="more than 5 times"):
        fetch(server.redirect("/loop", "/loop"), local())
    with pytest.raises(InputError, match="redirects to an address that is not fetched"):
        fetch(server.redirect("/file", "file:///etc/passwd"), local())


def test_a_redirect_to_a_private_address(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from geomap.article.web import addresses

    start = server.redirect("/start", "http://10.0.0.7/admin")
    monkeypatch.setattr(addresses, "_is_public", lambda address: address == "127.0.0.1")
    with pytest.raises(InputError, match=r"10\.0\.0\.7.*private network"):
        fetch(start, Web(pause_seconds=0.0))


def test_robots(server: WebServer) -> None:
    server.page("/robots.txt", "User-agent: *\nDisallow: /private/*.html\nCrawl-delay: 0\n", "text/plain")
    secret, public = server.page("/private/a.html", PAGE), server.page("/a", PAGE)
    web = local()
    with pytest.raises(InputError, match=r"robots\.txt asks.*--ignore-robots"):
        fetch(secret, web)
    assert fetch(public, web).body
    assert server.asked.count("/robots.txt") == 1
    assert fetch(secret, local(ignore_robots=True)).body
    server.status("/robots.txt", 503)
    with pytest.raises(InputError, match=r"503.*nobody knows what may be fetched"):
        fetch(public, local())


def test_a_pause_between_requests(server: WebServer) -> None:
    web = local(pause_seconds=0.3, ignore_robots=True)
    start = time.monotonic()
    fetch(server.page("/a", PAGE), web)
    fetch(server.page("/b", PAGE), web)
    assert time.monotonic() - start >= 0.3


@pytest.mark.parametrize(("status", "words"), [(404, "HTTP 404 Not Found"), (429, "HTTP 429"), (500, "HTTP 500")])
def test_pages_that_are_not_there(server: WebServer, status: int, words: str) -> None:
    with pytest.raises(InputError, match=words):
        fetch(server.status("/a", status), local())


def test_nobody_there() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(InputError, match="no connection"):
        fetch(f"http://127.0.0.1:{port}/", local())


def endless(chunk: bytes, pause: float = 0.0) -> Iterator[bytes]:
    while True:
        yield chunk
        time.sleep(pause)


def test_two_gigabytes(server: WebServer) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    stated = server.stream("/stated", lambda: endless(bytes(65536)), head + b"Content-Length: 2000000000\r\n\r\n")
    with pytest.raises(InputError, match="larger than 20 MB"):
        fetch(stated, local())
    unstated = server.stream("/unstated", lambda: endless(bytes(65536)), head + b"\r\n")
    with pytest.raises(InputError, match="larger than 20 MB"):
        fetch(unstated, local(seconds=30.0))


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "])
def test_a_server_that_drips(server: WebServer, head: bytes) -> None:
    """Each read is quick enough, the whole is not: in the body, and in a header that never ends."""
    url = server.stream("/a", lambda: endless(b"a", 0.05), head)
    start = time.monotonic()
    with pytest.raises(InputError, match="did not answer within 1 seconds"):
        fetch(url, local(seconds=1.0, ignore_robots=True))
    assert time.monotonic() - start < 3


def test_a_server_that_says_nothing(server: WebServer) -> None:
    url = server.stream("/a", lambda: iter([time.sleep(3) or b""]), b"")
    with pytest.raises(InputError, match="did not answer"):
        fetch(url, local(seconds=0.5, ignore_robots=True))


def test_compressed_pages_and_bombs(server: WebServer) -> None:
    packed = server.page("/packed", gzip.compress(PAGE.encode()), Content_Encoding="gzip")
    assert fetch(packed, local()).body == PAGE.encode()
    deflated = server.page("/deflated", zlib.compress(PAGE.encode()), Content_Encoding="deflate")
    assert fetch(deflated, local()).body == PAGE.encode()
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = b"".join(bomb.compress(bytes(1_000_000)) for _ in range(200)) + bomb.flush()
    with pytest.raises(InputError, match=f"larger than {MAX_DOWNLOAD // 1_000_000} MB"):
        fetch(server.page("/bomb", data, Content_Encoding="gzip"), local())
    with pytest.raises(InputError, match="cut short"):
        fetch(server.page("/cut", gzip.compress(PAGE.encode())[:-20], Content_Encoding="gzip"), local())
    with pytest.raises(InputError, match="damaged"):
        fetch(server.page("/wrong", b"no gzip at all", Content_Encoding="gzip"), local())
    with pytest.raises(InputError, match="'br'"):
        fetch(server.page("/br", b"xx", Content_Encoding="br"), local())


def test_answers_that_are_cut_short_or_no_http(server: WebServer) -> None:
    short = server.stream("/short", lambda: iter([b"abc"]), b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
    other = server.stream("/other", lambda: iter([b""]), b"220 mail.example.org ESMTP\r\n")
    for url in (short, other):
        with pytest.raises(InputError, match="cut short or no HTTP"):
            fetch(url, local(ignore_robots=True))


def test_what_is_no_article(server: WebServer) -> None:
    with pytest.raises(InputError, match="it is image/png"):
        read_article(server.page("/a.png", b"\x89PNG\r\n\x1a\n", "image/png"), web=local())
    with pytest.raises(InputError, match="empty page"):
        read_article(server.page("/empty", b""), web=local())
    with pytest.raises(InputError, match="program"):
        read_article(server.page("/x", b"\x7fELF" + bytes(100), "application/octet-stream"), web=local())
