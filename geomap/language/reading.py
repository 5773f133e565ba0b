"""An article as spaCy has read it: one parsed Doc per block, with offsets back into the article.

spaCy objects stay in here and in the Reading: other rooms walk it, they never keep Docs or Tokens in their results.
"""

from __future__ import annotations

import itertools
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

__all__ = ["LONGEST_SENTENCE", "Passage", "Reading", "batch_size", "passage_of", "read"]

LONGEST_PASSAGE = 5_000
"""Characters that are parsed as one text: time and memory of parser and frames grow faster than the length."""
LONGEST_SENTENCE = 1_500
"""Characters without the end of a sentence after which one is cut: frames weigh every place of a sentence against every
trigger, so that a text without full stops would take hours. The longest sentences of news have about half of that."""
READ_TOGETHER = 50_000
"""Characters that the pipeline reads in one batch; its layers need about 4 kB of memory for each."""
DOCS_TOGETHER = 256
"""spaCy's own measure of a batch, for passages of usual length."""
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
    """The article's passages in order (cut-off repeats left out), and the pipeline that read them.

    ``cuts`` counts the places where a sentence was too long to be read whole.
    """

    article: Article
    passages: tuple[Passage, ...]
    nlp: Language
    model_name: str
    cuts: int = 0
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
    blocks = [piece for piece, _ in pieces if article.text[piece.start : piece.end].strip()]
    return Reading(
        article=article,
        passages=tuple(_passages(article, blocks, nlp)),
        nlp=nlp,
        model_name=model_identity(nlp),
        cuts=sum(is_cut for _, is_cut in pieces),
    )


def _pieces(block: Block, text: str) -> Iterator[tuple[Block, bool]]:
    """The block in pieces that can be parsed whole, and whether a piece ends inside a sentence.

    It is cut behind sentences where it came without line breaks, and within one that goes on for too long.
    """
    start = last = block.start
    ends = SENTENCE_END.finditer(text, block.start, block.end)
    for end in itertools.chain((found.end() for found in ends), (block.end,)):
        while end - last > LONGEST_SENTENCE:
            if last > start:
                yield replace(block, start=start, end=last), False
            start, last = last, last + _before_word(text[last : last + LONGEST_SENTENCE])
            yield replace(block, start=start, end=last), True
            start = last
        if end - start > LONGEST_PASSAGE:
            yield replace(block, start=start, end=last), False
            start = last
        last = end
    if start < block.end:
        yield replace(block, start=start), False


def _before_word(window: str) -> int:
    """How much of a stretch can be taken without cutting its last word."""
    return window.rfind(" ") + 1 or len(window)


def _passages(article: Article, blocks: list[Block], nlp: Language) -> Iterator[Passage]:
    texts = (article.text[block.start : block.end].replace("\n", " ").replace("\r", " ") for block in blocks)
    language = nlp.lang or "en"
    together = batch_size(max((block.end - block.start for block in blocks), default=1))
    for block, doc in zip(blocks, nlp.pipe(texts, batch_size=together), strict=True):
        yield passage_of(block, doc, language)


def batch_size(longest: int) -> int:
    """How many texts the pipeline reads at once when the longest of them has so many characters."""
    return max(1, min(DOCS_TOGETHER, READ_TOGETHER // max(longest, 1)))


def passage_of(block: Block, doc: Doc, language: str) -> Passage:
    """The passage of a parsed block, glossed where the language is read so."""
    if not has_glosses(language):
        return Passage(block=block, start=block.start, doc=doc)
    glossed = gloss(doc, language)
    return Passage(block=block, start=block.start, doc=glossed.doc, parse=doc, sources=glossed.tokens)
