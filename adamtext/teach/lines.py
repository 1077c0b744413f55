"""Algorithm 1 as lines of text, and the rules that come of exchanging some of them.

A wrong Adam is the right one with a line exchanged. So it is kept as that: the line, and what
stands in its place. The text that results is a rule, and is run. Exchanges that touch different
words can be made together, which gives rules with two mistakes at once.
"""

import difflib
import re
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from array_api_compat import array_namespace

from adamtext.arrays import sqrt, zeros_like
from adamtext.optimizers import AdamState
from adamtext.rule import Optimizer, update_rule

#: Algorithm 1, as it stands in :func:`adamtext.optimizers.adam`, and the line that calls it.
ALGORITHM = """
def rule(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    def adam(alpha, beta1, beta2, eps):
        def init(theta):
            m, v = zeros_like(theta), zeros_like(theta)
            return AdamState(0, m, v)

        def step(theta, g, state):
            t = state.t + 1
            m = beta1 * state.m + (1 - beta1) * g
            v = beta2 * state.v + (1 - beta2) * g**2
            m_hat = m / (1 - beta1**t)
            v_hat = v / (1 - beta2**t)
            return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

        return Optimizer(init, step)

    return adam(alpha, beta1, beta2, eps)
"""
T = "t = state.t + 1"
M, V = "m = beta1 * state.m + (1 - beta1) * g", "v = beta2 * state.v + (1 - beta2) * g**2"
M_HAT, V_HAT = "m_hat = m / (1 - beta1**t)", "v_hat = v / (1 - beta2**t)"
LAST = "return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)"
STATE, START = "AdamState(t, m, v)", "AdamState(0, m, v)"
DECAY = "theta = theta - alpha * weight_decay * theta"


#: AdamW, which has one hyper-parameter and one line more.
DECAYED = ALGORITHM.replace("eps=1e-8)", "eps=1e-8, weight_decay=1e-2)")
DECAYED = DECAYED.replace(T, f"{T}\n            {DECAY}")
#: Algorithm 1 with averages that are updated in place, which is the same.
IN_PLACE = ALGORITHM.replace(
    f"""
            {T}
            {M}
            {V}
""",
    """
            t, m, v = state.t + 1, state.m, state.v
            m *= beta1
            m += (1 - beta1) * g
            v *= beta2
            v += (1 - beta2) * g**2
""",
)


def where(condition, x, y):
    """Choose element by element; ``condition`` holds booleans, of the shape of x and y."""
    return array_namespace(x, y).where(condition, x, y)


def clip(x, limit):
    """Cut off what lies outside -limit and +limit."""
    return where(abs(x) > limit, limit * array_namespace(x).sign(x), x)


def mean_of_rows(x):
    """Return the mean of each row, as a column."""
    return array_namespace(x).mean(x, axis=-1, keepdims=True)


#: What the text of a rule may speak of.
NAMES = {"AdamState": AdamState, "Optimizer": Optimizer, "count": count, "where": where}
NAMES |= {"sqrt": sqrt, "zeros_like": zeros_like, "clip": clip}
NAMES["mean_of_rows"] = mean_of_rows


def edits(text, exchange):
    """List which words of ``text`` an exchange replaces: (first, last, new words).

    Raises
    ------
    LookupError
        If a line that is to be exchanged does not stand there, just once.
    """
    found = []
    for right, wrong in exchange.items():
        if text.count(right) != 1:
            raise LookupError(f"there must be one {right!r}")
        start = len(words(text[: text.index(right)]))
        old, new = words(right), words(wrong)
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        for what, i, j, k, end in matcher.get_opcodes():
            if what != "equal":
                found.append((start + i, start + j, "".join(new[k:end])))
    return found


def words(text):
    """Split ``text`` into names, numbers, operators and blanks."""
    return re.findall(r"\w+|\*\*|\s+|.", text, re.S)


def exchanged(text, *exchanges):
    """Return ``text`` with all of ``exchanges`` made, dicts from lines to what replaces them.

    Raises
    ------
    LookupError
        If the words that they replace touch, or one has nothing to replace.
    """
    exchanges = [
        {right: wrong.replace("\n", "\n" + " " * 12) for right, wrong in exchange.items()}
        for exchange in exchanges
    ]
    made = sorted(edit for exchange in exchanges for edit in edits(text, exchange))
    parts, place = [], 0
    old = words(text)
    for i, (start, stop, new) in enumerate(made):
        inserted = start == stop or (i and made[i - 1][0] == made[i - 1][1])
        if i and (start < place or (start == place and inserted)):
            raise LookupError("two exchanges of the same words")
        parts += [*old[place:start], new]
        place = stop
    return "".join(parts + old[place:])


@lru_cache(maxsize=None)
def run_text(text):
    """Run the text of a rule, and return the rule; one that cuts off has a ``limit`` as well."""
    if "limit" not in text:
        return run_limited(text, None)

    def rule(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, limit=1.0):
        return run_limited(text, limit)(alpha, beta1, beta2, eps)

    return rule


@lru_cache(maxsize=None)
def run_limited(text, limit):
    """Run the text of a rule with a number ``limit`` in it, and return the rule."""
    if "next(counter)" in text:
        text = text.replace("        def init", "        counter = count(1)\n\n        def init")
    namespace = NAMES | {"limit": limit}
    exec(compile(text, "<Algorithm 1 with lines exchanged>", "exec"), namespace)
    return update_rule(namespace["rule"])


class Mistake(NamedTuple):
    """A wrong Adam, what is wrong with it, and how one notices.

    Attributes
    ----------
    exchange : dict of str
        Lines of Algorithm 1, or parts of lines, and what stands in their place.
    symptom : str
        What it does to the steps: one sentence, at the defaults, with its number.
    seen : str
        Where it was seen, or "" where we can name no source.
    text : str
        The right rule: Algorithm 1, or AdamW, or Algorithm 1 in place.
    """

    exchange: dict
    symptom: str
    seen: str = ""
    text: str = ALGORITHM

    @property
    def line(self):
        """The wrong line, or lines."""
        return "\n".join(self.changed()[1])

    @property
    def right(self):
        """What belongs there; "" if nothing does."""
        return "\n".join(self.changed()[0])

    def changed(self):
        """Return the right lines and the wrong ones, without those that both have."""
        right, wrong = (
            [line for part in parts for line in part.splitlines()]
            for parts in (self.exchange, self.exchange.values())
        )
        alike = [line for line in right if line in wrong]
        return [[x for x in each if x not in alike] for each in (right, wrong)]

    @property
    def rule(self):
        """``rule(alpha, beta1, beta2, eps) -> Optimizer``, with Adam's defaults."""
        return run_text(exchanged(self.text, self.exchange))


def last(fraction):
    """Exchange the fraction in the last line."""
    return {LAST: f"return theta - alpha * {fraction}, AdamState(t, m, v)"}
