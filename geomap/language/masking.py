"""Sentences for the frame engine: place names masked by one common name, and parsed again.

A small parser stumbles over names that it has never seen ("trucks crossed through Bab al-Salama on Tuesday"). With
every known place replaced by "London" ("the Thames" after an article) the same sentence parses well. Only sentences
that name a place and hold a word that may trigger a frame are parsed again; the others keep their first parse.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.geodesy import distance_km
from geomap.language.frames import load_words
from geomap.language.gloss_words import has_glosses
from geomap.language.glossing import gloss
from geomap.language.masks import ENGLISH, Masks, masks
from geomap.language.reading import batch_size
from geomap.language.repairs import repair
from geomap.model import Place
from geomap.model import Span as Offsets

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

    from geomap.language.reading import Passage, Reading

__all__ = ["Sentence", "sentences"]

PLAIN_QUOTES = str.maketrans("’‘“”", "''\"\"")
BULLET = re.compile(r"(?:[•*▪‣·–—-]|\(?\d{1,2}[.)])$")
SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]*\s*$")
PARENTHESIS = re.compile(r"\s*\(([^()]{1,40})\)")
CONTAINER_JOINT = re.compile(r"(?: (?:state|province|region|county|district|governorate|department|prefecture))?, ")
CLOCK_NAMES = "Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thu|Fri|Sat|Sun"
AFTER_ADDRESS = re.compile(rf", (?!and |or )(?:[^A-Z]|(?:{CLOCK_NAMES})[a-z.]* )")
CLAUSE_OPENERS = frozenset(
    {
        "as",
        "because",
        "since",
        "while",
        "when",
        "after",
        "before",
        "that",
        "if",
        "and",
        "but",
        "where",
        "which",
        "who",
        "although",
        "though",
        "until",
    }
)
FINITE_TAGS = frozenset({"VBD", "VBZ", "VBP", "MD"})

Mentions = Sequence[tuple[int, int, Place]]


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """One sentence as the engine sees it: tokens, where each stands in the article, and which of them are places.

    ``tokens`` is a spaCy Span; the keys of ``places`` and the indexes of ``offsets`` are token indexes into its Doc.
    ``labels`` are the entity labels of the first, unmasked parse. ``number`` counts the article's sentences.
    ``more_places`` are the further places of a list that one token stands for ("A and B").
    """

    passage: Passage
    tokens: Span
    offsets: Sequence[Offsets]
    places: Mapping[int, Place]
    labels: Mapping[int, str]
    number: int
    more_places: Mapping[int, tuple[Place, ...]] = field(default_factory=dict)

    def span(self, first: int, last: int) -> Offsets:
        """Article offsets of the tokens ``first`` to ``last``, both included."""
        return self.offsets[first][0], self.offsets[last][1]

    @property
    def start(self) -> int:
        """Where the sentence begins in the article."""
        return self.offsets[self.tokens.start][0]

    @property
    def end(self) -> int:
        """Where the sentence ends in the article."""
        return self.offsets[self.tokens.end - 1][1]

    def written(self, token: Token, text: str) -> str:
        """The token in the article's own words; ``text`` is that of the article."""
        if self.passage.parse is None:
            return token.text
        start, end = self.offsets[token.i]
        return text[start:end]

    def place(self, token: Token) -> Place | None:
        """The place that the token stands for, if any."""
        return self.places.get(token.i)

    def place_tokens(self) -> list[Token]:
        """The tokens that stand for places, in order."""
        return [token for token in self.tokens if token.i in self.places]

    def tokens_between(self, start: int, end: int) -> list[Token]:
        """The tokens that the article offsets touch."""
        return [t for t in self.tokens if self.offsets[t.i][0] < end and start < self.offsets[t.i][1]]


