"""Old addresses still lead where their content has gone: ``book/redirects.toml`` says where.

An old page becomes a small one that leads on at once, to the same place of the new page, or to the
top of it where scripts are off. An old place on a page that is still there becomes an invisible
mark at the new place, or, if that is on another page, a line that is shown to those who ask for it.
"""

import json
import re
import tomllib
from html import escape
from pathlib import Path

from sphinx.errors import ExtensionError

from . import contents

SOURCE = Path(__file__).parents[2] / "redirects.toml"
MARK = '<span id="{}"></span>'
LINE = '<p class="moved" id="{}">What stood here is now <a href="{}">on another page</a>.</p>'

#: Takes the place on the page along, which a page without scripts cannot.
SCRIPT = (
    "{ const { to, moved } = document.documentElement.dataset; "
    "const place = decodeURIComponent(location.hash.slice(1)); "
    "const there = JSON.parse(moved)[place] ?? (to.includes('#') ? to : to + location.hash); "
    "location.replace(there); }"
)
PAGE = """<!doctype html>
<html lang="en" data-to="{to}" data-moved="{moved}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {digest}">
<script>{script}</script>
<noscript><meta http-equiv="refresh" content="0; url={to}"></noscript>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{title}: this page has moved.">
<title>{title}</title>
<link rel="canonical" href="{to}">
</head>
<body><main><h1>{title}</h1>
<p>This page has moved: <a href="{to}">to its new place</a></p></main></body>
</html>
"""


def redirects(source=SOURCE):
    """Return where old addresses lead, a dict, to the very end of each chain.

    Raises
    ------
    ExtensionError
        If a chain comes back to where it was.
    """
    moved = tomllib.loads(source.read_text("utf-8"))
    return {old: end(old, moved) for old in moved}


def end(old, moved):
    """Return where an address leads in the end.

    >>> end("a", {"a": "b", "b": "c"})
    'c'
    >>> end("a.html#x", {"a.html#x": "b.html#x", "b.html": "c.html"})
    'c.html#x'
    """
    seen, address = [], old
    while address not in seen:
        seen.append(address)
        page, sign, place = address.partition("#")
        if address in moved:
            address = moved[address]
        elif page in moved:
            address = moved[page] + ("" if "#" in moved[page] else sign + place)
        else:
            return address
    raise ExtensionError(f"redirects.toml: {' leads to '.join([*seen, address])}")


def relative(page, address):
    """Return an address as a link on a page.

    >>> relative("book/03.html", "book/04.html#x"), relative("search.html", "book/04.html")
    ('04.html#x', 'book/04.html')
    >>> relative("book/03.html", "book/03.html#x")
    '#x'
    """
    there, sign, place = address.partition("#")
    if there == page:
        return sign + place
    here, parts = page.split("/")[:-1], there.split("/")
    while here and parts[:-1] and here[0] == parts[0]:
        here, parts = here[1:], parts[1:]
    return "../" * len(here) + "/".join(parts) + sign + place


def old_page(page, moved, title):
    """Return the page that stands where an old one was."""
    to = relative(page, moved[page])
    places = {
        old.partition("#")[2]: relative(page, new)
        for old, new in moved.items()
        if old.startswith(f"{page}#")
    }
    data = escape(json.dumps(places, separators=(",", ":")))
    return PAGE.format(
        to=escape(to), moved=data, digest=contents.digest(SCRIPT), script=SCRIPT, title=title
    )


def with_marks(body, page, moved):
    """Return the text of a page with marks and lines for what stood on it before.

    Raises
    ------
    ExtensionError
        If the new place is said to be on this page, and is not.
    """
    lines = []
    for old, new in moved.items():
        if not old.startswith(f"{page}#"):
            continue
        place, to = old.partition("#")[2], relative(page, new)
        if not to.startswith("#"):
            lines.append(LINE.format(escape(place), escape(to)))
            continue
        found = re.search(rf'<(\w+)\b[^>]*\bid="{re.escape(escape(to[1:]))}"[^>]*>', body)
        if not found:
            raise ExtensionError(f"redirects.toml: {old} leads to {new}, which is nowhere")
        at = found.start()
        if found[1] == "tr":  # a mark may stand in a cell, and nowhere else in a table
            at = re.compile(r"<t[hd]\b[^>]*>").search(body, found.end()).end()
        body = body[:at] + MARK.format(escape(place)) + body[at:]
    return "\n".join([*lines, body])


def add(app, docname, template, context, doctree):
    """Mark the old places of a page: a handler of "html-page-context"."""
    if doctree and "body" in context:
        page = app.builder.get_target_uri(docname)
        context["body"] = with_marks(context["body"], page, redirects())


def write(app, exception):
    """Write the pages that lead on, and see that everything leads somewhere: "build-finished"."""
    if exception or app.builder.format != "html":
        return
    folder, moved = Path(app.outdir), redirects()
    for old, new in moved.items():
        page, _, place = new.partition("#")
        there = folder / page
        if not there.is_file() or (place and f'id="{escape(place)}"' not in there.read_text()):
            raise ExtensionError(f"redirects.toml: {old} leads to {new}, which is nowhere")
    for old in moved:
        if "#" in old:
            continue
        if (app.env.found_docs & {old.removesuffix(".html")}) or old == "index.html":
            raise ExtensionError(f"redirects.toml: {old} is there, and leads nowhere else")
        (folder / old).parent.mkdir(exist_ok=True)
        (folder / old).write_text(old_page(old, moved, escape(app.config.html_title)), "utf-8")
