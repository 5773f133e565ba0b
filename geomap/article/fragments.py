"""Pieces of HTML that are no page: the text of a feed's entry, the body of a mail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geomap.article.html import parse_safely
from geomap.article.parts import Parts, TextBuilder

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["looks_like_html", "read_fragment"]

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,500}>|&(?:[a-zA-Z]{2,8}|#\d{1,7});")
_SPACES = re.compile(r"\s+")
_SILENT = frozenset({"script", "style", "head", "title", "noscript", "template", "svg", "form", "button"})
_BLOCKS = re.compile(
    r"address|article|aside|blockquote|body|br|center|d[dlt]|div|fig(?:caption|ure)|footer|h[1-6]|header|hr|html|li|main|"
    r"nav|[ou]l|p|pre|section|t(?:able|body|[dhr]|foot|head)"
)
_KINDS = {"figcaption": "caption", "li": "list_item", **{f"h{level}": "heading" for level in range(1, 7)}}


def looks_like_html(text: str) -> bool:
    """Whether a text holds tags or character references."""
    return _MARKUP.search(text) is not None


def read_fragment(html: str) -> Parts:
    """All text of the fragment in paragraphs, headings, lists and captions.

    Raises:
        InputError: it is built so that it can't be read safely.
    """
    if not html.strip():
        return Parts(text="")
    builder = TextBuilder()
    gathered: list[str] = []
    kind: list[str] = []

    def finish() -> None:
        line = _SPACES.sub(" ", "".join(gathered)).strip()
        gathered.clear()
        found = _KINDS.get(kind[-1]) if kind else None
        builder.add(f"• {line}" if line and found == "list_item" else line, found)  # type: ignore[arg-type]  # BlockKind

    def walk(element: HtmlElement) -> None:
        name = element.tag if isinstance(element.tag, str) else ""
        if name not in _SILENT:
            if _BLOCKS.fullmatch(name):
                finish()
                kind.append(name)
            gathered.append(element.text or "")
            for child in element:
                walk(child)
            if _BLOCKS.fullmatch(name):
                finish()
                kind.pop()
        gathered.append(element.tail or "")

    walk(parse_safely(f"<div>{html}</div>"))
    finish()
    return builder.parts()
