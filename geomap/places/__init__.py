"""Mentions to places: which names are places, which place each means, how sure that is, and why."""

from geomap.places.batch import toponyms
from geomap.places.resolution import Resolution, place_id, resolve

__all__ = ["Resolution", "place_id", "resolve", "toponyms"]
