"""From the cells of a plain notebook to what MyST-NB reads. The files stay as they are."""

import json
import re

from . import grammar

FENCE = "`" * 12
SHOW = {
    "code_prompt_show": "Show the code",
    "code_prompt_hide": "Hide the code",
}
SETUP = {
    "code_prompt_show": "Show how this notebook finds adamtext",
    "code_prompt_hide": "Hide how this notebook finds adamtext",
}


def read(app, docname, source):
    """Prepare a notebook that Sphinx has just read: its handler of "source-read"."""
    if app.env.doc2path(docname).endswith(".ipynb"):
        notebook = json.loads(source[0])
        notebook["cells"] = prepared(notebook["cells"])
        source[0] = json.dumps(notebook)
        app.env.temp_data["plain_live"] = live(notebook["cells"])
        app.env.temp_data["plain_equations"] = grammar.equations(notebook["cells"])


def prepared(cells):
    """Return the cells for MyST-NB: captions given to their figures, pieces in directives."""
    made = []
    for cell in cells:
        tags = grammar.tags(cell)
        if cell["cell_type"] == "code":
            made.append(code(cell))
        elif "caption" in tags:
            made[-1]["metadata"]["mystnb"]["figure"] = {
                "caption": grammar.text(cell),
                "name": cell["id"],
            }
        elif tags:
            made.append(cell | {"source": piece(tags[0], cell)})
        else:
            made.append(cell)
    return made


def code(cell):
    """Give a code cell the words for its fold and for its picture, and lead its links to pages."""
    options = dict(SETUP if cell["id"] == "setup" else SHOW)
    outputs = [output | {"data": pages(output["data"])} if "data" in output else output
               for output in cell["outputs"]]  # fmt: skip
    for output in outputs:
        if alt := output.get("metadata", {}).get("image/png", {}).get("alt"):
            options["image"] = {"alt": alt}
    return cell | {
        "metadata": cell["metadata"] | {"mystnb": options},
        "outputs": outputs,
    }


def pages(data):
    """Lead links of an output from notebooks, where the source has them, to pages."""
    if "text/html" not in data:
        return data
    html = re.sub(
        r'href="([\w-]+)\.ipynb(?=["#])',
        r'href="\1.html',
        "".join(data["text/html"]),
    )
    return data | {"text/html": html}


def live(cells):
    """Return the live figures, a dict of their captions' cells to what wakes them."""
    return {
        cell["metadata"]["mystnb"]["figure"]["name"]: output["metadata"]["live"]
        for cell in cells
        if cell["cell_type"] == "code" and "figure" in cell["metadata"]["mystnb"]
        for output in cell["outputs"]
        if "live" in output.get("metadata", {})
    }


def piece(kind, cell):
    """Return the source of a statement, proof or answer, in the directive that shows it."""
    return f"{FENCE}{{piece}} {kind}\n:cell: {cell['id']}\n\n{grammar.text(cell)}\n{FENCE}"
