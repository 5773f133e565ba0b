"""The verbs that make something: map, story, render."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from geomap.cli.options import online_geocoder, online_options, tool_options
from geomap.cli.stories import open_story
from geomap.cli.terminal import Steps, count, say
from geomap.cli.tools import ToolBox
from geomap.config import Config, cache_folder, load_config
from geomap.errors import GeomapError, InputError
from geomap.files import write_atomically
from geomap.maps import PAGE_SUFFIX, corrections_beside, page_beside, save_map, slug, story_beside

if TYPE_CHECKING:
    from geomap.model import Story
    from geomap.regenerate import Ledger

__all__ = ["make_map", "render", "story"]

Function = TypeVar("Function", bound=Callable[..., Any])


def _iso_date(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    from geomap.story_checks import is_date

    if value is not None and not is_date(value):
        raise click.BadParameter(f"{value!r} is no date; write it as YYYY-MM-DD, for example 2016-04-26")
    return value


def _article_options(function: Function) -> Function:
    """The options that say how an article is to be read."""
    date = click.option("--date", metavar="YYYY-MM-DD", callback=_iso_date, help="The day of publication.")
    title = click.option("--title", help="The title, instead of the article's own.")
    return date(title(tool_options(online_options(function))))


@click.command("map")
@click.argument("sources", nargs=-1, required=True, type=click.Path(), metavar="SOURCE...")
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    metavar="FILE|DIR",
    help="The page to write, or a folder; default: maps/NAME.html.",
)
@_article_options
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a map, on a line: files, counts, notes.")
def make_map(
    sources: tuple[str, ...],
    output: str | None,
    date: str | None,
    title: str | None,
    model: str | None,
    gazetteer: str | None,
    online: bool,
    geocoder: str | None,
    ask_all: bool,
    open_page: bool,
    as_json: bool,
) -> int:
    """Map articles: text, Markdown or HTML.

    SOURCE is a file, a folder of articles, or - for standard input; several sources give one map each. Prints the path
    of the page, which opens in any browser without network. Beside it stands NAME.story.json with everything that the
    page shows.
    """
    from geomap.article import find_sources

    config = load_config({"model": model, "gazetteer": gazetteer, "geocoder": geocoder})
    found = find_sources(sources)
    if title and len(found) > 1:
        raise click.UsageError("--title is for one article; here are several")
    pages = _pages(found, output, Path(config.maps))
    options = {"date": date, "title": title, "model": config.model}
    failures = 0
    with Steps() as step:
        teller = _Teller(step, options, config, online=online, ask_all=ask_all)
        origins = _Sources(cache_folder(config))
        for source, page in zip(found, pages, strict=True):
            try:
                told, target = teller.tell(source, page)
                step(f"drawing the map of {source}")
                save_map(told, target)
                origins.remember(target, source)
            except GeomapError as error:
                if len(found) == 1:
                    raise
                failures += 1
                step.pause()
                say(str(error))
                continue
            step.pause()
            if as_json:
                click.echo(_record(told, target, source))
            else:
                _report(told, target)
            if open_page:
                click.launch(target.resolve().as_uri())
        origins.save()
    return 1 if failures else 0


@click.command()
@click.argument("source", type=click.Path())
@click.option(
    "-o", "--output", type=click.Path(), metavar="FILE", help="The story file to write; default: standard output."
)
@_article_options
def story(
    source: str,
    output: str | None,
    date: str | None,
    title: str | None,
    model: str | None,
    gazetteer: str | None,
    online: bool,
    geocoder: str | None,
    ask_all: bool,
) -> None:
    """Write what an article reports, as JSON.

    The story holds the places, routes and events with their evidence; the other commands read it.
    """
    from geomap.codec import dumps

    config = load_config({"model": model, "gazetteer": gazetteer, "geocoder": geocoder})
    options = {"date": date, "title": title, "model": config.model}
    with Steps() as step:
        page = page_beside(Path(output)) if output not in (None, "-") else None
        told, _ = _Teller(step, options, config, online=online, ask_all=ask_all).tell(source, page)
    _put(dumps(told), output)


@click.command()
@click.argument("story_file", type=click.Path(), metavar="STORY")
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    metavar="FILE",
    help="The page to write; default: beside the story, - for stdout.",
)
def render(story_file: str, output: str | None) -> None:
    """Draw the page of a story file again."""
    from geomap.page import render as draw

    page = draw(open_story(story_file))
    target = output or ("-" if story_file == "-" else str(page_beside(Path(story_file))))
    _put(page, target)
    if target != "-":
        click.echo(target)


class _Teller:
    """Reads sources with the user's options; the language model is opened when the first article has been read."""

    def __init__(
        self, step: Steps, options: dict[str, str | None], config: Config, *, online: bool, ask_all: bool
    ) -> None:
        self._step = step
        self._maps = Path(config.maps)
        asked = {"geocoder": config.geocoder, "ask_all": "yes" if ask_all else None} if online else {}
        self._options = {name: value for name, value in {**options, **asked}.items() if value}
        self._tools = ToolBox(config.gazetteer, online_geocoder(config, ask_all=ask_all) if online else None)

    def tell(self, source: str, page: Path | None) -> tuple[Story, Path]:
        """The story of a source, with what a person has corrected in the file beside its page, and that page."""
        from geomap.article import read_article
        from geomap.corrections import load_corrections
        from geomap.pipeline import tell
        from geomap.regenerate import recorded_options

        self._step(f"reading {source}")
        try:
            article = read_article(source, published=self._options.get("date"), title=self._options.get("title"))
        except InputError as error:
            raise error if source in str(error) else InputError(f"{source}: {error}") from error
        target = page or self._maps / (slug(article.title) + PAGE_SUFFIX)
        corrections = load_corrections(corrections_beside(target))
        self._step("opening the language model")
        tools = self._tools.for_model(self._options.get("model"))
        self._step(f"looking for places, routes and events in {source}")
        return tell(article, tools, options=recorded_options(self._options), corrections=corrections), target


