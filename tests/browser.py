"""A headless browser for the tests that need one, or a reason to pass them over."""

import contextlib
import shutil

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextlib.contextmanager
def chromium():
    """Yield a browser of Playwright's."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    with api.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        except api.Error:
            pytest.skip("no Chromium on this machine")
        yield browser
        browser.close()


@contextlib.contextmanager
def visits(browser):
    """Yield a function that opens an address on disk, each in a context with the given settings.

    Afterwards nothing may have failed, been warned of, or come from elsewhere.
    """
    contexts, faults = [], []

    def visit(address, **settings):
        contexts.append(browser.new_context(**settings))
        tab = contexts[-1].new_page()
        tab.on("console", lambda m: m.type in ("error", "warning") and faults.append(m.text))
        tab.on("pageerror", lambda error: faults.append(str(error)))
        local = ("file:", "data:")
        tab.on("request", lambda r: r.url.startswith(local) or faults.append(r.url))
        tab.goto(address)
        return tab

    yield visit
    for context in contexts:
        context.close()
    assert faults == []
