"""The settings: command-line flag > environment > geomap.toml > packaged default.

``geomap.toml`` is looked for in the current folder only. A setting is never global state: one frozen :class:`Config` is
made by the command line and its values are handed on as arguments.
"""

from __future__ import annotations

import os
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from geomap.errors import ConfigError
from geomap.suggestions import did_you_mean

__all__ = ["CONFIG_FILE", "Bounds", "Config", "cache_folder", "load_config", "parse_settings"]

CONFIG_FILE = "geomap.toml"
MAPS_KEY = "map"
"""The tables [[map]] of the file are no settings: they list a project's maps (:mod:`geomap.regenerate.project`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a user can set once for all commands."""

    maps: str = "maps"
    """The folder that maps are written to. Environment: GEOMAP_MAPS."""
    model: str | None = None
    """Name or path of the spaCy pipeline; None takes the best one installed. Environment: GEOMAP_MODEL."""
    gazetteer: str | None = None
    """Path of a gazetteer file; None takes the embedded one. Environment: GEOMAP_GAZETTEER."""
    cache: str | None = None
    """The folder of kept answers; see :func:`cache_folder`. Environment: GEOMAP_CACHE."""
    geocoder: str = "nominatim"
    """geopy's name of the service that ``--online`` asks. Environment: GEOMAP_GEOCODER."""
    geocoder_settings: str | None = None
    """What that service needs, as ``name=value`` pairs with spaces between. Environment: GEOMAP_GEOCODER_SETTINGS."""
    contact: str | None = None
    """E-mail address or URL that online services are told. Environment: GEOMAP_CONTACT."""
    page_language: str | None = None
    """The language of the pages' own words; None: that of the article. Environment: GEOMAP_PAGE_LANGUAGE."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a dataset a map shows: at most so many marks of a kind, and quotations of a mark."""

    places: int = 5000
    routes: int = 400
    events: int = 2000
    quotes: int = 3


def load_config(
    flags: Mapping[str, str | None], *, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> Config:
    """Put the settings together; a flag that is None was not given.

    :raises ConfigError: for a file that is no TOML, an unknown key (with the nearest right one) or a wrong type.
    """
    settings: dict[str, str] = _from_file((folder or Path()) / CONFIG_FILE)
    settings |= _from_environment(os.environ if environment is None else environment)
    settings |= {name: value for name, value in flags.items() if value is not None}
    return Config(**settings)


def cache_folder(config: Config, folder: Path | None = None) -> Path:
    """Where answers are kept: the folder that is set; ``cache`` beside a geomap.toml; else the user's cache folder.

    It is not made here.
    """
    here = folder or Path()
    if config.cache:
        return Path(config.cache)
    if (here / CONFIG_FILE).is_file():
        return here / "cache"
    from platformdirs import user_cache_path

    return user_cache_path("geomap")


def parse_settings(text: str | None) -> dict[str, str]:
    """The settings of a geocoder: ``"domain=nominatim.example api_key=secret"``; a value with spaces stands in quotes.

    :raises ConfigError: when a pair has no name or no ``=``.
    """
    try:
        pairs = [part.partition("=") for part in shlex.split(text or "")]
    except ValueError as error:
        raise ConfigError(f"geocoder_settings: {error}") from error
    for name, equals, _ in pairs:
        if not name or not equals:
            raise ConfigError(f"geocoder_settings: {name or '='!r} is no name=value")
    return {name: value for name, _, value in pairs}


def _from_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path.name}: {error}") from error
    names = [field.name for field in fields(Config)]
    values.pop(MAPS_KEY, None)
    for key, value in values.items():
        if key not in names:
            hint = did_you_mean(key, names) or f"; the settings are {', '.join(names)}"
            raise ConfigError(f"{path.name}: no setting {key!r}{hint}")
        if not isinstance(value, str) or not value:
            raise ConfigError(f"{path.name}: {key} must be text in quotes, not {value!r}")
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    given = {field.name: environment.get(f"GEOMAP_{field.name.upper()}") for field in fields(Config)}
    return {name: value for name, value in given.items() if value}
