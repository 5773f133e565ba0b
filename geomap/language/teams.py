"""Teams that go by the name of their town: "Leeds lost to Hull", in an article that reports on sport."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from geomap.language.token_view import KnownNames, NameSpan, TokenView

__all__ = ["Teams"]

DATA = Path(__file__).parent.parent / "data" / "teams.toml"
SPORT_WORDS_NEEDED = 4
DIFFERENT_WORDS_NEEDED = 3
TEAMS_NEEDED = 2
LINE_UP_NAMES = 7
LINE_UP_SHARE = 0.8
SCORE = re.compile(r"\d{1,3}[-–:]\d{1,3}$")
POSITIONAL = frozenset(
    {"in", "at", "near", "from", "outside", "across", "around", "into", "through", "via", "of", "throughout", "between"}
)
PLURAL_FORMS = frozenset({"were", "are", "have", "do"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})


@dataclass(frozen=True, slots=True)
class _Words:
    sport_words: frozenset[str]
    match_verbs: frozenset[str]
    playing_verbs: frozenset[str]
    opposing_prepositions: frozenset[str]
    team_roles: frozenset[str]
    club_words: frozenset[str]
    team_matters: frozenset[str]
    going: frozenset[str]


class Teams:
    """Which names of an article stand for teams; none where it does not report on sport.

    A name that once does what only a team does is a team wherever it is no position ("in Leeds") and no country's; but
    it takes two for a match.
    """

    def __init__(self, views: Sequence[TokenView], names: KnownNames) -> None:
        self._words = _words()
        self._names = names
        spoken = [lemma for view in views for lemma in view.lemmas if lemma in self._words.sport_words]
        self.are_told = len(spoken) >= SPORT_WORDS_NEEDED and len(set(spoken)) >= DIFFERENT_WORDS_NEEDED
        self._known: set[str] = set()
        if self.are_told:
            for view in views:
                for first, end in _capital_runs(view):
                    if self._plays(view, first, end):
                        self._known.add(view.text(first, end).casefold())
        self.are_told = len(self._known) >= TEAMS_NEEDED
        self._scored = {place for view in views for place in self._with_score(view)}
        self._line_ups = {view.passage.start for view in views if self.are_told and _is_line_up(view)}

    def has(self, view: TokenView, span: NameSpan) -> bool:
        """Whether the name at that span stands for a team."""
        if span.qualifier is None and self._has_score(view, span):
            return True
        if not self.are_told or span.qualifier is not None:
            return False
        if view.passage.start in self._line_ups or self._is_matter_of_team(view, span):
            return True
        if self._is_positional(view, span.first) and not self._is_taken_from(view, span):
            return False
        if view.text(span.first, span.end).casefold() not in self._known:
            return False
        return not self._is_country(view, span)

    def _is_country(self, view: TokenView, span: NameSpan) -> bool:
        matches = self._names.matches(view.text(span.first, span.end))
        return bool(matches) and matches[0].feature.kind == "country"

    def _with_score(self, view: TokenView) -> Iterator[tuple[int, int]]:
        """Both sides of a match told with its score, in any article: "Derby beat Luton Town 2-1"."""
        numbers = (at for at, text in enumerate(view.texts) if text[0].isdigit())
        scores = [at for at in numbers if SCORE.match(view.texts[at]) or _is_split_score(view, at)]
        runs = list(_capital_runs(view)) if scores else []
        for score in scores:
            verb = view.heads[score]
            while view.pos[verb] != "VERB" and view.heads[verb] != verb:
                verb = view.heads[verb]
            if view.lemmas[verb] not in self._words.match_verbs | self._words.playing_verbs:
                continue
            for first, end in runs:
                before = view.lower(first - 1)
                governed = view.heads[end - 1] == verb and view.deps[end - 1] in {*SUBJECTS, "dobj"}
                against = before in self._words.opposing_prepositions and view.heads[view.heads[end - 1]] == verb
                if governed or against:
                    yield from ((view.passage.start, at) for at in range(first, end))

    def _has_score(self, view: TokenView, span: NameSpan) -> bool:
        return (view.passage.start, span.first) in self._scored and not self._is_country(view, span)

    def _is_matter_of_team(self, view: TokenView, span: NameSpan) -> bool:
        """ "A London side", "points taken from Genoa", "a contract with Frankfurt"."""
        if view.deps[span.end - 1] in ("compound", "nmod") and view.lemmas[view.heads[span.end - 1]] in (
            "side",
            "club",
        ):
            return True
        before = span.first - 1
        if before < 1 or view.lower(before) not in ("from", "with", "at"):
            return False
        governor = view.heads[before]
        matters = {view.lemmas[governor], view.lemmas[view.heads[governor]]}
        return bool(matters & self._words.team_matters) and view.lower(before) != "at"

    def _is_taken_from(self, view: TokenView, span: NameSpan) -> bool:
        """ "The game ran away from Leeds": nobody comes from there."""
        before = span.first - 1
        return view.lower(before) == "from" and view.lemmas[view.heads[before]] not in self._words.going

    def _is_positional(self, view: TokenView, first: int) -> bool:
        """ "in Leeds", "travel to Leeds"; but not "lost to Leeds"."""
        before = first - 1
        if before < 0:
            return False
        word = view.lower(before)
        if word in POSITIONAL:
            return True
        return word == "to" and not self._opposes(view, first)

    def _opposes(self, view: TokenView, first: int) -> bool:
        """Whether the name is whom somebody loses to, draws with, wins against."""
        before = first - 1
        if before < 0 or view.lower(before) not in self._words.opposing_prepositions:
            return False
        if view.lower(before) in ("v", "vs", "versus"):
            return True
        governor = view.lemmas[view.heads[before]]
        contested = governor in (
            "lose",
            "draw",
            "win",
            "fall",
            "play",
            "defeat",
            "victory",
            "loss",
            "match",
            "game",
            "go",
            "final",
        )
        return contested and (view.lower(before) != "to" or governor in ("lose", "defeat", "loss", "fall", "go"))

    def _plays(self, view: TokenView, first: int, end: int) -> bool:
        """Whether the name does, suffers or owns here what a team does."""
        if first > 0 and view.lower(first - 1) in POSITIONAL:
            return False
        if end - first > 1 and view.lower(end - 1) in self._words.club_words:
            self._known.add(view.text(first, end - 1).casefold())
            return True
        if self._opposes(view, first) or (end < len(view) and SCORE.match(view.texts[end])):
            return True
        last = end - 1
        while view.deps[last] == "conj" and view.heads[last] < last:
            last = view.heads[last]
        relation, verb = view.deps[last], view.heads[last]
        if view.lemmas[verb] in self._words.match_verbs and view.pos[verb] == "VERB":
            return relation in SUBJECTS or relation == "dobj"
        if relation in SUBJECTS and view.pos[verb] in ("VERB", "AUX"):
            plural = last == end - 1 and (
                view.lower(verb) in PLURAL_FORMS or any(view.lower(at) in PLURAL_FORMS and view.heads[at] == verb
                                                        for at in range(end, min(end + 2, len(view))))
            )  # fmt: skip
            return view.lemmas[verb] in self._words.playing_verbs or plural
        return relation in ("compound", "poss", "nmod") and view.lemmas[verb] in self._words.team_roles


def _is_line_up(view: TokenView) -> bool:
    """ "Leeds: Kirk; Okafor, Stanley, Wells; Lancaster, Oduya": hardly anything but names and marks."""
    words = [index for index in range(len(view)) if view.texts[index][0].isalpha()]
    named = sum(view.capital[index] for index in words)
    marks = sum(text in (",", ";") for text in view.texts)
    return named >= LINE_UP_NAMES and named >= LINE_UP_SHARE * len(words) and marks >= named / 2


def _capital_runs(view: TokenView) -> Iterator[tuple[int, int]]:
    first = 0
    while first < len(view):
        end = first
        while end < len(view) and view.capital[end] and view.texts[end][0].isalpha():
            end += 1
        if end > first:
            yield first, end
        first = max(end, first + 1)


def _is_split_score(view: TokenView, at: int) -> bool:
    """ "2-1" as three tokens; this is the first."""
    tokens = view.texts[at : at + 3]
    return len(tokens) == 3 and tokens[0].isdigit() and tokens[1] in "-–" and tokens[2].isdigit()


@cache
def _words() -> _Words:
    import tomllib

    lists = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return _Words(**{name: frozenset(words) for name, words in lists.items()})
