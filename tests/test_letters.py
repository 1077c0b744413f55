"""Letters mean one thing: what the chapters write in their formulas, notation.md explains.

Its first table has the letters of the whole book, its second those that belong to one chapter.
"""

import re
from pathlib import Path

import nbformat
import pytest

BOOK = Path(__file__).parents[1] / "book"
NOTATION = (BOOK / "notation.md").read_text("utf-8")
MATH = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$]+?)\$", re.S)
MEANING = re.compile(r"\b(?:[Ll]et|[Ww]rite) \$([^$]+)\$ (?:be (?:an?|the)|for|stands? for)\b")
NAMES = re.compile(r"\\(?:text|operatorname\*?|mathrm|tag|begin|end)\s*\{[^{}]*\}")
LETTER = re.compile(
    r"(?:\\(hat|tilde|bar|dot|overline)(?![a-z])\s*\{?\s*)?(?:\\([a-zA-Z]+)|([A-Za-z]))\}?(\s*_)?"
)
GREEK = """
alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau
phi varphi chi psi omega ell Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega
""".split()
MARKS = {"bar", "dot", "overline"}  # a mean, a derivative: the letter below keeps its meaning

#: letters of the whole book whose subject only these chapters have
ONLY_IN = {
    "u": {"04", "12", "13"},
    "d_": {"12"},
    "r": {"03", "09", "13", "14"},
    "\\rho": {"07", "12"},
    "\\lambda": {"06", "07", "08", "12", "13", "14", "15", "18"},
}

#: letters of the whole book that a chapter still uses in another sense
KNOWN = {
    "03": {"\\lambda"},  # the paper's, in Theorem 4.1: how fast beta_1 fades
    "05": {"\\lambda", "\\beta"},  # the same; beta_2 in one proof
}

#: what no chapter may write, and why
FORBIDDEN = {
    r"(?<![A-Za-z])f\(t\)": "f is a cost; a step without correction over one with it is r(t)",
    r"\\varepsilon": "there is one epsilon, and it stands beside the root; noise is xi",
    r"\\mathbb\s*\{?E": "an expected value is \\operatorname{E}",
    r"\\rho\s*=\s*\\beta": "rho is AdaDelta's decay",
    r"\\mu\s*m_": "mu is a mean; SGD's momentum is beta_1",
    r"\\phi(?![a-z])": "phi is written \\varphi",
}
INTRODUCES = {"01"}  # the chapter that gives the letters their meaning


def formulas(text):
    """Yield what stands between dollars, in prose and in code's comments alike."""
    for match in MATH.finditer(text):
        yield match[1] or match[2]


def letters(formula):
    """Return the letters of a formula: `\\hat m`, `\\beta_`; an index makes it end in `_`."""
    found = set()
    for mark, macro, plain, index in LETTER.findall(NAMES.sub(" ", formula)):
        if macro and macro not in GREEK:
            continue
        letter = plain or "\\" + macro
        letter = f"\\{mark} {letter}" if mark and mark not in MARKS else letter
        found.add(letter + "_" if index else letter)
    return found


def bare(letter):
    return letter.removesuffix("_")


def rows(notation, heading):
    """Yield the cells of the first table below a heading."""
    table = notation.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in table.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def declared(cell):
    return set().union(*map(letters, formulas(cell)))


def tables(notation):
    """Return the letters of the whole book, and chapter -> letters of its own."""
    fixed = set().union(*(declared(row[0]) for row in rows(notation, "Symbols"))) - {"x"}
    own = {}
    for chapter, cell, _ in rows(notation, "Letters of one chapter"):
        own.setdefault(chapter, set()).update(declared(cell))
    return fixed, own


def covers(known, letter):
    """Say whether a letter is among `known`; with and without an index are two where both are."""
    both = {bare(letter), bare(letter) + "_"}
    return letter in known if both <= known else bool(both & known)


