"""The layout of an article: its headline, dateline, bylines, captions, headings, lists, text and page furniture.

A line is told by its own look where it gives itself away (cues in ``geomap/data/article.toml``), then by the lines
around it. Where nothing speaks for another kind a line is a paragraph: leaving page furniture in costs little, taking a
paragraph out loses what it reports.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from geomap.article.bylines import announces_date, is_byline
from geomap.article.cues import Cues, fold_line, label_of, load_cues
from geomap.article.datelines import Dateline, find_dateline, is_dateline_alone
from geomap.article.full_dates import full_dates, is_only_date
from geomap.article.lines import LONGEST_HEADING, Unit, ends_sentence, is_bullet, looks_like_heading, split_units
from geomap.article.repeats import find_repeats
from geomap.model import Block, BlockKind

__all__ = ["Layout", "lay_out"]

LONGEST_HEADLINE = 30
LONGEST_KICKER = 2
OPENING_PARAGRAPHS = 3
LONGEST_LINK_STRIP = 240
LONGEST_LINK = 12
LONGEST_TAIL = 4
SHORTEST_PROSE = 8
LONGEST_CAPTION = 70
NO_CAPTION = frozenset(
    ("was", "were", "had", "said", "did", "told", "went", "came", "took", "will", "would", "has", "have", "since", "to")
)
_STRIP_SEPARATOR = re.compile(r"(?<!\s)\s++(?:[•·]\s++|[|¦]\s*+)|[|¦]\s*+")


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a text in order, and the datelines among them by their start."""

    blocks: tuple[Block, ...]
    datelines: Mapping[int, Dateline]


def lay_out(text: str, hints: Mapping[int, BlockKind] | None = None) -> Layout:
    """Cut a text into blocks that cover all its non-blank characters, in order and without overlap.

    ``hints`` are kinds that a format's markup states, by the offset of the line's first character. Linear in the text.
    """
    return _Reader(split_units(text, hints or {})).read()


