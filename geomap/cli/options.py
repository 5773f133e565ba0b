"""Options that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from geomap.cli.completion import geocoders
from geomap.config import Config, cache_folder, parse_settings

if TYPE_CHECKING:
    from geomap.gazetteer.online import OnlineGeocoder
    from geomap.gazetteer.replay import AnswerCache

__all__ = ["answer_cache", "date_option", "gazetteer_option", "online_geocoder", "online_options", "tool_options"]

Function = TypeVar("Function", bound=Callable[..., Any])


def gazetteer_option(function: Function) -> Function:
    """``--gazetteer FILE``."""
    option = click.option(
        "--gazetteer", type=click.Path(), metavar="FILE", help="The gazetteer file; default: the embedded one."
    )
    return option(function)


def date_option(name: str = "date", help: str = "The day of publication.") -> Callable[[Function], Function]:
    """``--date YYYY-MM-DD``, checked, as the argument ``name``."""
    return click.option("--date", name, metavar="YYYY-MM-DD", callback=_iso_date, help=help)


def _iso_date(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    from geomap.story_checks import is_date

    if value is not None and not is_date(value):
        raise click.BadParameter(f"{value!r} is no date; write it as YYYY-MM-DD, for example 2016-04-26")
    return value


def tool_options(function: Function) -> Function:
    """``--model`` and ``--gazetteer``: the tools that an article is read with."""
    option = click.option("--model", metavar="NAME|PATH", help="The spaCy pipeline; default: the best one installed.")
    return option(gazetteer_option(function))


def online_options(function: Function) -> Function:
    """``--online``, ``--offline``, ``--geocoder``, ``--ask-all``: whether a service is asked, which, and for what."""
    switch = click.option(
        "--online/--offline",
        default=False,
        help="Ask an online service for names that the gazetteer lacks; default: offline.",
    )
    service = click.option(
        "--geocoder", metavar="SERVICE", shell_complete=geocoders, help="The service, by its name in geopy."
    )
    everything = click.option(
        "--ask-all", is_flag=True, help="Ask for every name, not only for those that are lacking."
    )
    return switch(service(everything(function)))


def answer_cache(config: Config) -> AnswerCache:
    """The cache of answers in the folder that the settings name."""
    from geomap.gazetteer.replay import AnswerCache

    return AnswerCache(cache_folder(config) / "geocoder.sqlite")


def online_geocoder(config: Config, *, ask_all: bool = False, connect: bool = True) -> OnlineGeocoder:
    """The service that the settings name, behind the cache of answers; without ``connect`` only the cache."""
    from geomap.gazetteer.online import OnlineGeocoder

    return OnlineGeocoder(
        config.geocoder,
        parse_settings(config.geocoder_settings),
        cache=answer_cache(config),
        contact=config.contact,
        every=ask_all,
        connect=connect,
    )
