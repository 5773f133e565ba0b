"""Fetch a page: robots.txt asked, redirects followed with every address checked anew, the result kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from geomap.article.web.addresses import Target, is_address, parse_address, reachable_addresses, without_fragment
from geomap.article.web.exchange import Answer, Unreachable, exchange
from geomap.article.web.keeping import keep, kept
from geomap.errors import InputError, SourceGone

if TYPE_CHECKING:
    from protego import Protego

__all__ = ["MAX_DOWNLOAD", "Page", "Web", "fetch", "is_kept"]

MAX_DOWNLOAD = 20_000_000
"""The most bytes that are fetched, before and after decompression."""
MAX_ROBOTS = 512_000
MAX_REDIRECTS = 5
LONGEST_PAUSE = 10.0
AGENT_NAME = "geomap"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/pdf, text/plain;q=0.9, "
    "*/*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: ``final_url`` is where the redirects ended."""

    url: str
    final_url: str
    content_type: str
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Web:
    """How the web is used. ``cache`` is the folder of kept pages (None keeps nothing).

    ``connect=False`` answers from the cache alone; ``refresh`` fetches even what is kept. ``seconds`` is the time for
    one page as a whole with its redirects, ``pause_seconds`` the least time between two requests to one host.
    ``progress`` is told the address, the bytes received and their total (0 where unknown).
    """

    cache: Path | None = None
    connect: bool = True
    refresh: bool = False
    allow_private: bool = False
    ignore_robots: bool = False
    contact: str | None = None
    seconds: float = 30.0
    pause_seconds: float = 1.0
    progress: Callable[[str, int, int], None] | None = None
    _rules: dict[str, Protego | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    _asked: dict[str, float] = field(default_factory=dict, init=False, repr=False, compare=False)


def is_kept(url: str, cache: Path) -> bool:
    """Whether the page of an address lies in the cache, whole."""
    return is_address(url) and kept(cache, without_fragment(url)) is not None


def fetch(url: str, web: Web) -> Page:
    """The page of an address: kept or fetched.

    Raises:
        InputError: the address is not allowed or unusable, robots.txt forbids it, or the server gives no page within
            the limits; the message says which and what to do.
        OutputError: the page can't be kept.
    """
    target = parse_address(url)
    if web.cache is not None and not web.refresh:
        found = kept(web.cache, target.url)
        if found is not None:
            return Page(target.url, *found)
    if not web.connect:
        raise SourceGone(
            f"{target.url} is not kept in the cache, and the network is not used here. "
            f"Fetch it with: geomap map {target.url}"
        )
    page = _fetched(target, web)
    if web.cache is not None:
        keep(web.cache, page.url, page.final_url, page.content_type, page.body)
    return page


def _fetched(start: Target, web: Web) -> Page:
    end = time.monotonic() + web.seconds
    target = start
    for _ in range(MAX_REDIRECTS + 1):
        _require_allowed(target, web, end)
        answer = _get(target, web, end)
        location = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not location:
            _require_success(target, answer)
            return Page(start.url, target.url, answer.headers.get("content-type", ""), answer.body)
        target = _redirected(target, location)
    raise InputError(f"{start.url} redirects more than {MAX_REDIRECTS} times. Check the address in a browser.")


def _redirected(target: Target, location: str) -> Target:
    try:
        return parse_address(urljoin(target.url, location))
    except (InputError, ValueError) as error:
        raise InputError(f"{target.url} redirects to an address that is not fetched: {error}") from error


def _get(target: Target, web: Web, end: float, limit: int = MAX_DOWNLOAD) -> Answer:
    """One answer from the first of the host's checked addresses that can be reached."""
    addresses = reachable_addresses(target, allow_private=web.allow_private)
    _wait(target, web, end)
    progress = web.progress
    for number, address in enumerate(addresses, 1):
        seconds = end - time.monotonic()
        if seconds <= 0:
            break
        try:
            return exchange(
                target,
                address,
                _headers(web),
                seconds=seconds,
                limit=limit,
                progress=(lambda done, total: progress(target.url, done, total)) if progress else None,
            )
        except Unreachable:
            if number == len(addresses):
                raise
    raise InputError(f"{target.url} did not answer within {web.seconds:.0f} seconds. Try later.")


def _headers(web: Web) -> Mapping[str, str]:
    from importlib.metadata import metadata

    about = metadata("geomap")
    home = next((entry.partition(", ")[2] for entry in about.get_all("Project-URL") or ()), None)
    told = web.contact or home
    agent = f"{AGENT_NAME}/{about['Version']}" + (f" (+{told})" if told else "")
    return {"User-Agent": agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip", "Connection": "close"}


def _wait(target: Target, web: Web, end: float) -> None:
    """Leave a host some time between two requests: its own crawl delay, within reason."""
    rules = web._rules.get(target.origin)
    delay = (rules.crawl_delay(AGENT_NAME) if rules else None) or 0.0
    pause = min(max(delay, web.pause_seconds), LONGEST_PAUSE)
    before = web._asked.get(target.host)
    if before is not None:
        time.sleep(max(0.0, min(before + pause, end) - time.monotonic()))
    web._asked[target.host] = time.monotonic()


def _require_allowed(target: Target, web: Web, end: float) -> None:
    """Ask robots.txt (RFC 9309), once for each host: absent means allowed, out of order means not."""
    if web.ignore_robots:
        return
    if target.origin not in web._rules:
        web._rules[target.origin] = _robots(target, web, end)
        web._asked.pop(target.host, None)
    rules = web._rules[target.origin]
    if rules is not None and not rules.can_fetch(target.url, AGENT_NAME):
        raise InputError(
            f"{target.url}: the site's robots.txt asks programs not to fetch this page. Save it in the browser and "
            "pass the file, or fetch it all the same with --ignore-robots."
        )


def _robots(target: Target, web: Web, end: float) -> Protego | None:
    from protego import Protego

    place = parse_address(f"{target.origin}/robots.txt")
    for _ in range(MAX_REDIRECTS + 1):
        answer = _get(place, web, end, MAX_ROBOTS)
        location = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not location:
            break
        place = _redirected(place, location)
    if answer.status >= 500:
        raise InputError(
            f"{place.url} answers with HTTP {answer.status}, so nobody knows what may be fetched. Try later, or fetch "
            "the page all the same with --ignore-robots."
        )
    return Protego.parse(answer.body.decode("utf-8", "replace")) if answer.status == 200 else None


def _require_success(target: Target, answer: Answer) -> None:
    if answer.status == 200 and answer.body:
        return
    if answer.status == 200:
        raise InputError(f"{target.url} gave an empty page. Check the address in a browser.")
    try:
        phrase = f" {HTTPStatus(answer.status).phrase}"
    except ValueError:
        phrase = ""
    after = answer.headers.get("retry-after", "")
    later = f" The server asks to wait {after} seconds." if after.isdecimal() and after.isascii() else ""
    raise InputError(f"{target.url}: the server answers with HTTP {answer.status}{phrase}.{later} Check the address.")
