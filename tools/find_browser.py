#!/usr/bin/env python3
"""Find the browsers that the tests use, print their paths, and with --install get them where there are none.

The order: $GEOMAP_BROWSER, an installed Chromium or Chrome, the one that Playwright brought; then, with --install,
Playwright's download and at last the distribution's package. Exit status 1 when there is none in the end.
Firefox: $GEOMAP_FIREFOX, an installed one, the distribution's package. Its tests are skipped where there is none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from geomap.doctor import find_browser

FIREFOXES = ("firefox-esr", "firefox")


def find() -> tuple[str, str] | None:
    """Path of the browser and where it comes from."""
    chosen = os.environ.get("GEOMAP_BROWSER")
    if chosen:
        return chosen, "GEOMAP_BROWSER"
    installed = find_browser()
    if installed:
        return installed, "installed on this machine"
    brought = _of_playwright()
    return (brought, "Playwright's") if brought else None


def find_firefox() -> str | None:
    """Path of a Firefox, None where there is none."""
    return os.environ.get("GEOMAP_FIREFOX") or next((path for name in FIREFOXES if (path := shutil.which(name))), None)


def _of_playwright() -> str | None:
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Exception as error:  # whatever is wrong with Playwright, there is no browser from it
        print(f"Playwright can't say where its browser is: {error}", file=sys.stderr)
        return None
    return path if Path(path).exists() else None


def install() -> None:
    """Try Playwright's browser, then the distribution's package; what they say goes to standard error."""
    print("no Chromium or Chrome here; trying Playwright's ...", file=sys.stderr)
    downloaded = _succeeds([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"])
    if downloaded and _of_playwright():
        return
    if shutil.which("apt-get"):
        print("Playwright's can't be had; trying the distribution's package ...", file=sys.stderr)
        _install_package("chromium")


def install_firefox() -> None:
    """Try the distribution's package, on Debian and what is made of it."""
    if shutil.which("apt-get"):
        print("no Firefox here; trying the distribution's package ...", file=sys.stderr)
        _install_package("firefox-esr")


def _install_package(name: str) -> None:
    root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    _succeeds([*root, "apt-get", "update"])
    _succeeds([*root, "apt-get", "install", "--yes", "--no-install-recommends", name])


def _succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, stdout=sys.stderr, timeout=900).returncode == 0
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{command[0]}: {error}", file=sys.stderr)
        return False


def main() -> None:
    """Print the browsers' paths, or say how to get one."""
    installing = "--install" in sys.argv[1:]
    found = find()
    if found is None and installing:
        install()
        found = find()
    if find_firefox() is None and installing:
        install_firefox()
    if found is None:
        sys.exit("no Chromium or Chrome found: install one, or set GEOMAP_BROWSER to its path")
    print(f"browser: {found[0]} ({found[1]})")
    print(f"Firefox: {find_firefox() or 'none; what is tested in it is skipped'}")


if __name__ == "__main__":
    main()
