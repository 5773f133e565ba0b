"""HTML pages as articles: trafilatura finds the text, htmldate the day of publication; both are loaded only here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from geomap.article.html_dates import published_by_page
from geomap.article.parts import Parts, TextBuilder
from geomap.errors import InputError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["MAX_HTML_DEPTH", "parse_safely", "read_html"]

MAX_HTML_DEPTH = 250
"""How deeply elements may be nested; real pages stay below 60."""
MAX_ELEMENTS = 100_000
MAX_ATTRIBUTES = 500

# trafilatura drops figures; a caption survives as a paragraph with this mark, which is then taken off again.
_CAPTION_MARK = "⟦figcaption⟧"
# trafilatura's own search for a date, which guesses, is kept short; published_by_page reads what the page declares.
_ANY_DATE = {"original_date": True, "extensive_search": False, "max_date": "2099-12-31"}
_LINE_BREAK = "\u2028"
_TAG = re.compile(r"<[a-zA-Z](?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+")
_BETWEEN_ATTRIBUTES = re.compile(r"\"[^\"]*+\"|'[^']*+'|[\s/]++")
# what lxml refuses to hold in an element; a character reference (&#1;) brings it in all the same
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
_NO_PAGE = "No article text was found in the page. If the browser shows one, copy it into a .txt file."


def read_html(html: str) -> Parts:
    """Take the article out of a page: its text in paragraphs, headings, lists and captions, and its metadata.

    Raises:
        InputError: the page has no article text, or is built so that it can't be read safely.
    """
    tree = parse_safely(html)
    language = tree.get("lang")
    published, document = _extract(tree)
    builder = TextBuilder()
    title = _spaced(document.title) if document is not None else None
    if document is not None and document.body is not None:
        _add_title(builder, title, document.body)
        for element in document.body:
            _add(builder, element)
    if not builder.filled:
        raise InputError(_NO_PAGE)
    url = document.url if document.url and re.match(r"https?://", document.url) else None
    return builder.parts(title=title, published=published, author=_spaced(document.author), url=url, language=language)


def parse_safely(html: str) -> HtmlElement:
    """The tree of a page or of a piece of one.

    Raises:
        InputError: it can't be parsed, or has more elements, deeper nested, than any article.
    """
    from lxml import etree
    from lxml import html as lxml_html

    if html.lstrip().startswith("<?xml"):
        html = re.sub(r"^\s*<\?xml[^>]*>", "", html, count=1)
    html = _TAG.sub(_tag_without_excess, _NOT_XML.sub(" ", html))
    try:
        tree = lxml_html.document_fromstring(html, parser=lxml_html.HTMLParser(remove_comments=True, remove_pis=True))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise InputError(f"The page can't be read as HTML: {error}. {_NO_PAGE}") from error
    _require_sane(tree)
    return tree


def _tag_without_excess(tag: re.Match[str]) -> str:
    """A tag as it is; one with thousands of attributes, over which the parser takes quadratic time, without them."""
    if len(tag[0]) < MAX_ATTRIBUTES or len(_BETWEEN_ATTRIBUTES.findall(tag[0])) < MAX_ATTRIBUTES:
        return tag[0]
    return tag[0][:2]


def _require_sane(tree: HtmlElement) -> None:
    """Refuse pages that are nested or filled so that walking them would exhaust the machine."""
    from lxml import etree

    depth = elements = 0
    for action, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if action == "start" else -1
        elements += action == "start"
        if depth > MAX_HTML_DEPTH or elements > MAX_ELEMENTS:
            raise InputError(
                f"The page has more than {MAX_ELEMENTS:,} elements or nests them more than {MAX_HTML_DEPTH} deep, "
                "as no article does. Copy its text into a .txt file and pass that."
            )


def _keep_captions(tree: HtmlElement) -> None:
    """Turn each figure with a caption into a paragraph that says so."""
    for figure in list(tree.iter("figure")):
        captions = (_spaced(caption.text_content()) for caption in figure.iter("figcaption"))
        words = " ".join(caption for caption in captions if caption)
        if words and figure.find(".//table") is None:
            figure.clear(keep_tail=True)
            figure.tag = "p"
            figure.text = f"{_CAPTION_MARK} {words}"


def _extract(tree: HtmlElement) -> tuple[str | None, Any]:
    """The day of publication and trafilatura's document (None where it finds no text)."""
    import trafilatura

    try:
        published = published_by_page(tree)
        _keep_captions(tree)
        return published, trafilatura.bare_extraction(
            tree, include_comments=False, with_metadata=True, date_extraction_params=_ANY_DATE
        )
    except Exception as error:  # a page made to break the extractor may raise anything; the user gets one kind of error
        raise InputError(f"The page can't be read ({type(error).__name__}). {_NO_PAGE}") from error


def _add_title(builder: TextBuilder, title: str | None, body: HtmlElement) -> None:
    """Put the title over the text, unless the text already opens with it."""
    if not title:
        return
    for element in list(body)[:3]:
        if element.tag == "head" and _spaced("".join(element.itertext())).casefold() == title.casefold():
            body.remove(element)
    builder.add(title, "headline")


def _add(builder: TextBuilder, element: HtmlElement) -> None:
    if element.tag == "head":
        builder.add(_text(element), "heading")
    elif element.tag == "list":
        _add_list(builder, element)
    elif element.tag == "table":
        _add_table(builder, element)
    elif element.tag == "quote" and any(child.tag in ("p", "list", "head", "quote") for child in element):
        for child in element:
            _add(builder, child)
    else:
        for line in _lines(element):
            _add_line(builder, line)


def _add_line(builder: TextBuilder, line: str) -> None:
    if line.startswith(_CAPTION_MARK):
        builder.add(line.removeprefix(_CAPTION_MARK).strip(), "caption")
    else:
        builder.add(line)


def _add_list(builder: TextBuilder, items: HtmlElement) -> None:
    for number, item in enumerate(items.iterchildren("item"), 1):
        mark = f"{number}." if items.get("rend") == "ol" else "•"
        words = _text(item)
        if words:
            builder.add(f"{mark} {words}", "list_item", close=number > 1)


def _add_table(builder: TextBuilder, table: HtmlElement) -> None:
    for number, row in enumerate(table.iter("row")):
        cells = [_text(cell) for cell in row.iterchildren("cell")]
        builder.add(" | ".join(cell for cell in cells if cell), "list_item", close=number > 0)


def _lines(element: HtmlElement) -> Iterator[str]:
    """The text of an element, cut at its line breaks."""
    for line_break in element.iter("lb"):
        line_break.text = _LINE_BREAK
    return (_spaced(piece) for piece in "".join(element.itertext()).split(_LINE_BREAK))


def _text(element: HtmlElement) -> str:
    return _spaced("".join(element.itertext()))


def _spaced(words: str | None) -> str:
    return _SPACES.sub(" ", _NOT_XML.sub(" ", words or "")).strip()
