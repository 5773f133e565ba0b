"""A page as a picture or on paper, by a Chromium or Chrome of this machine; nothing is fetched."""

from __future__ import annotations

import html
import os
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from geomap.errors import DataMissing, OutputError
from geomap.files import write_atomically

__all__ = ["ENDINGS", "take_picture"]

SECONDS_FOR_SCRIPTS = 5
LONGEST_SECONDS = 90
OPTIONS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # no name is ever looked up
    f"--virtual-time-budget={SECONDS_FOR_SCRIPTS * 1000}",
)


ENDINGS = (".png", ".svg", ".pdf")
LOOKED_FOR = ("chromium", "google-chrome")
SVG_IN_PAGE = re.compile(r'<pre id="geomap-picture">(.*?)</pre>', re.DOTALL)


def take_picture(
    page: str,
    target: str | Path,
    *,
    browser: str | None,
    width: int = 1400,
    height: int = 900,
    scale: float = 2.0,
    dark: bool = False,
) -> None:
    """Write the page as it opens, with its legend unfolded: by the ending of the target as PNG, SVG or PDF.

    An SVG holds the map alone, with title, legend and attribution; a PDF is the page as it prints.

    :param page: the page's HTML.
    :param browser: path of a Chromium or Chrome; None where there is none.
    :param width: of the window, in CSS pixels, as ``height``.
    :param scale: pixels of a PNG for each of them.
    :param dark: in dark colours; paper is always light.
    :raises DataMissing: when there is no browser.
    :raises OutputError: when the browser makes no picture, or the file can't be written.
    """
    if browser is None:
        raise DataMissing(
            f"a picture needs Chromium or Chrome, and neither {' nor '.join(LOOKED_FOR)} was found; install one, "
            "for example: apt install chromium"
        )
    kind = Path(target).suffix.lower()
    with TemporaryDirectory(prefix="geomap-") as folder:
        source, picture = Path(folder, "page.html"), Path(folder, f"page{kind}")
        source.write_text(page, encoding="utf-8")
        command = [
            browser, *OPTIONS, f"--user-data-dir={folder}/profile", f"--window-size={width},{height}",
            f"--force-device-scale-factor={scale}", *_asked(kind, picture),
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium refuses to run as root with it
        try:
            done = subprocess.run(
                [*command, f"{source.as_uri()}#picture={'dark-' if dark else ''}{kind[1:]}"],
                capture_output=True,
                text=True,
                timeout=LONGEST_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise OutputError(f"the browser {browser} made no picture: {error}; nothing was written") from error
        if kind == ".svg" and (found := SVG_IN_PAGE.search(done.stdout)):
            picture.write_text(html.unescape(found[1]), encoding="utf-8")
        if not picture.exists():
            said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise OutputError(f"the browser {browser} made no picture: {said}; nothing was written")
        write_atomically(target, picture.read_bytes())


def _asked(kind: str, picture: Path) -> list[str]:
    """What the browser is told to make."""
    if kind == ".svg":
        return ["--dump-dom"]
    if kind == ".pdf":
        return ["--no-pdf-header-footer", f"--print-to-pdf={picture}"]
    return [f"--screenshot={picture}"]
