"""Print the built book as one PDF, by Chromium: `make pdf`, after `make book`.

It is printed twice: only the first print shows on which page everything stands, and the second one
says so, in its contents and wherever an answer is. The same pages give the same file.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from html import escape
from pathlib import Path

import pikepdf

from tools import pdf_pages
from tools.lighthouse import BROWSERS, FLAGS, installed
from tools.set_repository import version

ROOT = Path(__file__).parents[1]
BUILT, WORK = ROOT / "_build/html", ROOT / "_build/pdf"
INTRO, TARGET = BUILT / "book/intro.html", BUILT / "adam-step-by-step.pdf"
STYLES = (
    BUILT / "_static/paper.css",
    ROOT / "book/_ext/paper/print.css",
)
ON_PAGE = re.compile(r'<span class="on-page" data-to="([^"]+)"></span>')
TITLE, AUTHOR = "Adam, Step by Step", "The authors of Adam, Step by Step"
SECONDS, PATIENCE = 60, 900  # that a print takes, and after which it is given up


def document(title_page, pages):
    """Return the book as one page of HTML; the numbers of its pages are still to be put in."""
    styles = "".join(f'<link rel="stylesheet" href="{path.as_uri()}">\n' for path in STYLES)
    body = "\n".join([cover(title_page), contents(pages), *(str(page.article) for page in pages)])
    return (
        f'<!doctype html>\n<html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f"<title>{TITLE}</title>\n{styles}<style>\n{running_heads(pages)}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )


def running_heads(pages):
    """Return a style that puts each page's title on top of its sheets."""
    rules = []
    for page in pages:
        words = f"{page.number}\\2002 {page.title}" if page.number else page.title
        words = words.replace('"', '\\"')
        rules.append(f'@page p-{page.name}:right {{ @top-right {{ content: "{words}"; }} }}')
        rules.append(f"[id='{page.name}'] {{ page: p-{page.name}; }}")
    return "\n".join(rules)


def cover(title_page):
    """Return the title page, and what stands on its back."""
    hero, footer = title_page.select_one(".hero"), title_page.footer.decode_contents()
    notes = "".join(f"<p>{note.get_text()}</p>" for note in hero.select(".race-note")[:1])
    return f"""<section class="cover">
<h1>Adam,<br>Step by Step</h1>
{hero.select_one(".lede")}
{hero.svg}
<div class="race-note">{notes}</div>
<p class="cover-foot">{AUTHOR}<br>Version {version(ROOT)}</p>
</section>
<section class="colophon">
<p>This is the book as it is on its pages, printed. Four things differ. Code that only draws a
figure is left out; the notebooks have it. Hints, answers and cards are at the end, and each
exercise says where its own are. Figures that live on the page stand still. And of the package’s
reference the heart is here, the rest on the pages alone.</p>
<p>What is coloured in the text is a link, also in the contents and at the exercises. The numbers of
the pages are those of the file.</p>
<p>{footer}</p>
</section>"""


def contents(pages):
    """Return the table of contents."""
    lines, part = [], None
    for page in pages:
        if page.part != part:
            part = page.part
            lines.append(f'<p class="toc-part">{escape(part)}</p>')
        lines.append(entry(page.name, f"<b>{page.number}</b> {escape(page.title)}", "chapter"))
        for anchor, _ in page.sections:
            lines.append(entry(anchor, pdf_pages.heading(page, anchor), "section"))
    return '<nav class="toc"><h1>Contents</h1>\n<div>' + "\n".join(lines) + "</div></nav>"


def entry(anchor, words, kind):
    """Return a line of the table of contents."""
    page = f'<span class="on-page" data-to="{anchor}"></span>'
    return f'<p class="toc-{kind}"><a href="#{anchor}"><span>{words}</span>{page}</a></p>'


def numbered(html, found):
    """Put page numbers in, as far as they are known.

    >>> numbered('<span class="on-page" data-to="map"></span>', {"map": (8, 700.0)})
    '<span class="on-page">9</span>'
    """

    def number(place):
        page = found[place[1]][0] + 1 if place[1] in found else 100  # as wide as most
        return f'<span class="on-page">{page}</span>'

    return ON_PAGE.sub(number, html)


