"""tools/set_repository.py: one command writes the address everywhere; again, it changes nothing."""

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml

from tools import set_repository
from tools.guards import MAX_WIDTH

ROOT = Path(__file__).parents[1]
ADDRESS = "https://github.com/owner/name"  # of nobody: nothing here goes to the network
FILES = ("_config.yml", "pyproject.toml", "CITATION.cff", "README.md", "adamtext/__init__.py")
NOTEBOOKS = sorted((ROOT / "book").glob("*.ipynb"))


@pytest.fixture
def copy(tmp_path):
    """The files that know the address, in a folder of their own."""
    for path in [*FILES, *(notebook.relative_to(ROOT) for notebook in NOTEBOOKS)]:
        (tmp_path / path).parent.mkdir(exist_ok=True, parents=True)
        shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def setup_source(path):
    return next(c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code")


def installed_by(source):
    """Return what the cell would have pip install: its lines before, and IPython's braces."""
    code, install = source.rsplit("%pip", 1)
    names = {}
    exec(code.replace("%pip", "pass  #").replace("is None", "is not None"), names)
    assert install.startswith(" install --quiet --constraint versions.txt ")
    return install.split()[-1].strip('"').format(**names)


def test_everything_is_written_already():
    texts = set_repository.rewritten(set_repository.address_set(ROOT), ROOT)
    stale = [path.name for path, text in texts.items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "run `python tools/set_repository.py`"
    assert len(texts) == 4 + len(NOTEBOOKS)


def test_every_file_gets_the_address(copy):
    assert set_repository.main([ADDRESS], copy) == 0
    config = yaml.safe_load((copy / "_config.yml").read_text())
    assert config["repository"]["url"] == ADDRESS
    assert config["launch_buttons"] == {"colab_url": "https://colab.research.google.com"}
    assert config["html"]["use_repository_button"]
    project = tomllib.loads((copy / "pyproject.toml").read_text())["project"]
    assert project["urls"]["Homepage"] == ADDRESS
    assert yaml.safe_load((copy / "CITATION.cff").read_text())["repository-code"] == ADDRESS
    tag = config["repository"]["branch"]
    assert tag == f"v{set_repository.version(ROOT)}"
    wheel = set_repository.LIGHT.format(version=tag[1:])
    for notebook in NOTEBOOKS:
        link = f"/github/owner/name/blob/{tag}/book/{notebook.name})"
        assert link in (copy / "README.md").read_text()
        source = setup_source(copy / "book" / notebook.name)
        assert installed_by(source) == f"{ADDRESS}/releases/download/{tag}/{wheel}"
        assert max(map(len, source.splitlines())) <= MAX_WIDTH


@pytest.mark.parametrize("again", [ADDRESS, f"{ADDRESS}.git", f"{ADDRESS}/", None])
def test_a_second_time_changes_nothing(copy, again, capsys):
    set_repository.main([ADDRESS], copy)
    before = contents(copy)
    capsys.readouterr()
    assert set_repository.main([again] if again else [], copy) == 0
    assert contents(copy) == before
    assert capsys.readouterr().out == "nothing to change\n"


def test_unset_takes_every_trace_away(copy):
    set_repository.main(["--unset"], copy)
    before = contents(copy)
    set_repository.main([ADDRESS], copy)
    assert contents(copy) != before
    set_repository.main(["--unset"], copy)
    assert contents(copy) == before
    assert b"owner/name" not in b"".join(before.values())
    assert b"launch_buttons" not in before[copy / "_config.yml"]


def test_another_address_replaces_the_first(copy):
    set_repository.main([ADDRESS], copy)
    set_repository.main(["https://github.com/other/place"], copy)
    assert b"owner/name" not in b"".join(contents(copy).values())


@pytest.mark.parametrize(
    "address",
    [
        "owner/name",
        "http://github.com/owner/name",
        "https://github.com/owner",
        "https://github.com/owner/name/tree/main",
        "https://gitlab.com/owner/name",
        'https://github.com/owner/na"me',
    ],
)
def test_other_addresses_are_refused_and_nothing_is_lost(copy, address, capsys):
    before = contents(copy)
    assert set_repository.main([address], copy) == 1
    assert contents(copy) == before
    complaint = capsys.readouterr().err
    assert repr(address) in complaint
    assert "https://github.com/OWNER/NAME" in complaint


def test_a_file_without_its_place_is_named_and_nothing_is_lost(copy, capsys):
    path = copy / "pyproject.toml"
    path.write_text(path.read_text().replace("# /repository\n", ""))
    before = contents(copy)
    assert set_repository.main([ADDRESS], copy) == 1
    assert contents(copy) == before
    assert "pyproject.toml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "complaint"), [('{"cells": []}', "no code cell"), ('{"cells": [', "Expecting")]
)
def test_a_notebook_that_cannot_have_the_cell_is_named(copy, content, complaint, capsys):
    (copy / "book" / "16-signs.ipynb").write_text(content)
    before = contents(copy)
    assert set_repository.main([ADDRESS], copy) == 1
    assert contents(copy) == before
    said = capsys.readouterr().err
    assert "book/16-signs.ipynb: " in said
    assert complaint in said


def test_a_new_notebook_gets_its_first_cell(copy):
    cells = [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": ["# Signs"]},
        {
            "cell_type": "code",
            "execution_count": 1,
            "id": "imports",
            "metadata": {},
            "outputs": [],
            "source": ["import numpy as np"],
        },
    ]
    new = copy / "book" / "16-signs.ipynb"
    new.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    set_repository.main([], copy)
    notebook = nbformat.read(new, as_version=4)
    nbformat.validate(notebook)
    assert [cell.id for cell in notebook.cells] == ["title", "setup", "imports"]
    assert [cell.execution_count for cell in notebook.cells[1:]] == [1, 2]


@pytest.mark.parametrize("address", [None, ADDRESS])
def test_the_cell_does_nothing_where_adamtext_is(address, capsys):
    source = set_repository.setup_cell(address, "1").replace("%pip", "raise SystemExit  #")
    exec(source, {})
    assert capsys.readouterr().out == ""


def test_without_an_address_the_cell_says_what_to_do(tmp_path):
    source = set_repository.setup_cell(None, "1").replace('"adamtext") is', '"no_such_thing") is')
    with pytest.raises(ModuleNotFoundError, match=r"pip install FOLDER"):
        exec(source, {})


def test_it_runs_as_a_script_without_the_book_s_packages(copy):
    (copy / "tools").mkdir()
    script = shutil.copy(ROOT / "tools/set_repository.py", copy / "tools")
    command = [sys.executable, "-I", "-S", script, "https://github.com/owner/another"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "git tag v" in done.stdout
