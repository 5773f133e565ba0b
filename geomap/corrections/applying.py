"""The corrections' part in the telling of a story, stage by stage, with a report at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geomap.corrections.dating import DateCorrections
from geomap.corrections.entries import Corrections
from geomap.corrections.marks import EventCorrections, RouteCorrections
from geomap.corrections.outcomes import Outcomes
from geomap.corrections.placing import PlaceCorrections
from geomap.model import Article, Correction, Event, Place, Route

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.language.dates import DateMention
    from geomap.places import Resolution

__all__ = ["Application"]


class Application:
    """One use of a corrections file. The stages are called in the order in which they stand here."""

    def __init__(self, corrections: Corrections) -> None:
        self._outcomes = Outcomes(corrections)
        self._dates = DateCorrections(self._outcomes)
        self._places: PlaceCorrections | None = None

    def article(self, article: Article) -> Article:
        """The article with the day of publication that a person gave."""
        return self._dates.article(article)

    def named(self, resolution: Resolution, article: Article, gazetteer: Gazetteer) -> Resolution:
        """The places that the article names, before others are described by them."""
        self._places = PlaceCorrections(self._outcomes, article, gazetteer)
        return self._places.named(resolution)

    def described(self, resolution: Resolution) -> Resolution:
        """All places, with those by description."""
        return self._places.described(resolution) if self._places else resolution

    def dates(self, dates: tuple[DateMention, ...], article: Article) -> tuple[DateMention, ...]:
        """The article's date expressions."""
        return self._dates.apply(dates, article)

    def marks(
        self, routes: Sequence[Route], events: Sequence[Event], places: Sequence[Place], article: Article
    ) -> tuple[tuple[Route, ...], tuple[Event, ...]]:
        """The routes and events."""
        by_when = self._dates.by_when
        return (
            RouteCorrections(self._outcomes, article, places).apply(routes, by_when),
            EventCorrections(self._outcomes, article, places).apply(events, by_when),
        )

    def report(self) -> tuple[Correction, ...]:
        """What became of each entry, in the order of the file."""
        return self._outcomes.report()
