"""A headless browser for the tests that need one, or a reason to pass them over."""

import contextlib
import shutil
import subprocess

import pytest

from tools.lighthouse import FLAGS, installed

HINTING = "--font-render-hinting=none"  # without a window letters would be set wider than in one


@contextlib.contextmanager
def chromium():
    """Yield a browser of Playwright's: Chromium without a window, or the whole one."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = shutil.which("chromium-headless-shell") or installed()
    with api.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, HINTING])
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


def wait_until(tab, holds, seconds=30):
    """Wait until a script in the page says yes.

    Playwright's own way asks again from within the page, and the policy of our pages forbids that:
    it works where the first answer is yes, and fails on a machine that is slower.
    """
    for _ in range(20 * seconds):
        if tab.evaluate(holds):
            return
        tab.wait_for_timeout(50)
    pytest.fail(f"not true within {seconds} s: {holds}")


# As much work as a simple figure: the measure of how fast this machine is just now.
REFERENCE = """async () => {
  for (let round = 0; round < 10; round++) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const paths = Array.from({ length: 300 }, (_, k) => `<path d="M${k},${round}h9v9z"/>`);
    svg.innerHTML = paths.join("");
    document.body.append(svg);
    document.body.offsetHeight;
    svg.remove();
    await null;
  }
}"""


class Phone:
    """What a script costs in a page at a quarter of this machine's speed, without others' work.

    Beside ``reference``, it does not matter how fast the machine is.
    """

    def __init__(self, tab):
        self.tab, self.tools = tab, tab.context.new_cdp_session(tab)
        self.tools.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})

    def spent(self):
        """Return the seconds that the page has worked."""
        metrics = self.tools.send("Performance.getMetrics")["metrics"]
        return {metric["name"]: metric["value"] for metric in metrics}["TaskDuration"]

    def cost(self, work, times):
        """Return the milliseconds of one of several times that ``work()`` does something."""
        before = self.spent()
        work()
        return 1000 * (self.spent() - before) / times

    def reference(self):
        """Return the milliseconds of a fixed amount of work."""
        return self.cost(lambda: self.tab.evaluate(REFERENCE), 10)


def run_script(body):
    """Run the body of a JavaScript function in Node.js, or else in a browser."""
    if node := shutil.which("node"):
        script = f"console.log((() => {{{body}}})())"
        return subprocess.run(
            [node], input=script, capture_output=True, text=True, check=True
        ).stdout
    with chromium() as browser:
        return browser.new_page().evaluate(f"() => {{{body}}}")
