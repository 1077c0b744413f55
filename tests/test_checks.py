"""checks.toml: each check of the house has a broken example that it rejects; here are some more."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from browser import visits, wait_until
from test_contributing import ROWS

ROOT = Path(__file__).parents[1]
LISTED = tomllib.loads((ROOT / "tests/checks.toml").read_text("utf-8"))
CHECKS = [row[0] for row in ROWS]


def modules():
    """Return the names of the modules that tests may mirror."""
    found = [*(ROOT / "adamtext").rglob("*.py"), *(ROOT / "tools").glob("*.py")]
    return {path.stem for path in found}


def functions(path):
    """Return the names of the tests in a file."""
    tree = ast.parse(path.read_text("utf-8"))
    return {part.name for part in tree.body if isinstance(part, ast.FunctionDef)}


def faults(rejects, beside, checks=CHECKS, root=ROOT):
    """List the checks without a broken example, and what the list names and is not there."""
    found = [f"{check} has no broken example" for check in checks if check not in rejects]
    found += [f"{check} is no check" for check in rejects if check not in checks]
    for check, test in rejects.items():
        name, _, function = test.partition("::")
        if not (root / name).is_file():
            found.append(f"{check}: there is no {name}")
        elif function not in functions(root / name):
            found.append(f"{check}: {name} has no {function}")
        elif check.startswith("check_") and check not in (root / name).read_text("utf-8"):
            found.append(f"{check}: {name} does not break it")
    named = modules()
    for path in sorted((root / "tests").rglob("test_*.py")):
        name = path.relative_to(root).as_posix()
        whose = beside.get(name, name)
        mirrored = path.stem.removeprefix("test_") in named
        if whose not in checks and not mirrored and not (whose != name and (root / whose).exists()):
            found.append(f"{name} is in no row of the table")
    return found


def test_each_check_has_a_broken_example_that_it_rejects():
    assert faults(LISTED["rejects"], LISTED["beside"]) == []


TEST = "tests/test_book.py::test_broken_notebook_is_caught"


@pytest.mark.parametrize(
    ("rejects", "fault"),
    [
        ({}, "check_width has no broken example"),
        ({"check_width": "tests/test_gone.py::test_it"}, "there is no tests/test_gone.py"),
        ({"check_width": "tests/test_book.py::test_it"}, "tests/test_book.py has no test_it"),
        ({"check_songs": TEST}, "check_songs: tests/test_book.py does not break it"),
        ({"songs": TEST}, "songs is no check"),
    ],
)
def test_a_check_without_a_broken_example_is_found(rejects, fault):
    checks = ["check_width", "check_songs"]
    assert fault in "\n".join(faults(rejects, {}, checks))


def test_a_file_of_tests_in_no_row_is_found(tmp_path):
    (tmp_path / "tests").mkdir()
    for name in ("songs", "rule", "choirs", "books"):
        (tmp_path / f"tests/test_{name}.py").touch()
    beside = {"tests/test_choirs.py": "tests/test_songs.py"}
    unnamed = "tests/test_books.py is in no row of the table"
    assert faults({}, beside, ["tests/test_songs.py"], tmp_path)[1:] == [unnamed]


BAD = "It is warm.\n\n>>> 1 + 1\n3\n"
LOUD = (
    "import warnings\n\ndef test_it():\n    warnings.warn('careful', UserWarning, stacklevel=1)\n"
)


@pytest.mark.parametrize(
    ("text", "said"), [(f'"""{BAD}"""\n', "Expected:\n    3"), (LOUD, "UserWarning: careful")]
)
def test_a_false_example_and_a_warning_are_errors(text, said, tmp_path):
    (tmp_path / "test_it.py").write_text(text, "utf-8")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", "test_it.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
    assert said in done.stdout


CELL = '{"cells": [{"cell_type": "code", "execution_count": 1, "id": "a", "metadata": {}, \
"outputs": [], "source": ["%s"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.mark.parametrize(
    ("name", "text", "command", "said"),
    [
        ("adamtext/x.py", '"""It."""\n\nimport os\n', "check", "F401"),
        ("adamtext/x.py", "def f(x):\n    return x\n", "check", "D103"),
        ("adamtext/x.py", 'X = "it"\nY = (1,2)\n', "format", "would be reformatted"),
        ("book/x.ipynb", CELL % "import os", "check", "F401"),
        ("book/x.ipynb", CELL % "x = (1,2)", "format", "would be reformatted"),
    ],
)
def test_code_without_style_is_refused(name, text, command, said, tmp_path):
    for folder in ("adamtext", "book"):
        (tmp_path / folder).mkdir()
    for config in ("pyproject.toml", "book/ruff.toml"):
        (tmp_path / config).write_text((ROOT / config).read_text("utf-8"), "utf-8")
    (tmp_path / name).write_text(text, "utf-8")
    ruff = [sys.executable, "-m", "ruff", command, "--no-cache"]
    ruff += ["--check"] if command == "format" else []
    done = subprocess.run([*ruff, "."], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert said in done.stdout


PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>It</title>{}</html>'


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<script>console.error('loud')</script>", "loud"),
        ("<script>console.warn('careful')</script>", "careful"),
        ("<script>nobody()</script>", "nobody is not defined"),
        ('<img alt="" src="http://127.0.0.1:9/x.png">', "http://127.0.0.1:9/x.png"),
    ],
)
def test_a_page_that_fails_is_caught(body, fault, browser, tmp_path):
    (tmp_path / "page.html").write_text(PAGE.format(body), "utf-8")
    with pytest.raises(AssertionError, match=re.escape(fault)), visits(browser) as visit:
        visit((tmp_path / "page.html").as_uri()).wait_for_load_state()


def test_what_comes_late_is_waited_for_in_a_page_with_a_policy(browser, tmp_path):
    policy = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'">"""
    (tmp_path / "page.html").write_text(PAGE.format(policy), "utf-8")
    with visits(browser) as visit:
        tab = visit((tmp_path / "page.html").as_uri())
        tab.evaluate("() => { setTimeout(() => { window.came = true; }, 300); }")
        assert not tab.evaluate("Boolean(window.came)")
        wait_until(tab, "Boolean(window.came)")
        with pytest.raises(pytest.fail.Exception, match=r"not true within 1 s: window\.never"):
            wait_until(tab, "window.never", seconds=1)


def test_a_page_that_is_not_for_everyone_is_caught(browser, tmp_path):
    """What tests/test_everyone.py asks is not the same of any page."""
    from test_everyone import AXE, EVERY, RUN, WHOLE

    page = tmp_path / "page.html"
    body = '<main><h1>It</h1><img src="data:,"><div style="width: 500px">wide</div></main>'
    page.write_text(PAGE.format(body), "utf-8")
    with visits(browser) as visit:
        tab = visit(page.as_uri(), viewport={"width": 360, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") > 360
        if not AXE.exists():
            pytest.skip("axe is not installed: npm ci --prefix tools/web")
        tab.evaluate(AXE.read_text("utf-8"))
        faults = tab.evaluate(RUN, [WHOLE, EVERY])
        assert [fault for fault in faults if fault.startswith("image-alt: 1 of <img")]
