"""The table of Algorithm 1 is marked, so that `thread.js` can light up all that is one thing."""

import re
from html import escape

from adamtext.teach.claims import CLAIMS

TABLE = re.compile(
    r'<table class="docutils( align-default">\s*<thead>\s*<tr[^>]*><th[^>]*><p>the paper</p></th>'
    r"\s*<th[^>]*><p>Python</p></th>\s*<th[^>]*><p>what it is for</p>.*?</table>)",
    re.DOTALL,
)
# What the ledger says of each line, by the ids of its claims.
RULED = {
    "start": ("biased-to-zero", "little-memory"),
    "t": ("bias-is-easily-undone",),
    "g": ("noisy-gradients", "diagonal-rescaling"),
    "m": ("estimates-of-moments", "first-moment-matters-more"),
    "v": ("estimates-of-moments", "root-of-v-below-norm"),
    "m_hat": ("same-for-the-mean", "mean-below-root-mean-square"),
    "v_hat": ("bias-is-easily-undone", "zeta-by-beta1"),
    "theta": ("effective-step", "first-bound", "second-bound", "efficient-order"),
}


def add(app, pagename, templatename, context, doctree):
    """Mark the table, if the page has it: a handler of "html-page-context"."""
    body = context.get("body", "")
    if TABLE.search(body):
        context["body"] = marked(body, app.builder.get_relative_uri(pagename, "book/claims"))


def marked(html, ledger="claims.html"):
    """Return the page with its table of Algorithm 1 marked, and after it the ledger's rows.

    The rows are hidden until the script shows those of a line. ``ledger`` is their page's address.

    >>> row = "<th><p>the paper</p></th><th><p>Python</p></th><th><p>what it is for</p></th>"
    >>> page = f'<table class="docutils align-default"><thead><tr>{row}</tr></thead></table>'
    >>> marked(page)[:43]
    '<table class="docutils thread align-default'
    >>> marked(page).count("<li ") == sum(map(len, RULED.values()))
    True
    """
    rows = "".join(rule(key, CLAIMS[name], ledger) for key in RULED for name in RULED[key])
    listed = f'<ul class="thread-ledger" hidden>{rows}</ul>'
    return TABLE.sub(lambda found: f'<table class="docutils thread{found[1]}{listed}', html)


def rule(key, claim, ledger):
    """Return the row of the ledger as an item: what the paper says, linked, and the verdict."""
    link = f'<a href="{ledger}#claim-{claim.id}">{escape(claim.says)}</a>'
    ruling = claim.ruling[0].upper() + claim.ruling[1:]
    return f'<li data-line="{key}">{link} <em>{escape(ruling)}.</em></li>'
