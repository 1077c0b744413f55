"""CONTRIBUTING.md: its worked example is followed, and its table of checks is true."""

import inspect
import json
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import nbval.plugin
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from book._ext.plain import bibliography
from tools import execute, guards, number, set_repository
from tools.cells import code_cells

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
NAME = "book/16-signs.ipynb"
EXAMPLE = re.search(r"<!-- example -->(.*?)<!-- /example -->", TEXT, re.S)[1]
FENCES = re.findall(r"^```(\w+)\n(.*?)^```$", EXAMPLE, re.M | re.S)


def cells(fences):
    """Return the cells that a reader has made by the end of the example."""
    made = []
    for kind, text in fences:
        if kind == "markdown":
            made.append(new_markdown_cell(text.strip()))
        elif kind == "python":
            made.append(new_code_cell(text.strip()))
        elif kind == "json":
            made[-1].metadata.update(json.loads(text))
    return made


def shown(command):
    """Return what the example shows below each use of a command."""
    outputs = []
    for kind, text in FENCES:
        if kind == "console":
            for part in re.split(r"^\$ ", text, flags=re.M):
                first, _, output = part.partition("\n")
                outputs += [output] if first == command else []
    return outputs


def complaints(notebook):
    found = [text for check in guards.NOTEBOOK_CHECKS for text in check(notebook)]
    return "".join(f"{NAME}: {text}\n" for text in found)


@pytest.fixture(scope="module")
def made():
    return new_notebook(cells=cells(FENCES))


@pytest.fixture(scope="module")
def folder(made, tmp_path_factory):
    """Return a folder like the repository's, with the chapter in it, executed."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "adamtext").symlink_to(ROOT / "adamtext")  # by which ruff knows what is ours
    for page in (ROOT / "book").rglob("*"):
        if page.suffix in (".ipynb", ".md") and ".ipynb_checkpoints" not in page.parts:
            copy = folder / page.relative_to(ROOT)
            copy.parent.mkdir(exist_ok=True)
            shutil.copy(page, copy)
    for name in ("_toc.yml", "pyproject.toml", "book/ruff.toml"):
        shutil.copy(ROOT / name, folder / name)
    nbformat.write(made, folder / NAME)
    assert number.main([], folder) == 0
    execute.execute(folder / NAME)
    return folder


@pytest.fixture
def chapter(folder):
    return nbformat.read(folder / NAME, as_version=4)


def test_example_has_four_code_cells(made):
    assert [cell.cell_type for cell in made.cells].count("code") == 4


def test_guards_say_of_the_example_what_is_shown(made, folder, chapter):
    before, after, forgotten = shown(f".venv/bin/python -m tools.guards {NAME}")
    assert complaints(made) == before
    assert complaints(chapter) == after == ""
    drawing, caption = (cell for cell in chapter.cells if cell.metadata)
    drawing.outputs[0].metadata.clear()
    caption.metadata.clear()
    assert complaints(chapter) == forgotten


def test_example_gets_its_numbers(chapter):
    text = "".join(cell.source for cell in chapter.cells)
    assert "\\tag{16.1}" in text
    assert "**Figure 16.1.**" in text
    assert "?." not in text


def test_example_prints_what_is_shown(chapter):
    printed = [
        output.text
        for _, cell in code_cells(chapter)
        for output in cell.outputs
        if output.output_type == "stream"
    ]
    assert printed == [text for kind, text in FENCES if kind == "text"]
    for (kind, _), (after, _) in pairwise(FENCES):
        assert after != "text" or kind == "python"


def test_example_is_well_formatted(folder):
    for command in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--no-cache", NAME]
        result = subprocess.run(ruff, cwd=folder, capture_output=True, text=True)
        assert result.returncode == 0, result.stdout


def test_example_takes_its_place(folder):
    missing = shown(".venv/bin/python -m pytest -q tests/test_book.py")
    assert guards.check_toc(folder) == "".join(missing).splitlines()
    line = next(text for kind, text in FENCES if kind == "yaml")
    toc = (folder / "_toc.yml").read_text("utf-8")
    last = "      - file: book/14-getting-adam-wrong\n"
    assert last in toc
    (folder / "_toc.yml").write_text(toc.replace(last, last + line), "utf-8")
    assert guards.check_toc(folder) == []
    assert "From section to chapter" in (ROOT / "book/intro.md").read_text("utf-8")


def test_example_gets_the_first_cell_of_all(folder):
    path = folder / NAME
    source = set_repository.setup_cell(None, "1")
    text = set_repository.with_setup_cell(path.read_text("utf-8"), source)
    path.write_text(text, "utf-8")
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert [cell.id for cell in notebook.cells].index("setup") == 1
    assert complaints(notebook) == ""
    assert shown("python tools/set_repository.py") == [f"wrote {NAME}\n"]


def test_example_cites_what_is_in_the_bibliography():
    assert bibliography.CITATION.findall(EXAMPLE)
    assert bibliography.check(EXAMPLE) == []


TABLE = re.search(r"<!-- checks -->\n\n(.*?)\n\n<!-- /checks -->", TEXT, re.S)[1]
ROWS = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in TABLE.split("\n")[2:]]


def faults(row):
    """List what is not true of a row in the table of checks."""
    check, _, where, says = row
    found = []
    if check.startswith("check_") and not hasattr(guards, check):
        found.append(f"no guard {check}")
    if check.startswith("tests/") and not (ROOT / check).exists():
        found.append(f"no file {check}")
    nbvals = where == "nbval"
    text = inspect.getsource(nbval.plugin) if nbvals else (ROOT / where).read_text("utf-8")
    return found if says in text else [*found, f"{where} does not say {says!r}"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_checks_are_where_the_table_says_and_say_what_it_says(row):
    assert faults(row) == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["check_songs", "", "tools/guards.py", "opts out"], "no guard check_songs"),
        (["tests/test_songs.py", "", "Makefile", "ruff"], "no file tests/test_songs.py"),
        (["nbval", "", "nbval", "sings"], "nbval does not say 'sings'"),
    ],
)
def test_wrong_row_is_caught(row, fault):
    assert faults(row) == [fault]


def test_every_guard_is_in_the_table():
    named = {row[0] for row in ROWS}
    assert {name for name in vars(guards) if name.startswith("check_")} <= named
