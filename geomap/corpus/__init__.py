"""Many articles at once: a stream of sources becomes a dataset of places, routes and events."""

from geomap.corpus.dataset import Dataset
from geomap.corpus.running import Progress, make_dataset

__all__ = ["Dataset", "Progress", "make_dataset"]
