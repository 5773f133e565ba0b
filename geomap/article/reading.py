"""A source becomes an :class:`~geomap.model.Article`: bytes, text, layout, then title, author, date and language."""

from __future__ import annotations

from pathlib import Path

from geomap.article.decoding import decode, normalise
from geomap.article.full_dates import parse_date
from geomap.article.languages import detect_language
from geomap.article.layout import lay_out
from geomap.article.parts import Parts
from geomap.article.publication import Publication, author_of, published_in, title_of
from geomap.article.sources import STDIN, Format, format_of, read_bytes, source_name
from geomap.errors import ConfigError, InputError
from geomap.model import Article

__all__ = ["MAX_CHARACTERS", "article_from_text", "read_article"]

MAX_CHARACTERS = 2_000_000
"""The longest text that is read, in characters."""


def read_article(
    source: str | Path, *, published: str | None = None, title: str | None = None, stdin: bytes | None = None
) -> Article:
    """Read a text, Markdown or HTML file, or standard input for ``-``.

    Args:
        source: path of the file, or ``-``.
        published: publication date ("2016-04-26"), stronger than any that the source states.
        title: title, stronger than any that the source states.
        stdin: what stands on standard input, instead of reading it.

    Raises:
        InputError: the source is missing, unreadable, too large, no text, empty, or in no supported language.
        ConfigError: ``published`` is no date.
    """
    _option_date(published)
    data = read_bytes(source, stdin)
    format = format_of(source, data)
    name = "Standard input" if str(source) == STDIN else str(source)
    text = decode(data, name, markup=format == "html")
    return article_from_text(text, source=source_name(source), published=published, title=title, format=format)


def article_from_text(
    text: str,
    *,
    source: str = STDIN,
    published: str | None = None,
    title: str | None = None,
    format: Format = "text",
) -> Article:
    """The Article of a text that is at hand. For ``format="text"`` its text is the given one (line ends made ``\\n``).

    Raises:
        InputError: the text is blank, too long, or in no supported language.
        ConfigError: ``published`` is no date.
    """
    stated = _option_date(published)
    try:
        parts = _parts(normalise(text), format)
        _require_text(parts.text)
        language = detect_language(parts.text)
    except InputError as error:
        raise InputError(f"{'Standard input' if source == STDIN else source}: {error}") from error
    layout = lay_out(parts.text, parts.hints)
    date, date_source = _publication(stated, parts) or published_in(parts.text, layout.blocks, layout.datelines)
    return Article(
        text=parts.text,
        blocks=layout.blocks,
        title=_first(title, parts.title, title_of(parts.text, layout.blocks), Path(source).stem) or STDIN,
        source=source,
        language=language,
        published=date,
        published_by=date_source,
        author=parts.author or author_of(parts.text, layout.blocks),
        url=parts.url,
    )


def _parts(text: str, format: Format) -> Parts:
    if format == "markdown":
        from geomap.article.markdown import read_markdown

        return read_markdown(text)
    if format == "html":
        from geomap.article.html import read_html

        return read_html(text)
    return Parts(text=text)


def _publication(stated: str | None, parts: Parts) -> Publication | None:
    if stated is not None:
        return stated, "option"
    return (parts.published, "metadata") if parts.published is not None else None


def _option_date(value: str | None) -> str | None:
    if value is None:
        return None
    date = parse_date(value)
    if date is None:
        raise ConfigError(f"{value!r} is no publication date. Write it as year-month-day, for example 2016-04-26.")
    return date


def _require_text(text: str) -> None:
    if not text.strip():
        raise InputError("There is no text in it. Give a file with the article's text.")
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"The text has {len(text):,} characters; the most that geomap reads is {MAX_CHARACTERS:,}. "
            "Split it into single articles."
        )


def _first(*titles: str | None) -> str | None:
    return next((" ".join(title.split()) for title in titles if title and title.strip()), None)
