"""What stands in for a place name in the second parse, and what joins names to a list, by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from geomap.language.gloss_words import gloss_words, has_glosses

__all__ = ["ENGLISH", "Masks", "masks"]

LAST_JOINTS = frozenset({"and", "or", ", and", ", or", "and the", ", and the", "or the", "as well as", "&"})


@dataclass(frozen=True, slots=True)
class Masks:
    """``names`` by the word before ("" where no other fits). ``last_joints`` close a list ("A and B"), ``list_joints``
    go on with it. Behind ``pairing`` words two names are two ends, not a list ("between A and B")."""

    names: Mapping[str, str]
    last_joints: frozenset[str]
    list_joints: frozenset[str]
    pairing: frozenset[str]
    weekdays: frozenset[str] = frozenset()
    beside_weekdays: frozenset[str] = frozenset()

    def word_for(self, before: str, word: str, after: str) -> str:
        """The word, or what is read for it: a weekday that stands alone is told by an adverb that parsers know."""
        alone = word.lower() in self.weekdays and not {before.lower(), after.lower()} & self.beside_weekdays
        return self.names["weekday"] if alone and not after.isdigit() else word

    def name_after(self, word: str) -> str:
        """The name to put behind a word."""
        return self.names.get(word.lower(), self.names[""])


ENGLISH = Masks(
    names={"": "London", "the": "Thames"},
    last_joints=LAST_JOINTS,
    list_joints=LAST_JOINTS | {",", ", the"},
    pairing=frozenset({"between", "both", "from"}),
)


@cache
def masks(language: str) -> Masks:
    """The masks of a language: of its glosses, where it is read by them."""
    if not has_glosses(language):
        return ENGLISH
    words = gloss_words(language)
    names = {"" if word == "default" else word: name for word, name in words.masks.items()}
    between = {"", *(f" {word}" for word in words.lists["repeated_in_lists"])}
    last = {f"{comma}{joint}{word}" for joint in words.lists["joints"] for word in between for comma in ("", ", ")}
    lists = words.lists
    commas = frozenset(last | {f",{word}" for word in between})
    return Masks(names, frozenset(last), commas, lists["pairing"], lists["weekdays"], lists["beside_weekdays"])
