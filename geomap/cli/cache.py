"""The verbs of the group ``geomap cache``: kept answers of online geocoders, and kept pages of the web."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import click

from geomap.cli.options import answer_cache
from geomap.cli.terminal import count
from geomap.config import cache_folder, load_config
from geomap.errors import InputError
from geomap.suggestions import did_you_mean

__all__ = ["cache"]


@click.group()
def cache() -> None:
    """Show, export or forget what is kept of online services."""


@cache.command()
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
def info(as_json: bool) -> None:
    """Show what is kept where: answers of geocoders, pages of the web."""
    from geomap.article.web.keeping import addresses

    config = load_config({})
    kept, pages = answer_cache(config), addresses(cache_folder(config))
    answers = list(kept.kept())
    days = sorted(answer.kept_on for answer in answers)
    found: dict[str, Any] = {
        "path": str(cache_folder(config)),
        "answers": len(answers),
        "answers_bytes": kept.path.stat().st_size if kept.path.exists() else 0,
        "oldest": days[0] if days else None,
        "newest": days[-1] if days else None,
        "services": dict(sorted(Counter(answer.service for answer in answers).items())),
        "pages": len(pages),
        "pages_bytes": sum(body.stat().st_size for body in set(pages.values()) if body.exists()),
        "sites": dict(sorted(Counter(urlsplit(url).netloc for url in pages).items())),
    }
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else _in_words(found))


def _in_words(found: dict[str, Any]) -> str:
    lines = [f"folder   {found['path']}"]
    for name, hosts in (("answers", "services"), ("pages", "sites")):
        lines.append(f"{name:9}{found[name]:,} ({found[f'{name}_bytes'] / 1e3:,.0f} kB)")
        lines += [f"{'':9}{host}: {number:,}" for host, number in found[hosts].items()]
    if found["oldest"]:
        lines.append(f"kept     answers from {found['oldest']} to {found['newest']} (UTC)")
    return "\n".join(lines)


@cache.command()
@click.option("--host", metavar="HOST", help="Only what this host gave, for example nominatim.openstreetmap.org.")
@click.option("--yes", is_flag=True, help="Don't ask.")
def clear(host: str | None, yes: bool) -> None:
    """Forget kept answers and pages.

    Maps that were made with them can't be made again offline after that; their pages and stories stay as they are.
    """
    from geomap.article.web.keeping import addresses, forget

    config = load_config({})
    kept, folder = answer_cache(config), cache_folder(config)
    hosts = sorted({answer.service for answer in kept.kept()} | {urlsplit(url).netloc for url in addresses(folder)})
    if host is not None and host not in hosts:
        hint = did_you_mean(host, hosts) or (f"; there is {', '.join(hosts)}" if hosts else "; nothing is kept")
        raise InputError(f"nothing of {host!r} is kept{hint}")
    if hosts and not yes:
        click.confirm(f"Forget what {host or ', '.join(hosts)} gave?", abort=True, err=True)
    click.echo(f"{count(kept.clear(host), 'answer')} and {count(forget(folder, host), 'page')} forgotten")


@cache.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    metavar="FILE",
    default="-",
    help="The file to write; default: standard output.",
)
def export(output: str) -> None:
    """Write the kept answers of geocoders as JSON lines.

    One object a line: request, service, kept_on, and the answer as the service gave it.
    """
    from geomap.files import write_atomically

    lines = "".join(
        json.dumps(
            {
                "request": one.request,
                "service": one.service,
                "kept_on": one.kept_on,
                "answer": json.loads(one.body) if one.kind == "json" else one.body,
            },
            ensure_ascii=False,
        )
        + "\n"
        for one in answer_cache(load_config({})).kept()
    )
    if output == "-":
        click.echo(lines, nl=False)
    else:
        write_atomically(output, lines)
