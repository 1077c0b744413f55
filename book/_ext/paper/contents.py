"""What stands around a page's text: the book's contents, the page's own, what comes next."""

import base64
import hashlib
import re
from collections import Counter
from html import escape
from pathlib import Path

from docutils import nodes

from adamtext.teach.claims import CLAIMS
from adamtext.teach.claims.ledger import VERDICTS
from adamtext.teach.claims.table import slug

from . import race
from .letters import plain

#: Options that Jupyter Book hands to its own theme, of which this one needs some.
WANTED = ("launch_buttons", "repository_url", "path_to_docs", "repository_branch", "extra_footer")

#: What Sphinx and MyST-NB copy into every book, and this one does not use.
NEEDLESS = (
    *("basic.css", "pygments*.css", "mystnb.*.css", "file.png", "minus.png", "plus.png"),
    *("doctools.js", "documentation_options.js", "language_data.js", "searchtools.js"),
    "sphinx_highlight.js",
)

#: Formulas from which on a page is laid out section by section, as they come near.
LONG = 100

#: Marks on code that no style asks for: half of all elements of a page.
UNSTYLED = re.compile(
    r'<span class="(?!(?:k|kn|kc|kd|ow|s|s1|s2|sa|sd|se|si|c|c1|ch|cm|go|gp)")'
    r'(?:[a-z][a-z0-9]?|pre)">([^<]*)</span>'
)
#: What scrolls where it is too wide; a script says so of what does not (`paper.js`).
SCROLLS = 'tabindex="0" role="group" aria-label="{}"'
MENDS = (
    (
        r'<table class="docutils.*?</table>',
        rf'<div class="scrolling" {SCROLLS}>\g<0></div>'.format("Table"),
    ),
    ("<pre>", f"<pre {SCROLLS}>".format("Code")),
    (r'<th class="head[^>]*><p></p></th>', "<td></td>"),  # a corner without words heads nothing
    (r"</li>\s*<ul>(.*?)</ul>", r"<ul>\1</ul></li>"),  # a list within a list, not beside its items
    (r"<dl>(\s*<dd><em class=\"sig-param\">.*?)</dl>", lambda found: parameters(found[1])),
)
UNUSED = (" docutils container", ' class="docutils literal notranslate"', " notranslate")

#: Scripts of which only some pages have need, by what those pages have.
SCRIPTS = {'class="ledger"': "ledger.js"}

#: Runs before the page is drawn, so that it is drawn in the reader's theme and with its fonts:
#: asked for at once from a server, and from a disk, where that is forbidden, waited for.
FIRST_SCRIPT = re.sub(r"\n\s*", " ", Path(__file__).with_name("first.js").read_text("utf-8"))


def parameters(items):
    """Return the parameters of a signature as a list: they define nothing.

    >>> parameters("<dd>x,</dd>")
    '<ul class="parameters"><li>x,</li></ul>'
    """
    items = items.replace("<dd>", "<li>").replace("</dd>", "</li>")
    return f'<ul class="parameters">{items}</ul>'


def digest(text):
    """Return what a policy calls a piece of text in the page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(body=""):
    """Return what a page may load: the book's own files, and what stands in the page as it is now.

    That is one script, and the style that a notebook's output brings. Styles may stand in
    attributes, as MathML has them.
    """
    styles = "".join(
        f" {digest(style)}" for style in re.findall(r"<style>(.*?)</style>", body, re.S)
    )
    return (
        f"default-src 'none'; script-src 'self' {digest(FIRST_SCRIPT)}; style-src 'self'{styles}; "
        "style-src-attr 'unsafe-inline'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'"
    )


def take_options(app, config):
    """Take what Jupyter Book meant for its theme: a handler of "config-inited"."""
    options = config.html_theme_options
    app.paper_options = {name: options[name] for name in WANTED if name in options}
    config.html_theme_options = {}


def parts(app):
    """Return the book's parts as (caption, [page names]), as _toc.yml has them."""
    tree = app.env.external_site_map if hasattr(app.env, "external_site_map") else None
    tree = tree or app.config.external_site_map
    return [(part.caption, [str(item) for item in part.items]) for part in tree.root.subtrees]


def number(app, page):
    """Return a chapter's number, as text, or ""."""
    numbers = app.env.toc_secnumbers.get(page, {}).get("", ())
    return ".".join(map(str, numbers))


def title(app, page):
    """Return a page's title as text."""
    return plain(app.env.titles[page])


