"""What a link leads to, for a look at it without leaving the page.

What stands on the same page is copied by the page's script. What stands elsewhere is put into the
page, in a ``<template>``, which nothing shows or reads aloud before it is asked for. So a preview
needs no server.
"""

from html import escape

from docutils import nodes
from sphinx.util.docutils import new_document

from . import links


def add(app, docname, template, context, doctree):
    """Put the previews of a page's links at its end: a handler of "html-page-context"."""
    if not doctree or "body" not in context:
        return
    for page, anchor in sorted(links.pages(app.env).get(docname, {}).get("shown", ())):
        if page != docname:
            address = f"{app.builder.get_relative_uri(docname, page)}#{anchor}"
            html = preview(app, page, anchor)
            context["body"] += f'<template data-preview="{escape(address)}">{html}</template>\n'


def doctree(app, page):
    """Return a page as it was read, to be looked at and left as it is: loaded once a build."""
    kept = app.__dict__.setdefault("plain_doctrees", {})
    if page not in kept:
        kept[page] = app.env.get_doctree(page)
    return kept[page]


def preview(app, page, anchor):
    """Return the HTML of the piece of another page that has this address."""
    whole = doctree(app, page)
    piece = next(node for node in whole.findall(nodes.Element) if anchor in node.get("ids", ()))
    piece = piece.deepcopy()  # the copy module would copy the whole document with it
    for node in list(piece.findall(nodes.Element)):
        node["ids"] = []
        sign = isinstance(node, nodes.raw) and "headerlink" in node.astext()
        if sign or "see" in node.get("classes", ()):  # the link itself leads there
            node.parent.remove(node)
    alone = new_document("preview")
    alone += piece
    app.builder.post_process_images(alone)
    return app.builder.render_partial(piece)["fragment"]
