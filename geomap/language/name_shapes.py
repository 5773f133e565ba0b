"""Shapes of phrases in which a place's name stands for something else: works, ships, laws, clubs, governments.

Each shape is a rule over the words beside the name; the words are data (``geomap/data/look_alikes.toml``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from geomap.language.mention import CAPITAL_CLASS, MentionKind
from geomap.language.name_words import name_words
from geomap.language.token_view import KnownNames, NameSpan, TokenView

__all__ = ["ShipNames", "shape_of"]

DATA = Path(__file__).parent.parent / "data" / "look_alikes.toml"
QUOTES = frozenset({'"', "“", "”", "‘", "'", "«", "»"})
NOT_WORDS = QUOTES | {",", ":"}
MODIFYING = frozenset({"compound", "amod", "nmod"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
LONGEST_ENSEMBLE = 4
LONGEST_TITLE = 3  # words between "The" and "of"


@dataclass(frozen=True, slots=True)
class _Words:
    works: frozenset[str]
    entitling: frozenset[str]
    owners: frozenset[str]
    things: frozenset[str]
    vessels_of_drink: frozenset[str]
    laws: frozenset[str]
    ensembles: frozenset[str]
    forces: frozenset[str]
    gatherings: frozenset[str]
    craft_heads: frozenset[str]
    aboard: frozenset[str]
    titles_of: frozenset[str]
    club_heads: frozenset[str]
    given_by_governments: frozenset[str]
    had_with_governments: frozenset[str]
    owned_by_governments: frozenset[str]
    government_verbs: frozenset[str]


@cache
def _words() -> _Words:
    import tomllib

    lists = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return _Words(**{name: frozenset(words) for name, words in lists.items()})


@dataclass(slots=True)
class ShipNames:
    """The names that an article gives to ships: "the Lofoten" is the ship once "the MS Lofoten" was told."""

    names: set[str] = field(default_factory=set)

    def learn(self, view: TokenView, spans: Iterable[NameSpan]) -> None:
        """Note the ships that were found in a passage."""
        self.names.update(view.text(span.first, span.end) for span in spans if span.source == "vessel")

    def has(self, view: TokenView, span: NameSpan) -> bool:
        """Whether the span is one of them again, with its article."""
        return view.lower(span.first - 1) == "the" and view.text(span.first, span.end) in self.names


def shape_of(view: TokenView, span: NameSpan, names: KnownNames) -> MentionKind | None:
    """What else the name is by the words beside it; None where it may be the place."""
    words = _words()
    if span.qualifier is not None:
        return None
    if _is_title(view, span, words) or _is_figure(view, span, words) or _is_part_of_thing(view, span, words):
        return "other"
    if _is_in_name_of_ship(view, span, words):
        return "vessel"
    if view.lower(span.first - 1) == "of" and view.lower(span.first - 2) in words.titles_of:
        return "person"
    if _is_organisation(view, span, words):
        return "organisation"
    return "government" if _acts_as_government(view, span, names, words) else None


def _is_title(view: TokenView, span: NameSpan, words: _Words) -> bool:
    """ "The film Casablanca", "a novel called Istanbul", "her album, “Nebraska”"."""
    if _is_in_capitalised_title(view, span):
        return True
    at = span.first - 1
    while at >= 0 and view.texts[at] in NOT_WORDS and span.first - at < 4:
        at -= 1
    if view.lower(at) in words.entitling:
        at -= 1
    if view.lower(at) not in words.works or (at + 1 == span.first and view.capital[at]):
        return False
    follows = view.lower(span.end)
    return not (view.deps[span.end - 1] in MODIFYING and follows not in QUOTES)


def _is_in_capitalised_title(view: TokenView, span: NameSpan) -> bool:
    """ "Staged The Merchant of Venice": "The" with a capital inside a sentence begins a title."""
    if view.lower(span.first - 1) != "of":
        return False
    first = span.first - 2
    while first > 0 and view.capital[first] and view.lowers[first] != "the":
        first -= 1
    length = span.first - 2 - first
    if first <= 0 or view.texts[first] != "The" or view.starts[first] or not 1 <= length <= LONGEST_TITLE:
        return False
    known = name_words()
    last = view.lower(span.first - 2)
    institution = last in known.feature_nouns | known.building_nouns | known.organisation_words
    return not institution and view.texts[first - 1] not in QUOTES | {":", "-", "–", "—"}


def _is_figure(view: TokenView, span: NameSpan, words: _Words) -> bool:
    """ "His Waterloo", "another Vietnam", "the Paris of the East", "a road-to-Damascus moment"."""
    before, last = view.lower(span.first - 1), span.end - 1
    if view.deps[last] in MODIFYING or (span.end < len(view) and view.capital[span.end]):
        return (
            view.texts[span.first - 1] == "-"
            and view.lower(span.first - 2) == "to"
            and view.lower(span.first - 4) == "road"
        )
    if before in words.owners and span.first > 0:
        return view.labels[last] in ("GPE", "LOC", "", "PERSON", "ORG") and view.deps[last] not in ("npadvmod", "appos")
    of_what = view.lower(span.end) == "of" and view.lower(span.end + 1) == "the"
    return (
        before == "the"
        and of_what
        and view.lower(span.end + 2) in ("east", "west", "north", "south", "orient", "pacific", "balkans", "tropics")
    )


def _is_part_of_thing(view: TokenView, span: NameSpan, words: _Words) -> bool:
    """ "Brussels sprouts", "Stockholm syndrome", "a bottle of Bordeaux"."""
    if view.lower(span.end) in words.things and not view.starts[min(span.end, len(view) - 1)]:
        return view.deps[span.end - 1] in MODIFYING
    return view.lower(span.first - 1) == "of" and view.lower(span.first - 2) in words.vessels_of_drink


def _is_in_name_of_ship(view: TokenView, span: NameSpan, words: _Words) -> bool:
    """ "The Spirit of Burnie", "aboard the Alameda"."""
    first = span.first
    if view.lower(first - 1) == "of" and view.lower(first - 2) in words.craft_heads and view.capital[first - 2]:
        return True
    before = first - 2 if view.lower(first - 1) == "the" else first - 1
    return view.lower(before) in words.aboard


def _is_organisation(view: TokenView, span: NameSpan, words: _Words) -> bool:
    """ "The Rwanda bill", "the Vienna Piano Trio", "Kent Police", "Inter Milan", "the Geneva Dry conference"."""
    end = span.end
    if end < len(view) and view.lower(end) in words.laws and view.deps[end - 1] in MODIFYING:
        return True
    if end < len(view) and view.capital[end] and view.lower(end) in words.forces:
        return True
    if span.first > 0 and view.capital[span.first - 1] and view.lower(span.first - 1) in words.club_heads:
        return not view.starts[span.first - 1] or view.lower(span.first - 1) != "air"
    run = end
    while run < len(view) and run - end < LONGEST_ENSEMBLE and view.capital[run]:
        if view.lower(run) in words.ensembles:
            return True
        run += 1
    return run > end and view.lower(run) in words.gatherings and view.texts[end].isalpha()


def _acts_as_government(view: TokenView, span: NameSpan, names: KnownNames, words: _Words) -> bool:
    """ "Imposed by Washington", "pressure from Brussels", "Beijing's ambassador", "Caracas, which claims ..."."""
    matches = names.matches(view.text(span.first, span.end))
    if not matches or matches[0].feature.feature_class != CAPITAL_CLASS:
        return False
    before, last = span.first - 1, span.end - 1
    if before >= 0 and view.deps[last] == "pobj":
        governor = view.lower(view.heads[view.heads[last]])
        if view.deps[before] == "agent":
            return True
        if view.lower(before) == "from" and governor in words.given_by_governments:
            return True
        if view.lower(before) in ("with", "between") and governor in words.had_with_governments:
            return True
    if span.end + 1 < len(view) and view.texts[span.end] in ("'s", "’s"):
        return view.lower(span.end + 1) in words.owned_by_governments
    return _is_described_as_government(view, span, words)


def _is_described_as_government(view: TokenView, span: NameSpan, words: _Words) -> bool:
    end = span.end
    if end + 2 >= len(view) or view.texts[end] != "," or view.lower(end + 1) != "which":
        return False
    verb = view.heads[end + 1]
    return view.deps[end + 1] in SUBJECTS and view.lemmas[verb] in words.government_verbs