class _Sources:
    """Where this machine has the sources of the maps that are made: ``geomap regenerate`` looks there for changes."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._ledgers: dict[Path, Ledger] = {}

    def remember(self, page: Path, source: str) -> None:
        from geomap.regenerate import Ledger

        if page.parent not in self._ledgers:
            self._ledgers[page.parent] = Ledger(self._cache, page.parent)
        self._ledgers[page.parent].remember_source(story_beside(page), Path(source) if source != "-" else None)

    def save(self) -> None:
        for ledger in self._ledgers.values():
            ledger.save()


def _pages(sources: tuple[str, ...], output: str | None, maps: Path) -> list[Path | None]:
    """The page of each source; None for standard input, which gets its name from the title.

    :raises click.UsageError: when ``output`` does not fit.
    :raises InputError: when two maps would get the same name, or a map would overwrite its source.
    """
    folder = maps
    if output is not None:
        if Path(output).suffix == PAGE_SUFFIX and not Path(output).is_dir():
            if len(sources) > 1:
                raise click.UsageError(f"-o {output} is one page, and here are {len(sources)} articles: name a folder")
            return [_safe(Path(output), sources[0])]
        if Path(output).suffix and not Path(output).is_dir() and not output.endswith("/"):
            raise click.UsageError(f"-o {output}: a map is an HTML page; let the name end in {PAGE_SUFFIX}")
        folder = Path(output)
    pages = [None if source == "-" else _safe(folder / (Path(source).stem + PAGE_SUFFIX), source) for source in sources]
    for number, page in enumerate(pages):
        if page is not None and page in pages[:number]:
            twin = sources[pages.index(page)]
            raise InputError(f"{twin} and {sources[number]} would both become {page}; map one of them with -o FILE")
    return pages


def _safe(page: Path, source: str) -> Path:
    if source != "-" and page.resolve() == Path(source).resolve():
        raise InputError(f"the map of {source} would overwrite it; choose another name with -o FILE")
    return page


def _record(told: Story, page: Path, source: str) -> str:
    """What was made, for other programs."""
    import json

    made = {
        "source": source,
        "page": str(page),
        "story": str(story_beside(page)),
        "title": told.article.title,
        "published": told.article.published,
        "places": len(told.places),
        "routes": len(told.routes),
        "events": len(told.events),
        "unresolved": len(told.unresolved),
        "notes": list(told.notes),
    }
    return json.dumps(made, ensure_ascii=False)


def _report(told: Story, page: Path) -> None:
    """The path on standard output, for other programs too; what is on the map on standard error, for people."""
    from geomap.corrections import in_words

    click.echo(str(page))
    parts = [count(len(told.places), "place"), count(len(told.routes), "route"), count(len(told.events), "event")]
    click.echo(f"{', '.join(parts)}; {count(len(told.unresolved), 'name')} unresolved", err=True)
    for note in told.notes:
        click.echo(f"note: {note}", err=True)
    for correction in told.corrections:
        if correction.outcome not in ("applied", "already so"):
            click.echo(f"correction of {in_words(correction)}", err=True)
    if story_beside(page).exists():
        click.echo(f"everything on it, with its evidence: {story_beside(page)}", err=True)


def _put(text: str, output: str | None) -> None:
    if output in (None, "-"):
        click.echo(text, nl=False)
    else:
        write_atomically(Path(str(output)), text)
