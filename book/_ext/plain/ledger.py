"""The page with the ledger of claims gets a script of its own."""


def add(app, docname, template, context, doctree):
    """Load the script where there is a ledger: a handler of "html-page-context"."""
    if 'class="ledger"' in context.get("body", ""):
        app.add_js_file("ledger.js", defer="defer")
