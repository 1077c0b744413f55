"""Small races of the first chapter: rules on one task, tuned on one seed and run on others.

A *task* is a function from a seed to ``(objective, start)``. Rules are coordinate-wise, so all
step sizes of a grid run side by side, along a last axis.
"""

import numpy as np
from scipy.special import log_softmax, softmax

from adamtext.lab import words
from adamtext.objectives import Objective
from adamtext.teach.evidence import SEEDS
from adamtext.trajectory import run

TUNING = 0  # the seed on which a step size is chosen; it is none of SEEDS


def race(task, num_steps, alphas, rules):
    """Run each rule with each step size on the tuning seed and on ``SEEDS``.

    Parameters
    ----------
    task : callable
        ``task(seed) -> (objective, start)``.
    num_steps : int
        At least 100. What counts is the mean cost over the last tenth of them.
    alphas : array of shape (A,)
    rules : mapping from a name to a function of ``alpha`` that gives a rule

    Returns
    -------
    dict
        A name -> costs of shape (1 + len(SEEDS), A); the tuning seed is the first row.

    Examples
    --------
    >>> from adamtext import sgd
    >>> from adamtext.objectives import quadratic
    >>> bowl = quadratic([1.0]), np.ones(1)
    >>> race(lambda seed: bowl, 100, np.array([0.0, 1.0]), {"SGD": sgd})["SGD"][0]
    array([0.5, 0. ])
    """
    return {
        name: np.stack([_costs(rule, *task(seed), num_steps, alphas) for seed in (TUNING, *SEEDS)])
        for name, rule in rules.items()
    }


def _costs(rule, objective, start, num_steps, alphas):
    batch = np.repeat(start[..., None], alphas.size, axis=-1)
    path = run(rule(alphas), objective.grad, batch, num_steps).theta
    late = path[-num_steps // 10 :: num_steps // 100]
    costs = np.stack([objective.value(theta) for theta in late])
    return costs.reshape(-1, alphas.size).mean(axis=0)


def ends(costs):
    """Return what a rule ends at on each of ``SEEDS``, with the step size best on the tuning seed.

    ``costs`` has shape (1 + len(SEEDS), A), as :func:`race` gives it; the result (len(SEEDS),).

    >>> ends(np.array([[3.0, 2.0], [1.0, 5.0], [1.0, 7.0]]))
    array([5., 7.])
    """
    return costs[1:, costs[0].argmin()]


def better_of_two(costs):
    """Return, for each of ``SEEDS``, what the better of two random step sizes costs.

    Both are drawn from the grid of ``costs``, with replacement; the mean over draws is geometric.

    >>> better_of_two(np.array([[0.0, 0.0], [1.0, 16.0]]))
    array([2.])
    """
    pairs = np.minimum(costs[1:, :, None], costs[1:, None])
    return np.exp(np.log(pairs).mean(axis=(1, 2)))


def table(races, of=ends):
    """Write one row a rule and one column a race: the range, over seeds, of ``of(costs)``.

    ``races`` maps a title to what :func:`race` returns; all have the same rules.

    >>> print(table({"bowl": {"SGD": np.array([[0.0], [1.0], [2.5]])}}))
                                bowl
    SGD           1.0e+00 to 2.5e+00
    """
    lines = [" " * 8 + "".join(f"{title:>24}" for title in races)]
    for name in next(iter(races.values())):
        found = [of(costs[name]) for costs in races.values()]
        cells = (f"{min(each):.1e} to {max(each):.1e}" for each in found)
        lines.append(f"{name:8}" + "".join(f"{cell:>24}" for cell in cells))
    return "\n".join(lines)


def next_word(part, pairs=None, even=False, size=40):
    """Predict each word of a text from the one before: a task whose seeds are six parts of it.

    Each of ``size`` words has a row of scores for the word that follows. Every step sees the
    whole part, or so many ``pairs`` drawn from it. With ``even``, words are renamed such that
    all are about equally frequent. The value is the excess over the least cost.

    >>> objective, start = next_word(0)
    >>> start.shape, bool(objective.value(start[..., None]) > 1)
    ((40, 40), True)
    """
    ids = words.read(size).ids
    ids = words.evened(ids, size, seed=1412) if even else ids
    ids = np.array_split(ids, 1 + len(SEEDS))[part]
    share = words.pairs(ids[:-1], ids[1:], size) / (len(ids) - 1)
    seen = share > 0
    before = share.sum(axis=1)[np.nonzero(seen)[0]]
    lowest = share[seen] @ np.log(share[seen] / before)

    def value(theta):
        return lowest - share[seen] @ log_softmax(theta, axis=1)[seen]

    def grad(theta, t):
        now = share
        if pairs:
            draws = np.random.default_rng([part, t]).multinomial(pairs, share.ravel())
            now = draws.reshape(size, size) / pairs
        return now.sum(axis=1)[:, None, None] * softmax(theta, axis=1) - now[..., None]

    return Objective(value, grad), np.zeros((size, size))
