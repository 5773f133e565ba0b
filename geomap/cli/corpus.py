"""The verb for many articles at once."""

from __future__ import annotations

import json

import click

from geomap.cli.options import date_option, tool_options
from geomap.cli.terminal import Steps, count, say
from geomap.config import load_config

__all__ = ["corpus"]


@click.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(), metavar="SOURCE...")
@click.option("-o", "--output", required=True, type=click.Path(file_okay=False), metavar="DATASET", help="A folder.")
@date_option("published", "The day of publication of all that state none.")
@click.option("--workers", type=click.IntRange(1, 1024), help="Processes; default: one for each processor.")
@click.option("--scheduler", metavar="ADDRESS", help="Run on a Dask cluster: tcp://HOST:PORT of its scheduler.")
@click.option("--batch", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Articles at a time.")
@click.option("--json", "as_json", is_flag=True, help="Tell the result as one JSON object.")
@tool_options
def corpus(
    sources: tuple[str, ...],
    output: str,
    published: str | None,
    workers: int | None,
    scheduler: str | None,
    batch: int,
    as_json: bool,
    model: str | None,
    gazetteer: str | None,
) -> int:
    """Tell many articles and keep the results as a dataset.

    SOURCE is a JSONL or WARC file, a folder, a feed or an article. DATASET becomes a folder of GeoParquet files:
    places, routes, events and names without position, one row a mark with its evidence, and one row an article. A run
    that was stopped goes on when the same command is given again; an article that can't be read is a row with its
    error.
    """
    from geomap.article import find_sources
    from geomap.corpus import Progress, make_dataset
    from geomap.corpus.telling import Settings

    config = load_config({"model": model, "gazetteer": gazetteer})
    with Steps() as step:
        step("looking for articles")

        def report(progress: Progress) -> None:
            step(f"{count(progress.articles, 'article')} done, {progress.failed} with errors")

        done = make_dataset(
            find_sources(sources), output, settings=Settings(config.model, config.gazetteer), published=published,
            workers=workers, scheduler=scheduler, batch_size=batch, report=report,
        )  # fmt: skip
    if as_json:
        told = {"dataset": output, "articles": done.articles, "kept": done.kept, "failed": done.failed}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(output)
        kept = f", {done.kept} of them from an earlier run" if done.kept else ""
        click.echo(f"{count(done.articles, 'article')}{kept}", err=True)
    if done.failed:
        say(f"{count(done.failed, 'article')} could not be told: see the column error of {output}/articles")
    return 0
