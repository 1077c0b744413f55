"""A rehearsal of Colab: its versions, and an empty folder with one notebook, which brings the rest.

`make colab` runs it. Instead of GitHub, a server on this machine has the release and the data:
nothing here goes to the network but pip. What the first cells take, and what chapters download, is
told at the end; the first cell takes longer where pip brings what Colab has and our list lacks, as
SciPy. What a rehearsal cannot show is Colab's own front end.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from commands import call, without_python
from server import Server

from tools import execute, light, plain, reproducible, set_repository

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "book").glob("*.ipynb"))
ADDRESS = "https://github.com/owner/name"  # of nobody


@pytest.fixture(scope="module")
def server():
    """What stands in for GitHub."""
    with Server() as server:
        yield server


@pytest.fixture(scope="module")
def published(tmp_path_factory, server):
    """A repository as it would be on GitHub, what is tracked here with the address set; released.

    The address is the server's: written last, because the tool takes none but GitHub's.
    """
    folder = tmp_path_factory.mktemp("published")
    reproducible.copy(folder)
    set_repository.main([ADDRESS], folder)
    for path in (folder / "pyproject.toml", *set_repository.notebooks_of(folder)):
        path.write_text(path.read_text("utf-8").replace(ADDRESS, server.url), "utf-8")
    call(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "dist", folder)
    version = set_repository.version(folder)
    (whole,) = (folder / "dist").glob("*.whl")
    wheel = whole.with_name(set_repository.LIGHT.format(version=version))
    light.light(whole, wheel)
    server.replies[f"/releases/download/v{version}/{wheel.name}"] = wheel.read_bytes()
    for path in (folder / "adamtext/lab/data").iterdir():
        place = f"/raw/v{version}/{path.relative_to(folder).as_posix()}"
        server.replies[place] = path.read_bytes()
    return folder


def colabs_python():
    """Return Colab's Python, if this machine has it, or else the one that runs the tests."""
    wanted = re.search(r"Python (3\.\d+)", (ROOT / "requirements-colab.txt").read_text("utf-8"))[1]
    found = shutil.which(f"python{wanted}")
    works = found and subprocess.run([found, "-c", ""], capture_output=True).returncode == 0
    if not works:
        print(f"No Python {wanted} here: Colab is rehearsed with {sys.version.split()[0]}.")
    return found if works else sys.executable


def colabs_packages():
    """Return what is installed of Colab's.

    Its torch weighs five gigabytes where pip has it for CUDA only. So it comes in our version, a
    small one, unless ADAMTEXT_COLAB_TORCH is set; the weekly workflow sets it.
    """
    packages = re.findall(r"^\w+==.+$", (ROOT / "requirements-colab.txt").read_text("utf-8"), re.M)
    if "ADAMTEXT_COLAB_TORCH" in os.environ:
        return packages
    ours = re.search(r"^torch==.+$", (ROOT / "requirements-torch.txt").read_text("utf-8"), re.M)[0]
    return [*(package for package in packages if not package.startswith("torch==")), ours]


@pytest.fixture(scope="module")
def colab(tmp_path_factory):
    """The environment of a kernel with Colab's packages, in Colab's versions, and no others."""
    folder = tmp_path_factory.mktemp("colab")
    call(colabs_python(), "-m", "venv", folder / "venv")
    python = folder / "venv" / "bin" / "python"
    call(python, "-m", "pip", "install", "--quiet", *colabs_packages())
    call(python, "-m", "ipykernel", "install", "--prefix", folder, "--name", "colab")
    env = without_python()
    yield env | {
        "VIRTUAL_ENV": str(folder / "venv"),
        "PATH": f"{python.parent}:{env['PATH']}",
        "JUPYTER_PATH": str(folder / "share" / "jupyter"),
    }
    shutil.rmtree(folder)  # pytest would keep it, five gigabytes


def versions(env):
    """Return what is installed, a dict of names to versions."""
    listed = call("python", "-m", "pip", "list", "--format=json", env=env)
    return {package["name"]: package["version"] for package in json.loads(listed)}


def changed(before, after):
    """Return the packages that are no more what they were."""
    return {name for name, version in before.items() if after.get(name) != version}


def test_a_version_that_the_first_cell_changes_is_caught():
    before = {"numpy": "2.0", "torch": "2.6"}
    assert changed(before, before | {"adamtext": "1.0"}) == set()
    assert changed(before, {"numpy": "2.1"}) == {"numpy", "torch"}


def words(cell):
    """Return what a cell prints and what its result looks like in text."""
    outputs = cell.get("outputs", [])
    printed = "".join(o.text for o in outputs if o.get("name") == "stdout")
    return printed, [o.data.get("text/plain") for o in outputs if "data" in o]


def odd(cell):
    """Yield what Colab's own renderer would show as it stands: marks of MyST, and lost links."""
    if cell.cell_type == "markdown":
        yield from plain.marks(cell.source)


def seconds(cell):
    """Return how long a cell ran."""
    times = cell.metadata["execution"]
    begin, end = (datetime.fromisoformat(times[f"iopub.status.{s}"]) for s in ("busy", "idle"))
    return (end - begin).total_seconds()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_alone_in_an_empty_folder(
    path, server, published, colab, record_property, tmp_path, monkeypatch
):
    monkeypatch.setenv("JUPYTER_PATH", colab["JUPYTER_PATH"])
    env = colab | {"ADAMTEXT_CACHE": str(tmp_path / "cache")}  # no data have been brought before
    call("python", "-m", "pip", "uninstall", "--quiet", "--yes", "adamtext", env=colab)
    for left in Path(colab["VIRTUAL_ENV"]).glob("lib/python*/site-packages/adamtext"):
        shutil.rmtree(left)  # numba's cache, which pip does not know
    before = versions(colab)
    assert "adamtext" not in before
    notebook = nbformat.read(published / "book" / path.name, as_version=4)
    nbformat.write(notebook, tmp_path / path.name)
    server.log.clear()
    execute.run(notebook, tmp_path, env=env, kernel_name="colab", record_timing=True)
    setup = next(cell for cell in notebook.cells if cell.id == "setup")
    wheel, *data = (len(server.replies[place]) / 1e6 for place in server.log)
    took = f"first cell {seconds(setup):.1f} s, wheel {wheel:.2f} MB, data {sum(data):.2f} MB"
    record_property("told", f"{path.stem}: {took}")

    after = versions(colab)
    assert after["adamtext"] == set_repository.version(ROOT)
    assert changed(before, after) == set(), "the first cell changed a version that was there"
    stored = nbformat.read(path, as_version=4)
    assert not [found[0] for cell in notebook.cells for found in odd(cell)], "not plain Markdown"
    for number, (mine, theirs) in enumerate(zip(stored.cells, notebook.cells, strict=True), 1):
        if mine.id != "setup":  # there pip may speak
            assert words(theirs) == words(mine), f"cell {number} differs"
            if any("live" in o.get("metadata", {}) for o in mine.get("outputs", [])):
                assert any(execute.WIDGET in o.get("data", {}) for o in theirs.outputs), "no widget"
