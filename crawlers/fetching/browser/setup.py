"""`python -m crawlers.fetching.browser.setup`: find a browser, or get one, or say how. Never fails: only rendering needs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from crawlers.fetching.browser.find import HOW_TO_GET, find_browser

PLAYWRIGHT_SECONDS = 300
PACKAGE_SECONDS = 600


def main() -> None:
    """Say which browser will render, getting one if there is none."""
    for get in (None, _from_playwright, _from_distribution):
        if get is not None:
            get()
        browser = find_browser()
        if browser:
            print(f"browser for pages that need scripts: {browser}")  # noqa: T201
            return
    print(f"{HOW_TO_GET}. All but pages that need scripts works without one.")  # noqa: T201


def _from_playwright() -> None:
    _try([sys.executable, "-m", "playwright", "install", "chromium"], PLAYWRIGHT_SECONDS)


def _from_distribution() -> None:
    apt = shutil.which("apt-get")
    if apt is None:
        return
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if _try([*root, apt, "update", "-qq"], PACKAGE_SECONDS):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _try([*root, apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"], PACKAGE_SECONDS, environment)


def _try(command: list[str], seconds: int, environment: dict[str, str] | None = None) -> bool:
    try:
        done = subprocess.run(command, env=environment, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    main()
