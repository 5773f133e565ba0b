"""Propose every stretch of a passage that may be a place name; deciding comes later, in :mod:`geomap.places`.

The entity recogniser and the gazetteer propose together, because each alone misses a fifth of the names in news: the
recogniser finds "Odesa" and calls it a person, the gazetteer knows it and can't tell the town of Reading from the verb.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geomap.language.mention import PLACE_LABELS
from geomap.language.name_words import NameWords, name_words
from geomap.language.token_view import KnownNames, NameSpan, TokenView, is_division

__all__ = ["propose"]

LONGEST_NAME = 5
"""Most tokens that a gazetteer name is looked for in."""
SEPARATORS = frozenset({",", "(", ")", "/", "and", "to", "from", "via", "for"})
"""Words at which an entity is taken apart: "Skopje for Belgrade" are two names."""
CLOSING = ("'s", "’s", "'", "’")
CUT_SHORT = frozenset({"st", "ft", "mt"})
"""Abbreviations inside names whose full stop the tokenizer splits off when they are in capitals: "ST. PAUL"."""
QUALIFYING = (",", "(", "in")
MODIFYING_DEPS = frozenset({"compound", "amod", "nmod", "poss"})
"""Relations of a name that goes with the next word: "in London, U.S. President Obama" qualifies nothing."""


WATERS = frozenset({"sea", "strait", "gulf", "channel"})
GOING_ON = frozenset({"of", "-", "–", "and"})


def propose(view: TokenView, names: KnownNames) -> list[NameSpan]:
    """All spans of the passage that may be place names or demonyms, without overlaps, in order.

    Tokens that the caller has claimed before (ships, persons) are left alone.
    """
    proposer = _Proposer(view, names, name_words())
    spans = [
        *proposer.qualified(),
        *proposer.long_names(),
        *proposer.waters(),
        *proposer.demonyms(),
        *proposer.place_entities(),
        *proposer.other_entities(),
        *proposer.bare_names(),
        *proposer.names_inside_entities(),
    ]
    never = proposer.words.never_places | proposer.words.feature_nouns
    kept = [s for s in spans if s.source == "water" or _bare(view.text(s.first, s.end)) not in never]
    return sorted(kept, key=lambda span: span.first)


def _bare(text: str) -> str:
    """The text in lower case without an article before it or a full stop after it."""
    return text.lower().removeprefix("the ").rstrip(".")


@dataclass(slots=True)
class _Proposer:
    view: TokenView
    names: KnownNames
    words: NameWords

    def qualified(self) -> Iterator[NameSpan]:
        """ "Paris, Texas", "Fujairah (U.A.E.)", "Paris in Kentucky": a name and the division it lies in."""
        view = self.view
        for comma in range(1, len(view) - 1):
            if view.texts[comma] not in QUALIFYING or not (view.capital[comma - 1] and view.capital[comma + 1]):
                continue
            division_end = self._division_after(comma + 1)
            if division_end is None or not view.is_free(comma + 1, division_end):
                continue
            if view.deps[division_end - 1] in MODIFYING_DEPS or view.lower(division_end) in CLOSING:
                continue
            division = view.text(comma + 1, division_end)
            first = self._contained_before(comma, division)
            if first is None:
                continue
            view.claim(first, comma)
            view.claim(comma + 1, division_end)
            yield NameSpan(first, comma, "qualified", view.labels[first], qualifier=division)
            yield NameSpan(comma + 1, division_end, "qualifier", view.labels[comma + 1])

    def _division_after(self, first: int) -> int | None:
        for width in (4, 3, 2, 1):
            end = first + width
            if end > len(self.view) or not self.view.capital[end - 1]:
                continue
            followed_by_stop = end < len(self.view) and self.view.texts[end] == "."
            if followed_by_stop and self.names.abbreviates(self.view.text(first, end + 1)):
                return end + 1
            if any(is_division(match) for match in self.names.matches(self.view.text(first, end))):
                return end
        return None

    def _contained_before(self, end: int, division: str) -> int | None:
        """First token of the longest name before ``end`` that the gazetteer has inside the division."""
        view = self.view
        within = {
            match.feature.admin1 or match.feature.country
            for match in self.names.matches(division)
            if is_division(match)
        }
        ids = {match.feature.id for match in self.names.matches(division)}
        for first in range(max(0, end - 4), end):
            if not view.capital[first] or not view.is_free(first, end) or not self._is_run(first, end):
                continue
            if _bare(view.text(first, end)) in self.words.never_places:
                continue
            for match in self.names.matches(view.text(first, end)):
                feature = match.feature
                if feature.id not in ids and (feature.admin1 in within or feature.country in within):
                    return first
        return None

    def _is_run(self, first: int, end: int) -> bool:
        """Whether the tokens can be one name: capitalised, or small words and hyphens in between."""
        view = self.view
        return all(
            view.capital[index]
            or view.lowers[index] in self.words.inner_words
            or (index == end - 1 and view.lowers[index] in self.words.site_nouns)
            or view.texts[index].isdigit()
            or (view.texts[index] == "." and view.lower(index - 1) in CUT_SHORT)
            for index in range(first, end)
        )

    def long_names(self) -> Iterator[NameSpan]:
        """Names of two and more words that the gazetteer has, over the recogniser's borders: "Strait of Sicily"."""
        view = self.view
        index = 0
        while index < len(view):
            end = self._longest_name(index, shortest=2)
            if end is None or self._splits_entity(index, end):
                index += 1
                continue
            view.claim(index, end)
            source = "gazetteer" if view.labels[index] not in PLACE_LABELS else "entity"
            yield NameSpan(index, end, source, self._label(index, end))
            index = end

    def _longest_name(self, first: int, shortest: int = 1, limit: int | None = None) -> int | None:
        view = self.view
        if not view.capital[first] or view.taken[first]:
            return None
        furthest = min(len(view) if limit is None else limit, first + LONGEST_NAME)
        for end in range(furthest, first + shortest - 1, -1):
            last = end - 1  # a capitalised word, or "airport" in "Bole airport"
            is_site = last > first and view.capital[last - 1] and view.lowers[last] in self.words.site_nouns
            if not (view.capital[last] or is_site) or not view.is_free(first, end) or not self._is_run(first, end):
                continue
            if end < len(view) and view.texts[end] == "." and self.names.abbreviates(view.text(first, end + 1)):
                return end + 1
            matches = self.names.matches(view.text(first, end))
            if matches and (view.lowers[first] != "the" or matches[0].feature.name.startswith("The ")):
                return end
        return None

    def waters(self) -> Iterator[NameSpan]:
        """ "the Gulf", "the Channel", "the Baltic": a sea by a word that is a noun or an adjective elsewhere."""
        view = self.view
        for index in range(1, len(view)):
            if view.lowers[index - 1] != "the" or not view.capital[index] or not view.is_free(index, index + 1):
                continue
            if view.lowers[index] in self.words.feature_nouns:
                first = index - 1  # only with its article
            elif self.names.demonym(view.texts[index]):
                first = index
            else:
                continue
            if self._goes_on(index + 1) or not self._is_water(view.text(first, index + 1)):
                continue
            view.claim(first, index + 1)
            yield NameSpan(first, index + 1, "water", view.labels[index])

    def _goes_on(self, index: int) -> bool:
        """Whether a name or noun phrase goes on: "the Gulf Coast", "the Baltic port", "the Gulf of Aden"."""
        view = self.view
        if index >= len(view):
            return False
        return (
            view.capital[index] or view.lowers[index] in GOING_ON or view.pos[index] in ("NOUN", "ADJ", "PROPN", "NUM")
        )

    def _is_water(self, name: str) -> bool:
        return next((match.feature.kind in WATERS for match in self.names.matches(name)), False)

    def _splits_entity(self, first: int, end: int) -> bool:
        """Whether an entity reaches beyond the tokens: "Washington Park" in "Washington Park Senior Center"."""
        view = self.view
        goes_on = end < len(view) and view.iob[end] == "I" and view.texts[end] not in CLOSING
        began_before = view.iob[first] == "I" and any(
            view.lowers[index] not in self.words.leading_modifiers for index in self._entity_head(first)
        )
        return goes_on or began_before

    def _entity_head(self, index: int) -> range:
        first = index
        while first > 0 and self.view.iob[first] == "I":
            first -= 1
        return range(first, index)

    def _label(self, first: int, end: int) -> str:
        labels = [label for label in self.view.labels[first:end] if label]
        return next((label for label in labels if label in PLACE_LABELS), labels[0] if labels else "")

    def demonyms(self) -> Iterator[NameSpan]:
        """ "Libyan", "South Korean": who or whose, not where."""
        view = self.view
        for index in range(len(view)):
            if not view.capital[index] or view.taken[index]:
                continue
            for end in (index + 2, index + 1):
                if end > len(view) or not view.capital[end - 1] or not view.is_free(index, end):
                    continue
                if view.lowers[index] != "the" and self.names.demonym(view.text(index, end)):
                    view.claim(index, end)
                    yield NameSpan(index, end, "demonym", view.labels[index])
                    break

    def place_entities(self) -> Iterator[NameSpan]:
        """What the recogniser takes for a place, without articles and modifiers, lists taken apart."""
        for first, end, label in self.view.entities():
            if label not in PLACE_LABELS:
                continue
            for part_first, part_end in self._parts(first, end):
                span = self._trimmed(part_first, part_end)
                if span is None or self._is_organisation(*span):
                    continue
                for name_first, name_end in self._known_parts(*span):
                    self.view.claim(name_first, name_end)
                    yield NameSpan(name_first, name_end, "entity", label)

    def _is_organisation(self, first: int, end: int) -> bool:
        """ "Guernsey County Sheriff's Office" is no place, though there is one in its name."""
        view, words = self.view, self.words
        word = view.lower(end - 1)
        if end - first == 1 or word not in words.organisation_words or word in words.building_nouns:
            return False
        return not self.names.matches(view.text(first, end))

    def _known_parts(self, first: int, end: int) -> list[tuple[int, int]]:
        """The span itself, or the known names in it where it is no name of its own: "Greece Italy"."""
        view, words = self.view, self.words
        generic = words.feature_nouns | words.building_nouns | words.organisation_words
        is_own_name = view.lower(end - 1) in generic or view.lower(first) in words.feature_nouns
        is_person = view.lowers[first] in words.given_names and view.capital[min(first + 1, end - 1)]
        if end - first == 1 or is_own_name or is_person or self.names.matches(view.text(first, end)):
            return [(first, end)]
        found = []
        index = first
        while index < end:
            name_end = self._longest_name(index, limit=end)
            if name_end is None or view.lower(index) in words.never_alone:
                index += 1
                continue
            found.append((index, name_end))
            index = name_end
        return found or [(first, end)]

    def _parts(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        start = first
        for index in range(first, end + 1):
            if index == end or self.view.taken[index] or self.view.texts[index] in SEPARATORS:
                if start < index:
                    yield start, index
                start = index + 1

    def _trimmed(self, first: int, end: int) -> tuple[int, int] | None:
        """The span without modifiers before the name and possessive after it; None when no capital is left."""
        view = self.view
        while first < end and (
            view.lowers[first] in self.words.leading_modifiers or not view.texts[first][0].isalnum()
        ):
            if view.capital[first] and self.names.matches(view.text(first, end)):
                break
            first += 1
        while first < end and not (view.capital[first] or view.texts[first][0].isdigit()):
            first += 1
        while end > first and (view.texts[end - 1] in CLOSING or not view.texts[end - 1][-1].isalnum()):
            if view.texts[end - 1].endswith(".") and view.texts[end - 1] != ".":
                break
            end -= 1
        if first >= end or not any(view.capital[first:end]) or not view.is_free(first, end):
            return None
        return first, end

    def other_entities(self) -> Iterator[NameSpan]:
        """Entities of other labels that are gazetteer names as they stand: the span is good, the label may not be."""
        for first, end, label in self.view.entities():
            if label in PLACE_LABELS:
                continue
            for part_first, part_end in [(first, end), *self._parts(first, end)]:
                span = self._trimmed(part_first, part_end)
                if span is None or not self.names.matches(self.view.text(*span)):
                    continue
                self.view.claim(*span)
                yield NameSpan(*span, "relabelled", label)

    def bare_names(self) -> Iterator[NameSpan]:
        """Capitalised gazetteer names outside all entities."""
        view = self.view
        for index in range(len(view)):
            if view.labels[index] or view.taken[index] or not self._may_stand_alone(index):
                continue
            end = self._longest_name(index)
            if end is None:
                continue
            view.claim(index, end)
            yield NameSpan(index, end, "gazetteer", "")

    def names_inside_entities(self) -> Iterator[NameSpan]:
        """ "Chicago" in "University of Chicago": proposed, and marked as lying inside another name."""
        view = self.view
        for index in range(len(view)):
            if not view.labels[index] or view.taken[index]:
                continue
            end = self._longest_name(index, shortest=1 if self._may_stand_alone(index) else 2)
            if end is None:
                continue
            view.claim(index, end)
            yield NameSpan(index, end, "inside", view.labels[index])

    def _may_stand_alone(self, index: int) -> bool:
        view = self.view
        if not view.capital[index] or view.lower(index) in self.words.never_alone or len(view.texts[index]) < 2:
            return False
        in_capitals = view.texts[index].isupper() and len(view.texts[index]) > 3
        like_a_town = view.lower(index + 1) in self.words.town_nouns
        return view.pos[index] == "PROPN" or not view.starts[index] or in_capitals or like_a_town
