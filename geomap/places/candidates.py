"""From the mentions of an article to its distinct names, and from a name to the features it may mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geomap.gazetteer import Feature, Gazetteer, Match, fold
from geomap.language.mention import Mention

__all__ = ["MOST_CANDIDATES", "Name", "candidates_of", "demonym_candidates", "is_demonym", "names_of", "within"]

MOST_CANDIDATES = 30
"""Features weighed for one name; the least prominent bearers of a very common name are left out."""

CLOSE_CHARACTERS = 150
"""How far a qualifier reaches to the next mention of the name when the article gives it two."""

DIRECTIONS = (
    r"(?:north|south|east|west)(?:[ -]?(?:east|west))?(?:ern)?|central|upper|lower|inner|outer|downtown|old|mid|"
    r"greater|metro|metropolitan|modern|mainland|rural"
)
PREFIX = re.compile(
    rf"^(?:{DIRECTIONS}|(?:city|town|village|county|township|state|province|island|republic|port|region|district) of)"
    r"[ -]+",
    re.IGNORECASE,
)
SUFFIX = re.compile(
    r"[ -](?:city|area|region|township|town|village|province|district|governorate|state|county|metro|metropolitan area|"
    r"proper|suburb|islands?|borough|prefecture|oblast|department|municipality)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the article uses it: one sense for the document, unless the text qualifies it differently.

    ``mentions`` are indexes into the article's mentions. ``partial`` tells that the gazetteer has only a part of the
    name ("Nigeria" for "northern Nigeria"). ``divisions`` are the states and countries that the qualifier may mean.
    """

    key: str
    text: str
    qualifier: str | None
    mentions: tuple[int, ...]
    matches: tuple[Match, ...]
    partial: bool = False
    divisions: tuple[Feature, ...] = ()


def candidates_of(name: str, gazetteer: Gazetteer) -> tuple[tuple[Match, ...], bool]:
    """The features that may bear the name, most prominent first, and whether only a part of it was found."""
    matches = gazetteer.lookup(name)
    if matches:
        return _distinct(matches), False
    for shorter in (PREFIX.sub("", name), SUFFIX.sub("", name), SUFFIX.sub("", PREFIX.sub("", name))):
        if shorter != name and len(shorter) > 2:
            matches = gazetteer.lookup(shorter)
            if matches:
                return _distinct(matches), True
    return (), False


def is_demonym(word: str, gazetteer: Gazetteer) -> bool:
    """Whether the word is a demonym and no country or state is called so too."""
    if not gazetteer.demonym(word):
        return False
    features = (match.feature for match in gazetteer.lookup(word))
    return not any(feature.kind == "country" or feature.feature_class == "A.ADM1" for feature in features)


def demonym_candidates(word: str, gazetteer: Gazetteer) -> tuple[Match, ...]:
    """The places whose people or things are called so, the sovereign state far ahead."""
    features = gazetteer.demonym(word)
    return tuple(Match(feature, word, "primary", 9.0 - index) for index, feature in enumerate(features))


def _distinct(matches: Sequence[Match]) -> tuple[Match, ...]:
    seen: set[str] = set()
    kept = []
    for match in matches:
        if match.feature.id not in seen:
            seen.add(match.feature.id)
            kept.append(match)
    return tuple(kept[:MOST_CANDIDATES])


def names_of(mentions: Sequence[Mention], gazetteer: Gazetteer) -> tuple[Name, ...]:
    """Group the mentions by name: one sense for the document, unless the text qualifies it in two ways.

    "Paris, Texas" and "Paris, Kentucky" are two names; a bare "Paris" means the one just named, else the first.
    """
    groups: dict[tuple[str, str | None], list[int]] = {}
    for key, members in _by_key(mentions).items():
        qualifiers = _qualifiers(members, mentions)
        for index in members:
            groups.setdefault((key, qualifiers[index]), []).append(index)
    names = []
    for (key, qualifier), members in groups.items():
        first = mentions[members[0]]
        if first.kind == "demonym":
            matches, partial = demonym_candidates(first.text, gazetteer), False
        else:
            matches, partial = candidates_of(first.text, gazetteer)
        divisions = _divisions(qualifier, gazetteer)
        if sum(other == key for other, _ in groups) > 1:  # the article itself tells them apart
            matches = _inside(matches, divisions)
        names.append(Name(key, mentions[members[0]].text, qualifier, tuple(members), matches, partial, divisions))
    return tuple(sorted(names, key=lambda name: name.mentions[0]))


def _inside(matches: tuple[Match, ...], divisions: Sequence[Feature]) -> tuple[Match, ...]:
    """The matches that lie in one of the divisions; all where none does."""
    inside = tuple(match for match in matches if any(within(match.feature, division) for division in divisions))
    return inside or matches


def _divisions(qualifier: str | None, gazetteer: Gazetteer) -> tuple[Feature, ...]:
    if qualifier is None:
        return ()
    features = (match.feature for match in gazetteer.lookup(qualifier))
    return tuple(feature for feature in features if feature.kind == "country" or feature.feature_class == "A.ADM1")


def _by_key(mentions: Sequence[Mention]) -> dict[str, list[int]]:
    keys: dict[str, list[int]] = {}
    for index, mention in enumerate(mentions):
        key = fold(mention.text)
        if mention.kind == "demonym":
            key = f"~{key}"
        keys.setdefault(key, []).append(index)
    return keys


def _qualifiers(members: Sequence[int], mentions: Sequence[Mention]) -> dict[int, str | None]:
    """The qualifier that holds for each mention of one name: its own, a close earlier one's, else the first of all."""
    stated = [index for index in members if mentions[index].qualifier]
    first = mentions[stated[0]].qualifier if stated else None
    result: dict[int, str | None] = {}
    for index in members:
        earlier = [other for other in stated if other <= index]
        nearest = earlier[-1] if earlier else None
        is_close = nearest is not None and mentions[index].start - mentions[nearest].end <= CLOSE_CHARACTERS
        result[index] = mentions[nearest].qualifier if nearest is not None and is_close else first
    return result


def within(inner: Feature, outer: Feature) -> bool:
    """Whether one feature lies in another, a country or a first or second level division."""
    if inner.id == outer.id:
        return False
    if outer.kind == "country":
        return inner.country == outer.country
    if outer.feature_class.startswith("A.ADM1"):
        return inner.admin1 is not None and inner.admin1 == outer.admin1
    if outer.feature_class.startswith("A.ADM2"):
        return inner.admin2 is not None and inner.admin2 == outer.admin2
    return False
