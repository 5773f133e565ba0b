"""The talk with a person about one map: the most doubtful names first, each answer kept at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.cli.terminal import count, say
from geomap.config import Config
from geomap.corrections import About, Entry, add_entries, check_entries
from geomap.corrections.proposing import DOUBTFUL, Doubt, doubts, entry_for_mark, entry_for_place
from geomap.errors import GeomapError, InputError
from geomap.model import Event, Place, Route, Story

if TYPE_CHECKING:
    from geomap.gazetteer import Feature

__all__ = ["Dialogue", "described", "parse_position"]

MOST_CANDIDATES = 9
MENU = "number of a name · a all names · r routes and events · d date of publication · q done"
ACTIONS = "number of a candidate · LAT,LON · i no place here · n another label · s search · Enter leave as it is"


class Dialogue:
    """One session. :meth:`hold` says whether anything was corrected."""

    def __init__(self, story: Story, file: Path, config: Config, about: About) -> None:
        self._story = story
        self._file = file
        self._config = config
        self._about = about
        self._kept = 0
        self._all = False
        self._shown = False

    def hold(self) -> bool:
        """Ask until the person is done, or the input ends."""
        try:
            while self._ask_for_a_name():
                pass
        except (click.Abort, KeyboardInterrupt, EOFError):
            click.echo()
        say(f"{count(self._kept, 'correction')} kept in {self._file}")
        return self._kept > 0

    def _ask_for_a_name(self) -> bool:
        found = doubts(self._story)
        if not self._all:
            found = tuple(doubt for doubt in found if doubt.confidence is None or doubt.confidence < DOUBTFUL)
        if not self._shown:
            self._show(found)
        answer = _prompt(MENU)
        if answer in ("q", ""):
            return False
        if answer == "a":
            self._all, self._shown = True, False
        elif answer == "r":
            self._ask_for_a_mark()
        elif answer == "d":
            self._ask_for_publication()
        elif answer.isdecimal() and 1 <= int(answer) <= len(found):
            self._ask_about(found[int(answer) - 1])
        else:
            say(f"{answer!r} is none of these")
        return True

    def _show(self, found: Sequence[Doubt]) -> None:
        self._shown = True
        which = "all names" if self._all else "doubtful names" if found else "no doubtful names"
        click.echo(f"\n{self._story.article.title}: {which}")
        for number, doubt in enumerate(found, 1):
            sure = "no position" if doubt.confidence is None else f"{doubt.confidence:.2f}"
            where = described(doubt.subject) if isinstance(doubt.subject, Place) else doubt.name
            click.echo(f"{number:3}. {sure:>11}  {where}")

    def _ask_about(self, doubt: Doubt) -> None:
        click.echo(f"\n{doubt.name}: {doubt.reason}\n  “{doubt.quote}”")
        candidates: list[Any] = list(doubt.candidates)[:MOST_CANDIDATES] or self._search(doubt.name)
        while True:
            for number, other in enumerate(candidates, 1):
                click.echo(f"{number:3}. {_of_candidate(other)}")
            answer = _prompt(ACTIONS)
            if answer == "s":
                candidates = self._search(_prompt("name to look for"))
                continue
            values = self._meant(answer, candidates)
            if values is not None:
                self._keep_place(doubt, *values)
            return

    def _keep_place(self, doubt: Doubt, action: str, values: dict[str, Any]) -> None:
        self._keep(lambda about: entry_for_place(self._story, self._called(doubt), action, values, about))

    def _called(self, doubt: Doubt) -> str:
        return doubt.subject.id if isinstance(doubt.subject, Place) else doubt.name

    def _meant(self, answer: str, candidates: list[Any]) -> tuple[str, dict[str, Any]] | None:
        """Action and values of an answer; None where nothing is to be changed."""
        if not answer:
            return None
        if answer == "i":
            return "ignore", {}
        if answer == "n":
            label = _prompt("label")
            return ("rename", {"rename": label}) if label else None
        if answer.isdecimal():
            if not 1 <= int(answer) <= len(candidates):
                say(f"there is no candidate {answer}")
                return None
            chosen = candidates[int(answer) - 1]
            return "choose", {"candidate": getattr(chosen, "gazetteer_id", None) or chosen.id}
        try:
            lat, lon = parse_position(answer)
        except GeomapError as error:
            say(str(error))
            return None
        return "locate", {"lat": lat, "lon": lon}

    def _search(self, name: str) -> list[Feature]:
        from geomap.gazetteer import Gazetteer

        try:
            gazetteer = Gazetteer.open(Path(self._config.gazetteer) if self._config.gazetteer else None)
        except GeomapError as error:
            say(str(error))
            return []
        found = [match.feature for match in gazetteer.lookup(name)][:MOST_CANDIDATES]
        if not found:
            say(f"the gazetteer has no place called {name!r}")
        return found

    def _ask_for_a_mark(self) -> None:
        marks: list[Route | Event] = [*self._story.routes, *self._story.events]
        for number, mark in enumerate(marks, 1):
            when = f" [{mark.when.text}]" if mark.when else ""
            click.echo(f"{number:3}. {mark.evidence[0].text if mark.evidence else mark.id}{when}")
        answer = _prompt("number of a route or event, Enter for none")
        if not (answer.isdecimal() and 1 <= int(answer) <= len(marks)):
            return
        mark = marks[int(answer) - 1]
        said = _prompt("x take it off the map · its date (2016-04-26, 2016-04, 2016, FROM/TO) · - nobody knows · Enter")
        if said:
            action, values = ("drop", {}) if said == "x" else ("fix", {"when": "" if said == "-" else said})
            self._keep(lambda about: entry_for_mark(self._story, mark.id, action, values, about))

    def _ask_for_publication(self) -> None:
        day = _prompt(f"day of publication, YYYY-MM-DD (now {self._story.article.published or 'unknown'})")
        if day:
            self._keep(lambda about: Entry(target="date", action="published", values={"when": day}, **about))

    def _keep(self, make: Callable[[About], Entry]) -> None:
        """Write a correction at once; what is wrong with it is told before anything more is asked."""
        try:
            check_entries((make(self._about),))
        except GeomapError as error:
            say(str(error))
            return
        about = self._about.copy()
        try:
            about["comment"] = about.get("comment") or _prompt("comment, or Enter") or None
            if self._kept == 0 and about.get("author") is None:
                self._about["author"] = about["author"] = _prompt("author, or Enter") or None
        finally:  # also where the person leaves at one of these questions
            entry = make(about)
            add_entries(self._file, (entry,), title=self._story.article.title)
            self._kept += 1
            click.echo(f"kept: {entry.words()}")


def described(place: Any) -> str:
    """A place with what tells it from its namesakes: ``Tripoli (North, LB), town, 34.44, 35.85``."""
    area = ", ".join(part for part in (place.admin1, place.country) if part)
    return f"{place.name}{f' ({area})' if area else ''}, {place.kind}, {place.lat:.2f}, {place.lon:.2f}"


def parse_position(text: str) -> tuple[float, float]:
    """Latitude and longitude of ``"32.88, 13.19"``.

    :raises InputError: when these are no two numbers.
    """
    try:
        lat, lon = (float(part) for part in text.replace(";", ",").split(","))
    except ValueError as error:
        raise InputError(f"{text!r} is no position; write latitude,longitude in degrees: 32.8872,13.1913") from error
    return lat, lon


def _of_candidate(other: Any) -> str:
    if hasattr(other, "admin1_name"):
        area = ", ".join(part for part in (other.admin1_name, other.country) if part)
        return f"{other.name}{f' ({area})' if area else ''}, {other.kind}, {other.lat:.2f}, {other.lon:.2f}"
    return described(other)


def _prompt(text: str) -> str:
    answer: str = click.prompt(f"{text}", default="", show_default=False, prompt_suffix=": ")
    return answer.strip()
