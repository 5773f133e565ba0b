"""The verb completion, and what the shell is told beyond the names of verbs and options."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem, get_completion_class

from geomap.cli.terminal import NearestChoice

__all__ = ["completion", "geocoders", "places_of_story"]

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_GEOMAP_COMPLETE"
"""Where click looks for a shell that asks: _PROGRAM_COMPLETE."""


@click.command()
@click.argument("shell", type=NearestChoice(SHELLS), metavar="|".join(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes geomap's commands in a shell.

    \b
    bash  geomap completion bash > ~/.local/share/bash-completion/completions/geomap
    zsh   geomap completion zsh > a file in your .zshrc, before or after compinit: source FILE
    fish  geomap completion fish > ~/.config/fish/completions/geomap.fish
    """
    script = get_completion_class(shell)
    assert script is not None  # click has all of SHELLS
    root = ctx.find_root()
    click.echo(script.source_template % script(root.command, {}, "geomap", VARIABLE).source_vars())


def places_of_story(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names in the story that the command line already has; none where it can't be read."""
    from geomap.codec import load_story
    from geomap.errors import GeomapError

    try:
        story = load_story(ctx.params.get("story_file") or "")
    except GeomapError:
        return []
    on_map, off_map = [one.name for one in story.places], [one.name for one in story.unresolved]
    names = dict.fromkeys((*on_map, *off_map, *(one.name for one in story.others)))
    return [CompletionItem(name) for name in names if name.casefold().startswith(incomplete.casefold())]


def geocoders(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """geopy's names of services."""
    from geomap.gazetteer.online import service_names

    return [CompletionItem(name) for name in service_names() if name.startswith(incomplete.lower())]
