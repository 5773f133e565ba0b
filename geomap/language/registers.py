"""What sort of text an article is, where its words then mean something else: in a match report nobody is shot at."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomap.language.reading import Passage

__all__ = ["registers"]

DATA = Path(__file__).parent.parent / "data" / "teams.toml"
SPORT_WORDS_NEEDED = 6
DIFFERENT_WORDS_NEEDED = 4
SHARE_NEEDED = 0.01
"""Of all words: a report on a riot at a match uses a few of sport's words, a match report many."""


def registers(passages: Iterable[Passage]) -> frozenset[str]:
    """The registers of an article: "sport" where it reports on matches."""
    sport = _sport_words()
    words = [token.lower_ for passage in passages for token in passage.doc if token.is_alpha]
    spoken = [word for word in words if word in sport or word.removesuffix("s") in sport]
    told = len(spoken) >= max(SPORT_WORDS_NEEDED, SHARE_NEEDED * len(words))
    return frozenset({"sport"}) if told and len(set(spoken)) >= DIFFERENT_WORDS_NEEDED else frozenset()


@cache
def _sport_words() -> frozenset[str]:
    import tomllib

    return frozenset(tomllib.loads(DATA.read_text(encoding="utf-8"))["sport_words"])
