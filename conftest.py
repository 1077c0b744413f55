"""Notebooks are compared with their figures: nbval itself skips pictures.

At the top, not in tests/, because pytest asks only a file above book/ about the items of book/.
"""

import pytest

from tools import figures

pytest_plugins = ["pytester"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Compare the pictures that nbval has just drawn with those that the notebook stores."""
    result = yield
    if hasattr(item, "test_outputs"):  # nbval's, and the only items that have it
        message = figures.complain(item.cell.outputs, item.test_outputs)
        if message:
            pytest.fail(f"{item.path.name}, {item.name}: {message}", pytrace=False)
    return result
