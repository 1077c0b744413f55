"""Draw the figures of notebooks as vectors, for the printed book: `make pdf` does so first.

A notebook stores its figures as PNG. Here it runs once more, with SVG in their place, and nothing
of it is stored but the figures that have a caption. What is drawn is kept until the notebook,
with its stored pictures, changes. A figure of very many marks stays a PNG.
"""

import argparse
import hashlib
import re
import sys
import time
from itertools import pairwise
from pathlib import Path

import nbformat

from tools import execute

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "_build/vectors"
MOST = 500_000  # bytes of a vector
AS_SVG = """\
%matplotlib inline
%config InlineBackend.figure_formats = ["svg"]
import matplotlib
matplotlib.rcParams["svg.hashsalt"] = "the same names in every run"
"""


def known_as(path):
    """Return what a notebook's figures are kept under: another name when what it stores changes."""
    digest = hashlib.sha256(AS_SVG.encode() + path.read_bytes()).hexdigest()
    return f"{path.stem}-{digest[:16]}"


def captioned(cells):
    """Yield (caption's id, SVG) for the figures of a notebook that has run.

    >>> drawn = {"outputs": [{"data": {"image/svg+xml": "<svg/>"}}]}
    >>> list(captioned([drawn, {"id": "fig-a", "metadata": {"tags": ["caption"]}}]))
    [('fig-a', '<svg/>')]
    """
    for above, cell in pairwise(cells):
        if "caption" in cell["metadata"].get("tags", []):
            for output in above.get("outputs", []):
                if svg := output.get("data", {}).get("image/svg+xml"):
                    yield cell["id"], svg


def draw(path, folder):
    """Run a notebook, and write its figures into a folder."""
    notebook = execute.read(path)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(AS_SVG))
    execute.run(notebook, path.parent)
    partial = folder.with_suffix(".partial")
    partial.mkdir(parents=True, exist_ok=True)
    for name, svg in captioned(notebook.cells):
        svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)  # it has the hour
        if len(svg) < MOST:
            (partial / f"{name}.svg").write_text(svg, "utf-8")
    partial.rename(folder)


def main(argv=None):
    """Draw what is not drawn yet; 1 if a notebook fails."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="without any, every chapter")
    options = parser.parse_args(argv)
    paths = options.notebooks or sorted((ROOT / "book").glob("[0-9]*.ipynb"))
    wanted = {path: FOLDER / known_as(path) for path in paths}
    lacking = {path: folder for path, folder in wanted.items() if not folder.exists()}
    for number, (path, folder) in enumerate(lacking.items(), start=1):
        start = time.monotonic()
        print(f"{path.name}, {number} of {len(lacking)}", end=": ", flush=True)
        try:
            draw(path, folder)
        except execute.CannotStore as error:
            print(error, flush=True)
            return 1
        print(f"{time.monotonic() - start:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