@dataclass(slots=True)
class _Piece:
    """A stretch of one passage that is read as a unit, and where its words stand; ``doc`` is its parse."""

    passage: Passage
    doc: Doc | None = None
    tokens: Span | None = None
    words: list[str] = field(default_factory=list)
    spaces: list[bool] = field(default_factory=list)
    offsets: list[Offsets] = field(default_factory=list)
    places: dict[int, Place] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    more: dict[int, tuple[Place, ...]] = field(default_factory=dict)

    def add(self, word: str, offsets: Offsets, *, space: bool, place: Place | None = None, label: str = "") -> None:
        index = len(self.words)
        if place is not None:
            self.places[index] = place
        if label:
            self.labels[index] = label
        self.words.append(word)
        self.spaces.append(space)
        self.offsets.append(offsets)

    def into_engine_terms(self, language: str) -> None:
        """Gloss the parse of a language that is read so, and move places, labels and offsets to the new tokens."""
        if self.doc is None or not has_glosses(language):
            return
        glossed = gloss(self.doc, language)
        offsets, places, labels, more = self.offsets, self.places, self.labels, self.more
        self.doc = glossed.doc
        self.offsets = [(offsets[first][0], offsets[last][1]) for first, last in glossed.tokens]
        tokens = {first: number for number, (first, last) in enumerate(glossed.tokens) if first == last}
        self.places = {tokens[at]: place for at, place in places.items() if at in tokens}
        self.labels = {tokens[at]: label for at, label in labels.items() if at in tokens}
        self.more = {tokens[at]: names for at, names in more.items() if at in tokens}


def sentences(
    reading: Reading,
    places: Iterable[Place],
    may_trigger: Callable[[Token], bool],
    *,
    skip: frozenset[str] = frozenset(),
) -> tuple[Sentence, ...]:
    """The sentences of the article in order, without the blocks whose kind is in ``skip``.

    ``may_trigger`` says whether a token could start a frame: a sentence with places and without such a word isn't worth
    a second parse.
    """
    from spacy.tokens import Doc

    mentions = sorted(
        ((m.start, m.end, place) for place in places for m in place.mentions), key=lambda m: (m[0], -m[1])
    )
    pieces: list[_Piece] = []
    for passage in reading.passages:
        if passage.block.kind in skip:
            continue
        first = bisect_left(mentions, passage.block.start, key=lambda m: m[0])
        after = bisect_left(mentions, passage.block.end, key=lambda m: m[0])
        inside = [m for m in mentions[first:after] if m[1] <= passage.block.end]
        for tokens in _units(passage):
            here = _without_overlaps(inside, passage.offsets(tokens.start, tokens.end))
            worth_it = bool(here) or passage.parse is not None
            masked = worth_it and any(may_trigger(token) for token in tokens)
            if masked:
                piece = _masked(passage.written, passage.as_written(tokens), here, masks(reading.language))
                piece.passage = passage
                pieces.append(piece)
            else:
                pieces.append(_as_parsed(passage, tokens, here))
    again = [piece for piece in pieces if piece.doc is None and piece.words]
    docs = [Doc(reading.nlp.vocab, words=piece.words, spaces=piece.spaces) for piece in again]
    if has_glosses(reading.language):
        for doc in docs:
            _keep_whole(doc)
    for piece, doc in zip(again, _parse(docs, reading.nlp), strict=True):
        piece.doc = doc
        piece.into_engine_terms(reading.language)
    return tuple(_numbered(pieces))


def _keep_whole(doc: Doc) -> None:
    """Let no parser split a sentence that the punctuation has delimited: small ones split French at commas."""
    for token in doc:
        token.is_sent_start = token.i == 0


def _parse(docs: list[Doc], nlp: Language) -> list[Doc]:
    unneeded = [name for name in ("ner", "entity_ruler") if name in nlp.pipe_names]
    with nlp.select_pipes(disable=unneeded):
        parsed = nlp.pipe(docs, batch_size=batch_size(max((len(doc.text) for doc in docs), default=1)))
        return list(parsed) if has_glosses(nlp.lang or "en") else [repair(doc) for doc in parsed]


def _numbered(pieces: Iterable[_Piece]) -> Iterator[Sentence]:
    number = 0
    for piece in pieces:
        if piece.doc is None:
            continue
        spans = piece.doc.sents if piece.tokens is None else [piece.tokens]
        for tokens in spans:
            yield Sentence(piece.passage, tokens, piece.offsets, piece.places, piece.labels, number, piece.more)
            number += 1


