"""Many articles at once: a stream of sources becomes a dataset of places, routes, events; a dataset one story."""

from geomap.corpus.dataset import Dataset
from geomap.corpus.overview import Bounds, overview
from geomap.corpus.running import Progress, make_dataset

__all__ = ["Bounds", "Dataset", "Progress", "make_dataset", "overview"]
