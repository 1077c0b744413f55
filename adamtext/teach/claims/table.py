"""The ledger on paper: as text for a terminal, as a table for the book."""

import re
import textwrap
from collections import Counter
from html import escape

from adamtext.teach.claims.ledger import CHAPTERS, VERDICTS, check, count


def as_text(claim, explanation, width=80):
    """Return what the ledger says of one claim, in lines of at most ``width`` characters."""
    lines = [f"{claim.id} ({claim.place})"]
    shown = f"{claim.chapter}, {claim.shown.replace('#', 'section ')}"
    for text in (claim.says, f"-> {claim.ruling}", explanation, shown):
        lines += textwrap.wrap(text, width, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines)


def as_html(claims):
    """Check ``claims`` and return them as a table, with buttons that filter it by verdict.

    This much is nothing but radio buttons and a style sheet. Where a browser does not know
    ``:has()``, the buttons stay hidden and every claim is shown. On the book's page a script adds
    a search for words, a choice of sections and an order: ``book/assets/ledger.js``.
    """
    claims = list(claims)
    found = Counter(claim.verdict for claim in claims)
    shown = {slug(verdict): f"{verdict} ({found[verdict]})" for verdict in VERDICTS}
    buttons = {"all": f"all ({len(claims)})", **shown}
    return "\n".join(
        [
            '<div class="ledger">',
            f"<style>{STYLE}{''.join(map(filter_rule, shown))}</style>",
            "<fieldset>",
            "<legend>Show the claims with the verdict</legend>",
            *(button(name, label) for name, label in buttons.items()),
            "</fieldset>",
            "<table>",
            f"<caption>{escape(count(claims))}.</caption>",
            '<thead><tr><th scope="col">The paper says</th><th scope="col">Where</th>'
            '<th scope="col">Verdict and evidence</th></tr></thead>',
            "<tbody>",
            *(row(claim, check(claim).explanation) for claim in claims),
            "</tbody>",
            "</table>",
            "</div>",
        ]
    )


STYLE = """
.ledger fieldset { display: none; border: 0; margin: 0 0 1rem; padding: 0; }
.ledger legend { font-size: 1rem; }
.ledger label { display: inline-block; margin-right: 1rem; padding: 0.25rem 0; cursor: pointer; }
.ledger table { border-collapse: collapse; color: inherit; table-layout: fixed; width: 100%; }
.ledger caption { caption-side: top; color: inherit; text-align: left; }
.ledger :is(th, td) { border-bottom: 1px solid rgb(128 128 128 / 0.5); overflow-wrap: anywhere;
  padding: 0.5rem; text-align: left; vertical-align: top; white-space: normal; }
.ledger tbody th { font-weight: normal; }
.ledger :is(tbody tr, span[id]) { scroll-margin-top: 5rem; }
.ledger tr:is(:target, :has(:target)) { background: rgb(128 128 128 / 0.15); }
.ledger thead th:nth-child(2) { width: 24%; }
.ledger .permalink { font-size: 0.875em; }
@media (max-width: 40rem) {
  .ledger table { font-size: 0.875rem; }
  .ledger :is(th, td) { padding: 0.5rem 0.25rem; }
}
/* the book's theme puts HTML on a light ground in its dark mode */
.text_html:has(> .ledger) { background: none !important; color: inherit !important; }
@supports selector(:has(a)) { .ledger fieldset { display: block; } }
"""


def slug(verdict):
    """Return the verdict as one word, for names in HTML and on the command line.

    >>> slug("holds if")
    'holds-if'
    """
    return verdict.replace(" ", "-")


def anchor(shown):
    """Return the address that the place ``shown`` has on the chapter's page.

    >>> anchor("(3.5)"), anchor("Theorem 3.3"), anchor("#A trust region?")
    ('equation-3-5', 'theorem-3-3', 'a-trust-region')
    """
    words = f"equation {shown}" if shown.startswith("(") else shown
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def sections(place):
    """Return the sections of the paper that a claim's ``place`` names, the abstract as one.

    >>> sections("abstract, §1, §2.1"), sections("Algorithm 1"), sections("§4, Corollary 4.2")
    (['abstract', '§1', '§2.1'], ['§2'], ['§4'])
    """
    return re.findall(r"abstract|§\d+(?:\.\d+)?", place.replace("Algorithm 1", "§2"))


def filter_rule(name):
    """Return the rule that hides all rows but those of one verdict while its button is on."""
    return (
        f'.ledger:has([value="{name}"]:checked) tbody tr:not([data-verdict="{name}"]) '
        "{ display: none; }\n"
    )


def button(name, label):
    """Return one radio button with its label."""
    checked = " checked" if name == "all" else ""
    return f'<label><input type="radio" name="verdict" value="{name}"{checked}> {label}</label>'


def row(claim, explanation):
    """Return one row of the table, with its address: ``#claim-`` and the claim's id.

    Addresses that it had before lead to it, too.
    """
    page = f"{claim.chapter}.ipynb#{anchor(claim.shown)}"
    words = CHAPTERS[claim.chapter] + ("" if claim.shown[0] == "#" else f", {claim.shown}")
    link = f'<a href="{page}">{words}</a>'
    own = f'<a class="permalink" href="#claim-{claim.id}">#{claim.id}</a>'
    former = "".join(f'<span id="claim-{name}"></span>' for name in claim.aliases)
    where = " ".join(dict.fromkeys(sections(claim.place)))
    return (
        f'<tr id="claim-{claim.id}" data-verdict="{slug(claim.verdict)}" data-sections="{where}">'
        f'<th scope="row">{former}{escape(claim.says)}</th>'
        f"<td>{escape(claim.place)}<br>{link}<br>{own}</td>"
        f"<td><strong>{escape(claim.ruling)}</strong><br>{escape(explanation)}</td></tr>"
    )
