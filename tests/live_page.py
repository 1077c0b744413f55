"""A page with live figures and nothing else, as the book's pages have them."""

import base64
import functools
import html
import json

from adamtext.teach import live
from adamtext.teach.live import bundle

PAGE = """<!doctype html>
<html lang="en" data-theme="light"><meta charset="utf-8"><title>Live</title>
<meta name="viewport" content="width=device-width">
<style>html[data-theme="dark"] body { background: #14181e; color: #ced6dd }</style>
<body>%s<script src="live.js" defer></script></body></html>"""


scripts = functools.cache(lambda *names: bundle.scripts(names))
written = {}  # by what they show


def placeholder(figure):
    """Return what stands in a page for a live figure, as book/_ext writes it."""
    key = (figure.figure, json.dumps(figure.state()))
    if key not in written:
        state = html.escape(json.dumps(figure.for_page(figure.state())))
        picture = base64.b64encode(figure.png()).decode()
        written[key] = (
            f'<div class="live-figure" data-figure="{figure.figure}" data-state="{state}">'
            f'<img alt="{html.escape(figure.alt())}" src="data:image/png;base64,{picture}"></div>'
        )
    return written[key]


def write(folder, name, *figures):
    """Write a page with these figures, and beside it the scripts that it loads; return its file."""
    for script, text in scripts(*live.FIGURES).items():
        (folder / script).write_text(text, encoding="utf-8")
    page = folder / f"{name}.html"
    page.write_text(PAGE % "\n".join(map(placeholder, figures)), encoding="utf-8")
    return page
