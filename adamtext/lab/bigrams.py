"""The smallest language model: one row of softmax scores for each word that may come before.

Its cost is known from counts of pairs alone, and so is its minimum. So there is no noise, and the
*excess*, cost less minimum, is exact.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from adamtext.lab.rules import in_blocks


class Bigrams(NamedTuple):
    """Minus log softmax(W[before])[after], averaged over pairs, as functions of W, (size, size).

    Attributes
    ----------
    shares : array of shape (size, size)
        What share of the pairs each is; they sum to 1.
    minimum : float
        The least cost: the entropy of the word after, given the one before. Where a pair never
        occurs it is approached only.
    value_and_grad : callable
        ``value_and_grad(W) -> (float, array)``: the excess of the cost, and its gradient.
    rows : callable
        ``rows(W) -> array``: mean excess over the pairs that begin with each word; 0 for a word
        that begins none. Never below 0, up to rounding.
    parts : callable
        ``parts(W, group) -> array``: mean excess over the pairs whose words are in each two
        groups; row, the group of the word before; column, of the word after. ``group`` has a
        number 0, 1, … for each word.
    """

    shares: np.ndarray
    minimum: float
    value_and_grad: Callable
    rows: Callable
    parts: Callable


def bigrams(counts):
    """Return the model of a table of ``counts``: row, the word before; column, the word after.

    Examples
    --------
    >>> model = bigrams(np.array([[0.0, 2.0], [1.0, 1.0]]))
    >>> round(model.minimum, 4)
    0.3466
    >>> model.value_and_grad(np.zeros((2, 2)))[1]
    array([[ 0.25, -0.25],
           [ 0.  ,  0.  ]])
    """
    shares = counts / counts.sum()
    before = shares.sum(axis=1, keepdims=True)
    least = -np.log(np.divide(shares, before, out=np.ones_like(shares), where=shares > 0))
    minimum = float(np.vdot(shares, least))

    def log_softmax(scores):
        scores = scores - scores.max(axis=1, keepdims=True)
        return scores, np.exp(scores)

    def value_and_grad(scores):
        scores, p = log_softmax(scores)
        total = p.sum(axis=1, keepdims=True)
        cost = float(np.vdot(before, np.log(total)) - np.vdot(shares, scores))
        p *= before / total
        p -= shares
        return cost - minimum, p

    def excess(scores):
        scores, p = log_softmax(scores)
        return shares * (np.log(p.sum(axis=1, keepdims=True)) - scores - least)

    def rows(scores):
        each = excess(scores).sum(axis=1, keepdims=True)
        return np.divide(each, before, out=np.zeros_like(each), where=before > 0)[:, 0]

    def parts(scores, group):
        member = np.eye(max(group) + 1)[group]
        return (member.T @ excess(scores) @ member) / (member.T @ shares @ member)

    return Bigrams(shares, minimum, value_and_grad, rows, parts)


def descend(model, rule, steps, factors=1.0):
    """Take ``steps`` steps of ``rule`` from scores of zero, each gradient times fixed ``factors``.

    Returns
    -------
    scores : array of shape (size, size)
    excess : array of shape (steps + 1,)
        Before the first step and after each; infinite from where it is no longer finite.
    """
    scores, excess = np.zeros_like(model.shares), np.full(steps + 1, np.inf)
    rule = in_blocks(rule, max(1, 2**16 // len(scores)))
    state = rule.init(scores)
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(steps + 1):
            value, g = model.value_and_grad(scores)
            if not np.isfinite(value):
                break
            excess[t] = value
            if t < steps:
                scores, state = rule.step(scores, factors * g, state)
    return scores, excess
