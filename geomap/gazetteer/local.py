"""The gazetteer as an article in another language asks it: exonyms and demonyms of that language."""

from __future__ import annotations

from collections.abc import Iterator

from geomap.gazetteer.feature import Feature, Match
from geomap.gazetteer.folding import fold
from geomap.gazetteer.gazetteer import Gazetteer
from geomap.language.local_names import local_names

__all__ = ["GazetteerInLanguage", "in_language"]

POINT = "gn:"


def in_language(gazetteer: Gazetteer, language: str) -> Gazetteer:
    """The gazetteer with the names of a language; the same one where geomap brings none for it."""
    names = local_names(language)
    return GazetteerInLanguage(gazetteer, language) if names.names else gazetteer


class GazetteerInLanguage(Gazetteer):
    """A gazetteer that knows "Allemagne" and "libyennes" too; it shares the memory of the one it was made of."""

    def __init__(self, gazetteer: Gazetteer, language: str) -> None:
        self.__dict__.update(gazetteer.__dict__)
        self._gazetteer = gazetteer
        self._local = local_names(language)
        self._known: dict[str, tuple[Match, ...]] = {}

    def lookup(self, name: str) -> tuple[Match, ...]:
        """The gazetteer's matches and those under the English name, the most prominent first."""
        own = self._gazetteer.lookup(name)
        if name[:1].islower() and not any(letter.isupper() for letter in name):
            return own
        known = {match.feature.id for match in own}
        others = [match for match in self._matches_in_english(name) if match.feature.id not in known]
        raised = [self._raised(match, name) for match in own]
        return tuple(sorted((*raised, *others), key=lambda match: -match.prominence)) if others else tuple(raised)

    def __contains__(self, name: object) -> bool:
        return name in self._gazetteer or (isinstance(name, str) and bool(self._matches_in_english(name)))

    def demonym(self, word: str) -> tuple[Feature, ...]:
        """The places whose people or things are called so, in either case: "Libyens", "libyenne"."""
        english = self._local.demonyms.get(word.replace("’", "'").casefold())
        if english is None:
            return self._gazetteer.demonym(word)
        return tuple(match.feature for match in self._gazetteer.lookup(english) if _is_area(match))[:1]

    def _raised(self, match: Match, name: str) -> Match:
        """A match of the gazetteer's own that is the well-known bearer of a local name counts as such."""
        best = next((m for m in self._matches_in_english(name) if m.feature.id == match.feature.id), None)
        return best if best is not None and best.prominence > match.prominence else match

    def _matches_in_english(self, name: str) -> tuple[Match, ...]:
        key = fold(name)
        if key not in self._known:
            self._known[key] = tuple(self._found(name))
        return self._known[key]

    def _found(self, name: str) -> Iterator[Match]:
        for english in self._local.english(name):
            matches = self._gazetteer.lookup(english)
            areas = [match for match in matches if _is_area(match)] or list(matches)
            if areas:
                yield from (Match(match.feature, name, match.quality, match.prominence) for match in areas)
                return


def _is_area(match: Match) -> bool:
    return not match.feature.id.startswith(POINT)
