"""The rules whose steps an optimiser may make: Adam, AdamW, the mistakes, the relatives, pairs."""

import inspect
from collections.abc import Callable
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import numpy as np

import adamtext
from adamtext.teach import lines
from adamtext.teach.examine.streams import Stream, streams
from adamtext.teach.examine.work import PairAtWork, run
from adamtext.teach.mistakes import AVERAGES, CLIPS, DECAYS, EPS, MISTAKES, STATES, TIME
from adamtext.teach.relatives import RELATIVES

#: Hyper-parameters that are Adam's, and their defaults in the paper.
DEFAULTS = {"alpha": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
#: Far from the defaults, so that it shows where one is not used, or misplaced.
OTHERS = {"alpha": 2e-2, "beta1": 0.8, "beta2": 0.95, "eps": 1e-3}
#: Steps of a first look.
FIRST = 6


class Candidate(NamedTuple):
    """A rule that an optimiser may follow.

    Attributes
    ----------
    title : str
        What it is called.
    rule : callable
        From those of alpha, beta1, beta2, eps, weight_decay, limit that it knows to an Optimizer.
    mistakes : tuple of str
        What is wrong with it: none, one or two keys of MISTAKES.
    kind : str
        "Adam", "mistake" or "relative".
    decays : bool
        Whether it may be AdamW's kin, whose steps depend on where theta is.
    """

    title: str
    rule: Callable
    mistakes: tuple = ()
    kind: str = "mistake"
    decays: bool = False

    @property
    def knows(self):
        """Names of its hyper-parameters."""
        return names(self.rule)

    @property
    def extra(self):
        """The one that is not Adam's, "weight_decay" or "limit", or None."""
        return next((k for k in ("weight_decay", "limit") if k in self.knows), None)


@lru_cache(maxsize=None)
def names(rule):
    """List the hyper-parameters of ``rule``, with their defaults."""
    return {k: p.default for k, p in inspect.signature(rule).parameters.items()}


ADAM = Candidate("Adam", adamtext.adam, kind="Adam")
ADAMW = Candidate("AdamW", adamtext.adamw, kind="Adam", decays=True)
#: Mistakes of which two can be made at once with others.
PLAIN = TIME | EPS | AVERAGES | STATES | {k: v for k, v in CLIPS.items() if k != "weights_clipped"}
#: Those that need theta to be seen.
PLACED = DECAYS | {"weights_clipped": CLIPS["weights_clipped"]}
#: Those of them that are in pairs; decay twice is nearly a decay twice as large.
PAIRED = [name for name in PLACED if name != "decay_twice"]


@lru_cache(maxsize=None)
def singles(decays):
    """List Adam and what differs from it by one mistake, or AdamW if there are ``decays``."""
    chosen = PLACED if decays else PLAIN
    made = (Candidate(name, m.rule, (name,), decays=decays) for name, m in chosen.items())
    return [ADAMW if decays else ADAM, *made]


@lru_cache(maxsize=None)
def relatives():
    """List the relatives."""
    return [Candidate(name, rule, kind="relative") for name, rule in RELATIVES.items()]


@lru_cache(maxsize=None)
def pairs(decays):
    """List what differs from Adam, or from AdamW if there are ``decays``, by two mistakes.

    AdamW with a mistake of Adam's own counts as well.
    """
    if decays:
        both = [(name, other) for name in PLAIN for other in PAIRED]
        found = [composed(lines.DECAYED, name) for name in PLAIN]
    else:
        both, found = combinations(PLAIN, 2), []
    found += [composed(base_of(pair), *pair) for pair in both]
    # two clips have one limit, and two of one kind make no sense
    return [c for c in found if c and sum(name in CLIPS for name in c.mistakes) < 2]


def base_of(chosen):
    """Return the text in which the mistakes ``chosen`` can be made: that of the most special."""
    texts = [MISTAKES[name].text for name in chosen]
    return next((text for text in texts if text != lines.ALGORITHM), lines.ALGORITHM)


@lru_cache(maxsize=None)
def composed(text, *chosen):
    """Make the mistakes ``chosen`` in the rule of ``text``; None if they exclude each other."""
    try:
        new = lines.exchanged(text, *(MISTAKES[name].exchange for name in chosen))
        rule = lines.run_text(new)
        optimizer = rule()
        optimizer.step(np.ones(1), np.ones(1), optimizer.init(np.ones(1)))
    except (LookupError, NameError, TypeError):  # one takes away what the other changes
        return None
    decays = text == lines.DECAYED
    title = " and ".join(chosen)
    if decays and not any(name in DECAYS for name in chosen):
        title = f"AdamW and {title}"
    return Candidate(title, rule, chosen, decays=decays or "weights_clipped" in title)


@lru_cache(maxsize=20_000)
def answer(rule, values, name, dtype="float64"):
    """Return the paths of ``rule`` on a stream, given ``values`` of its hyper-parameters."""
    known = names(rule)
    optimizer = rule(**{k: v for k, v in values if k in known})
    stream = cast(streams()["ladder" if name == "first" else name], dtype)
    if name == "first":  # a first look at the first stream
        stream = stream._replace(gradients=stream.gradients[:FIRST])
    try:
        return run(lambda thetas: PairAtWork(optimizer, thetas), *stream)
    except (ArithmeticError, ValueError):  # Python's own numbers raise where arrays become NaN
        return [np.empty(0)] * len(stream.thetas)


def cast(stream, dtype):
    """Return ``stream`` with arrays of ``dtype``."""
    thetas, gradients = stream
    return Stream(
        [theta.astype(dtype) for theta in thetas],
        [[None if g is None else g.astype(dtype) for g in each] for each in gradients],
    )
