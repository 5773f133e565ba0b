"""The verbs of the group ``geomap gazetteer``: build a larger one, and show what one holds."""

from __future__ import annotations

from pathlib import Path

import click

from geomap.cli.options import gazetteer_option
from geomap.cli.terminal import Steps
from geomap.config import load_config

__all__ = ["gazetteer"]


@click.group()
def gazetteer() -> None:
    """Build a larger gazetteer, or show what one holds."""


@gazetteer.command()
@click.option(
    "--geonames",
    required=True,
    type=click.Path(),
    metavar="FILE",
    help="GeoNames' dump: allCountries.zip, or the .txt in it.",
)
@click.option(
    "--alternate-names",
    type=click.Path(),
    metavar="FILE",
    help="GeoNames' alternateNamesV2.zip: former names, short forms.",
)
@click.option(
    "-o", "--output", default="geonames.gazetteer", show_default=True, metavar="FILE", help="The file to write."
)
def build(geonames: str, alternate_names: str | None, output: str) -> None:
    """Build a gazetteer file of all of GeoNames.

    Countries, divisions, seas and regions with their outlines come from the gazetteer that geomap brings; the dump adds
    some 13 million places. Use the file with --gazetteer FILE, GEOMAP_GAZETTEER or geomap.toml.
    """
    from geomap.gazetteer.building import build_from_dump

    with Steps() as step:
        made = build_from_dump(
            Path(geonames),
            Path(output),
            alternate_names=Path(alternate_names) if alternate_names else None,
            progress=step,
        )
    click.echo(output)
    click.echo(
        f"{made.rows:,} rows read; {made.places:,} places under {made.names:,} names, {made.bytes / 1e6:,.0f} MB; "
        f"version {made.version}",
        err=True,
    )


@gazetteer.command()
@gazetteer_option
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
def info(gazetteer: str | None, as_json: bool) -> None:
    """Show what a gazetteer holds and what it was made of."""
    import json

    from geomap.gazetteer import Gazetteer

    config = load_config({"gazetteer": gazetteer})
    opened = Gazetteer.open(Path(config.gazetteer) if config.gazetteer else None)
    kinds = {kind: len(opened.ids(f"{kind}:")) for kind in ("country", "admin1", "admin2")}
    areas = len(opened.ids())
    if as_json:
        answer = {"version": opened.version, "places": len(opened), "areas": areas, **kinds, "sources": opened.sources}
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    click.echo(f"version  {opened.version}")
    click.echo(f"places   {len(opened):,}")
    click.echo(f"areas    {areas:,}: {kinds['country']:,} countries, {kinds['admin1']:,} first-level and "
               f"{kinds['admin2']:,} second-level divisions, {areas - sum(kinds.values()):,} others")  # fmt: skip
    for source in opened.sources:
        click.echo(f"from     {source}")
