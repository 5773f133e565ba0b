"""A folium map as one file that needs nothing else: no network, no server, no neighbour file.

Folium's own pages load Leaflet, jQuery, Bootstrap and two icon fonts from several hosts. :class:`SelfContainedFigure`
writes every linked script and style sheet into the page instead, forbids it the network by a Content-Security-Policy,
and numbers folium's random element names, so that the same map gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import urllib.parse
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from branca.element import CssLink, Element, Figure, Link

from geomap.errors import DataMissing
from geomap.page.assets import asset_text, carried_for_folium, marker_pictures, rotation_styles

__all__ = ["Policy", "SelfContainedFigure"]

Policy = Literal["strict", "inline"]


class SelfContainedFigure(Figure):  # type: ignore[misc]
    """A branca Figure that inlines every asset; it works for any folium map.

    >>> import folium
    >>> from geomap.page import OfflineBasemap, SelfContainedFigure
    >>> figure = SelfContainedFigure(title="Two towns")
    >>> world = folium.Map(location=[35, 18], zoom_start=4, tiles=None).add_to(figure)
    >>> _ = OfflineBasemap().add_to(world)
    >>> _ = folium.CircleMarker([32.89, 13.19]).add_to(world)
    >>> page = figure.render()

    Args:
        language: the page's language (BCP 47), for screen readers.
        direction: ``ltr`` or ``rtl``, the writing direction of the page's own words.
        policy: ``inline`` lets scripts and styles of the page run and nothing else (no request is possible).
            ``strict`` lets only those run whose SHA-256 this figure computed while building them; it suits maps
            made of geomap's layers. Folium's own elements write styles of their own, so they need ``inline``.
        assets: code of scripts and style sheets that geomap doesn't carry (those of other plugins), by URL: the
            text, or the path of a file.
        packed: write style sheets and scripts deflated, in their order: a third of their size; and blocks of JSON
            that this makes smaller by 32 kB or more. The policy still lists the SHA-256 of each block of code.
            Browsers of 2023 and later unpack them; an older one gets the class ``is-old`` on the page's root, and a
            page can say so by it. In Python: ``json.loads(zlib.decompress(base64.b85decode(text.replace(",", "<"))))``.
        picture_hosts: origins (``https://tile.example.org``) from which the page may load pictures; none by default.
        kwargs: as for :class:`branca.element.Figure` (width, height, ratio, title).

    A tile layer's pictures can't be inlined, and the page may not fetch them: give the map ``tiles=None``.
    Folium puts the text of popups and tooltips into code: with ``inline`` escape hostile text before it gets there.
    """

    def __init__(
        self,
        *,
        language: str = "en",
        direction: Literal["ltr", "rtl"] = "ltr",
        policy: Policy = "inline",
        assets: Mapping[str, str | Path] | None = None,
        packed: bool = False,
        picture_hosts: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._name = "SelfContainedFigure"
        self.language = language
        self.direction = direction
        self.policy = policy
        self.assets = dict(assets or {})
        self.packed = packed
        self.picture_hosts = tuple(picture_hosts)

    def render(self, **kwargs: Any) -> str:
        """The page as HTML text.

        Raises:
            DataMissing: the map links to files that geomap doesn't carry and ``assets`` doesn't hold.
        """
        with _counted_names(self):
            for child in self._children.values():
                child.render(**kwargs)
            return self._page(kwargs)

    def _page(self, kwargs: dict[str, Any]) -> str:
        blocks: list[tuple[str, str]] = []
        body = self.html.render(**kwargs)
        script = _without_end_tag(self.script.render(**kwargs))
        head = "\n".join(self._header_parts(blocks, body + script, kwargs))
        blocks.append(("script", script))
        end = f"<script>{script}</script>"
        if self.packed:
            body = _DATA.sub(_packed_data, body)
            end = _packed([[tag, code] for tag, code in blocks if self._is_packed(tag, code)])
            blocks.append(("script", _UNPACK))
        policy = html.escape(self._policy(blocks), quote=True)
        return (
            f'<!DOCTYPE html>\n<html lang="{html.escape(self.language)}" dir="{self.direction}">\n<head>\n'
            f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{html.escape(self.title or 'Map')}</title>\n{head}\n</head>\n"
            f"<body>\n{body}\n{end}\n</body>\n</html>\n"
        )

    def _header_parts(self, blocks: list[tuple[str, str]], content: str, kwargs: dict[str, Any]) -> Iterator[str]:
        """The header's elements as HTML; the code that is inlined here is added to ``blocks``."""
        missing = []
        for name, element in self.header._children.items():
            if name == "meta_http":
                continue
            if not isinstance(element, Link):
                yield _FOLIUM_VIEWPORT.sub("", element.render(**kwargs))
                continue
            code = self._code(name, element.url, content)
            if code is None:
                missing.append(element.url)
                continue
            tag = "style" if isinstance(element, CssLink) else "script"
            pictures = marker_pictures() if name == "leaflet" and "L.marker(" in content else ""
            for part in filter(None, (code, pictures)):
                blocks.append((tag, _without_end_tag(part)))
                if not self._is_packed(*blocks[-1]):
                    yield f"<{tag}>{blocks[-1][1]}</{tag}>"
        if missing:
            raise DataMissing(
                f"the map needs {len(missing)} file(s) that geomap does not carry: {', '.join(missing)}. "
                "Download them once and pass SelfContainedFigure(assets={url: path, ...})."
            )

    def _is_packed(self, tag: str, code: str) -> bool:
        """Short style sheets stand in the page as they are, for the moment before the others are unpacked."""
        return self.packed and (tag == "script" or len(code) > _SHORT_SHEET)

    def _code(self, name: str, url: str, content: str) -> str | None:
        """The code behind a link: from the URL itself, from ``assets``, or from what geomap carries for folium.

        Empty for what every folium map links to and nothing in this map's ``content`` needs; None when unknown.
        """
        if url.startswith("data:"):
            head, _, data = url.partition(",")
            if head.endswith(";base64"):
                return base64.b64decode(data).decode("utf-8")
            return urllib.parse.unquote(data)
        given = self.assets.get(url)
        if given is not None:
            return given.read_text(encoding="utf-8") if isinstance(given, Path) else given
        carried = carried_for_folium(name, url)
        if carried is None:
            return None
        if carried.needed_by and not re.search(carried.needed_by, content):
            return ""
        return asset_text(carried.path) if carried.path else rotation_styles()

    def _policy(self, blocks: list[tuple[str, str]]) -> str:
        allowed = {"script": ["'unsafe-inline'"], "style": ["'unsafe-inline'"]}
        if self.policy == "strict":
            allowed = {tag: [_hash(code) for kind, code in blocks if kind == tag] for tag in ("script", "style")}
        return (
            f"default-src 'none'; script-src {' '.join(allowed['script'])}; style-src {' '.join(allowed['style'])}; "
            f"img-src {' '.join(('data:', *self.picture_hosts))}; font-src data:; base-uri 'none'; form-action 'none'"
        )


_FOLIUM_VIEWPORT = re.compile(r'<meta name="viewport"[^<>]*/>')
"""Folium forbids zooming the page, which readers with weak sight need."""


_UNPACK = """(async () => {
  const digits = [];
  [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~"].forEach(
    (sign, digit) => (digits[sign.charCodeAt(0)] = digit),
  );
  if (typeof DecompressionStream === "undefined") return document.documentElement.classList.add("is-old");
  const inflated = async (node) => {
    const text = node.textContent, rest = (5 - (text.length % 5)) % 5;
    const bytes = new DataView(new ArrayBuffer(((text.length + rest) / 5) * 4));
    for (let at = 0; at < text.length; at += 5) {
      let number = 0;
      for (let sign = at; sign < at + 5; sign += 1)
        number = number * 85 + (sign < text.length ? digits[text.charCodeAt(sign)] : 84);
      bytes.setUint32((at / 5) * 4, number);
    }
    const data = bytes.buffer.slice(0, bytes.byteLength - rest);
    const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"));
    node.textContent = await new Response(stream).text();
  };
  const scripts = document.getElementById("packed-scripts");
  await Promise.all([scripts, ...document.querySelectorAll("script[data-packed]")].map(inflated));
  for (const [tag, code] of JSON.parse(scripts.textContent)) {
    const block = document.createElement(tag);
    block.textContent = code;
    (tag === "style" ? document.head : document.body).append(block);
  }
})();"""
"""Puts the packed data and style sheets in their places and runs the packed scripts one after the other. Each of these
is an inline block, so the policy must list its hash."""

_DATA = re.compile(r'<script type="application/json" id="(\w+)">([^<]*)</script>')
"""A block of data as :mod:`geomap.page.layers` writes it: no ``<`` is in it."""
_WORTH_BYTES = 32_000
_SHORT_SHEET = 2_500


def _packed(blocks: list[list[str]]) -> str:
    """Style sheets and scripts as one deflated block (zlib format, base 85 of a JSON list), and what unpacks them."""
    text = json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))
    return f'<script type="text/plain" id="packed-scripts">{_deflated(text)}</script>\n<script>{_UNPACK}</script>'