def printed(html, browser, target):
    """Print a document by Chromium."""
    source = target.with_suffix(".html")
    source.write_text(html, "utf-8")
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, "--headless", *FLAGS, f"--user-data-dir={profile}"]
        command += ["--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri()]
        subprocess.run(command, check=True, timeout=PATIENCE, capture_output=True)


def places(pdf):
    """Return where everything that is linked to stands: address -> (page from 0, height)."""
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    return {
        name.removeprefix("/"): (pages[there[0].objgen], float(there[3]))
        for name, there in pdf.Root.Dests.items()
    }


def read_places(path):
    """Return the places of a file."""
    with pikepdf.open(path) as pdf:
        return places(pdf)


def finished(source, pages, target):
    """Write the file with its outline and title, and without the hour; return its pages' number."""
    with pikepdf.open(source) as pdf:
        found = places(pdf)
        with pdf.open_outline() as outline:
            outline.root[:] = bookmarks(pages, found)
        rename_heads(pdf)
        del pdf.trailer["/Info"]
        pdf.docinfo["/Title"], pdf.docinfo["/Author"] = TITLE, AUTHOR
        packed = pikepdf.ObjectStreamMode.generate
        pdf.save(target, object_stream_mode=packed, deterministic_id=True)
        return len(pdf.pages)


def rename_heads(pdf):
    """Name the heads of tables anew: Chromium names them by a count that differs each time."""
    things = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary)]
    heads = sorted(str(tag.ID) for tag in things if "/ID" in tag and tag.get("/S") == "/TH")
    new = {head: pikepdf.String(f"head{number:06}") for number, head in enumerate(heads)}
    for thing in things:
        if str(thing.get("/ID")) in new:
            thing.ID = new[str(thing.ID)]
        for names in lists_of_names(thing):
            for place, name in enumerate(names):
                if isinstance(name, pikepdf.String) and str(name) in new:
                    names[place] = new[str(name)]


def lists_of_names(thing):
    """Yield the lists that may name heads: a cell has one, and the tree that finds them two."""
    marks = thing.get("/A")
    for holder in (thing, *(marks if isinstance(marks, pikepdf.Array) else ())):
        for key in ("/Headers", "/Names", "/Limits"):
            found = holder.get(key) if isinstance(holder, pikepdf.Dictionary) else None
            if isinstance(found, pikepdf.Array):
                yield found


def bookmarks(pages, found):
    """Return the outline: parts, the pages in them, and their sections."""
    top, parts = [], {}
    for page in pages:
        chapter = bookmark(f"{page.number} {page.title}".strip(), found[page.name])
        chapter.children += [bookmark(words, found[to]) for to, words in page.sections]
        if page.part:
            if page.part not in parts:
                parts[page.part] = bookmark(page.part, found[page.name])
                top.append(parts[page.part])
            parts[page.part].children.append(chapter)
        else:
            top.append(chapter)
    return top


def bookmark(words, place):
    """Return a line of the outline, folded, that leads a little above a place."""
    page, height = place
    item = pikepdf.OutlineItem(words, page, "XYZ", left=0, top=height + 12, zoom=0)
    item.is_closed = True
    return item


def offered(html, name, count):
    """Return the title page with a link to the file, in place of an older one.

    >>> offered("<!-- pdf --><!-- /pdf -->", "book.pdf", 9)
    '<!-- pdf --><p>On paper: <a href="../book.pdf">9 pages, as PDF</a>.</p><!-- /pdf -->'
    """
    link = f'<p>On paper: <a href="../{name}">{count} pages, as PDF</a>.</p>'
    return re.sub("<!-- pdf -->.*?<!-- /pdf -->", f"<!-- pdf -->{link}<!-- /pdf -->", html)


def print_twice(html, browser):
    """Print a document, put in the numbers of its pages, and print it again; return the file.

    Raises
    ------
    RuntimeError
        If the numbers, put in, have moved what they number.
    """
    found = {}
    for turn in ("first", "second"):
        start, target = time.monotonic(), WORK / f"{turn}.pdf"
        print(f"the {turn} of two prints, about {SECONDS} s", end=": ", flush=True)
        printed(numbered(html, found), browser, target)
        before, found = found, read_places(target)
        print(f"{time.monotonic() - start:.0f} s", flush=True)
    if before != found:
        raise RuntimeError("the second print moved what the first had numbered")
    return target


def main(argv=None):
    """Print the book; 1 if that cannot be done."""
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args(argv)
    browser = installed()
    if not browser:
        print(f"A browser is needed to print: one of {', '.join(BROWSERS)}.", file=sys.stderr)
        return 1
    if not INTRO.exists():
        print("No book is built: run `make book`.", file=sys.stderr)
        return 1
    WORK.mkdir(parents=True, exist_ok=True)
    title_page, pages = pdf_pages.joined(BUILT, ROOT)
    count = finished(print_twice(document(title_page, pages), browser), pages, TARGET)
    INTRO.write_text(offered(INTRO.read_text("utf-8"), TARGET.name, count), "utf-8")
    print(f"{TARGET}: {count} pages, {TARGET.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
