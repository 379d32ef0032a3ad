"""A real browser to open pages in: Chromium, driven by Playwright, with nothing to reach."""

from __future__ import annotations

import contextlib
from pathlib import Path

import attrs
import pytest

CHROMIUM = Path("/usr/bin/chromium")
MISSING = f"no {CHROMIUM}: apt-get install chromium"
#: By name: width and height of a window, in CSS pixels.
WINDOWS = {"desktop": (1280, 900), "phone": (390, 844)}
_FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="module")
def chromium():
    """The browser, started once."""
    if not CHROMIUM.exists():
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=_FLAGS)
        yield browser
        browser.close()


@attrs.define
class Opened:
    """A page that is open, and what happened meanwhile.

    Attributes:
        page: of Playwright.
        requests: addresses of all that was asked for.
        complaints: what the browser said of the page: errors, refusals, dialogs.
    """

    page: object
    requests: list[str] = attrs.field(factory=list)
    complaints: list[str] = attrs.field(factory=list)


@contextlib.contextmanager
def opened(browser, file: Path, window: str = "desktop"):
    """``file`` open in a window of this name."""
    context = browser.new_context(viewport=size_of(window))
    page = context.new_page()
    seen = Opened(page)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("dialog", lambda dialog: seen.complaints.append(dialog.message))
    page.goto(file.as_uri())
    yield seen
    context.close()


def size_of(window: str) -> dict[str, int]:
    """Of a window of this name, as Playwright takes it."""
    width, height = WINDOWS[window]
    return {"width": width, "height": height}
