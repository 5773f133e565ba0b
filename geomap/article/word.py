"""Word documents (DOCX, python-docx): paragraphs, headings, lists and tables in their order, and their properties."""

from __future__ import annotations

import io
import itertools
import zipfile
from typing import TYPE_CHECKING

from geomap.article.parts import Parts, TextBuilder
from geomap.errors import InputError

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

__all__ = ["MAX_UNPACKED", "read_docx"]

MAX_UNPACKED = 100_000_000
"""The most bytes of all parts of a document together, unpacked."""
MAX_XML = 30_000_000
MAX_PARTS = 5000
MAX_ELEMENTS = 200_000
"""A book of a thousand pages has about as many."""


def read_docx(data: bytes) -> Parts:
    """Take the text out of a Word document. Its properties give title, author and language; their dates are the file's.

    Raises:
        InputError: it is no Word document, is encrypted or damaged, or unpacks to more than an article can be.
    """
    _require_sane(data)
    try:
        return _read(data)
    except InputError:
        raise
    except Exception as error:  # a file made to break the reader may raise anything; the user gets one kind of error
        raise InputError(
            f"The Word document can't be read ({type(error).__name__}). Save it anew or as .txt and pass that."
        ) from error


def _require_sane(data: bytes) -> None:
    """Refuse bombs by the sizes in the archive's directory; zipfile never unpacks more than these."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise InputError("It is no Word document (DOCX), or damaged. Save it anew or as .txt and pass that.") from error
    total = sum(entry.file_size for entry in entries)
    largest = max((entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels"))), default=0)
    if total > MAX_UNPACKED or largest > MAX_XML or len(entries) > MAX_PARTS:
        raise InputError(
            f"The Word document unpacks to {total // 1_000_000:,} MB, as no article does. Save its text as .txt."
        )
    if "word/document.xml" not in {entry.filename for entry in entries}:
        raise InputError("It is no Word document (DOCX): there is no text in it. Save its text as .txt and pass that.")


def _read(data: bytes) -> Parts:
    import docx

    document = docx.Document(io.BytesIO(data))
    if sum(1 for _ in itertools.islice(document.element.body.iter(), MAX_ELEMENTS + 1)) > MAX_ELEMENTS:
        raise InputError(f"The Word document has more than {MAX_ELEMENTS:,} elements, as no article does.")
    builder = TextBuilder()
    for item in document.iter_inner_content():
        _add(builder, item)
    about = document.core_properties
    return builder.parts(title=about.title.strip(), author=_author(document), language=about.language.strip())


def _author(document: Document) -> str | None:
    # the name that python-docx gives documents made by programs is nobody's
    author = document.core_properties.author.strip()
    return author if author and author != "python-docx" else None


def _add(builder: TextBuilder, item: Paragraph | Table) -> None:
    if hasattr(item, "rows"):
        for number, row in enumerate(item.rows):
            cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)
            builder.add(" | ".join(cell for cell in cells if cell), "list_item", close=number > 0)
        return
    style = (item.style.name or "").lower() if item.style is not None else ""
    for line in item.text.split("\n"):
        words = " ".join(line.split())
        if style == "title":
            builder.add(words, "headline")
        elif style.startswith("heading"):
            builder.add(words, "heading")
        elif style.startswith("caption"):
            builder.add(words, "caption")
        elif style.startswith("list") and words:
            builder.add(f"• {words}", "list_item")
        else:
            builder.add(words)
