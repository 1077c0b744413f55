"""Print the built book as one PDF, by Chromium: `make pdf`, after `make book`.

It is printed twice: only the first print shows on which page everything stands, and the second one
says so, in its contents and wherever an answer is. The same pages give the same file.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from html import escape
from pathlib import Path

import pikepdf

from tools import pdf_pages
from tools.lighthouse import BROWSERS, FLAGS
from tools.set_repository import version

ROOT = Path(__file__).parents[1]
BUILT, WORK = ROOT / "_build/html", ROOT / "_build/pdf"
TARGET = BUILT / "adam-step-by-step.pdf"
STYLES = (
    BUILT / "_static/paper.css",
    ROOT / "book/_ext/paper/print.css",
)
ON_PAGE = re.compile(r'<span class="on-page" data-to="([^"]+)"></span>')
TITLE, AUTHOR = "Adam, Step by Step", "The authors of Adam, Step by Step"
SECONDS = 60  # that one print takes, to say so; PATIENCE: after which it is given up
PATIENCE = 900


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
<p>This is the whole book as it is on its pages, printed. Three things differ. Code that only draws a
figure is left out: the notebooks have it. Hints and answers are at the end, and each exercise says
where. Figures that live on the page stand still here. The reference of the package’s other modules
is on the pages alone.</p>
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
        lines += [entry(anchor, escape(words), "section") for anchor, words in page.sections]
    return '<nav class="toc"><h1>Contents</h1>\n<div>' + "\n".join(lines) + "</div></nav>"


def entry(anchor, words, kind):
    """Return a line of the table of contents."""
    page = f'<span class="on-page" data-to="{anchor}"></span>'
    return f'<p class="toc-{kind}"><a href="#{anchor}"><span>{words}</span>{page}</a></p>'


def numbered(html, found):
    """Put page numbers in; 0 where none is known."""
    return ON_PAGE.sub(
        lambda m: f'<span class="on-page">{found.get(m[1], (0, 0))[0] + 1}</span>', html
    )


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
    """Write the file with its outline and its title, and nothing of the hour or the machine."""
    with pikepdf.open(source) as pdf:
        found = places(pdf)
        with pdf.open_outline() as outline:
            outline.root[:] = bookmarks(pages, found)
        del pdf.trailer["/Info"]
        pdf.docinfo["/Title"], pdf.docinfo["/Author"] = TITLE, AUTHOR
        packed = pikepdf.ObjectStreamMode.generate
        pdf.save(target, object_stream_mode=packed, deterministic_id=True)


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


def main(argv=None):
    """Print the book; 1 if that cannot be done."""
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args(argv)
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser:
        print(f"A browser is needed to print: one of {', '.join(BROWSERS)}.", file=sys.stderr)
        return 1
    WORK.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    title_page, pages = pdf_pages.joined(BUILT, ROOT)
    html = document(title_page, pages)
    print(f"{len(pages)} pages joined in {time.monotonic() - start:.0f} s", flush=True)
    found = {}
    for turn in (1, 2):
        start = time.monotonic()
        print(f"print {turn} of 2, about {SECONDS} s", end=": ", flush=True)
        printed(numbered(html, found), browser, WORK / f"print-{turn}.pdf")
        before, found = found, read_places(WORK / f"print-{turn}.pdf")
        print(f"{time.monotonic() - start:.0f} s", flush=True)
    if before != found:
        print("The second print moved what the first had numbered.", file=sys.stderr)
        return 1
    finished(WORK / "print-2.pdf", pages, TARGET)
    size = TARGET.stat().st_size / 1e6
    print(f"{TARGET}: {size:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
