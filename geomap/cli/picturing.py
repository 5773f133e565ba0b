"""The verb image: the page of a story as a picture."""

from __future__ import annotations

import re
from pathlib import Path

import click

from geomap.cli.stories import open_story
from geomap.cli.terminal import Steps
from geomap.maps import page_beside

__all__ = ["image"]

SIZE = re.compile(r"(?P<width>[1-9][0-9]{2,3})x(?P<height>[1-9][0-9]{2,3})")


def _size(ctx: click.Context, param: click.Parameter, value: str) -> tuple[int, int]:
    found = SIZE.fullmatch(value)
    if found is None:
        raise click.BadParameter(f"{value!r} is no size; write it as 1400x900 (100 to 9999 each way)")
    return int(found["width"]), int(found["height"])


@click.command()
@click.argument("story_file", type=click.Path(), metavar="STORY")
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    metavar="FILE",
    help="The PNG, SVG or PDF to write; default: a PNG beside the story.",
)
@click.option("--size", default="1400x900", show_default=True, callback=_size, metavar="WxH", help="Of the window.")
@click.option("--dark", is_flag=True, help="In dark colours; a PDF is always light.")
def image(story_file: str, output: str | None, size: tuple[int, int], dark: bool) -> None:
    """Take a picture of a story's page.

    Needs Chromium or Chrome. The ending of the name decides: PNG, the page as it opens with its legend; SVG, the map
    with title, legend and attribution; PDF, the page on paper. A PNG has two pixels for each of the window's. Another
    version of the browser may give other bytes.
    """
    from geomap.doctor import find_browser
    from geomap.page import render
    from geomap.picture import ENDINGS, take_picture

    if output is not None and Path(output).suffix.lower() not in ENDINGS:
        raise click.UsageError(f"-o {output}: let the name end in {', '.join(ENDINGS)}")
    beside = page_beside(Path("story" if story_file == "-" else story_file)).with_suffix(".png")
    target = Path(output) if output else beside
    told = open_story(story_file)
    with Steps() as step:
        step("taking the picture")
        take_picture(render(told), target, browser=find_browser(), width=size[0], height=size[1], dark=dark)
    click.echo(str(target))
