"""The verbs that look something up: explain, locate, places, doctor."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from geomap.cli.completion import places_of_story
from geomap.cli.options import gazetteer_option, online_geocoder, online_options, tool_options
from geomap.cli.stories import open_story
from geomap.cli.terminal import Steps, count, say
from geomap.config import cache_folder, load_config
from geomap.errors import InputError

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.gazetteer.locate import Located
    from geomap.gazetteer.online import OnlineGeocoder

__all__ = ["doctor", "explain", "locate", "places"]

CANDIDATES_SHOWN = 10
PART_WIDTH = 24


@click.command()
@click.argument("story_file", type=click.Path(), metavar="STORY")
@click.argument("place", shell_complete=places_of_story)
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
def explain(story_file: str, place: str, as_json: bool) -> None:
    """Say why a place is where it is.

    Shows its reasons, where the article names it, and what else was weighed; PLACE may be an unresolved name too.
    """
    import json

    from geomap.explaining import explanation, in_words

    answer = explanation(open_story(story_file), place)
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else in_words(answer))


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: query and candidates, best first.")
@gazetteer_option
@online_options
def locate(
    names: tuple[str, ...], as_json: bool, gazetteer: str | None, online: bool, geocoder: str | None, ask_all: bool
) -> None:
    """Show what the gazetteer knows of a name.

    Candidates come best first, each with what puts it there; - reads one name a line from standard input.
    """
    import json

    from geomap.gazetteer import Gazetteer
    from geomap.gazetteer.locate import locate as candidates_of

    config = load_config({"gazetteer": gazetteer, "geocoder": geocoder})
    embedded = Gazetteer.open(Path(config.gazetteer) if config.gazetteer else None)
    service = online_geocoder(config, ask_all=ask_all) if online else None
    for name in _each_name(names):
        opened = _with_answers(embedded, service, name) if service else embedded
        candidates = candidates_of(opened, name, limit=CANDIDATES_SHOWN)
        if as_json:
            answer = {"query": name, "candidates": [_fields(candidate, opened) for candidate in candidates]}
            click.echo(json.dumps(answer, ensure_ascii=False))
        else:
            click.echo(_in_words(name, candidates, opened))


@click.command()
@click.option(
    "--jsonl",
    nargs=2,
    required=True,
    type=click.Path(),
    metavar="IN OUT",
    help='Documents {"id", "text"}, one a line, in; {"id", "toponyms"} out; - for standard input or output.',
)
@tool_options
@online_options
def places(
    jsonl: tuple[str, str],
    model: str | None,
    gazetteer: str | None,
    online: bool,
    geocoder: str | None,
    ask_all: bool,
) -> int:
    """Find the place names of many short documents."""
    import json

    from geomap.pipeline import Tools
    from geomap.toponyms import annotate, read_documents

    given, wanted = jsonl
    config = load_config({"model": model, "gazetteer": gazetteer, "geocoder": geocoder})
    service = online_geocoder(config, ask_all=ask_all) if online else None
    documents = list(read_documents(_lines(given), given))
    failures = 0
    with Steps() as step, _output(wanted) as out:
        step("opening the language model")
        tools = Tools.open(config.model, Path(config.gazetteer) if config.gazetteer else None, online=service)
        for number, document in enumerate(documents):
            step("finding place names", number, len(documents))
            answer = annotate(document, tools)
            failures += "error" in answer
            out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    if failures:
        say(f"{count(failures, 'document')} could not be read; each says why under 'error'")
    return 0


@click.command()
@tool_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: part, state, what, remedy.")
def doctor(model: str | None, gazetteer: str | None, as_json: bool) -> int:
    """Check that nothing is missing, and say how to mend what is."""
    import json

    from geomap.doctor import examine

    config = load_config({"model": model, "gazetteer": gazetteer})
    ill = False
    with Steps() as step:
        step("looking at every part")
        for one in examine(config.model, Path(config.gazetteer) if config.gazetteer else None, cache_folder(config)):
            state = "ok" if one.found else "missing" if one.required else "absent"
            step.pause()
            if as_json:
                answer = {"part": one.part, "state": state, "what": one.what, "remedy": one.remedy or None}
                click.echo(json.dumps(answer, ensure_ascii=False))
            else:
                click.echo(f"{state:8}{one.part:{PART_WIDTH}}{one.what}")
                if one.remedy:
                    click.echo(f"{'':8}{'':{PART_WIDTH}}{one.remedy}")
            ill = ill or (one.required and not one.found)
    return 1 if ill else 0


def _each_name(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if name != "-":
            yield name
            continue
        for line in sys.stdin:
            if line.strip():
                yield line.strip()


def _with_answers(gazetteer: Gazetteer, service: OnlineGeocoder, name: str) -> Gazetteer:
    from geomap.gazetteer.online import GazetteerWithAnswers

    if name in gazetteer and not service.every:
        return gazetteer
    answers = service.ask([name])
    for note in answers.notes:
        say(note)
    return GazetteerWithAnswers(gazetteer, answers)


def _fields(candidate: Located, gazetteer: Gazetteer) -> dict[str, Any]:
    from geomap.gazetteer.locate import address_of

    feature = candidate.feature
    return {
        "name": feature.name,
        "kind": feature.kind,
        "lat": feature.lat,
        "lon": feature.lon,
        "country": feature.country,
        "admin1": feature.admin1_name,
        "address": address_of(gazetteer, feature),
        "gazetteer_id": feature.id,
        "feature_class": feature.feature_class,
        "radius_km": feature.radius_km,
        "population": feature.population,
        "score": candidate.score,
        "reasons": list(candidate.reasons),
    }


def _in_words(name: str, candidates: tuple[Located, ...], gazetteer: Gazetteer) -> str:
    from geomap.gazetteer.locate import address_of

    if not candidates:
        people = gazetteer.demonym(name)
        hint = f"; it is the adjective of {' or '.join(feature.name for feature in people)}" if people else ""
        return f"{name}: the gazetteer has nothing of this name{hint}"
    lines = [f"{name}: {count(len(candidates), 'candidate')}"]
    for number, candidate in enumerate(candidates, start=1):
        feature = candidate.feature
        lines.append(f"{number:3}. {address_of(gazetteer, feature)} ({feature.kind}), {candidate.score:.1%}")
        lines.append(
            f"     {feature.lat:.4f}, {feature.lon:.4f} (lat, lon), radius {feature.radius_km:g} km, {feature.id}"
        )
        lines.append(f"     {'; '.join(candidate.reasons)}")
    return "\n".join(lines)


def _lines(name: str) -> Iterator[str]:
    if name == "-":
        yield from sys.stdin
        return
    try:
        with Path(name).open(encoding="utf-8") as stream:
            yield from stream
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(f"can't read {name}: {reason}") from error


@contextmanager
def _output(name: str) -> Iterator[IO[str]]:
    from geomap.files import open_atomically

    if name == "-":
        yield sys.stdout
        return
    with open_atomically(name) as stream:
        yield stream
