"""Notebooks are compared with their figures: nbval itself skips pictures.

At the top, not in tests/, because pytest asks only a file above book/ about the items of book/.
"""

import os
import random
import sys
import tempfile
from pathlib import Path

import nbval.plugin as nbval
import pytest

# Before NumPy is loaded, here and in kernels: notebooks side by side, each with as many BLAS
# threads as there are cores, wait for each other and take ten times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# tqdm reads this when it is loaded: bars are tested here, but not wanted in the kernels' outputs.
os.environ.pop("TQDM_DISABLE", None)
import tqdm  # noqa: F401

# For tools/, and last: adamtext is to be found where it is installed, not in this folder.
sys.path.append(str(Path(__file__).parent))
from tools import execute, figures, progress

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
    from browser import wait_until

    from tools.addresses import BUILT

    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto((BUILT / "book/notation.html").as_uri())
        tab.keyboard.press("/")
        wait_until(tab, "Boolean(window.bookIndex && window.MiniSearch)")

        def search(words):
            tab.locator("dialog input").fill(words)
            found = tab.locator("dialog li a").all()
            return [(link.get_attribute("href"), link.inner_text()) for link in found]

        yield search


#: What `make quick` runs, and `make test` runs first: what those who work on the code break first.
#: No browser, no notebook and no training; all in under a minute.
QUICK = (
    "adamtext/*.py",
    "tests/test_a[rv]*.py",
    "tests/test_bo*.py",
    "tests/test_citation.py",
    "tests/test_docstrings.py",
    "tests/test_identities.py",
    "tests/test_letters.py",
    "tests/test_number.py",
    "tests/test_o*.py",
    "tests/test_plain.py",
    "tests/test_properties.py",
    "tests/test_re[fq]*.py",
    "tests/test_trajectory.py",
    "tests/test_vendored.py",
    "tests/test_workflows.py",
    "tests/lab/test_cache.py",
    "tests/lab/test_judging.py",
    "tests/lab/test_notes.py",
    "tests/lab/test_results.py",
    "tests/lab/test_search.py",
    "tests/lab/test_words.py",
    "tests/teach/test_cards.py",
    "tests/teach/test_deck.py",
    "tests/teach/test_evidence.py",
    "tests/teach/test_exercises.py",
    "tests/teach/test_live_numbers.py",
    "tests/teach/test_schedule.py",
    "tests/tools/test_elsewhere.py",
    "tests/tools/test_lighthouse.py",
    "tests/tools/test_progress.py",
)


def is_quick(path):
    """Say whether the tests of a file are quick."""
    return any(path.match(pattern) for pattern in QUICK)


def pytest_addoption(parser):
    """Add what `make quick` and `make elsewhere` ask for."""
    group = parser.getgroup("adamtext")
    group.addoption("--quick", action="store_true", help="the quick tests only")
    group.addoption("--shuffle", metavar="SEED", help="in the random order of this seed")


def pytest_ignore_collect(collection_path, config):
    """Leave out, with --quick, all that is not quick, without importing it."""
    if config.option.quick and collection_path.is_file():
        return None if is_quick(collection_path) else True


def pytest_collection_modifyitems(items, config):
    """Run the quick tests first."""
    if config.option.shuffle:
        random.Random(config.option.shuffle).shuffle(items)
    items.sort(key=lambda item: not is_quick(item.path))


def pytest_configure(config):
    """Give notebooks' cells the time that tools/execute.py gives them, unless told otherwise."""
    if config.option.nbval_cell_timeout == 2000:  # nbval's own default
        config.option.nbval_cell_timeout = execute.CELL_SECONDS
    config.option.nbval_kernel_startup_timeout = execute.CELL_SECONDS
    if not hasattr(config, "workerinput"):  # a worker of xdist has no terminal
        config.pluginmanager.register(progress.Progress(config))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Compare the pictures that nbval has just drawn with those that the notebook stores."""
    if not isinstance(item, nbval.IPyNbCell):
        return (yield)
    item.output_timeout = min(60, item.config.option.nbval_cell_timeout)  # on a busy machine
    before = item.parent.timed_out
    try:
        result = yield
    except nbval.NbCellError as error:
        if item.parent.timed_out and not before:
            limit = item.config.option.nbval_cell_timeout
            late = execute.too_long(f"{item.path.name}, cell {item.cell_num}", limit)
            item.user_properties.append(("late", late))
            item.raise_cell_error(late, error.inner_traceback)
        raise
    message = figures.complain(item.cell.outputs, item.test_outputs)
    if message:
        item.raise_cell_error(f"{item.path.name}: {message}")
    return result


def pytest_terminal_summary(terminalreporter):
    """Name, at the end, the cells that took too long: all that follow them failed for that.

    And whatever tests had to tell, as what Colab's first cells took.
    """
    for outcome, key, markup in (("failed", "late", {"red": True}), ("passed", "told", {})):
        for report in terminalreporter.getreports(outcome):
            for line in (value for name, value in report.user_properties if name == key):
                terminalreporter.write_line(line, **markup)
