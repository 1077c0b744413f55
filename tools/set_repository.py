"""Say where the project lives, in every file that has to know: the only place to set it is here.

    python tools/set_repository.py https://github.com/OWNER/NAME

writes the pages' buttons (_config.yml), the package's links (pyproject.toml), CITATION.cff, the
README and the first code cell of every notebook. Without an address it writes them again for the
one that is set: after a new version, or for a new notebook. `--unset` takes the address out.

Buttons and cells name the tag of the version, so that the page, the notebook that its button opens
and the package that this installs are one and the same. Cells install the light wheel of the
release: see tools/light.py.
"""

import argparse
import json
import re
import sys
from pathlib import Path

ADDRESS = re.compile(r"https://github\.com/([A-Za-z0-9][A-Za-z0-9-]*)/([A-Za-z0-9_][\w.-]*)", re.A)
COLAB = "https://colab.research.google.com"
LIGHT = "adamtext-{version}-0light-py3-none-any.whl"  # pip wants a build tag to begin with a digit
# Folded in Colab by its form, in JupyterLab by "jupyter", in the page by the tag.
FOLDED = {"cellView": "form", "jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
TITLE = "# @title How this notebook finds adamtext"

INSTALL = """\
# Where adamtext is missing, as in Colab, install it, and change nothing else.
from importlib.util import find_spec

if find_spec("adamtext") is None:
    %pip list --format=freeze > versions.txt
    address = "{address}"
    release = f"{{address}}/releases/download/v{version}"
    wheel = "{wheel}"
    %pip install --quiet --constraint versions.txt "{{release}}/{{wheel}}"
"""
COMPLAIN = """\
# adamtext is the package in the book's folder; its address is not set yet.
from importlib.util import find_spec

if find_spec("adamtext") is None:
    remedy = "get the whole folder of the book, and run `pip install FOLDER`"
    raise ModuleNotFoundError(f"adamtext is missing: {remedy}")
"""

BUTTONS = """\
repository:
  url: {address}
  branch: {tag}
  path_to_book: ""

launch_buttons:
  colab_url: {colab}
"""
SHOWN = """\
  baseurl: https://{host}.github.io/{name}/
  use_repository_button: true
  use_issues_button: true
"""
URLS = """\
[project.urls]
Homepage = "{address}"
Book = "https://{host}.github.io/{name}/"
Changelog = "{address}/blob/{tag}/CHANGELOG.md"
Issues = "{address}/issues"
"""
CITED = """\
repository-code: "{address}"
url: "https://{host}.github.io/{name}/"
"""
RUN = """\
**In Colab.** Nothing has to be installed by hand: the first cell does it, once. It brings less than
a megabyte; a chapter that works with data fetches them when it loads them, 4 or 5 MB a set. Open
{links}.

The book as it is published: <https://{host}.github.io/{name}/>.
"""
NOT_YET = """\
**In Colab.** No address of this repository is set yet, so there are no Colab links:
`python tools/set_repository.py https://github.com/OWNER/NAME` sets it and writes them.
"""


def version(root):
    """Return the version, from the only place where it stands."""
    text = (root / "adamtext" / "__init__.py").read_text(encoding="utf-8")
    return re.search(r'^__version__ = "(.+)"$', text, re.M)[1]


def address_set(root):
    """Return the address that is set, or None."""
    text = (root / "_config.yml").read_text(encoding="utf-8")
    found = re.search(r"^repository:\n  url: (\S+)$", text, re.M)
    return found and found[1]


def parse(address):
    """Return the address without a slash or .git behind it; ValueError if it is none on GitHub."""
    plain = address.strip().removesuffix("/").removesuffix(".git")
    if not ADDRESS.fullmatch(plain):
        raise ValueError(f"the address must be https://github.com/OWNER/NAME, got {address!r}")
    return plain


def fields(address, root):
    """Return what the templates name."""
    tag = f"v{version(root)}"
    owner, name = ADDRESS.fullmatch(address).groups()
    notebooks = [path.name for path in notebooks_of(root)]
    open_in = f"{COLAB}/github/{owner}/{name}/blob/{tag}/book"
    links = " ·\n".join(f"[{file.removesuffix('.ipynb')}]({open_in}/{file})" for file in notebooks)
    host = owner.lower()
    return dict(address=address, name=name, host=host, tag=tag, colab=COLAB, links=links)


def notebooks_of(root):
    """Return the notebooks of the book, in its order."""
    return sorted((root / "book").glob("*.ipynb"))


def between(text, name, block, comment="# {}"):
    """Put the block between two lines that are comments, `# NAME` and `# /NAME`."""
    first, last = comment.format(name), comment.format(f"/{name}")
    pattern = rf"(^ *{re.escape(first)}(?:,.*)?\n)(?:.*\n)*?(^ *{re.escape(last)}$)"
    marked = re.compile(pattern, re.M)
    if len(marked.findall(text)) != 1:
        raise ValueError(f"the lines {first} and {last} must stand there, once")
    return marked.sub(lambda found: found[1] + block + found[2], text)


def setup_cell(address, version):
    """Return the source of the first code cell of every notebook."""
    wheel = LIGHT.format(version=version)
    known = dict(address=address, version=version, wheel=wheel)
    lines = INSTALL.format(**known) if address else COMPLAIN
    return f"{TITLE}\n{lines}".rstrip()


def with_setup_cell(text, source):
    """Return a notebook, as JSON, with that first code cell; in place of the one that it has.

    Raises ValueError where the text is no JSON, or there is no code cell to come first.
    """
    notebook = json.loads(text)
    cells = notebook["cells"]
    first = next((n for n, cell in enumerate(cells) if cell["cell_type"] == "code"), None)
    if first is None:
        raise ValueError("the notebook has no code cell yet")
    if cells[first].get("id") != "setup":
        for cell in cells[first:]:  # it runs first: all others are run one later
            if cell.get("execution_count"):
                cell["execution_count"] += 1
        cells.insert(first, {"cell_type": "code", "execution_count": 1, "id": "setup"})
    cells[first] |= {"metadata": FOLDED, "outputs": [], "source": source.splitlines(keepends=True)}
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def rewritten(address, root):
    """Return what every file is to hold, a dict of path to text."""
    known = fields(address, root) if address else {}

    def filled(template, instead=""):
        return template.format(**known) if address else instead

    blocks = {
        "_config.yml": [("repository", filled(BUTTONS)), ("buttons", filled(SHOWN))],
        "pyproject.toml": [("repository", filled(URLS))],
        "CITATION.cff": [("repository", filled(CITED))],
        "README.md": [("repository", filled(RUN, NOT_YET))],
    }
    source = setup_cell(address, version(root))
    texts = {}
    for path in [*(root / name for name in blocks), *notebooks_of(root)]:
        text = path.read_text(encoding="utf-8")
        try:
            for block in blocks.get(path.name, ()):
                text = between(text, *block, "<!-- {} -->" if path.suffix == ".md" else "# {}")
            texts[path] = with_setup_cell(text, source) if path.suffix == ".ipynb" else text
        except ValueError as error:
            raise ValueError(f"{path.relative_to(root)}: {error}") from None
    return texts


def main(arguments=None, root=Path(__file__).parents[1]):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address", nargs="?", help="https://github.com/OWNER/NAME")
    parser.add_argument("--unset", action="store_true", help="name no address any more")
    options = parser.parse_args(arguments)
    if options.unset and options.address:
        parser.error("--unset goes without an address")
    try:
        address = None if options.unset else options.address or address_set(root)
        address = address and parse(address)
        texts = rewritten(address, root)  # nothing is written till here
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    changed = [p for p, text in texts.items() if p.read_text(encoding="utf-8") != text]
    for path in changed:
        path.write_text(texts[path], encoding="utf-8")
        print(f"wrote {path.relative_to(root)}")
    if not changed:
        print("nothing to change")
    elif address:
        tag = f"v{version(root)}"
        print(f"Next: commit this, then `git tag {tag}` and `git push --tags`; buttons name {tag}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
