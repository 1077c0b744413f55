"""Headings, prose and formulas in letters: for the contents, the index and the search."""

import re
import unicodedata

from docutils import nodes

NAMES = dict(alpha="α", beta="β", gamma="γ", delta="δ", epsilon="ε", theta="θ", zeta="ζ", ell="ℓ")
NAMES["infty"] = "∞"
MARKS = {"hat": "\u0302", "bar": "\u0304"}
RAISED = str.maketrans("0123456789tp", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵗᵖ")
LOWERED = str.maketrans("0123456789it-+", "₀₁₂₃₄₅₆₇₈₉ᵢₜ₋₊")
SHIFTED = {"^": RAISED, "_": LOWERED}
SIGNS = NAMES | dict(cdot="·", sqrt="√", ge="≥", le="≤", to="→", nabla="∇", Delta="Δ")
SIGNS |= {"lambda": "λ", "rho": "ρ", "mu": "μ", "sigma": "σ", "xi": "ξ", "pi": "π", "kappa": "κ"}


def plain(node):
    """Return what a heading says, formulas as far as letters go: "Does v̂ vanish?"."""
    parts = (
        letters(part.astext()) if isinstance(part.parent, nodes.math) else part.astext()
        for part in node.findall(nodes.Text)
    )
    return "".join(parts)


def letters(tex):
    r"""Return a short formula in letters.

    >>> letters(r"\beta_2"), letters(r"\hat v_t"), letters(r"\hat{m}"), letters(r"L^\infty")
    ('β₂', 'v̂ₜ', 'm̂', 'L∞')
    """
    tex = re.sub(r"\\(hat|bar)\s*(?:\{(\w)\}|(\w))", lambda m: (m[2] or m[3]) + MARKS[m[1]], tex)
    tex = re.sub(r"\\([A-Za-z]+)\s*", lambda m: NAMES.get(m[1], m[1]), tex)
    tex = re.sub(r"([_^])\{?(\w|∞)\}?", lambda m: m[2].translate(SHIFTED[m[1]]), tex)
    return re.sub(r"[{}]", "", tex)


def text_of(node):
    r"""Return what a node says in prose, formulas in letters, as far as they are short.

    >>> text_of(nodes.paragraph("", "", nodes.Text("up to "), nodes.math("", r"7.27\,\alpha")))
    'up to 7.27 α'
    """
    said = []
    for part in node.findall(nodes.Text):
        above = part.parent
        if isinstance(above, nodes.math):
            said.append(spelled(part.astext()))
        elif not isinstance(above, nodes.math_block | nodes.literal_block | nodes.raw):
            said.append(part.astext())
    return " ".join("".join(said).split())


def spelled(tex):
    """Return a formula in letters, or a sign that it is too long."""
    tex = re.sub(r"\\[,;! ]", " ", tex)
    tex = re.sub(r"\^\{?(\d+)\}?", lambda found: found[1].translate(RAISED), tex)
    tex = re.sub(r"_\{([\w,+-]+)\}", lambda found: found[1].translate(LOWERED), tex)
    if re.search(r"\\(frac|sum|operatorname|text|begin|prod)", tex):
        return "…"
    return letters(re.sub(r"\\([A-Za-z]+)", lambda m: SIGNS.get(m[1], m[0]), tex))


def spelled_symbol(tex):
    r"""Return a symbol in letters.

    >>> [spelled_symbol(tex) for tex in (r"B_\infty", r"\lVert x \rVert", r"\hat\epsilon")]
    ['B∞', '‖x‖', 'ε̂']
    """
    tex = tex.replace(r"_\infty", "∞")
    tex = re.sub(r"\\[lr]Vert *", "‖", re.sub(r" *\\rVert", r"\\rVert", tex))
    return spelled(re.sub(r"\\operatorname\{(\w)\}", r"\1", tex))


def names(tex):
    r"""Return how the symbols of a formula are called.

    >>> names(r"\beta_1, \beta_2"), names(r"\hat m_t, \hat v_t"), names(r"B_\infty")
    (['beta1', 'beta2'], ['m-hat', 'v-hat'], ['B-infinity'])
    >>> names(r"\operatorname{E}[x]"), names(r"\lVert x \rVert"), names("f_t"), names("r(t)")
    (['E'], ['norm'], ['f'], ['r'])
    """
    if r"\lVert" in tex:
        return ["norm"]
    tex = re.sub(r"\\operatorname\{(\w)\}", r"\1", tex)
    tex = re.sub(r"[\[(][^\])]*[\])]", "", tex)
    found = []
    for part in tex.split(","):
        part = part.strip().replace(r"_\infty", "-infinity")
        part = re.sub(r"\\(hat|bar)\s*(\\?[A-Za-z]+)", r"\2-\1", part)
        part = re.sub(r"_\{?(\d*)\w*(,\w)?\}?", r"\1", part)
        found.append(part.replace("\\", "").strip())
    return [name for name in found if name]


def by_alphabet(text):
    """Return what a word is sorted by: "Défossez" is among the D.

    >>> by_alphabet("É") < by_alphabet("f")
    True
    """
    plain = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^\w ]", "", plain).lower().removeprefix("the ")