class _Reader:
    """Settles the kind of one unit after the other; a unit that has one keeps it."""

    def __init__(self, units: list[Unit]) -> None:
        self.units = units
        self.cues: Cues = load_cues()
        self.kinds: list[BlockKind | None] = [unit.hint for unit in units]
        self.body = self._find_body()
        self.chronology = self._is_chronology()

    def read(self) -> Layout:
        headline = self._find_headline()
        self._mark_repeats(headline)
        for index in range(len(self.units)):
            if self.kinds[index] is None:
                self.kinds[index] = self._kind_by_look(index)
        self._mark_sections()
        self._mark_headings()
        self._mark_tail()
        self._mark_boilerplate()
        return self._to_blocks()

    def _find_body(self) -> int:
        """The index of the first unit that tells something in a sentence; what stands before it is the head."""
        for index, unit in enumerate(self.units):
            if unit.hint in ("paragraph", "list_item") or (unit.hint is None and self._is_prose(unit.text)):
                return index
        return len(self.units)

    def _is_prose(self, line: str) -> bool:
        if self.cues.is_furniture(line) or self.cues.is_caption(line) or is_byline(line, in_head=True):
            return False
        words = len(line.split())
        return words > LONGEST_HEADLINE or (words >= SHORTEST_PROSE and ends_sentence(line) and not line.endswith("?"))

    def _find_headline(self) -> int | None:
        """The first title-like line of the head that is longer than a kicker ("ANALYSIS", "BBC News", "SUDAN")."""
        if "headline" in self.kinds:
            return self.kinds.index("headline")
        titles = [index for index in range(self.body) if self._may_be_title(index)]
        if len(self.units) == 1 or not titles:
            return None
        spoken = [index for index in titles if fold_line(self.units[index].text) not in self.cues.kickers]
        long = [index for index in spoken if len(self.units[index].text.split()) > LONGEST_KICKER]
        headline = (long or spoken or titles)[0]
        self.kinds[headline] = "headline"
        return headline

    def _may_be_title(self, index: int) -> bool:
        line = self.units[index].text
        if self.kinds[index] is not None or not looks_like_heading(line, LONGEST_HEADLINE) or is_bullet(line):
            return False
        look = self._kind_by_look(index)
        return look is None

    def _mark_repeats(self, headline: int | None) -> None:
        repeats = find_repeats(self.units, headline)
        for index in sorted(repeats.copies):
            if self.kinds[index] in (None, "paragraph", "caption", "heading", "list_item"):
                self.kinds[index] = "repeat"
        for index in sorted(repeats.captions):
            if self.kinds[index] in (None, "paragraph"):
                self.kinds[index] = "caption"

    def _kind_by_look(self, index: int) -> BlockKind | None:
        line = self.units[index].text
        if self._is_byline(index):
            return "byline"
        if self.cues.is_furniture(line) or self._is_link_strip(line):
            return "furniture"
        if self.cues.is_caption(line) or self._is_agency_caption(line):
            return "caption"
        if index < self.body and is_dateline_alone(line) and not self._opens_text(index):
            return "dateline"
        return "list_item" if is_bullet(line) else None

    def _opens_text(self, index: int) -> bool:
        """A first line such as "VESSEL WATCH - Friday, 19 January 2024" names the issue; it is the title."""
        return index == 0 and label_of(self.units[0].text) is None and not self.units[0].text.isupper()

    def _is_byline(self, index: int) -> bool:
        line = self.units[index].text
        if announces_date(line):
            return index + 1 < len(self.units) and is_only_date(self.units[index + 1].text)
        if not is_only_date(line):
            return is_byline(line, in_head=index < self.body)
        announced = index > 0 and announces_date(self.units[index - 1].text)
        return announced or (index < self.body and not self.chronology)

    def _is_chronology(self) -> bool:
        """Whether dates stand as headings over the entries of a chronology: none of them is the day of publication."""
        dates: set[str] = set()
        in_body = False
        for index, unit in enumerate(self.units):
            if is_only_date(unit.text) and not (index and announces_date(self.units[index - 1].text)):
                dates.update(found.iso for found in full_dates(unit.text))
                in_body = in_body or index > self.body
        return len(dates) > (1 if in_body else 2)

    def _is_link_strip(self, line: str) -> bool:
        """Short pieces between bars: "Weather | Obituaries | Sport"."""
        if len(line) > LONGEST_LINK_STRIP or ends_sentence(line):
            return False
        pieces = [piece for piece in _STRIP_SEPARATOR.split(line) if piece.strip()]
        return len(pieces) >= 2 and all(len(piece.split()) <= LONGEST_LINK for piece in pieces)

    def _is_agency_caption(self, line: str) -> bool:
        """The present tense and a full date at the end of the first sentence, as agencies write their captions."""
        if line[0] in "“\"'‘" or not SHORTEST_PROSE <= len(line.split()) <= LONGEST_CAPTION:
            return False
        dates = [found for found in full_dates(line[:400]) if line[found.end : found.end + 1] in (".", "")]
        if not dates:
            return False
        sentence = line[: dates[0].start]
        if re.search(r"[.!?]\s+[A-Z]", sentence[10:].replace("U.S. ", "").replace("St. ", "")):
            return False
        for word in sentence.split():
            bare = word.strip(",.;:()“”\"'")
            if bare in NO_CAPTION:
                return False
            if bare in self.cues.caption_verbs:
                return True
        return False

    def _mark_sections(self) -> None:
        """A heading such as "Related stories" makes the short lines under it furniture, up to the next sentence."""
        inside = False
        for index, unit in enumerate(self.units):
            kind = self.kinds[index]
            if index > self.body and kind in (None, "furniture", "heading") and self._opens_section(unit.text):
                self.kinds[index] = "furniture"
                inside = True
            elif (
                inside
                and kind in (None, "list_item", "heading", "byline")
                and looks_like_heading(unit.text.lstrip("•*-– ") or unit.text, 16)
            ):
                self.kinds[index] = "furniture"
            elif kind != "furniture":
                inside = False

    def _opens_section(self, line: str) -> bool:
        return fold_line(line) in self.cues.sections

    def _mark_headings(self) -> None:
        for index, unit in enumerate(self.units):
            if self.kinds[index] is not None:
                continue
            alone = len(self.units) == 1
            title = looks_like_heading(unit.text, LONGEST_HEADLINE if index < self.body else LONGEST_HEADING)
            # "334,000 people displaced" is news, not a title
            counts = unit.text[0].isdigit() and not is_only_date(unit.text)
            self.kinds[index] = "heading" if title and not counts and not alone else "paragraph"

    def _mark_tail(self) -> None:
        """Mark the short headings with nothing under them at the end: they lead to other pages."""
        if "paragraph" not in self.kinds:
            return
        for index in range(len(self.units) - 1, self.body, -1):
            kind = self.kinds[index]
            if kind == "heading" and len(self.units[index].text.split()) <= LONGEST_TAIL:
                self.kinds[index] = "furniture"
            elif kind not in ("furniture", "repeat", "caption", "byline"):
                return

    def _mark_boilerplate(self) -> None:
        """Mark the line "About the department: ...", which tells at the end of a release who sends it."""
        for index in range(self.body + 1, len(self.units)):
            head, colon, _ = self.units[index].text.partition(":")
            if self.kinds[index] == "paragraph" and colon and self.cues.boilerplate.fullmatch(head):
                self.kinds[index] = "furniture"

    def _to_blocks(self) -> Layout:
        blocks: list[Block] = []
        datelines: dict[int, Dateline] = {}
        opening = OPENING_PARAGRAPHS
        for unit, kind in zip(self.units, self.kinds, strict=True):
            assert kind is not None
            dateline = find_dateline(unit.text, opening=opening > 0) if kind == "paragraph" else None
            if dateline is not None:
                datelines[unit.start] = dateline
                blocks.append(Block(kind="dateline", start=unit.start, end=unit.start + dateline.length))
                blocks.append(Block(kind="paragraph", start=unit.start + dateline.rest, end=unit.end))
            else:
                blocks.append(Block(kind=kind, start=unit.start, end=unit.end))
            opening -= kind == "paragraph"
        return Layout(tuple(blocks), datelines)
