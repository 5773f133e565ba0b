"""What ``geomap map`` does with a dataset of ``geomap corpus``: one page of what its articles tell most often."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from geomap.cli.sourcing import is_page
from geomap.cli.terminal import Steps, count
from geomap.config import Bounds
from geomap.maps import PAGE_SUFFIX, save_map, slug

if TYPE_CHECKING:
    from geomap.model import Story

__all__ = ["DatasetOptions", "dataset_among", "dataset_options", "map_dataset"]

Function = TypeVar("Function", bound=Callable[..., Any])


class DatasetOptions(TypedDict):
    """What ``dataset_options`` add to a verb."""

    most_places: int
    most_routes: int
    most_events: int
    most_quotes: int


def dataset_options(function: Function) -> Function:
    """``--most-places``, ``--most-routes``, ``--most-events``, ``--most-quotes``: how much of a dataset is drawn."""
    for bound in reversed(fields(Bounds)):
        what = "Quotations of a mark" if bound.name == "quotes" else f"How many {bound.name}"
        option = click.option(
            f"--most-{bound.name}", type=click.IntRange(1, 100_000), default=bound.default, show_default=True,
            help=f"{what}, of a dataset: those told most often.",
        )  # fmt: skip
        function = option(function)
    return function


def dataset_among(sources: Sequence[str]) -> Path | None:
    """The dataset that is to be drawn, if the sources are one.

    :raises click.UsageError: when there is one beside other sources.
    """
    folders = [Path(source) for source in sources if Path(source).is_dir()]
    if not folders:
        return None
    from geomap.corpus import Dataset

    found = [folder for folder in folders if Dataset(folder).exists]
    if found and len(sources) > 1:
        raise click.UsageError(f"{found[0]} is a dataset of geomap corpus: draw it alone")
    return found[0] if found else None


def map_dataset(
    folder: Path,
    output: str | None,
    title: str | None,
    options: DatasetOptions,
    shown: Mapping[str, str | None],
    maps: Path,
) -> tuple[Story, Path]:
    """Draw a dataset; ``shown`` are the options of its page. The story of what is drawn, and the page."""
    from geomap.corpus import Dataset, overview

    page = _page(folder, output, maps)
    bounds = Bounds(**{name.removeprefix("most_"): value for name, value in options.items()})  # type: ignore[arg-type]
    with Steps() as step:
        step("reading the dataset")
        story = overview(
            Dataset(folder), title=title, bounds=bounds,
            progress=lambda read: step(f"{count(read, 'article')} read"),
        )  # fmt: skip
        recorded = tuple(sorted((name, value) for name, value in shown.items() if value))
        story = replace(story, provenance=replace(story.provenance, options=recorded))
        step("drawing the map")
        save_map(story, page)
    return story, page


def _page(folder: Path, output: str | None, maps: Path) -> Path:
    """``-o``, a page or a folder for it; else a page of the dataset's name among the maps."""
    own = slug(folder.resolve().name) + PAGE_SUFFIX
    if output is None:
        return maps / own
    return Path(output) if is_page(output) else Path(output) / own