def _units(passage: Passage) -> Iterator[Span]:
    """The sentences of the first parse; one that breaks off without a full stop is read together with the next."""
    first: int | None = None
    for sentence in passage.sentences:
        start = sentence.start if first is None else first
        if SENTENCE_END.search(sentence.text) or sentence.end == len(passage.doc):
            first = None
            yield from _clauses(passage.doc[start : sentence.end])
        else:
            first = start
    if first is not None:
        yield passage.doc[first:]


def _clauses(sentence: Span) -> Iterator[Span]:
    """The parts between semicolons that have a verb of their own: each tells something for itself."""
    doc, start = sentence.doc, sentence.start
    for token in sentence:
        if (
            token.text == ";"
            and _has_finite_verb(doc[start : token.i])
            and _has_finite_verb(doc[token.i : sentence.end])
        ):
            yield doc[start : token.i + 1]
            start = token.i + 1
    if start < sentence.end:
        yield doc[start : sentence.end]


def _has_finite_verb(tokens: Span) -> bool:
    return any(token.tag_ in FINITE_TAGS for token in tokens)


def _without_overlaps(mentions: Mentions, bounds: Offsets) -> list[tuple[int, int, Place]]:
    kept: list[tuple[int, int, Place]] = []
    for start, end, place in mentions:
        if bounds[0] <= start and end <= bounds[1] and (not kept or start >= kept[-1][1]):
            kept.append((start, end, place))
    return kept


@lru_cache(maxsize=1)
def _token_offsets(passage: Passage) -> list[Offsets]:
    """Where the tokens of a passage stand, found once for all its sentences."""
    return [passage.offsets(token.i, token.i + 1) for token in passage.doc]


def _as_parsed(passage: Passage, tokens: Span, mentions: Mentions) -> _Piece:
    """The first parse as it stands; the place of a name of several words sits on its head."""
    piece = _Piece(passage, doc=passage.doc, tokens=tokens)
    piece.offsets = _token_offsets(passage)
    piece.labels = {token.i: token.ent_type_ for token in tokens if token.ent_type_}
    for start, end, place in mentions:
        name = passage.tokens(start, end)
        if name is not None:
            piece.places[name.root.i] = place
    return piece


def _masked(passage: Passage, tokens: Span, mentions: Mentions, habits: Masks) -> _Piece:
    piece = _Piece(passage)
    names = {name.first: name for name in _coordinated(list(_names(passage, mentions)), passage.doc, habits)}
    covered = {index for name in names.values() for index in range(name.first, name.last + 1)}
    compounds = load_words("compounds", "words")
    joined = -1
    for token in tokens:
        if token.i <= joined:
            continue
        parts = passage.doc[token.i : min(token.i + 3, tokens.end)]
        if len(parts) == 3 and parts[1].text == "-" and "".join(part.lower_ for part in parts) in compounds:
            joined = parts[2].i
            piece.add(parts.text, passage.offsets(token.i, joined + 1), space=bool(parts[2].whitespace_))
            continue
        is_bullet = token.i == tokens.start and BULLET.match(token.text)
        if token.i in names:
            name = names[token.i]
            mask = habits.name_after(piece.words[-1] if piece.words else "")
            if len(name.places) > 1:
                piece.more[len(piece.words)] = name.places[1:]
            piece.add(mask, name.offsets, space=name.space, place=name.places[0])
        elif token.i not in covered and not token.is_space and not is_bullet:
            word = token.text.translate(PLAIN_QUOTES)
            last = token.i if habits is ENGLISH else _figure_end(token, tokens.end)
            if last > token.i:  # "15 000" is one word
                word, joined = "".join(part.text for part in passage.doc[token.i : last + 1]), last
            elif habits is not ENGLISH:
                before = piece.words[-1] if piece.words else ""
                word = habits.word_for(before, word, passage.doc[last + 1].text if last + 1 < tokens.end else "")
            offsets = passage.offsets(token.i, last + 1)
            piece.add(word, offsets, space=bool(passage.doc[last].whitespace_), label=token.ent_type_)
    return piece


