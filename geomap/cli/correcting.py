"""The verb by which a person says what is wrong on a map: correct."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.cli.options import tool_options
from geomap.cli.stories import open_story
from geomap.cli.terminal import Steps, count, say
from geomap.config import Config, load_config
from geomap.errors import GeomapError, InputError
from geomap.maps import PAGE_SUFFIX, corrections_beside, story_beside

if TYPE_CHECKING:
    from geomap.corrections import About, Entry
    from geomap.model import Event, Route, Story

__all__ = ["correct"]

Options = dict[str, Any]


@click.command()
@click.argument("map_file", metavar="MAP")
@click.option("--list", "listing", is_flag=True, help="Show what is doubtful, and the corrections so far.")
@click.option("--json", "as_json", is_flag=True, help="With --list: as JSON.")
@click.option("--place", metavar="NAME", help="The place to correct, by its name, words or id.")
@click.option("--candidate", metavar="ID", help="With --place: it is this one (see --list, geomap locate).")
@click.option("--at", "position", metavar="LAT,LON", help="With --place: it is there.")
@click.option("--ignore", is_flag=True, help="With --place: it is no place here.")
@click.option("--rename", metavar="LABEL", help="With --place: the map calls it so.")
@click.option("--here", metavar="QUOTE", help="With --place: only the mention within these words.")
@click.option("--mark", metavar="ID", help="The route or event to correct, by its id (see --list).")
@click.option("--drop", is_flag=True, help="With --mark: take it off the map.")
@click.option("--date", metavar="WHEN", help="With --mark: its date, as 2016-04-26, 2016-04, 2016, FROM/TO, or empty.")
@click.option("--published", metavar="YYYY-MM-DD", help="The article was published on that day.")
@click.option("--add", "merged", metavar="FILE", help="Take over the corrections of a file (downloaded from the page).")
@click.option("--undo", metavar="NUMBER", type=int, help="Take back a correction, by its number in --list.")
@click.option("--comment", help="Why; it is shown on the map.")
@click.option("--author", help="Who says so; it is shown on the map.")
@click.option("--made-on", metavar="YYYY-MM-DD", help="When it was said; geomap never looks at the clock.")
@click.option("--no-map", is_flag=True, help="Only write the corrections; the map is made anew later.")
@tool_options
def correct(map_file: str, listing: bool, as_json: bool, no_map: bool, **options: Any) -> int:
    """Say what is wrong on a map.

    MAP is the page or the story file of a map. Without options it asks, the most doubtful places first; each answer is
    written at once to NAME.corrections.toml beside the map. At the end the map is made anew.
    """
    config = load_config({"model": options.pop("model"), "gazetteer": options.pop("gazetteer")})
    story_path = _story_path(map_file)
    story = open_story(str(story_path))
    if story.times:
        raise InputError(
            f"{map_file} is the overview of a dataset, whose marks stand for what many articles tell; correct the map "
            "of an article of it: geomap map ARTICLE, then geomap correct"
        )
    file = corrections_beside(story_path)
    if listing:
        _list(story, file, as_json)
        return 0
    if as_json:
        raise click.UsageError("--json goes with --list")
    changed = _by_options(story, file, options)
    if changed is None:
        from geomap.cli.dialogue import Dialogue

        changed = Dialogue(story, file, config, _about(options)).hold()
    if not changed or no_map:
        return 0
    return _made_anew(story_path, config)


def _story_path(name: str) -> Path:
    path = Path(name)
    return story_beside(path) if path.name.endswith(PAGE_SUFFIX) else path


def _by_options(story: Story, file: Path, options: Options) -> bool | None:
    """Carry out what the command line says; None where it says nothing, so that the person is to be asked."""
    ways: dict[str, Callable[[], bool]] = {
        "place": lambda: _add(story, file, _place_entry(story, options)),
        "mark": lambda: _add(story, file, _mark_entry(story, options)),
        "published": lambda: _add(story, file, _published_entry(options)),
        "merged": lambda: _merge(story, file, options),
        "undo": lambda: _undo(file, options["undo"]),
    }
    chosen = [name for name in ways if options[name] is not None]
    if len(chosen) > 1:
        raise click.UsageError("one of --place, --mark, --published, --add and --undo at a time")
    if not chosen:
        lost = [name for name in ("candidate", "position", "ignore", "rename", "here", "drop", "date") if options[name]]
        if lost:
            name = {"position": "at"}.get(lost[0], lost[0])
            raise click.UsageError(f"--{name} of what? name it with --place or --mark")
        return None
    return ways[chosen[0]]()


def _about(options: Options) -> About:
    return {"comment": options["comment"], "author": options["author"], "made_on": options["made_on"]}


def _place_entry(story: Story, options: Options) -> Entry:
    from geomap.cli.dialogue import parse_position
    from geomap.corrections.proposing import entry_for_place

    actions = {"candidate": "choose", "position": "locate", "ignore": "ignore"}
    chosen = [action for name, action in actions.items() if options[name]]
    if not chosen and options["rename"]:
        chosen = ["rename"]
    if len(chosen) != 1:
        raise click.UsageError("--place needs one of --candidate, --at, --ignore and --rename")
    values: Options = {}
    if options["here"]:
        values |= {"where": "here", "quote": options["here"]}
    if options["candidate"]:
        values["candidate"] = options["candidate"]
    if options["position"]:
        values["lat"], values["lon"] = parse_position(options["position"])
    if options["rename"]:
        values["rename"] = options["rename"]
    return entry_for_place(story, options["place"], chosen[0], values, _about(options))


def _mark_entry(story: Story, options: Options) -> Entry:
    from geomap.corrections.proposing import entry_for_mark

    if options["drop"] == (options["date"] is not None):
        raise click.UsageError("--mark needs one of --drop and --date")
    values = {} if options["drop"] else {"when": options["date"]}
    return entry_for_mark(story, options["mark"], "drop" if options["drop"] else "fix", values, _about(options))


def _published_entry(options: Options) -> Entry:
    from geomap.corrections import Entry

    return Entry(target="date", action="published", values={"when": options["published"]}, **_about(options))


def _add(story: Story, file: Path, *entries: Entry) -> bool:
    from geomap.corrections import add_entries

    add_entries(file, entries, title=story.article.title)
    for entry in entries:
        click.echo(f"{file}: {entry.words()}")
    return True


def _merge(story: Story, file: Path, options: Options) -> bool:
    """Add what another corrections file says and this one does not yet."""
    from geomap.corrections import load_corrections
    from geomap.corrections.writing import with_author

    other = load_corrections(options["merged"])
    if other is None:
        raise InputError(f"there is no file {options['merged']}")
    known = load_corrections(file)
    new = [entry for entry in with_author(other) if known is None or entry not in with_author(known)]
    if not new:
        say(f"{file} has all of it already")
        return False
    return _add(story, file, *new)


def _undo(file: Path, number: int) -> bool:
    from geomap.corrections import load_corrections, without_entry
    from geomap.files import write_atomically

    known = load_corrections(file)
    if known is None:
        raise InputError(f"there are no corrections in {file}")
    shorter = without_entry(file.read_bytes().decode("utf-8"), number - 1)
    write_atomically(file, shorter)
    click.echo(f"{file}: taken back: {known.entries[number - 1].words()}")
    return True


def _list(story: Story, file: Path, as_json: bool) -> None:
    from geomap.cli.dialogue import described
    from geomap.corrections import load_corrections
    from geomap.corrections.proposing import DOUBTFUL, doubts

    known = load_corrections(file)
    entries = known.entries if known is not None else ()
    found = doubts(story)
    if as_json:
        answer = {
            "doubtful": [_doubt_as_json(doubt) for doubt in found],
            "routes": [{"id": route.id, "evidence": [e.text for e in route.evidence]} for route in story.routes],
            "events": [{"id": event.id, "evidence": [e.text for e in event.evidence]} for event in story.events],
            "corrections": [
                {"number": n, "target": e.target, "action": e.action, **dict(e.values)}
                for n, e in enumerate(entries, 1)
            ],
            "outcomes": [asdict(outcome) for outcome in story.corrections],
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for doubt in found:
        if doubt.confidence is not None and doubt.confidence >= DOUBTFUL:
            continue
        sure = "no position" if doubt.confidence is None else f"{doubt.confidence:.2f}"
        click.echo(f"{doubt.name} ({sure}): {doubt.quote}")
        for other in doubt.candidates:
            click.echo(f"    {other.gazetteer_id}  {described(other)}")
    _list_marks("route", story.routes)
    _list_marks("event", story.events)
    click.echo(f"{count(len(entries), 'correction')} in {file}")
    for number, entry in enumerate(entries, 1):
        click.echo(f"    {number}. {entry.words()}")


def _list_marks(name: str, marks: Sequence[Route | Event]) -> None:
    click.echo(f"{count(len(marks), name)}:")
    for mark in marks:
        click.echo(f"    {mark.id}  {mark.evidence[0].text if mark.evidence else ''}")


def _doubt_as_json(doubt: Any) -> Options:
    return {
        "name": doubt.name,
        "id": getattr(doubt.subject, "id", None),
        "confidence": doubt.confidence,
        "reason": doubt.reason,
        "quote": doubt.quote,
        "candidates": [asdict(other) for other in doubt.candidates],
    }


def _made_anew(story_path: Path, config: Config) -> int:
    """Make the map anew and say what became of the corrections."""
    from geomap.cli.regenerating import run_for
    from geomap.codec import load_story
    from geomap.corrections import in_words
    from geomap.regenerate import Failure, jobs_for, load_project

    with Steps() as step:
        listed = load_project(Path(config.maps)).maps
        outcome = next(iter(run_for(config, step).go(jobs_for(story_path, listed))))
        step.pause()
    if isinstance(outcome, Failure):
        say(f"the corrections are kept, but the map could not be made anew: {outcome.error}")
        return 1
    click.echo(f"{outcome.page}: {outcome.what}")
    try:
        said = load_story(story_path).corrections
    except GeomapError:
        return 1
    for correction in said:
        if correction.outcome != "applied":
            click.echo(f"correction of {in_words(correction)}", err=True)
    return 0
