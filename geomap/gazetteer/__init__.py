"""Names to places: the embedded gazetteer, and a geopy geocoder over it."""

from geomap.gazetteer.feature import Feature, Match
from geomap.gazetteer.folding import fold
from geomap.gazetteer.gazetteer import Gazetteer

__all__ = ["Feature", "Gazetteer", "Match", "fold"]
