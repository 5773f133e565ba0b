"""The bytes of a file as text: other things are refused by name, unknown encodings with those that were tried."""

from __future__ import annotations

import codecs
import re

from geomap.errors import InputError

__all__ = ["decode", "normalise"]

_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"{\\rtf", "an RTF file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"RIFF", "a picture, sound or film"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf", "a compressed file (7z)"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff\x00]")
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*+=\s*+[\"']?+\s*+([A-Za-z0-9_:.-]{2,30})", re.I
)
_CONTENT_TYPE = re.compile(r"charset\s*+=\s*+[\"']?+\s*+([A-Za-z0-9_:.-]{2,30})", re.I)
_TEXT_ENCODING = re.compile(r"utf-(?:8|16|32)|iso8859|cp\d|koi8|gb|big5|shift_jis|euc|mac")
MOST_CONTROL = 0.005
MOST_ACCENTED = 0.12
SNIFFED = 4096


def decode(data: bytes, name: str, *, markup: bool = False, stated: str = "") -> str:
    """Decode the bytes of the file ``name`` and make its line ends ``\\n``.

    Tried in this order: byte order mark, the encoding that the server's content type states (``stated``), the one that
    HTML states (``markup``), UTF-16 without a mark, UTF-8, Windows-1252 where the outcome is plausible.

    Raises:
        InputError: the file is no text, or is in none of these encodings.
    """
    _refuse_known_formats(data, name)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _checked(_decoded(data[len(mark) :], encoding, name), name)
    sent = _known_encoding(_CONTENT_TYPE.search(stated))
    for candidate in (sent, _stated_encoding(data) if markup else None, _utf16_without_mark(data), "utf-8"):
        decoded = _try(data, candidate) if candidate else None
        if decoded is not None:
            return _checked(decoded, name)
    if b"\0" in data[:SNIFFED]:
        raise InputError(_no_text(name))
    western = _try(data, "cp1252")
    if western is None or not _plausible_western(western):
        raise InputError(
            f"{name} is in none of the encodings tried: UTF-8, UTF-16, Windows-1252. Save it as UTF-8 and try again."
        )
    return _checked(western, name)


def normalise(text: str) -> str:
    """Line ends as ``\\n``; a byte order mark gone; NUL and lone surrogates, which no page can hold, replaced."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", text.removeprefix("\ufeff"))


def _refuse_known_formats(data: bytes, name: str) -> None:
    kind = next((found for signature, found in _SIGNATURES if data.startswith(signature)), "")
    if data.startswith(b"PK\x03\x04"):
        inside = data[:SNIFFED]
        kind = (
            "a Word document (DOCX)" if b"word/" in data or b"[Content_Types]" in inside else "a compressed file (zip)"
        )
    if kind:
        raise InputError(f"{name} is {kind} and no text. Save its text as .txt, .md or .html and pass that file.")


def _decoded(data: bytes, encoding: str, name: str) -> str:
    text = _try(data, encoding)
    if text is None:
        raise InputError(
            f"{name} starts with the mark of {encoding.upper()} but is damaged. Save it as UTF-8 and try again."
        )
    return text


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _stated_encoding(data: bytes) -> str | None:
    return _known_encoding(_CHARSET.search(data[:SNIFFED]))


def _known_encoding(match: re.Match[bytes] | re.Match[str] | None) -> str | None:
    """Python's name of a stated encoding of text; None for one that is unknown."""
    if match is None:
        return None
    name = match[1]
    try:
        found = codecs.lookup(name.decode("ascii") if isinstance(name, bytes) else name)
    except LookupError:
        return None
    if found.name in ("iso8859-1", "ascii"):
        return "cp1252"
    return found.name if _TEXT_ENCODING.match(found.name) else None


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 shows in English text as a zero in every second byte."""
    sample = data[:SNIFFED]
    if len(sample) < 4 or len(data) % 2:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.7 * half and sample[::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if sample[::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return None


def _plausible_western(text: str) -> bool:
    """Western text has few letters beyond ASCII; other 8-bit encodings read as Windows-1252 have little else."""
    letters = [character for character in text if character.isalpha() or "\x80" <= character <= "\xff"]
    accented = sum(character > "\x7f" for character in letters)
    return accented <= MOST_ACCENTED * len(letters)


def _checked(text: str, name: str) -> str:
    if len(_CONTROL.findall(text)) > max(1, MOST_CONTROL * len(text)) or "\0" in text:
        raise InputError(_no_text(name))
    return normalise(text)


def _no_text(name: str) -> str:
    return f"{name} is no text: it holds binary data. Pass a text, Markdown or HTML file."
