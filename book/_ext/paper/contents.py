"""What stands around a page's text: the book's contents, the page's own, what comes next."""

import base64
import hashlib
import re
from html import escape
from pathlib import Path

from docutils import nodes

#: Options that Jupyter Book hands to its own theme, of which this one needs some.
WANTED = ("launch_buttons", "repository_url", "path_to_docs", "repository_branch", "extra_footer")

#: What Sphinx and MyST-NB copy into every book, and this one does not use.
NEEDLESS = (
    *("basic.css", "pygments*.css", "mystnb.*.css", "file.png", "minus.png", "plus.png"),
    *("doctools.js", "documentation_options.js", "language_data.js", "searchtools.js"),
    "sphinx_highlight.js",
)

#: Scripts of which only some pages have need, by what those pages have.
SCRIPTS = {'class="ledger"': "ledger.js"}

#: Runs before the page is drawn, so that it is drawn in the reader's theme and with its fonts: asked
#: for at once from a server, and from a disk, where asking in advance is forbidden, waited for.
FIRST_SCRIPT = (
    "{const r=document.documentElement;let t;try{t=localStorage.getItem('theme')}catch{}"
    "if(t==='light'||t==='dark')r.style.colorScheme=t;"
    "else t=matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';"
    "r.dataset.theme=t;"
    "const u=f=>new URL('fonts/'+f+'.woff2',document.querySelector('link[rel=stylesheet]').href).href;"
    "if(location.protocol==='file:')for(const[n,f,style,weight]of[['Text','text'],"
    "['Text','text-italic','italic'],['Text','text-semibold','normal','600'],['Formula','math'],"
    "['Sans','sans'],['Sans','sans-semibold','normal','600'],['Mono','mono']]){"
    "const a=new FontFace(n,`url(${u(f)})`,{style:style||'normal',weight:weight||'400',display:'block'});"
    "document.fonts.add(a);a.load().catch(()=>0)}"
    "else for(const f of['text','text-semibold','math','sans','sans-semibold']){"
    "const l=document.createElement('link');"
    "Object.assign(l,{rel:'preload',as:'font',type:'font/woff2',crossOrigin:'',href:u(f)});"
    "document.head.append(l)}}"
)


def digest(text):
    """Return what a policy calls a piece of text in the page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(body=""):
    """Return what a page may load: the book's own files, and what stands in the page as it is now.

    That is one script, and the style that a notebook's output brings. Styles may stand in
    attributes, as MathML has them.
    """
    styles = "".join(f" {digest(style)}" for style in re.findall(r"<style>(.*?)</style>", body, re.S))
    return (
        f"default-src 'none'; script-src 'self' {digest(FIRST_SCRIPT)}; style-src 'self'{styles}; "
        "style-src-attr 'unsafe-inline'; img-src 'self'; font-src 'self'; "
        "base-uri 'none'; form-action 'none'"
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
    return app.env.titles[page].astext()


def add(app, docname, template, context, doctree):
    """Tell the template what the page stands among: a handler of "html-page-context"."""
    body = context.get("body", "").replace(' aria-label="Toggle hidden content"', "")
    if body:  # without the label the words in a button are its name
        context["body"] = body
    context["policy"], context["first_script"] = policy(body), FIRST_SCRIPT
    context["scripts"] = [name for mark, name in SCRIPTS.items() if mark in body]
    uri = context["pathto"]
    book = [
        {
            "caption": caption,
            "pages": [
                {
                    "number": number(app, page),
                    "title": title(app, page),
                    "uri": uri(page),
                    "here": page == docname,
                }
                for page in pages
            ],
        }
        for caption, pages in parts(app)
    ]
    context["book"] = book
    context["part"] = next(
        (caption for caption, pages in parts(app) if docname in pages), None
    )
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
            found.append((reference["anchorname"], reference.astext()))
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


def tidy(app, exception):
    """Leave out what Sphinx copies for themes of its own: a handler of "build-finished"."""
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    for name in NEEDLESS:
        for path in static.glob(name):
            path.unlink()
