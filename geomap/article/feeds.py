"""RSS and Atom feeds (feedparser): each entry is an article, of its own text or of the page that it links to."""

from __future__ import annotations

import io
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

from geomap.article.fragments import looks_like_html, read_fragment
from geomap.article.full_dates import parse_date
from geomap.article.parts import Parts
from geomap.article.pieces import Piece
from geomap.errors import InputError

__all__ = ["pieces_of_feed"]

MAX_ENTRIES = 10_000


def pieces_of_feed(data: bytes) -> Iterator[Piece]:
    """The entries as pieces, named by their id, else by their link, else by their title.

    Raises:
        InputError: the data is no feed, or one without entries.
    """
    feed = _parsed(data)
    language = _text(feed.feed, "language")
    for number, entry in enumerate(feed.entries[:MAX_ENTRIES], 1):
        link = _text(entry, "link")
        address = link if link and link.startswith(("http://", "https://")) else None
        name = _text(entry, "id") or address or _text(entry, "title") or f"entry {number}"
        yield Piece(name, partial(_parts, entry, address, language), address)


def _parsed(data: bytes) -> Any:
    import feedparser

    try:
        # a file, never text: feedparser would take text that looks like an address for one and fetch it
        feed = feedparser.parse(io.BytesIO(data), sanitize_html=True, resolve_relative_uris=False)
    except Exception as error:  # whatever a feed made to break the parser brings about
        raise InputError(f"The feed can't be read ({type(error).__name__}). Check it in a browser.") from error
    if not feed.entries and not feed.get("version"):
        raise InputError("It is no feed: geomap reads RSS and Atom. Check the address or the file.")
    if not feed.entries:
        raise InputError("The feed has no entries, so there is nothing to map.")
    return feed


def _parts(entry: Any, address: str | None, language: str | None) -> Parts:
    title = _text(entry, "title")
    body, markup = _body(entry)
    read = read_fragment(body) if markup or looks_like_html(body) else Parts(text=body)
    hints = read.hints
    text = read.text
    if title and not text.startswith(title):
        gap = len(title) + 2
        text = f"{title}\n\n{text}"
        hints = {0: "headline", **{start + gap: kind for start, kind in hints.items()}}
    return Parts(
        text=text if read.text.strip() else "",
        hints=hints,
        title=title,
        published=_published(entry),
        author=_text(entry, "author"),
        url=address,
        language=language,
    )


def _body(entry: Any) -> tuple[str, bool]:
    """The entry's full content where the feed gives it, else its summary; and whether it is stated to be HTML."""
    contents = [one for one in entry.get("content", ()) if isinstance(one.get("value"), str)]
    best = max(contents, key=lambda one: len(one["value"]), default=entry.get("summary_detail"))
    if best is None:
        return _text(entry, "summary") or "", False
    return best.get("value") or "", "html" in (best.get("type") or "")


def _published(entry: Any) -> str | None:
    """The day on which the entry appeared, where it was written down: in the publisher's own time zone."""
    for key in ("published", "created", "updated"):
        written = _text(entry, key)
        if written is None:
            continue
        try:
            return parsedate_to_datetime(written).date().isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            found = parse_date(written) or parse_date(written[:10])
            if found is not None:
                return found
    return None


def _text(values: Any, key: str) -> str | None:
    value = values.get(key)
    return (" ".join(value.split()) or None) if isinstance(value, str) else None
