"""The dataset of a corpus: a folder of GeoParquet files, one a batch and layer, that is whole after any interruption.

::

    DATASET/dataset.json                     what it was made with
    DATASET/places/000012.parquet            one row a mark, with its evidence, article id and geometry
    DATASET/routes/… events/… unresolved/…
    DATASET/articles/000012.parquet          one row an article: counts, or the error; written last
    DATASET/finished.json                    how many articles there are in all; only when the last one is done

A batch is done when its articles file is there: the others were complete before. A batch without it is told anew.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geomap.corpus.telling import LAYERS, Told
from geomap.errors import ConfigError, InputError, OutputError
from geomap.export.extras import needed
from geomap.files import clear_left_overs, write_all, write_atomically, write_where_different
from geomap.jsontext import pretty

__all__ = ["ARTICLES", "Dataset"]

PURPOSE = "a corpus"
FORMAT = 1
ABOUT = "dataset.json"
FINISHED = "finished.json"
ARTICLES = "articles"
SUFFIX = ".parquet"


class Dataset:
    """A folder of told articles."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    @property
    def exists(self) -> bool:
        """Whether there is a dataset in the folder."""
        return (self.folder / ABOUT).is_file()

    def begin(self, about: dict[str, Any]) -> None:
        """Start the dataset, or go on with one that was made in the same way.

        :raises ConfigError: when it was made with something else, or the folder holds other things.
        """
        wanted = {"format": FORMAT, **about}
        if not self.exists:
            clear_left_overs(self.folder)
            if self.folder.is_dir() and any(self.folder.iterdir()):
                raise ConfigError(f"{self.folder} is no dataset of geomap and not empty; choose another folder")
            write_atomically(self.folder / ABOUT, pretty(wanted))
            return
        here = self.about()
        other = [name for name in wanted if here.get(name) != wanted[name]]
        if other:
            told = "; ".join(f"{name}: {here.get(name)!r} there, {wanted[name]!r} now" for name in other)
            raise ConfigError(f"{self.folder} was made with something else ({told}); choose another folder")
        for folder in (self.folder, *(self.folder / name for name in (*LAYERS, ARTICLES))):
            clear_left_overs(folder)

    def about(self) -> dict[str, Any]:
        """What the dataset was made with.

        :raises InputError: when there is none, or it is damaged.
        """
        try:
            about = json.loads((self.folder / ABOUT).read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError(f"{self.folder} is no dataset of geomap: it has no {ABOUT}") from error
        except ValueError as error:
            raise InputError(f"{self.folder / ABOUT} is damaged: {error}") from error
        if not isinstance(about, dict) or about.get("format") != FORMAT:
            raise InputError(f"{self.folder / ABOUT} is of another format; make the dataset anew")
        return about

    def digest_of(self, number: int) -> str | None:
        """The digest of a batch that is done; None for one that is not."""
        path = self._path(ARTICLES, number)
        if not path.is_file():
            return None
        parquet = needed("pyarrow.parquet", PURPOSE)
        try:
            metadata = parquet.read_schema(path).metadata or {}
        except (OSError, ValueError):
            return None
        return str(metadata.get(b"batch", b"").decode())

    def failed_in(self, number: int) -> int:
        """How many articles of a batch that is done failed."""
        parquet = needed("pyarrow.parquet", PURPOSE)
        errors = parquet.read_table(self._path(ARTICLES, number), columns=["error"]).column("error")
        return len(errors) - int(errors.null_count)

    @property
    def is_finished(self) -> bool:
        """Whether a run has come to the end of the sources."""
        return (self.folder / FINISHED).is_file()

    def finish(self, articles: int, failed: int) -> None:
        """Say that all articles of the sources are here.

        :raises OutputError: when it can't be written.
        """
        write_where_different({self.folder / FINISHED: pretty({"articles": articles, "failed": failed})})

    def write(self, told: Told) -> None:
        """Keep a batch: its layers, then the file that says it is done. The dataset is unfinished from now on.

        :raises OutputError: when it can't be written; the batch counts as not done then.
        """
        try:
            (self.folder / FINISHED).unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"can't go on with {self.folder}: {error.strerror}; nothing was changed") from error
        write_all({self._path(folder, told.number): data for folder, data in told.layers.items()})
        for folder in set(LAYERS) - set(told.layers):  # left from an older attempt
            self._path(folder, told.number).unlink(missing_ok=True)
        write_atomically(self._path(ARTICLES, told.number), _articles(told))

    def rows(self, layer: str, columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
        """The rows of a layer (``places``, ``routes``, ``events``, ``unresolved``, ``articles``), batch by batch."""
        parquet = needed("pyarrow.parquet", PURPOSE)
        for path in self.files(layer):
            yield from parquet.read_table(path, columns=columns).to_pylist()

    def files(self, layer: str) -> list[Path]:
        """The files of a layer, of done batches only, in their order."""
        done = sorted((self.folder / ARTICLES).glob("[0-9]*" + SUFFIX))
        return [path for path in (self.folder / layer / one.name for one in done) if path.is_file()]

    def _path(self, folder: str, number: int) -> Path:
        return self.folder / folder / f"{number:06}{SUFFIX}"


def _articles(told: Told) -> bytes:
    arrow, parquet = needed("pyarrow", PURPOSE), needed("pyarrow.parquet", PURPOSE)
    numbers = ("characters", "places", "routes", "events")
    schema = arrow.schema(
        [(name, arrow.int64() if name in numbers else arrow.string()) for name in told.articles[0]],
        metadata={"batch": told.digest},
    )
    stream = io.BytesIO()
    parquet.write_table(arrow.Table.from_pylist(told.articles, schema=schema), stream, compression="zstd")
    return stream.getvalue()
