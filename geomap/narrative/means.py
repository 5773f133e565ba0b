"""By what means a movement is made, as far as its words tell: it decides how the line is drawn, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Literal

from geomap.language.frames import read_table
from geomap.language.syntax import head_noun, lemma, noun_class

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.narrative.movements import Movement

__all__ = ["Means", "means_of"]

Means = Literal["sea", "air", "land", "freight"]
MEANS: tuple[Literal["sea", "air", "land"], ...] = ("sea", "air", "land")
OF_THEME: dict[str, Means] = {"vessel": "sea", "aircraft": "air", "vehicle": "land", "goods": "freight"}
CARRIES = frozenset({"by", "in", "on", "aboard", "onto", "with", "from"})
OPEN_WATERS = frozenset({"sea", "strait", "canal"})


def means_of(movement: Movement) -> Means | None:
    """The means that the verb, the mover, the words around ("in two boats") or a sea on the way tell; else None.

    ``freight`` is goods whose carrier is not told.
    """
    table = _table()
    for trigger in movement.triggers:
        for means in MEANS:
            if lemma(trigger.token) in table[means]["verbs"]:
                return means
    if movement.theme != "goods" and (told := OF_THEME.get(movement.theme)):
        return told
    for carrier in _carriers(movement):
        for means in MEANS:
            if table[means]["class"] & set(noun_class(carrier)) or lemma(carrier) in table[means]["by"]:
                return means
    if any(place.kind in OPEN_WATERS for place in movement.places):
        return "sea"
    return OF_THEME.get(movement.theme)


def _carriers(movement: Movement) -> Iterator[Token]:
    """The mover, then the nouns that the movement's verbs or their objects take with "by", "in", "on", "aboard"."""
    if movement.mover is not None:
        yield head_noun(movement.mover)
    for trigger in movement.triggers:
        for token in trigger.token.subtree:
            if token.dep_ == "pobj" and token.head.lower_ in CARRIES:
                yield token


@cache
def _table() -> dict[str, dict[str, frozenset[str]]]:
    return {means: {key: frozenset(str(words).split()) for key, words in row.items()}
            for means, row in read_table("means.toml").items()}  # fmt: skip
