"""A rehearsal of Colab: its versions, and an empty folder with one notebook, which brings the rest.

`make colab` runs it. Instead of GitHub, git is shown a clone on this disk: nothing here goes to the
network but pip. What a rehearsal cannot show is Colab's own front end.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from commands import call, without_python
from nbclient import NotebookClient

from tools import plain, set_repository
from tools.execute import CELL_SECONDS, WIDGET

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "book").glob("*.ipynb"))
ADDRESS = "https://github.com/owner/name"  # of nobody


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A repository as it would be on GitHub: what is tracked here, the address set, a tag."""
    folder = tmp_path_factory.mktemp("published")
    tracked = call("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", cwd=ROOT)
    for name in filter(None, tracked.split("\0")):
        if (ROOT / name).is_file():  # else deleted, but not committed
            (folder / name).parent.mkdir(exist_ok=True, parents=True)
            shutil.copy(ROOT / name, folder / name)
    set_repository.main([ADDRESS], folder)
    author = ("-c", "user.name=nobody", "-c", "user.email=nobody@localhost")
    call("git", "init", "-q", cwd=folder)
    call("git", "add", "-A", cwd=folder)
    call("git", *author, "commit", "-q", "-m", "As it would be published", cwd=folder)
    call("git", "tag", f"v{set_repository.version(folder)}", cwd=folder)
    return folder


def colabs_python():
    """Return Colab's Python, if this machine has it, or else the one that runs the tests."""
    wanted = re.search(r"Python (3\.\d+)", (ROOT / "requirements-colab.txt").read_text("utf-8"))[1]
    found = shutil.which(f"python{wanted}")
    works = found and subprocess.run([found, "-c", ""], capture_output=True).returncode == 0
    if not works:
        print(f"No Python {wanted} here: Colab is rehearsed with {sys.version.split()[0]}.")
    return found if works else sys.executable


@pytest.fixture(scope="module")
def colab(published, tmp_path_factory):
    """The environment of a kernel with Colab's packages, in Colab's versions, and no others."""
    folder = tmp_path_factory.mktemp("colab")
    call(colabs_python(), "-m", "venv", folder / "venv")
    python = folder / "venv" / "bin" / "python"
    call(python, "-m", "pip", "install", "--quiet", "-r", ROOT / "requirements-colab.txt")
    call(python, "-m", "ipykernel", "install", "--prefix", folder, "--name", "colab")
    env = without_python()
    yield env | {
        "VIRTUAL_ENV": str(folder / "venv"),
        "PATH": f"{python.parent}:{env['PATH']}",
        "JUPYTER_PATH": str(folder / "share" / "jupyter"),
        "ADAMTEXT_CACHE": str(folder / "cache"),  # no data set has been brought before
        "ADAMTEXT_RESULTS": str(folder / "results"),
        "TQDM_DISABLE": "1",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{published.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": ADDRESS,
    }
    shutil.rmtree(folder)  # pytest would keep it, five gigabytes


def versions(env):
    """Return what is installed, a dict of names to versions."""
    listed = call("python", "-m", "pip", "list", "--format=json", env=env)
    return {package["name"]: package["version"] for package in json.loads(listed)}


def words(cell):
    """Return what a cell prints and what its result looks like in text."""
    outputs = cell.get("outputs", [])
    printed = "".join(o.text for o in outputs if o.get("name") == "stdout")
    return printed, [o.data.get("text/plain") for o in outputs if "data" in o]


def odd(cell):
    """Yield what Colab's own renderer would show as it stands: marks of MyST, and bare links."""
    if cell.cell_type == "markdown":
        for found in plain.MYST.finditer(cell.source):
            if any(found[mark] for mark in plain.MARKS):
                yield found
        yield from re.finditer(r"\]\((?!https://|[\w-]+\.ipynb)[^)]*\)", cell.source)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_alone_in_an_empty_folder(path, published, colab, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", colab["JUPYTER_PATH"])
    call("python", "-m", "pip", "uninstall", "--quiet", "--yes", "adamtext", env=colab)
    for left in Path(colab["VIRTUAL_ENV"]).glob("lib/python*/site-packages/adamtext"):
        shutil.rmtree(left)  # numba's cache, which pip does not know
    before = versions(colab)
    assert "adamtext" not in before
    notebook = nbformat.read(published / "book" / path.name, as_version=4)
    nbformat.write(notebook, tmp_path / path.name)
    resources = {"metadata": {"path": str(tmp_path)}}
    client = NotebookClient(
        notebook, timeout=CELL_SECONDS, kernel_name="colab", resources=resources
    )
    client.execute(env=colab, stderr=subprocess.DEVNULL)  # what goes is the kernel's own log

    after = versions(colab)
    assert after["adamtext"] == set_repository.version(ROOT)
    assert after | before == after, "the first cell changed a version that was there"
    stored = nbformat.read(path, as_version=4)
    assert not [found[0] for cell in notebook.cells for found in odd(cell)], "not plain Markdown"
    for number, (mine, theirs) in enumerate(zip(stored.cells, notebook.cells, strict=True), 1):
        if mine.id != "setup":  # there pip may speak
            assert words(theirs) == words(mine), f"cell {number} differs"
            if any("live" in o.get("metadata", {}) for o in mine.get("outputs", [])):
                assert any(WIDGET in o.get("data", {}) for o in theirs.outputs), "no widget"
