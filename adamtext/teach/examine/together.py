"""Several arrays in one optimiser, and who counts their steps."""

import numpy as np

from adamtext.teach.examine.observe import TOLERANCE, apart
from adamtext.teach.examine.streams import layers
from adamtext.teach.examine.work import AtWork, PairAtWork, numpy_of, run


def several(look, match):
    """Test that arrays that one optimiser steps move as they would alone."""
    expected = "three arrays in one optimiser move as they would alone, one with fewer gradients"
    stream, ours = stepped(look)
    theirs = alone(look, stream)
    if same(ours, theirs, stream, look):
        return None, expected, ""
    if match:
        rule = rule_of(match)
        if counts(rule) and same(ours, counted_together(rule, stream), stream, look):
            return "joins_late", expected, "one t counts the steps of all"
    if not np.any([np.isfinite(path).all() for path in ours]):
        return "", expected, "NaN"
    numbers = [-path[1][0].ravel()[0] / look.h["alpha"] for path in (ours, theirs)]
    got = "the second array starts with {:.3g} alpha, and alone with {:.3g} alpha".format(*numbers)
    shared = match and counts(rule) and counts_each(rule, ours, stream, look)
    return "shared_t" if shared else "", expected, got


def stepped(look):
    """Return the stream of several arrays that an optimiser can take, and its paths."""
    work = look.start([x.copy() for x in layers().thetas])
    skips = "skip" in work.can
    work.close()
    full = [[np.zeros(2) if g is None else g for g in each] for each in layers().gradients]
    for stream in (layers(), layers()._replace(gradients=full))[not skips :]:
        try:
            return stream, run(look.start, *stream)
        except (AttributeError, TypeError):  # None where a gradient was expected
            if stream.gradients is full:
                raise


def alone(look, stream):
    """Return the paths of arrays that are stepped alone, each when it has a gradient."""
    found = []
    for i, theta in enumerate(stream.thetas):
        moves = [g[i] is not None for g in stream.gradients]
        gradients = [[g[i]] for g in stream.gradients if g[i] is not None]
        found.append(held(run(look.start, [theta], gradients)[0], moves))
    return found


def held(path, moves):
    """Repeat the last place of ``path`` where there is no move."""
    found, i, last = [], 0, 0 * path[0]
    for move in moves:
        if move:
            last, i = path[i], i + 1
        found.append(last)
    return np.array(found)


def same(ours, theirs, stream, look):
    """Whether paths agree, as far as the precision goes."""
    far = apart(ours, theirs, stream.thetas, look.h["alpha"], look.seen.dtype)
    return far <= TOLERANCE[look.seen.dtype] * 10


def rule_of(match):
    """Return the optimiser that was found to make the steps."""
    known = {k: v for k, v in match.values.items() if k in match.candidate.knows}
    return match.candidate.rule(**known)


def counts(rule):
    """Whether the state of ``rule`` is one that counts."""
    return hasattr(rule.init(np.zeros(1)), "t")


def counted_together(rule, stream):
    """Return the paths where one count serves all arrays, and is raised once a step."""
    return run(lambda thetas: PairAtWork(rule, thetas, count_together=True), *stream)


def counts_each(rule, ours, stream, look):
    """Whether each array, or each pair of them, that is stepped raises the count of all."""
    return any(
        same(ours, run(lambda x, n=n: Shared(rule, x, n), *stream), stream, look) for n in (1, 2)
    )


class Shared(AtWork):
    """A rule with one count for all, raised after every ``arrays`` arrays."""

    def __init__(self, rule, thetas, arrays):
        self.rule, self.thetas, self.arrays = rule, thetas, arrays
        self.t, self.states = 0, [rule.init(theta) for theta in thetas]

    def step(self, gradients):
        """Step those arrays that have a gradient; a last group may be smaller."""
        stepped = 0
        for i, g in enumerate(gradients):
            if g is not None:
                state = self.states[i]._replace(t=self.t + stepped // self.arrays)
                self.thetas[i], self.states[i] = self.rule.step(self.thetas[i], g, state)
                stepped += 1
        self.t += -(-stepped // self.arrays)

    def read(self):
        """List the arrays."""
        return [numpy_of(theta) for theta in self.thetas]
