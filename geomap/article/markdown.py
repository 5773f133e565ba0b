"""Markdown as an article: the marks come off, and what they say about headings, lists and pictures is kept.

Only what news notes use: front matter of ``key: value`` lines, headings, lists, quotations, pictures, links, emphasis,
tables. HTML inside Markdown stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from geomap.article.full_dates import parse_date
from geomap.article.parts import Parts, TextBuilder
from geomap.model import BlockKind

__all__ = ["read_markdown"]

_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*:\s*(.*)")
_TITLE_KEYS = ("title", "headline")
_DATE_KEYS = ("date", "published", "publication date", "published at", "date published", "pubdate", "created")
_AUTHOR_KEYS = ("author", "authors", "by", "byline")
_URL_KEYS = ("url", "link", "canonical", "canonical url", "source")

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)(.*)")
_TITLE = re.compile(r" {0,3}#[ \t]+\S")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = re.compile(r"[ \t]*(?:[*+-]|(\d{1,9}[.)]))[ \t]+(?=\S)")
_QUOTATION = re.compile(r"(?: {0,3}>[ ]?)+")
_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")
_DEFINITION = re.compile(r" {0,3}\[[^\]\n]{1,200}\]:\s*\S")
_IMAGE_ALONE = re.compile(r"[ \t]*!\[([^\]\n]*)\]\([^()\n\"]*+(?:\"([^\"\n]*)\")?+\s*+\)[ \t]*$")
_INLINE = (
    (re.compile(r"!\[([^\[\]\n]{0,500})\]\([^()\n]{0,2000}\)"), r"\1"),
    (re.compile(r"\[\^[^\]\n]{1,50}\]"), ""),
    (re.compile(r"\[([^\[\]\n]{1,500})\]\((?:[^()\n]|\([^()\n]{0,200}\)){0,2000}\)"), r"\1"),
    (re.compile(r"\[([^\[\]\n]{1,500})\]\[[^\]\n]{0,200}\]"), r"\1"),
    (re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>"), r"\1"),
    (re.compile(r"(?<![\\*])(\*{1,3})(?=[^\s*])([^*\n]{1,1000}?)(?<=[^\s\\])\1(?!\*)"), r"\2"),
    (re.compile(r"(?<![\w\\])(_{1,3})(?=[^\s_])([^_\n]{1,1000}?)(?<=[^\s\\])\1(?!\w)"), r"\2"),
    (re.compile(r"~~(?=\S)([^~\n]{1,1000})~~"), r"\1"),
    (re.compile(r"(?<!`)`([^`\n]{1,1000})`(?!`)"), r"\1"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)
WRAPPED = 50


def read_markdown(source: str) -> Parts:
    """Take the marks off a Markdown text. Front matter may state ``title``, ``date``, ``author`` and ``url``."""
    front, body = _split_front_matter(source)
    return _Reader().read(
        _without_comments(body).split("\n"),
        title=_first(front, _TITLE_KEYS),
        published=parse_date(_first(front, _DATE_KEYS) or ""),
        author=_first(front, _AUTHOR_KEYS),
        url=_address(_first(front, _URL_KEYS)),
    )


def _split_front_matter(source: str) -> tuple[dict[str, str], str]:
    match = _FRONT_MATTER.match(source)
    if match is None:
        return {}, source
    pairs = (_KEY.fullmatch(line.strip()) for line in match[1].split("\n") if not line.startswith((" ", "\t", "#")))
    front = {pair[1].casefold().replace("_", " ").replace("-", " "): _unquoted(pair[2]) for pair in pairs if pair}
    # a rule at the start of a text without any key below it is just a rule
    return (front, source[match.end() :]) if front or not match[1].strip() else ({}, source)


def _without_comments(body: str) -> str:
    kept: list[str] = []
    end = 0
    while (start := body.find("<!--", end)) >= 0:
        close = body.find("-->", start)
        if close < 0:
            break
        kept.append(body[end:start])
        end = close + 3
    return "".join((*kept, body[end:]))


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].strip()
    if value.startswith("[") and value.endswith("]"):
        return ", ".join(_unquoted(item) for item in value[1:-1].split(","))
    return re.sub(r"(?<!\s)\s++#.*$", "", value)


def _first(front: dict[str, str], keys: Sequence[str]) -> str | None:
    return next((front[key] for key in keys if front.get(key)), None)


def _address(value: str | None) -> str | None:
    return value if value is not None and re.match(r"https?://\S+$", value) else None


class _Reader:
    """Goes through the lines once; an open paragraph or list item takes the lines that continue it."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.open: list[str] = []
        self.item = False
        self.in_list = False
        self.after_image = False
        self.titled = False

    def read(
        self, lines: Sequence[str], *, title: str | None, published: str | None, author: str | None, url: str | None
    ) -> Parts:
        if title is not None and not any(_TITLE.match(line) for line in lines):
            self._add_heading(title, 1)
        for line in _without_fences(lines):
            self._read_line(line)
        self._close()
        return self.builder.parts(title=title, published=published, author=author, url=url)

    def _read_line(self, raw: str) -> None:
        line = _QUOTATION.sub("", raw, count=1) if _QUOTATION.match(raw) else raw
        if not line.strip():
            self._close()
            return
        if self._read_mark(line):
            return
        item = _ITEM.match(line)
        if item is not None and (self.item or not self.open or item[1] in (None, "1.", "1)")):
            self._close()
            self.item = True
            self.open = [f"{item[1] or '•'} {line[item.end() :].strip()}"]
        elif self.open and (self.item or _continues(self.open[-1], line)):
            self.open.append(line.strip())
        else:
            self._close()
            self.open = [line.strip()]

    def _read_mark(self, line: str) -> bool:
        """Deal with a line that is a heading, a rule, a picture, a row of a table or a link's definition."""
        heading = _HEADING.match(line)
        if heading is not None:
            self._close()
            self._add_heading(_plain(heading[2].rstrip().rstrip("#")), len(heading[1]))
            return True
        if self.open and not self.item and _UNDERLINE.match(line):
            words, self.open = " ".join(self.open), []
            self._add_heading(_plain(words), 1 if "=" in line else 2)
            return True
        if _RULE.match(line) or _DEFINITION.match(line) or _is_table_rule(line):
            self._close()
            return True
        picture = _IMAGE_ALONE.match(line)
        if picture is not None:
            self._close()
            self.builder.add(_plain(picture[2] or picture[1]), "caption")
            self.after_image = True
            return True
        if line.lstrip().startswith("|") and line.rstrip().endswith("|"):
            self._close()
            cells = [_plain(cell) for cell in line.strip().strip("|").split("|")]
            self.builder.add(" | ".join(cell for cell in cells if cell), "list_item", close=self.in_list)
            self.in_list = True
            return True
        return False

    def _add_heading(self, words: str, level: int) -> None:
        headline = level == 1 and not self.titled
        self.titled = self.titled or headline
        self.builder.add(words, "headline" if headline else "heading")
        self.in_list = self.after_image = False

    def _close(self) -> None:
        if not self.open:
            return
        lines, item, self.open, self.item = self.open, self.item, [], False
        words = " ".join(lines)
        caption = self.after_image and not item and words[0] in "*_" and words[-1] == words[0]
        kind: BlockKind | None = "list_item" if item else "caption" if caption else None
        self.builder.add(_plain(words), kind, close=item and self.in_list)
        self.in_list, self.after_image = item, False


def _without_fences(lines: Sequence[str]) -> Iterator[str]:
    return (line for line in lines if not _FENCE.match(line))


def _is_table_rule(line: str) -> bool:
    return "|" in line and "--" in line and not line.strip(" \t:|-")


def _continues(last: str, line: str) -> bool:
    """Markdown joins neighbouring lines; short ones that open with a capital are bylines and dates, kept apart."""
    return len(last) >= WRAPPED or line.lstrip()[:1].islower()


def _plain(words: str) -> str:
    for pattern, replacement in _INLINE:
        words = pattern.sub(replacement, words)
    return " ".join(words.split())
