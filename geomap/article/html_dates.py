"""The day on which a web page was published, from what the page declares and never from what its text tells.

htmldate knows the many ways of declaring it in the head of a page. Left alone it goes on to guess from pictures,
teasers and sentences, so it is shown the declarations only; the date between title and text is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from geomap.article.cues import fold_line, load_cues
from geomap.article.full_dates import full_dates, parse_date

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["published_by_page"]

# Fixed bounds keep the outcome independent of the day on which geomap runs.
_FIRST_DAY, _LAST_DAY = "1900-01-01", "2099-12-31"
_DECLARES = re.compile(r"date|time|publish|issued|created|release|og:url", re.IGNORECASE)
_LATER = re.compile(r"modif|updat|revis|expire|crawl|access|unavailable", re.IGNORECASE)
_NUMERIC = re.compile(r"\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_MARKED = re.compile(
    r"publi|posted|pub-?date|(?:post|entry|article|story|news|release)-?date|dateline|timestamp", re.IGNORECASE
)
_ASIDE = ("aside", "footer", "nav", "p", "li", "td", "figure", "blockquote")
LONG_PARAGRAPH = 80
LONGEST_MARK = 120
LARGEST_MARK = 12


def published_by_page(tree: HtmlElement) -> str | None:
    """The ISO date of first publication that the page declares in its head or prints below its title, or None."""
    return _declared(tree) or next(_printed(tree), None)


def _declared(tree: HtmlElement) -> str | None:
    from htmldate import find_date
    from lxml.html import builder as make

    head = make.HEAD()
    for element in tree.iter("meta", "link", "script"):
        copy = _declaration(element)
        if copy is not None:
            head.append(copy)
    if not len(head):
        return None
    page = make.HTML(head, make.BODY(make.P("x")))
    found = find_date(page, extensive_search=False, original_date=True, min_date=_FIRST_DAY, max_date=_LAST_DAY)
    return parse_date(found or "")


def _declaration(element: HtmlElement) -> HtmlElement | None:
    """A copy of an element of the head if it declares the day of publication."""
    from lxml.html import Element

    names = " ".join(element.get(key) or "" for key in ("name", "property", "itemprop", "http-equiv", "rel", "type"))
    value = (element.get("content") or element.get("href") or "").strip()
    if element.tag == "script":
        source = element.text or ""
        if "ld+json" not in names or not re.search(r"\"date(?:Published|Created)\"", source):
            return None
        copy = Element("script", type="application/ld+json")
        copy.text = source
        return copy
    if element.tag == "link":
        return Element("link", rel="canonical", href=value) if "canonical" in names else None
    if not value or not _DECLARES.search(names) or _LATER.search(names):
        return None
    if _NUMERIC.match(value) and parse_date(value) is None:
        return None  # "03/04/2019" is a day in March or in April
    return Element("meta", dict(element.attrib))


def _printed(tree: HtmlElement) -> Iterator[str]:
    """Dates in elements made for it, between the title and the first paragraph of the text."""
    below_title = tree.find(".//h1") is None
    for element in tree.iter():
        if element.tag == "h1":
            below_title = True
        elif element.tag == "p" and len(element.text_content()) >= LONG_PARAGRAPH:
            return
        elif below_title and _is_mark(element) and not any(True for _ in element.iterancestors(*_ASIDE)):
            date = _date_of(element)
            if date is not None:
                yield date


def _is_mark(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str) or sum(1 for _ in islice(element.iter(), LARGEST_MARK)) == LARGEST_MARK:
        return False
    names = " ".join(element.get(key) or "" for key in ("class", "id", "itemprop"))
    if _LATER.search(names):
        return False
    return element.tag == "time" or _MARKED.search(names) is not None


def _date_of(element: HtmlElement) -> str | None:
    stated = parse_date(element.get("datetime") or element.get("content") or "")
    if stated is not None:
        return stated
    words = " ".join(element.text_content().split())
    found = next(full_dates(words), None) if len(words) <= LONGEST_MARK else None
    if found is None:
        return None
    return None if fold_line(words[: found.start]) in load_cues().later_labels else found.iso
