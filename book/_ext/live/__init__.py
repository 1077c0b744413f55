"""A Sphinx extension: the scripts of the live figures, which pages load as figures come near."""

from pathlib import Path

from adamtext.teach.live import FIGURES, bundle


def setup(app):
    """Register everything with Sphinx."""
    app.connect("build-finished", write_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def write_scripts(app, error):
    """Write what the pages load: a script that figures share, and one for each of them."""
    static = Path(app.outdir, "_static")
    if error or not static.is_dir():
        return
    for name, text in bundle.scripts(FIGURES).items():
        (static / name).write_text(text, "utf-8")
