"""Run notebooks and store what they print, in such a way that a second run changes nothing.

Use it as `make run`, or `python -m tools.execute [--timeout SECONDS] [NOTEBOOK ...]`.
"""

import argparse
import base64
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from tools import cells, figures, guards

# What a cell may take, here, in the tests (conftest.py) and in Colab's rehearsal: many times what
# it takes on a quiet machine, since the limit is there to end what hangs, and not to measure.
CELL_SECONDS = float(os.environ.get("ADAMTEXT_CELL_SECONDS", 600))

# No version of Python here: 3.11 and 3.12 must store the same file.
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "pygments_lexer": "ipython3",
    },
}
KEPT = ("alt", "cellView", "jupyter", "tags")
WIDGET = "application/vnd.jupyter.widget-view+json"
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class CannotStore(Exception):
    """A cell failed, or printed what would differ in the next run."""


def read(path):
    """Return the notebook, with an id for every cell that has none."""
    raw = json.loads(Path(path).read_text(encoding="utf-8"))
    taken = {cell.get("id") for cell in raw["cells"]}
    free = (f"cell-{n}" for n in itertools.count(1) if f"cell-{n}" not in taken)
    for cell in raw["cells"]:
        if "id" not in cell:
            cell["id"] = next(free)
    raw.update(nbformat=4, nbformat_minor=5)
    return nbformat.reads(json.dumps(raw), as_version=4)


def too_long(cell, seconds):
    """Say in one line that the limit has struck."""
    return f"{cell} was not done after {seconds:g} s; ADAMTEXT_CELL_SECONDS sets another limit"


def run(notebook, folder, timeout=CELL_SECONDS, env=os.environ, **options):
    """Run all cells in a new kernel; CannotStore names the cell that fails.

    ``env`` is the kernel's environment, ``options`` are of ``NotebookClient``.
    """
    started = []
    ours = {"kernel_name": "python3", "record_timing": False, "store_widget_state": False}
    client = NotebookClient(
        notebook,
        timeout=timeout,
        startup_timeout=timeout,
        resources={"metadata": {"path": str(folder)}},
        coalesce_streams=True,
        on_cell_start=lambda cell, cell_index: started.append(cell_index),
        **ours | options,
    )
    try:
        with tempfile.TemporaryDirectory() as results:  # trials are run anew, bars are not shown
            env = env | {"ADAMTEXT_RESULTS": results, "TQDM_DISABLE": "1"}
            # what goes to waste is the kernel's own log, not the cells' words
            client.execute(stderr=subprocess.DEVNULL, env=env)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        where = f"cell {started[-1] + 1} of {len(notebook.cells)}"
        if isinstance(error, CellTimeoutError):
            raise CannotStore(too_long(where, timeout)) from error
        raise CannotStore(f"{where} failed\n{ANSI.sub('', str(error)).rstrip()}") from error


def tidy(cell, stored):
    """Leave in a cell nothing that depends on the editor, the hour or the machine's last bits."""
    cell.metadata = {key: cell.metadata[key] for key in KEPT if key in cell.metadata}
    old = iter(stored)
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        data.pop(WIDGET, None)  # its model lived in the kernel
        if "image/png" in data:
            if "alt" in cell.metadata:  # where nbconvert looks for it
                output.metadata["image/png"] = {"alt": cell.metadata["alt"]}
            png, before = base64.b64decode(data["image/png"]), next(old, None)
            if before and figures.rms(before, png) < figures.TOLERANCE:
                png = before
            data["image/png"] = base64.b64encode(png).decode()


def execute(path, timeout=CELL_SECONDS):
    """Run one notebook and store its outputs; on any failure the file stays as it was.

    Parameters
    ----------
    path : path
        The notebook; its folder is the kernel's working directory.
    timeout : float
        Seconds that one cell may take.

    Raises
    ------
    CannotStore
        If a cell fails or takes too long, or prints an object's address.
    """
    path = Path(path)
    notebook = read(path)
    stored = [figures.pngs(cell.get("outputs", [])) for cell in notebook.cells]
    run(notebook, path.parent, timeout)
    for number, (cell, pictures) in enumerate(zip(notebook.cells, stored, strict=True), start=1):
        tidy(cell, pictures)
        if any(guards.ADDRESS.search(text) for text in cells.texts(cell)):
            raise CannotStore(
                f"cell {number} prints an object's address, new in every run: "
                "end it with plt.show(), or with a semicolon"
            )
    notebook.metadata = nbformat.from_dict(METADATA)
    text = nbformat.writes(notebook).rstrip("\n") + "\n"  # nbformat sorts keys, indents by one
    if text != path.read_text(encoding="utf-8"):  # an untouched file is not built again
        path.write_text(text, encoding="utf-8")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="all of book/ if none is named")
    limit = {"type": float, "default": CELL_SECONDS, "help": "seconds a cell may take"}
    parser.add_argument("--timeout", **limit)
    options = parser.parse_args(arguments)
    failures = 0
    for path in options.notebooks or sorted(Path("book").glob("*.ipynb")):
        start = time.perf_counter()
        try:
            execute(path, options.timeout)
            print(f"{path}: {time.perf_counter() - start:.1f} s", flush=True)
        except CannotStore as error:
            failures += 1
            print(f"{path}: {error}", file=sys.stderr, flush=True)
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
