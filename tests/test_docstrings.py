"""The reference: every public name has its docstring, and its place on the pages of book/api.

Public is what is defined in a module of adamtext under a name without a leading underscore:
modules, functions, classes and their methods; a constant where a comment ``#:`` says what it is.
"""

import ast
import importlib
import inspect
import re
from pathlib import Path

import nbformat
import pytest

import adamtext
from tools import cells

ROOT = Path(__file__).parents[1]
PACKAGE = Path(adamtext.__file__).parent
PAGES = [ROOT / "book/api.md", *sorted((ROOT / "book/api").glob("*.md"))]
HEART = ["optimizers", "rule", "averages", "bounds", "online", "objectives", "trajectory"]
HEART = {f"adamtext.{name}" for name in [*HEART, "arrays", "fused", "loops", "memory"]}


def modules():
    """Source of every module, by its dotted name."""
    sources = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        sources[".".join(part for part in parts if part != "__init__")] = path.read_text("utf-8")
    return sources


def public_nodes(source):
    """Yield (name, node) for what the source of a module defines in public."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            for inner in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                    yield f"{node.name}.{inner.name}", inner


def constants(source):
    """Names of the constants that a comment ``#:`` on the line above introduces."""
    return re.findall(r"^#: .*\n([A-Z][A-Z_]*)\b", source, re.M)


def imported(tree):
    """Dotted names, where defined, of what the code of a cell imports from adamtext."""
    return {
        f"{getattr(thing, '__module__', '')}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "adamtext"
        for alias in node.names
        for thing in [getattr(importlib.import_module(node.module), alias.name, None)]
    }


def trees(path):
    """Yield the code cells of a notebook, parsed."""
    for _, cell in cells.code_cells(nbformat.read(path, as_version=4)):
        yield cells.tree(cell)


SOURCES = modules()
NODES = {
    f"{module}.{name}": (module, node)
    for module, source in SOURCES.items()
    for name, node in public_nodes(source)
}
# Held to more: what readers call. The rest is called by the package itself.
CHAPTERS = sorted((ROOT / "book").glob("*.ipynb"))
IMPORTED = set().union(*(imported(tree) for path in CHAPTERS for tree in trees(path)))
READERS = sorted({name for name in NODES if NODES[name][0] in HEART or name in IMPORTED})


# ---- rules: each takes a node and its module's docstring, and says what is wrong, or nothing

ARRAYS = {"theta", "g", "m", "v", "u", "v_hat", "x", "features", "targets", "noise", "arrays"}


def sections(text):
    """Sections of a NumPy docstring: body by heading."""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}\n", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def check_there(node, module=""):
    """Anything public says what it is, in a first line that ends like a sentence."""
    first = (ast.get_docstring(node) or "").partition("\n")[0]
    return [] if first.endswith((".", "?", ":")) else ["no docstring, or no sentence to begin it"]


def check_length(node, module=""):
    """At most 20 lines of text: blank lines, headings and examples are not counted."""
    text = ast.get_docstring(node) or ""
    text = re.sub(r"^( *)>>> .*\n?(?:.*\S.*\n?)*", "", text, flags=re.M)
    text = re.sub(r"^\w[\w ]*\n-{3,}$", "", text, flags=re.M)
    count = sum(bool(line.strip()) for line in text.splitlines())
    return [f"{count} lines"] if count > 20 else []


def check_raises(node, module=""):
    """A function that raises an error has a section Raises, and there its name."""
    if isinstance(node, ast.ClassDef):
        return []
    raised = {
        call.func.id if isinstance(call.func, ast.Name) else call.func.attr
        for statement in ast.walk(node)
        if isinstance(statement, ast.Raise)
        for call in [statement.exc]
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute)
    }
    told = sections(ast.get_docstring(node) or "").get("Raises", "")
    return [
        f"Raises lacks {name}" for name in sorted(raised) if not re.search(rf"\b{name}\b", told)
    ]


def parameters(node):
    """Names of a function's parameters, or of a NamedTuple's fields."""
    if isinstance(node, ast.ClassDef):
        return [a.target.id for a in node.body if isinstance(a, ast.AnnAssign)]
    given = node.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    return [a.arg for a in every if a and a.arg not in ("self", "cls") and a.arg[0] != "_"]


def check_parameters(node, module=""):
    """Every parameter, or field of a class, is named, here or by the module for all of them."""
    text = (ast.get_docstring(node) or "") + "\n" + module
    return [
        f"{name} is not named" for name in parameters(node) if not re.search(rf"\b{name}\b", text)
    ]


def check_shape(node, module=""):
    """Who takes arrays tells their shapes, itself or by the module."""
    text = (ast.get_docstring(node) or "") + "\n" + module
    if isinstance(node, ast.ClassDef) or not ARRAYS & set(parameters(node)):
        return []
    return [] if re.search(r"\bshapes?\b|broadcast", text) else ["no shape"]


def check_example(node, module=""):
    """A function has an example, which `make test` runs."""
    if isinstance(node, ast.ClassDef):
        return []
    return [] if ">>> " in (ast.get_docstring(node) or "") else ["no example"]


def check_place(text):
    """A module of the heart says which part of the paper it is about."""
    return [] if re.search(r"§\d|Algorithms? \d|Theorem \d|equation \(\d", text) else ["no place"]


# ---- the package keeps them


