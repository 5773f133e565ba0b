"""Mentions to places: which names are places, which place each means, how sure that is, and why."""

from geomap.places.batch import toponyms
from geomap.places.resolution import Resolution, resolve

__all__ = ["Resolution", "resolve", "toponyms"]
