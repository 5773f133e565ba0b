"""The command ``geomap``: each verb parses its arguments, calls one function and prints.

Only here is anything printed, and only here does geomap exit: 0 done, 1 it can't be done (the message says why and what
to do), 2 the command line is wrong, 130 stopped by Ctrl-C. Results go to standard output, all else to standard error.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

import click

from geomap.cli.cache import cache
from geomap.cli.completion import completion
from geomap.cli.corpus import corpus
from geomap.cli.correcting import correct
from geomap.cli.exporting import export
from geomap.cli.gathering import gather
from geomap.cli.gazetteer import gazetteer
from geomap.cli.looking import doctor, explain, locate, places
from geomap.cli.making import make_map, render, story
from geomap.cli.picturing import image
from geomap.cli.regenerating import regenerate
from geomap.cli.terminal import say
from geomap.errors import GeomapError
from geomap.suggestions import did_you_mean

__all__ = ["commands", "main", "run"]

STOPPED = 130


class Verbs(click.Group):
    """The verbs in the order in which a user meets them, with the nearest right one for a wrong one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            ctx.fail(f"there is no command {args[0]!r}{did_you_mean(args[0], self.commands)}")
        return super().resolve_command(ctx, args)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="geomap", message="geomap %(version)s")
def commands() -> None:
    """News in, map out: the places, routes and dated events of an article on one page that opens anywhere."""


for verb in (
    make_map,
    story,
    render,
    gather,
    corpus,
    export,
    image,
    regenerate,
    correct,
    explain,
    locate,
    places,
    gazetteer,
    cache,
    doctor,
    completion,
):
    commands.add_command(verb)


def run(arguments: Sequence[str]) -> int:
    """Carry out a command line and return its exit status."""
    try:
        status = commands.main(args=list(arguments), prog_name="geomap", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        say("stopped; nothing was half written")
        return STOPPED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except GeomapError as error:
        say(str(error))
        return 1
    return status if isinstance(status, int) else 0


def main() -> None:
    """The entry point of the command ``geomap``."""
    # A short run: the language model is many objects that live to its end; looking for garbage among them costs time.
    gc.set_threshold(100_000, 50, 1000)
    status = run(sys.argv[1:])
    gc.freeze()  # nor does the end of the process look for any
    sys.exit(status)
