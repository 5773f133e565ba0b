"""The article's text as rows: blocks cut where marks begin and end, and quotations in their sentences.

Everything is cut here, because offsets are code points and scripts count otherwise.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any, Literal

from geomap.model import Article, Block, Event, Evidence, OtherName, Place, Route, Story, Unresolved

__all__ = ["TextShown", "member_at", "quotes", "text_rows", "with_first_mentions"]

TextShown = Literal["full", "quotes"]
"""How much of the article a page carries: all of it, or only the sentences that its marks rest on."""

CONTEXT = 220
"""At most so many characters of the sentence are shown on each side of the words quoted."""
_SPACE = re.compile(r"\s*")
_SENTENCE_END = re.compile(r"(?<![.!?…。！？؟])[.!?…。！？؟]++[\"'”’»)\]]*+\s++|\n+")


def quotes(evidence: Iterable[Evidence], article: Article) -> list[list[str | int]]:
    """Each quotation: the text of its sentence before it, itself, the text after it, and its offset in the article."""
    return [[*_in_sentence(piece, article), piece.start] for piece in evidence]


def member_at(offset: int, article: Article) -> int | None:
    """Which of the articles that it was put together from holds the offset, counted from 0; None where none does."""
    number = bisect_right(article.members, offset, key=lambda member: member.start) - 1
    return number if number >= 0 and offset < article.members[number].end else None


def _members(article: Article) -> list[dict[str, Any]]:
    """The articles of a gathering, and where they stand in its text; none where it is one article."""
    if len(article.members) < 2:
        return []
    return [
        {
            "title": member.title.strip() or member.source,
            "source": member.url or member.source,
            "published": member.published,
            "language": member.language,
            "start": member.start,
            "end": member.end,
        }
        for member in article.members
    ]


def _in_sentence(piece: Evidence, article: Article) -> list[str]:
    first, last = _sentence(piece, article)
    cut_before, cut_after = piece.start - first > CONTEXT, last - piece.end > CONTEXT
    before = article.text[max(first, piece.start - CONTEXT) : piece.start].lstrip()
    after = article.text[piece.end : min(last, piece.end + CONTEXT)].rstrip()
    return [("…" if cut_before else "") + before, piece.text, after + ("…" if cut_after else "")]


def _sentence(piece: Evidence, article: Article) -> tuple[int, int]:
    """Where the sentence, or the sentences, of a quotation begin and end; long ones end at what is shown of them."""
    nearest = bisect_right(article.blocks, piece.start, key=lambda block: block.start) - 1
    block = article.blocks[nearest] if nearest >= 0 and piece.start < article.blocks[nearest].end else None
    first, last = (block.start, block.end) if block else (piece.start, piece.end)
    reach = CONTEXT + 20  # what lies further off is not shown, so the search for the sentence's ends stops there
    first = max(first, piece.start - reach)
    for end in _SENTENCE_END.finditer(article.text, first, piece.start):
        first = end.end()
    if re.search(r"[.!?…。！？؟][\"'”’»)\]]*$", piece.text):
        return first, piece.end
    last = min(max(last, piece.end), piece.end + reach)
    found = _SENTENCE_END.search(article.text, piece.end, last)
    return first, found.end() if found else last


def _sentences(story: Story) -> list[Block]:
    """The sentences that anything on the map rests on, in the order of the article, each once."""
    marks: list[Place | Route | Event] = [*story.places, *story.routes, *story.events]
    pieces = [piece for mark in marks for piece in (mark.mentions if isinstance(mark, Place) else mark.evidence)]
    blocks: list[Block] = []
    for start, end in sorted(_sentence(piece, story.article) for piece in pieces):
        if blocks and start < blocks[-1].end:
            blocks[-1] = replace(blocks[-1], end=max(end, blocks[-1].end))
        else:
            blocks.append(Block(kind="paragraph", start=start, end=end))
    return blocks


def with_first_mentions(story: Story) -> Story:
    """The story with each place's first mention alone; where it is told again is not shown."""
    return replace(story, places=tuple(replace(place, mentions=place.mentions[:1]) for place in story.places))


def text_rows(story: Story, *, quoted: bool) -> dict[str, Any]:
    """What stands beside the map: the article's blocks with their marks, or with ``quoted`` only sentences of it."""
    return {
        "blocks": _blocks(story, _sentences(story) if quoted else story.article.blocks),
        "quoted": quoted,
        "language": story.article.language,
        "source": story.article.url or story.article.source,
        "articles": _members(story.article),
        "unresolved": [_unresolved(item) for item in story.unresolved],
        "others": [_other(item) for item in story.others],
        "notes": list(story.notes),
        "corrections": [
            {"target": one.target, "action": one.action, "about": one.about, "reason": one.reason}
            for one in story.corrections
            if one.outcome not in ("applied", "already so")
        ],
        "provenance": {
            "geomap": story.provenance.geomap,
            "model": story.provenance.model,
            "spacy": story.provenance.spacy,
            "gazetteer": story.provenance.gazetteer,
            "lock": story.provenance.lock,
        },
    }


def _unresolved(item: Unresolved) -> dict[str, Any]:
    return {"name": item.name, "reason": item.reason, "count": len(item.mentions)}


def _other(item: OtherName) -> dict[str, Any]:
    return {"name": item.name, "kind": item.kind, "count": len(item.mentions)}


def _blocks(story: Story, blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Blocks of the article, each cut wherever a mark begins or ends."""
    mentions = _Marks((piece.start, piece.end, place.id) for place in story.places for piece in place.mentions)
    told: list[Route | Event] = [*story.routes, *story.events]
    evidence = _Marks((piece.start, piece.end, item.id) for item in told for piece in item.evidence)
    return [_block(block, story.article, mentions.inside(block), evidence.inside(block)) for block in blocks]


class _Marks:
    """Stretches of the text (start, end, id) in their order, found by what they touch."""

    def __init__(self, marks: Iterable[tuple[int, int, str]]) -> None:
        self.marks = sorted(marks)
        self.longest = max((end - start for start, end, _ in self.marks), default=0)

    def inside(self, block: Block) -> list[tuple[int, int, str]]:
        """Those that touch the block."""
        first = bisect_left(self.marks, (block.start - self.longest,))
        last = bisect_left(self.marks, (block.end,))
        return [mark for mark in self.marks[first:last] if mark[1] > block.start]


def _block(
    block: Block, article: Article, inside: list[tuple[int, int, str]], resting: list[tuple[int, int, str]]
) -> dict[str, Any]:
    """A block cut at the places named in it and at the passages that marks rest on."""
    cuts = {block.start, block.end}
    for start, end, _ in (*inside, *resting):
        cuts |= {max(start, block.start), min(end, block.end)}
    edges = sorted(cuts)
    parts: list[list[Any]] = []
    for start, end in pairwise(edges):
        names = [mark for mark in inside if mark[0] <= start and mark[1] >= end]
        place = min(names, key=lambda mark: mark[1] - mark[0])[2] if names else None
        ids = [mark[2] for mark in resting if mark[0] <= start and mark[1] >= end]
        ending = [mark[2] for mark in resting if min(mark[1], block.end) == end and mark[1] <= block.end]
        parts.append([article.text[start:end], place, ids, ending])
    return {
        "kind": block.kind,
        "parts": parts,
        "inline": _gap(block, article) if block.kind == "dateline" else None,
        "start": block.start,
    }


def _gap(block: Block, article: Article) -> str | None:
    """What stands between a dateline and the paragraph that goes on in its line; None when a new line follows."""
    found = _SPACE.match(article.text, block.end)
    gap = found[0] if found else ""
    return None if "\n" in gap else gap
