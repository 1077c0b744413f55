"""tools/figures.py, and conftest.py at the top: nbval with it notices a changed figure."""

import base64
import io
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

from tools import execute, figures

ROOT = Path(__file__).parents[1]
CURVE = """\
import matplotlib.pyplot as plt
import numpy as np

t = np.arange(100)
plt.plot(t, 0.5**t)
plt.plot(t, 0.9**t)
plt.show()"""
WORDS = "print('alpha')"


def png(colour, size=(10, 10), dots=(), mode="RGB"):
    """Return a picture of one colour with some black dots."""
    picture, file = Image.new(mode, size, colour), io.BytesIO()
    for dot in dots:
        picture.putpixel(dot, 0)
    picture.save(file, "png")
    return file.getvalue()


def test_rms_is_a_fraction_of_full_scale():
    assert figures.rms(png("white"), png("white")) == 0
    assert figures.rms(png("white"), png("black")) == 1
    assert figures.rms(png("white"), png("white", dots=[(3, 7)])) == pytest.approx(0.1)


def test_rms_of_other_sizes_is_infinite():
    assert figures.rms(png("white"), png("white", size=(10, 11))) == math.inf


def test_transparent_paper_is_white():
    assert figures.rms(png("white"), png((0, 0, 0, 0), mode="RGBA")) == 0


def test_missing_picture_is_a_complaint():
    picture = {"data": {"image/png": base64.b64encode(png("white")).decode()}}
    assert figures.complain([picture], [picture]) == ""
    assert "1 stored figure(s), 0 drawn now" in figures.complain([picture], [])


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Return an executed notebook of one figure and some words."""
    path = tmp_path_factory.mktemp("book") / "sound.ipynb"
    cells = [new_code_cell(CURVE), new_code_cell(WORDS), new_code_cell("1 + 1")]
    nbformat.write(new_notebook(cells=cells), path)
    execute.execute(path)
    return path


def nbval(path, *options, **variables):
    """Test a notebook as `make test` does, and return pytest's status and words."""
    command = [sys.executable, "-m", "pytest", "-p", "conftest", "-p", "no:cacheprovider"]
    command += ["--nbval", "--nbval-current-env", "--color=no", *options, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    done = subprocess.run(
        command, cwd=path.parent, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_cell_has_the_time_that_one_place_gives_it(pytestconfig):
    assert pytestconfig.option.nbval_cell_timeout == execute.CELL_SECONDS


@pytest.mark.parametrize(("said", "seconds"), [(None, 600), ("7.5", 7.5)])
def test_a_variable_changes_the_limit_of_all(said, seconds):
    env = {key: value for key, value in os.environ.items() if key != "ADAMTEXT_CELL_SECONDS"}
    env |= {"PYTHONPATH": str(ROOT)} | ({"ADAMTEXT_CELL_SECONDS": said} if said else {})
    code = "from tools import execute; print(execute.CELL_SECONDS, execute.run.__defaults__[0])"
    printed = subprocess.check_output([sys.executable, "-c", code], env=env, text=True)
    assert [float(text) for text in printed.split()] == [seconds, seconds]


def test_intact_notebook_passes(sound):
    status, said = nbval(sound)
    assert status == 0, said
    assert "3 passed" in said


BROKEN = {
    "figure": ("0.9**t", "0.89**t", "Cell 0: figure.ipynb: figure 1 changed, RMS 0."),
    "words": ("'alpha'", "'beta'", "Cell outputs differ"),
    "late": (
        "1 + 1",
        "import time; time.sleep(60)",
        "\nlate.ipynb, cell 2 was not done after 15 s; ",
    ),
}


@pytest.fixture(scope="module")
def said(sound, tmp_path_factory):
    """What is said of broken notebooks, each with one fault, tested side by side."""
    folder = tmp_path_factory.mktemp("broken")
    text = sound.read_text(encoding="utf-8")
    for name, (old, new, _) in BROKEN.items():
        (folder / f"{name}.ipynb").write_text(text.replace(old, new), encoding="utf-8")
    status, said = nbval(folder, "-n", "2", "--dist", "loadscope", ADAMTEXT_CELL_SECONDS="15")
    assert status == 1, said
    return said


@pytest.mark.parametrize("name", BROKEN)
def test_broken_notebook_fails(said, name):
    assert BROKEN[name][2] in said
    assert len(re.findall(rf"^FAILED .*{name}\.ipynb", said, re.M)) == 1


def test_nothing_else_of_broken_notebooks_fails(said):
    assert "3 failed, 6 passed" in said
