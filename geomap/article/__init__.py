"""Sources become articles: files, pages of the web, feeds, mails and archives as texts with blocks, title and date."""

from geomap.article.finding import find_sources
from geomap.article.reading import MAX_CHARACTERS, article_from_text, read_article, read_articles
from geomap.article.sources import MAX_BYTES
from geomap.article.web import Web, is_kept

__all__ = [
    "MAX_BYTES",
    "MAX_CHARACTERS",
    "Web",
    "article_from_text",
    "find_sources",
    "is_kept",
    "read_article",
    "read_articles",
]
