"""Join the ES modules of this folder into one: what anywidget is given, and the book's page."""

import json
import re
from pathlib import Path

FOLDER = Path(__file__).parent
IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w./-]+)";\n', re.M)
EXPORT = re.compile(r"^export (?=function|const)|^export \{[^}]*\};\n?", re.M)


def join(name, seen=None):
    """Return module ``name`` after all that it imports, each once, in one common scope."""
    seen = set() if seen is None else seen
    if name in seen:
        return ""
    seen.add(name)
    text = (FOLDER / name).read_text(encoding="utf-8")
    needed = [str(Path(name).parent / path) for path in IMPORT.findall(text)]
    own = EXPORT.sub("", IMPORT.sub("", text)).strip()
    return "".join(join(path, seen) for path in needed) + f"// {name}\n{own}\n\n"


def module(name, render):
    """Return one ES module for anywidget, whose default export has the function ``render``."""
    return f"{join(name)}export default {{ render: {render} }};\n"


def css(name="live.css"):
    """Return a style: that of the figures, or "asked.css", that of cards and exercises."""
    return (FOLDER / name).read_text(encoding="utf-8")


def script():
    """Return a classic script for pages, because a page on disk may load no modules."""
    body = join("page.js")
    return (
        "// Generated from adamtext/teach/live by `python -m tools.bundle_live`: change it there.\n"
        f"(() => {{\n{body}upgrade({json.dumps(css(), ensure_ascii=False)});\n}})();\n"
    )


def asked():
    """Return the script of pages that ask something: cards, exercises."""
    seen = set()
    body = join("review.js", seen) + join("judge.js", seen)
    return f"(() => {{\n{body}upgradeCards();\nupgradeExercises();\n}})();\n"
