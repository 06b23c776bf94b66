"""Finds a Chromium: the one named by OVERHEARD_BROWSER, Playwright's own, or the system's."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

VARIABLE = "OVERHEARD_BROWSER"
COMMANDS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MAC_APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
HOW_TO_GET = (
    "no Chromium was found. Get one by `playwright install chromium`, or install your system's package "
    f"(Debian, Ubuntu: `sudo apt-get install chromium`), or name one in {VARIABLE}"
)


def find_browser() -> Path | None:
    """The Chromium to render with, or None. A wrong OVERHEARD_BROWSER is None too: it was meant, so nothing replaces it."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named) if os.access(named, os.X_OK) else None
    for path in [*_playwrights_own(), *(Path(p) for p in map(shutil.which, COMMANDS) if p), *map(Path, MAC_APPS)]:
        if path.is_file() and os.access(path, os.X_OK):
            return path
    return None


def _playwrights_own() -> list[Path]:
    """Chromium builds that `playwright install` has put in its cache, newest first."""
    cache = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ms-playwright"
    root = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or cache)
    patterns = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium")
    return sorted((path for pattern in patterns for path in root.glob(pattern)), reverse=True)


def launch_arguments() -> list[str]:
    """Chromium's switches: all traffic goes through our proxy, that to loopback and that of WebRTC too; a page opens no
    windows; root (containers) cannot have the sandbox."""
    arguments = [
        "--proxy-bypass-list=<-loopback>",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--block-new-web-contents",
        "--disable-quic",
        "--disable-dev-shm-usage",
    ]
    return [*arguments, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else arguments
