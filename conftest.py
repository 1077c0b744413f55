"""Notebooks are compared with their figures: nbval itself skips pictures.

At the top, not in tests/, because pytest asks only a file above book/ about the items of book/.
"""

import os
import sys
import tempfile
from pathlib import Path

import pytest

# Before NumPy is loaded, here and in kernels: notebooks side by side, each with as many BLAS
# threads as there are cores, wait for each other and take ten times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# tqdm reads this when it is loaded: bars are tested here, but not wanted in the kernels' outputs.
os.environ.pop("TQDM_DISABLE", None)
import tqdm  # noqa: F401

# For tools/, and last: adamtext is to be found where it is installed, not in this folder.
sys.path.append(str(Path(__file__).parent))
from tools import execute, figures

# Trials of experiments are to be run, not to be read from those that somebody ran before.
results = tempfile.TemporaryDirectory(prefix="adamtext-results-")
os.environ["ADAMTEXT_RESULTS"] = results.name
os.environ["TQDM_DISABLE"] = "1"


@pytest.fixture(scope="module")
def browser():
    """Yield a browser; where there is none, the tests that ask for it are skipped."""
    from browser import chromium

    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def served():
    """Serve the built book; yield its address."""
    from tools.addresses import BUILT
    from tools.lighthouse import serve

    server = serve(BUILT)
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def searched(browser):
    """Yield a function that searches the book, from disk, and returns what is found."""
    from tools.addresses import BUILT

    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto((BUILT / "book/notation.html").as_uri())
        tab.keyboard.press("/")
        tab.wait_for_function("Boolean(window.bookIndex && window.MiniSearch)")

        def search(words):
            tab.locator("dialog input").fill(words)
            found = tab.locator("dialog li a").all()
            return [(link.get_attribute("href"), link.inner_text()) for link in found]

        yield search


def pytest_configure(config):
    """Give notebooks' cells the time that tools/execute.py gives them, unless told otherwise."""
    if config.option.nbval_cell_timeout == 2000:  # nbval's own default
        config.option.nbval_cell_timeout = execute.CELL_SECONDS


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Compare the pictures that nbval has just drawn with those that the notebook stores."""
    result = yield
    if hasattr(item, "test_outputs"):  # nbval's, and the only items that have it
        message = figures.complain(item.cell.outputs, item.test_outputs)
        if message:
            item.raise_cell_error(f"{item.path.name}: {message}")
    return result
