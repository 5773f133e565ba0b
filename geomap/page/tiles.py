"""Online map tiles that a reader may switch on: nothing is loaded before, and from nowhere else."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from folium.map import Layer

from geomap.errors import ConfigError
from geomap.page.layers import Scripted
from geomap.suggestions import did_you_mean

__all__ = ["OnlineTiles"]


class OnlineTiles(Scripted, Layer):  # type: ignore[misc]
    """Tiles of an online service as a layer that is off at first; a notice tells when it uses the network.

    >>> from geomap.page import OnlineTiles, SelfContainedFigure
    >>> tiles = OnlineTiles("OpenStreetMap.Mapnik")
    >>> figure = SelfContainedFigure(picture_hosts=tiles.hosts)

    The figure's policy must allow the hosts; :class:`StoryMap` sees to that. Some services refuse pages that are opened
    from a disk (OpenStreetMap's does), and all have terms of use.

    :param name: as in xyzservices, e.g. ``OpenTopoMap``.
    :param label: what the layer control calls it; default: the name.
    :raises ConfigError: for an unknown name, a service that needs a key, or one without https.
    """

    factory = "onlineTiles"
    extra_scripts = ("js/tiles.js",)

    def __init__(self, name: str, label: str | None = None) -> None:
        super().__init__(name=label or name, overlay=True, control=True, show=False)
        self._name = "OnlineTiles"
        self.provider = _provider(name)
        self.url = _address(self.provider)
        letters = list(self.provider.get("subdomains") or "abc") if "{s}" in self.url else [""]
        self.hosts = tuple(dict.fromkeys(_host(self.url.replace("{s}", letter), name) for letter in letters))

    def data(self) -> Any:
        """The address of the tiles, whom to credit, and the hosts that are asked."""
        return {
            "url": self.url,
            "subdomains": self.provider.get("subdomains") or "abc",
            "attribution": self.provider.get("attribution", ""),
            "max_zoom": min(int(self.provider.get("max_zoom", 18)), 18),
            "hosts": [host.removeprefix("https://") for host in self.hosts],
        }


def _provider(name: str) -> Any:
    from xyzservices import providers  # type: ignore[import-untyped]

    try:
        provider = providers.query_name(name)
    except ValueError:
        known = providers.flatten()
        raise ConfigError(f"no online tiles are called {name!r}{did_you_mean(name, known)}") from None
    if provider.requires_token():
        raise ConfigError(f"the tiles {provider.name} need a key, which a page can't keep secret; choose others")
    return provider


def _address(provider: Any) -> str:
    """The address with everything filled in but subdomain, zoom, column and row."""
    url: str = provider.url.replace("{r}", "")
    for key, value in provider.items():
        if key != "url" and f"{{{key}}}" in url:
            url = url.replace(f"{{{key}}}", str(value))
    return url


def _host(url: str, name: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or not parts.hostname.replace("-", "").replace(".", "").isalnum():
        raise ConfigError(f"the tiles {name} are not served over https; choose others")
    return f"https://{parts.netloc}"
