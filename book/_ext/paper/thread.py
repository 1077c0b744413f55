"""The table of Algorithm 1 is marked, so that `thread.js` can light up all that is one thing."""

import re

HEAD = re.compile(
    r'<table class="docutils( align-default">\s*<thead>\s*<tr[^>]*><th[^>]*><p>the paper</p></th>'
    r"\s*<th[^>]*><p>Python</p></th>\s*<th[^>]*><p>what it is for</p>)"
)


def add(app, pagename, templatename, context, doctree):
    """Mark the table, if the page has it: a handler of "html-page-context"."""
    context["body"] = marked(context.get("body", ""))


def marked(html):
    """Return the page with its table of Algorithm 1 marked.

    >>> row = '<th><p>the paper</p></th><th><p>Python</p></th><th><p>what it is for</p></th>'
    >>> marked(f'<table class="docutils align-default"><thead><tr>{row}')[:43]
    '<table class="docutils thread align-default'
    """
    return HEAD.sub(r'<table class="docutils thread\1', html)
