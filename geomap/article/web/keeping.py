"""Fetched pages on disk, so that a map is made again without network and from the same bytes.

``pages/<sha256 of the body>`` holds a body; ``pages/index/<sha256 of the address>.json`` says which body an address
had, and what the server said of it. Each file is written whole and alone, so that several runs may share the folder.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from urllib.parse import urlsplit

from geomap.errors import OutputError
from geomap.files import write_all
from geomap.jsontext import pretty

__all__ = ["addresses", "forget", "index_file", "keep", "kept"]


def keep(cache: Path, url: str, final_url: str, content_type: str, body: bytes) -> None:
    """Keep what an address gave.

    Raises:
        OutputError: the folder can't be written.
    """
    digest = hashlib.sha256(body).hexdigest()
    entry = {"url": url, "final_url": final_url, "content_type": content_type, "sha256": digest}
    write_all({cache / "pages" / digest: body, index_file(cache, url): pretty(entry)})


def kept(cache: Path, url: str) -> tuple[str, str, bytes] | None:
    """Final address, content type and body as they were kept; None where nothing is kept or what is kept is damaged."""
    try:
        entry = json.loads(index_file(cache, url).read_text(encoding="utf-8"))
        final_url, content_type, digest = (str(entry[name]) for name in ("final_url", "content_type", "sha256"))
        if entry["url"] != url or not digest.isalnum():
            return None
        body = (cache / "pages" / digest).read_bytes()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (final_url, content_type, body) if hashlib.sha256(body).hexdigest() == digest else None


def index_file(cache: Path, url: str) -> Path:
    """Where the cache says what is kept of an address: this file changes when its page is fetched again."""
    return cache / "pages" / "index" / f"{hashlib.sha256(url.encode()).hexdigest()}.json"


def addresses(cache: Path) -> dict[str, Path]:
    """The addresses whose pages are kept, each with its body's file."""
    found = {}
    for index in (cache / "pages" / "index").glob("*.json"):
        try:
            entry = json.loads(index.read_text(encoding="utf-8"))
            url, digest = str(entry["url"]), str(entry["sha256"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
        found[url] = cache / "pages" / digest
    return dict(sorted(found.items()))


def forget(cache: Path, host: str | None = None) -> int:
    """Delete the kept pages, or those of one host; how many they were. A body that another address needs stays.

    Raises:
        OutputError: a file can't be deleted.
    """
    known = addresses(cache)
    forgotten = [url for url in known if host in (None, urlsplit(url).netloc)]
    needed = {body for url, body in known.items() if url not in forgotten}
    try:
        for url in forgotten:
            index_file(cache, url).unlink(missing_ok=True)
        for body in {known[url] for url in forgotten} - needed:
            body.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"can't delete {error.filename}: {error.strerror}; the rest of the cache is as it was"
        ) from error
    return len(forgotten)
