"""Out of a story: what a person should look at first, and entries that bind to what is on the map."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from geomap.corrections.entries import About, Entry, Target
from geomap.errors import InputError
from geomap.model import Alternative, Event, Evidence, Place, Route, Story, Unresolved
from geomap.suggestions import did_you_mean

__all__ = ["DOUBTFUL", "Doubt", "doubts", "entry_for_mark", "entry_for_place", "quote_round", "subject_called"]

DOUBTFUL = 0.8
"""Confidence below which a place is worth a look."""
LONGEST_QUOTE = 240
SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A name that a person should look at: on the map with that confidence, or without a position (None)."""

    subject: Place | Unresolved
    confidence: float | None
    reason: str
    quote: str

    @property
    def name(self) -> str:
        """The name, as the map shows it."""
        return self.subject.name

    @property
    def candidates(self) -> tuple[Alternative, ...]:
        """The other places that it may be."""
        return self.subject.alternatives if isinstance(self.subject, Place) else ()


def doubts(story: Story) -> tuple[Doubt, ...]:
    """The story's names, the most doubtful first: without a position, then by rising confidence.

    What a person has corrected comes last.
    """
    nowhere = [
        Doubt(subject=name, confidence=None, reason=name.reason, quote=quote_round(story, name.mentions[0]))
        for name in story.unresolved
    ]
    placed = [
        Doubt(
            subject=place,
            confidence=place.confidence,
            reason=place.reasons[0] if place.reasons else "",
            quote=quote_round(story, place.mentions[0]),
        )
        for place in sorted(story.places, key=lambda place: (bool(place.corrected), place.confidence))
    ]
    return (*nowhere, *placed)


def subject_called(story: Story, name: str) -> Place | Unresolved | None:
    """The place or unresolved name of that id or name, or with a mention of these words; None where there is none.

    :raises InputError: when it is several.
    """
    wanted = name.casefold()
    by_id = [place for place in story.places if place.id == name]
    subjects: list[Place | Unresolved] = [*story.places, *story.unresolved]
    by_name = [s for s in subjects if wanted == s.name.casefold()]
    by_mention = [s for s in subjects if any(mention.text.casefold() == wanted for mention in s.mentions)]
    for found in (by_id, by_name, by_mention):
        if len(found) > 1:
            which = ", ".join(subject.id for subject in found if isinstance(subject, Place))
            raise InputError(f"“{name}” is several places on this map; name one by its id: {which}")
        if found:
            return found[0]
    return None


def entry_for_place(story: Story, name: str, action: str, values: dict[str, Any], about: About) -> Entry:
    """An entry about the place (or name) of a story that is called so, bound by name, wordings, id and quotation.

    :raises InputError: when the name is several places, or the article does not have it.
    """
    subject = subject_called(story, name)
    if subject is None:
        return Entry(target="place", action=action, values={"name": _in_article(story, name), **values}, **about)
    wordings = Counter(" ".join(mention.text.split()) for mention in subject.mentions)
    words = [word for word, _ in wordings.most_common()]
    binding: dict[str, Any] = {"name": words[0]}
    if "where" in values:
        binding["name"] = next((word for word in words if word.casefold() == name.casefold()), words[0])
    elif len(words) > 1:
        binding["also"] = words[1:]
    if isinstance(subject, Place):
        binding["id"] = subject.id
    binding["quote"] = quote_round(story, subject.mentions[0])
    return Entry(target="place", action=action, values={**binding, **values}, **about)


def _in_article(story: Story, name: str) -> str:
    """A name that geomap did not see, if the article has it.

    :raises InputError: when it doesn't; the message names the nearest known one.
    """
    if name in story.article.text:
        return name
    known = [place.name for place in story.places] + [unresolved.name for unresolved in story.unresolved]
    raise InputError(f"the article of this map does not say {name!r}{did_you_mean(name, known)}")


def entry_for_mark(story: Story, identity: str, action: str, values: dict[str, Any], about: About) -> Entry:
    """An entry about a route or an event of the story, bound by id, quotation and what it was.

    :raises InputError: when there is no such mark; the message names the nearest one.
    """
    names = {place.id: place.name for place in story.places}
    mark = next((mark for mark in _marks(story) if mark.id == identity), None)
    if mark is None:
        ids = [mark.id for mark in _marks(story)]
        raise InputError(f"this story has no route or event {identity!r}{did_you_mean(identity, ids)}")
    binding: dict[str, Any] = {"id": mark.id}
    if mark.evidence:
        binding["quote"] = mark.evidence[0].text
    if isinstance(mark, Route):
        binding["was"] = {"from": names.get(mark.origin or "", ""), "to": names.get(mark.destination or "", "")}
    else:
        binding["was"] = _event_was(mark, names)
    target: Target = "route" if isinstance(mark, Route) else "event"
    return Entry(target=target, action=action, values={**binding, **values}, **about)


def _marks(story: Story) -> list[Route | Event]:
    return [*story.routes, *story.events]


def _event_was(event: Event, names: dict[str, str]) -> dict[str, str]:
    return {"type": event.type, "place": names.get(event.place or "", "")}


def quote_round(story: Story, mention: Evidence) -> str:
    """The sentence round a mention, cut at words where it is long: enough to find the place again."""
    text = story.article.text
    block = next((b for b in story.article.blocks if b.start <= mention.start < b.end), None)
    start, end = (block.start, block.end) if block else (0, len(text))
    for found in SENTENCE_END.finditer(text, start, end):
        if found.end() <= mention.start:
            start = found.end()
        elif found.start() >= mention.end:
            end = found.end()
            break
    while end - start > LONGEST_QUOTE and (mention.start > start or end > mention.end):
        if mention.start - start > end - mention.end:
            start = _next_word(text, start, mention.start)
        else:
            end = _word_before(text, mention.end, end)
    return " ".join(text[start:end].split())


def _next_word(text: str, start: int, limit: int) -> int:
    space = text.find(" ", start, limit)
    return space + 1 if space >= 0 else limit


def _word_before(text: str, limit: int, end: int) -> int:
    return max(limit, text.rfind(" ", limit, end))
