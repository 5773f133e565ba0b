"""The verb export: stories as files of other programs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from geomap.cli.stories import open_story
from geomap.cli.terminal import NearestChoice

__all__ = ["export"]

FORMATS = ("geojson", "csv", "kml", "gpx", "geopackage", "geoparquet")
"""The names of the formats; a test holds them to :data:`geomap.export.formats.FORMATS`, which would cost time here."""
LAYERS = ("place", "route", "event", "unresolved")


@click.command()
@click.argument("story_files", type=click.Path(), metavar="STORY...", nargs=-1, required=True)
@click.option("--format", type=NearestChoice(FORMATS), metavar="FORMAT", help=f"{', '.join(FORMATS)}; else by FILE.")
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help="The file to write; default: standard output.")
@click.option("--layer", type=NearestChoice(LAYERS), metavar="LAYER", help=f"Only this layer: {', '.join(LAYERS)}.")
@click.option("--shapes", is_flag=True, help="Outlines of countries, seas and regions instead of their points.")
def export(
    story_files: tuple[str, ...], format: str | None, output: str | None, layer: str | None, shapes: bool
) -> None:
    """Write stories for other programs.

    GeoJSON, CSV for spreadsheets, KML for Google Earth, GPX, GeoPackage for QGIS, GeoParquet: by --format, or by the
    ending of FILE. Several stories become one file.
    """
    from geomap.export import formats
    from geomap.maps import save_as

    to_stdout = output in (None, "-")
    chosen = format or ("geojson" if to_stdout else formats.format_of(str(output)))
    if chosen is None:
        endings = ", ".join(formats.FORMATS[name].endings[0] for name in FORMATS)
        raise click.UsageError(f"{output}: no format has this ending; let it be one of {endings}, or give --format")
    stories = [open_story(name) for name in story_files]
    if not to_stdout:
        save_as(stories, Path(str(output)), format=chosen, layer=layer, shapes=shapes)
        return
    if formats.FORMATS[chosen].is_binary and sys.stdout.isatty():
        raise click.UsageError(f"{formats.FORMATS[chosen].title} is no text for a terminal; name a file with -o FILE")
    click.echo(formats.encode(stories, chosen, layer=layer, shapes=shapes), nl=False)
