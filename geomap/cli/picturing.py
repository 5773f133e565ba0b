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
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help="The PNG to write; default: beside the story.")
@click.option("--size", default="1400x900", show_default=True, callback=_size, metavar="WxH", help="Of the window.")
def image(story_file: str, output: str | None, size: tuple[int, int]) -> None:
    """Take a picture of a story's page.

    Needs Chromium or Chrome. The picture has two pixels for each of the window's; it is drawn by the browser, so that
    another version of it may give other bytes.
    """
    from geomap.doctor import find_browser
    from geomap.page import render
    from geomap.picture import take_picture

    if output is not None and Path(output).suffix.lower() != ".png":
        raise click.UsageError(f"-o {output}: a picture is a PNG file; let the name end in .png")
    target = Path(output) if output else page_beside(Path("story" if story_file == "-" else story_file))
    told = open_story(story_file)
    with Steps() as step:
        step("taking the picture")
        take_picture(render(told), target.with_suffix(".png"), browser=find_browser(), width=size[0], height=size[1])
    click.echo(str(target.with_suffix(".png")))
