"""Ways told without a verb: "Day 3: Tbilisi to Batumi", "the ro-ro Strait Runner, Bari for Durrës"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from geomap.language.frames import Frames
from geomap.language.matching import Trigger
from geomap.narrative.movers import craft_before
from geomap.narrative.roles import Filler

if TYPE_CHECKING:
    from geomap.language.masking import Sentence

__all__ = ["told_without_verb"]

LEADING = frozenset({":", "(", "–", "—", "-", "•", "*"})
CLOSING = frozenset({".", ",", ";", ")", "(", "–", "—", "is", "was", "takes", "took", "in", "on", "by", "via", "with"})


def told_without_verb(
    sentence: Sentence, fillers: Mapping[int, Sequence[Filler]], frames: Frames
) -> Iterator[tuple[Trigger, list[Filler]]]:
    """The ways of a sentence that are nothing but two places with "to" (for a craft also "for") between them.

    They open the sentence or stand behind a colon, a dash or the name of a craft, and close with the phrase. Behind no
    craft, places that have a role in a movement already are left alone.
    """
    taken = {filler.token.i for found in fillers.values() for filler in found}
    tokens = list(sentence.tokens)
    for nth, word in enumerate(tokens[1:-1], start=1):
        if word.lower_ not in ("to", "for"):
            continue
        first, last = tokens[nth - 1], tokens[nth + 1]
        if not sentence.place(first) or not sentence.place(last):
            continue
        craft = craft_before(word)
        if craft is None and taken & {first.i, last.i}:
            continue
        following = tokens[nth + 2].lower_ if nth + 2 < len(tokens) else "."
        opens = nth == 1 or tokens[nth - 2].text in LEADING
        if following not in CLOSING or not (craft is not None or (opens and word.lower_ == "to")):
            continue
        frame = next(iter(frames.find("word", f"place-{word.lower_}-place")), None)
        if frame is None or sentence.places[first.i] is sentence.places[last.i]:
            continue
        yield (
            Trigger(word, frame, "word"),
            [Filler(first, sentence.places[first.i], "from"), Filler(last, sentence.places[last.i], "to")],
        )
