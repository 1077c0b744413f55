"""Mutants: what is changed, that failing tests kill, and that the list of survivors is true."""

import ast
import re
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tools import mutants

SOURCE = '''
def inside(x, low=0.5):
    """Say whether x, 1 or 2, is inside."""
    if not low < x and any(x):
        raise ValueError("x + 1 < 2")
    return max(low, x) - 1
'''
EXPECTED = {
    "inside: def inside(x, low=0.5): -> def inside(x, low=1.0):",
    "inside: if not low < x and any(x): -> if not (not low < x and any(x)):",
    "inside: if not low < x and any(x): -> if not low < x or any(x):",
    "inside: if not low < x and any(x): -> if low < x and any(x):",
    "inside: if not low < x and any(x): -> if not low <= x and any(x):",
    "inside: if not low < x and any(x): -> if not low < x and all(x):",
    "inside: return max(low, x) - 1 -> return",
    "inside: return max(low, x) - 1 -> return max(low, x) + 1",
    "inside: return max(low, x) - 1 -> return min(low, x) - 1",
    "inside: return max(low, x) - 1 -> return max(x, low) - 1",
    "inside: return max(low, x) - 1 -> return max(low, x) - 2",
}


def test_everything_is_changed_once_but_words():
    found = list(mutants.mutants(SOURCE))
    assert {what for what, _ in found} == EXPECTED
    assert len(found) == len(EXPECTED)
    for _, source in found:
        assert ast.get_docstring(ast.parse(source).body[0]) == "Say whether x, 1 or 2, is inside."
        assert source.count("x + 1 < 2") == 1


def test_a_line_that_is_there_twice_has_two_names():
    whats = [what for what, _ in mutants.mutants("a = 1\na = 1\n")]
    assert whats == [": a = 1 -> a = 2", ": a = 1 -> a = 2 (2)"]


def test_a_shadow_is_the_package_but_for_one_module(tmp_path):
    path = mutants.shadow(tmp_path, "lab/fields", "x = 1\n")
    assert path == tmp_path / "adamtext/lab/fields.py"
    assert path.read_text() == "x = 1\n"
    assert (tmp_path / "adamtext/rule.py").samefile(mutants.ROOT / "adamtext/rule.py")
    assert (tmp_path / "adamtext/lab/data").samefile(mutants.ROOT / "adamtext/lab/data")
    assert "x = 1" not in (mutants.ROOT / "adamtext/lab/fields.py").read_text("utf-8")


def test_tests_and_modules_are_there():
    for module, tests in mutants.TESTS.items():
        assert (mutants.ROOT / f"adamtext/{module}.py").is_file(), module
        for test in [one for one in tests if not one.startswith("-")]:
            path, _, name = test.partition("::")
            assert f"def {name}" in (mutants.ROOT / path).read_text("utf-8"), test


def test_each_mutant_that_may_live_is_still_one_and_has_a_reason():
    for module, listed in mutants.equivalent().items():
        source = (mutants.ROOT / f"adamtext/{module}.py").read_text("utf-8")
        assert listed.keys() <= {what for what, _ in mutants.mutants(source)}, module
        assert all(len(reason.split()) >= 4 for reason in listed.values()), module


def test_the_table_of_contributing_has_no_module_below_95_percent():
    text = (mutants.ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("<!-- mutants -->")[2]
    row = r"^\| `adamtext/(.+)\.py` \| (?:all )?(\d+)(?: of \d+)? \| (\d+) \| (\d+) \|$"
    rows = re.findall(row, text.partition("\n#")[0], re.MULTILINE)
    assert rows
    for module, *numbers in rows:
        tried, killed, same = map(int, numbers)
        assert module in mutants.TESTS
        assert 0.95 * (tried - same) <= killed <= tried - same, module


LEAST = "def least(x, y):\n    return min(x, y)\n\n\ndef unused():\n    return 1\n"
TESTS = """
from adamtext.numbers import least

def test_equal():
    assert least(1, 1) == 1

def test_either():
    assert least(1, 2) == least(2, 1) == 1
"""
# In a process of its own, which has imported no other adamtext.
RUN = """
import sys
from pathlib import Path
import hypothesis, pytest
from tools import mutants
mutants.ROOT = Path(sys.argv[1])
mutants.STATE = mutants.ROOT / "build/mutants.json"
mutants.equivalent = dict
mutants.PATIENCE = 2
mutants.prepare = lambda: None
mutants.TESTS = {"numbers": [mutants.ROOT / "test_numbers.py"]}
sys.exit(mutants.main(["--workers", "1"]))
"""


@pytest.fixture
def numbers(tmp_path):
    """Where a package of one module and its tests lie."""
    (tmp_path / "adamtext").mkdir()
    (tmp_path / "adamtext/__init__.py").touch()
    (tmp_path / "adamtext/numbers.py").write_text(LEAST)
    (tmp_path / "test_numbers.py").write_text(TESTS)
    return tmp_path


def mutate(folder):
    command = [sys.executable, "-c", RUN, str(folder)]
    return subprocess.run(command, cwd=mutants.ROOT, capture_output=True, text=True, check=False)


def test_what_lives_is_told_and_what_dies_is_kept(numbers):
    first = mutate(numbers)
    assert "numbers: 2 tests take" in first.stdout, first.stderr
    assert sorted(line for line in first.stdout.splitlines() if line.startswith("alive: ")) == [
        *2 * ["alive: numbers least: return min(x, y) -> return min(y, x)"],
        *2 * ["alive: numbers unused: return 1 -> return"],
        *2 * ["alive: numbers unused: return 1 -> return 2"],
    ]
    assert f"numbers{5:28}{2:8}{0:12}{3:7}{0.4:8.1%}" in first.stdout
    assert first.returncode == 1
    second = mutate(numbers)
    assert "3 of 3 mutants" in second.stderr
    assert second.stdout.splitlines()[1:] == first.stdout.splitlines()[1:]


def test_what_never_ends_is_killed(numbers):
    text = "def least(x, y):\n    while x < 1:\n        x = x + 1\n    return min(y, x)\n"
    (numbers / "adamtext/numbers.py").write_text(text)
    assert "-> while not x < 1:" not in mutate(numbers).stdout  # which told of it if it lived


def test_tests_that_fail_by_themselves_kill_nothing(numbers):
    (numbers / "adamtext/numbers.py").write_text("def least(x, y):\n    return y\n")
    failed = mutate(numbers)
    said = "numbers: tests fail, though nothing is changed: test_numbers.py::test_either"
    assert said in failed.stderr
    assert not (numbers / "build/mutants.json").exists()


def test_who_killed_last_is_asked_first():
    order = mutants.Order(None, {"test_a.py::one": 0.1, "rule.py::adamtext.rule": 0.2})
    signal.alarm(0)
    names = ["tests/test_a.py::two[x/y]", "../x/rule.py::adamtext.rule", "tests/test_a.py::one"]
    items = [SimpleNamespace(nodeid=name) for name in names]
    order.pytest_collection_modifyitems(items)
    assert [item.nodeid for item in items] == [*names[:0:-1], names[0]]
