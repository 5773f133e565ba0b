"""What the sentences of one article share: its places, numbers and dates, and what stands before a sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from geomap.language.assertion import Assertion, refuses
from geomap.language.frames import Frames
from geomap.language.mention import CAPITAL_CLASS
from geomap.model import Article, Place, PlaceKind, When
from geomap.narrative.when import is_after

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.language.masking import Sentence
    from geomap.language.quantities import QuantityMention
    from geomap.language.reading import Passage
    from geomap.narrative.dating import DatedSentence

__all__ = ["Context", "label_places"]

LONGEST_LABEL = 4
JUST_BEFORE = 180  # characters
OPEN = frozenset({"planned", "possible", "attempted"})


_start = attrgetter("start")


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """An article on its way to a Narrative.

    ``labels`` are the places that head a block ("South Sudan: ..."); ``following`` gives the next sentence by number,
    ``preceding`` the paragraph before the one that begins at an offset; ``craft`` the class of each craft by its name;
    ``register`` is the sort of text it is, where its words then mean something else.
    """

    article: Article
    places: Sequence[Place]
    quantities: Sequence[QuantityMention]
    calendar: Mapping[int, DatedSentence]
    labels: Mapping[int, Place]
    motion: Frames
    events: Frames
    following: Mapping[int, Sentence]
    preceding: Mapping[int, Passage]
    craft: Mapping[str, str]
    gazetteer: Gazetteer | None = None
    register: frozenset[str] = frozenset()

    def answered(self, sentence: Sentence, assertion: Assertion) -> Assertion:
        """A plan that the next sentence turns down ("They begged him to march on Rome. He refused.")."""
        reply = self.following.get(sentence.number)
        if assertion.state in OPEN and reply is not None and reply.passage is sentence.passage and refuses(reply):
            return replace(assertion, state="refused")
        return assertion

    def is_second_half(self, sentence: Sentence) -> bool:
        """Whether a semicolon parts it from what stands before it in the article's own sentence."""
        return self.article.text[: sentence.start].rstrip().endswith(";")

    def quantities_in(self, sentence: Sentence) -> Sequence[QuantityMention]:
        """The numbers of a sentence, in order."""
        first = bisect_left(self.quantities, sentence.start - 1, key=_start)
        return self.quantities[first : bisect_right(self.quantities, sentence.end, key=_start)]

    def dates(self, sentence: Sentence) -> DatedSentence:
        """The dates of a sentence."""
        return self.calendar[sentence.number]

    def label(self, sentence: Sentence) -> Place | None:
        """The place that heads the sentence's block."""
        return self.labels.get(sentence.passage.start)

    def place_before(self, offset: int, kinds: Iterable[PlaceKind] = (), *, reach: int | None = None) -> Place | None:
        """The place that was named last before an offset, of one of the kinds where some are given."""
        wanted = frozenset(kinds)
        mentions = (
            (mention.end, place)
            for place in self.places
            if not wanted or place.kind in wanted
            for mention in place.mentions
            if mention.end <= offset and (reach is None or offset - mention.end <= reach)
        )
        latest = max(mentions, key=lambda found: found[0], default=None)
        if latest is None:
            return None
        return latest[1] if wanted else self._qualified_by(latest[1], latest[0])

    def _qualified_by(self, place: Place, end: int) -> Place:
        """The town that a country or region only qualifies: of "in Benin City, Nigeria" the town."""
        start = next((mention.start for mention in place.mentions if mention.end == end), end)
        if place.kind not in ("country", "region") or self.article.text[max(start - 2, 0) : start] != ", ":
            return place
        named = (p for p in self.places for m in p.mentions if m.end == start - 2 and p.country == place.country)
        return next(named, place)

    def capital_before(self, offset: int) -> Place | None:
        """What "the capital" means at an offset: that of the country named last, where the article names it."""
        country = self.place_before(offset, ("country",))
        if country is None or self.gazetteer is None:
            return None
        for town in self.places:
            if town.country != country.country or town.kind != "town" or town.gazetteer_id is None:
                continue
            if self.gazetteer.feature(town.gazetteer_id).feature_class == CAPITAL_CLASS:
                return town
        return None

    def only_place_before(self, sentence: Sentence, offset: int, *, last: bool = False) -> Place | None:
        """What a sentence can only mean by "there": the last place named in it, else the one named just before it.

        With ``last``, of several in the paragraph before it the last ("sailed from X to Y. From there ...").
        """
        inside = self._places_between(sentence.start, offset)
        if inside:
            return inside[-1]
        paragraph = self._places_between(sentence.passage.start, sentence.start)
        before = paragraph or self._places_between(sentence.start - JUST_BEFORE, sentence.start)
        if last and before:
            return before[-1]
        return before[0] if len(set(map(id, before))) == 1 else None

    def _places_between(self, start: int, end: int) -> list[Place]:
        found = [(m.start, place) for place in self.places for m in place.mentions if start <= m.start and m.end <= end]
        return [place for _, place in sorted(found, key=lambda mention: mention[0])]

    def seen_from_publication(self, assertion: Assertion, when: When | None) -> Assertion:
        """What is told as a fact of a day after the publication is a plan ("Donors meet in Geneva on 27 July")."""
        published = self.article.published
        if published and when and when.start and assertion.state == "fact" and is_after(when.start, published):
            return replace(assertion, state="planned", looks_ahead=True)
        return assertion


def label_places(sentences: Iterable[Sentence]) -> dict[int, Place]:
    """The places that open a block as its heading, by the block's offset: "South Sudan: some 160,000 people ..."."""
    found: dict[int, Place] = {}
    for sentence in sentences:
        block = sentence.passage.start
        first = sentence.tokens.start
        if block in found or sentence.start - block > LONGEST_LABEL:
            continue
        opening = sentence.tokens.doc[first : first + LONGEST_LABEL]
        place = next((sentence.places[token.i] for token in opening[:2] if token.i in sentence.places), None)
        if place is not None and any(token.text == ":" for token in opening[1:]):
            found[block] = place
    return found
