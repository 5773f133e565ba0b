"""Writes the figures of docs/performance.md between its marks, and its picture, from what ``bench.py`` has kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from measuring import REPOSITORY

__all__ = ["picture", "tables", "write_page"]

PAGE = REPOSITORY / "docs" / "performance.md"
PICTURE = REPOSITORY / "docs" / "performance.svg"
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"
WIDTH, ROW, LEFT, FROM = 860, 24, 16, 400
BAR = 220
"""Length of a bar that just keeps its limit."""
COLOURS = {True: "#2a7f62", False: "#b3402a"}


def write_page(results: Mapping[str, Any]) -> None:
    """Write tables and picture; the text around them stays."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n\n{tables(results)}\n{END}{after}", encoding="utf-8")
    PICTURE.write_text(picture(results), encoding="utf-8")


def tables(results: Mapping[str, Any]) -> str:
    """All figures, a table a part, and where the time of the pipeline goes."""
    machine = ", ".join(f"{name} {value}" for name, value in results["machine"].items())
    lines = [f"Measured on: {machine}.", ""]
    for part in results["parts"].values():
        lines += [f"### {part['title']}", ""]
        if "note" in part:
            lines += [f"Not measured: {part['note']}.", ""]
        if part["figures"]:
            lines += ["| figure | measured | limit | |", "|---|---|---|---|"]
            lines += [_row(figure) for figure in part["figures"]]
            lines.append("")
        lines += _stages(part["details"])
    return "\n".join(lines)


def _row(figure: Mapping[str, Any]) -> str:
    if figure["limit"] is None:
        return f"| {figure['name']} | {figure['value']:.3g} | | |"
    side = "at least" if figure["at_least"] else "at most"
    return f"| {figure['name']} | {figure['value']:.3g} | {side} {figure['limit']:g} | {_verdict(figure)} |"


def _verdict(figure: Mapping[str, Any]) -> str:
    return "kept" if figure["holds"] else "**missed**"


def _stages(details: Mapping[str, Any]) -> list[str]:
    stages = details.get("stages beside bare nlp.pipe")
    calls = details.get("calls per word")
    if not stages and not calls:
        return []
    head = "| stage | share of bare `nlp.pipe` |" if stages else "| stage | calls per word |"
    return [head, "|---|---|", *(f"| {name} | {value:g} |" for name, value in (stages or calls).items()), ""]


def picture(results: Mapping[str, Any]) -> str:
    """Every figure that has a limit as a bar: how far it is from the limit, longer is better."""
    rows = list(_bars(results))
    height = ROW * len(rows) + 56
    limit = FROM + BAR
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"',
        ' font-family="sans-serif" font-size="12" fill="#222222">',
        "<title>How each figure stands to its limit</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="20" font-size="14">Each figure beside its limit (the line); longer is better</text>',
    ]
    for number, (name, share, holds) in enumerate(rows):
        top = 32 + number * ROW
        length = round(min(share, (WIDTH - 40 - FROM) / BAR) * BAR, 1)
        lines.append(f'<rect x="{FROM}" y="{top}" width="{length}" height="{ROW - 8}" fill="{COLOURS[holds]}"/>')
        lines.append(f'<text x="{LEFT}" y="{top + 12}">{escape(_short(name))}</text>')
    lines.append(
        f'<line x1="{limit}" y1="28" x2="{limit}" y2="{height - 20}" stroke="#222222" stroke-dasharray="4 3"/>'
    )
    return "\n".join([*lines, "</svg>", ""])


def _bars(results: Mapping[str, Any]) -> Iterator[tuple[str, float, bool]]:
    for part in results["parts"].values():
        for figure in part["figures"]:
            value, limit = figure["value"], figure["limit"]
            if limit is not None and value > 0:
                yield figure["name"], value / limit if figure["at_least"] else limit / value, figure["holds"]


def _short(name: str, most: int = 60) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
