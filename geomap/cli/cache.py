"""The verbs of the group ``geomap cache``: the kept answers of online geocoders."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import click

from geomap.cli.options import answer_cache
from geomap.cli.terminal import count
from geomap.config import load_config
from geomap.errors import InputError
from geomap.suggestions import did_you_mean

__all__ = ["cache"]


@click.group()
def cache() -> None:
    """Show, export or forget the kept answers of online geocoders."""


@cache.command()
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
def info(as_json: bool) -> None:
    """Show where answers are kept, how many, and of which services."""
    kept = answer_cache(load_config({}))
    answers = list(kept.kept())
    services = Counter(answer.service for answer in answers)
    days = sorted(answer.kept_on for answer in answers)
    found: dict[str, Any] = {
        "path": str(kept.path),
        "bytes": kept.path.stat().st_size if kept.path.exists() else 0,
        "answers": len(answers),
        "oldest": days[0] if days else None,
        "newest": days[-1] if days else None,
        "services": dict(sorted(services.items())),
    }
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(f"file     {found['path']}")
    click.echo(f"answers  {len(answers):,} ({found['bytes'] / 1e3:,.0f} kB)")
    for service, number in sorted(services.items()):
        click.echo(f"from     {service}: {number:,}")
    if days:
        click.echo(f"kept     {days[0]} to {days[-1]} (UTC)")


@cache.command()
@click.option(
    "--service", metavar="HOST", help="Only the answers of this host, for example nominatim.openstreetmap.org."
)
@click.option("--yes", is_flag=True, help="Don't ask.")
def clear(service: str | None, yes: bool) -> None:
    """Forget the kept answers.

    Maps made with --online can't be made again offline after that; their pages and stories stay as they are.
    """
    kept = answer_cache(load_config({}))
    hosts = sorted({answer.service for answer in kept.kept()})
    if service is not None and service not in hosts:
        hint = did_you_mean(service, hosts) or (f"; there is {', '.join(hosts)}" if hosts else "; nothing is kept")
        raise InputError(f"there are no answers of {service!r}{hint}")
    if hosts and not yes:
        click.confirm(f"Forget the answers of {service or ', '.join(hosts)}?", abort=True, err=True)
    click.echo(f"{count(kept.clear(service), 'answer')} forgotten")


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
    """Write the kept answers as JSON lines.

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