def _figure_end(token: Token, end: int) -> int:
    """The last token of a figure in groups of three: "15 000"."""
    last = token.i
    if token.text.isdigit() and len(token.text) <= 3:
        while last + 1 < end and len(token.doc[last + 1].text) == 3 and token.doc[last + 1].text.isdigit():
            last += 1
    return last


@dataclass(frozen=True, slots=True)
class _Name:
    """A name to mask: its tokens (both included), its places (several for "A and B"), and where it stands."""

    first: int
    last: int
    places: tuple[Place, ...]
    offsets: Offsets
    space: bool


def _names(passage: Passage, mentions: Mentions) -> Iterator[_Name]:
    text, base = passage.doc.text, passage.start
    skipped = -1
    for number, (start, end, place) in enumerate(mentions):
        if start < skipped:
            continue
        reach = _reach(text, base, (start, end, place), mentions[number + 1 :])
        skipped = reach
        span = passage.tokens(start, max(end, reach))
        if span is None:
            continue
        first = span.start
        while first < span.end - 1 and passage.doc[first].lower_ in ("the", "(", '"'):
            first += 1  # "the Balkans" keeps its article
        name_start = max(start, base + passage.doc[first].idx)
        space = bool(passage.doc[span.end - 1].whitespace_)
        yield _Name(first, span.end - 1, (place,), (name_start, end), space)


def _coordinated(names: list[_Name], doc: Doc, habits: Masks) -> Iterator[_Name]:
    """The names with "A and B" and "A, B and C" taken together: one mask is parsed where a list is often not."""
    number = 0
    while number < len(names):
        last, closed = number, number
        while last + 1 < len(names):
            joint = " ".join(token.lower_ for token in doc[names[last].last + 1 : names[last + 1].first])
            if joint not in habits.list_joints:
                break
            last += 1
            if joint in habits.last_joints:
                closed = last
        run = names[number : closed + 1]
        if len(run) > 1 and _is_one_phrase(run[0], run[-1], doc, habits):
            places = tuple(dict.fromkeys(place for name in run for place in name.places))
            offsets = run[0].offsets[0], run[-1].offsets[1]
            yield _Name(run[0].first, run[-1].last, places, offsets, run[-1].space)
            number = closed + 1
        else:
            yield names[number]
            number += 1


def _is_one_phrase(first: _Name, last: _Name, doc: Doc, habits: Masks) -> bool:
    """Whether "A and B" is a list, not the end of one clause and the start of the next ("left A and B barred it")."""
    before = [token for token in doc[max(0, first.first - 2) : first.first] if token.lower_ != "the"]
    if before and before[-1].lower_ in habits.pairing:
        return False
    following = doc[last.last + 1] if last.last + 1 < len(doc) else None
    if following is None or following.tag_ not in FINITE_TAGS:
        return True
    clause = doc[: first.first]
    opening = max((token.i for token in clause if token.lower_ in CLAUSE_OPENERS), default=0)
    return not any(token.tag_ in FINITE_TAGS for token in clause[opening:])


def _reach(text: str, base: int, mention: tuple[int, int, Place], following: Mentions) -> int:
    """Where the masked name ends: a name in another script or a containing place ("Paris, Texas,") is swallowed."""
    _, end, place = mention
    bracket = PARENTHESIS.match(text, end - base)
    if bracket and (not bracket[1].isascii() or any(m[2] is place and m[0] < base + bracket.end() for m in following)):
        return base + bracket.end()
    for start, after, container in following[:1]:
        if not CONTAINER_JOINT.fullmatch(text[end - base : start - base]) or not _contains(container, place):
            break
        rest = text[after - base :]
        if not rest or rest[0] in '.;)"”':
            return after
        if rest.startswith(", ") and AFTER_ADDRESS.match(rest):
            return after + 1
        if re.match(r" [a-z(]", rest):
            return after
    return end


def _contains(container: Place, place: Place) -> bool:
    """Whether "PLACE, CONTAINER" reads as one address: a larger area around the place."""
    if container.kind not in ("country", "region", "island") or place.radius_km >= container.radius_km:
        return False
    if container.kind == "country" and place.country and container.country:
        return place.country == container.country
    apart = distance_km((place.lon, place.lat), (container.lon, container.lat))
    return apart <= 1.2 * container.radius_km
