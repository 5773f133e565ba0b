"""Sources become articles: text, Markdown and HTML as one text with blocks, a title and a publication date."""

from geomap.article.reading import MAX_CHARACTERS, article_from_text, read_article
from geomap.article.sources import MAX_BYTES, find_sources

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "article_from_text", "find_sources", "read_article"]
