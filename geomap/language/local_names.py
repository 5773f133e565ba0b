"""Place names and demonyms in a language other than English, read from ``geomap/data/names.LANGUAGE.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["LocalNames", "local_names"]


@dataclass(frozen=True)
class LocalNames:
    """Names as the gazetteer has them by their name in the language, lower case; empty for English.

    ``generic`` are the forms that a name takes by the common noun before it ("lac Tchad": "Lake {}").
    """

    names: Mapping[str, str]
    demonyms: Mapping[str, str]
    generic: Mapping[str, tuple[str, ...]]
    links: tuple[str, ...]
    articles: tuple[str, ...]

    def english(self, name: str) -> Iterator[str]:
        """The names under which the gazetteer may have the place, the likeliest first."""
        key = _key(name)
        bare = self._without_article(key)
        for form in dict.fromkeys((key, bare)):
            if form in self.names:
                yield self.names[form]
                return
        head, _, rest = bare.replace("-", " ", 1).partition(" ")
        if head not in self.generic or not rest:
            return
        rest = next((rest[len(link) :].strip() for link in self.links if rest.startswith(_spaced(link))), rest)
        inner = self.names.get(rest) or self.names.get(self._without_article(rest)) or rest
        yield from (form.format(inner) for form in self.generic[head])

    def _without_article(self, key: str) -> str:
        return next((key[len(article) :].strip() for article in self.articles if key.startswith(_spaced(article))), key)


def _spaced(word: str) -> str:
    return word if word.endswith("'") else f"{word} "


def _key(name: str) -> str:
    return " ".join(name.replace("’", "'").casefold().split())


@cache
def local_names(language: str) -> LocalNames:
    """The names of a language (ISO 639-1), read once; none where there is no file for it."""
    resource = files("geomap").joinpath("data", f"names.{language}.toml")
    if not resource.is_file():
        return LocalNames({}, {}, {}, (), ())
    table = tomllib.loads(resource.read_text(encoding="utf-8"))
    demonyms: dict[str, str] = {}
    for word, place in table["demonyms"].items():
        demonyms.update(dict.fromkeys(_forms(_key(word)), place))
    return LocalNames(
        names={_key(name): place for name, place in table["names"].items()},
        demonyms=demonyms,
        generic={_key(noun): tuple(forms) for noun, forms in table["generic"].items()},
        links=tuple(table["lists"]["links"]),
        articles=tuple(table["lists"]["articles"]),
    )


IRREGULAR = {"grec": "grecque", "turc": "turque", "kényan": "kényane"}
DOUBLING = ("ien", "éen", "yen")


def _forms(word: str) -> Iterator[str]:
    """Masculine and feminine, singular and plural: libyen, libyenne, libyens, libyennes."""
    if word in IRREGULAR:
        feminine = IRREGULAR[word]
    elif word.endswith(DOUBLING):
        feminine = f"{word}ne"
    else:
        feminine = word if word.endswith(("e", "i", "é", "è")) else f"{word}e"
    yield from (word, feminine, f"{word}s", f"{feminine}s")
