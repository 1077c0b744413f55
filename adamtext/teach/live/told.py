"""Numbers in a chapter's sentences that the reader can change, and what then restates itself.

The notebooks hold plain text. ``PASSAGES`` names the numbers in it that are controls, and the words
that depend on them; ``marked`` marks both when the book is built, and ``told.js`` does the rest.
What the words must be, at any values, is computed here by ``adamtext``.
"""

import inspect
import math
import re
from dataclasses import dataclass

import numpy as np

from adamtext.averages import bias_correction
from adamtext.bounds import printed_bound, step_bound, uncorrected_ratio

#: What can be changed in a sentence; all else in a passage depends on it.
CONTROLS = ("alpha", "beta1", "beta2", "t")
FENCE = "`" * 14
STEPS = np.arange(1, 100_001)


@dataclass(frozen=True)
class Passage:
    """A paragraph in which numbers can be changed.

    Parameters
    ----------
    chapter, cell : str
        The notebook, without its ending, and the cell's id.
    places : dict
        Maps a control, or a function of this module, to words of the paragraph, with what stands
        for it in square brackets.
    """

    chapter: str
    cell: str
    places: dict

    def spans(self, text):
        """Return where each place is: a dict of keys to (first, last).

        Raises
        ------
        ValueError
            If words do not stand in the text, or more than once.
        """
        found = {}
        for key, words in self.places.items():
            before, inside, after = re.fullmatch(r"(.*)\[(.*)\](.*)", words, re.S).groups()
            whole = before + inside + after
            if (count := text.count(whole)) != 1:
                raise ValueError(f"{self.chapter}, {self.cell}: {whole!r} is there {count} times")
            first = text.index(whole) + len(before)
            found[key] = first, first + len(inside)
        return found

    def words(self, text):
        """Return what stands in each place of the text: a dict of keys to words."""
        return {key: text[first:last] for key, (first, last) in self.spans(text).items()}


#: Every paragraph in which numbers can be changed.
PASSAGES = [
    Passage(
        "01-algorithm",
        "later",
        {
            "beta1": r"$\beta_1$ be [0.9]",
            "beta2": r"$\beta_2$ be [0.999]",
            "t": "After step [1]",
            "share_above": "the numerator has [10] percent",
            "share_below": "in the denominator [3.16] percent",
            "ratio": "without hats that step is [3.162] times",
            "ratio_means": "as it should be: [too long]",
        },
    ),
    Passage(
        "01-algorithm",
        "streams-words",
        {"alpha": r"$\alpha$ at [0.001]", "steps_to_one": "needs [1000] steps that agree"},
    ),
    Passage(
        "02-interpretation",
        "bound-table-words",
        {
            "beta1": r"$\beta_1$ at [0.9]",
            "beta2": r"$\beta_2$ at [0.999]",
            "t": "in the first [10] steps",
            "bound": r"longer than [1.043] $\alpha$",
            "printed": r"bound, [3.162] $\alpha$",
            "printed_holds": "[holds for 209 steps and then fails]",
            "limit": "a step can be [7.27] times",
        },
    ),
    Passage(
        "03-bias-correction",
        "table-words",
        {
            "beta1": r"$\beta_1$ at [0.9]",
            "beta2": r"$\beta_2$ at [0.95]",
            "first_ratio": "the first step is [0.447] times",
            "folklore_holds": "folklore [holds for 8 steps]",
            "peak": "At most a step is [1.097] times",
            "peak_when": "as long, [at step 20]",
        },
    ),
]


