"""What a page says of itself: to those who share a link, to search engines, and in its footer."""

import re
from html import escape

from docutils import nodes

from adamtext import __version__

PICTURE = "_static/readme-hats.png"
LONGEST = 200


def prepare(app, config):
    """Put the version into the footer of every page: a handler of "config-inited"."""
    config.release = __version__
    if "extra_footer" in config.html_theme_options:
        config.html_theme_options["extra_footer"] += f"\nVersion {config.release}."


def add(app, docname, template, context, doctree):
    """Describe the page in its head: a handler of "html-page-context"."""
    if not doctree:
        return
    title = re.sub("<[^>]+>", "", context.get("title", ""))
    said = {
        "title": title,
        "type": "article",
        "site_name": app.config.html_title,
    }
    if words := description(doctree):
        said["description"] = words
        context["metatags"] = re.sub(
            r'<meta content="[^"]*" name="description" ?/>',
            f'<meta content="{escape(words)}" name="description" />',
            context["metatags"],
        )
    if base := app.config.html_baseurl:
        said["url"] = base + app.builder.get_target_uri(docname)
        said["image"] = base + PICTURE
        said["image:alt"] = "Adam's first steps, with its bias corrections and without."
    context["metatags"] += "".join(
        f'<meta property="og:{name}" content="{escape(value)}" />\n' for name, value in said.items()
    )


def description(doctree):
    """Return the first sentences of a page, cut at the end of a word."""
    for paragraph in doctree.findall(nodes.paragraph):
        if any(paragraph.findall(nodes.math)) or not isinstance(paragraph.parent, nodes.section):
            continue
        words = " ".join(paragraph.astext().split())
        if len(words) > 40:
            return words if len(words) <= LONGEST else words[:LONGEST].rpartition(" ")[0] + " …"
    return ""
