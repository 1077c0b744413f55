"""A Sphinx extension: the book's own page, its theme, its formulas and its pictures.

Everything that a page needs is made when the book is built, so that a reader's machine has little
to do: formulas are MathML, pictures have their sizes, and the only scripts are the book's own.
"""

from pathlib import Path

from . import addresses, bookindex, bookmap, code, contents, formulas, pictures, search, thread

HERE = Path(__file__).parent


def setup(app):
    """Register everything with Sphinx."""
    code.use()
    app.add_html_theme("paper", str(HERE / "theme"))
    app.add_html_math_renderer("temml", formulas.INLINE, formulas.BLOCK)
    app.connect("config-inited", contents.take_options, priority=950)
    app.connect("builder-inited", search.no_other)
    app.add_transform(bookindex.Symbols)
    app.connect("html-page-context", bookmap.add, priority=850)
    app.connect("env-get-outdated", bookindex.again)
    app.connect("html-page-context", bookindex.add, priority=850)
    app.connect("html-page-context", thread.add, priority=890)
    app.connect("html-page-context", contents.add, priority=900)
    app.connect("html-page-context", pictures.add, priority=950)
    app.connect("html-page-context", addresses.add, priority=960)
    app.connect("doctree-resolved", formulas.take_marks)
    app.connect("build-finished", formulas.keep)
    app.connect("build-finished", search.write)
    app.connect("build-finished", pictures.tidy)
    app.connect("build-finished", contents.tidy)
    app.connect("build-finished", addresses.write)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": False}
