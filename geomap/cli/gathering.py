"""The verb that puts several stories on one map."""

from __future__ import annotations

from pathlib import Path

import click

from geomap.cli.stories import open_story
from geomap.cli.terminal import count
from geomap.maps import PAGE_SUFFIX, STORY_SUFFIX, save_map, slug, story_beside

__all__ = ["gather"]


@click.command()
@click.argument("stories", nargs=-1, required=True, type=click.Path(), metavar="STORY...")
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help="The page to write; default: by the title.")
@click.option("--title", help="What the map is about; default: the first title, and how many more.")
def gather(stories: tuple[str, ...], output: str | None, title: str | None) -> None:
    """Put several stories on one map.

    STORY is a story file, or a folder of them. The same place is drawn once, the dates of all stand on one time line,
    and the page can show one article at a time. Made again with the others by: geomap regenerate
    """
    from geomap.gathering import gather as together

    if output is not None and Path(output).suffix != PAGE_SUFFIX:
        raise click.UsageError(f"-o {output}: a map is an HTML page; let the name end in {PAGE_SUFFIX}")
    told = together([open_story(name) for name in _files(stories, output)], title)
    page = Path(output) if output is not None else Path(slug(told.article.title) + PAGE_SUFFIX)
    save_map(told, page)
    click.echo(str(page))
    parts = [count(len(told.places), "place"), count(len(told.routes), "route"), count(len(told.events), "event")]
    click.echo(f"{count(len(told.article.members), 'article')}: {', '.join(parts)}", err=True)


def _files(stories: tuple[str, ...], output: str | None) -> list[str]:
    """The story files that are named and those of the folders; not the one that is to be written."""
    own = story_beside(Path(output)) if output is not None else None
    found: list[str] = []
    for name in stories:
        inside = sorted(Path(name).glob("*" + STORY_SUFFIX)) if Path(name).is_dir() else [Path(name)]
        found += [str(path) for path in inside if own is None or path.resolve() != own.resolve()]
    return list(dict.fromkeys(found))
