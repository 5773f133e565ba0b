"""The verb that brings maps up to date: regenerate."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geomap.cli.options import online_geocoder, tool_options
from geomap.cli.terminal import Steps, count, say
from geomap.cli.tools import ToolBox
from geomap.config import Config, cache_folder, load_config
from geomap.errors import GeomapError

if TYPE_CHECKING:
    from geomap.gazetteer.online import OnlineGeocoder
    from geomap.regenerate import Failure, Job, Outcome, Run

__all__ = ["regenerate", "run_for"]


@click.command()
@click.argument("target", metavar="[DIR|MAP]", required=False)
@click.option("--check", is_flag=True, help="Only report; exit status 1 when a map is out of date.")
@click.option("--watch", "watching", is_flag=True, help="Follow changes until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a map, on a line.")
@tool_options
def regenerate(
    target: str | None, check: bool, watching: bool, as_json: bool, model: str | None, gazetteer: str | None
) -> int:
    """Bring maps up to date.

    Looks at every map of the folder (default: maps) and at those that geomap.toml lists, makes anew what has changed
    (its source, options, corrections, geomap itself, language model or gazetteer) and says why. The rest stays
    untouched.
    """
    if check and watching:
        raise click.UsageError("--check reports once, --watch makes maps: choose one")
    config = load_config({"model": model, "gazetteer": gazetteer})
    with Steps() as step:
        run = run_for(config, step, check=check)
        report = _Report(step, as_json)
        try:
            if watching:
                _watch(target, config, run, report)
                return 0
            for outcome in run.go(_jobs(target, config)):
                report.say(outcome)
        finally:
            run.save()
    if report.failures:
        say(f"{count(report.failures, 'map')} could not be made; the others are done")
    return 1 if report.failures or (check and report.stale) else 0


def run_for(config: Config, step: Steps, *, check: bool = False) -> Run:
    """A run with the user's settings, which shows its steps."""

    from geomap.regenerate import Run, Settings

    def kept_answers(service: str, ask_all: bool) -> OnlineGeocoder:
        return online_geocoder(replace(config, geocoder=service), ask_all=ask_all, connect=False)

    def show(job: Job, number: int, total: int) -> None:
        step(f"looking at {job.page.name}", number, total)

    settings = Settings(cache=cache_folder(config), model=config.model, gazetteer=config.gazetteer, check=check)
    return Run(settings, ToolBox(config.gazetteer).for_model, kept_answers=kept_answers, before_each=show)


def _jobs(target: str | None, config: Config) -> tuple[Job, ...]:
    from geomap.regenerate import jobs_for, load_project

    maps = Path(config.maps)
    return jobs_for(Path(target) if target else maps, load_project(maps).maps)


class _Report:
    """Says what became of each map, and counts."""

    def __init__(self, step: Steps, as_json: bool) -> None:
        self._step = step
        self._as_json = as_json
        self.stale = self.failures = 0

    def say(self, outcome: Outcome | Failure) -> None:
        from geomap.regenerate import Failure

        self._step.pause()
        if isinstance(outcome, Failure):
            self.failures += 1
            if self._as_json:
                click.echo(json.dumps({"page": str(outcome.page), "error": str(outcome.error)}))
            else:
                say(str(outcome.error))
            return
        self.stale += outcome.stale
        if self._as_json:
            about = {"stale": outcome.stale, "what": outcome.what, "why": outcome.why}
            click.echo(json.dumps({"page": str(outcome.page), **about, "corrections": list(outcome.remarks)}))
            return
        click.echo(f"{outcome.page}: {outcome.what}")
        for remark in outcome.remarks:
            click.echo(f"{outcome.page}: correction of {remark}", err=True)


def _watch(target: str | None, config: Config, run: Run, report: _Report) -> None:
    """Make maps as things change; a wrong geomap.toml is told once and the maps of before are followed on."""
    from geomap.regenerate import watch

    known = _jobs(target, config)
    complaint = ""
    say(f"following {count(len(known), 'map')}; stop with Ctrl-C")

    def jobs() -> tuple[Job, ...]:
        nonlocal known, complaint
        try:
            known, complaint = _jobs(target, config), ""
        except GeomapError as error:
            if str(error) != complaint:
                complaint = str(error)
                say(complaint)
        return known

    try:
        for outcome in watch(run, jobs):
            report.say(outcome)
    except KeyboardInterrupt:
        say("stopped following; every map is whole")
