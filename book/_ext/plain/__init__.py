"""A Sphinx extension that makes the book's pages of notebooks in plain Markdown.

What the notebooks hold, and nothing else, is what every viewer shows (``grammar.py``). Here it
becomes what a page has on top: boxes, numbered figures, permalinks, links on every reference with
a preview of what they lead to, citations that lead to the bibliography, words that lead to the
glossary where they are first used.
"""

from . import cells, heads, links, pieces, previews, terms


def setup(app):
    """Register everything with Sphinx."""
    app.connect("config-inited", count_nothing, priority=900)
    app.connect("config-inited", heads.prepare)
    app.connect("source-read", cells.read)
    app.add_directive("piece", pieces.Piece)
    app.add_directive("references", pieces.References)
    app.add_transform(pieces.Equations)
    app.add_transform(pieces.Figures)
    app.add_transform(pieces.Names)
    app.add_transform(terms.Entries)
    app.connect("env-purge-doc", links.forget)
    app.connect("env-purge-doc", terms.forget)
    app.connect("env-get-outdated", terms.all_again)
    app.connect("env-before-read-docs", links.look_before)
    app.connect("env-updated", links.write_again)
    app.connect("doctree-read", links.collect)
    app.add_post_transform(terms.Sections)
    app.add_post_transform(links.Links)
    app.add_post_transform(terms.FirstUses)
    app.connect("html-page-context", previews.add)
    app.connect("html-page-context", heads.add)
    app.connect("build-finished", terms.write, priority=400)  # before formulas are closed
    return {
        "version": "1",
        "parallel_read_safe": False,
        "parallel_write_safe": False,
    }


def count_nothing(app, config):
    """Switch off Sphinx' own numbers of figures, which Jupyter Book switches on: ours are text."""
    config.numfig = False
