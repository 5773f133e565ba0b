"""The maps that a ``geomap.toml`` lists: tables ``[[map]]`` beside the settings, each a source with its options.

::

    maps = "maps"                     # settings, as in geomap/config.py

    [[map]]
    source = "articles/*.md"          # a file, a folder, a pattern or an address

    [[map]]
    source = "articles/ferry.txt"
    name = "ferry"                    # maps/ferry.html; default: the source's name
    date = 2016-04-28
    title = "Ferry turned back"
    model = "en_core_web_md"
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geomap.config import CONFIG_FILE
from geomap.errors import ConfigError, InputError
from geomap.maps import PAGE_SUFFIX
from geomap.story_checks import is_date
from geomap.suggestions import did_you_mean

__all__ = ["Project", "ProjectMap", "load_project"]

KEYS = ("source", "name", "date", "title", "language", "model")
ADDRESS = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectMap:
    """One map that a project lists: its page, its source, and the options that it is to be made with."""

    page: Path
    source: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """The maps of a ``geomap.toml``, in its order."""

    maps: tuple[ProjectMap, ...] = ()


def load_project(maps_folder: Path, *, folder: Path | None = None) -> Project:
    """The maps that the ``geomap.toml`` of a folder (default: the current one) lists; none where there is no file.

    Sources are relative to that folder, pages lie in ``maps_folder``.

    :raises ConfigError: for an unknown key (with the nearest right one), a wrong value, or two maps of one name.
    :raises InputError: when a source is missing.
    """
    base = folder or Path()
    path = base / CONFIG_FILE
    if not path.is_file():
        return Project()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path.name}: {error}") from error
    tables = data.get("map", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(f"{path.name}: map must be a list; begin each map with [[map]] in double brackets")
    found: dict[Path, ProjectMap] = {}
    for number, table in enumerate(tables, start=1):
        where = f"{path.name}: [[map]] number {number}"
        for entry in _maps_of(_checked(table, where), base, maps_folder, where):
            twin = found.get(entry.page)
            if twin is not None:
                raise ConfigError(
                    f"{where}: {twin.source} and {entry.source} would both become {entry.page}; give one a name"
                )
            found[entry.page] = entry
    return Project(tuple(found.values()))


def _checked(table: Mapping[str, Any], where: str) -> dict[str, str]:
    values = {}
    for key, value in table.items():
        if key not in KEYS:
            hint = did_you_mean(key, KEYS) or f"; the keys are {', '.join(KEYS)}"
            raise ConfigError(f"{where}: there is no key {key!r}{hint}")
        if key == "date" and type(value) is datetime.date:
            value = value.isoformat()
        if not isinstance(value, str) or not value.strip():
            raise ConfigError(f"{where}: {key} must be text in quotes, not {value!r}")
        values[key] = value
    if "source" not in values:
        raise ConfigError(f'{where} needs a source: source = "articles/ferry.txt"')
    if "date" in values and not is_date(values["date"]):
        raise ConfigError(f"{where}: date = {values['date']!r} is no day; write it as YYYY-MM-DD")
    if "name" in values and not re.fullmatch(r"[^\\/:\x00-\x1f]+", values["name"].removesuffix(PAGE_SUFFIX)):
        raise ConfigError(f"{where}: name = {values['name']!r} must be a file name without folders")
    return values


def _maps_of(values: Mapping[str, str], base: Path, maps_folder: Path, where: str) -> list[ProjectMap]:
    sources = _sources(values["source"], base, where)
    if len(sources) > 1:
        single = [key for key in ("name", "title") if key in values]
        if single:
            raise ConfigError(f"{where}: {single[0]} is for one article; {values['source']} are {len(sources)}")
    options = tuple((key, values[key]) for key in ("date", "language", "model", "title") if key in values)
    return [
        ProjectMap(page=maps_folder / _page_name(values.get("name"), source, where), source=source, options=options)
        for source in sources
    ]


def _sources(source: str, base: Path, where: str) -> tuple[str, ...]:
    from geomap.article import find_sources

    if ADDRESS.match(source):
        return (source,)
    named = [str(base / source)]
    if any(character in source for character in "*?["):
        try:
            named = sorted(str(path) for path in base.glob(source) if path.is_file())
        except (ValueError, NotImplementedError, OSError) as error:
            raise ConfigError(f"{where}: {source!r} is no usable pattern: {error}") from error
        if not named:
            raise InputError(f"{where}: no file fits {source}")
    try:
        return find_sources(named)
    except InputError as error:
        raise InputError(f"{where}: {error}") from error


def _page_name(name: str | None, source: str, where: str) -> str:
    if name is None and ADDRESS.match(source):
        raise ConfigError(f"{where}: a map of an address needs a name, for its page")
    return (name or Path(source).stem).removesuffix(PAGE_SUFFIX) + PAGE_SUFFIX