def add(app, docname, template, context, doctree):
    """Tell the template what the page stands among: a handler of "html-page-context"."""
    body = UNSTYLED.sub(r"\1", UNSTYLED.sub(r"\1", context.get("body", "")))
    for words in (' aria-label="Toggle hidden content"', *UNUSED):
        body = body.replace(words, "")
    for found, put in MENDS:
        body = re.sub(found, put, body, flags=re.S)
    if body:  # without the label the words in a button are its name
        context["body"] = body
    if docname == app.config.root_doc:
        body = context["body"] = re.sub(r"<h1>.*?</h1>", "", body, count=1, flags=re.S)
        context["title_page"] = True
        context.update(title_page(app))
    context["long"] = body.count("<math") > LONG
    context["policy"], context["first_script"] = policy(body), FIRST_SCRIPT
    context.setdefault("scripts", [])
    context["scripts"] += [name for mark, name in SCRIPTS.items() if mark in body]
    uri = context["pathto"]
    book = [
        {
            "caption": caption,
            "pages": [
                {
                    "number": number(app, page),
                    "title": title(app, page),
                    "uri": uri(page),
                    "here": page == docname or docname.startswith(f"{page}/"),
                }
                for page in pages
            ],
        }
        for caption, pages in parts(app)
    ]
    context["book"] = book
    context["part"] = next((caption for caption, pages in parts(app) if docname in pages), None)
    order = [app.config.root_doc, *(page for _, pages in parts(app) for page in pages)]
    at = order.index(docname) if docname in order else None
    for name, step in (("before", -1), ("after", 1)):
        there = at is not None and 0 <= at + step < len(order) and order[at + step]
        context[name] = there and {
            "number": number(app, there),
            "title": title(app, there),
            "uri": uri(there),
        }
    context["sections"] = sections(app, docname)
    context["buttons"] = buttons(app, docname) if doctree else []
    context["footer"] = app.paper_options.get("extra_footer", "")


def title_page(app):
    """Return what the title page shows: the race, and what came of the paper's claims."""
    found = Counter(claim.verdict for claim in CLAIMS.values())
    return {
        "race": race.picture(),
        "race_words": race.words(race.paths()),
        "chapters": sum(bool(number(app, page)) for _, pages in parts(app) for page in pages),
        "verdicts": [(verdict, slug(verdict), found[verdict]) for verdict in VERDICTS],
        "scripts": ["valley.js", "race.js"],
    }


def sections(app, docname):
    """Return the (address, title) of a page's sections of the second level."""
    toc = app.env.tocs.get(docname)
    found = []
    for item in toc.findall(nodes.list_item) if toc else ():
        depth = 0
        above = item.parent
        while above is not None:
            depth += isinstance(above, nodes.bullet_list)
            above = above.parent
        reference = next(item.findall(nodes.reference), None)
        if depth == 2 and reference is not None and reference["anchorname"]:
            found.append((reference["anchorname"], plain(reference)))
    return found


def buttons(app, docname):
    """Return what leads from a page to its notebook: (words, address)."""
    options = app.paper_options
    address = options.get("repository_url")
    source = app.env.doc2path(docname, base=False)
    if not address or not source.endswith((".ipynb", ".md")):
        return []
    branch = options.get("repository_branch", "main")
    words = escape(f"Issue on page {title(app, docname)}")
    found = [
        ("Source", f"{address}/blob/{branch}/{source}"),
        ("Report a mistake", f"{address}/issues/new?title={words}"),
    ]
    colab = options.get("launch_buttons", {}).get("colab_url")
    if colab and source.endswith(".ipynb"):
        path = address.removeprefix("https://github.com/")
        found.insert(0, ("Run in Colab", f"{colab}/github/{path}/blob/{branch}/{source}"))
    return found


HOME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta http-equiv="refresh" content="0; url={uri}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{title}: an executable textbook of one paper.">
<title>{title}</title>
<link rel="canonical" href="{uri}">
</head>
<body><main><h1>{title}</h1><p><a href="{uri}">To the title page</a></p></main></body>
</html>
"""


def home(app):
    """Lead from the book's folder to its title page, which stands one level below."""
    uri, name = app.builder.get_target_uri(app.config.root_doc), escape(app.config.html_title)
    (Path(app.outdir) / "index.html").write_text(HOME.format(uri=uri, title=name), "utf-8")


def tidy(app, exception):
    """Leave out what Sphinx copies for themes of its own: a handler of "build-finished"."""
    if exception or app.builder.format != "html":
        return
    home(app)
    static = Path(app.outdir) / "_static"
    for name in NEEDLESS:
        for path in static.glob(name):
            path.unlink()
