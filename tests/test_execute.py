"""tools/execute.py: a second run changes nothing, a failing one neither."""

import base64
import io
import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

from tools import execute, figures

DRAW = """\
import matplotlib.pyplot as plt
plt.plot([0, {height}])
plt.show()"""
WIDGET = """\
import os
import ipywidgets
from IPython.display import display
print(os.path.exists("here.ipynb"))
display(ipywidgets.IntSlider())"""


@pytest.fixture
def write(tmp_path):
    """Return a function that stores the given cells as a notebook, as an editor would."""

    def write(*sources):
        cells = [new_code_cell(source, metadata={"scrolled": True}) for source in sources]
        path = tmp_path / "here.ipynb"
        nbformat.write(new_notebook(cells=cells), path)
        return path

    return write


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def png(path):
    return figures.pngs(nbformat.read(path, as_version=4).cells[0].outputs)[0]


def repaint(path):
    """Change one pixel of the stored picture a little, as another machine might."""
    notebook = nbformat.read(path, as_version=4)
    data = next(output.data for output in notebook.cells[0].outputs if "image/png" in output.data)
    picture, file = Image.open(io.BytesIO(base64.b64decode(data["image/png"]))), io.BytesIO()
    picture.putpixel((0, 0), (250, 250, 250, 255))
    picture.save(file, "png")
    data["image/png"] = base64.b64encode(file.getvalue()).decode()
    nbformat.write(notebook, path)


def test_second_run_changes_nothing(write):
    path = write(DRAW.format(height=1), WIDGET, "for i in range(3):\n    print(i, flush=True)")
    assert execute.main([str(path)]) == 0
    once, when = path.read_bytes(), path.stat().st_mtime_ns
    assert execute.main([str(path)]) == 0
    assert path.read_bytes() == once
    assert path.stat().st_mtime_ns == when


def test_file_has_one_form(write):
    path = write(WIDGET, "1")
    execute.execute(path)
    text = path.read_text(encoding="utf-8")
    content = json.loads(text)
    assert text == json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    assert content["metadata"] == execute.METADATA
    assert [cell["execution_count"] for cell in content["cells"]] == [1, 2]
    assert [cell["metadata"] for cell in content["cells"]] == [{}, {}]
    assert content["cells"][0]["outputs"][0]["text"] == ["True\n"]  # it ran in its own folder
    assert "widget-view" not in text


def test_cell_ids_are_kept_or_made_the_same_way(write):
    path = write("1", "2")
    content = json.loads(path.read_text(encoding="utf-8"))
    content["nbformat_minor"] = 4
    content["cells"][0]["id"] = "cell-1"
    del content["cells"][1]["id"]
    path.write_text(json.dumps(content), encoding="utf-8")
    execute.execute(path)
    assert [cell["id"] for cell in cells(path)] == ["cell-1", "cell-2"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = 1\n1 / 0", "ZeroDivisionError"),
        (
            "import time\ntime.sleep(30)",
            "cell 2 of 2 was not done after 12 s; ADAMTEXT_CELL_SECONDS sets another limit\n",
        ),
        ("object()", "address"),
    ],
)
def test_failure_names_the_cell_and_leaves_the_file(write, capsys, source, message):
    path = write("print('fine')", source)
    before = path.read_bytes()
    assert execute.main([str(path), "--timeout", "12"]) != 0
    assert path.read_bytes() == before
    said = capsys.readouterr().err
    assert "cell 2" in said
    assert message in said


def test_nearly_equal_picture_is_kept_and_another_is_not(write):
    path = write(DRAW.format(height=1))
    execute.execute(path)
    drawn = png(path)

    repaint(path)
    stored = png(path)
    assert stored != drawn
    execute.execute(path)
    assert png(path) == stored

    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[0, 1]", "[0, 0.5]"), encoding="utf-8")
    execute.execute(path)
    assert png(path) not in (drawn, stored)