def marked(text, passage):
    r"""Return the text of a passage's cell with its paragraph and its places marked.

    Raises
    ------
    ValueError
        If the words are not in the text as the passage has them, or not in one paragraph.

    Examples
    --------
    >>> p = Passage("00", "cell", {"t": "Step [1]", "ratio": "is [3] long"})
    >>> print(marked("No.\n\nStep 1 is 3 long.", p).replace(FENCE, "***"))
    No.
    <BLANKLINE>
    ***{told}
    Step {told}`t 1` is {told}`ratio 3` long.
    ***
    """
    spans = passage.spans(text)
    first = text.rfind("\n\n", 0, min(first for first, _ in spans.values())) + 2
    last = text.find("\n\n", first)
    first, last = (0 if first == 1 else first), (len(text) if last < 0 else last)
    if not all(first <= begin and end <= last for begin, end in spans.values()):
        raise ValueError(f"{passage.chapter}, {passage.cell}: not all is in one paragraph")
    made, at = text[:first] + FENCE + "{told}\n", first
    for key, (begin, end) in sorted(spans.items(), key=lambda span: span[1]):
        made += f"{text[at:begin]}{{told}}`{key} {text[begin:end]}`"
        at = end
    return f"{made}{text[at:last]}\n{FENCE}{text[last:]}"


def said(key, values):
    """Return what must stand in a place, at the values of the controls, a dict."""
    return globals()[key](*(values[name] for name in depends_on(key)))


def depends_on(key):
    """Return the controls on which a place depends."""
    return tuple(inspect.signature(globals()[key]).parameters)


def digits(x, count):
    """Return a number with at most so many significant digits, and none with a power of ten.

    >>> digits(7.27029, 4), digits(10.0, 3), digits(3e8, 4)
    ('7.27', '10', 'over a million')
    """
    return "over a million" if x > 1e6 else f"{float(f'{x:.{count}g}'):.12g}"


def share_above(beta1, t):
    """Return the percentage of its true size that m has under equal gradients."""
    return digits(100 * float(bias_correction(beta1, t)), 3)


def share_below(beta2, t):
    """Return the percentage of its true size that the root of v has under equal gradients."""
    return digits(100 * math.sqrt(bias_correction(beta2, t)), 3)


def ratio(beta1, beta2, t):
    """Return the length of step t without hats, over that with them."""
    return digits(uncorrected_ratio(beta1, beta2, t), 4)


def ratio_means(beta1, beta2, t):
    """Say whether that is too long."""
    found = uncorrected_ratio(beta1, beta2, t)
    if abs(found - 1) < 1e-12:
        return "just right"
    return "too long" if found > 1 else "too short"


def steps_to_one(alpha):
    """Return how many steps of length alpha lead from 0 to 1."""
    return str(math.ceil(round(1 / alpha, 6)))


def bound(beta1, beta2, t):
    """Return the longest step among the first t, in units of alpha."""
    return digits(step_bound(beta1, beta2, t), 4)


def printed(beta1, beta2):
    """Return the longest step as the paper has it."""
    return digits(printed_bound(beta1, beta2), 4)


def printed_holds(beta1, beta2):
    """Say for how many steps that holds."""
    level = printed_bound(beta1, beta2) * (1 + 1e-12)
    if step_bound(beta1, beta2) <= level:
        return "always holds"
    return f"{_holds(step_bound(beta1, beta2, STEPS) <= level)} and then fails"


def limit(beta1, beta2):
    """Return the longest step in the long run."""
    found = step_bound(beta1, beta2)
    return "any number of" if found == math.inf else digits(found, 3)


def first_ratio(beta1, beta2):
    """Return the length of the first step without hats, over that with them."""
    return digits(uncorrected_ratio(beta1, beta2, 1), 3)


def folklore_holds(beta1, beta2):
    """Say for how many steps missing hats make them short."""
    if beta2 <= beta1:
        return "always holds"
    return _holds(uncorrected_ratio(beta1, beta2, STEPS) < 1 - 1e-12)


def peak(beta1, beta2):
    """Return the length of the longest step without hats."""
    return digits(1.0 if beta2 <= beta1 else uncorrected_ratio(beta1, beta2, STEPS).max(), 4)


def peak_when(beta1, beta2):
    """Say when that step is taken."""
    if beta2 <= beta1:
        return "in the long run"
    return f"at step {uncorrected_ratio(beta1, beta2, STEPS).argmax() + 1}"


def _holds(true):
    count = len(true) if true.all() else int(true.argmin())
    return f"holds for {count} step{'' if count == 1 else 's'}" if count else "never holds"