def faults(notation, chapter, cells):
    """Yield what is wrong with the letters in the cells of a chapter, id -> text."""
    fixed, own = tables(notation)
    mine, known = own.get(chapter, set()), KNOWN.get(chapter, set())
    for letter in sorted(mine):
        if covers(fixed, letter) and not covers(known, letter):
            yield f"{letter} belongs to the whole book, and chapter {chapter} declares it"
    for name, text in cells.items():
        for formula in formulas(text):
            for letter in sorted(letters(formula)):
                if not any(covers(each, letter) for each in (fixed, mine, known)):
                    yield f"{name}: {letter} in {formula!r} is not in notation.md"
                elif elsewhere(letter, chapter) and not covers(known, letter):
                    yield f"{name}: {letter} in {formula!r} has its meaning in other chapters"
            for pattern, why in FORBIDDEN.items():
                if re.search(pattern, formula):
                    yield f"{name}: {formula!r}: {why}"
        for letter in redefined(text):
            if covers(fixed, letter) and not covers(known, letter) and chapter not in INTRODUCES:
                yield f"{name}: {letter} has a meaning, and gets another"


def elsewhere(letter, chapter):
    """Say whether a letter of the book is one that this chapter has no use for."""
    return any(
        chapter not in chapters and letter in {name, name.removesuffix("_") + "_"}
        for name, chapters in ONLY_IN.items()
    )


def redefined(text):
    """Yield letters that a sentence gives a meaning: let X be, write X for."""
    for formula in MEANING.findall(text):
        found = letters(re.sub(r"_(?:\{[^{}]*\}|\\?\w+)", "_", formula))
        if len(found) == 1 and "=" not in formula:
            yield found.pop()


def markdown(path):
    cells = nbformat.read(path, as_version=4).cells
    return {cell.id: cell.source for cell in cells if cell.cell_type == "markdown"}


@pytest.mark.parametrize("path", sorted(BOOK.glob("*.ipynb")), ids=lambda path: path.stem)
def test_letters_mean_one_thing(path):
    assert list(faults(NOTATION, path.stem[:2], markdown(path))) == []


def test_letters_of_a_chapter_are_used_there():
    for chapter, own in tables(NOTATION)[1].items():
        if chapter > "05":
            (path,) = BOOK.glob(f"{chapter}-*.ipynb")
            text = "\n".join(markdown(path).values())
            used = set().union(*map(letters, formulas(text)))
            assert {bare(letter) for letter in own} <= {bare(letter) for letter in used}, chapter


BROKEN = {
    "a letter that nobody has explained": ("with $Z > 0$", "Z in 'Z > 0' is not in notation.md"),
    "another meaning": ("Let $\\alpha$ be an angle.", "\\alpha has a meaning, and gets another"),
    "and by writing": ("Write $u_t$ for the error.", "u_ has a meaning, and gets another"),
    "the ratio under the name of a cost": ("it grows to $f(t)$", "f is a cost"),
    "a second epsilon": ("for all $\\varepsilon > 0$", "there is one epsilon"),
    "momentum under the name of a mean": ("$g_t + \\mu m_t$", "mu is a mean"),
    "a letter of other chapters": ("the weights $u_i$", "has its meaning in other chapters"),
    "a hat that is not declared": ("the estimate $\\hat g_t$", "\\hat g_ in '\\\\hat g_t'"),
}


@pytest.mark.parametrize(("text", "fault"), BROKEN.values(), ids=BROKEN)
def test_a_broken_example_is_rejected(text, fault):
    found = list(faults(NOTATION, "06", {"some-cell": text}))
    assert any(fault in line for line in found), found


def test_a_letter_of_the_book_cannot_be_declared_by_a_chapter():
    broken = NOTATION.replace("| 10 | $p$, $q$ |", "| 10 | $p$, $q$, $v$ |")
    assert broken != NOTATION
    said = "v belongs to the whole book, and chapter 10 declares it"
    assert list(faults(broken, "10", {})) == [said]


def test_a_letter_with_an_index_and_without_are_two_where_both_are_declared():
    assert letters("\\sum_i \\pi_i \\log \\hat p_i") == {"i", "\\pi_", "\\hat p_"}
    assert covers({"\\pi", "\\pi_"}, "\\pi")
    assert not covers({"d", "d_"} - {"d"}, "\\pi")
    assert covers({"m"}, "m_")
    assert letters("\\operatorname{sign} \\text{of } x \\tag{3.1}") == {"x"}
