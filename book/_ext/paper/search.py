"""The index of the book's search: headings, statements, figures, and what the sections say."""

import json
import re
from pathlib import Path

from docutils import nodes
from plain import terms
from plain.previews import doctree

from . import bookindex, contents
from .letters import plain

NAME = "search-index.js"
#: Pages whose sections are lists: each of their lines is found by itself.
LISTS = (terms.PAGE, bookindex.PAGE)


def no_other(app):
    """Do without Sphinx' own search: a handler of "builder-inited"."""
    app.builder.search = False


def words(node):
    """Return what a node says, formulas as TeX without its marks, code left out."""
    said = []
    for part in node.findall(nodes.Node):
        if isinstance(part, nodes.Text):
            above = part.parent
            if isinstance(above, nodes.literal_block | nodes.raw):
                continue
            text = part.astext()
            if isinstance(above, nodes.math | nodes.math_block):
                text = re.sub(
                    r"\\(hat|bar|mathbb|operatorname|text|frac|sqrt)\b|[\\{}$]", " ", text
                )
            said.append(re.sub(r"([_^])\{([^{}]*)\}", r"\1\2", text))
    return " ".join(" ".join(said).split())


def entries(app):
    """Yield what can be found: (address, kind, title, page, text)."""
    yield from bookindex.entries(app)
    for page in sorted(app.env.found_docs):
        whole = doctree(app, page)
        name = contents.title(app, page)
        uri = app.builder.get_target_uri(page)
        kind = "reference" if page.startswith("book/api") else ""  # comes after the chapters
        for section in whole.findall(nodes.section):
            own = [node for node in section.children if not isinstance(node, nodes.section)]
            heading = next((node for node in own if isinstance(node, nodes.title)), None)
            if heading is None:
                continue
            text = " ".join(words(node) for node in own if node is not heading)
            top = isinstance(section.parent, nodes.document)
            if page in LISTS and not top:
                continue
            yield [
                uri if top else f"{uri}#{section['ids'][0]}",
                kind or ("page" if top else "section"),
                plain(heading),
                name,
                text,
            ]
        for node in whole.findall(nodes.container):
            if "statement" in node["classes"] and node["ids"]:
                text = words(node)
                title = re.match(r".*?\.(?= |$)", text)
                yield [
                    f"{uri}#{node['ids'][0]}",
                    "statement",
                    title[0] if title else text[:60],
                    name,
                    text,
                ]
        for figure in whole.findall(nodes.figure):
            for caption in figure.findall(nodes.caption):
                text = words(caption)
                yield [f"{uri}#{figure['ids'][0]}", "figure", text[:80], name, text]


def write(app, exception):
    """Write the index as a script, which a page on disk may load too: for "build-finished"."""
    if exception or app.builder.format != "html":
        return
    found = json.dumps(list(entries(app)), ensure_ascii=False, separators=(",", ":"))
    path = Path(app.outdir) / "_static" / NAME
    path.write_text(f"window.bookIndex={found}\n", "utf-8")