@pytest.mark.parametrize("check", [check_there, check_length, check_raises])
def test_everything_public_is_told(check):
    wrong = {name: check(node) for name, (_, node) in NODES.items()}
    assert {name: what for name, what in wrong.items() if what} == {}


@pytest.mark.parametrize("check", [check_parameters, check_shape])
def test_what_readers_call_is_told_in_full(check):
    wrong = {}
    for name in READERS:
        module, node = NODES[name]
        wrong[name] = check(node, ast.get_docstring(ast.parse(SOURCES[module])))
    assert {name: what for name, what in wrong.items() if what} == {}


def test_every_function_of_the_heart_has_an_example():
    heart = {name: node for name, (module, node) in NODES.items() if module in HEART}
    methods = {name for name in heart if name.count(".") > 2}  # the class has the example
    assert [name for name in heart.keys() - methods if check_example(heart[name])] == []


@pytest.mark.parametrize("module", SOURCES)
def test_module_is_told(module):
    tree = ast.parse(SOURCES[module])
    assert check_there(tree) == []
    assert check_length(tree) == []
    if module in HEART:
        assert check_place(ast.get_docstring(tree)) == []


def test_heart_is_the_top_of_the_package():
    top = {name for name in SOURCES if name.count(".") == 1}
    assert HEART == top - {"adamtext.__main__", "adamtext.lab", "adamtext.teach"}


def test_all_is_what_is_defined():
    for name in adamtext.__all__:
        thing = inspect.unwrap(getattr(adamtext, name))
        assert f"{thing.__module__}.{name}" in NODES


# ---- the pages have them all


def on_page(text):
    """Dotted names that a page asks autodoc for."""
    found, module, owner = [], "", ""
    for line in text.splitlines():
        if match := re.match(r"\.\. auto(\w+):: ([\w.]+)$", line):
            kind, name = match.groups()
            module = name if kind == "module" else module
            owner = module if kind == "module" else f"{module}.{name}"
            found.append(owner)
        elif match := re.match(r" +:members: (.+)$", line):
            found += [f"{owner}.{name}" for name in match[1].split(", ")]
    return found


def public_names(sources):
    """Dotted names of all that is public in modules given as source by name."""
    return [
        name
        for module, source in sources.items()
        for name in [
            module,
            *(f"{module}.{name}" for name, _ in public_nodes(source)),
            *(f"{module}.{name}" for name in constants(source)),
        ]
    ]


def test_pages_have_every_public_name_once_and_no_other():
    there = [name for path in PAGES for name in on_page(path.read_text("utf-8"))]
    assert sorted(there) == sorted(public_names(SOURCES))


# ---- and a name or a docstring that is amiss is found


def test_page_that_lacks_a_name_or_has_one_too_many():
    source = "#: What it is.\nSIZE = 3\nOTHER = 4\ndef f(): ...\ndef _g(): ...\n"
    source += "class C:\n def m(self): ...\n def _check(self): ..."
    page = ".. automodule:: a\n\n.. autofunction:: f\n.. autoclass:: C\n   :members: m\n\n"
    assert public_names({"a": source}) == ["a", "a.f", "a.C", "a.C.m", "a.SIZE"]
    assert on_page(page + ".. autodata:: SIZE\n") == ["a", "a.f", "a.C", "a.C.m", "a.SIZE"]
    assert on_page(page) == ["a", "a.f", "a.C", "a.C.m"]
    assert on_page(page + ".. autofunction:: h\n")[-1] == "a.h"


def function(docstring, signature="x", body="return x"):
    return ast.parse(f'def f({signature}):\n    """{docstring}"""\n    {body}').body[0]


RAISES = 'raise ValueError(f"x is {x}")'
SOUND = """Return ``x``, of any shape.

    Raises
    ------
    ValueError
        Always.

    Examples
    --------
    >>> f(1)
    1
    """


@pytest.mark.parametrize(
    "check",
    [check_there, check_length, check_raises, check_parameters, check_shape, check_example],
)
def test_sound_docstring_passes(check):
    assert check(function(SOUND, body=RAISES)) == []


@pytest.mark.parametrize(
    ("check", "node", "message"),
    [
        (check_there, ast.parse("def f(): ...").body[0], "no docstring"),
        (check_there, function("What it does"), "no sentence"),
        (check_length, function("A line.\n" + "    one more\n" * 20), "21 lines"),
        (check_raises, function("Return x, or raise ValueError.", body=RAISES), "ValueError"),
        (check_raises, function(SOUND, body="raise OSError(x)"), "OSError"),
        (check_raises, function(SOUND, body="raise lab.Damaged(x)"), "Damaged"),
        (check_raises, function("Do.", body="\n".join(["def g():", f"        {RAISES}"])), "Value"),
        (check_parameters, function("Return it."), "x is not named"),
        (check_parameters, function(SOUND, "x, *, beta"), "beta is not named"),
        (check_parameters, ast.parse('class S:\n "State."\n t: int').body[0], "t is not named"),
        (check_shape, function("Return ``x``."), "no shape"),
        (check_example, function("Return ``x``."), "no example"),
    ],
)
def test_broken_docstring_is_refused(check, node, message):
    assert message in "; ".join(check(node))


def test_module_without_a_place_is_refused():
    assert check_place("Averages of gradients.") == ["no place"]
    assert check_place("Averages of gradients: §3.") == []
