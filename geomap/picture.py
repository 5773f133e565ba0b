"""A page as a picture, taken by a Chromium or Chrome of this machine; nothing is fetched."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from geomap.errors import DataMissing, OutputError
from geomap.files import write_atomically

__all__ = ["take_picture"]

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


def take_picture(
    page: str, target: str | Path, *, browser: str | None, width: int = 1400, height: int = 900, scale: float = 2.0
) -> None:
    """Write a PNG of the page as it opens.

    :param page: the page's HTML.
    :param browser: path of a Chromium or Chrome; None where there is none.
    :param width: of the window, in CSS pixels, as ``height``.
    :param scale: pixels of the picture for each of them.
    :raises DataMissing: when there is no browser.
    :raises OutputError: when the browser makes no picture, or the file can't be written.
    """
    if browser is None:
        raise DataMissing("a picture needs Chromium or Chrome; install one, for example: apt install chromium")
    with TemporaryDirectory(prefix="geomap-") as folder:
        source, picture = Path(folder, "page.html"), Path(folder, "page.png")
        source.write_text(page, encoding="utf-8")
        command = [
            browser, *OPTIONS, f"--user-data-dir={folder}/profile", f"--window-size={width},{height}",
            f"--force-device-scale-factor={scale}", f"--screenshot={picture}",
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium refuses to run as root with it
        try:
            done = subprocess.run(
                [*command, source.as_uri()], capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise OutputError(f"the browser {browser} made no picture: {error}; nothing was written") from error
        if not picture.exists():
            said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise OutputError(f"the browser {browser} made no picture: {said}; nothing was written")
        write_atomically(target, picture.read_bytes())
