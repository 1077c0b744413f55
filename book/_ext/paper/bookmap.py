"""The page with the book's map: a drawing made from its table, and every section of the book."""

from html import escape

from docutils import nodes

from . import contents

PAGE = "book/map"
LEFT, WIDTH, ROW, TOP, BETWEEN = 190, 520, 32, 16, 34  # pixels


def add(app, docname, template, context, doctree):
    """Draw the map above its table, and list the sections: for "html-page-context"."""
    if docname == PAGE:
        drawing = picture(app, needs(doctree))
        body = context["body"].replace("<table", f"{drawing}<table", 1)
        context["body"] = body + all_sections(app)


def needs(doctree):
    """Return what each chapter rests on, a list of lists of numbers, in the table's order."""
    (body,) = doctree.findall(nodes.tbody)
    rows = [[entry.astext() for entry in row.findall(nodes.entry)] for row in body.children]
    return [[int(number) for number in row[2].split(",") if number.strip()] for row in rows]


def chapters(app):
    """Return the parts that have numbered pages, as (caption, [page names])."""
    found = [
        (caption, [page for page in pages if contents.number(app, page)])
        for caption, pages in contents.parts(app)
    ]
    return [(caption, pages) for caption, pages in found if pages]


def heights(sizes):
    """Return the heights of the parts' names, and of all chapters.

    >>> heights([2, 1])
    ([16, 130], [48, 80, 162])
    """
    names, rows, y = [], [], TOP
    for size in sizes:
        names.append(y)
        rows += [y + ROW * (row + 1) for row in range(size)]
        y = rows[-1] + BETWEEN + TOP
    return names, rows


def arc(start, end):
    """Return the path of an arrow, left of all names, down from a chapter to one that needs it."""
    reach = 22 + 0.36 * (end - start)
    x = LEFT - 14
    return f"M{x},{start}C{x - reach:g},{start} {x - reach:g},{end} {x - 1},{end}"


def picture(app, rests):
    """Return the map as SVG."""
    parts = chapters(app)
    names, rows = heights([len(pages) for _, pages in parts])
    height = rows[-1] + 14
    lines = [
        f'<svg class="bookmap" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="group" aria-label="The chapters, one below the other, with arrows from each to '
        'those that rest on it">',
        '<marker id="tip" viewBox="-7 -4 8 8" markerWidth="8" markerHeight="8" orient="auto" '
        'markerUnits="userSpaceOnUse"><path d="M-7,-4L1,0L-7,4Z"/></marker>',
    ]
    for (caption, _), y in zip(parts, names, strict=True):
        lines.append(f'<text class="part" x="{LEFT}" y="{y}">{escape(caption)}</text>')
    pages = [page for _, pages in parts for page in pages]
    for page, y, needed in zip(pages, rows, rests, strict=True):
        lines.append("<g>")
        for other in needed:
            path = arc(rows[other - 1], y)
            lines.append(f'<path class="needs" marker-end="url(#tip)" d="{path}"/>')
        lines.append(
            f'<circle cx="{LEFT - 7}" cy="{y}" r="3.5"/>'
            f'<a href="{app.builder.get_relative_uri(PAGE, page)}">'
            f'<text x="{LEFT + 6}" y="{y + 5}"><tspan class="count">{contents.number(app, page)}'
            f"</tspan> {escape(contents.title(app, page))}</text></a></g>"
        )
    return "\n".join([*lines, "</svg>\n"])


def all_sections(app):
    """Return links to every section of every chapter."""
    lines = ["<h2>All sections</h2>", '<div class="all-sections">']
    for _, pages in chapters(app):
        for page in pages:
            uri = app.builder.get_relative_uri(PAGE, page)
            title = f"{contents.number(app, page)} {escape(contents.title(app, page))}"
            links = [
                f'<a href="{uri}{escape(anchor)}">{escape(words)}</a>'
                for anchor, words in contents.sections(app, page)
            ]
            lines.append(f'<section><h3><a href="{uri}">{title}</a></h3><p>')
            lines += [*links, "</p></section>"]
    return "\n".join([*lines, "</div>\n"])
