"""An article as spaCy has read it: one parsed Doc per block, with offsets back into the article.

spaCy objects stay in here and in the Reading: other rooms walk it, they never keep Docs or Tokens in their results.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geomap.language.gloss_words import has_glosses
from geomap.language.glossing import gloss
from geomap.language.model_loading import model_identity
from geomap.model import Article, Block, Evidence
from geomap.model import Span as Offsets

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

__all__ = ["Passage", "Reading", "passage_of", "read"]

LONGEST_PASSAGE = 5_000
"""Characters that are parsed as one text: time and memory of parser and frames grow faster than the length."""
SENTENCE_END = re.compile(r"[.!?]['\"’”)]*\s+")


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """One block of the article and its Doc. The Doc's character 0 is the article's character ``start``.

    In a language that is read by glosses ``doc`` is in the engine's terms, ``parse`` in the article's own words, and
    ``sources`` tells which tokens of the parse (first and last) a token of ``doc`` stands for.
    """

    block: Block
    start: int
    doc: Doc
    parse: Doc | None = None
    sources: Sequence[tuple[int, int]] = ()

    @property
    def written(self) -> Passage:
        """The passage with the Doc of the article's own words."""
        return self if self.parse is None else Passage(self.block, self.start, self.parse)

    def as_written(self, tokens: Span) -> Span:
        """The same stretch in the Doc of the article's own words."""
        if self.parse is None:
            return tokens
        inside = self.sources[tokens.start : tokens.end]
        return self.parse[min(first for first, _ in inside) : max(last for _, last in inside) + 1]

    @property
    def is_furniture(self) -> bool:
        """Whether the block is page furniture (link lists, credits): read for its names, never for its story."""
        return self.block.kind == "furniture"

    @property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of the block, as spaCy Spans."""
        return tuple(self.doc.sents)

    def offsets(self, first: int, end: int) -> Offsets:
        """Article offsets of the tokens ``first`` to ``end`` (token indexes into the Doc, end exclusive)."""
        if self.parse is not None:
            return self.written.offsets(self.sources[first][0], max(at for _, at in self.sources[first:end]) + 1)
        last = self.doc[end - 1]
        return self.start + self.doc[first].idx, self.start + last.idx + len(last)

    def tokens(self, start: int, end: int) -> Span | None:
        """The tokens that the article offsets touch; None when they touch no token of this block."""
        whole = self.doc if self.parse is None else self.parse
        length = whole[-1].idx + len(whole[-1]) if len(whole) else 0  # reading Doc.text would put it together anew
        local_start, local_end = max(start - self.start, 0), min(end - self.start, length)
        if local_start >= local_end:
            return None
        if self.parse is not None:
            return self._glossed(self.written.tokens(start, end))
        return self.doc.char_span(local_start, local_end, alignment_mode="expand")

    def _glossed(self, span: Span | None) -> Span | None:
        """The tokens that stand for any of those of the parse."""
        if span is None:
            return None
        inside = [n for n, (first, last) in enumerate(self.sources) if first < span.end and span.start <= last]
        return self.doc[inside[0] : inside[-1] + 1] if inside else None


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The article's passages in order (cut-off repeats left out), and the pipeline that read them."""

    article: Article
    passages: tuple[Passage, ...]
    nlp: Language
    model_name: str
    _starts: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(passage.start for passage in self.passages))

    @property
    def language(self) -> str:
        """The language of the pipeline that read it (ISO 639-1)."""
        return self.nlp.lang or "en"

    def passage_at(self, offset: int) -> Passage | None:
        """The passage that holds the article offset; None between blocks and in repeats."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self.passages[index].block.end:
            return None
        return self.passages[index]

    def sentence_at(self, offset: int) -> Evidence | None:
        """The sentence around an article offset as a quotation; None where nothing was read."""
        passage = self.passage_at(offset)
        tokens = passage.tokens(offset, offset + 1) if passage else None
        if passage is None or tokens is None or not len(tokens):
            return None
        sentence = tokens[0].sent
        return self.evidence(*passage.offsets(sentence.start, sentence.end))

    def evidence(self, start: int, end: int) -> Evidence:
        """The article's words between two offsets, without the white space around them."""
        text = self.article.text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        return Evidence(start=start, end=start + len(text), text=text)


def read(article: Article, nlp: Language) -> Reading:
    """Parse every block of the article that isn't a cut-off repeat, each on its own.

    Blocks are parsed apart because a parser that reads on over a headline or a caption joins their sentences.
    Line breaks inside a block are read as spaces (the offsets stay the same).
    """
    readable = [block for block in article.blocks if block.kind != "repeat"]
    pieces = [piece for block in readable for piece in _pieces(block, article.text)]
    blocks = [piece for piece in pieces if article.text[piece.start : piece.end].strip()]
    return Reading(
        article=article,
        passages=tuple(_passages(article, blocks, nlp)),
        nlp=nlp,
        model_name=model_identity(nlp),
    )


def _pieces(block: Block, text: str) -> Iterator[Block]:
    """The block, cut behind sentences where it is too long to be parsed whole: a text that came without line breaks."""
    start = block.start
    while block.end - start > LONGEST_PASSAGE:
        window = text[start : start + LONGEST_PASSAGE]
        ends = [found.end() for found in SENTENCE_END.finditer(window)] or [window.rfind(" ") + 1 or len(window)]
        yield replace(block, start=start, end=start + ends[-1])
        start += ends[-1]
    yield replace(block, start=start)


def _passages(article: Article, blocks: list[Block], nlp: Language) -> Iterator[Passage]:
    texts = (article.text[block.start : block.end].replace("\n", " ").replace("\r", " ") for block in blocks)
    language = nlp.lang or "en"
    for block, doc in zip(blocks, nlp.pipe(texts), strict=True):
        yield passage_of(block, doc, language)


def passage_of(block: Block, doc: Doc, language: str) -> Passage:
    """The passage of a parsed block, glossed where the language is read so."""
    if not has_glosses(language):
        return Passage(block=block, start=block.start, doc=doc)
    glossed = gloss(doc, language)
    return Passage(block=block, start=block.start, doc=glossed.doc, parse=doc, sources=glossed.tokens)
