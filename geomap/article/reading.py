"""A source becomes articles: bytes, text, layout, then title, author, date and language of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from geomap.article.decoding import decode, normalise
from geomap.article.formats import SEVERAL, Format
from geomap.article.full_dates import parse_date
from geomap.article.languages import detect_language
from geomap.article.layout import lay_out
from geomap.article.parts import Parts
from geomap.article.pieces import Piece, told_apart
from geomap.article.publication import Publication, author_of, published_in, title_of
from geomap.article.sources import STDIN, Opened, open_source
from geomap.article.web import Web, fetch
from geomap.errors import ConfigError, InputError, SourceGone
from geomap.model import Article

__all__ = ["MAX_CHARACTERS", "article_from_text", "read_article", "read_articles"]

MAX_CHARACTERS = 2_000_000
"""The longest text that is read, in characters."""

Report = Callable[[InputError], None]


def read_article(
    source: str | Path,
    *,
    published: str | None = None,
    title: str | None = None,
    stdin: bytes | None = None,
    part: str | None = None,
    web: Web | None = None,
    linked: bool = False,
) -> Article:
    """Read one article: a file, an address, or standard input for ``-``; of a source that holds several, one ``part``.

    Args:
        source: path of the file, ``http://`` or ``https://`` address, or ``-``.
        published: publication date ("2016-04-26"), stronger than any that the source states.
        title: title, stronger than any that the source states.
        stdin: what stands on standard input, instead of reading it.
        part: which article of a feed, WARC or JSONL file, as :attr:`~geomap.model.Article.part` names it.
        web: how an address is fetched and kept; None fetches it and keeps nothing.
        linked: read the page that a feed's entry links to, instead of the entry's own words.

    Raises:
        InputError: the source is missing, unreadable, too large, no text, empty, or in no supported language; it holds
            several articles and ``part`` is not given, or has none of that name.
        ConfigError: ``published`` is no date.
    """
    _option_date(published)
    opened = open_source(source, stdin, web)
    if opened.format not in SEVERAL:
        if part is not None:
            raise InputError(f"{opened.name} is one article and has no part {part!r}.")
        return _article_of(opened, published, title)
    with closing(opened):
        piece = _only(opened, part)
        return _article_of_piece(piece, opened, published, title, (web or Web()) if linked else None)


def read_articles(
    source: str | Path,
    *,
    published: str | None = None,
    title: str | None = None,
    stdin: bytes | None = None,
    web: Web | None = None,
    linked: bool = False,
    report: Report | None = None,
) -> Iterator[Article]:
    """Read the articles of a source in their order: one of a file or page, any number of a feed, WARC or JSONL file.

    WARC and JSONL files are streamed. ``report`` is told of each article of several that can't be read, and the rest
    goes on; without it the first of these is raised. For the rest see :func:`read_article`.

    Raises:
        InputError: the source can't be used, or (without ``report``) one of its articles.
        ConfigError: ``published`` is no date, or a ``title`` is given for several articles.
    """
    _option_date(published)
    opened = open_source(source, stdin, web)
    if opened.format not in SEVERAL:
        yield _article_of(opened, published, title)
        return
    if title is not None:
        raise ConfigError(f"A title is for one article; {opened.name} may hold several.")
    follow = (web or Web()) if linked else None
    found = 0
    with closing(opened):
        for piece in _pieces(opened):
            found += 1
            try:
                article = _article_of_piece(piece, opened, published, None, follow)
            except InputError as error:
                if report is None:
                    raise
                report(error)
                continue
            yield article
    if not found:
        raise InputError(f"{opened.name} holds no article.")


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
        return _article(_parts(normalise(text), format), source, stated, title)
    except InputError as error:
        raise InputError(f"{'Standard input' if source == STDIN else source}: {error}") from error


def _article_of(opened: Opened, published: str | None, title: str | None) -> Article:
    """The article of a source that holds one."""
    try:
        article = _article(_parts_of(opened), opened.source, _option_date(published), title)
    except InputError as error:
        raise _named(error, opened.name) from error
    return replace(article, url=article.url or opened.url)


def _article_of_piece(
    piece: Piece, opened: Opened, published: str | None, title: str | None, follow: Web | None
) -> Article:
    """The article of a piece, or with ``follow`` of the page that it links to; what the piece says of it stays."""
    try:
        parts = piece.parts()
        if follow is not None and piece.link is not None:
            parts = _linked(parts, piece.link, follow)
        parts = replace(parts, text=normalise(parts.text))
        article = _article(parts, opened.source, _option_date(published), title)
    except InputError as error:
        raise InputError(f"{opened.name}, {piece.part}: {error}") from error
    return replace(article, part=piece.part)


def _linked(parts: Parts, link: str, web: Web) -> Parts:
    page = _parts_of(Opened.of_page(fetch(link, web)))
    return replace(
        page,
        title=parts.title or page.title,
        published=parts.published or page.published,
        author=page.author or parts.author,
        url=link,
    )


def _article(parts: Parts, source: str, stated: str | None, title: str | None) -> Article:
    _require_text(parts.text)
    language = detect_language(parts.text, parts.language)
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


def _parts_of(opened: Opened) -> Parts:
    data = opened.data
    if opened.format == "pdf":
        from geomap.article.pdf import read_pdf

        return _plain(read_pdf(data))
    if opened.format == "docx":
        from geomap.article.word import read_docx

        return _plain(read_docx(data))
    if opened.format == "mail":
        from geomap.article.mail import read_mail

        return _plain(read_mail(data))
    text = decode(data, opened.name, markup=opened.format == "html", stated=opened.media_type)
    return _parts(normalise(text), opened.format)


def _plain(parts: Parts) -> Parts:
    """The same with a text that any page can hold; what is replaced keeps its length, so that offsets hold."""
    text = normalise(parts.text)
    return replace(parts, text=text, hints=parts.hints if len(text) == len(parts.text) else {})


def _parts(text: str, format: Format) -> Parts:
    if format == "markdown":
        from geomap.article.markdown import read_markdown

        return read_markdown(text)
    if format == "html":
        from geomap.article.html import read_html

        return read_html(text)
    return Parts(text=text)


def _pieces(opened: Opened) -> Iterator[Piece]:
    try:
        yield from told_apart(_pieces_of(opened))
    except InputError as error:
        raise _named(error, opened.name) from error


def _pieces_of(opened: Opened) -> Iterator[Piece]:
    if opened.format == "feed":
        from geomap.article.feeds import pieces_of_feed

        return pieces_of_feed(opened.data)
    if opened.format == "jsonl":
        from geomap.article.jsonlines import pieces_of_json_lines

        return pieces_of_json_lines(opened.stream())
    from geomap.article.warcs import pieces_of_warc

    return pieces_of_warc(opened.stream())


def _only(opened: Opened, part: str | None) -> Piece:
    """The piece of that name, or without a name the only one."""
    first: Piece | None = None
    for piece in _pieces(opened):
        if part is not None and piece.part == part:
            return piece
        if part is None and first is not None:
            raise InputError(
                f"{opened.name} holds several articles: {first.part}, {piece.part} ... Name one with --part, or map "
                "all of them."
            )
        first = piece
    if part is None and first is not None:
        return first
    wanted = f"no article {part!r}" if part is not None else "no article"
    raise SourceGone(f"{opened.name} holds {wanted}.")


def _named(error: InputError, name: str) -> InputError:
    return error if str(error).startswith(name) else type(error)(f"{name}: {error}")


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
