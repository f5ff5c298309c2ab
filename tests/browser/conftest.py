"""Chromium without a network, and what a page did in it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
_SWITCHES = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@dataclass
class Seen:
    """What happened while a page was open."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Watch = Callable[..., AbstractContextManager[Seen]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file: idle, it would take a quarter of a processor from all that come after."""
    if not Path(CHROMIUM).exists():
        pytest.skip("needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=_SWITCHES.split())
        yield running
        running.close()


@pytest.fixture(scope="module")
def watched(browser: Browser) -> Watch:
    """Opens a fresh page that may load what is below a folder and nothing else."""

    @contextmanager
    def watch(allowed: Path, width: int = 1280) -> Iterator[Seen]:
        context = browser.new_context(viewport={"width": width, "height": 900})
        what = Seen(context.new_page())

        def route(request: Route) -> None:
            url = request.request.url
            if url.startswith(allowed.as_uri()):
                request.continue_()
            else:
                what.requests.append(url)
                request.abort()

        what.page.route(re.compile(r"^(?!data:)"), route)
        what.page.on("console", lambda message: what.complaints.append(f"{message.type}: {message.text}"))
        what.page.on("pageerror", lambda error: what.complaints.append(str(error)))
        what.page.on("dialog", lambda dialog: what.complaints.append(f"dialog: {dialog.message}"))
        yield what
        context.close()

    return watch
