"""PDF files (pypdf): the text of their pages without the lines that every page repeats."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from geomap.article.parts import Parts
from geomap.errors import InputError

if TYPE_CHECKING:
    from pypdf import PdfReader

__all__ = ["MAX_PAGES", "read_pdf"]

MAX_PAGES = 1000
MAX_TEXT = 3_000_000
EDGE_LINES = 2
FEWEST_PAGES = 3
LONGEST_HEAD = 120
LEAST_SHARE = 0.6
FEWEST_LETTERS = 20

_HYPHEN = re.compile(r"(?<=[a-zà-ÿ])[-\u00ad]\n(?=[a-zà-ÿ])")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\s*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\s*", re.IGNORECASE)
# what programs put where a title belongs
_NO_TITLE = re.compile(r"untitled|microsoft \w+ ?-.*|.*\.(?:docx?|pdf|indd|qxd|odt|rtf|txt|tex)|\W*", re.IGNORECASE)


def read_pdf(data: bytes) -> Parts:
    """Take the text out of a PDF. Its title and author are those of its properties; dates there are of the file only.

    Raises:
        InputError: it is encrypted, damaged, too long, or holds pictures of pages and no text.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages, title, author = _content(data)
    except InputError:
        raise
    except Exception as error:  # a file made to break the parser may raise anything; the user gets one kind of error
        raise InputError(
            f"The PDF can't be read ({type(error).__name__}). Open it, copy its text into a .txt file and pass that."
        ) from error
    text = _joined(_without_repeats(pages))
    if sum(character.isalpha() for character in text) < FEWEST_LETTERS:
        raise InputError(
            f"The PDF has {len(pages)} page(s) of pictures and no text. Recognise its text first (with OCRmyPDF, for "
            "example) and pass what comes out."
        )
    return Parts(text=text, title=title, author=author)


def _content(data: bytes) -> tuple[list[str], str | None, str | None]:
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise InputError("The PDF is encrypted. Open it with its password, save it without one and pass that file.")
    count = len(reader.pages)
    if count > MAX_PAGES:
        raise InputError(f"The PDF has {count:,} pages; geomap reads up to {MAX_PAGES:,}. Split it into articles.")
    pages: list[str] = []
    length = 0
    for page in reader.pages:
        pages.append(page.extract_text() or "")
        length += len(pages[-1])
        if length > MAX_TEXT:
            raise InputError("The PDF holds too much text for an article. Split it into single articles.")
    return pages, *_properties(reader)


def _properties(reader: PdfReader) -> tuple[str | None, str | None]:
    about = reader.metadata
    title = " ".join(str(about.title or "").split()) if about else ""
    author = " ".join(str(about.author or "").split()) if about else ""
    return (None if _NO_TITLE.fullmatch(title) else title), author or None


def _without_repeats(pages: Sequence[str]) -> list[list[str]]:
    """The pages' lines without running heads, feet and page numbers: short lines at an edge of most pages."""
    lines = [[line.strip() for line in page.splitlines() if line.strip()] for page in pages]
    if len(pages) < FEWEST_PAGES:
        return [[line for line in page if not _PAGE_NUMBER.fullmatch(line)] for page in lines]
    edges = Counter(form for page in lines for form in {_form(page[place]) for place in _edges(page)})
    repeated = {form for form, number in edges.items() if number >= LEAST_SHARE * len(pages)}
    kept = []
    for page in lines:
        repeats = {place for place in _edges(page) if _form(page[place]) in repeated}
        dropped = repeats | {place for place in _edges(page) if _PAGE_NUMBER.fullmatch(page[place])}
        kept.append([line for place, line in enumerate(page) if place not in dropped])
    return kept


def _edges(page: Sequence[str]) -> set[int]:
    """The places of the first and last lines that may be heads and feet; none on a page that has hardly more lines."""
    if len(page) <= 2 * EDGE_LINES:
        return set()
    ends = (*range(EDGE_LINES), *range(len(page) - EDGE_LINES, len(page)))
    return {place for place in ends if len(page[place]) <= LONGEST_HEAD}


def _form(line: str) -> str:
    return _DIGITS.sub("0", line.casefold())


def _joined(pages: Sequence[Sequence[str]]) -> str:
    """One text; words cut at a line's end are whole again, and a sentence may run on over the end of a page."""
    return _HYPHEN.sub("", "\n".join(line for page in pages for line in page)).replace("\u00ad", "")
