"""What ``adamtext check`` says of a sample of the zoo; ``make zoo`` shows all of it."""

import importlib.util

import pytest
from teach.zoo import ZOO

from tools.zoo import RIGHT, examine

SAMPLE = [e for e in ZOO if not e.needs or importlib.util.find_spec(e.needs)][::6]


@pytest.mark.parametrize("entry", SAMPLE, ids=lambda entry: entry.where)
def test_the_verdict_is_true(entry):
    said, outcome = examine(entry)
    assert outcome == RIGHT, f"{said}, and it is {entry.in_words()}"
