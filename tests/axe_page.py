"""What axe-core has to say about an open page."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

__all__ = ["violations"]


def violations(page: Any) -> list[tuple[str, list[str]]]:
    """The rules that the page breaks as it is now, each with the first nodes that do."""
    source = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    if page.run("typeof axe") == "undefined":
        page.load(source)
    found = page.run("axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations)")
    return [(issue["id"], [node["html"][:160] for node in issue["nodes"][:4]]) for issue in found]
