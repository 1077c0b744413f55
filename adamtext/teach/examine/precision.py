"""In which precision an optimiser computes, whatever that of theta is."""

import numpy as np

from adamtext.teach.examine.streams import normal
from adamtext.teach.examine.work import run


def blunt(start, step):
    """Whether gradients that differ by a part of ``step`` make the same steps to the last bit."""
    g = normal()[:4, :3]

    def path(factor):
        with np.errstate(all="ignore"):
            return run(
                start, [np.zeros(3)], [[row * (1 + factor * (i == 1))] for i, row in enumerate(g)]
            )[0]

    return np.array_equal(path(0), path(step)) and not np.array_equal(path(0), path(0.3))


def loses_small_squares(start, match):
    """Whether a gradient of 1e-4 makes a step far too long, its square being 0 in float16."""
    path = run(start, [np.zeros(2)], [[np.full(2, 1e-4)]])[0]
    return not np.all(abs(path) < 10 * match.values.get("alpha", 1e-3))