def _packed_data(block: re.Match[str]) -> str:
    """A block of data deflated, where that pays; pictures of numbers (the basemap) already are."""
    if len(block[2]) < _WORTH_BYTES:
        return block[0]
    data = _deflated(block[2])
    if len(block[2].encode("utf-8")) - len(data) < _WORTH_BYTES:
        return block[0]
    return f'<script type="application/json" id="{block[1]}" data-packed>{data}</script>'


def _deflated(text: str) -> str:
    """The text deflated, in base 85 with "," for "<": a sixteenth shorter than base64, and it can't begin a tag."""
    return base64.b85encode(zlib.compress(text.encode("utf-8"), 9)).decode().replace("<", ",")


def _hash(code: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode() + "'"


def _without_end_tag(code: str) -> str:
    """Code whose strings can't end the block that it stands in."""
    return re.sub(r"</(script|style)", r"<\\/\1", code, flags=re.IGNORECASE)


@contextmanager
def _counted_names(figure: Figure) -> Iterator[None]:
    """Number the elements under the figure while it is rendered, in place of branca's random ids.

    Afterwards everything is as it was, without what rendering itself added: the next rendering starts afresh.
    """
    elements = list(_walk(figure))
    holders = [figure, figure.header, figure.html, figure.script, *elements]
    children = [(holder, holder._children) for holder in holders]
    before = [(element, element._id, getattr(element, "layer_name", None)) for element in elements]
    old_names = [element.get_name() for element in elements]
    for number, element in enumerate(elements, start=1):
        element._id = str(number)
    names = {old: element.get_name() for old, element in zip(old_names, elements, strict=True)}
    for holder in holders:
        holder._children = OrderedDict((names.get(key, key), child) for key, child in holder._children.items())
    for element, _, layer_name in before:
        if layer_name in names:
            element.layer_name = names[layer_name]
    try:
        yield
    finally:
        for holder, kept in children:
            holder._children = kept
        for element, identifier, layer_name in before:
            element._id = identifier
            if layer_name is not None:
                element.layer_name = layer_name


def _walk(element: Element, seen: set[int] | None = None) -> Iterator[Element]:
    """Everything under an element: its children, and parts that it keeps as attributes (a popup's ``html``)."""
    seen = {id(element)} if seen is None else seen
    parts = [] if isinstance(element, Figure) else [vars(element)[key] for key in sorted(vars(element))]
    for part in (*element._children.values(), *parts):
        if isinstance(part, Element) and id(part) not in seen and part is not element._parent:
            seen.add(id(part))
            yield part
            yield from _walk(part, seen)
