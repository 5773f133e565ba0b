"""Where the verbs get their articles: the options for addresses and feeds, and the names of the pages they become."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from geomap.cli.terminal import Steps, say
from geomap.config import Config, cache_folder
from geomap.errors import InputError
from geomap.maps import PAGE_SUFFIX, slug, story_beside

if TYPE_CHECKING:
    from geomap.article import Web
    from geomap.model import Article

__all__ = ["Naming", "SourceOptions", "articles_of", "complain", "is_page", "source_options", "web_of"]

Function = TypeVar("Function", bound=Callable[..., Any])


class SourceOptions(TypedDict):
    """What ``source_options`` add to a verb."""

    linked: bool
    refresh: bool
    allow_private: bool
    ignore_robots: bool


def source_options(function: Function) -> Function:
    """``--linked``, ``--refresh``, ``--allow-private``, ``--ignore-robots``: how addresses and feeds are read."""
    linked = click.option("--linked", is_flag=True, help="Of a feed, read the pages that its entries link to.")
    refresh = click.option("--refresh", is_flag=True, help="Fetch addresses anew, also those that are kept.")
    private = click.option("--allow-private", is_flag=True, help="Fetch from this machine and private networks too.")
    robots = click.option("--ignore-robots", is_flag=True, help="Fetch pages against the wish of robots.txt.")
    return linked(refresh(private(robots(function))))


def web_of(config: Config, step: Steps, options: SourceOptions) -> Web:
    """The web as the user allows it, with the cache of kept pages and the progress of a download."""
    from geomap.article import Web

    return Web(
        cache=cache_folder(config),
        refresh=options["refresh"],
        allow_private=options["allow_private"],
        ignore_robots=options["ignore_robots"],
        contact=config.contact,
        progress=lambda url, done, total: step(f"fetching {url}", done, total),
    )


def articles_of(
    source: str,
    told: dict[str, str],
    web: Web,
    *,
    one: bool,
    part: str | None = None,
    report: Callable[[InputError], None] | None = None,
) -> Iterator[Article]:
    """The articles of a source, read with the options ``told``; with ``one`` or a ``part`` exactly one."""
    from geomap.article import read_article, read_articles

    published, title, linked = told.get("date"), told.get("title"), "linked" in told
    try:
        if one or part is not None or title is not None:
            yield read_article(source, published=published, title=title, part=part, web=web, linked=linked)
        else:
            yield from read_articles(source, published=published, web=web, linked=linked, report=report)
    except InputError as error:
        raise error if source in str(error) else InputError(f"{source}: {error}") from error


def is_page(output: str) -> bool:
    """Whether ``-o`` names a page rather than a folder for pages.

    :raises click.UsageError: when it names a file of another kind.
    """
    path = Path(output)
    if path.suffix == PAGE_SUFFIX and not path.is_dir():
        return True
    if path.suffix and not path.is_dir() and not output.endswith("/"):
        raise click.UsageError(f"-o {output}: a map is an HTML page; let the name end in {PAGE_SUFFIX}")
    return False


class Naming:
    """The page of each article: ``-o``, else the file's name, else its title, so that no two articles share one.

    Raises:
        click.UsageError: ``output`` does not fit.
        InputError: two maps would get the same name, or a map would overwrite its source.
    """

    def __init__(self, sources: Sequence[str], output: str | None, maps: Path) -> None:
        self.folder = maps
        self.page: Path | None = None
        self._taken: dict[Path, tuple[str, str | None]] = {}
        if output is not None:
            self._use(output, sources)
        self._pages = {source: self._page_of_file(source) for source in sources}
        self._require_distinct()

    def page_for(self, article: Article, source: str) -> Path:
        """Where the map of the article goes. The same article gets the same name again."""
        named = self.page or self._pages[source]
        if named is not None and (article.part is None or self.page is not None):
            return named
        page = self.folder / (slug(article.title) + PAGE_SUFFIX)
        identity = (article.source, article.part)
        if identity != ("-", None) and self._owner(page) not in (None, identity):
            digest = hashlib.sha256("\n".join((article.source, article.part or "")).encode()).hexdigest()
            page = page.with_name(f"{page.stem}-{digest[:6]}{PAGE_SUFFIX}")
        self._taken[page] = identity
        return page

    def _use(self, output: str, sources: Sequence[str]) -> None:
        path = Path(output)
        if is_page(output):
            if len(sources) > 1:
                raise click.UsageError(f"-o {output} is one page, and here are {len(sources)} articles: name a folder")
            self.page = _safe(path, sources[0])
            return
        self.folder = path

    def _page_of_file(self, source: str) -> Path | None:
        """The page of a file of one article; None for what is named by the titles of its articles."""
        from geomap.article.formats import SEVERAL, SUFFIXES, suffix_of
        from geomap.article.web.addresses import is_address

        if source == "-" or is_address(source) or SUFFIXES.get(suffix_of(source)) in SEVERAL:
            return None
        return _safe(self.folder / (Path(source).stem + PAGE_SUFFIX), source)

    def _require_distinct(self) -> None:
        first: dict[Path, str] = {}
        for source, page in self._pages.items():
            if page is not None and (twin := first.setdefault(page, source)) != source:
                raise InputError(f"{twin} and {source} would both become {page}; map one of them with -o FILE")

    def _owner(self, page: Path) -> tuple[str, str | None] | None:
        """Source and part of the article whose map lies there, from this run or an earlier one."""
        if page in self._taken or page in self._pages.values():
            return self._taken.get(page, ("", None))
        try:
            article = json.loads(story_beside(page).read_bytes())["article"]
            return str(article["source"]), article.get("part")
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return ("", None) if page.exists() else None


def _safe(page: Path, source: str) -> Path:
    from geomap.article.web.addresses import is_address

    if source != "-" and not is_address(source) and page.resolve() == Path(source).resolve():
        raise InputError(f"the map of {source} would overwrite it; choose another name with -o FILE")
    return page


def complain(step: Steps, error: Exception) -> None:
    """Tell what went wrong with one of several articles."""
    step.pause()
    say(str(error))
