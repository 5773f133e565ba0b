"""The verbs that make something: map, story, render."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Unpack

import click

from geomap.cli.datasets import DatasetOptions, dataset_among, dataset_options, map_dataset
from geomap.cli.options import date_option, online_geocoder, online_options, tool_options
from geomap.cli.sourcing import Naming, SourceOptions, articles_of, complain, source_options, web_of
from geomap.cli.stories import open_story
from geomap.cli.terminal import NearestChoice, Steps, count
from geomap.cli.tools import ToolBox
from geomap.config import Config, cache_folder, load_config
from geomap.errors import GeomapError
from geomap.files import write_atomically
from geomap.maps import corrections_beside, page_beside, save_map, story_beside

if TYPE_CHECKING:
    from geomap.article import Web
    from geomap.model import Article, Story
    from geomap.regenerate import Ledger

__all__ = ["make_map", "render", "story"]

Function = TypeVar("Function", bound=Callable[..., Any])
LANGUAGES = ("en", "fr")
PAGE_LANGUAGES = ("en", "ar", "de", "es", "fr", "it")
"""As geomap/page/words holds them; written here so that help needs no page."""


def _known_tiles(name: str | None) -> str | None:
    """The name of tiles, checked before an article is read."""
    if name is not None:
        from geomap.page import OnlineTiles

        OnlineTiles(name)
    return name


def _article_options(function: Function) -> Function:
    """The options that say how an article is to be read."""
    title = click.option("--title", help="The title, instead of the article's own.")
    language = click.option(
        "--language", type=NearestChoice(LANGUAGES), help="The language to read it in; default: found out."
    )
    return date_option()(title(language(tool_options(online_options(source_options(function))))))


def _page_options(function: Function) -> Function:
    """The options that say what a page holds."""
    text = click.option(
        "--text",
        type=NearestChoice(("full", "quotes")),
        help="quotes: the page holds only the sentences that its marks rest on, not the whole article.",
    )
    tiles = click.option("--tiles", metavar="NAME", help="Online tiles (xyzservices) that a reader may switch on.")
    language = click.option(
        "--page-language",
        type=NearestChoice(PAGE_LANGUAGES),
        help="The language of the page's own words; default: the article's, else English.",
    )
    return text(tiles(language(function)))


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
@_page_options
@dataset_options
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a map, on a line: files, counts, notes.")
def make_map(
    sources: tuple[str, ...],
    output: str | None,
    date: str | None,
    title: str | None,
    language: str | None,
    model: str | None,
    gazetteer: str | None,
    online: bool,
    geocoder: str | None,
    ask_all: bool,
    text: str | None,
    tiles: str | None,
    page_language: str | None,
    open_page: bool,
    as_json: bool,
    most_places: int,
    most_routes: int,
    most_events: int,
    most_quotes: int,
    **reading: Unpack[SourceOptions],
) -> int:
    """Map articles: files of many formats, web pages, feeds.

    SOURCE is a file (text, Markdown, HTML, PDF, DOCX, EML, JSONL, WARC, RSS, Atom), a folder or pattern of these, a
    list (urls.txt), an http(s) address, or - for standard input; each article gives one map. Prints the path of each
    page, which opens in any browser without network. Beside it stands NAME.story.json with all that the page shows.
    SOURCE may also be a dataset of geomap corpus: one map of what its articles tell most often.
    """
    from geomap.article import find_sources

    config = load_config({"model": model, "gazetteer": gazetteer, "geocoder": geocoder, "page_language": page_language})
    dataset = dataset_among(sources)
    if dataset is not None:
        shown = {"tiles": _known_tiles(tiles), "page_language": config.page_language, "text": text}
        bounds: DatasetOptions = {
            "most_places": most_places, "most_routes": most_routes, "most_events": most_events,
            "most_quotes": most_quotes,
        }  # fmt: skip
        told, target = map_dataset(dataset, output, title, bounds, shown, Path(config.maps))
        _tell_result(told, target, str(dataset), as_json=as_json, open_page=open_page)
        return 0
    found = find_sources(sources)
    if title and len(found) > 1:
        raise click.UsageError("--title is for one article; here are several")
    naming = Naming(found, output, Path(config.maps))
    options = {"date": date, "title": title, "language": language, "model": config.model}
    options |= {"linked": "yes" if reading["linked"] else None}
    options |= {"text": text, "tiles": _known_tiles(tiles), "page_language": config.page_language}
    failures = 0
    with Steps() as step:
        teller = _Teller(step, options, config, web_of(config, step, reading), online=online, ask_all=ask_all)
        origins = _Sources(cache_folder(config))
        for source in found:
            try:
                for article in teller.articles(source, one=naming.page is not None):
                    target = naming.page_for(article, source)
                    told = teller.tell(article, target)
                    step(f"drawing the map of {teller.name(article)}")
                    save_map(told, target)
                    origins.remember(target, source)
                    step.pause()
                    _tell_result(told, target, source, as_json=as_json, open_page=open_page)
            except GeomapError as error:
                if len(found) == 1:
                    origins.save()
                    raise
                failures += 1
                complain(step, error)
        origins.save()
    return 1 if failures or teller.failures else 0


@click.command()
@click.argument("source", type=click.Path())
@click.option(
    "-o", "--output", type=click.Path(), metavar="FILE", help="The story file to write; default: standard output."
)
@_article_options
@click.option("--part", metavar="NAME", help="Which article, of a source that holds several.")
def story(
    source: str,
    output: str | None,
    date: str | None,
    title: str | None,
    language: str | None,
    model: str | None,
    gazetteer: str | None,
    online: bool,
    geocoder: str | None,
    ask_all: bool,
    part: str | None,
    **reading: Unpack[SourceOptions],
) -> None:
    """Write what an article reports, as JSON.

    The story holds the places, routes and events with their evidence; the other commands read it.
    """
    from geomap.codec import dumps

    config = load_config({"model": model, "gazetteer": gazetteer, "geocoder": geocoder})
    options = {"date": date, "title": title, "language": language, "model": config.model}
    options |= {"linked": "yes" if reading["linked"] else None}
    with Steps() as step:
        page = page_beside(Path(output)) if output not in (None, "-") else None
        teller = _Teller(step, options, config, web_of(config, step, reading), online=online, ask_all=ask_all)
        told = teller.tell(next(teller.articles(source, one=True, part=part)), page)
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
@_page_options
def render(
    story_file: str,
    output: str | None,
    text: Literal["full", "quotes"] | None,
    tiles: str | None,
    page_language: str | None,
) -> None:
    """Draw the page of a story file again."""
    from geomap.page import render as draw

    language = load_config({"page_language": page_language}).page_language
    page = draw(open_story(story_file), text=text, tiles=tiles, language=language)
    target = output or ("-" if story_file == "-" else str(page_beside(Path(story_file))))
    _put(page, target)
    if target != "-":
        click.echo(target)


class _Teller:
    """Reads sources with the user's options; the language model is opened when the first article has been read."""

    def __init__(
        self, step: Steps, options: dict[str, str | None], config: Config, web: Web, *, online: bool, ask_all: bool
    ) -> None:
        self._step = step
        self._web = web
        asked = {"geocoder": config.geocoder, "ask_all": "yes" if ask_all else None} if online else {}
        self._options = {name: value for name, value in {**options, **asked}.items() if value}
        self._tools = ToolBox(config.gazetteer, online_geocoder(config, ask_all=ask_all) if online else None)
        self.failures = 0

    def articles(self, source: str, *, one: bool = False, part: str | None = None) -> Iterator[Article]:
        """The articles of a source; those of several that can't be read are told and counted."""

        def report(error: Exception) -> None:
            self.failures += 1
            complain(self._step, error)

        self._step(f"reading {source}")
        yield from articles_of(source, self._options, self._web, one=one, part=part, report=report)

    def tell(self, article: Article, page: Path | None) -> Story:
        """The story of an article, with what a person has corrected in the file beside its page."""
        from geomap.corrections import Corrections, load_corrections
        from geomap.pipeline import tell
        from geomap.regenerate.making import recorded_options

        corrections = load_corrections(corrections_beside(page)) if page is not None else Corrections()
        self._step("opening the language model")
        tools = self._tools.for_model(self._options.get("model"))
        self._step(f"looking for places, routes and events in {self.name(article)}")
        return tell(article, tools, options=recorded_options(self._options), corrections=corrections)

    @staticmethod
    def name(article: Article) -> str:
        """How a message names an article."""
        return article.source if article.part is None else f"{article.source}, {article.part}"


class _Sources:
    """Where this machine has the sources of the maps that are made: ``geomap regenerate`` looks there for changes."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._ledgers: dict[Path, Ledger] = {}

    def remember(self, page: Path, source: str) -> None:
        from geomap.article.web.addresses import is_address
        from geomap.regenerate import Ledger

        if page.parent not in self._ledgers:
            self._ledgers[page.parent] = Ledger(self._cache, page.parent)
        self._ledgers[page.parent].remember_source(
            story_beside(page), None if source == "-" or is_address(source) else Path(source)
        )

    def save(self) -> None:
        for ledger in self._ledgers.values():
            ledger.save()


def _tell_result(told: Story, page: Path, source: str, *, as_json: bool, open_page: bool) -> None:
    if as_json:
        click.echo(_record(told, page, source))
    else:
        _report(told, page)
    if open_page:
        click.launch(page.resolve().as_uri())


def _record(told: Story, page: Path, source: str) -> str:
    """What was made, for other programs."""
    import json

    made = {
        "source": source,
        "part": told.article.part,
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
