"""Join the ES modules of this folder: into one for anywidget, into classic scripts for the pages.

A page on disk may load no modules. So what all figures use, and what wakes them, is one script,
``live.js``; each figure is one more, ``live-NAME.js``, which is loaded when the figure comes near.
"""

import json
import re
from pathlib import Path

FOLDER = Path(__file__).parent
IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w./-]+)";\n', re.M)
EXPORT = re.compile(r"^export (?=function|const)|^export \{[^}]*\};\n?", re.M)
EXPORTED = re.compile(r"^export (?:(?:function|const) (\w+)|\{ (\w+) \};)", re.M)

#: Modules that every figure may import; the pages load them once.
SHARED = ("vendor/d3.js", "parts.js", "adam.js")


def read(name):
    """Return the text of a file of this folder."""
    return (FOLDER / name).read_text(encoding="utf-8")


def join(name, seen=None):
    """Return module ``name`` after all that it imports, each once, in one common scope."""
    seen = set() if seen is None else seen
    if name in seen:
        return ""
    seen.add(name)
    text = read(name)
    needed = [str(Path(name).parent / path) for path in IMPORT.findall(text)]
    own = EXPORT.sub("", IMPORT.sub("", text)).strip()
    return "".join(join(path, seen) for path in needed) + f"// {name}\n{own}\n\n"


def module(name, render="render"):
    """Return ``name.js`` as one ES module for anywidget, with its function ``render``."""
    return f"{join(name + '.js')}export default {{ render: {render} }};\n"


def css(name="live.css"):
    """Return a style: that of the figures, or "asked.css", that of cards and exercises."""
    return read(name)


def offered():
    """Return the names that the shared modules offer to every figure."""
    return [one or other for name in SHARED for one, other in EXPORTED.findall(read(name))]


def shared():
    """Return ``live.js``: what figures share, what wakes them, and their style."""
    seen = set()
    body = "".join(join(name, seen) for name in (*SHARED, "page.js"))
    return (
        f"(() => {{\n{body}window.adamtextLive = {{ {', '.join(offered())}, wake }};\n"
        f"upgrade({json.dumps(css(), ensure_ascii=False)});\n}})();\n"
    )


def script(figure):
    """Return ``live-NAME.js``: a figure, as far as it is not shared."""
    body = join(f"{figure}.js", seen=set(SHARED))
    used = sorted(name for name in offered() if re.search(rf"\b{name}\b", body))
    return (
        f"(() => {{\nconst {{ {', '.join([*used, 'wake'])} }} = window.adamtextLive;\n"
        f'{body}wake("{figure}", render);\n}})();\n'
    )


def scripts(figures):
    """Return the scripts of the pages, a dict of their names to their texts."""
    return {"live.js": shared()} | {f"live-{name}.js": script(name) for name in figures}


def asked():
    """Return the script of pages that ask something: cards, exercises."""
    seen = set()
    body = join("review.js", seen) + join("judge.js", seen)
    return f"(() => {{\n{body}upgradeCards();\nupgradeExercises();\n}})();\n"


def told():
    """Return the script of pages that have numbers to be changed in their sentences."""
    return f"(() => {{\n{join('told.js')}upgradeTold();\n}})();\n"


def valley():
    """Return the script that gives the race on the title page its valley and its rules."""
    seen = set()
    body = join("valley.js", seen) + join("rules.js", seen)
    offered = "valleyCost, valleySlope, MOVES, forgotten"
    return f"(() => {{\n{body}window.valley = {{ {offered} }};\n}})();\n"
