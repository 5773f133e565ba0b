"""Pages of the web as sources: fetched when an address is given and only then, within limits, and kept for later."""

from geomap.article.web.fetching import Page, Web, fetch, is_kept

__all__ = ["Page", "Web", "fetch", "is_kept"]
