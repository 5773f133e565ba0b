"""The command ``geomap``: each verb parses its arguments, calls one function and prints.

Only here is anything printed, and only here does geomap exit: 0 done, 1 it can't be done (the message says why and what
to do), 2 the command line is wrong, 130 stopped by Ctrl-C. Results go to standard output, all else to standard error.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from geomap.cli.terminal import say
from geomap.errors import GeomapError
from geomap.suggestions import did_you_mean

__all__ = ["commands", "main", "run"]

STOPPED = 130

HOMES = {
    "map": "making:make_map", "story": "making:story", "render": "making:render", "gather": "gathering:gather",
    "corpus": "corpus:corpus", "export": "exporting:export", "image": "picturing:image",
    "regenerate": "regenerating:regenerate", "correct": "correcting:correct", "explain": "looking:explain",
    "locate": "looking:locate", "places": "looking:places", "gazetteer": "gazetteer:gazetteer", "cache": "cache:cache",
    "doctor": "looking:doctor", "completion": "completion:completion",
}  # fmt: skip
"""Where each verb is, in the order in which a user meets them."""


class _ByName(Mapping[str, click.Command]):
    """The verbs; one is loaded when it is asked for."""

    def __getitem__(self, name: str) -> click.Command:
        module, verb = HOMES[name].split(":")
        command: click.Command = getattr(import_module(f"geomap.cli.{module}"), verb)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(HOMES)

    def __len__(self) -> int:
        return len(HOMES)


class Verbs(click.Group):
    """The verbs, with the nearest right one for a wrong one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = _ByName()  # type: ignore[assignment]

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
