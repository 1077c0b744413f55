"""A headless browser for the tests that need one, or a reason to pass them over."""

import contextlib
import shutil
import subprocess

import pytest

from tools.lighthouse import FLAGS, installed


@contextlib.contextmanager
def chromium():
    """Yield a browser of Playwright's."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = installed()
    with api.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        except api.Error:
            pytest.skip("no Chromium on this machine")
        yield browser
        browser.close()


@contextlib.contextmanager
def visits(browser, own=("file:", "data:"), script=""):
    """Yield a function that opens an address, each in a context with the given settings.

    ``script`` runs in each page first. Afterwards nothing may have failed, been warned of, or come
    from elsewhere: addresses begin with one of ``own``.
    """
    contexts, faults = [], []

    def visit(address, **settings):
        contexts.append(browser.new_context(**settings))
        tab = contexts[-1].new_page()
        tab.on("console", lambda m: m.type in ("error", "warning") and faults.append(m.text))
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("request", lambda r: r.url.startswith(own) or faults.append(r.url))
        tab.add_init_script(script)
        tab.goto(address)
        return tab

    yield visit
    for context in contexts:
        context.close()
    assert faults == [], "\n".join(faults)  # pytest explains no assert of this module


def resize(tab, width, height=900):
    """Give the page another size, and wait until it is drawn in it.

    On a busy machine Chromium lays the page out anew before its media queries know of it.
    """
    tab.set_viewport_size({"width": width, "height": height})
    tab.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def run_script(body):
    """Run the body of a JavaScript function in Node.js, or else in a browser."""
    if node := shutil.which("node"):
        script = f"console.log((() => {{{body}}})())"
        return subprocess.run(
            [node], input=script, capture_output=True, text=True, check=True
        ).stdout
    with chromium() as browser:
        return browser.new_page().evaluate(f"() => {{{body}}}")
