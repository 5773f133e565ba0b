#!/usr/bin/env python3
"""Take the picture of the example that the README shows.

    python tools/screenshot.py [PAGE] [PICTURE] [--width 1280] [--height 800] [--dark]

Opens the page from the disk in Chromium or Chrome, with the network off, as any reader would see it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from find_browser import find

REPOSITORY = Path(__file__).resolve().parent.parent
SETTLING_MILLISECONDS = 1500


def take(page: Path, picture: Path, width: int, height: int, *, dark: bool = False) -> None:
    """Write a PNG of the page as it looks in a window of that size.

    :raises RuntimeError: when there is no browser.
    """
    from playwright.sync_api import sync_playwright

    found = find()
    if found is None:
        raise RuntimeError("no Chromium or Chrome found; run: python tools/find_browser.py --install")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found[0], args=["--no-sandbox"])
        window = browser.new_context(
            viewport={"width": width, "height": height}, offline=True, color_scheme="dark" if dark else "light"
        )
        tab = window.new_page()
        tab.goto(page.resolve().as_uri())
        tab.wait_for_timeout(SETTLING_MILLISECONDS)
        picture.parent.mkdir(parents=True, exist_ok=True)
        tab.screenshot(path=picture)
        browser.close()


def main() -> None:
    """Take the picture that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("page", nargs="?", type=Path, default=REPOSITORY / "maps" / "central-mediterranean.html")
    parser.add_argument("picture", nargs="?", type=Path, default=REPOSITORY / "docs" / "central-mediterranean.png")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=800)
    parser.add_argument("--dark", action="store_true")
    options = parser.parse_args()
    take(options.page, options.picture, options.width, options.height, dark=options.dark)
    print(options.picture)


if __name__ == "__main__":
    main()
