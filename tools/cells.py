"""The cells of a notebook, and what they hold."""

import ast
import re


def code_cells(notebook):
    """Yield (number, cell) for the code cells, numbered from 1 among all cells."""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            yield number, cell


def markdown_cells(notebook):
    """Yield (number, cell) for the Markdown cells, numbered from 1 among all cells."""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown":
            yield number, cell


def texts(cell):
    """Yield what the outputs of a cell say in words."""
    for output in cell.get("outputs", []):
        yield output.get("text", "")
        yield "\n".join(output.get("traceback", []))
        for kind, content in output.get("data", {}).items():
            if kind.startswith("text/"):
                yield content


def pictures(cell):
    """Count the pictures that a code cell shows."""
    return sum(
        kind.startswith("image/") for output in cell.outputs for kind in output.get("data", {})
    )


def tree(cell):
    """Parse a code cell, without the lines that only IPython understands."""
    return ast.parse(re.sub(r"^( *)[%!].*", r"\1pass", cell.source, flags=re.M))
