"""What stands around a page's text: the book's contents, the page's own, what comes next."""

import base64
import hashlib
from html import escape

from docutils import nodes

#: Options that Jupyter Book hands to its own theme, of which this one needs some.
WANTED = ("launch_buttons", "repository_url", "path_to_docs", "repository_branch", "extra_footer")

#: Runs before the page is drawn, so that it is drawn in the reader's theme and with its fonts. From
#: a disk no font may be asked for in advance, and none needs to be.
FIRST_SCRIPT = (
    "{const r=document.documentElement;let t;try{t=localStorage.getItem('theme')}catch{}"
    "if(t==='light'||t==='dark')r.style.colorScheme=t;"
    "else t=matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';"
    "r.dataset.theme=t;"
    "if(location.protocol!=='file:')for(const f of['text','text-semibold','math','sans','sans-semibold']){"
    "const l=document.createElement('link');Object.assign(l,{rel:'preload',as:'font',"
    "type:'font/woff2',crossOrigin:'',href:new URL('fonts/'+f+'.woff2',"
    "document.querySelector('link[rel=stylesheet]').href)});document.head.append(l)}}"
)


def policy():
    """Return what a page may load: the book's own files, and the one script that it brings.

    Styles may stand in attributes, as MathML has them.
    """
    digest = base64.b64encode(hashlib.sha256(FIRST_SCRIPT.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self'; "
        "style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
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
    return app.env.titles[page].astext()


def add(app, docname, template, context, doctree):
    """Tell the template what the page stands among: a handler of "html-page-context"."""
    context["policy"], context["first_script"] = policy(), FIRST_SCRIPT
    if "body" in context:  # the words in it are its name
        context["body"] = context["body"].replace(' aria-label="Toggle hidden content"', "")
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


